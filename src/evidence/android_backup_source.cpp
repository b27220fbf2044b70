#include "evidence/android_backup_source.h"

#include <algorithm>

#include "crypto/aes.h"
#include "evidence/archive_extent.h"
#include "evidence/inflate.h"
#include "formats/android_backup.h"

namespace waarborg {
namespace {

constexpr std::uint64_t block = 16, piece_bytes = 256 * 1024;

// CBC can be read at any offset: a block needs only the one before it.
class Decrypted : public Source {
 public:
  Decrypted(const Source& source, std::uint64_t from, AndroidBackupKey key)
      : source_(source), from_(from), key_(std::move(key)) {}

  Result<> find_size() {
    const auto packed = source_.size() - from_;
    if (packed == 0 || packed % block != 0)
      return fail(Fault::truncated, "the encrypted backup is no whole number of blocks: it was cut short",
                  source_.size());
    size_ = packed;
    std::array<std::uint8_t, block> last{};
    if (const auto got = read(packed - block, last); !got) return got;
    const auto padding = last.back();
    const bool good = padding >= 1 && padding <= block &&
                      std::all_of(last.end() - padding, last.end(), [&](auto b) { return b == padding; });
    if (!good)
      return fail(Fault::truncated,
                  "the encrypted backup does not end with padding: it was cut short or changed",
                  source_.size());
    size_ = packed - padding;
    return {};
  }

  std::uint64_t size() const override { return size_; }

  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > size_ || into.size() > size_ - offset) return fail(Fault::truncated, "ends early", offset);
    while (!into.empty()) {
      const auto first = offset / block * block;
      const auto skip = offset - first;
      const auto wanted = std::min<std::uint64_t>(into.size() + skip, piece_bytes);
      const auto bytes = (wanted + block - 1) / block * block;
      // The block before comes along; before the first stands the IV.
      Blob cipher(bytes + block), plain(bytes);
      if (first == 0) std::copy(key_.iv.begin(), key_.iv.end(), cipher.begin());
      const auto at = first == 0 ? std::size_t{block} : std::size_t{0};
      const auto got = source_.read(from_ + first - (block - at), std::span(cipher).subspan(at));
      if (!got) return pass(got.error());
      const Bytes all = cipher;
      if (const auto done = decrypt_cbc(key_.key, all.first(block), all.subspan(block), plain); !done)
        return done;
      const auto n = std::min<std::uint64_t>(bytes - skip, into.size());
      std::copy_n(plain.begin() + static_cast<std::ptrdiff_t>(skip), n, into.begin());
      offset += n;
      into = into.subspan(n);
    }
    return {};
  }

 private:
  const Source& source_;
  std::uint64_t from_, size_ = 0;
  AndroidBackupKey key_;
};

// Keeps the Source below alive.
class Owning : public Source {
 public:
  Owning(std::unique_ptr<Source> below, std::unique_ptr<Source> shown)
      : below_(std::move(below)), shown_(std::move(shown)) {}
  std::uint64_t size() const override { return shown_->size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    return shown_->read(offset, into);
  }

 private:
  std::unique_ptr<Source> below_, shown_;
};

}  // namespace

namespace {

Result<AndroidBackupHeader> header_of(const Source& source) {
  Blob head(std::min<std::uint64_t>(source.size(), longest_android_backup_header));
  if (const auto got = source.read(0, head); !got) return pass(got.error());
  return read_android_backup_header(head);
}

// `key`: only of an encrypted one.
Result<std::unique_ptr<Source>> open_data(const Source& source, const AndroidBackupHeader& header,
                                          std::optional<AndroidBackupKey> key) {
  std::unique_ptr<Source> data = part_of(source, header.size, source.size() - header.size);
  if (key) {
    auto decrypted = std::make_unique<Decrypted>(source, header.size, std::move(*key));
    if (const auto sized = decrypted->find_size(); !sized) return pass(sized.error());
    data = std::move(decrypted);
  }
  if (!header.compressed) return data;
  Blob begin(std::min<std::uint64_t>(data->size(), 2));
  if (const auto got = data->read(0, begin); !got) return pass(got.error());
  if (!begins_zlib(begin))
    return fail(begin.size() < 2 ? Fault::truncated : Fault::malformed,
                "the data of the Android backup does not begin as deflated data does", header.size);
  auto shown = as_gzip(*data, 0, data->size(), Deflated::zlib);
  return std::unique_ptr<Source>(std::make_unique<Owning>(std::move(data), std::move(shown)));
}

}  // namespace

Result<std::unique_ptr<Source>> open_android_backup(const Source& source, std::string_view password) {
  const auto header = header_of(source);
  if (!header) return pass(header.error());
  if (!header->encrypted) return open_data(source, *header, {});
  if (password.empty())
    return fail(Fault::encrypted,
                "this Android backup is encrypted: without its password nothing of it is read");
  auto key = open_android_backup_key(*header, password);
  if (!key) return pass(key.error());
  return open_data(source, *header, std::move(*key));
}

Result<std::unique_ptr<Source>> open_android_backup(const Source& source, const AndroidBackupKey& key) {
  const auto header = header_of(source);
  if (!header) return pass(header.error());
  if (!header->encrypted) return fail(Fault::malformed, "this Android backup is not encrypted");
  AndroidBackupKey copy;
  std::copy_n(key.key.data(), key.key.size(), copy.key.data());
  copy.iv = key.iv;
  return open_data(source, *header, std::move(copy));
}

std::optional<AndroidBackupHeader> encrypted_android_backup(const Source& source) {
  Blob begin(std::min<std::uint64_t>(source.size(), 64));
  if (!source.read(0, begin) || !begins_android_backup(begin)) return {};
  auto header = header_of(source);
  if (!header || !header->encrypted) return {};
  return std::move(*header);
}

}  // namespace waarborg
