#include "engine/backup_listing.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "engine/decrypting.h"
#include "evidence/ios_domains.h"

namespace waarborg {
namespace {

constexpr std::size_t strange_told = 20;
// Numbers of entries that no archive has, for content that is missing.
constexpr std::uint64_t nowhere = std::uint64_t{1} << 62;
constexpr std::string_view manifest = "Manifest.db!/";

}  // namespace

std::optional<std::int64_t> BackupRows::row_of(std::uint64_t number) const {
  if (number >= size_) return {};
  const auto next = std::ranges::upper_bound(runs_, number, {}, &Run::number);
  const auto& run = *std::prev(next);  // the first one has the number 0
  return run.row + static_cast<std::int64_t>(number - run.number);
}

std::optional<std::uint64_t> BackupRows::number_of(std::int64_t row) const {
  const auto next = std::ranges::upper_bound(runs_, row, {}, &Run::row);
  if (next == runs_.begin()) return {};
  const auto& run = *std::prev(next);
  const auto number = run.number + (static_cast<std::uint64_t>(row) - static_cast<std::uint64_t>(run.row));
  if (number >= (next == runs_.end() ? size_ : next->number)) return {};
  return number;
}

BackupListing::BackupListing(Patterns& patterns, WorkerSink& out, Place place)
    : out_(out), listing_(patterns, out), links_(patterns, place.prefix), place_(std::move(place)) {
  listing_.place = [this](std::uint64_t number) { return tell_stored(number); };
}

void BackupListing::run(const BackupParts& parts, std::vector<Password> passwords) {
  const auto opened = IosBackup::open(parts, [&](const TreeProblem& p) { tell(p); });
  if (!opened) return close(opened.error());
  backup_ = opened->get();
  if (const auto open = unlock_backup(*backup_, passwords, out_); !open) return close(open.error());
  passwords.clear();  // before any row is read
  if (known(backup_->taken()))
    out_.say(Packer()
                 .number(static_cast<std::uint8_t>(Say::taken))
                 .number(static_cast<std::uint64_t>(backup_->taken().time_since_epoch().count())));
  const auto rows = backup_->each(
      [&](const BackupFile& file, Bytes record) {
        take(file, record);
        return true;
      },
      [&](const TreeProblem& p) { tell(p); });
  if (!rows) return close(rows.error());
  if (rows_.size() == 0)
    return close({Fault::malformed, "its Manifest.db names no file that can be trusted"});
  if (has_links_) follow_links();
  if (unopened_ != 0)
    tell({"", Fault::unsupported,
          fmt::format("{} archive(s) among the files of the encrypted backup were not opened: unpack the "
                      "outer archive and scan the backup as a folder",
                      unopened_)});
}

std::string BackupListing::path_of(const BackupFile& file) {
  if (domain_.name != file.domain || domain_.folder.empty()) {
    const auto folder = folder_of_domain(file.domain);
    domain_ = {file.domain, folder.value_or(file.domain), folder.has_value()};
  }
  std::string out;
  out.reserve(domain_.folder.size() + 1 + file.path.size());
  out += domain_.folder;
  return file.path.empty() ? out : out.append("/").append(file.path);
}

void BackupListing::take(const BackupFile& file, Bytes record) {
  const auto number = rows_.size();
  rows_.add(file.row);
  if (number % 4096 == 4095) out_.alive();
  file_ = &file;
  record_ = record;
  const Entry entry{.path = path_of(file), .what = file.what};
  if (file.what == Name::What::link) has_links_ = has_links_ || listing_.means(links_, entry.path);
  if (!domain_.known && strange_.size() <= strange_told && strange_.insert(file.domain).second &&
      strange_.size() <= strange_told)
    tell({"", Fault::unsupported,
          fmt::format("domain \"{}\" is not known: its files are shown below a folder of that name",
                      printable(shorten(file.domain, 120))),
          static_cast<std::uint64_t>(file.row), false});
  listing_.offer_folders(entry, number, place_.prefix);
  const auto path = place_.prefix + entry.path;
  const auto offered = listing_.offer(number, path, entry.what, {});
  if (entry.what == Name::What::file && !offered.itself && names_archive(entry.path)) {
    if (place_.content)
      unopened_ += backup_->is_encrypted() ? 1 : 0;  // those in clear are met as entries of the archive
    else
      out_.say(Packer().number(static_cast<std::uint8_t>(Say::inner)).number(tell_stored(number)).text(path));
  }
  file_ = nullptr;
}

// Where a link leads depends on what else there is, so all names are gone through again. Most backups have no
// link that matters, and theirs are not kept.
void BackupListing::follow_links() {
  SeenNames folders;
  const auto seen = backup_->each_again([&](const BackupFile& file, Bytes record) {
    const auto number = rows_.number_of(file.row);
    if (!number) return true;  // was refused
    if (*number % 4096 == 4095) out_.alive();
    Entry entry{.path = path_of(file), .what = file.what};
    if (file.what == Name::What::link) {
      auto link = file;
      if (backup_->describe(link, record, [&](const TreeProblem& p) { tell(p); })) entry.target = link.target;
    }
    if (entry.what == Name::What::folder) folders.add(entry.path);
    for (auto slash = entry.path.rfind('/'); slash != std::string::npos && slash != 0;
         slash = entry.path.rfind('/', slash - 1)) {
      const Entry folder{.path = entry.path.substr(0, slash), .what = Name::What::folder};
      if (!folders.add(folder.path)) break;
      links_.saw(folder, *number);
    }
    links_.saw(entry, *number);
    return true;
  });
  if (!seen) return close(seen.error());
  listing_.resolve(links_, place_.prefix);
}

std::uint64_t BackupListing::tell_stored(std::uint64_t number) {
  if (const auto told = stored_.find(number); told != stored_.end()) return told->second;
  if (number + 1 == rows_.size() && file_ != nullptr) return tell_stored(number, *file_, record_);
  auto entry = nowhere + number;
  if (const auto row = rows_.row_of(number))
    (void)backup_->again(*row, [&](const BackupFile& file, Bytes record) {
      entry = tell_stored(number, file, record);
      return false;
    });
  return entry;
}

std::uint64_t BackupListing::tell_stored(std::uint64_t number, BackupFile file, Bytes record) {
  auto entry = number;
  Error wrong{};
  if (place_.content) {
    const auto content = place_.content(file.id);
    entry = content.value_or(nowhere + number);
    if (!content) wrong = {Fault::not_found, "its content is not in the backup"};
  }
  const auto described = backup_->describe(file, record, [&](const TreeProblem& p) { tell(p); });
  if (!described) wrong = described.error();
  Result<AesKey> key;
  if (described && !file.key.empty()) {
    key = backup_->key_of(file);
    if (!key) wrong = key.error();
  }
  out_.say(Packer()
               .number(static_cast<std::uint8_t>(Say::stored))
               .number(entry)
               .text(file.id)
               .number(place_.prefix.size())
               .bytes(!file.key.empty() && key ? key->view() : Bytes())
               .number(file.size)
               .number(static_cast<std::uint8_t>(wrong.fault))
               .text(wrong.what));
  stored_[number] = entry;
  return entry;
}

std::string BackupListing::folder() const {
  return place_.prefix.substr(0, place_.prefix.size() - std::min(place_.prefix.size(), manifest.size()));
}

void BackupListing::tell(const TreeProblem& p) {
  auto path = folder() + p.path;
  if (p.path.empty() && !place_.prefix.empty()) path += "Manifest.db";
  out_.tell(p.fault, p.why, p.offset, path, p.lost ? Say::problem : Say::remark);
}

void BackupListing::close(const Error& error) {
  say_closed(place_.prefix, error, out_);
}

}  // namespace waarborg
