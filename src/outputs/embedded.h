// The text files that are compiled into the program: messages, the style and the script of the page. Made by
// cmake/messages.cmake from src/outputs/messages and src/outputs/page; they live as long as the program.
#pragma once
#include <string_view>

namespace waarborg::embedded {

extern const std::string_view messages_en, messages_nl, messages_fr, messages_de;
extern const std::string_view page_style, page_script;

}  // namespace waarborg::embedded
