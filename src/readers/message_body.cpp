#include "readers/message_body.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/links_in_text.h"
#include "formats/plist_leaves.h"
#include "formats/typedstream.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view rich_link = "com.apple.messages.URLBalloonProvider";

class Body {
 public:
  Body(std::uint64_t row, Sink& out) : row_(row), out_(out) {}

  MessageBody take() { return std::move(body_); }

  void text(std::string_view text) {
    if (body_.text.empty()) body_.text = shown(text);
    links(text, "text", true);
  }

  void attributed(Bytes stream, std::string_view where) {
    if (stream.empty()) return;
    const auto read = TypedStream::read(stream);
    if (read.problem) problem("attributed text", *read.problem);
    for (std::size_t i = 0; i < read.texts.size(); ++i) {
      const auto& one = read.texts[i];
      const bool main = i == 0;
      if (main && body_.text.empty() && where == "text") body_.text = shown(one.text);
      links(one.text, main || where != "text" ? where : "attribute", main || one.outer == "NSURL");
    }
  }

  void payload(Bytes bytes, std::string_view plugin) {
    if (bytes.empty()) return;
    // Games and drawings have formats of their own; what looks like a link is one there too.
    if (!Plist::recognise(bytes) && plugin != rich_link) {
      links(as_text(bytes), "rich link", false);
      return links(percent_decoded(as_text(bytes)), "rich link", false);
    }
    const auto list = open(bytes, "rich link");
    if (list.root().is(PlistKind::null)) links(as_text(bytes), "rich link", false);
    each_leaf(list.root(), [&](PlistValue leaf) {
      links(leaf.is(PlistKind::text) ? leaf.text() : as_text(leaf.data()), "rich link", false);
    });
  }

  void summary(Bytes bytes) {
    if (bytes.empty()) return;
    const auto list = open(bytes, "summary");
    if (list.root().is(PlistKind::null)) return links(as_text(bytes), "summary", false);
    for (std::size_t i = 0; i < list.root().size(); ++i)
      if (list.root().key(i).text() != "ec")
        each_leaf(list.root()[i], [&](PlistValue leaf) {
          links(leaf.is(PlistKind::text) ? leaf.text() : as_text(leaf.data()), "summary", false);
        });
    const auto edited = list.root()["ec"], taken_back = list.root()["rp"];
    if (edited.size() != 0) state("edited");
    if (taken_back.size() != 0) state("retracted");
    each_leaf(edited, [&](PlistValue leaf) {
      if (leaf.is(PlistKind::data)) attributed(leaf.data(), "edited text");
    });
  }

 private:
  void problem(std::string_view what, const Error& e) {
    out_.problem(e.fault, fmt::format("message {}, {}, byte {}: {}", row_, what, e.offset, e.what), row_);
  }

  Plist open(Bytes bytes, std::string_view what) {
    auto list = Plist::read(bytes);
    if (!list) {
      problem(what, list.error());
      return {};
    }
    for (const auto& e : list->problems()) problem(what, e);
    return std::move(*list);
  }

  std::string shown(std::string_view text) {
    auto n = std::min(text.size(), longest_database_text);
    while (n > 0 && n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
    if (n < text.size())
      out_.problem(Fault::too_big, fmt::format("message {}: a text of {} bytes was cut", row_, text.size()),
                   row_);
    return to_utf8(text.substr(0, n));
  }

  void state(std::string_view what) { body_.state += (body_.state.empty() ? "" : ", ") + std::string(what); }

  // `tappable`: people read it, so that a name without a scheme is a link there.
  void links(std::string_view text, std::string_view where, bool tappable) {
    for (auto& url : links_in_text(text)) {
      if (!tappable && url.find("://") == std::string::npos) continue;
      if (std::ranges::any_of(body_.links, [&](const auto& known) { return known.url == url; })) continue;
      if (body_.links.size() == most_links) {
        if (!told_)
          out_.problem(Fault::too_big, fmt::format("message {} has more than {} links", row_, most_links),
                       row_);
        told_ = true;
        return;
      }
      body_.links.push_back({std::move(url), where});
    }
  }

  static constexpr std::size_t most_links = 1000;
  std::uint64_t row_;
  Sink& out_;
  MessageBody body_;
  bool told_ = false;
};

}  // namespace

MessageBody message_body(const MessageParts& parts, std::uint64_t row, Sink& out) {
  Body body(row, out);
  if (!parts.text.empty()) body.text(as_text(parts.text));
  body.attributed(parts.attributed, "text");
  body.payload(parts.payload, parts.plugin);
  body.summary(parts.summary);
  return body.take();
}

}  // namespace waarborg
