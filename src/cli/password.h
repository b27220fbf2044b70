// Passwords: from a file, or asked without an echo; never from the command line.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "engine/request.h"

namespace waarborg {

// The first line of `file`. "": asked, on the terminal when there is one, else read from standard input.
Result<std::string> ask_password(const std::string& question, const std::string& file);
Result<std::string> ask_new_password(const std::string& question, const std::string& file);  // asked twice

// What may open one backup: every line of `file`, or what was asked for as above.
Result<std::vector<std::shared_ptr<const SecretText>>> ask_passwords(const std::string& question,
                                                                     const std::string& file);

// Passwords of encrypted backups for a scan: all lines of a file, or, without one, what is typed on the
// terminal, up to three times for each backup. The file is opened early, so that a wrong name is told before
// the work begins, and read when it is needed, so that no process that is forked before has its content.
class BackupPasswords {
 public:
  ~BackupPasswords();
  Result<> from(const std::string& file);  // "": there is none
  // None: there are no more. `tried`: some were, on this backup.
  std::vector<std::shared_ptr<const SecretText>> more(const std::string& backup, bool tried);

 private:
  std::FILE* file_ = nullptr;
  bool named_ = false;
  std::string asked_for_;
  unsigned times_ = 0;
};

}  // namespace waarborg
