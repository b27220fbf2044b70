// Cards of contacts that somebody sent in a message: whose numbers and addresses they give.
#pragma once
#include <string_view>

#include "observations/kinds.h"
#include "observations/sink.h"

namespace waarborg {

// Each number and address of each card in a text, as IdentityKnown with the other fields of `like`.
void add_cards(std::string_view text, const IdentityKnown& like, std::uint64_t at, Sink& out);

}  // namespace waarborg
