"""The contract of the command line: the JSON object, exit codes, formats, cases, directives, and saying what to do."""
import copy, csv, difflib, hashlib, io, json, os, pty, re, subprocess, time

import jsonschema  # without the validator these tests fail; they are never left out

from kit import CLEAN, KASPERSKY, KESL, OS_RELEASE, REPOSITORY, Case, Programs, dpkg, package, run, rpm, rpmdb, tar_of, zip_of

SCHEMA = json.loads((REPOSITORY / "docs/schemas/scan.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VIEWS = ("findings", "inventory", "timeline", "observations", "coverage")
FORMATS = ("table", "json", "ndjson", "csv", "html")
DAMAGED = b"Package: some\nStatus: install ok installed\nno colon here\n\x00\xff\n"
LEAD = {"var/log/unbound.log": "[1700000000] unbound[1:0] info: 192.0.2.7 p00.upd.kaspersky.com. A IN\n"}


def rich(case, name="rich"):
    """A root with something of everything: findings, residue, a lead, damage, archives, many files."""
    files = {**OS_RELEASE, **dpkg(CLEAN, KESL, *[package(f"lib{i}") for i in range(400)]), **LEAD,
             "var/opt/kaspersky/kesl/x": "x", "etc/machine-id": "0123456789abcdef0123456789abcdef\n", "etc/hostname": "h\n",
             "var/lib/rpm/rpmdb.sqlite": rpmdb(case.folder, rpm.bash(), rpm.kesl())[:-300],
             "srv/a.tar": tar_of(dpkg(package("klnagent64", maintainer=KASPERSKY))), "srv/b.zip": zip_of(dpkg(KESL)),
             "srv/cut.tar.gz": tar_of(dpkg(KESL), "w:gz")[:-40]}
    for i in range(60):
        files[f"srv/c{i:02}/var/lib/dpkg/status"] = CLEAN + package(f"only-{i}")
        files[f"usr/lib/systemd/system/s{i}.service"] = f"[Service]\nExecStart=/usr/bin/s{i}\n"
    root = case.root(files, name)
    for at in root.rglob("*"):
        os.utime(at, (1700000000, 1700000000))
    return root


class Json(Case):
    def valid(self, answer):
        errors = [f"{list(e.absolute_path)}: {e.message[:300]}" for e in VALIDATOR.iter_errors(answer.json)]
        self.assertEqual(errors, [], f"expected what docs/schemas/scan.schema.json says{answer}")

    def test_scans_satisfy_the_schema(self):
        clean = self.root({**OS_RELEASE, **dpkg(CLEAN)}, "clean")
        self.valid(self.scan(clean))
        self.valid(self.scan(self.root({}, "empty")))
        self.valid(self.scan(rich(self), clean))
        self.valid(self.scan(clean, "--device", "d", "--organisation", "o", "--ownership", "byod", "--taken", "2026-11-22"))
        self.valid(self.scan(self.file("x.bin", b"\x00\x01\x02")))
        self.valid(self.scan(self.file("x.tar", tar_of(dpkg(KESL))[:700])))

    def test_a_broken_copy_is_refused(self):
        whole = self.scan(rich(self)).json
        self.assertTrue(VALIDATOR.is_valid(whole))
        for change in (lambda d: d.pop("coverage"), lambda d: d["findings"][0].pop("why"), lambda d: d.update(extra=1),
                       lambda d: d["findings"][0].update(confidence="certain"), lambda d: d["problems"][0].update(offset=-1)):
            broken = copy.deepcopy(whole)
            change(broken)
            self.assertFalse(VALIDATOR.is_valid(broken), "expected the schema to refuse a broken copy")

    def test_what_is_given_about_the_device_is_told(self):
        answer = self.scan(self.root({**dpkg(CLEAN), "etc/machine-id": "0123456789abcdef0123456789abcdef\n"}), "--device", "web-1",
                           "--organisation", "Ministry", "--ownership", "cope", "--taken", "2026-11-20")
        evidence = answer.json["evidence"][0]
        self.assertEqual((evidence["device"]["name"], evidence["device"]["organisation"], evidence["device"]["ownership"]),
                         ("web-1", "Ministry", "cope"), str(answer))
        self.assertEqual(evidence["taken"], {"time": "2026-11-20T00:00:00Z", "from": "option"})
        self.assertIn("0123456789abcdef0123456789abcdef", [i["value"] for i in evidence["device"]["identifiers"]])

    def test_a_file_has_a_digest(self):
        data = tar_of(dpkg(CLEAN))
        self.assertEqual(self.scan(self.file("a.tar", data)).json["evidence"][0]["sha256"], hashlib.sha256(data).hexdigest())

    def test_content_is_named_with_its_digest(self):
        content = self.scan(self.root(dpkg(CLEAN))).json["content"]
        shipped = (REPOSITORY / "directives/nl-2018-kaspersky.yaml").read_bytes()
        directives = [c for c in content if c["what"] == "directive"]
        self.assertEqual([(d["name"], d["sha256"]) for d in directives], [("nl-2018-kaspersky", hashlib.sha256(shipped).hexdigest())])


class Codes(Case):
    def test_0_when_all_that_is_needed_was_read(self):
        self.expect(self.scan(self.root(dpkg(CLEAN))), 0)

    def test_1_when_found(self):
        self.expect(self.scan(self.root(dpkg(CLEAN, KESL))), 1)

    def test_3_when_damaged_and_never_0(self):
        cases = {"garbage": {"var/lib/dpkg/status": DAMAGED}, "empty rpm": {"var/lib/rpm/rpmdb.sqlite": b"SQLite format 3\0" + b"\xff" * 4000},
                 "cut archive": {**dpkg(CLEAN), "a.tar.gz": tar_of(dpkg(CLEAN), "w:gz")[:-30]}}
        for name, files in cases.items():
            with self.subTest(name):
                answer = self.expect(self.scan(self.root(files, name)), 3)
                self.assertTrue(answer.json["summary"]["incomplete"], str(answer))
                self.assertTrue(answer.problems(), f"expected a problem{answer}")

    def test_3_when_the_one_file_handed_over_is_cut(self):
        # No loaded indicator needs the probe, but the user asked about this very file.
        case = self.folder / "a.case"
        log = self.file("dnsmasq.log", "Nov 20 10:00:00 dnsmasq[12]: query[A] www.example.org from 192.0.2.7\nNov 20 10:00:00 dnsm")
        self.expect(self.waarborg("scan", log, "-o", case), 3)
        self.expect(self.waarborg("match", case), 3)

    def test_1_over_3(self):
        answer = self.expect(self.scan(self.root({**dpkg(CLEAN, KESL), "var/lib/rpm/rpmdb.sqlite": b"SQLite format 3\0" + b"\xff" * 4000})), 1)
        self.assertTrue(answer.json["summary"]["incomplete"] and answer.json["summary"]["found"], str(answer))

    def test_fail_on(self):
        found, lead = self.root(dpkg(CLEAN, KESL), "f"), self.root({**dpkg(CLEAN), **LEAD}, "l")
        broken = self.root({"var/lib/dpkg/status": KESL.encode() + DAMAGED}, "b")
        self.expect(self.scan(found, "--fail-on", "none"), 0)
        self.expect(self.scan(broken, "--fail-on", "none"), 3)
        self.expect(self.scan(found, "--fail-on", "confirmed"), 1)
        self.expect(self.scan(lead), 0)

    def test_lead_that_is_no_history_counts_when_asked(self):
        # A vendor's address in a bill of materials is a lead about what is declared, not about the past.
        bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
            {"type": "library", "name": "x", "externalReferences": [{"type": "website", "url": "https://www.kaspersky.com/x"}]}]}
        evidence = self.file("bom.json", json.dumps(bom))
        answer = self.expect(self.scan(evidence), 0)
        if answer.findings:
            self.expect(self.scan(evidence, "--fail-on", "lead"), 1)

    def test_2_for_wrong_arguments_with_what_to_do(self):
        root, text = self.root(dpkg(CLEAN)), self.file("notes.txt", "x")
        cases = [([], "--help"), (["scan"], "evidence"), (["scan", root, "--bogus"], "--help"), (["scan", self.folder / "gone"], "no such file"),
                 (["scan", root, "--format", "pdf"], "json"), (["scan", root, "--subject", "vendor/nobody"], "catalogue show"),
                 (["scan", root, "--jobs", "0"], "64"), (["scan", root, "--taken", "yesterday"], "2026-11-22"),
                 (["scan", root, "--directive", self.folder / "gone.yaml"], "gone.yaml"), (["scan", root, "--directive", text], "notes.txt"),
                 (["scan", root, "--indicators", self.folder / "gone.stix"], "gone.stix"), (["scan", root, "--as", "nonsense"], "nonsense"),
                 (["report", self.folder / "gone.case"], "gone.case"), (["report", text], "notes.txt"), (["match", text], "notes.txt"),
                 (["directive", "show", "nobody-2020"], "nobody-2020"), (["directive"], "--help"), (["completion", "ksh"], "bash"),
                 (["catalogue", "show", "vendor/nobody"], "nobody")]
        for arguments, hint in cases:
            with self.subTest(" ".join(map(str, arguments))):
                answer = self.expect(self.waarborg(*arguments), 2)
                self.expect_in(hint, answer.said, answer)
                self.assertEqual(answer.out, b"", f"expected nothing on standard output{answer}")

    def test_4_when_the_result_cannot_be_written(self):
        root = self.root(dpkg(CLEAN, KESL))
        for option in ("--output", "-o"):
            with self.subTest(option):
                answer = self.expect(self.waarborg("scan", root, option, self.folder / "no/such/folder/file"), 4)
                self.expect_in("no/such/folder", answer.said, answer)


