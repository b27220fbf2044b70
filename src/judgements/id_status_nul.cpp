// An address with two NUL bytes among those that the device looked up with Apple's identity services: no
// person types them, attacks over iMessage left them.
#include "base/text.h"
#include "judgements/single.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of IdentityKnown, by the numbers that kinds.h gives them.
constexpr std::uint8_t role = 1, name = 4, app = 7;

bool tells(const RecordView& record) {
  return record.kind == IdentityKnown::number && record.text(role) == "looked-up" &&
         record.text(name).find(std::string_view("\0\0", 2)) != std::string_view::npos;
}

std::string says(const RecordView& record) {
  return fmt::format("{} looked up an address with NUL bytes in it: {}",
                     record.text(app).empty() ? "The device" : printable(shorten(record.text(app), 60)),
                     printable(shorten(record.text(name), 100)));
}

}  // namespace

Judgement id_status_nul() {
  return {
      .about = "An address with NUL bytes that was looked up with Apple's identity services.",
      .kinds = {IdentityKnown::kind},
      .make =
          [] {
            return std::unique_ptr<Judge>(
                new SingleJudge(tells, says,
                                "Attacks over iMessage left such addresses behind; that one succeeded is not "
                                "said, and a damaged file may look so, too."));
          },
      .tells = tells,
  };
}

}  // namespace waarborg
