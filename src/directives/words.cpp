#include "directives/words.h"

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

struct Word {
  std::string_view id, en, nl, fr, de;
};

constexpr std::array words = {
    Word{"decided-by", "Decided by", "Besloten door", "Décidé par", "Beschlossen von"},
    Word{"issued", "Issued", "Uitgegeven", "Émis le", "Erlassen"},
    Word{"effective", "In force from", "Van kracht vanaf", "En vigueur dès", "In Kraft ab"},
    Word{"expires", "Until", "Tot", "Jusqu'au", "Bis"},
    Word{"status", "Status", "Status", "Statut", "Status"},
    Word{"version", "version", "versie", "version", "Version"},
    Word{"considered", "Considered", "Meegewogen", "Pris en compte", "Berücksichtigt"},
    Word{"replaces", "Replaces", "Vervangt", "Remplace", "Ersetzt"},
    Word{"amends", "Amends", "Wijzigt", "Modifie", "Ändert"},
    Word{"subjects", "Subjects", "Onderwerpen", "Objets", "Gegenstände"},
    Word{"only", "only", "alleen", "seulement", "nur"},
    Word{"not", "not", "niet", "pas", "nicht"},
    Word{"clauses", "What must be done", "Wat er moet gebeuren", "Ce qui doit être fait", "Was zu tun ist"},
    Word{"target", "target", "doel", "objectif", "Ziel"},
    Word{"substitute", "a substitute is needed", "een vervanging is nodig", "un remplacement est nécessaire",
         "ein Ersatz ist nötig"},
    Word{"milestones", "By when", "Wanneer", "Délais", "Fristen"},
    Word{"start-by", "start by", "begin uiterlijk", "début avant le", "Beginn bis"},
    Word{"complete-by", "complete by", "klaar uiterlijk", "fin avant le", "Ende bis"},
    Word{"target-date", "target date", "streefdatum", "date visée", "Zieldatum"},
    Word{"no-date", "no completion date", "geen einddatum", "pas de date de fin", "kein Enddatum"},
    Word{"reported-as", "told in the press as", "in de pers", "dans la presse", "in der Presse"},
    Word{"grounds", "Grounds", "Gronden", "Motifs", "Gründe"},
    Word{"rule", "Rule", "Regel", "Règle", "Regel"},
    Word{"result", "Result", "Uitkomst", "Résultat", "Ergebnis"},
    Word{"flips", "One other answer would change it", "Eén ander antwoord zou dit veranderen",
         "Une seule autre réponse changerait cela", "Eine andere Antwort würde das ändern"},
    Word{"flips-none", "No single other answer would change it.",
         "Geen enkel ander antwoord alleen verandert dit.", "Aucune autre réponse seule ne changerait cela.",
         "Keine einzelne andere Antwort würde das ändern."},
    Word{"evidence", "evidence", "bewijs", "preuve", "Beleg"},
    Word{"against", "Against it", "Daartegen", "Objections", "Dagegen"},
    Word{"would-change", "would change", "zou veranderen", "changerait", "würde ändern"},
    Word{"leaves", "leaves as it is", "laat ongewijzigd", "laisse inchangé", "lässt unverändert"},
    Word{"reviews", "Reviews", "Heroverwegingen", "Réexamens", "Überprüfungen"},
    Word{"next-review", "next by", "volgende uiterlijk", "prochain avant le", "nächste bis"},
    Word{"sources", "Sources", "Bronnen", "Sources", "Quellen"},
    Word{"signatures", "Signatures", "Handtekeningen", "Signatures", "Unterschriften"},
    Word{"unsigned", "unsigned: it names no roles", "niet ondertekend: er zijn geen rollen genoemd",
         "non signé: aucun rôle n'est nommé", "nicht unterschrieben: keine Rollen genannt"},
    Word{"must-sign", "must sign", "moeten tekenen", "doivent signer", "müssen unterschreiben"},
    Word{"questions", "Questions", "Vragen", "Questions", "Fragen"},
    Word{"mandatory", "mandatory", "verplicht", "obligatoire", "verpflichtend"},
    Word{"contractual", "by contract", "contractueel", "contractuel", "vertraglich"},
    Word{"advice", "advice", "advies", "conseil", "Rat"},
    Word{"information", "information", "ter informatie", "pour information", "zur Information"},
    Word{"prohibit-use", "do not use", "niet gebruiken", "ne pas utiliser", "nicht nutzen"},
    Word{"prohibit-new", "nothing new", "niets nieuws", "rien de nouveau", "nichts Neues"},
    Word{"prohibit-purchase", "do not buy", "niet kopen", "ne pas acheter", "nicht kaufen"},
    Word{"remove", "remove", "verwijderen", "retirer", "entfernen"},
    Word{"replace", "replace", "vervangen", "remplacer", "ersetzen"},
    Word{"restrict", "restrict", "beperken", "restreindre", "einschränken"},
    Word{"approve-with-conditions", "approved with conditions", "toegestaan onder voorwaarden",
         "autorisé sous conditions", "unter Auflagen erlaubt"},
    Word{"allowlist-only", "only what is listed", "alleen wat op de lijst staat", "uniquement la liste",
         "nur laut Liste"},
    Word{"monitor", "watch", "volgen", "surveiller", "beobachten"},
    Word{"inform", "inform", "informeren", "informer", "informieren"},
    Word{"identify", "identify", "inventariseren", "identifier", "ermitteln"},
    Word{"plan", "plan", "plan", "planifier", "planen"},
    Word{"start", "start", "beginnen", "commencer", "beginnen"},
    Word{"stop-new", "nothing new", "niets nieuws", "rien de nouveau", "nichts Neues"},
    Word{"report", "report", "rapporteren", "rapporter", "berichten"},
    Word{"continuous", "keep it gone", "weg houden", "maintenir l'absence", "fernhalten"},
    Word{"clock", "Clock", "Klok", "Horloge", "Uhr"},
    Word{"marking", "Marking", "Merking", "Marquage", "Einstufung"},
    Word{"caveats", "Caveats", "Beperkingen", "Réserves", "Vorbehalte"},
    Word{"release-to", "May go to", "Mag naar", "Diffusable à", "Freigegeben für"},
    Word{"versions", "versions", "versies", "versions", "Versionen"},
    Word{"key", "key", "sleutel", "clé", "Schlüssel"},
    Word{"supplied", "supplied", "geleverd", "fourni", "geliefert"},
    Word{"deployed", "deployed", "uitgerold", "déployé", "betrieben"},
    Word{"about", "about", "over", "concerne", "betrifft"},
    Word{"for", "for", "voor", "pour", "für"},
    Word{"clause", "clause", "bepaling", "clause", "Klausel"},
    Word{"assessed", "assessed", "beoordeeld", "évalué", "bewertet"},
    Word{"weighed", "What was weighed", "Wat is afgewogen", "Ce qui a été pesé", "Was abgewogen wurde"},
    Word{"alternatives", "alternatives", "alternatieven", "alternatives", "Alternativen"},
    Word{"why-not", "why not", "waarom niet", "pourquoi pas", "warum nicht"},
    Word{"harm", "harm of removing", "schade van verwijderen", "inconvénient du retrait",
         "Nachteil der Entfernung"},
    Word{"exceptions", "Exceptions", "Uitzonderingen", "Exceptions", "Ausnahmen"},
    Word{"granted-by", "granted by", "verleend door", "accordées par", "erteilt durch"},
    Word{"at-most", "at most", "ten hoogste", "au plus", "höchstens"},
    Word{"renewals", "renewals", "verlengingen", "renouvellements", "Verlängerungen"},
    Word{"needed", "must say", "moet noemen", "doit indiquer", "muss nennen"},
    Word{"on-expiry", "when it ends", "na afloop", "à l'échéance", "nach Ablauf"},
    Word{"reopen", "the clause binds again", "de bepaling geldt weer", "la clause s'applique à nouveau",
         "die Klausel gilt wieder"},
    Word{"lapse", "it lapses", "vervalt", "elle devient caduque", "sie erlischt"},
    Word{"reporting", "Reports", "Rapportage", "Rapports", "Berichte"},
    Word{"on-date", "by a day", "op een dag", "à une date", "zu einem Tag"},
    Word{"on-discovery", "when found", "na een vondst", "lors d'une découverte", "nach einem Fund"},
    Word{"on-request", "when asked", "op verzoek", "sur demande", "auf Anfrage"},
    Word{"on-completion", "when done", "na afronding", "à l'achèvement", "nach Abschluss"},
    Word{"asked-by", "asked by", "gevraagd door", "demandé par", "verlangt von"},
    Word{"maintained", "maintained", "gehandhaafd", "maintenue", "aufrechterhalten"},
    Word{"amended", "amended", "gewijzigd", "modifiée", "geändert"},
    Word{"withdrawn", "withdrawn", "ingetrokken", "retirée", "zurückgezogen"},
    Word{"pending", "pending", "loopt", "en cours", "offen"},
    Word{"vendor", "The vendor", "De leverancier", "Le fournisseur", "Der Hersteller"},
    Word{"notified", "told on", "ingelicht op", "informé le", "unterrichtet am"},
    Word{"reply-until", "may reply until", "kan antwoorden tot", "peut répondre jusqu'au",
         "kann antworten bis"},
    Word{"effect-none", "no effect", "geen gevolg", "sans effet", "ohne Wirkung"},
    Word{"effect-review", "a review followed", "heroverweging volgde", "un réexamen a suivi",
         "eine Überprüfung folgte"},
    Word{"effect-amended", "amended", "gewijzigd", "modifiée", "geändert"},
    Word{"effect-withdrawn", "withdrawn", "ingetrokken", "retirée", "zurückgezogen"},
    Word{"notices", "Who was told", "Wie is ingelicht", "Qui a été informé", "Wer unterrichtet wurde"},
    Word{"acknowledged", "acknowledged", "bevestigd", "confirmé", "bestätigt"},
    Word{"attachments", "Attachments and contacts", "Bijlagen en contact", "Annexes et contacts",
         "Anlagen und Kontakt"},
    Word{"contacts", "contact", "contact", "contact", "Kontakt"},
    Word{"met", "met", "vervuld", "rempli", "erfüllt"},
    Word{"not-met", "not met", "niet vervuld", "non rempli", "nicht erfüllt"},
    Word{"unknown", "unknown", "onbekend", "inconnu", "unbekannt"},
    Word{"not-applicable", "not applicable", "niet van toepassing", "sans objet", "nicht anwendbar"},
};

}  // namespace

std::string word_for(std::string_view id, std::string_view language) {
  const auto found = std::ranges::find(words, id, &Word::id);
  if (found == words.end()) return std::string(id);
  return std::string(language == "nl"   ? found->nl
                     : language == "fr" ? found->fr
                     : language == "de" ? found->de
                                        : found->en);
}

std::string answer_for(Answer answer, std::string_view language) {
  return word_for(name_of(answer), language);
}

const std::vector<std::string_view>& word_ids() {
  static const auto ids = [] {
    std::vector<std::string_view> all;
    for (const auto& word : words) all.push_back(word.id);
    return all;
  }();
  return ids;
}

}  // namespace waarborg