class Output(Case):
    def test_the_same_bytes_whatever_the_number_of_workers(self):
        root = rich(self)
        for how in FORMATS:
            first = self.waarborg("scan", root, "--format", how, "--jobs", 1)
            self.expect(first, 1)
            for jobs in (2, 7):
                with self.subTest(f"{how} with {jobs}"):
                    again = self.waarborg("scan", root, "--format", how, "--jobs", jobs)
                    self.assertTrue(again.out == first.out, f"expected the bytes of --jobs 1, got others for {how} with {jobs}")

    def test_the_same_case_whatever_the_number_of_workers(self):
        root, views = rich(self), {}
        for jobs in (1, 2, 7):
            case = self.folder / f"{jobs}.case"
            self.expect(self.waarborg("scan", root, "-o", case, "--jobs", jobs), 1)
            for view in VIEWS:
                told = self.expect(self.waarborg("report", case, "--as", view, "--format", "json"), 0)
                first = views.setdefault(view, told.text)
                if first != told.text:
                    differences = list(difflib.unified_diff(first.splitlines(), told.text.splitlines(), lineterm="", n=2))
                    self.fail(f"expected the same {view} with {jobs} workers: {differences[:40]}")

    def test_every_view_in_every_format(self):
        case = self.folder / "a.case"
        self.expect(self.waarborg("scan", rich(self), "-o", case), 1)
        for view in VIEWS:
            for how in FORMATS:
                with self.subTest(f"{view} as {how}"):
                    answer = self.expect(self.waarborg("report", case, "--as", view, "--format", how), 0)
                    self.assertGreater(len(answer.out), 100, str(answer))
                    if how == "json":
                        answer.json
                    elif how == "ndjson":
                        for line in answer.text.splitlines():
                            json.loads(line)
                    elif how == "csv":
                        rows = list(csv.reader(io.StringIO(answer.text)))
                        self.assertGreater(len(rows), 1, f"expected rows{answer}")
                        self.assertEqual(len({len(r) for r in rows}), 1, f"expected rows of one width{answer}")
                    elif how == "html":
                        self.expect_in("</html>", answer.text[-200:])
                    again = self.waarborg("report", case, "--as", view, "--format", how)
                    self.assertTrue(again.out == answer.out, "expected the same bytes twice")

    def test_every_language(self):
        root = self.root(dpkg(KESL))
        texts = {lang: self.expect(self.waarborg("scan", root, "--lang", lang), 1).text for lang in ("en", "nl", "fr", "de")}
        self.assertEqual(len(set(texts.values())), 4, "expected four languages")
        for text in texts.values():
            self.expect_in("deb/kesl", text)

    def test_report_of_a_case_is_the_scan(self):
        root, case = rich(self), self.folder / "a.case"
        fresh = self.expect(self.scan(root, "-o", case), 1)
        stored = self.expect(self.waarborg("report", case, "--format", "json"), 0)
        for part in ("findings", "coverage", "problems", "evidence", "content"):
            self.assertEqual(stored.json[part], fresh.json[part], f"expected the same {part}")

    def test_against_an_older_case(self):
        old, new = self.folder / "old.case", self.folder / "new.case"
        root = self.root(dpkg(CLEAN, KESL))
        self.expect(self.scan(root, "-o", old), 1)
        self.root(dpkg(CLEAN, package("klnagent64", maintainer=KASPERSKY)))
        self.expect(self.scan(root, "-o", new), 1)
        told = self.expect(self.waarborg("report", new, "--against", old, "--format", "json"), 0).json
        self.assertEqual([f["subject"] for f in told["gone"]], ["product/kaspersky/kesl"], "expected what is gone")
        self.assertEqual([f["subject"] for f in told["findings"]], ["product/kaspersky/network-agent"])

    def test_only_data_on_standard_output(self):
        self.scan(rich(self)).json
        answer = self.waarborg("scan", self.folder / "rich", "--output", self.folder / "out.html", "--format", "html")
        self.assertEqual(answer.out, b"", f"expected nothing on standard output{answer}")
        self.expect_in("</html>", (self.folder / "out.html").read_text()[-200:])

    def test_quiet_says_nothing(self):
        for code, files in ((0, dpkg(CLEAN)), (1, dpkg(KESL)), (3, {"var/lib/dpkg/status": DAMAGED})):
            answer = self.expect(self.waarborg("--quiet", "scan", self.root(files, str(code)), "--output", self.folder / "o"), code)
            self.assertEqual((answer.out, answer.err), (b"", b""), str(answer))

    def test_no_colour_into_a_pipe_and_none_when_unwanted(self):
        root = self.root(dpkg(KESL))
        self.expect_not_in(b"\x1b", self.waarborg("scan", root).out)
        shown = run("script", "-qec", f"{Programs.waarborg} scan {root}", "/dev/null", env={"NO_COLOR": "", "TERM": "xterm"})
        self.expect_in(b"\x1b[", shown.out, shown)
        plain = run("script", "-qec", f"{Programs.waarborg} scan {root}", "/dev/null", env={"NO_COLOR": "1", "TERM": "xterm"})
        self.expect_not_in(b"\x1b[", plain.out, plain)

    def test_output_is_whole_or_as_it_was(self):
        root, kept = rich(self), self.file("kept.json", "what was there before")
        run("prlimit", "--fsize=2000", Programs.waarborg, "scan", root, "--format", "json", "--output", kept)
        self.assertEqual(kept.read_text(), "what was there before", "expected the old file when the new one cannot be written")
        answer = run("prlimit", "--fsize=2000", Programs.waarborg, "scan", root, "--format", "json", "--output", self.folder / "new.json")
        self.expect(answer, 4)
        left = [p.name for p in self.folder.iterdir() if p.name not in ("rich", "kept.json")]
        self.assertEqual(left, [], f"expected no part of a file left behind{answer}")

    def test_standard_output_that_is_full_or_closed(self):
        root = rich(self)
        with open("/dev/full", "wb") as full:
            code = subprocess.run([Programs.waarborg, "scan", root, "--format", "json"], stdout=full, stderr=subprocess.PIPE).returncode
        self.assertEqual(code, 4, "expected code 4 when the result could not be written to standard output")

    def test_version_and_completion(self):
        self.assertRegex(self.expect(self.waarborg("version"), 0).text, r"\Awaarborg \d+\.\d+\.\d+\n\Z")
        for shell in ("bash", "zsh", "fish"):
            script = self.expect(self.waarborg("completion", shell), 0)
            for word in ("scan", "report", "match", "directive", "catalogue"):
                self.expect_in(word, script.text)
            if shell == "bash":
                self.expect(run("bash", "-n", stdin=script.out), 0)

    def test_help_of_every_verb(self):
        for verb in ([], ["scan"], ["report"], ["match"], ["directive"], ["directive", "sign"], ["catalogue"]):
            self.assertGreater(len(self.expect(self.waarborg(*verb, "--help"), 0).out), 200)


