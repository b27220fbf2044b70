// Which browser made of Chromium a database on iOS is of, and which profile of it, by where it lies. Paths:
// what tools for backups name (seen 2026-11). "" where the place does not say: a lone file may be of any, one
// in a container that is named is of that app.
#pragma once
#include "readers/phone_facts.h"

namespace waarborg {

struct ChromiumApp {
  std::string_view app, profile;
};

inline ChromiumApp chromium_app(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> browsers[] = {
      {"/Google/Chrome/", "com.google.chrome.ios"}, {"/Microsoft/Edge/", "com.microsoft.msedge"}};
  for (const auto& [folder, app] : browsers)
    if (const auto profile = folder_behind(path, folder); !profile.empty()) return {app, profile};
  return {container_of(path), {}};
}

}  // namespace waarborg
