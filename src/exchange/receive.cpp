#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "base/digest.h"
#include "base/text.h"
#include "exchange/carry.h"
#include "exchange/files.h"

namespace waarborg {
namespace {

using Place = std::tuple<std::string, std::string, std::uint64_t>;  // sender, series, number
Place place_of(const Manifest& m) {
  return {m.from, m.series, m.sequence};
}

// A parcel that was opened and waits, under a temporary name, for its turn.
struct Waiting {
  std::size_t row = 0;
  OpenedParcel parcel;
  std::string sha256;
  NewFile file;
};

// The whole series: of a part of it a sender could find another series that has the same.
std::string file_name(const Manifest& m) {
  return fmt::format("{}-{}-{:06}-{}", m.from, m.series, m.sequence, m.name);
}

class Receiving {
 public:
  Receiving(const std::vector<AgeIdentity>& identities, const std::vector<TrustedSender>& trusted,
            const std::string& folder, Register& received)
      : identities_(identities), trusted_(trusted), folder_(folder), register_(received) {}

  // Opens one; an error is one of our side.
  Result<> open_one(const std::string& path) {
    auto& row = rows_.emplace_back();
    row.parcel = path;
    Sha256Stream before;
    const auto read = pieces_of_file(path)([&](Bytes piece) {
      before.add(piece);
      return Result<>();
    });
    if (!read) {
      row.why = read.error().what;
      return {};
    }
    const auto sha256 = hex(before.finish());
    if (register_.has_parcel(sha256)) {
      row.what = Received::What::seen;
      row.why = "these bytes were received before";
      return {};
    }
    if (const auto [first, added] = here_.emplace(sha256, rows_.size() - 1); !added) {
      copies_.emplace_back(rows_.size() - 1, first->second);
      return {};
    }
    return open_new(path);
  }

  Result<> settle() {
    std::ranges::sort(waiting_, [](const auto& a, const auto& b) {
      return place_of(a->parcel.manifest) < place_of(b->parcel.manifest);
    });
    for (auto& one : waiting_)
      if (const auto settled = settle_one(*one); !settled) return settled;
    // What a copy is only its first can say: of a refused one it is refused too.
    for (const auto& [copy, first] : copies_) {
      const auto& one = rows_[first];
      const auto name = one.parcel.substr(one.parcel.rfind('/') + 1);
      rows_[copy].what =
          one.what == Received::What::accepted ? Received::What::seen : Received::What::refused;
      rows_[copy].why = one.what == Received::What::accepted
                            ? fmt::format("these bytes were received before, as {}", name)
                            : fmt::format("a copy of {}: {}", name, one.why);
    }
    return {};
  }

  std::vector<Received> rows() { return std::move(rows_); }

 private:
  Result<> open_new(const std::string& path) {
    std::optional<NewFile> file;
    std::optional<Error> ours;
    Sha256Stream digest;
    const Pieces sealed = [&](const AgeOut& out) {
      return pieces_of_file(path)([&](Bytes piece) {
        digest.add(piece);
        return out(piece);
      });
    };
    auto opened =
        open_parcel(sealed, identities_, trusted_, [&](const OpenedParcel& parcel) -> Result<AgeOut> {
          if (auto fresh = check_place(parcel); !fresh) return pass(fresh.error());
          auto created = NewFile::create(folder_);
          if (!created) {
            ours = created.error();
            return pass(created.error());
          }
          file.emplace(std::move(*created));
          return AgeOut([&](Bytes piece) {
            auto written = file->add(piece);
            if (!written) ours = written.error();
            return written;
          });
        });
    if (ours) return pass(*ours);
    auto& row = rows_.back();
    if (!opened) {
      row.why = opened.error().what;
      return {};
    }
    if (const auto finished = file->finish(); !finished) return finished;
    places_[place_of(opened->manifest)] = opened->manifest_sha256;
    manifests_[opened->manifest_sha256] = {opened->manifest.series, opened->manifest.sequence};
    waiting_.push_back(std::make_unique<Waiting>(
        Waiting{rows_.size() - 1, std::move(*opened), hex(digest.finish()), std::move(*file)}));
    return {};
  }

  Result<> check_place(const OpenedParcel& parcel) const {
    const auto& m = parcel.manifest;
    const auto* before = register_.received(m.from, m.series, m.sequence);
    const auto here = places_.find(place_of(m));
    if (before == nullptr && here == places_.end()) return {};
    const auto& manifest = before != nullptr ? before->manifest : here->second;
    if (manifest == parcel.manifest_sha256)
      return fail(Fault::denied,
                  fmt::format("it is a replay: number {} of {} was received before", m.sequence, m.from));
    return fail(Fault::denied,
                fmt::format("another number {} of {} was received before and stays: {} has forked "
                            "the series",
                            m.sequence, m.from, m.from));
  }

