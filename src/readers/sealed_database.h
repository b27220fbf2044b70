// Databases that an app encrypts with SQLCipher: it leaves the first 16 or 32 bytes as SQLite has them, so
// that the system knows the file for a database, and the rest looks like noise. Nothing can be read in it
// without the key, which the keychain of the device has. Format: cipher_plaintext_header_size,
// https://www.zetetic.net/sqlcipher/sqlcipher-api (seen 2026-11).
#pragma once
#include "readers/reader.h"

namespace waarborg {

// Is what stands behind the first 32 bytes no head of a database? A damaged one looks the same.
bool is_sealed_database(const Source& source);

}  // namespace waarborg
