#include "readers/message_cards.h"

#include "base/text.h"
#include "formats/vcard.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 4096;

}  // namespace

void add_cards(std::string_view text, const IdentityKnown& like, std::uint64_t at, Sink& out) {
  std::string name;
  const auto add = [&](const Person& person) {
    if (person.phone.empty() && person.email.empty()) return;
    auto one = like;
    one.email = {person.email};
    one.phone = {person.phone};
    one.name = name;
    out.add(one, at);
  };
  each_card_line(text, [&](const CardLine& line) {
    if (line.name == "BEGIN") name.clear();
    if (line.name == "FN") name = to_utf8(line.value.substr(0, longest_name));
    if (line.name != "TEL" && line.name != "EMAIL") return;
    add(person_of(line.value));
    // The account of WhatsApp, which need not be the number that is written.
    if (const auto number = line.parameter("waid"); !number.empty())
      add(person_of("+" + std::string(number)));
  });
}

}  // namespace waarborg