class Cases(Case):
    def test_match_finds_what_a_fresh_scan_finds(self):
        root, case = rich(self), self.folder / "a.case"
        root.joinpath("var/lib/dpkg/status").write_text(CLEAN + KESL + package("telegram-desktop"))
        self.expect(self.waarborg("scan", root, "-o", case), 1)
        for subject in ([], ["--subject", "vendor/telegram"], ["--subject", "vendor/kaspersky", "--subject", "vendor/telegram"]):
            with self.subTest(" ".join(subject)):
                fresh = self.expect(self.waarborg("scan", root, *subject, "--format", "json"), 1)
                stored = self.expect(self.waarborg("match", case, *subject, "--format", "json"), 1)
                self.assertEqual(stored.findings, fresh.findings, "expected the findings of a fresh scan")

    def test_match_keeps_the_case_as_it_was(self):
        case = self.folder / "a.case"
        self.expect(self.waarborg("scan", self.root(dpkg(CLEAN, KESL)), "-o", case), 1)
        before = case.read_bytes()
        self.waarborg("match", case, "--subject", "vendor/telegram")
        self.waarborg("report", case)
        self.assertTrue(case.read_bytes() == before, "expected the case unchanged")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["a.case", "root"])

    def test_match_over_an_incomplete_case_is_incomplete(self):
        case = self.folder / "a.case"
        self.expect(self.waarborg("scan", self.root({"var/lib/dpkg/status": DAMAGED}), "-o", case), 3)
        self.expect(self.waarborg("match", case), 3)

    def test_match_several_cases(self):
        cases = []
        for name, files in (("a", dpkg(CLEAN)), ("b", dpkg(KESL))):
            cases.append(self.folder / f"{name}.case")
            self.waarborg("scan", self.root(files, name), "-o", cases[-1])
        self.expect(self.waarborg("match", *cases), 1)
        self.expect(self.waarborg("match", cases[0]), 0)

    def test_keep_findings_keeps_no_more_than_it_says(self):
        root, all_of_it, little = rich(self), self.folder / "all.case", self.folder / "little.case"
        root.joinpath("var/log/unbound.log").write_text(LEAD["var/log/unbound.log"] + "".join(
            f"[1700000000] unbound[1:0] info: 192.0.2.9 private{i}.example. A IN\n" for i in range(500)))
        one = self.expect(self.scan(root, "-o", all_of_it), 1)
        two = self.expect(self.scan(root, "-o", little, "--keep", "findings"), 1)
        self.assertEqual([(f["subject"], f["why"]) for f in two.findings], [(f["subject"], f["why"]) for f in one.findings])
        told = self.expect(self.waarborg("report", little, "--as", "observations", "--format", "ndjson"), 0)
        self.expect_not_in("private7.example", told.text)
        self.expect_in("p00.upd.kaspersky.com", told.text)
        self.expect_in("private7.example", self.waarborg("report", all_of_it, "--as", "observations", "--format", "ndjson").text)
        inventory = [self.waarborg("report", c, "--as", "inventory", "--format", "csv").out for c in (all_of_it, little)]
        self.assertTrue(inventory[0] == inventory[1], "expected the same inventory")

    def test_a_case_is_for_its_owner_only(self):
        case = self.folder / "a.case"
        self.expect(self.waarborg("scan", self.root(dpkg(CLEAN)), "-o", case), 0)
        self.assertEqual(case.stat().st_mode & 0o077, 0, "expected a case that others cannot read: it holds personal data")


