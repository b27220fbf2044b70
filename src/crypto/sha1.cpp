#include "crypto/sha1.h"

#include <openssl/evp.h>

namespace waarborg {

struct Sha1Stream::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Sha1Stream::Sha1Stream() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), EVP_sha1(), nullptr);
}
Sha1Stream::~Sha1Stream() = default;

void Sha1Stream::add(Bytes data) {
  EVP_DigestUpdate(state_->context.get(), data.data(), data.size());
}

Sha1 Sha1Stream::finish() {
  Sha1 out{};
  EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr);
  return out;
}

}  // namespace waarborg
