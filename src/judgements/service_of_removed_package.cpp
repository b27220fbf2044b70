// A package whose configuration was left behind, with a service of its name still there: removal was not
// finished, or the program was installed again past the package manager.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "judgements/judgement.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

class RemovedPackages : public Judge {
 public:
  bool see(const Fact& fact) override {
    const Place place{fact.evidence, std::string(fact.root)};
    if (fact.record.kind == ServiceUnit::number) {
      std::string name(fact.record.text(1));
      if (name.ends_with(".service")) name.resize(name.size() - 8);
      remember(services_[place], name, fact.number);
      return true;
    }
    const auto package = fact.record.text(1);
    const auto name = package.substr(std::min(package.find('/') + 1, package.size()));
    if (fact.record.presence() == Presence::residual)
      remember(removed_[place], std::string(name), fact.number);
    else
      present_[place].emplace(name);
    return fact.record.presence() == Presence::residual;
  }

  std::vector<Opinion> conclude() override {
    std::vector<Opinion> out;
    for (const auto& [place, packages] : removed_)
      for (const auto& [name, package] : packages) {
        const auto services = services_.find(place);
        if (services == services_.end() || present_[place].contains(name)) continue;
        const auto service = services->second.find(name);
        if (service == services->second.end()) continue;
        out.push_back({place.first,
                       place.second,
                       {service->second, package},
                       "The package " + printable(name) + " was removed, but the service " + printable(name) +
                           ".service is still there: the removal is not finished.",
                       Presence::residual});
      }
    return out;
  }

 private:
  using Place = std::pair<std::uint32_t, std::string>;
  // The first of several, whichever is shown first.
  static void remember(std::map<std::string, std::uint64_t>& names, const std::string& name,
                       std::uint64_t number) {
    auto& kept = names.emplace(name, number).first->second;
    kept = std::min(kept, number);
  }
  std::map<Place, std::map<std::string, std::uint64_t>> removed_, services_;
  std::map<Place, std::set<std::string>> present_;
};

}  // namespace

Judgement service_of_removed_package() {
  return {
      .about = "A removed package whose service is still there.",
      .kinds = {Program::kind, ServiceUnit::kind},
      .make = [] { return std::unique_ptr<Judge>(new RemovedPackages); },
  };
}

}  // namespace waarborg
