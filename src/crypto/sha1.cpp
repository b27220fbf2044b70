#include "crypto/sha1.h"

#include <openssl/evp.h>

namespace waarborg {

namespace {

// Looked up once: OpenSSL would search its providers for each stream.
const EVP_MD* sha1_of_openssl() {
  static const auto* const found = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return found;
}

}  // namespace

struct Sha1Stream::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Sha1Stream::Sha1Stream() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), sha1_of_openssl(), nullptr);
}
Sha1Stream::~Sha1Stream() = default;

void Sha1Stream::add(Bytes data) {
  EVP_DigestUpdate(state_->context.get(), data.data(), data.size());
}

Sha1 Sha1Stream::finish() {
  Sha1 out{};
  EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr);
  EVP_DigestInit_ex(state_->context.get(), sha1_of_openssl(), nullptr);
  return out;
}

}  // namespace waarborg
