// make_hive < TEXT > HIVE: a registry hive from the text of a fixture. Canaries are made with it: each reader
// of hives keeps the text of its canary as the case "canary".
#include <cstdio>
#include <string>

#include "hive_builder.h"

int main() {
  std::string text;
  for (int c = std::getchar(); c != EOF; c = std::getchar()) text += static_cast<char>(c);
  const auto hive = waarborg::build_hive(text);
  if (!hive) return std::fprintf(stderr, "%s\n", hive.error().what.c_str()), 1;
  return std::fwrite(hive->data(), 1, hive->size(), stdout) == hive->size() ? 0 : 1;
}