class Directives(Case):
    def keys(self, *names):
        out = {}
        for name in names:
            run("minisign", "-G", "-W", "-p", self.folder / f"{name}.pub", "-s", self.folder / f"{name}.key", stdin=b"\n\n").code
            out[name] = self.folder.joinpath(f"{name}.pub").read_text().split("public key ")[1].split()[0]
        return out

    def typed(self, command, password, times):
        """Runs `command` on a terminal of its own and types the password whenever it is asked."""
        ours, its = pty.openpty()
        process = subprocess.Popen([str(c) for c in command], stdin=its, stdout=its, stderr=its, close_fds=True)
        os.close(its)
        seen = b""
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
                if seen.rstrip().lower().endswith((b"password:", b"(one more time):")) and times:
                    times -= 1
                    time.sleep(0.2)  # it throws away what was typed before it asked
                    os.write(ours, password)
        except OSError:
            pass  # the terminal is gone with the process
        os.close(ours)
        return process.wait(90), seen

    def directive(self, keys, threshold):
        text = (REPOSITORY / "directives/nl-2018-kaspersky.yaml").read_text()
        roles = "".join(f"    - {{role: {role}, key_id: {key}}}\n" for role, key in keys.items())
        return self.file("d.yaml", f"{text}signatures:\n  threshold: {threshold}\n  roles:\n{roles}")

    def sign(self, directive, role):
        return self.waarborg("directive", "sign", directive, "--role", role, "--key", self.folder / f"{role}.key")

    def verify(self, directive, *roles):
        return self.waarborg("directive", "verify", directive, *[a for r in roles for a in ("--key", f"{r}={self.folder / r}.pub")])

    def test_ours_is_accepted_by_minisign(self):
        directive = self.directive(self.keys("minister"), 1)
        self.expect(self.sign(directive, "minister"), 0)
        signature = self.folder / "d.yaml.minister.minisig"
        accepted = ("minisign", "-V", "-p", self.folder / "minister.pub", "-m", directive, "-x", signature)
        self.expect(run(*accepted), 0)
        self.expect(self.verify(directive, "minister"), 0)
        directive.write_bytes(directive.read_bytes() + b"\n")
        self.expect(run(*accepted), 1)

    def test_minisigns_is_accepted_by_us(self):
        directive = self.directive(self.keys("minister"), 1)
        for legacy in ([], ["-l"]):
            with self.subTest("legacy" if legacy else "prehashed"):
                self.expect(run("minisign", "-S", *legacy, "-s", self.folder / "minister.key", "-m", directive, "-x",
                                self.folder / "d.yaml.minister.minisig"), 0)
                answer = self.verify(directive, "minister")
                if legacy:
                    self.assertIn(answer.code, (0, 1), str(answer))
                else:
                    self.expect(answer, 0)

    def test_an_encrypted_key_with_its_password(self):
        self.keys("other")
        keys = self.folder / "minister.key", self.folder / "minister.pub"
        self.typed(["minisign", "-G", "-p", keys[1], "-s", keys[0]], b"geheim\n", 2)
        self.assertTrue(keys[1].exists(), "expected minisign to make a key with a password")
        key = keys[1].read_text().split("public key ")[1].split()[0]
        directive, password = self.directive({"minister": key}, 1), self.file("password", "geheim\n")
        right = self.waarborg("directive", "sign", directive, "--role", "minister", "--key", keys[0], "--password-file", password, timeout=90)
        self.expect(right, 0)
        self.expect(self.verify(directive, "minister"), 0)

    def test_an_altered_file_is_refused(self):
        directive = self.directive(self.keys("minister"), 1)
        self.expect(self.sign(directive, "minister"), 0)
        directive.write_text(directive.read_text().replace("effect: remove", "effect: monitor", 1))
        self.expect(self.verify(directive, "minister"), 1)

    def test_one_of_two_is_not_enough(self):
        directive = self.directive(self.keys("minister", "council"), 2)
        self.expect(self.sign(directive, "minister"), 0)
        self.expect(self.verify(directive, "minister", "council"), 1)
        self.expect(self.sign(directive, "council"), 0)
        self.expect(self.verify(directive, "minister", "council"), 0)
        self.expect(self.verify(directive, "minister"), 1)

    def test_one_key_for_two_roles_counts_once(self):
        directive = self.directive(self.keys("minister", "council"), 2)
        self.expect(self.sign(directive, "minister"), 0)
        self.file("d.yaml.council.minisig", (self.folder / "d.yaml.minister.minisig").read_bytes())
        self.file("council.pub", (self.folder / "minister.pub").read_bytes())
        self.expect(self.verify(directive, "minister", "council"), 1)

    def test_somebody_elses_key_is_refused(self):
        directive = self.directive(self.keys("minister"), 1)
        self.keys("stranger")
        run("minisign", "-S", "-s", self.folder / "stranger.key", "-m", directive, "-x", self.folder / "d.yaml.minister.minisig")
        self.expect(self.verify(directive, "minister"), 1)
        self.expect(self.waarborg("directive", "verify", directive, "--key", f"minister={self.folder}/stranger.pub"), 1)

    def test_no_trusted_key_is_not_verified(self):
        directive = self.directive(self.keys("minister"), 1)
        self.expect(self.sign(directive, "minister"), 0)
        self.expect(self.verify(directive), 1)

    def test_check_and_show(self):
        shipped = REPOSITORY / "directives"
        self.expect_in("valid", self.expect(self.waarborg("directive", "check", shipped), 0).text)
        broken = self.file("b.yaml", (shipped / "nl-2018-kaspersky.yaml").read_text().replace("format: 1", "format: 1\nformat: 1"))
        answer = self.waarborg("directive", "check", broken)
        self.assertIn(answer.code, (1, 2), str(answer))
        self.expect_in("b.yaml", answer.text + answer.said, answer)
        by_id = self.expect(self.waarborg("directive", "show", "nl-2018-kaspersky"), 0)
        by_file = self.expect(self.waarborg("directive", "show", shipped / "nl-2018-kaspersky.yaml"), 0)
        self.expect_in("Phase-out of Kaspersky antivirus software", by_id.text)
        self.expect_in("Phase-out of Kaspersky antivirus software", by_file.text)
        self.expect_in("Uitfasering", self.expect(self.waarborg("directive", "show", "nl-2018-kaspersky", "--lang", "nl"), 0).text)

    def test_own_directive_finds(self):
        text = (REPOSITORY / "directives/nl-2018-kaspersky.yaml").read_text().replace("id: nl-2018-kaspersky", "id: own-2026")
        answer = self.expect(self.scan(self.root(dpkg(KESL)), "--directive", self.file("own.yaml", text)), 1)
        self.assertEqual([f["directive"] for f in answer.findings], ["own-2026"])

    def test_catalogue(self):
        self.expect(self.waarborg("catalogue", "check"), 0)
        self.expect(self.waarborg("catalogue", "check", REPOSITORY / "catalogue/vendors"), 0)
        self.expect_in("vendor/kaspersky", self.expect(self.waarborg("catalogue", "show"), 0).text)
        self.expect_in("kesl", self.expect(self.waarborg("catalogue", "show", "vendor/kaspersky"), 0).text)
        broken = self.file("v.yaml", (REPOSITORY / "catalogue/vendors/signal.yaml").read_text().replace("test: within", "test: nearly")
                           .replace("weight: decisive", "weight: huge"))
        answer = self.waarborg("catalogue", "check", broken)
        self.assertIn(answer.code, (1, 2), str(answer))


class Manual(Case):
    def test_the_manual_page_names_every_verb(self):
        completion = self.expect(self.waarborg("completion", "bash"), 0).text
        verbs = [path.split()[1:] for path in re.findall(r'"(waarborg [a-z ]+)"\)', completion)]
        self.assertGreater(len(verbs), 15, f"expected the verbs of the program: {completion}")
        lines = [re.findall(r"[a-z]+", line[4:]) for line in (REPOSITORY / "docs/waarborg.1").read_text().splitlines() if line.startswith(".Cm ")]
        for verb in verbs:
            with self.subTest(" ".join(verb)):
                # ".Cm ledger init | add" names `ledger add`, too.
                self.assertTrue(any(line[:1] == verb[:1] and set(verb) <= set(line) for line in lines), "expected it in docs/waarborg.1")
