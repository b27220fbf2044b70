// OpenedBackups knows which encrypted Android backups among the archives of one order a worker may look into.
// When archives are listed it opens them with the passwords of the order and tells the parent the key of
// each, which opens that backup and no other; the worker that reads the entries gets only this. It borrows
// the order and the sink.
#pragma once
#include "engine/message.h"
#include "engine/worker_sink.h"
#include "evidence/file.h"

namespace waarborg {

class OpenedBackups {
 public:
  // The entries of an encrypted backup have numbers of their own, so that those behind it have the same ones
  // whether it could be opened or not.
  static constexpr unsigned number_bits = 40;
  static constexpr std::uint64_t number_mask = (std::uint64_t{1} << number_bits) - 1;

  OpenedBackups(const Order& order, WorkerSink& out) : order_(order), out_(out) {}

  struct Way {
    bool encrypted = false;
    std::uint64_t first_number = 0;                 // of its entries
    std::shared_ptr<const AndroidBackupKey> key{};  // none: it stays closed, and why was told
  };
  // `inside`: of one that was encrypted itself.
  Way look(const Source& archive, const std::string& prefix, bool inside);

 private:
  const Order& order_;
  WorkerSink& out_;
  std::uint64_t count_ = 0;
};

// Tries each of the passwords. Fault::encrypted: there is none; Fault::denied: all are wrong.
Result<AndroidBackupKey> open_with_one_of(const AndroidBackupHeader& header,
                                          const std::vector<Password>& passwords, WorkerSink& out);

}  // namespace waarborg
