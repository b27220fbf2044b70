#include "engine/exchange_door.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "crypto/minisign_keys.h"
#include "exchange/carry.h"
#include "exchange/files.h"

namespace waarborg {
namespace {

constexpr std::size_t key_file_limit = 1u << 20;

Result<SecretText> read_key_file(const std::string& path) {
  SecretText out;
  out.text().reserve(16 * 1024);
  const auto all = pieces_of_file(path)([&](Bytes piece) {
    if (piece.size() > key_file_limit - out.text().size())
      return Result<>(fail(Fault::too_big, path + " is too long for a key"));
    out.text().append(as_text(piece));
    return Result<>();
  });
  if (!all) return pass(all.error());
  return out;
}

// A new file for its owner only; one that is there is somebody's key.
Result<> write_new(const std::string& path, std::string_view text, int mode) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return system_error("cannot write " + path);
  auto written = write_descriptor(file, as_bytes(text));
  if (written && fsync(file) != 0) written = system_error("cannot bring " + path + " to disk");
  close(file);
  return written ? sync_folder_of(path) : written;
}

Result<SecretText> sealed_text(std::string_view text, std::string_view password) {
  SecretText out;
  auto sealer = AgeSealer::with_passphrase(
      password,
      [&](Bytes piece) {
        out.text().append(as_text(piece));
        return Result<>();
      },
      AgeArmor::yes);
  if (!sealer) return pass(sealer.error());
  if (const auto added = sealer->add(as_bytes(text)); !added) return pass(added.error());
  if (const auto finished = sealer->finish(); !finished) return pass(finished.error());
  return out;
}

Result<std::vector<AgeIdentity>> read_identities(const std::string& path, std::string_view password) {
  auto file = read_key_file(path);
  if (!file) return pass(file.error());
  SecretText plain;
  if (is_age_file(as_bytes(file->view()))) {
    plain.text().reserve(file->view().size());
    AgeOpener opener({.passphrase = password}, [&](Bytes piece) {
      plain.text().append(as_text(piece));
      return Result<>();
    });
    auto opened = opener.add(as_bytes(file->view()));
    if (opened) opened = opener.finish();
    if (!opened) return fail(opened.error().fault, path + ": " + opened.error().what);
    *file = std::move(plain);
  }
  auto out = read_age_identities(file->view());
  if (!out) return fail(out.error().fault, path + ": " + out.error().what, out.error().offset);
  return out;
}

Result<std::vector<TrustedSender>> read_trust(const std::vector<std::string>& trust) {
  std::vector<TrustedSender> out;
  for (const auto& one : trust) {
    const auto equals = one.find('=');
    if (equals == std::string::npos || !is_plain_name(one.substr(0, equals)))
      return fail(Fault::unsupported, "--trust is NAME=FILE.pub, with a name of letters, digits, . _ -");
    const auto path = one.substr(equals + 1);
    const auto file = read_key_file(path);
    if (!file) return pass(file.error());
    auto key = read_public_key(file->view());
    if (!key) return fail(key.error().fault, path + ": " + key.error().what);
    out.push_back({one.substr(0, equals), *key});
  }
  return out;
}

std::string line_of(const Received& row) {
  const auto name = printable(row.parcel.substr(row.parcel.rfind('/') + 1));
  if (row.what == Received::What::seen) return fmt::format("seen      {}: {}\n", name, printable(row.why));
  if (row.what == Received::What::refused) return fmt::format("REFUSED   {}: {}\n", name, printable(row.why));
  const auto& m = row.manifest;
  auto out = fmt::format("accepted  {}: {} number {} of {}, made {}, signed by {} -> {}\n", name, m.kind,
                         m.sequence, m.from, to_text(m.made_at), row.key_id, row.file);
  for (const auto& note : row.notes) out += "          note: " + printable(note) + "\n";
  return out;
}

}  // namespace

