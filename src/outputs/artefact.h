// Artefacts: a directive compiled into files that other programs enforce or ask. Found by folder:
// src/outputs/enforcement/NAME.cpp defines Artefact NAME(). Compiling is pure: values in, bytes out; nothing
// is read, written or asked of a network. Every identifier that the directive means is told as used or as
// unused with its reason, so that an artefact never claims more than it does. docs/compile.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "directives/model.h"

namespace waarborg {

// An exception that was granted elsewhere: this client may go on until that day, the day included.
struct PassThrough {
  std::string id, client, until;  // client: an address or a range, 192.0.2.0/24
};

struct CompileOptions {
  Time now;
  std::string clause;  // "": the first that ends use, or the first
  std::string valid =
      "P90D";           // how long identifiers are trusted; a directive or an exception may end it sooner
  bool strict = false;  // also what hits more than the directive means: whole domains, shared names
  std::vector<PassThrough> exceptions;
};

struct ArtefactFile {
  std::string name, bytes;
};

struct IdentifierUse {
  std::string id, value, said;  // said: what it became, or why it became nothing
};

struct ArtefactFiles {
  std::vector<ArtefactFile> files;  // none: nothing could be said for this target
  std::vector<IdentifierUse> used, unused;
  std::vector<std::string> cannot;   // what this kind of file does not reach, whatever stands in it
  std::vector<std::string> besides;  // what else breaks
  std::vector<std::string> install, check, roll_back;
  bool passes = false;  // the exceptions of CompileOptions are compiled in
};

struct Artefact {
  std::string_view about, needs, makes;  // makes: the files, for people
  bool blocks = true;                    // false: it only asks
  Result<ArtefactFiles> (*compile)(const Directive&, const Catalogue&, const CompileOptions&);
  std::string_view name = {};  // the file name; filled in by the list
};

const std::vector<Artefact>& all_artefacts();
const Artefact* artefact_named(std::string_view name);

// What every file carries.
struct Stamp {
  std::string directive, version, clause, generated, generator, until;  // until: a day; compile again by then
};
Result<Stamp> stamp_of(const Directive& directive, const CompileOptions& options);
// `body` below lines of `comment` with the stamp and the SHA-256 of the body, which must have no such lines.
std::string stamped(const Stamp& stamp, std::string_view comment, std::string_view body);
// One line for a comment: nothing in it ends the line, and it is not endless.
std::string one_line(std::string_view text);

const Clause* clause_of(const Directive& directive,
                        const CompileOptions& options);  // nullptr: no such clause

// An identifier of the catalogue that the clause means, or may mean.
struct Meant {
  const Indicator* indicator;
  Scope scope;  // inside or undecided
};
std::vector<Meant> meant_by(const Directive& directive, const Clause& clause, const Catalogue& catalogue);

// The whole: checks that the clause may be enforced so, compiles, and puts manifest.json and MANIFEST.txt
// beside the files. `made_from` names the content it was made from, one line each.
Result<ArtefactFiles> compile_artefact(const Artefact& artefact, const Directive& directive,
                                       const Catalogue& catalogue, const CompileOptions& options,
                                       const std::vector<std::string>& made_from);

}  // namespace waarborg
