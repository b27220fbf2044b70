#include "engine/decrypt_door.h"

#include <fmt/core.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "engine/out_tree.h"
#include "evidence/ios_backup.h"

namespace waarborg {
namespace {

constexpr std::size_t told_at_most = 1000;
constexpr std::string_view contents_name = "contents.ndjson";

class Decryption {
 public:
  Decryption(const DecryptRequest& request, IosBackup& backup, OutTree& out, Descriptor contents)
      : request_(request), backup_(backup), out_(out), contents_(std::move(contents)) {}

  void tell(std::string line) {
    if (++told_ <= told_at_most) request_.told(line);
    if (told_ == told_at_most + 1)
      request_.told(fmt::format("more than {} problems; {} has those of files", told_at_most, contents_name));
  }
  void problem(const TreeProblem& p) {
    if (p.lost) ++problems_;
    tell(fmt::format("{}: {}", p.path, p.why));
  }

  Result<Page> run() {
    const auto rows = backup_.each([&](const BackupFile& file) { return take(file); },
                                   [&](const TreeProblem& p) { problem(p); });
    if (!ended_) return pass(ended_.error());
    if (!rows) return pass(rows.error());
    if (const auto done = out_.finish(); !done) return pass(done.error());
    Page page{.text = fmt::format("{} files ({} bytes), {} folders\n", files_, bytes_, folders_),
              .good = whole()};
    const auto line = [&](std::uint64_t n, std::string_view text) {
      if (n != 0) page.text += fmt::format("{} {}\n", n, text);
    };
    line(links_, "links: in contents.ndjson only, because a link may lead anywhere");
    line(sizes_, "files have another size than was recorded, which databases in use often do");
    line(digests_, "files do not have the digest that was recorded; they were written all the same");
    line(failed_, "files could not be written; each was named");
    line(problems_, "problems of the backup itself; each was named");
    if (files_ == 0 && folders_ == 0 && links_ == 0) page.text += "the backup names no file at all\n";
    return page;
  }

 private:
  bool whole() const {
    return failed_ == 0 && problems_ == 0 && digests_ == 0 && files_ + folders_ + links_ != 0;
  }

  // False ends the walk: nothing more can be written.
  bool take(const BackupFile& file) {
    JsonWriter json;
    json.begin_object()
        .member("path", file.full_path())
        .member("what", name_of(file.what))
        .member("id", file.id);
    Result<> done;
    if (file.what == Name::What::folder) {
      done = out_.make_folder(file.full_path());
      if (done) ++folders_;
    } else if (file.what == Name::What::link) {
      ++links_;
      json.member("target", file.target);
    } else {
      done = write(file, json);
    }
    json.member("mode", fmt::format("{:o}", file.mode)).member("modified", to_text(file.modified));
    if (!done) {
      if (done.error().fault == Fault::io && stopped_) return end(done.error());
      ++failed_;
      json.member("problem", done.error().what);
      tell(fmt::format("{} ({}): {}", file.full_path(), file.id, done.error().what));
    }
    json.end_object();
    if (const auto listed = OutTree::write(contents_, as_bytes(json.take() + "\n")); !listed)
      return end(listed.error());
    request_.progress(fmt::format("{} files, {} MB: {}", files_, bytes_ >> 20, file.full_path()));
    return true;
  }

  Result<> write(const BackupFile& file, JsonWriter& json) {
    // What the output does not take ends everything; what the backup does not give costs the file.
    const auto to_output = [&](Result<> done) {
      if (!done && done.error().fault == Fault::io) stopped_ = true;
      return done;
    };
    if (const auto begun = to_output(out_.begin()); !begun) return begun;
    Sha256Stream digest;
    const auto content = backup_.read(file, [&](Bytes piece) {
      digest.add(piece);
      return to_output(out_.add(piece));
    });
    if (!content) return pass(content.error());
    if (const auto kept = to_output(out_.keep(file.full_path(), file.modified)); !kept) return kept;
    ++files_;
    bytes_ += content->bytes;
    json.member("size", static_cast<std::int64_t>(content->bytes)).member("sha256", hex(digest.finish()));
    if (content->bytes != file.size) {
      ++sizes_;
      json.member("recorded_size", static_cast<std::int64_t>(file.size));
      tell(fmt::format("{}: has {} bytes where {} were recorded", file.full_path(), content->bytes,
                       file.size));
    }
    if (content->digest == BackupContent::Digest::different) {
      ++digests_;
      json.member("recorded_sha1", hex(file.digest));
      tell(fmt::format("{}: does not have the digest that was recorded", file.full_path()));
    }
    return {};
  }

  bool end(const Error& error) {
    ended_ = pass(error);
    return false;
  }

  const DecryptRequest& request_;
  IosBackup& backup_;
  OutTree& out_;
  Descriptor contents_;
  Result<> ended_;
  bool stopped_ = false;
  std::size_t told_ = 0;
  std::uint64_t files_ = 0, folders_ = 0, links_ = 0, bytes_ = 0, sizes_ = 0, digests_ = 0, failed_ = 0,
                problems_ = 0;
};

}  // namespace

Result<Page> decrypt_backup(const DecryptRequest& request) {
  std::vector<TreeProblem> early;
  auto backup = IosBackup::open(request.backup, [&](TreeProblem p) { early.push_back(std::move(p)); });
  const auto named = [&](Fault fault, const Error& e) {
    return fail(fault, request.backup + ": " + e.what, e.offset);
  };
  // What is wrong inside of a backup is no wrong usage, whatever a part of it calls it.
  const auto inside = [&](const Error& e) {
    const bool part = e.fault == Fault::not_found || e.fault == Fault::unsupported;
    return named(part ? Fault::malformed : e.fault, e);
  };
  if (!backup) return named(backup.error().fault, backup.error());
  if ((*backup)->is_encrypted()) {
    auto given = request.password();
    if (!given) return pass(given.error());
    const SecretText password(std::move(*given));
    request.progress("deriving the keys");
    if (const auto open = (*backup)->unlock(password.view()); !open) return inside(open.error());
  }
  auto out = OutTree::create(request.folder);
  if (!out) return pass(out.error());
  auto contents = out->list(std::string(contents_name));
  if (!contents) return pass(contents.error());
  Decryption decryption(request, **backup, *out, std::move(*contents));
  for (const auto& p : early) decryption.problem(p);
  auto page = decryption.run();
  if (!page) return inside(page.error());
  return page;
}

}  // namespace waarborg
