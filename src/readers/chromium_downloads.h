// What a browser made of Chromium downloaded, from its History: downloads has a row a file, with the pages it
// came from, where it was put and its SHA-256; downloads_url_chains has the addresses it was fetched from,
// one after the other where a server led elsewhere. Its columns change with every version: each that is an
// address or a path by its name is told. Columns and states:
// components/history/core/browser/download_database.cc of https://chromium.googlesource.com/chromium/src
// (seen 2026-11).
#pragma once
#include "readers/sqlite_tables.h"

namespace waarborg {

// `app` is "" where the browser is not known.
void read_chromium_downloads(SqliteTables& tables, std::string_view app, Sink& out);

}  // namespace waarborg
