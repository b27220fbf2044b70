// Packages of a Debian system as text that somebody sent: of
//   dpkg-query -W -f '${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n'   (man 1 dpkg-query)
// and of `dpkg -l`, whose second letter is the state. The offset of an observation is its line, from 1.
#include <array>

#include "base/text.h"
#include "formats/purl.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr int lines_to_recognise = 50;
struct State {
  char letter;
  std::string_view name;
  Presence presence;
};
constexpr std::array<State, 8> states = {{{'n', "not-installed", Presence::none},
                                          {'c', "config-files", Presence::residual},
                                          {'H', "half-installed", Presence::installed},
                                          {'U', "unpacked", Presence::installed},
                                          {'F', "half-configured", Presence::installed},
                                          {'W', "triggers-awaited", Presence::installed},
                                          {'t', "triggers-pending", Presence::installed},
                                          {'i', "installed", Presence::installed}}};

struct PackageLine {
  std::string_view name{}, version{}, architecture{};
  const State* state = nullptr;
};

bool is_name(std::string_view name) {  // Debian policy 5.6.1, and capitals, which third parties write
  return name.size() > 1 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._") ==
             std::string_view::npos;
}

bool of_query(std::string_view line, PackageLine& out) {
  const auto cells = split(line, '\t');
  if (cells.size() != 4) return false;
  out = {.name = cells[0], .version = cells[1], .architecture = cells[2]};
  for (const auto& state : states)
    if (state.name == trim(cells[3])) out.state = &state;
  if (!is_name(out.name.substr(0, out.name.find(':')))) out.state = nullptr;
  return out.state != nullptr;
}

// "ii  name:amd64  1.0  amd64  what it is": wanted, state, and for a broken one "R".
bool of_list(std::string_view line, PackageLine& out) {
  const auto cells = words(line.substr(0, 16 * 1024));
  if (cells.size() < 2 || cells[0].size() < 2 || cells[0].size() > 3 || line.starts_with(' ')) return false;
  if (std::string_view("uihrp").find(cells[0][0]) == std::string_view::npos) return false;
  if (cells[0].size() == 3 && cells[0][2] != 'R') return false;
  out = {.name = cells[1], .state = nullptr};
  for (const auto& state : states)
    if (state.letter == cells[0][1]) out.state = &state;
  if (cells.size() > 3) out.version = cells[2], out.architecture = cells[3];
  if (!is_name(out.name.substr(0, out.name.find(':')))) out.state = nullptr;
  return out.state != nullptr;
}

// The five lines above a list, the first in the language of the machine: "Desired=Unknown/Install/...".
bool is_head(std::string_view line) {
  return line.starts_with("| ") || line.starts_with("|/") || line.starts_with("||/") ||
         line.starts_with("+++-") ||
         (line.find('=') < line.find('/') && line.find('/') != std::string_view::npos);
}

bool recognise(Bytes head) {
  const auto text = head_text(head);
  int good = 0, seen = 0;
  bool list = false;
  each_line(text.text(), [&](std::string_view line, std::uint64_t) {
    PackageLine one;
    if (++seen > lines_to_recognise) return;
    list |= line.starts_with("||/ ");
    good += is_head(line) || of_query(line, one) || (list && of_list(line, one));
  });
  // The last line of a head may be cut.
  seen = std::min(seen, lines_to_recognise);
  return good > 0 && good >= seen - 1 && good * 2 > seen;
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  std::size_t name_width = 0, version_width = 0;
  each_line(
      text->text(),
      [&](std::string_view line, std::uint64_t row) {
        if (line.starts_with("+++-")) {  // how wide the columns are
          const auto columns = split(line.substr(4, 1024), '-');
          name_width = columns[0].size(), version_width = columns.size() > 1 ? columns[1].size() : 0;
        }
        PackageLine one;
        const bool query = of_query(line, one);
        if (!query && !of_list(line, one) && is_head(line)) return;
        if (one.state == nullptr)
          return out.problem(Fault::malformed,
                             "not a line of dpkg-query or dpkg -l: " + shorten(line.substr(0, 400), 60), row);
        if (one.state->presence == Presence::none) return;
        // Columns of 14 and 12 are the least there are: what fills one may have been longer.
        if (!query && ((name_width == 14 && one.name.size() == 14) ||
                       (version_width == 12 && one.version.size() == 12)))
          out.problem(Fault::truncated,
                      "a name or version fills its column of dpkg -l; its end may be missing", row);
        const auto name = one.name.substr(0, one.name.find(':'));
        const auto purl = make_purl("deb", "", lower(name), one.version, {{"arch", one.architecture}});
        const auto state = "reported " + std::string(one.state->name);
        add_reported({.package = {"deb", name},
                      .version_text = one.version,
                      .architecture = one.architecture,
                      .purl = {purl},
                      .state = one.state->letter == 'i' ? std::string_view() : state,
                      .present = one.state->presence},
                     row, out);
      },
      &out);
}

}  // namespace

Reader dpkg_query_list() {
  return {.about = "Packages of a Debian system, from the text of dpkg-query -W or dpkg -l.",
          .probe = "import.dpkg-query",
          .paths = {"**/dpkg-query*.txt"},
          .emits = {Program::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
