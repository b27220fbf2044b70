// A directive as a page for a terminal: who decided what, for whom and with which force, by when, on which
// grounds, with the rule filled in and the answers that would change it, who signed, and what is left open.
// Pure; every text of the file goes through printable(), and no line is wider than `columns` unless one word
// is.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "directives/model.h"
#include "directives/signatures.h"

namespace waarborg {

std::string show(const Directive& directive, std::string_view language, std::size_t columns,
                 const std::vector<std::string>& questions = {}, const SignatureReport* signatures = nullptr);

}  // namespace waarborg
