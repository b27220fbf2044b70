#include "exchange/carry.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "crypto/minisign_keys.h"

namespace waarborg {
namespace {

namespace fs = std::filesystem;

class Carry : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "carry-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    for (const auto* sub : {"carrier", "in"}) fs::create_directory(folder_ / sub);
    auto pair = make_minisign_keys("");
    ASSERT_TRUE(pair);
    auto key = SecretKey::open(pair->secret_file.view(), "");
    ASSERT_TRUE(key);
    key_.emplace(std::move(*key));
    trusted_.push_back({"agency-7", *read_public_key(pair->public_file)});
    ours_.push_back(std::move(*AgeIdentity::make()));
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path send(const std::string& text, const std::string& sent = "sent") {
    std::ofstream(folder_ / "note.txt") << text;
    auto book = Register::open((folder_ / sent).string());
    EXPECT_TRUE(book);
    ToSend what;
    what.file = (folder_ / "note.txt").string();
    what.from = "agency-7";
    what.carrier = (folder_ / "carrier").string();
    what.to = {ours_[0].recipient()};
    const auto done = send_parcel(what, *key_, *book);
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    return done ? done->parcel : "";
  }
  std::vector<Received> receive() {
    auto book = Register::open((folder_ / "received").string());
    EXPECT_TRUE(book) << (book ? "" : book.error().what);
    auto rows =
        receive_parcels((folder_ / "carrier").string(), ours_, trusted_, (folder_ / "in").string(), *book);
    EXPECT_TRUE(rows) << (rows ? "" : rows.error().what);
    return rows ? std::move(*rows) : std::vector<Received>();
  }
  std::string slurp(const fs::path& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::size_t count(const std::vector<Received>& rows, Received::What what) {
    return static_cast<std::size_t>(std::ranges::count(rows, what, &Received::what));
  }
  fs::path folder_;
  std::optional<SecretKey> key_;
  std::vector<TrustedSender> trusted_;
  std::vector<AgeIdentity> ours_;
};

TEST_F(Carry, all_parcels_in_order_and_nothing_else_left_behind) {
  for (const auto* text : {"one", "two", "three", "four", "five"}) send(text);
  const auto rows = receive();
  ASSERT_EQ(count(rows, Received::What::accepted), 5u);
  for (const auto& row : rows)
    EXPECT_TRUE(row.notes.empty() == (row.manifest.sequence > 1)) << row.notes.front();
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "in")) {
    ++files;
    EXPECT_FALSE(entry.path().filename().string().starts_with('.'));
  }
  EXPECT_EQ(files, 5u);
  for (const auto& row : rows)
    if (row.manifest.sequence == 2) {
      EXPECT_EQ(slurp(folder_ / "in" / row.file), "two");
    }
  EXPECT_EQ(count(receive(), Received::What::seen), 5u) << "the same bytes again are nothing new";
}

TEST_F(Carry, a_replay_in_another_seal_is_refused) {
  const auto parcel = send("one");
  ASSERT_EQ(count(receive(), Received::What::accepted), 1u);
  // Another recipient, or whoever broke in there, seals the same inside again.
  Blob plain, again;
  const auto into = [](Blob& out) {
    return [&out](Bytes piece) {
      out.insert(out.end(), piece.begin(), piece.end());
      return Result<>();
    };
  };
  AgeOpener opener({.identities = &ours_, .passphrase = {}}, into(plain));
  const auto sealed = slurp(parcel);
  ASSERT_TRUE(opener.add(as_bytes(sealed)) && opener.finish());
  auto sealer = AgeSealer::to({ours_[0].recipient()}, into(again));
  ASSERT_TRUE(sealer && sealer->add(plain) && sealer->finish());
  std::ofstream(folder_ / "carrier/replay.parcel", std::ios::binary) << as_text(again);
  for (const auto& row : receive()) {
    if (!row.parcel.ends_with("replay.parcel")) continue;
    EXPECT_EQ(row.what, Received::What::refused);
    EXPECT_NE(row.why.find("replay"), std::string::npos) << row.why;
  }
}

TEST_F(Carry, a_dropped_parcel_is_noticed_and_a_late_one_is_said_to_be_late) {
  send("one");
  const auto two = send("two");
  send("three");
  fs::rename(two, folder_ / "kept");
  bool missing = false, late = false;
  for (const auto& row : receive())
    for (const auto& note : row.notes)
      missing |= note.find("numbers 2 to 2 of agency-7 are missing") != std::string::npos;
  EXPECT_TRUE(missing);
  fs::rename(folder_ / "kept", two);
  for (const auto& row : receive())
    for (const auto& note : row.notes) late |= note.find("comes late") != std::string::npos;
  EXPECT_TRUE(late);
}

TEST_F(Carry, a_series_with_two_continuations_is_refused) {
  send("one");
  fs::copy(folder_ / "sent", folder_ / "copy");
  const auto lost = send("two");
  fs::remove(lost);
  send("another two", "copy");  // from a restored backup of the sender's register
  ASSERT_EQ(count(receive(), Received::What::accepted), 2u);
  send("three");  // follows the first "two"
  const auto rows = receive();
  ASSERT_EQ(count(rows, Received::What::refused), 1u);
  for (const auto& row : rows)
    if (row.what == Received::What::refused) {
      EXPECT_NE(row.why.find("does not follow number 2"), std::string::npos) << row.why;
    }
}

