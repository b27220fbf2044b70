"""Android phones beyond their list of apps: traces in bug reports, backups, files and digests of AndroidQF, APKs, intrusion logs."""
import hashlib, json

import kit
from kit import Case, zip_of
from phones_android import HARMLESS, androidqf, stix

reports = kit.load_script(kit.REPOSITORY / "tools/make-bugreport")
backups = kit.load_script(kit.REPOSITORY / "tools/make-android-backup")

REPORT = """
property | ro.build.version.release | 14
property | ro.serialno | EX4MPLE0001
property | persist.sys.timezone | Europe/Amsterdam
process  | com.example.notes
app      | com.example.notes | 1.0 | com.android.vending
installed | com.example.reader/.Service
"""
SPY = {"an operation": "appop | com.example.spy | RECORD_AUDIO | allow | 2026-11-01 03:00:00.001",
       "a receiver of messages": "receiver | android.provider.Telephony.SMS_RECEIVED | com.example.spy/.Receiver",
       "battery": "ran | com.example.spy", "an owner": "owner | com.example.spy",
       "an app for all traffic": "setting | secure | always_on_vpn_app | com.example.spy",
       "a service": "enabled | com.example.spy/.Eye", "a crash": "crash | com.example.spy",
       "a database": "line | dbinfo | ** Database info for pid 7 [com.example.spy] **"}
GONE = {"the daily record": "removed | com.example.spy",
        "an override": "line | platform_compat | ChangeId(168419799; name=DOWNSCALED; disabled; rawOverrides={com.example.spy=false})"}
BACKUP = """
app | com.example.notes | 7 | com.android.vending
app | com.whatsapp | 410 | com.android.vending
sms | received | +31600000001 | 1793400000123 | your parcel: https://evil.example/track?id=7
mms | received | +31600000002 | 1793400000 | https://other.example/
"""


def found(answer):
    return sorted((o["kind"], o["fields"].get("when")) for f in answer.findings for o in f["observations"])


