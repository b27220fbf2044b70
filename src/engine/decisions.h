// The verbs on directives and on the catalogue: check, show, sign, verify. Each gives a page of text and says
// whether all was well; files are read and written here, nowhere below.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct Page {
  std::string text;
  bool good = true;
};

Result<Page> check_directives(const std::vector<std::string>& paths);
// `what`: a file, or the id of a shipped directive. Keys as for verify; none: signatures are only named.
Result<Page> show_directive(const std::string& what, const std::string& language, std::size_t columns);
// Writes FILE.ROLE.minisig with a minisign secret key. The password is asked from `password` only when
// needed.
Result<Page> sign_directive(const std::string& file, const std::string& role, const std::string& key_file,
                            const std::string& comment, const std::string& password);
bool needs_password(const std::string& key_file);
// `keys`: "ROLE=FILE.pub", or "FILE.pub" for any role.
// `as_of`: the clock, a day; "" is now. A directive that expired before it is not good.
Result<Page> verify_directive(const std::string& file, const std::vector<std::string>& keys,
                              const std::string& as_of = {});

Result<Page> check_catalogue(const std::vector<std::string>& paths);  // none: the shipped one
Result<Page> check_feeds(const std::vector<std::string>& paths);      // files or folders of indicators
Result<Page> show_catalogue(const std::string& subject, std::size_t columns);  // "": all vendors and products

}  // namespace waarborg
