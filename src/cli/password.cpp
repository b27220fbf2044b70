#include "cli/password.h"

#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <utility>

#include "base/text.h"

namespace waarborg {
namespace {

std::string first_line(std::FILE* in) {
  std::string line;
  line.reserve(1024);  // few copies of it are left behind
  for (int c = std::fgetc(in); c != EOF && c != '\n'; c = std::fgetc(in)) line += static_cast<char>(c);
  return line;
}

using Passwords = std::vector<std::shared_ptr<const SecretText>>;

void take(std::string& line, Passwords& out) {
  // Some editors end lines with two characters; a password may end with the first of them, too.
  auto bare = line.ends_with('\r') ? line.substr(0, line.size() - 1) : std::string();
  for (auto* one : {&bare, &line}) {
    if (!one->empty()) out.push_back(std::make_shared<const SecretText>(*one));
    wipe(one->data(), one->size());
  }
}

constexpr std::size_t most_passwords = 100;

Passwords all_lines(std::FILE* in) {
  Passwords out;
  while (out.size() < most_passwords && std::feof(in) == 0) {
    auto line = first_line(in);
    constexpr std::string_view mark = "\xEF\xBB\xBF";  // of editors that write UTF-8 with one
    if (out.empty() && line.starts_with(mark)) {
      auto without = line.substr(mark.size());
      take(without, out);
    }
    take(line, out);
  }
  if (std::feof(in) == 0 && std::fgetc(in) != EOF)
    fmt::print(stderr, "Of the passwords only the first {} are tried.\n", most_passwords);
  return out;
}

}  // namespace

Result<std::string> ask_password(const std::string& question, const std::string& file) {
  if (!file.empty()) {
    std::FILE* in = std::fopen(file.c_str(), "re");
    if (in == nullptr) return fail(Fault::not_found, "cannot open the password file " + file);
    auto line = first_line(in);
    std::fclose(in);
    if (line.empty()) return fail(Fault::malformed, "the first line of " + file + " is empty");
    return line;
  }
  termios before{};
  const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::fprintf(stderr, "%s: ", question.c_str());
  }
  auto line = first_line(stdin);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputs("\n", stderr);
  }
  if (line.empty()) return fail(Fault::malformed, "no password was given");
  return line;
}

Result<std::string> ask_new_password(const std::string& question, const std::string& file) {
  auto first = ask_password(question, file);
  if (!first || !file.empty() || isatty(STDIN_FILENO) != 1) return first;
  const auto again = ask_password("The same again", "");
  if (!again) return again;
  if (*again != *first) return fail(Fault::malformed, "the two are not the same");
  return first;
}

Result<Passwords> ask_passwords(const std::string& question, const std::string& file) {
  Passwords out;
  if (file.empty()) {
    auto line = ask_password(question, file);
    if (!line) return pass(line.error());
    take(*line, out);
    return out;
  }
  std::FILE* in = std::fopen(file.c_str(), "re");
  if (in == nullptr) return fail(Fault::not_found, "cannot open the password file " + file);
  std::setvbuf(in, nullptr, _IONBF, 0);  // a buffer would not be wiped
  out = all_lines(in);
  std::fclose(in);
  if (out.empty()) return fail(Fault::malformed, "there is no password in " + file);
  return out;
}

BackupPasswords::~BackupPasswords() {
  if (file_ != nullptr) std::fclose(file_);
}

Result<> BackupPasswords::from(const std::string& file) {
  named_ = !file.empty();
  if (!named_) return {};
  file_ = std::fopen(file.c_str(), "re");
  if (file_ == nullptr) return fail(Fault::not_found, "cannot open the password file " + file);
  std::setvbuf(file_, nullptr, _IONBF, 0);  // a buffer would not be wiped
  return {};
}

std::vector<std::shared_ptr<const SecretText>> BackupPasswords::more(const std::string& backup, bool tried) {
  constexpr unsigned most_times = 3;
  Passwords out;
  if (file_ != nullptr) {
    out = all_lines(file_);
    std::fclose(std::exchange(file_, nullptr));
    return out;
  }
  if (named_ || isatty(STDIN_FILENO) != 1) return out;
  if (asked_for_ != backup) times_ = 0;
  asked_for_ = backup;
  if (times_++ == most_times) return out;
  if (tried) std::fputs("the password is wrong\n", stderr);
  if (auto line = ask_password(fmt::format("Password of {} (nothing: leave it out)", printable(backup)), "");
      line)
    take(*line, out);
  return out;
}

}  // namespace waarborg
