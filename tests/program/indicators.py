"""Feeds of indicators as a user gives them: formats, campaigns, what cannot be looked for, lists of targets."""
import json

import kit

PHONE = {"acquisition.json": '{"uuid": "0"}', "getprop.txt": "[ro.build.version.release]: [14]\n[sys.brand.note]: [1]\n",
         "packages.json": json.dumps([
             {"name": "com.spy.one", "files": [{"path": "/data/app/spy.apk", "sha256": "ab" * 32}], "installer": "null",
              "uid": 10001, "disabled": False, "system": False, "third_party": True}])}


def bundle(*patterns, more=()):
    objects = [{"type": "indicator", "id": f"indicator--{n}", "pattern": p} for n, p in enumerate(patterns)]
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects + list(more)})


class Indicators(kit.Case):
    def log(self, *names):
        text = "".join(f"Nov 22 10:00:0{n} dnsmasq[1]: query[A] {name} from 192.0.2.7\n" for n, name in enumerate(names))
        return self.file("dnsmasq.log", text)

    def scanned(self, evidence, *feeds, code, **more):
        options = [o for feed in feeds for o in ("--indicators", feed)]
        return self.expect(self.waarborg("scan", evidence, *options, "--format", "json"), code)

    def test_a1_a_bad_pattern_stops_nothing(self):
        feed = self.file("x.stix2", bundle("[url:value='https://a.example/?b=c' AND", "", "[url:value='https://a.example/?b=c']",
                                           "[domain-name:value='evil.example']"))
        answer = self.scanned(self.log("evil.example"), feed, code=1)
        self.assertEqual(len(answer.findings), 1)
        self.expect_in("indicator--0", answer.said)
        self.expect_in("indicator--1", answer.said)

    def test_of_a_bundle_that_is_cut_or_damaged_the_rest_counts_and_the_answer_is_incomplete(self):
        whole = bundle("[domain-name:value='evil.example']", "[domain-name:value='other.example']")
        for name, text, said in (("cut", whole[:-30], "cut short"),
                                 ("damaged", whole.replace('"id": "indicator--1"', '"id": tru'), "this element is not read"),
                                 ("followed", whole + whole, "behind its end")):
            with self.subTest(name):
                feed = self.file(f"{name}.stix2", text)
                answer = self.scanned(self.log("harmless.example"), feed, code=3)
                self.assertEqual(answer.status("indicators"), "partial")
                self.expect_in(said, str(answer.json["coverage"]), answer)
                self.expect_in("read only in part", answer.said)
                self.assertEqual(len(self.scanned(self.log("www.evil.example"), feed, code=1).findings), 1)
                self.assertIn(said, self.expect(self.waarborg("catalogue", "check", "--indicators", feed), 1).text)

    def test_a24_every_campaign_is_told(self):
        one = self.file("one.csv", "type,value,campaign\ndomain,evil.example,One\n")
        two = self.file("two.json", json.dumps({"Event": {"info": "Two", "Attribute": [
            {"type": "domain", "value": "evil.example", "to_ids": True, "uuid": "u"}]}}))
        three = self.file("three.yaml", "- name: Three\n  c2:\n    domains:\n    - evil.example\n")
        answer = self.scanned(self.log("www.evil.example"), one, two, three, code=1)
        self.assertEqual([f["subject"] for f in answer.findings], ["campaign/one", "campaign/three", "campaign/two"])
        self.assertEqual({f["class"] for f in answer.findings}, {"visited"})

    def test_a14_nothing_is_found_within_a_text(self):
        feed = self.file("x.txt", "me.co\nevil.example\n")
        self.assertEqual(self.scanned(self.log("home.come.corp", "notevil.example"), feed, code=0).findings, [])

    def test_what_every_device_asks_for_is_a_lead(self):
        feed = self.file("x.txt", "google.com\nevil.example\n")
        answer = self.scanned(self.log("www.google.com"), feed, code=0)
        self.assertEqual([f["confidence"] for f in answer.findings], ["lead"])
        self.expect_in("nearly every machine asks for it", answer.said)

    def test_an_expired_indicator_still_counts_and_says_so(self):
        feed = self.file("x.stix2", bundle(more=[{"type": "indicator", "id": "indicator--old", "valid_until": "2022-01-31T00:00:00Z",
                                                  "pattern": "[domain-name:value='evil.example']"}]))
        answer = self.scanned(self.log("evil.example"), feed, code=1)
        self.expect_in("valid until 2022-01-31", answer.findings[0]["why"])

    def test_types_that_this_evidence_cannot_hold_are_named(self):
        feed = self.file("x.stix2", bundle("[email-addr:value='a@evil.example']", "[domain-name:value='evil.example']",
                                           "[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']"))
        answer = self.scanned(self.log("fine.example"), feed, code=0)
        self.assertEqual(answer.status("indicators.email"), "not-testable")
        self.assertEqual(answer.status("indicators.profile-id"), "not-testable")
        self.assertNotIn("indicators.domain", [row["probe"] for row in answer.json["coverage"]])

    def test_where_nothing_of_what_is_sought_can_stand_nothing_is_clean(self):
        feed = self.file("x.stix2", bundle("[email-addr:value='a@evil.example']", f"[file:hashes.'SHA-256'='{'ab' * 32}']"))
        answer = self.scanned(self.log("fine.example"), feed, code=3)
        self.assertEqual(answer.status("indicators"), "unreadable")
        self.expect_in("nothing that was read here can hold", str(answer.json["coverage"]), answer)
        case = self.folder / "log.case"
        self.waarborg("scan", self.log("fine.example"), "-o", case)
        self.assertEqual(self.expect(self.waarborg("match", case, "--indicators", feed, "--format", "json"), 3).status("indicators"), "unreadable")

    def test_what_is_needed_together(self):
        digest = "ab" * 32
        root = self.root(PHONE, "phone")
        whole = self.file("whole.stix2", bundle(f"[file:hashes.'SHA-256'='{digest}' AND file:name='spy.apk']"))
        half = self.file("half.stix2", bundle(f"[file:hashes.'SHA-256'='{digest}' AND file:name='other.apk']"))
        found = self.waarborg("scan", root, "--indicators", whole, "--format", "json")
        self.assertEqual([(f["subject"], f["confidence"]) for f in found.findings], [("campaign/whole", "confirmed")])
        self.expect_in("with path", found.findings[0]["why"])
        self.assertEqual(self.waarborg("scan", root, "--indicators", half, "--format", "json").findings, [])

    def test_a_case_is_matched_by_the_same_rules(self):
        root = self.root(PHONE, "phone")
        case = self.folder / "phone.case"
        self.waarborg("scan", root, "-o", case)
        feed = self.file("x.yaml", "- name: Spy\n  packages:\n  - COM.spy.one\n")
        answer = self.waarborg("match", case, "--indicators", feed, "--format", "json")
        self.assertEqual([(f["subject"], f["class"]) for f in answer.findings], [("campaign/spy", "installed")])


    def test_a18_match_says_the_same_with_its_code_and_its_summary(self):
        case = self.folder / "phone.case"
        self.waarborg("scan", self.root(PHONE, "phone"), "-o", case)
        feed = self.file("x.stix2", bundle("[app:id='com.spy.one']", "[android-property:name='SYS.brand.note']"))
        table = self.expect(self.waarborg("match", case, "--indicators", feed), 1)
        self.expect_in("sys.brand.note", table.text)
        data = self.expect(self.waarborg("match", case, "--indicators", feed, "--format", "json"), 1).json
        self.assertEqual(data["summary"]["confirmed"], len(data["findings"]))
        self.assertEqual(data["summary"]["indicators"], 2)
        self.assertIn("com.spy.one", str(data["findings"][0]["observations"]))


