// Which domains may be blocked. A domain is a weak sign that a product runs (somebody may read a website),
// and the right thing to block: the product needs it. By default the domains of products that the directive
// means and the single hosts that a vendor's products ask (below another domain of the catalogue); `strict`
// adds the vendor's whole domains, with its website and its mail.
#pragma once
#include "outputs/artefact.h"

namespace waarborg {

struct BlockedDomain {
  std::string name;  // A-labels, lower case
  bool below = true;
  const Indicator* indicator = nullptr;
};

struct BlockedDomains {
  std::vector<BlockedDomain> all;      // sorted by name; none lies below another
  std::vector<IdentifierUse> unused;   // everything else that the clause means, whatever its type
  std::vector<IdentifierUse> covered;  // domains that another one of `all` blocks as well
  std::vector<std::string> besides;    // what else breaks
};
// `longest`: characters that a name may have so that it fits the target.
BlockedDomains blocked_domains(const Directive& directive, const Clause& clause, const Catalogue& catalogue,
                               const CompileOptions& options, std::size_t longest);

}  // namespace waarborg
