// The start tags of an XML document, in their order, as the two binary forms of Android give them. What was
// read before damage is kept; `damage` says where reading ended. It owns its strings.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

struct XmlAttribute {
  std::string name, value;     // numbers in decimal, flags as true and false, a resource as @0x7f010001
  std::uint32_t resource = 0;  // of the name, where the document gives one
};

struct XmlTag {
  std::string name;
  unsigned depth = 0;        // of the outermost: 0
  std::uint64_t offset = 0;  // within the document
  std::vector<XmlAttribute> attributes;

  std::string_view operator[](std::string_view attribute) const;  // "" when there is none
};

struct XmlTags {
  std::vector<XmlTag> tags;
  std::optional<Error> damage;
};

struct XmlTagLimits {
  std::size_t tags = 200'000, attributes = 1'000'000, strings = 1'000'000;
  unsigned depth = 256;
  std::size_t text = 64u << 20;  // bytes of all names and values together
};

// ABX, the binary form that Android 12 and later keep settings in: BinaryXmlSerializer of the platform.
bool is_abx(Bytes data);
XmlTags read_abx(Bytes data, const XmlTagLimits& limits = {});

// The form of AndroidManifest.xml in an APK: ResourceTypes.h of the platform. What makers of malware do to it
// (names that only the table of resources tells, chunks of unknown types) does not stop it.
XmlTags read_android_xml(Bytes data, const XmlTagLimits& limits = {});

}  // namespace waarborg
