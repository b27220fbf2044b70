// What a row of Messages says, from the places where iOS keeps it: the text, the attributed text (alone since
// iOS 16), the archive of a rich link, and the summary with what was edited or taken back.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "readers/reader.h"

namespace waarborg {

struct MessageParts {
  Bytes text{}, attributed{}, payload{}, summary{};
  std::string_view plugin{};  // balloon_bundle_id: what made the payload
};

struct MessageBody {
  struct Link {
    std::string url;
    std::string_view where;  // text, attribute, rich link, edited text, summary
  };
  std::string text;         // at most 64 KiB, UTF-8
  std::string state;        // edited, retracted
  std::vector<Link> links;  // each address once
};

MessageBody message_body(const MessageParts& parts, std::uint64_t row, Sink& out);

}  // namespace waarborg