Result<Page> new_keys(const NewKeysRequest& request) {
  if (!is_plain_name(request.name))
    return fail(Fault::unsupported, "a name has letters, digits, . _ - only, at most 100");
  const auto identity = AgeIdentity::make();
  if (!identity) return pass(identity.error());
  const auto recipient = identity->recipient().text();
  SecretText file(fmt::format("# created: {}\n# public key: {}\n{}\n", to_text(Clock::now()), recipient,
                              identity->text().view()));
  if (!request.password.empty()) {
    auto sealed = sealed_text(file.view(), request.password);
    if (!sealed) return pass(sealed.error());
    file = std::move(*sealed);
  }
  const auto pair = make_minisign_keys(request.password);
  if (!pair) return pass(pair.error());
  ::mkdir(request.folder.c_str(), 0700);  // where it cannot be made, the first file says why
  const auto path = request.folder + "/" + request.name;
  if (const auto done = write_new(path + ".age.key", file.view(), 0600); !done) return pass(done.error());
  if (const auto done =
          write_new(path + ".age.pub", fmt::format("# {}\n{}\n", request.name, recipient), 0644);
      !done)
    return pass(done.error());
  if (const auto done = write_new(path + ".minisign.key", pair->secret_file.view(), 0600); !done)
    return pass(done.error());
  if (const auto done = write_new(path + ".minisign.pub", pair->public_file, 0644); !done)
    return pass(done.error());
  return Page{
      fmt::format("Keys of {}{}:\n"
                  "  {}.age.key       opens what is sealed to {}; keep it\n"
                  "  {}.age.pub       give it to those who send\n"
                  "  {}.minisign.key  signs, key {}; keep it\n"
                  "  {}.minisign.pub  give it to those who receive, on another way than the parcels\n",
                  request.name, request.password.empty() ? ", without a password" : "", path, recipient, path,
                  path, pair->id_text, path),
      true};
}

Result<Page> send_file(const SendRequest& request) {
  ToSend what{
      .file = request.file, .from = request.from, .kind = request.kind, .carrier = request.carrier, .to = {}};
  for (const auto& path : request.to) {
    const auto file = read_key_file(path);
    if (!file) return pass(file.error());
    auto keys = read_age_recipients(file->view());
    if (!keys) return fail(keys.error().fault, path + ": " + keys.error().what);
    what.to.insert(what.to.end(), keys->begin(), keys->end());
  }
  const auto key_file = read_key_file(request.key);
  if (!key_file) return pass(key_file.error());
  const auto key = SecretKey::open(key_file->view(), request.password);
  if (!key) return fail(key.error().fault, request.key + ": " + key.error().what);
  auto sent = Register::open(request.register_file.empty() ? request.key + ".sent" : request.register_file);
  if (!sent) return pass(sent.error());
  const auto done = send_parcel(what, *key, *sent);
  if (!done) return pass(done.error());
  auto text = fmt::format("sent  {}: number {} of {}, {} bytes, signed by {}\n", done->parcel, done->sequence,
                          what.from, done->bytes, key->id_text());
  if (done->begins) text += "      note: a new series begins here\n";
  return Page{std::move(text), true};
}

Result<Page> receive_all(const ReceiveRequest& request) {
  const auto identities = read_identities(request.identity, request.password);
  if (!identities) return pass(identities.error());
  const auto trusted = read_trust(request.trust);
  if (!trusted) return pass(trusted.error());
  auto received = Register::open(request.register_file);
  if (!received) return pass(received.error());
  const auto rows = receive_parcels(request.carrier, *identities, *trusted, request.folder, *received);
  if (!rows) return pass(rows.error());
  Page page;
  std::size_t accepted = 0, refused = 0;
  for (const auto& row : *rows) {
    page.text += line_of(row);
    accepted += row.what == Received::What::accepted;
    refused += row.what == Received::What::refused;
  }
  page.text += fmt::format("{} parcels: {} accepted, {} seen before, {} refused\n", rows->size(), accepted,
                           rows->size() - accepted - refused, refused);
  page.good = refused == 0;
  return page;
}

bool identity_needs_password(const std::string& path) {
  const auto file = read_key_file(path);
  return file && is_age_file(as_bytes(file->view()));
}

}  // namespace waarborg
