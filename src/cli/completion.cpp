#include "cli/completion.h"

#include <CLI/CLI.hpp>

namespace waarborg {
namespace {

std::string words_of(const CLI::App& app) {
  std::string out;
  for (const auto* verb : app.get_subcommands({})) out += verb->get_name() + " ";
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) out += "--" + name + " ";
  return out;
}

// "scan" → its words, "directive check" → its words, and so on down.
void rows(const CLI::App& app, const std::string& path, const std::string& format, std::string& out) {
  auto row = format;
  row.replace(row.find("{path}"), 6, path);
  row.replace(row.find("{words}"), 7, words_of(app));
  out += row;
  for (const auto* verb : app.get_subcommands({})) rows(*verb, path + " " + verb->get_name(), format, out);
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  std::string out;
  if (shell == "fish") {
    std::string all;
    for (const auto* verb : app.get_subcommands({})) {
      all += "complete -c waarborg -n __fish_use_subcommand -a " + verb->get_name() + " -d '" +
             verb->get_description() + "'\n";
      for (const auto* option : verb->get_options())
        for (const auto& name : option->get_lnames())
          all += "complete -c waarborg -n '__fish_seen_subcommand_from " + verb->get_name() + "' -l " + name +
                 "\n";
    }
    return all;
  }
  if (shell == "zsh") out += "autoload -U +X bashcompinit && bashcompinit\n";
  out +=
      "_waarborg() {\n  local path=waarborg word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do [[ $word == -* ]] || path=\"$path $word\"; "
      "done\n"
      "  local words=\n  while :; do\n    case \"$path\" in\n";
  rows(app, "waarborg", "      \"{path}\") words=\"{words}\"; break ;;\n", out);
  out +=
      "    esac\n    [[ $path == *' '* ]] || break\n    path=\"${path% *}\"\n  done\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\") $(compgen -f -- "
      "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\ncomplete -o filenames -F _waarborg waarborg\n";
  return out;
}

}  // namespace waarborg
