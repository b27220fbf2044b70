#include "engine/unsealed.h"

namespace waarborg {
namespace {

class UnsealedSource : public Source {
 public:
  UnsealedSource(std::shared_ptr<Source> stored, std::unique_ptr<CbcSource> data)
      : stored_(std::move(stored)), data_(std::move(data)) {}
  std::uint64_t size() const override { return data_->size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    return data_->read(offset, into);
  }

 private:
  std::shared_ptr<Source> stored_;  // outlives what reads it
  std::unique_ptr<CbcSource> data_;
};

}  // namespace

Result<Unsealed> unseal(std::shared_ptr<Source> stored, const Sealed& sealed) {
  if (!sealed.applies_to(stored->size())) return Unsealed{std::move(stored), {}};
  auto data = CbcSource::over(*stored, *sealed.key);
  if (!data) return pass(data.error());
  Unsealed out;
  out.damage = (*data)->damage();
  out.source = std::make_shared<UnsealedSource>(std::move(stored), std::move(*data));
  return out;
}

}  // namespace waarborg