class Names(kit.Case):
    def test_a_name_or_a_pattern_of_a_path_is_met_in_the_walk(self):
        files = {"private/var/tmp/pe_main.js": "x", "var/root/odd[1].bin": "x", "private/var/db/com.apple.xpc.roleaccountd.staging/rolexd": "x", "srv/a/b/run-17": "x"}
        for pattern, place in (("[file:name='pe_main.js']", "pe_main.js"), ("[file:name='odd[1].bin']", "odd[1].bin"), ("[file:name LIKE 'rol%xd']", "rolexd"),
                               ("[file:path MATCHES '/run-[0-9]+$']", "run-17"), ("[file:path='/var/tmp/pe_main.js']", "pe_main.js"),
                               ("[file:path='/private/var/root/odd[1].bin']", "odd[1].bin"), ("[directory:path='/var/db/com.apple.xpc.roleaccountd.staging']", "roleaccountd"),
                               ("[file:name='pe_main_js']", None), ("[file:name='main.js']", None), ("[file:path='/var/tmp/pe_main']", None)):
            feed = self.file("x.stix2", bundle(pattern))
            for evidence in (self.root(files, "dump"), self.file("dump.tar", kit.tar_of(files))):
                with self.subTest(f"{pattern} {evidence.name}"):
                    answer = self.scan(evidence, "--indicators", feed)
                    self.assertEqual(len(answer.findings), 1 if place else 0, answer)
                    if place:
                        self.expect_in(place, str([o["fields"] for f in answer.findings for o in f["observations"]]), answer)


