"""What a decision means: letters, who is bound, dry runs, assessments, signatures over time."""
import json, unittest

from kit import REPOSITORY, Case, dpkg, package, run

KESL = package("kesl", maintainer="Kaspersky Lab <support@example.org>")
CLEAN = package("bash")
UNIT = "[Unit]\nDescription=Kaspersky Endpoint Security\n[Service]\nExecStart=/opt/kaspersky/kesl/libexec/kesl_launcher.sh\n"


class Meaning(Case):
    def case(self, name, files):
        path = self.folder / f"{name}.case"
        self.waarborg("scan", self.root(files, name), "-o", path, "--taken", "2026-11-20")
        self.assertTrue(path.exists(), f"expected a case {name}")
        return path

    def test_a_scan_looks_for_all_shipped_directives_and_tells_people_a_product_once(self):
        root = self.root(dpkg(KESL))
        answer = self.expect(self.waarborg("scan", root, "--format", "json"), 1)
        self.assertEqual([f["directive"] for f in answer.findings], ["au-2025-002", "nl-2018-kaspersky", "us-bod-17-01"])
        told = self.expect(self.waarborg("scan", root), 1).text
        self.assertEqual(told.count("var/lib/dpkg/status @ 0  deb/kesl"), 1, told)
        self.assertEqual(told.count("deb/kesl\n"), 2, f"expected one row and one reason: {told}")
        for directive in ("au-2025-002, clause remove", "nl-2018-kaspersky, clause phase-out", "us-bod-17-01, clause remove"):
            self.expect_in(f"Directive {directive}", told)
        self.expect(self.waarborg("scan", root, "--format", "html", "-o", self.folder / "x.case", "--output", self.folder / "x.html"), 1)
        self.assertEqual((self.folder / "x.html").read_text().count('<article class="card'), 1)

    def test_a_shipped_directive_is_named_by_its_id(self):
        answer = self.expect(self.scan(self.root(dpkg(KESL)), "--directive", "us-bod-17-01"), 1)
        self.assertEqual([(f["directive"], f["clause"]) for f in answer.findings], [("us-bod-17-01", "remove")])

    def test_a_letter_in_four_languages(self):
        for language, words in (("nl", "Aan het parlement"), ("fr", "Au parlement"), ("de", "An das Parlament"), ("en", "To parliament")):
            letter = self.expect(self.waarborg("directive", "letter", "nl-2018-kaspersky", "--lang", language, "--as-of", "2018-05-14"), 0).text
            self.expect_in(words, letter)
            self.expect_not_in("2019", letter)
        self.expect(self.waarborg("directive", "letter", "nl-2018-kaspersky", "--as-of", "2018-05-13"), 2)
        self.expect(self.waarborg("directive", "letter", "nl-2018-kaspersky", "--as-of", "May"), 2)

    def test_who_is_bound(self):
        def decides(directive, organisation, *more):
            answer = self.waarborg("directive", "effective", directive, "--organisation", organisation, "--format", "json", *more)
            one = json.loads(answer.text)["directives"][0]
            return answer.code, one["binds"], one["clause"]
        self.assertEqual(decides("nl-2018-kaspersky", "nl/central-government/police"), (0, "yes", "phase-out"))
        self.assertEqual(decides("nl-2018-kaspersky", "nl/vital-sector"), (0, "advisory", "advice"))
        self.assertEqual(decides("nl-2018-kaspersky", "be/federal-staff"), (0, "no", "phase-out"))
        self.assertEqual(decides("be-tiktok-2023", "be/federal-staff")[:2], (3, "undecided"))
        self.assertEqual(decides("be-tiktok-2023", "be/federal-staff", "--ownership", "private", "--function", "internal-network"),
                         (0, "advisory", "personal-devices"))

    def test_a_dry_run_records_nothing_and_says_what_it_cannot_know(self):
        case = self.case("host", dpkg(KESL))
        before = case.read_bytes()
        answer = self.expect(self.waarborg("directive", "dry-run", "us-bod-17-01", case, "--format", "json"), 1)
        told = json.loads(answer.text)
        self.assertEqual([(m["subject"], m["clause"]) for m in told["matched"]], [("product/kaspersky/kesl", "remove")])
        self.expect_in("kesl", told["matched"][0]["value"])
        self.assertTrue(any("supplied" in line for line in told["not_evaluable"]), answer.text)
        self.assertEqual(case.read_bytes(), before)
        self.expect_in("nothing was recorded", self.waarborg("directive", "dry-run", "us-bod-17-01", case).text)
        clean = self.waarborg("directive", "dry-run", "us-bod-17-01", self.case("clean", dpkg(CLEAN)), "--format", "json")
        self.assertEqual(json.loads(clean.text)["matched"], [])