  // A parcel that follows one of another series: its sender's register was edited. "" when it does not.
  std::string fork(const Manifest& m) const {
    if (m.previous.empty()) return "";
    std::pair<std::string, std::uint64_t> follows;
    if (const auto* row = register_.manifest_received(m.previous))
      follows = {row->series, row->sequence};
    else if (const auto at = manifests_.find(m.previous); at != manifests_.end())
      follows = at->second;
    else
      return "";
    if (follows == std::make_pair(m.series, m.sequence - 1)) return "";
    return fmt::format(
        "it follows number {} of series {}, but calls itself number {} of series {}: {} has forked "
        "the series",
        follows.second, follows.first, m.sequence, m.series, m.from);
  }

  // The same bytes may be there from a run that a power cut ended before the register had them.
  Result<bool> kept(Waiting& one, const std::string& name) const {
    auto done = one.file.keep_as_new(name);
    if (!done || *done) return done;
    Sha256Stream there;
    const auto read = pieces_of_file(folder_ + "/" + name)([&](Bytes piece) {
      there.add(piece);
      return Result<>();
    });
    return read && hex(there.finish()) == one.parcel.manifest.sha256;
  }

  Result<> settle_one(Waiting& one) {
    auto& row = rows_[one.row];
    const auto& m = one.parcel.manifest;
    if (row.why = fork(m); !row.why.empty()) return {};
    const auto* before = m.sequence > 1 ? register_.received(m.from, m.series, m.sequence - 1) : nullptr;
    if (before != nullptr && before->manifest != m.previous) {
      row.why = fmt::format("it does not follow number {} that was received: {} has two series in one",
                            m.sequence - 1, m.from);
      return {};
    }
    const auto last = register_.last_received(m.from, m.series);
    if (last == 0) row.notes.push_back(fmt::format("a series of {} begins here", m.from));
    if (const auto* other = register_.series_beside(m.from, m.series); last == 0 && other != nullptr)
      row.notes.push_back(fmt::format(
          "{} had a series before, whose last number is {}: ask why it began anew", m.from, other->sequence));
    if (last > m.sequence)
      row.notes.push_back(fmt::format("it comes late: number {} was received before it", last));
    if (m.sequence > last + 1)
      row.notes.push_back(
          fmt::format("numbers {} to {} of {} are missing", last + 1, m.sequence - 1, m.from));
    const auto name = file_name(m);
    const auto is_kept = kept(one, name);
    if (!is_kept) return pass(is_kept.error());
    if (!*is_kept) {
      row.notes.clear();
      row.why = fmt::format("there is another file {} already; nothing is written over it", name);
      return {};
    }
    row.file = name;
    RegisterRow entry{.sent = false,
                      .from = m.from,
                      .to = join(m.to, " "),
                      .series = m.series,
                      .sequence = m.sequence,
                      .manifest = one.parcel.manifest_sha256,
                      .parcel = one.sha256,
                      .at = Clock::now()};
    if (const auto added = register_.add(entry); !added) return added;
    row.what = Received::What::accepted;
    row.key_id = one.parcel.key_id;
    row.manifest = m;
    return {};
  }

  const std::vector<AgeIdentity>& identities_;
  const std::vector<TrustedSender>& trusted_;
  const std::string& folder_;
  Register& register_;
  std::vector<Received> rows_;
  std::map<std::string, std::size_t> here_;                  // bytes → the row that had them first
  std::vector<std::pair<std::size_t, std::size_t>> copies_;  // a row, and the one it is a copy of
  std::map<Place, std::string> places_;                      // → its manifest
  std::map<std::string, std::pair<std::string, std::uint64_t>> manifests_;  // → series and number
  std::vector<std::unique_ptr<Waiting>> waiting_;
};

}  // namespace

Result<std::vector<Received>> receive_parcels(const std::string& carrier,
                                              const std::vector<AgeIdentity>& identities,
                                              const std::vector<TrustedSender>& trusted,
                                              const std::string& folder, Register& received) {
  const auto parcels = parcels_in(carrier);
  if (!parcels) return pass(parcels.error());
  Receiving all(identities, trusted, folder, received);
  for (const auto& path : *parcels)
    if (const auto opened = all.open_one(path); !opened) return pass(opened.error());
  if (const auto settled = all.settle(); !settled) return pass(settled.error());
  return all.rows();
}

}  // namespace waarborg