class Check(kit.Case):
    def check(self, *feeds, code=0):
        return self.expect(self.waarborg("catalogue", "check", *[o for f in feeds for o in ("--indicators", f)]), code)

    def test_it_says_what_a_feed_holds_and_what_not(self):
        feed = self.file("x.stix2", bundle("[domain-name:value='evil.example']", "[process:command_line='x']",
                                           "[domain-name:value='EVIL.example']", "[configuration-profile:id='abc']"))
        text = self.check(feed).text
        self.expect_in("stix2, 3 indicator(s): 2 domain, 1 profile-id", text)
        self.expect_in("indicator--1: nothing that is read has", text)
        self.expect_in("stands twice, first as indicator--0", text)
        self.expect_in("this is none", text)

    def test_a_feed_that_cannot_be_used_gives_code_1(self):
        text = self.check(self.file("x.json", "{}"), code=1).text
        self.expect_in("cannot be used", text)

    def test_it_steers_no_terminal(self):
        text = self.check(self.file("x.csv", "type,value,campaign\ndomain,evil\x1b[2J.example,\x1b[31mRed\ndomain,evil.example,\x1b[31mRed\n"
                                             "domain,evil.example,\x1b[31mRed\n")).text
        self.assertNotIn("\x1b", text)


class Numbers(kit.Case):
    COST = ("--memory-kib", "8", "--passes", "1")

    def made(self, text, code=0, name="Targets", out="made.numbers"):
        list_file = self.file("targets.txt", text)
        return self.expect(self.waarborg("catalogue", "numbers", list_file, "-o", self.folder / out, "--name", name, *self.COST), code)

    def test_the_list_cannot_be_read_back_and_is_its_owners(self):
        self.made("+31 6 1234 5678  # somebody\n0032470123456\nA@Example.org\n")
        made = (self.folder / "made.numbers")
        data = json.loads(made.read_text())
        self.assertEqual(len(data["digests"]), 3)
        self.assertEqual(data["digests"], sorted(data["digests"]))
        self.assertNotIn("1234", made.read_text().replace(data["salt"], "").replace("".join(data["digests"]), "")[:200])
        self.assertEqual(made.stat().st_mode & 0o777, 0o600)

    def test_a_bad_line_and_nothing_is_written(self):
        answer = self.made("+31612345678\n0612345678\n", code=2)
        self.expect_in("line 2", answer.said)
        self.assertNotIn("0612345678", answer.said)
        self.assertFalse((self.folder / "made.numbers").exists())

    def test_nothing_is_written_over(self):
        self.made("+31612345678\n")
        before = (self.folder / "made.numbers").read_bytes()
        self.made("+31612345679\n", code=4)
        self.assertEqual((self.folder / "made.numbers").read_bytes(), before)

    def test_a_damaged_list_is_wrong_usage(self):
        bad = self.file("bad.numbers", '{"format":1,"name":"x","digest":"argon2id","salt":"00","passes":1,"memory_kib":8,"digests":[]}')
        answer = self.expect(self.waarborg("scan", self.root(kit.OS_RELEASE), "--numbers", bad), 2)
        self.expect_in("no list of numbers", answer.said)

    def test_a_device_that_says_no_number_of_its_own_is_incomplete(self):
        self.made("+31612345678\n")
        root = self.root({**kit.OS_RELEASE, **kit.dpkg(kit.CLEAN)})
        answer = self.expect(self.waarborg("scan", root, "--numbers", self.folder / "made.numbers", "--format", "json"), 3)
        self.assertEqual(answer.status("numbers"), "unreadable")
        self.assertEqual(answer.findings, [])
