// dump_hive HIVE: every key and value as the hive reader sees it, one line each, for a comparison with hivex.
// K path written; V path name type data, path and data in hexadecimal. Problems go to standard error.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "base/digest.h"
#include "formats/regf.h"

namespace {

using namespace waarborg;

class Held : public Source {
 public:
  explicit Held(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      return fail(Fault::truncated, "beyond the end");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

 private:
  std::string bytes_;
};

std::string hex_of(std::string_view text) {
  return hex(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void dump(Hive& hive, const HiveKey& key, const std::string& path) {
  const auto written = key.written.time_since_epoch().count();
  std::printf("K %s %lld\n", hex_of(path).c_str(), static_cast<long long>(written));
  hive.each_value(key, [&](const HiveValue& value) {
    const auto data = hive.bytes(value);
    std::printf("V %s %s %u %s\n", hex_of(path).c_str(), hex_of(value.name).c_str(),
                static_cast<unsigned>(value.type), data ? hex(*data).c_str() : "?");
    return true;
  });
  hive.each_subkey(key, [&](const HiveKey& below) {
    dump(hive, below, path + '\\' + below.name);
    return true;
  });
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return std::fputs("usage: dump_hive HIVE\n", stderr), 2;
  std::ifstream in(words[1], std::ios::binary);
  const Held file(std::string(std::istreambuf_iterator<char>(in), {}));
  auto hive = Hive::open(file, [](const Error& e) {
    std::fprintf(stderr, "%s at %llu\n", e.what.c_str(), static_cast<unsigned long long>(e.offset));
  });
  if (!hive) return std::fprintf(stderr, "%s\n", hive.error().what.c_str()), 1;
  dump(*hive, hive->root(), "");
  return 0;
}
