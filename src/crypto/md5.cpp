#include "crypto/md5.h"

#include <openssl/evp.h>

namespace waarborg {

struct Md5Stream::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Md5Stream::Md5Stream() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), EVP_md5(), nullptr);
}
Md5Stream::~Md5Stream() = default;

void Md5Stream::add(Bytes data) {
  EVP_DigestUpdate(state_->context.get(), data.data(), data.size());
}

Md5 Md5Stream::finish() {
  Md5 out{};
  EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr);
  return out;
}

}  // namespace waarborg
