"""The version that a phone runs and the list of versions with exploited weaknesses: a lead, its date, and what cannot be compared."""
import kit
from phones_android import HARMLESS, androidqf

SYSTEM = "System/Library/CoreServices/SystemVersion.plist"


def ios(version, build="20F66"):
    return {SYSTEM: '<?xml version="1.0"?><plist version="1.0"><dict><key>ProductName</key><string>iPhone OS</string>'
                    f"<key>ProductVersion</key><string>{version}</string><key>ProductBuildVersion</key><string>{build}</string></dict></plist>"}


def android(**properties):
    lines = {"ro.build.version.release": "14", **{k.replace("__", "."): v for k, v in properties.items()}}
    return androidqf(*HARMLESS, **{"getprop.txt": "".join(f"[{k}]: [{v}]\n" for k, v in lines.items())})


OWN = ("format: 1\ndate: 2026-01-02\nname: Ours\nentries:\n  - {id: ours, name: Ours, platform: ios, fixed: [20.1], "
       "source: https://example.org/ours, date: 2026-01-01}\n")


class Versions(kit.Case):
    def looked(self, files, code=0, *more):
        return self.expect(self.scan(self.root(files), *more), code)

    def leads(self, answer):
        return [f for f in answer.json["findings"] if f["subject"] == "judgement/exploited_version"]

    def row(self, answer):
        return [r for r in answer.json["coverage"] if r["probe"] == "exploited-versions"]

    def test_an_old_version_is_a_lead_that_claims_no_attack(self):
        answer = self.looked(ios("16.5"), 0)
        lead, = self.leads(answer)
        self.assertEqual((lead["confidence"], lead["directive"]), ("lead", None))
        for words in ("CVE-2026-86950", "26.7.1", "that it was is not said", "List of 2026-11-22"):
            self.expect_in(words, lead["why"])
        self.assertTrue(lead["source"].startswith("https://"))
        self.expect_in("list of 2026-11-22", self.row(answer)[0]["why"])
        listed, = [c for c in answer.json["content"] if c["what"] == "exploited"]
        self.assertEqual(listed["date"], "2026-11-22")

    def test_only_who_asks_for_leads_gets_code_1(self):
        self.looked(ios("16.5"), 1, "--fail-on", "lead")
        self.looked(ios("99.0"), 0, "--fail-on", "lead")

    def test_a_repaired_version_is_no_lead_and_the_list_is_told(self):
        answer = self.looked(ios("99.0"))
        self.assertEqual(self.leads(answer), [])
        self.assertEqual(answer.status("exploited-versions"), "complete")

    def test_of_android_the_security_patch_level_counts(self):
        for level, leads in (("2019-01-01", 1), ("2099-01-01", 0)):
            answer = self.looked(android(ro__build__version__security_patch=level), 0)
            self.assertEqual(len(self.leads(answer)), leads, answer)

    def test_what_is_not_known_is_said_and_not_clean_when_asked_for(self):
        own = self.file("own.yaml", OWN)
        for files in (ios("sixteen"), android(), {**android(), "getprop.txt": "[ro.serialno]: [R58M123]\n"}):
            with self.subTest(files):
                answer = self.looked(files)
                self.assertEqual(answer.status("exploited-versions"), "unreadable")
                self.assertEqual(self.looked(files, 3, "--exploited", own).status("exploited-versions"), "unreadable")

    def test_a_list_of_the_user_takes_the_place_of_the_shipped_one(self):
        own = self.file("own.yaml", OWN)
        answer = self.looked(ios("20.0"), 0, "--exploited", own)
        self.assertEqual([f["source"] for f in self.leads(answer)], ["https://example.org/ours"])
        self.expect_in("list of 2026-01-02", self.row(answer)[0]["why"])
        self.assertEqual(self.leads(self.looked(ios("20.1"), 0, "--exploited", own)), [])

    def test_a_list_with_a_fault_is_wrong_usage_with_its_line(self):
        bad = self.file("bad.yaml", OWN.replace("20.1", "newest"))
        self.expect_in("line 5", self.looked(ios("16.5"), 2, "--exploited", bad).said)

    def test_an_old_list_is_said_to_be_old(self):
        own = self.file("own.yaml", OWN)
        env = {"SOURCE_DATE_EPOCH": "1800000000"}
        answer = self.expect(self.waarborg("scan", self.root(ios("20.0")), "--exploited", own, env=env), 0)
        self.expect_in("days old (2026-01-02)", answer.said)

    def test_other_evidence_has_nothing_to_compare(self):
        answer = self.looked({**kit.OS_RELEASE, **kit.dpkg(kit.CLEAN)})
        self.assertEqual(self.row(answer), [])
        self.assertEqual([c for c in answer.json["content"] if c["what"] == "exploited"], [])

    def test_a_stored_case_is_compared_with_a_newer_list(self):
        own, case = self.file("own.yaml", OWN.replace("20.1", "99.9")), self.folder / "phone.case"
        self.expect(self.waarborg("scan", self.root(ios("99.0")), "-o", case), 0)
        answer = self.expect(self.waarborg("match", case, "--exploited", own, "--format", "json"), 0)
        self.assertEqual([f["source"] for f in self.leads(answer)], ["https://example.org/ours"])
        self.assertEqual(len(self.row(answer)), 1)
        again = self.expect(self.waarborg("match", case, "--format", "json"), 0)
        self.assertEqual(self.leads(again), [])

    def test_it_is_named_in_the_language_of_its_reader(self):
        self.expect_in("Systeemversie met misbruikte zwakheden",
                       self.expect(self.waarborg("scan", self.root(ios("16.5")), "--lang", "nl"), 0).text)