class PhonesAndroidMore(Case):
    def feed(self, **patterns):
        return self.file("feed.stix2", stix(**patterns))

    def report(self, *lines):
        return self.file("report.zip", zip_of(reports.report(REPORT + "\n".join(lines))))

    def test_an_app_leaves_traces_all_over_a_bug_report(self):
        feed = self.feed(a="[app:id='com.example.spy']")
        for kind, line in SPY.items():
            with self.subTest(kind):
                self.expect(self.scan(self.report(line), "--indicators", feed), 1)
        for kind, line in GONE.items():
            with self.subTest(kind):
                # Gone or not: that spyware was on the phone is what is looked for.
                answer = self.expect(self.scan(self.report(line), "--indicators", feed), 1)
                self.assertEqual([f["presence"] for f in answer.findings], ["historic"], answer)

    def test_a_service_that_is_only_installed_is_nothing(self):
        answer = self.expect(self.scan(self.report("installed | com.example.spy/.Eye"), "--indicators",
                                       self.feed(a="[app:id='com.example.spy']")), 0)
        self.expect_found(answer)
        self.assertEqual(answer.problems(), [], answer)

    def test_a_report_that_ends_too_early_is_never_clean(self):
        text = reports.report(REPORT + "ran | com.example.notes")[reports.NAME]
        for end in ("DUMP OF SERVICE batterystats", "DUMP OF SERVICE device_policy:\n", "DUMP OF SERVICE settings:\nGLOB"):
            with self.subTest(end):
                cut = self.file("report.txt", text[:text.index(end) + len(end)])
                self.expect(self.scan(cut, "--indicators", self.feed(a="[app:id='com.example.spy']")), 3)

    def test_messages_and_apps_of_a_backup(self):
        feed = self.feed(a="[url:value='https://evil.example/track?id=7']", b="[domain-name:value='other.example']")
        plain, packed = backups.backup(BACKUP, compress=False), backups.backup(BACKUP)
        rows = {"plain": self.file("a.ab", plain), "deflated": self.file("b.ab", packed),
                "under another name": self.file("saved", packed),
                "within AndroidQF": self.file("qf.zip", zip_of(androidqf(*HARMLESS, **{"backup.ab": packed})))}
        for kind, path in rows.items():
            with self.subTest(kind):
                answer = self.scan(path, "--indicators", feed, "--subject", "vendor/meta")
                self.assertEqual({f["subject"] for f in answer.findings} & {"product/meta/whatsapp"}, {"product/meta/whatsapp"}, answer)
                # An SMS counts milliseconds, an MMS seconds: both are of the same day.
                times = [when for what, when in found(answer) if what == "link.mentioned"]
                self.assertEqual([t[:19] for t in times], ["2026-10-30T22:40:00"] * 2, answer)

    def test_a_backup_without_its_password_is_never_clean(self):
        locked = backups.backup(BACKUP, "correct horse")
        for kind, path in (("alone", self.file("locked.ab", locked)),
                           ("within AndroidQF", self.file("qf.zip", zip_of(androidqf(*HARMLESS, **{"backup.ab": locked}))))):
            with self.subTest(kind):
                answer = self.expect(self.scan(path, "--subject", "vendor/meta"), 3)
                self.expect_in("encrypted", json.dumps(answer.problems()), answer)

    def secret(self, *lines):
        return self.file("secret", "".join(line + "\n" for line in lines))

    def test_an_encrypted_backup_is_read_with_its_password_as_a_plain_one_is(self):
        feed = self.feed(a="[domain-name:value='evil.example']")
        locked, plain = backups.backup(BACKUP, "correct horse"), backups.backup(BACKUP)
        for version in (1, 5):
            locked = backups.backup(BACKUP, "correct horse", version)
            rows = {"alone": lambda b: self.file("b/backup.ab", b), "in a folder": lambda b: self.root({"a/backup.ab": b}, "folder"),
                    "within AndroidQF": lambda b: self.file("b/qf.zip", zip_of(androidqf(*HARMLESS, **{"a.ab": b, "z.ab": b})))}
            for kind, make in rows.items():
                with self.subTest(kind, version=version):
                    clear = self.scan(make(plain), "--indicators", feed, "--subject", "vendor/meta")
                    answer = self.scan(make(locked), "--indicators", feed, "--subject", "vendor/meta",
                                       "--password-file", self.secret("wrong", "correct horse"))
                    self.assertEqual(answer.code, 1, answer)
                    self.assertEqual(answer.findings, clear.findings, answer)
                    self.assertEqual(answer.problems(), clear.problems(), answer)
                    self.assertEqual(answer.json["coverage"], clear.json["coverage"], answer)

    def test_backups_of_different_passwords_and_what_lies_behind_them(self):
        other = "app | com.example.other | 1 | com.android.vending\n"
        files = {**androidqf(*HARMLESS), "a.ab": backups.backup(BACKUP, "first"), "b.ab": backups.backup(other, "second"),
                 "z/etc/os-release": kit.OS_RELEASE["etc/os-release"], "z/var/lib/dpkg/status": kit.KESL}
        qf = self.file("qf.zip", zip_of(files))
        both = ("--subject", "vendor/meta", "--subject", "vendor/kaspersky")
        answer = self.expect(self.scan(qf, *both, "--password-file", self.secret("first", "second")), 1)
        self.assertEqual({f["subject"] for f in answer.findings} & {"product/meta/whatsapp", "product/kaspersky/kesl"},
                         {"product/meta/whatsapp", "product/kaspersky/kesl"}, answer)
        self.assertEqual(answer.problems(), [], answer)
        only = self.expect(self.scan(qf, "--subject", "product/kaspersky/kesl", "--password-file", self.secret("second")), 1)
        self.assertTrue(only.json["summary"]["incomplete"], only)
        self.assertEqual([p["file"] for p in only.problems()], ["qf.zip!/a.ab"], only)

    def test_a_wrong_password_is_told_as_one(self):
        locked = self.file("locked.ab", backups.backup(BACKUP, "correct horse"))
        answer = self.expect(self.scan(locked, "--subject", "vendor/meta", "--password-file", self.secret("battery staple")), 3)
        self.expect_in("denied", json.dumps(answer.problems()), answer)
        self.expect_in("password", json.dumps(answer.problems()), answer)

    def test_an_encrypted_zip_is_told_and_never_empty(self):
        plain = self.file("open.zip", zip_of({**kit.OS_RELEASE, **kit.dpkg(kit.CLEAN)}))
        self.expect(self.scan(plain), 0)
        data = bytearray(plain.read_bytes())
        for at in [i for i in range(len(data) - 4) if data[i:i + 4] == b"PK\3\4"]:
            data[at + 6] |= 1
        for at in [i for i in range(len(data) - 4) if data[i:i + 4] == b"PK\1\2"]:
            data[at + 8] |= 1
        answer = self.expect(self.scan(self.file("locked.zip", bytes(data))), 3)
        self.expect_in('"encrypted"', json.dumps([p["fault"] for p in answer.problems()]), answer)

    def test_assess_opens_it_too_and_says_what_it_could_not_open(self):
        locked = self.file("locked.ab", backups.backup(BACKUP, "correct horse"))
        shut = self.expect(self.waarborg("assess", locked, "--format", "json"), 3)
        self.assertNotEqual(shut.json["incomplete"], [], shut)
        answer = self.waarborg("assess", locked, "--format", "json", "--password-file", self.secret("correct horse"))
        self.assertEqual(answer.json["incomplete"], [], answer)

    def decrypt(self, data, code, password=None, out="out"):
        file = self.file("it.ab", data)
        more = () if password is None else ("--password-file", self.secret(password))
        return self.expect(self.waarborg("decrypt", file, "-o", self.folder / out, *more, stdin=b""), code)

    def test_decrypt_writes_what_is_in_it(self):
        text = "file | apps/org.example/f/a.txt | hello\\n\nfile | shared/0/b.txt | other\\n\n"
        for n, (password, more) in enumerate(((None, {}), ("secret", {}), ("secret", {"version": 1}), ("secret", {"compress": False}))):
            with self.subTest(password, **more):
                out = f"out{n}"
                answer = self.decrypt(backups.backup(text, password, **more), 0, password, out)
                self.assertEqual((self.folder / out / "apps/org.example/f/a.txt").read_text(), "hello\n")
                self.assertEqual((self.folder / out / "shared/0/b.txt").read_text(), "other\n")
                rows = [json.loads(line) for line in (self.folder / out / "contents.ndjson").read_text().splitlines()]
                self.assertEqual([(r["path"], r["sha256"]) for r in rows if r["path"].startswith("shared")],
                                 [("shared/0/b.txt", hashlib.sha256(b"other\n").hexdigest())])
                self.expect_in("2 files (12 bytes)", answer.text)

    def test_decrypt_tries_every_line_of_the_password_file(self):
        locked = backups.backup("file | shared/0/b.txt | other\\n\n", "correct horse")
        for n, lines in enumerate(("correct horse\r\n", "battery\n\ncorrect horse\n", "battery\r\ncorrect horse\r\nstaple", "a\ncorrect horse")):
            with self.subTest(lines):
                self.decrypt(locked, 0, lines, f"out{n}")
                self.assertEqual((self.folder / f"out{n}/shared/0/b.txt").read_text(), "other\n")
        self.expect_in("none of the passwords", self.decrypt(locked, 4, "battery\nstaple\n").said)
        self.expect_in("no password in", self.decrypt(locked, 2, "\n\n").said)

    def test_decrypt_refuses_and_writes_nothing(self):
        locked = backups.backup(BACKUP, "correct horse")
        for kind, data, password, code, words in (("wrong", locked, "battery", 4, "password"), ("none", locked, None, 2, "password"),
                                                  ("no backup", b"PK\3\4 something else", None, 2, "no Android backup"),
                                                  ("cut in its header", locked[:100], "correct horse", 4, "")):
            with self.subTest(kind):
                self.expect_in(words, self.decrypt(data, code, password).said)
                self.assertFalse((self.folder / "out").exists())

    def test_decrypt_of_what_was_cut_is_not_complete(self):
        whole = backups.backup("file | shared/0/b.txt | " + "x" * 5000 + "\n", "secret", compress=False)
        answer = self.decrypt(whole[:-1024], 3, "secret")
        self.expect_in("cut short", answer.said)
        self.assertFalse((self.folder / "out/shared/0/b.txt").exists())

    def test_a_file_that_was_changed_after_it_was_collected(self):
        files = androidqf(*HARMLESS)
        lines = lambda f: "".join(f"/acq/{n},{hashlib.sha256(t.encode()).hexdigest()}\n" for n, t in sorted(f.items()) if n != "acquisition.json")
        answer = self.expect(self.scan(self.root({**files, "hashes.csv": lines(files)}), "--subject", "vendor/meta"), 0)
        self.assertEqual(answer.problems(), [], answer)
        changed = {**files, "packages.json": files["packages.json"].replace("com.example.notes", "com.example.other")}
        answer = self.scan(self.root({**changed, "hashes.csv": lines(files)}, "changed"), "--subject", "vendor/meta")
        self.expect_in("packages.json was changed", json.dumps(answer.problems()), answer)
        missing = {n: t for n, t in files.items() if n != "packages.json"}
        answer = self.scan(self.root({**missing, "hashes.csv": lines(files)}, "missing"), "--subject", "vendor/meta")
        self.expect_in("packages.json was collected and is not here", json.dumps(answer.problems()), answer)

    def test_files_that_androidqf_lists(self):
        feed = self.feed(a=f"[file:hashes.'SHA-256'='{'cd' * 32}']", b="[file:path='/data/local/tmp/examplespyd']")
        listed = [{"path": "/sdcard/x", "sha256": "CD" * 32}, {"path": "/data/local/tmp/examplespyd"}]
        for kind, text in (("array", json.dumps(listed)), ("lines", "".join(json.dumps(x) + "\n" for x in listed))):
            with self.subTest(kind):
                answer = self.expect(self.scan(self.root(androidqf(*HARMLESS, **{"files.json": text}), kind), "--indicators", feed), 1)
                self.assertEqual(answer.status("android.files"), "complete", answer)

    def test_an_apk_is_known_by_its_signer(self):
        case = kit.REPOSITORY / "tests/readers/android_apk/signed_v2/in.hex"
        apk = bytes.fromhex("".join(case.read_text().split()))
        signer = hashlib.sha256(b"\x30\x82\x01\x0aexample certificate").hexdigest()
        answer = self.expect(self.scan(self.root({"apks/x.apk": apk}), "--indicators", self.feed(a=f"[app:cert.sha256='{signer}']")), 1)
        self.assertEqual([f["presence"] for f in answer.findings], ["file-only"], answer)

    def test_intrusion_logs(self):
        feed = self.feed(a="[domain-name:value='evil.example']", b="[ipv4-addr:value='192.0.2.77']")
        dns = {"dns_event": {"event_id": 1, "event_time": 1793400000123, "package_name": "com.example.notes", "hostname": "cc.evil.example",
                             "ip_addresses": ["cc.evil.example/192.0.2.1"]}}
        connect = {"connect_event": {"event_id": 2, "event_time": 1793400000124, "package_name": "com.example.notes", "port": 443,
                                     "ip_address": "/192.0.2.77"}}
        for kind, event in (("name", dns), ("address", connect)):
            line = json.dumps(event) + "\n"
            for how, path in (("alone", self.file("saved.txt", line)),
                              ("zip", self.file("logs.zip", zip_of({"2026-10-30.txt": line}))),
                              ("AndroidQF", self.root({"intrusion_logs/2026-10-30.txt": line}, kind))):
                with self.subTest(kind + " " + how):
                    answer = self.scan(path, "--indicators", feed, "--fail-on", "lead")
                    self.assertTrue(answer.findings, answer)
                    self.assertEqual(answer.problems(), [], answer)
