#include "outputs/words.h"

#include <algorithm>
#include <array>

namespace waarborg {

std::string subject_name(std::string_view subject) {
  const auto slash = subject.rfind('/');
  std::string name(slash == std::string_view::npos ? subject : subject.substr(slash + 1));
  if (name.empty()) return std::string(subject);
  if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

std::string counted(std::string_view language, std::string_view id, std::uint64_t n) {
  return message(language, std::string(id) + (n == 1 ? ".one" : ".many"), {std::to_string(n)});
}

std::string in_words(std::string_view language, std::string_view column, std::string_view text) {
  constexpr std::array<std::string_view, 8> enumerations = {"confidence", "presence", "class",  "status",
                                                            "canary",     "needed",   "change", "zone"};
  if (std::find(enumerations.begin(), enumerations.end(), column) == enumerations.end()) return std::string(text);
  const auto words = message_text(language, std::string(column) + "." + std::string(text));
  return std::string(words ? *words : text);
}

}  // namespace waarborg
