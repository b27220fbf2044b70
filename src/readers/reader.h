// Reader describes one artefact: where it lies, what it tells, how to read it. Each file
// src/readers/*/NAME.cpp defines one function NAME() that returns it, beside NAME.canary (a synthetic
// artefact that every scan sends through). CMake makes the list from the file names: there is nothing to
// register. A reader opens nothing, knows no indicator and keeps no state.
//
// A path pattern is relative to the root of a system ("var/lib/dpkg/status"); '*' stays within a component,
// '**' spans them. In a walk it matches below any folder, so containers and chroots are found too. A path
// that begins with "**/" has no root of its own.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/cursor.h"
#include "evidence/file.h"
#include "observations/kinds.h"
#include "observations/sink.h"

namespace waarborg {

enum class Shape : std::uint8_t {
  whole,   // File::bytes, below Limits::whole_bytes
  random,  // File::source
  stream,  // File::stream, a file of any size
  names,   // File::names, a listing of what matched the paths; nothing is opened
};

// What is there wherever an artefact is: evidence with the one and without the other is not whole.
struct Companion {
  std::string_view artefact;  // the end of its path; "" is any
  std::string_view probe;     // of which something must have been read beside the start of that end, or below
};

struct Reader {
  std::string_view about;  // one sentence for people
  std::string_view probe;  // the class of coverage it gives: packages.dpkg, services.systemd, ...
  std::vector<std::string_view> paths = {};  // patterns over the evidence tree
  std::vector<std::string_view> wants =
      {};  // files beside the match: "-wal" appends, "../x" is relative to its folder
  std::vector<std::string_view> emits;  // the kinds it may add
  std::vector<Companion> companions = {};
  bool digests = false;  // it says what the digests of files are, not only of certificates
  // Of what only describes a backup: the one of its wants that the backup cannot be read without.
  std::string_view heart = {};
  bool any_case = false;  // the paths are of Windows, whose names have no case
  bool one_hand = false;  // many small files a folder, which one hand writes: they may share a worker
  Shape shape = Shape::whole;
  bool (*recognise)(Bytes head) =
      nullptr;  // is a lone file of up to 64 KiB head this artefact? No such file: nullptr
  void (*read)(const File&, Sink&);  // bytes in, facts out; no I/O, no globals
  std::string_view name = {};        // the file name; filled in by the list
  Bytes canary = {};                 // NAME.canary; filled in by the list
};

const std::vector<Reader>& all_readers();  // in order of their names
const Reader* reader_named(std::string_view name);

// A reader's canary: the path it goes under is the first pattern with every wildcard filled in (a '*' becomes
// "waarborg-canary"). Scans, tests and fuzzing run it through read_memory, which gives the bytes their shape.
std::string canary_path(const Reader& reader);
void read_memory(const Reader& reader, std::string path, Bytes bytes, std::span<const Beside> beside,
                 Sink& out);
// Shape::names as text: "file opt/x", one name a line; file, folder, link or other. Other lines are left out.
std::vector<Name> names_in(std::string_view listing);

}  // namespace waarborg
