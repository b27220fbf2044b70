// The manifest of an artefact: what it enforces, what it cannot, for whom and with which force, what else
// breaks, how to put it in, see it work and take it out again. Once for programs, once for people.
#pragma once
#include "outputs/artefact.h"

namespace waarborg {

struct ManifestOf {
  const Artefact& artefact;
  const Directive& directive;
  const Catalogue& catalogue;
  const CompileOptions& options;
  const Stamp& stamp;
  const std::vector<std::string>& made_from;
};

std::string manifest_json(const ManifestOf& of, const ArtefactFiles& made);
std::string manifest_text(const ManifestOf& of, const ArtefactFiles& made);

}  // namespace waarborg