// A trusted sender that edits its own register must not replace what was accepted.
TEST_F(Carry, a_sender_cannot_replace_an_accepted_parcel) {
  send("one");
  const auto book = slurp(folder_ / "sent");
  send("found it on 40 machines");
  const auto first = receive();
  ASSERT_EQ(count(first, Received::What::accepted), 2u);
  const auto series = first[0].manifest.series;
  auto edited = book;
  const auto at = edited.find(series);
  ASSERT_NE(at, std::string::npos);
  edited[at + 8] = edited[at + 8] == '0' ? '1' : '0';  // the same first eight characters
  for (const auto& register_text : {edited, book}) {
    std::ofstream(folder_ / "again", std::ios::trunc) << register_text;
    const auto parcel = send("nothing anywhere", "again");
    const auto rows = receive();
    ASSERT_EQ(count(rows, Received::What::refused), 1u);
    for (const auto& row : rows)
      if (row.what == Received::What::refused) {
        EXPECT_NE(row.why.find("forked the series"), std::string::npos) << row.why;
      }
    fs::remove(parcel);
  }
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder_ / "in")) all += slurp(entry.path()) + "\n";
  EXPECT_NE(all.find("found it on 40 machines"), std::string::npos) << all;
  EXPECT_EQ(all.find("nothing anywhere"), std::string::npos) << all;
}

TEST_F(Carry, a_fork_in_the_same_carrier_is_refused_in_any_order) {
  send("one");
  auto edited = slurp(folder_ / "sent");
  const auto at = edited.find("\"series\":\"") + 10;
  edited[at] = edited[at] == '0' ? 'f' : '0';
  std::ofstream(folder_ / "again") << edited;
  send("two");
  send("another two", "again");
  const auto rows = receive();
  EXPECT_EQ(count(rows, Received::What::accepted), 2u);
  EXPECT_EQ(count(rows, Received::What::refused), 1u);
}

TEST_F(Carry, a_file_that_is_there_is_never_written_over) {
  send("one");
  const auto name = receive().at(0).file;
  fs::remove(folder_ / "received");  // a lost register: the parcel looks new
  EXPECT_EQ(count(receive(), Received::What::accepted), 1u) << "the same bytes are there: a run that was cut";
  fs::remove(folder_ / "received");
  std::ofstream(folder_ / "in" / name) << "edited by hand";
  const auto rows = receive();
  ASSERT_EQ(count(rows, Received::What::refused), 1u);
  EXPECT_NE(rows[0].why.find("nothing is written over"), std::string::npos) << rows[0].why;
  EXPECT_EQ(slurp(folder_ / "in" / name), "edited by hand");
}

TEST_F(Carry, a_copy_of_a_refused_parcel_is_refused_and_of_an_accepted_one_seen) {
  const auto good = send("one");
  fs::copy(good, folder_ / "carrier/zz.parcel");
  for (const auto* name : {"bad-1.parcel", "bad-2.parcel"})
    std::ofstream(folder_ / "carrier" / name) << "hello";
  const auto rows = receive();
  EXPECT_EQ(count(rows, Received::What::accepted), 1u);
  EXPECT_EQ(count(rows, Received::What::seen), 1u);
  EXPECT_EQ(count(rows, Received::What::refused), 2u);
  for (const auto& row : rows)
    if (row.parcel.ends_with("bad-2.parcel")) {
      EXPECT_TRUE(row.why.starts_with("a copy of bad-1.parcel: ")) << row.why;
    }
}

TEST_F(Carry, what_is_hostile_in_the_folder_costs_only_itself) {
  send("one");
  fs::create_symlink("/etc/passwd", folder_ / "carrier/link.parcel");
  fs::create_directory(folder_ / "carrier/folder.parcel");
  std::ofstream(folder_ / "carrier/empty.parcel");
  std::ofstream(folder_ / "carrier/text.parcel") << "hello";
  ASSERT_EQ(mkfifo((folder_ / "carrier/pipe.parcel").c_str(), 0600), 0);
  const auto rows = receive();
  EXPECT_EQ(count(rows, Received::What::accepted), 1u);
  EXPECT_EQ(count(rows, Received::What::refused), 5u);
}

TEST_F(Carry, a_register_that_is_damaged_is_refused_but_for_a_torn_last_line) {
  send("one");
  ASSERT_EQ(count(receive(), Received::What::accepted), 1u);
  const auto whole = slurp(folder_ / "received");
  std::ofstream(folder_ / "received", std::ios::app) << "{\"what\":\"rec";
  EXPECT_EQ(count(receive(), Received::What::seen), 1u);
  EXPECT_EQ(slurp(folder_ / "received"), whole) << "the torn line was cut off";
  std::ofstream(folder_ / "received", std::ios::app) << "{\"what\":\"rec\n";
  const auto bad = Register::open((folder_ / "received").string());
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().what.find("line 2"), std::string::npos) << bad.error().what;
}

TEST_F(Carry, a_register_serves_one_run_at_a_time) {
  const auto first = Register::open((folder_ / "book").string());
  ASSERT_TRUE(first);
  EXPECT_FALSE(Register::open((folder_ / "book").string()));
}

}  // namespace
}  // namespace waarborg
