#include "directives/letter_words.h"

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

struct Phrase {
  std::string_view id, en, nl, fr, de;
};

constexpr std::array phrases = {
    Phrase{"to", "To parliament", "Aan het parlement", "Au parlement", "An das Parlament"},
    Phrase{"date", "Date", "Datum", "Date", "Datum"},
    Phrase{"subject", "Subject", "Betreft", "Objet", "Betreff"},
    Phrase{"reference", "Reference", "Kenmerk", "Référence", "Zeichen"},
    Phrase{"basis", "Legal basis", "Grondslag", "Base légale", "Rechtsgrundlage"},
    Phrase{"as-of", "This letter tells what was known on", "Deze brief zegt wat bekend was op",
           "Cette lettre dit ce qui était connu au", "Dieses Schreiben gibt den Stand wieder vom"},
    Phrase{"expired", "The measure expired on", "De maatregel is verlopen op", "La mesure a expiré le",
           "Die Maßnahme ist abgelaufen am"},
    Phrase{"no-end", "The measure has no day by which removal must be complete.",
           "De maatregel noemt geen datum waarop de verwijdering klaar moet zijn.",
           "La mesure ne fixe aucune date de fin du retrait.",
           "Die Maßnahme nennt keinen Tag, an dem die Entfernung abgeschlossen sein muss."},
    Phrase{"press", "Told in the press as, without effect on any day",
           "In de pers, zonder gevolg voor enige termijn", "Dans la presse, sans effet sur aucun délai",
           "In der Presse, ohne Wirkung auf eine Frist"},
    Phrase{"no-evidence", "No evidence dated until then is cited.",
           "Er is geen bewijs van vóór die dag genoemd.", "Aucune preuve antérieure n'est citée.",
           "Ein Beleg aus der Zeit davor ist nicht genannt."},
    Phrase{"no-sensor", "no sensor can check this", "geen meting kan dit nagaan",
           "aucun capteur ne peut le vérifier", "kein Messgerät kann das prüfen"},
    Phrase{"rule", "The decision rests on", "Het besluit berust op", "La décision repose sur",
           "Die Entscheidung beruht auf"},
    Phrase{"no-exceptions", "The measure says nothing about exceptions.",
           "De maatregel zegt niets over uitzonderingen.", "La mesure ne dit rien des exceptions.",
           "Die Maßnahme sagt nichts über Ausnahmen."},
    Phrase{"no-review", "No day for the next review is set.",
           "Voor een volgende heroverweging is geen datum bepaald.", "Aucune date de réexamen n'est fixée.",
           "Für die nächste Überprüfung ist kein Tag bestimmt."},
    Phrase{"withheld", "Withheld from this letter", "Niet in deze brief opgenomen",
           "Ce que cette lettre ne dit pas", "In diesem Schreiben nicht enthalten"},
    Phrase{"nothing-withheld", "Nothing was withheld.", "Er is niets weggelaten.", "Rien n'a été retenu.",
           "Es wurde nichts weggelassen."},
    Phrase{"and", "and", "en", "et", "und"},
    Phrase{"or", "or", "of", "ou", "oder"},
    Phrase{"not", "not", "niet", "pas", "nicht"},
    Phrase{"confirmed", "confirmed", "bevestigd", "confirmé", "bestätigt"},
    Phrase{"credible", "credible", "geloofwaardig", "crédible", "glaubhaft"},
    Phrase{"claimed", "claimed", "beweerd", "allégué", "behauptet"},
    Phrase{"criteria", "Criteria", "Criteria", "Critères", "Kriterien"},
    Phrase{"no-answer", "nobody answered it", "niemand heeft dit beantwoord", "personne n'y a répondu",
           "niemand hat das beantwortet"},
    Phrase{"no-source", "an answer without a source does not count", "een antwoord zonder bron telt niet",
           "une réponse sans source ne compte pas", "eine Antwort ohne Quelle zählt nicht"},
    Phrase{"old-answer", "the answer has expired", "het antwoord is verlopen", "la réponse a expiré",
           "die Antwort ist abgelaufen"},
    Phrase{"disagree", "the answers contradict each other", "de antwoorden spreken elkaar tegen",
           "les réponses se contredisent", "die Antworten widersprechen sich"},
    Phrase{"said-unknown", "said to be unknown", "genoemd als onbekend", "dit inconnu",
           "als unbekannt genannt"},
    Phrase{"undecided", "cannot be decided", "niet te beslissen", "indécidable", "nicht entscheidbar"},
    Phrase{"no-rule", "No directive with a rule is about this subject.",
           "Er is geen maatregel met een regel over dit onderwerp.",
           "Aucune directive avec une règle ne vise cet objet.",
           "Keine Anordnung mit einer Regel betrifft diesen Gegenstand."},
    Phrase{"changed", "What changed", "Wat er veranderde", "Ce qui a changé", "Was sich geändert hat"},
    Phrase{"nothing-changed", "Nothing changed.", "Er veranderde niets.", "Rien n'a changé.",
           "Nichts hat sich geändert."},
    Phrase{"C1", "offensive state programme", "offensief staatsprogramma", "programme offensif d'État",
           "offensives Staatsprogramm"},
    Phrase{"C2", "compelled cooperation", "afgedwongen medewerking", "coopération forcée",
           "erzwungene Mitarbeit"},
    Phrase{"C3", "deep or wide access", "diepe of brede toegang", "accès profond ou étendu",
           "tiefer oder weiter Zugriff"},
    Phrase{"C4", "ownership and control", "eigendom en zeggenschap", "propriété et contrôle",
           "Eigentum und Kontrolle"},
    Phrase{"C5", "extraterritorial access", "toegang van buiten het land", "accès extraterritorial",
           "extraterritorialer Zugriff"},
    Phrase{"C6", "metadata exposure", "blootstelling van metagegevens", "exposition des métadonnées",
           "Preisgabe von Metadaten"},
    Phrase{"C7", "control of content and keys", "macht over inhoud en sleutels",
           "contrôle du contenu et des clés", "Kontrolle über Inhalte und Schlüssel"},
    Phrase{"C8", "unilateral denial", "eenzijdig afsluiten", "coupure unilatérale", "einseitige Abschaltung"},
    Phrase{"C9", "integrity of updates", "betrouwbaarheid van updates", "intégrité des mises à jour",
           "Integrität der Aktualisierungen"},
    Phrase{"C10", "quality and security practice", "kwaliteit en beveiliging",
           "qualité et pratiques de sécurité", "Qualität und Sicherheitspraxis"},
    Phrase{"C11", "concentration", "concentratie", "concentration", "Konzentration"},
    Phrase{"C12", "substitutability", "vervangbaarheid", "substituabilité", "Ersetzbarkeit"},
    Phrase{"C13", "observed abuse", "waargenomen misbruik", "abus constaté", "beobachteter Missbrauch"},
    Phrase{"C14", "sensitivity of use", "gevoeligheid van het gebruik", "sensibilité de l'usage",
           "Empfindlichkeit der Nutzung"},
    Phrase{"C15", "opacity", "ondoorzichtigheid", "opacité", "Undurchsichtigkeit"},
};

}  // namespace

std::string letter_phrase(std::string_view id, std::string_view language) {
  const auto found = std::ranges::find(phrases, id, &Phrase::id);
  if (found == phrases.end()) return std::string(id);
  return std::string(language == "nl"   ? found->nl
                     : language == "fr" ? found->fr
                     : language == "de" ? found->de
                                        : found->en);
}

std::string criterion_name(std::string_view criterion, std::string_view language) {
  return letter_phrase(criterion, language);
}

const std::vector<std::string_view>& letter_phrase_ids() {
  static const auto ids = [] {
    std::vector<std::string_view> all;
    for (const auto& phrase : phrases) all.push_back(phrase.id);
    return all;
  }();
  return ids;
}

}  // namespace waarborg
