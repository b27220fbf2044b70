// The part of the verb decrypt that touches what a backup says: it runs in a worker, tells every row of the
// manifest, and turns stored files into what they were on the device.
#pragma once
#include "engine/message.h"
#include "engine/worker_sink.h"
#include "evidence/ios_backup.h"

namespace waarborg {

// One row as Say::row has it.
struct ToldRow {
  std::string id, path;  // DOMAIN/path, safe to be made a path of; of Android no id
  Name::What what = Name::What::file;
  Sealed sealed;
  std::uint32_t mode = 0;
  Time modified{};
  Blob digest;
  std::string target;
  std::string wrong;  // why its content cannot be had; ""

  static bool unpack(Cursor& in, ToldRow& out);
};

// The worker makes sure of that; but it read what the evidence says.
bool is_safe_path(const std::string& path);

// The parts of a backup as an order has them. The sources must outlive the parts.
BackupParts parts_of(const Order& order, const std::vector<int>& descriptors,
                     std::vector<std::unique_ptr<Source>>& sources);
// Opens an encrypted backup with one of the passwords. Each try is a sign of life.
Result<> unlock_backup(IosBackup& backup, const std::vector<Password>& passwords, WorkerSink& out);
void say_closed(const std::string& prefix, const Error& error, WorkerSink& out);

void tell_rows(Order& order, const std::vector<int>& descriptors, WorkerSink& out);
void decrypt_files(const Order& order, const std::vector<int>& descriptors, WorkerSink& out);

}  // namespace waarborg