class Assess(Case):
    def test_a_subject(self):
        answer = self.waarborg("assess", "vendor/kaspersky", "--directive", "nl-2018-kaspersky")
        self.expect(answer, 0)
        for part in ("C1 (met) and C2 (met) and C3 (met)", "https://", "C13 observed abuse: unknown"):
            self.expect_in(part, answer.text)
        self.expect(self.waarborg("assess", "vendor/kaspersky", "--rule", "C1 and"), 2)
        undecided = self.expect(self.waarborg("assess", "vendor/kaspersky", "--rule", "C1 and C14"), 3)
        self.expect_in("cannot be decided: C14 unknown", undecided.text)
        self.expect(self.waarborg("assess", "vendor/nobody-at-all"), 2)

    def test_a_case_supports_deep_access_with_its_origin(self):
        files = {**dpkg(KESL), "lib/systemd/system/kesl.service": UNIT}
        case = self.folder / "host.case"
        self.waarborg("scan", self.root(files), "-o", case, "--taken", "2026-11-20")
        answer = self.waarborg("assess", case, "--directive", "nl-2018-kaspersky", "--format", "json", "--as-of", "2026-11-22")
        subjects = {s["subject"]: s for s in answer.json["subjects"]}
        deep = subjects["product/kaspersky/kesl"]["criteria"][2]
        self.assertEqual((deep["criterion"], deep["value"]), ("C3", "met"), str(answer))
        origins = [e["origin"] for e in deep["evidence"] if e["from"] == "case host.case"]
        self.assertEqual(len(origins), 1, str(answer))
        self.expect_in("kesl.service", origins[0])

    def test_what_changed_against_an_older_case_and_an_older_result(self):
        def case(name, files):
            path = self.folder / f"{name}.case"
            self.waarborg("scan", self.root(files, name), "-o", path, "--taken", "2026-11-20")
            return path
        older, newer = case("older", dpkg(CLEAN)), case("newer", dpkg(KESL))
        against = self.waarborg("assess", newer, "--against", older, "--format", "json")
        self.assertIn("product/kaspersky/kesl: new", against.json["changes"], str(against))
        self.assertIn("product/kaspersky/kesl: no longer found", self.waarborg("assess", older, "--against", newer, "--format", "json").json["changes"])
        then = self.waarborg("assess", "vendor/kaspersky", "--directive", "nl-2018-kaspersky", "--as-of", "2018-05-13", "--format", "json")
        kept = self.file("then.json", then.text)
        now = self.waarborg("assess", "vendor/kaspersky", "--directive", "nl-2018-kaspersky", "--against", kept)
        self.expect_in("rule of nl-2018-kaspersky none -> met", now.text)
        same = self.waarborg("assess", "vendor/kaspersky", "--as-of", "2018-05-13", "--directive", "nl-2018-kaspersky", "--against", kept)
        self.expect_in("Nothing changed.", same.text)
        self.expect(self.waarborg("assess", "vendor/kaspersky", "--against", self.file("x.json", "{}")), 2)


class Signed(Case):
    def signed(self, expires):
        keys = {}
        for role in ("minister", "council"):
            run("minisign", "-G", "-W", "-f", "-p", self.folder / f"{role}.pub", "-s", self.folder / f"{role}.key")
            keys[role] = (self.folder / f"{role}.pub").read_text().split("public key ")[1].split()[0]
        text = (REPOSITORY / "directives/nl-2018-kaspersky.yaml").read_text().replace("zone: Europe", f"expires: {expires}\nzone: Europe")
        roles = "".join(f"    - {{role: {role}, key_id: {key}}}\n" for role, key in keys.items())
        return self.file("d.yaml", f"{text}signatures:\n  threshold: 2\n  roles:\n{roles}")

    def verify(self, directive, *more):
        keys = [a for r in ("minister", "council") for a in ("--key", f"{r}={self.folder / r}.pub")]
        return self.waarborg("directive", "verify", directive, *keys, *more)

    def test_one_of_two_is_refused_in_words_and_the_real_minisign_makes_the_second(self):
        directive = self.signed("2030-12-31")
        self.expect(self.waarborg("directive", "sign", directive, "--role", "minister", "--key", self.folder / "minister.key"), 0)
        one = self.expect(self.verify(directive), 1)
        self.expect_in("refused: 1 of the 2 roles that must sign", one.text)
        self.expect(run("minisign", "-S", "-s", self.folder / "council.key", "-m", directive, "-x", self.folder / "d.yaml.council.minisig"), 0)
        self.expect(self.verify(directive), 0)
        self.expect(run("minisign", "-V", "-p", self.folder / "minister.pub", "-m", directive, "-x", self.folder / "d.yaml.minister.minisig"), 0)

    def test_expired_by_the_clock_that_was_given(self):
        directive = self.signed("2020-12-31")
        for role in ("minister", "council"):
            self.expect(self.waarborg("directive", "sign", directive, "--role", role, "--key", self.folder / f"{role}.key"), 0)
        self.expect(self.verify(directive, "--as-of", "2020-12-31"), 0)
        late = self.expect(self.verify(directive, "--as-of", "2021-01-01"), 1)
        self.expect_in("expired: it was in force until 2020-12-31, and the clock says 2021-01-01", late.text)
        self.expect(self.verify(directive), 1)
        self.expect(self.verify(directive, "--as-of", "soon"), 2)


if __name__ == "__main__":
    unittest.main()
