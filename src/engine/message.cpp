#include "engine/message.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace waarborg {
namespace {

constexpr std::size_t most_descriptors = 64;

std::array<std::uint8_t, 4> length_of(Bytes payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::array<std::uint8_t, 4> length{};
  for (unsigned i = 0; i < 4; ++i) length[i] = static_cast<std::uint8_t>(size >> (8 * i));
  return length;
}

bool send_all(int socket, Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

bool receive_all(int socket, std::span<std::uint8_t> into, std::vector<int>& descriptors) {
  while (!into.empty()) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most_descriptors)> control{};
    iovec part{.iov_base = into.data(), .iov_len = into.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    for (auto* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
      for (std::size_t i = 0; i < (c->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++i) {
        int descriptor = -1;
        std::memcpy(&descriptor, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
        descriptors.push_back(descriptor);
      }
    }
    into = into.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

void pack_sealed(Packer& out, const Sealed& sealed) {
  out.bytes(sealed.key ? sealed.key->view() : Bytes()).number(sealed.size);
}

bool unpack_sealed(Cursor& in, Sealed& out) {
  const auto bytes = in.take(in.varint());
  out.size = in.varint();
  if (bytes.empty()) return true;
  if (bytes.size() != AesKey::size()) return false;
  out.key = key_from(bytes);
  return true;
}

}  // namespace

std::shared_ptr<const AesKey> key_from(Bytes bytes) {
  auto key = std::make_shared<AesKey>();
  std::copy_n(bytes.begin(), std::min(bytes.size(), AesKey::size()), key->data());
  return key;
}

void pack_backup_key(Packer& out, const AndroidBackupKey& key) {
  out.room(key.key.size() + key.iv.size() + 16).bytes(key.key.view()).bytes(key.iv);
}

std::shared_ptr<const AndroidBackupKey> unpack_backup_key(Cursor& in) {
  const auto bytes = in.take(in.varint()), iv = in.take(in.varint());
  auto key = std::make_shared<AndroidBackupKey>();
  if (!in.ok() || bytes.size() != key->key.size() || iv.size() != key->iv.size()) return nullptr;
  std::copy(bytes.begin(), bytes.end(), key->key.data());
  std::copy(iv.begin(), iv.end(), key->iv.begin());
  return key;
}

Blob Order::pack() const {
  Packer out;
  out.number(static_cast<std::uint8_t>(task))
      .number(keep_all)
      .number(reader)
      .text(path)
      .number(size)
      .number(spool);
  out.number(open_nested).number(beside.size());
  for (const auto& b : beside) {
    out.number(b.want).number(b.size).text(b.path).number(b.digests);
    pack_sealed(out, b.sealed);
  }
  out.number(names.size());
  for (const auto& n : names) out.number(static_cast<std::uint8_t>(n.what)).text(n.path);
  out.number(picks.size());
  for (const auto& p : picks) {
    out.number(p.entry).number(p.reader).text(p.path).number(p.packed).number(p.wants.size());
    for (const auto& w : p.wants) {
      out.number(w.want).number(w.entry).text(w.path);
      pack_sealed(out, w.sealed);
    }
    pack_sealed(out, p.sealed);
  }
  pack_sealed(out, sealed);
  out.number(closed.size());
  for (const auto& c : closed) out.text(c);
  out.number(opened.size());
  for (const auto& o : opened) pack_backup_key(out.text(o.prefix), *o.key);
  std::size_t secret = 16;
  for (const auto& p : passwords) secret += p->view().size() + 16;
  out.room(secret).number(passwords.size());
  for (const auto& p : passwords) out.text(p->view());
  return out.done();
}

bool Order::unpack(Bytes payload, Order& out) {
  Cursor in(payload);
  out = {};
  out.task = static_cast<Task>(in.varint());
  out.keep_all = in.varint() != 0;
  out.reader = static_cast<std::uint16_t>(in.varint());
  out.path = packed_text(in);
  out.size = in.varint();
  out.spool = in.varint() != 0;
  out.open_nested = in.varint() != 0;
  bool sound = true;
  for (auto n = in.varint(); in.ok() && n > 0; --n) {
    auto& b = out.beside.emplace_back();
    b.want = in.varint();
    b.size = in.varint();
    b.path = packed_text(in);
    b.digests = in.varint() != 0;
    sound &= unpack_sealed(in, b.sealed);
  }
  for (auto n = in.varint(); in.ok() && n > 0; --n) {
    const auto what = static_cast<Name::What>(in.varint());
    out.names.push_back({.path = std::string(packed_text(in)), .what = what});
  }
  for (auto n = in.varint(); in.ok() && n > 0; --n) {
    Pick pick{
        .entry = in.varint(), .reader = static_cast<std::uint16_t>(in.varint()), .path = {}, .wants = {}};
    pick.path = packed_text(in);
    pick.packed = in.varint() != 0;
    for (auto m = in.varint(); in.ok() && m > 0; --m) {
      auto& w = pick.wants.emplace_back();
      w.want = in.varint();
      w.entry = in.varint();
      w.path = packed_text(in);
      sound &= unpack_sealed(in, w.sealed);
    }
    sound &= unpack_sealed(in, pick.sealed);
    out.picks.push_back(std::move(pick));
  }
  sound &= unpack_sealed(in, out.sealed);
  for (auto n = in.varint(); in.ok() && n > 0; --n) out.closed.emplace_back(packed_text(in));
  for (auto n = in.varint(); in.ok() && n > 0; --n) {
    auto& o = out.opened.emplace_back();
    o.prefix = packed_text(in);
    o.key = unpack_backup_key(in);
    sound &= o.key != nullptr;
  }
  for (auto n = in.varint(); in.ok() && n > 0; --n)
    out.passwords.push_back(std::make_shared<const SecretText>(std::string(packed_text(in))));
  return sound && in.ok() && !in.more();
}

void append_frame(Blob& frames, Bytes payload) {
  const auto length = length_of(payload);
  frames.insert(frames.end(), length.begin(), length.end());
  frames.insert(frames.end(), payload.begin(), payload.end());
}

bool send_frames(int socket, Bytes frames) {
  return send_all(socket, frames);
}

bool send_frame(int socket, Bytes payload, const std::vector<int>& descriptors) {
  auto length = length_of(payload);
  if (descriptors.empty()) {
    std::array<iovec, 2> parts = {iovec{length.data(), length.size()},
                                  iovec{const_cast<std::uint8_t*>(payload.data()), payload.size()}};
    msghdr header{};
    header.msg_iov = parts.data();
    header.msg_iovlen = parts.size();
    ssize_t n = 0;
    do n = sendmsg(socket, &header, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n < 0) return false;
    const auto sent = static_cast<std::size_t>(n);
    if (sent < length.size())
      return send_all(socket, Bytes(length).subspan(sent)) && send_all(socket, payload);
    return send_all(socket, payload.subspan(sent - length.size()));
  }
  if (descriptors.size() > most_descriptors) return false;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most_descriptors)> control{};
  iovec part{.iov_base = length.data(), .iov_len = length.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
  auto* c = CMSG_FIRSTHDR(&header);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
  std::memcpy(CMSG_DATA(c), descriptors.data(), sizeof(int) * descriptors.size());
  ssize_t n = 0;
  do n = sendmsg(socket, &header, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n <= 0) return false;
  return send_all(socket, Bytes(length).subspan(static_cast<std::size_t>(n))) && send_all(socket, payload);
}

bool receive_frame(int socket, Blob& payload, std::vector<int>& descriptors) {
  std::array<std::uint8_t, 4> length{};
  if (!receive_all(socket, length, descriptors)) return false;
  payload.resize(Cursor(length).le<std::uint32_t>());
  return receive_all(socket, payload, descriptors);
}

}  // namespace waarborg
