#include "directives/read.h"

namespace waarborg {

std::string_view shipped_directives_json();  // made by cmake/data.cmake from directives/

namespace {

std::vector<Directive> read_shipped() {
  std::vector<Directive> out;
  std::vector<DirectiveFault> faults;
  const auto document = JsonDocument::parse(shipped_directives_json());
  if (!document) return {};  // cannot be: the build wrote it and a test reads it
  document->root().each([&](Json file) {
    auto one = directive_of_json(file["content"], {}, std::string(file["file"].text()),
                                 std::string(file["sha256"].text()), faults);
    if (one) out.push_back(*std::move(one));
  });
  return out;
}

}  // namespace

const std::vector<Directive>& shipped_directives() {
  static const std::vector<Directive> all = read_shipped();
  return all;
}

}  // namespace waarborg
