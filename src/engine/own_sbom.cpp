#include "engine/own_sbom.h"

#include "base/json.h"
#include "base/uuid.h"

namespace waarborg {
namespace {

constexpr std::string_view own_ref = "waarborg";

void write_self(JsonWriter& json) {
  json.begin_object().member("type", "application").member("bom-ref", own_ref);
  json.member("name", "waarborg").member("version", WAARBORG_VERSION);
  json.member("description",
              "Turns a decision about a product into evidence of where it runs and that it is gone.");
  json.key("licenses").begin_array().begin_object().key("license").begin_object().member("id", "EUPL-1.2");
  json.end_object().end_object().end_array();
  json.member("purl", "pkg:generic/waarborg@" WAARBORG_VERSION).end_object();
}

void write_library(const OwnLibrary& library, JsonWriter& json) {
  json.begin_object().member("type", "library").member("bom-ref", library.name).member("name", library.name);
  json.member("version", library.version).member("scope", "required").member("purl", library.purl);
  json.key("properties").begin_array();
  const auto property = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) json.begin_object().member("name", name).member("value", value).end_object();
  };
  property("waarborg:linked", library.soname.empty() ? "compiled in" : "loaded");
  property("waarborg:soname", library.soname);
  property("waarborg:debian-package", library.package);
  json.end_array().end_object();
}

}  // namespace

std::string own_sbom() {
  JsonWriter json(2);
  json.begin_object()
      .member("bomFormat", "CycloneDX")
      .member("specVersion", "1.6")
      .member("version", std::int64_t{1});
  json.key("metadata").begin_object().key("component");
  write_self(json);
  json.end_object().key("components").begin_array();
  for (const auto& library : own_libraries()) write_library(library, json);
  json.end_array().key("dependencies").begin_array().begin_object().member("ref", own_ref);
  json.key("dependsOn").begin_array();
  for (const auto& library : own_libraries()) json.value(library.name);
  json.end_array().end_object().end_array();
  json.member("serialNumber", "urn:uuid:" + uuid_of(sha256(as_bytes(json.text()))));
  return json.end_object().take() + '\n';
}

}  // namespace waarborg
