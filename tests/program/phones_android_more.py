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
