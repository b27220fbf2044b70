#include "formats/purl_parts.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Purl, is_taken_apart) {
  struct Row {
    std::string_view purl, package, version, architecture;
  };
  for (const auto& row : {Row{"pkg:deb/debian/kesl@12?arch=amd64&distro=x", "deb/kesl", "12", "amd64"},
                          {"pkg:npm/%40s/n@1", "npm/@s/n", "1", ""},
                          {"pkg:npm/@s/n@1", "npm/@s/n", "1", ""},
                          {"pkg:npm/@s/n", "npm/@s/n", "", ""},
                          {"pkg:npm/@n", "npm/@n", "", ""},
                          {"pkg:maven/a.b/c@1#p?q", "maven/a.b/c", "1", ""},
                          {"pkg:golang/h.example//a/b@v1", "golang/h.example/a/b", "v1", ""},
                          {"PKG://PyPI/A_b@1", "pypi/a-b", "1", ""},
                          {"pkg:generic/v/n%2Fm@1%2B1", "generic/n/m", "1+1", ""},
                          {"pkg:apk/alpine/x@%", "apk/x", "%", ""},
                          {"pkg:rpm/r/x@%zz?arch=", "rpm/x", "%zz", ""},
                          {" pkg:deb/x/%ff@1 ", "deb/\xEF\xBF\xBD", "1", ""}}) {
    const auto parts = read_purl(row.purl);
    ASSERT_TRUE(parts) << row.purl;
    const auto package = package_of(*parts);
    EXPECT_EQ(package.ecosystem + '/' + package.name, row.package) << row.purl;
    EXPECT_EQ(parts->version, row.version) << row.purl;
    EXPECT_EQ(parts->architecture, row.architecture) << row.purl;
  }
  for (const std::string_view none :
       {"", "pkg:", "pkg:deb", "pkg:deb/", "pkg:/x", "kesl@12", "pk", "pkg:?/#", "pkg:/"})
    EXPECT_FALSE(read_purl(none)) << none;
}

}  // namespace
}  // namespace waarborg
