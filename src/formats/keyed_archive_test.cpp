// Archives are written as XML, where a UID is a dict of CF$UID; the resolution is the same in both forms.
#include "formats/keyed_archive.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace waarborg {
namespace {

std::string uid(unsigned n) {
  return fmt::format("<dict><key>CF$UID</key><integer>{}</integer></dict>", n);
}

// `objects` from number 1 on; number 0 is $null. Classes stand from 90 on.
const std::vector<std::string> classes = {"NSDictionary",  "NSArray", "NSMutableString", "NSDate",
                                          "NSMutableData", "NSURL",   "MBFile"};
std::string of(std::string_view name, std::string_view members) {
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i] == name)
      return fmt::format("<dict><key>$class</key>{}{}</dict>", uid(static_cast<unsigned>(90 + i)), members);
  return "";
}
std::string list(std::initializer_list<unsigned> numbers) {
  std::string out = "<array>";
  for (const auto n : numbers) out += uid(n);
  return out + "</array>";
}

struct Archive {
  explicit Archive(const std::vector<std::string>& objects) {
    file = "<plist><dict><key>$top</key><dict><key>root</key>" + uid(1) +
           "</dict><key>$objects</key><array><string>$null</string>";
    for (std::size_t i = 1; i < 90; ++i)
      file += i <= objects.size() ? objects[i - 1] : "<string>spare</string>";
    for (const auto& name : classes)
      file += fmt::format("<dict><key>$classname</key><string>{}</string></dict>", name);
    file += "</array></dict></plist>";
    plist = std::move(*Plist::read(as_bytes(file)));
    archive = *KeyedArchive::over(plist);
  }
  Archived root() const { return archive.top(); }
  std::string file;
  Plist plist;
  KeyedArchive archive;
};

TEST(KeyedArchive, classes_of_foundation) {
  const Archive a({
      of("MBFile", "<key>Size</key><integer>5</integer><key>Names</key>" + uid(2) + "<key>No</key>" + uid(0) +
                       "<key>Map</key>" + uid(3) + "<key>When</key>" + uid(4) + "<key>Key</key>" + uid(5) +
                       "<key>Link</key>" + uid(6)),
      of("NSArray", "<key>NS.objects</key>" + list({8, 7})),
      of("NSDictionary", "<key>NS.keys</key>" + list({8, 7}) + "<key>NS.objects</key>" + list({9, 2})),
      of("NSDate", "<key>NS.time</key><real>86400.5</real>"),
      of("NSMutableData", "<key>NS.data</key><data>aGk=</data>"),
      of("NSURL", "<key>NS.base</key>" + uid(10) + "<key>NS.relative</key>" + uid(9)),
      of("NSMutableString", "<key>NS.string</key><string>inner</string>"),
      "<string>plain</string>",
      "<string>page.html</string>",
      of("NSURL", "<key>NS.base</key>" + uid(0) + "<key>NS.relative</key>" + uid(11)),
      "<string>https://example.org/</string>",
  });
  const auto root = a.root();
  EXPECT_EQ(root.class_name(), "MBFile");
  EXPECT_TRUE(root.is(PlistKind::dict));
  EXPECT_EQ(root["Size"].integer(), 5);
  EXPECT_EQ(root["Names"].size(), 2u);
  EXPECT_EQ(root["Names"][std::size_t{0}].text(), "plain");
  EXPECT_EQ(root["Names"][std::size_t{1}].text(), "inner");
  EXPECT_TRUE(root["Names"][std::size_t{2}].is(PlistKind::null));
  EXPECT_TRUE(root["No"].is(PlistKind::null));
  EXPECT_EQ(root["Map"].key(1).text(), "inner");
  EXPECT_EQ(root["Map"]["plain"].text(), "page.html");
  EXPECT_EQ(root["Map"]["inner"].size(), 2u);
  EXPECT_EQ(to_text(root["When"].date()), "2001-01-02T00:00:00.500000Z");
  EXPECT_EQ(as_text(root["Key"].data()), "hi");
  EXPECT_EQ(root["Link"].text(), "https://example.org/page.html");
}

TEST(KeyedArchive, members_of_an_object_can_be_gone_through) {
  const Archive a({of("MBFile", "<key>Size</key><integer>5</integer><key>Name</key>" + uid(2)),
                   of("NSMutableString", "<key>NS.string</key><string>inner</string>")});
  const auto root = a.root();
  ASSERT_EQ(root.size(), 3u);
  EXPECT_EQ(root.key(0).text(), "$class");
  EXPECT_EQ(root.key(1).text(), "Size");
  EXPECT_EQ(root[1].integer(), 5);
  EXPECT_EQ(root.key(2).text(), "Name");
  EXPECT_EQ(root[2].text(), "inner");
  EXPECT_TRUE(root[3].is(PlistKind::null));
}

TEST(KeyedArchive, loops_end) {
  const Archive a({
      of("MBFile", "<key>Chain</key>" + uid(2) + "<key>Link</key>" + uid(4) + "<key>Self</key>" + uid(1) +
                       "<key>Text</key>" + uid(5) + "<key>Far</key>" + uid(4'000'000'000)),
      uid(3),
      uid(2),
      of("NSURL", "<key>NS.base</key>" + uid(4) + "<key>NS.relative</key><string>x</string>"),
      of("NSMutableString", "<key>NS.string</key>" + uid(5)),
  });
  EXPECT_TRUE(a.root()["Chain"].is(PlistKind::null));
  EXPECT_EQ(a.root()["Link"].text(), "xxxxxxxxx");
  EXPECT_EQ(a.root()["Self"]["Self"]["Self"].class_name(), "MBFile");
  EXPECT_EQ(a.root()["Text"].text(), "");
  EXPECT_TRUE(a.root()["Far"].is(PlistKind::null));
}

TEST(KeyedArchive, other_lists_are_refused) {
  const std::string file = "<plist><dict><key>$top</key><dict/></dict></plist>";
  const auto plist = Plist::read(as_bytes(file));
  ASSERT_TRUE(plist);
  EXPECT_FALSE(KeyedArchive::over(*plist));
}

}  // namespace
}  // namespace waarborg
