#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
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

std::string file_name(const Manifest& m) {
  return fmt::format("{}-{}-{:06}-{}", m.from, m.series.substr(0, 8), m.sequence, m.name);
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
    if (const auto sha256 = hex(before.finish());
        register_.has_parcel(sha256) || !here_.insert(sha256).second) {
      row.what = Received::What::seen;
      row.why = "these bytes were received before";
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
          const auto& m = parcel.manifest;
          if (register_.received(m.from, m.series, m.sequence) != nullptr || places_.contains(place_of(m)))
            return fail(Fault::denied, fmt::format("it is a replay: number {} of {} was received before",
                                                   m.sequence, m.from));
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
    places_.insert(place_of(opened->manifest));
    waiting_.push_back(std::make_unique<Waiting>(
        Waiting{rows_.size() - 1, std::move(*opened), hex(digest.finish()), std::move(*file)}));
    return {};
  }

  Result<> settle_one(Waiting& one) {
    auto& row = rows_[one.row];
    const auto& m = one.parcel.manifest;
    const auto* before = m.sequence > 1 ? register_.received(m.from, m.series, m.sequence - 1) : nullptr;
    if (before != nullptr && before->manifest != m.previous) {
      row.why = fmt::format("it does not follow number {} that was received: {} has two series in one",
                            m.sequence - 1, m.from);
      return {};
    }
    const auto last = register_.last_received(m.from, m.series);
    if (last == 0) row.notes.push_back(fmt::format("a series of {} begins here", m.from));
    if (last > m.sequence)
      row.notes.push_back(fmt::format("it comes late: number {} was received before it", last));
    if (m.sequence > last + 1)
      row.notes.push_back(
          fmt::format("numbers {} to {} of {} are missing", last + 1, m.sequence - 1, m.from));
    row.file = file_name(m);
    if (const auto kept = one.file.keep_as(row.file); !kept) return kept;
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
  std::set<std::string> here_;
  std::set<Place> places_;
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
