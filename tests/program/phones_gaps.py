"""Evidence of phones from which something decisive is missing, or lies where it should not: never clean."""
import hashlib, plistlib, sqlite3

import kit
from phones_android import androidqf, stix

backups = kit.load_script(kit.REPOSITORY / "tools/make-ios-backup")
sysdiagnoses = kit.load_script(kit.REPOSITORY / "tools/make-sysdiagnose")

LINK = "[domain-name:value='evil.example']"
APP = "[app:id='com.evil.app']"
PROCESS = "[process:name='examplespyd']"
MESSAGES = "private/var/mobile/Library/SMS/sms.db"
SCHEMA = """CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER, service TEXT, date INTEGER, is_from_me INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT);
"""
VERSION = {"System/Library/CoreServices/SystemVersion.plist":
           sysdiagnoses.Sysdiagnose().files()["logs/SystemVersion/SystemVersion.plist"]}


class Gaps(kit.Case):
    def messages(self, log=False, before=""):
        """A database of messages with a link, and with `log` its -wal, in which the link is."""
        path = self.folder / "made.db"
        db = sqlite3.connect(path)
        db.executescript(before + SCHEMA)
        if log:
            db.execute("PRAGMA journal_mode=wal")
            db.execute("PRAGMA wal_autocheckpoint=0")
            db.commit()
            db.execute("PRAGMA wal_checkpoint(truncate)")
        db.execute("INSERT INTO handle VALUES (1, '+31612345678', 'SMS')")
        db.execute("INSERT INTO message VALUES (1, 'see https://evil.example/x', 1, 'SMS', 721692800123456789, 0)")
        db.commit()
        made = [path.read_bytes()] + ([path.with_name("made.db-wal").read_bytes()] if log else [])
        db.close()
        for left in self.folder.glob("made.db*"):
            left.unlink()
        return made if log else made[0]

    def look(self, evidence, pattern, code, *more):
        feed = self.file("feed.stix2", stix(p=pattern))
        return self.expect(self.scan(evidence, "--indicators", feed, *more), code)

    def both(self, files, pattern, code):
        """In a folder, and in an archive."""
        out = []
        for evidence in (self.root(files, f"root{len(list(self.folder.iterdir()))}"), self.file("phone.zip", kit.zip_of(files))):
            with self.subTest(evidence=evidence.suffix):
                out.append(self.look(evidence, pattern, code))
        return out

    def backup(self, *entries, password=None):
        backup = backups.Backup()
        for entry in entries:
            backup.add(*entry)
        folder = self.folder / "made"
        backup.write(folder, password)
        files = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for left in sorted(folder.rglob("*"), reverse=True):
            left.rmdir() if left.is_dir() else left.unlink()
        folder.rmdir()
        return files


class Headless(Gaps):
    """A backup of which the manifests are gone."""

    def unread(self, files):
        for answer in self.both(files, LINK, 3):
            self.assertEqual(answer.status("backups"), "unreadable", answer)
            self.assertEqual(answer.findings, [], answer)

    def test_a_backup_without_manifests_is_unread(self):
        files = self.backup(("file", "HomeDomain", "Library/notes", b"x"), password="correct horse")
        rest = {p: data for p, data in files.items() if "Manifest" not in p}
        for left_out in ((), ("Info.plist",), ("Status.plist",)):
            with self.subTest(left_out=left_out):
                self.unread({p: data for p, data in rest.items() if p not in left_out})

    def test_manifests_under_other_names_are_none(self):
        files = self.backup(("file", "HomeDomain", "Library/notes", b"x"))
        self.unread({p.replace("Manifest.", "manifest."): data for p, data in files.items()})

    def test_the_description_alone_is_a_backup_that_is_missing(self):
        files = self.backup(("file", "HomeDomain", "Library/notes", b"x"))
        for part in ("Info.plist", "Manifest.plist"):
            with self.subTest(part=part):
                self.unread({part: files[part]})
                self.unread({f"MobileSync/phone/{part}": files[part]})

    def test_stored_messages_alone_are_a_backup(self):
        files = self.backup(("file", "HomeDomain", "Library/SMS/sms.db", b"sealed" * 100))
        self.unread({p: data for p, data in files.items() if "/" in p})

    def test_stores_of_other_programs_are_no_backup(self):
        name = hashlib.sha1(b"a stone").hexdigest()
        answers = self.both({f"assets/objects/{name[:2]}/{name}": b"a stone", "assets/index.json": "{}", **kit.OS_RELEASE,
                             **kit.dpkg(kit.CLEAN)}, LINK, 3)  # nothing here can hold a link
        for answer in answers:
            self.assertNotIn("backups", [row["probe"] for row in answer.json["coverage"]], answer)


class Layouts(Gaps):
    """What was copied lies as the tool that copied it likes."""

    def test_messages_are_read_in_every_layout(self):
        for path in ("mobile/Library/SMS/sms.db", "HomeDomain/Library/SMS/sms.db", "filesystem2/mobile/Library/SMS/sms.db",
                     "Private/Var/Mobile/Library/SMS/SMS.DB", "sms.db", "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28",
                     "export/messages of the phone"):
            with self.subTest(path=path):
                for answer in self.both({**VERSION, path: self.messages()}, LINK, 1):
                    self.expect_in("ios.messages", [r["probe"] for r in answer.json["coverage"] if r["files"]], answer)

    def test_tables_that_stand_far_into_the_file_count(self):
        many = "".join(f"CREATE TABLE t{n} ({', '.join(f'column_{c} TEXT' for c in range(100))});" for n in range(120))
        self.look(self.root({**VERSION, "odd": self.messages(before=many)}), LINK, 1)

    def test_what_decrypt_wrote_is_read(self):
        made = self.root(self.backup(("file", "HomeDomain", "Library/SMS/sms.db", self.messages())), "backup")
        self.expect(self.waarborg("decrypt", made, "-o", self.folder / "out"), 0)
        self.look(self.folder / "out", LINK, 1)

    def test_two_phones_beside_each_other_stay_two(self):
        files = {f"{phone}/private/var/mobile/Library/SMS/sms.db": self.messages() for phone in ("a", "b")}
        answer = self.look(self.root(files), LINK, 1)
        self.assertEqual(len(answer.findings), 2, answer)

    def test_databases_of_a_computer_are_left_alone(self):
        files = {**kit.OS_RELEASE, **kit.dpkg(kit.CLEAN), "home/x/.local/share/chat.db": self.messages()}
        for answer in self.both(files, LINK, 3):  # nothing here can hold a link
            self.assertEqual(answer.status("ios.messages"), "absent", answer)

    def test_a_log_in_other_letters_is_a_part_of_its_database(self):
        main, log = self.messages(log=True)
        for end in ("-WAL", "-Wal"):
            with self.subTest(end=end):
                self.both({MESSAGES: main, MESSAGES + end: log}, LINK, 1)
        backup = self.backup(("file", "HomeDomain", "Library/SMS/sms.db", main), ("file", "HomeDomain", "Library/SMS/sms.db-WAL", log))
        self.both(backup, LINK, 1)

    def test_an_empty_log_hides_none_in_other_letters(self):
        main, log = self.messages(log=True)
        for files in ({"-wal": b"", "-WAL": log}, {"-wal": log, "-WAL": b""}, {"-wal": b"", "-WAL": b"", "-Wal": log},
                      {"-WAL": log, "-Wal": log}):
            with self.subTest(files=list(files)):
                answers = self.both({MESSAGES: main, **{MESSAGES + end: data for end, data in files.items()}}, LINK, 1)
                for answer in answers:
                    self.assertEqual(answer.status("ios.messages"), "complete", answer)
        backup = self.backup(("file", "HomeDomain", "Library/SMS/sms.db", main), ("file", "HomeDomain", "Library/SMS/sms.db-wal", b""),
                             ("file", "HomeDomain", "Library/SMS/sms.db-WAL", log))
        self.both(backup, LINK, 1)

    def test_of_two_logs_one_is_read_and_the_other_told(self):
        main, log = self.messages(log=True)
        for answer in self.both({MESSAGES: main, MESSAGES + "-wal": log[:32], MESSAGES + "-WAL": log}, LINK, 3):
            self.expect_in("sms.db-WAL was not read", str([p["why"] for p in answer.json["problems"]]), answer)
            self.assertEqual(answer.status("ios.messages"), "unreadable", answer)

    def test_logs_under_other_names_are_told(self):
        main, log = self.messages(log=True)
        for end in ("-wal (1)", ".wal", "-WAL.bak", "-journal (2)"):
            with self.subTest(end=end):
                for answer in self.both({MESSAGES: main, MESSAGES + end: log}, LINK, 3):
                    self.expect_in("looks like a log", str([p["why"] for p in answer.json["problems"]]), answer)
        self.both({MESSAGES: main, MESSAGES + "-wal": b"", MESSAGES + "-shm": b"", MESSAGES + ".wallpaper": b"x"}, LINK, 0)


class Missing(Gaps):
    """Evidence without what all of its kind has."""

    def test_androidqf_without_its_list_of_apps(self):
        files = androidqf("com.example.notes")
        self.both(files, APP, 0)
        for answer in self.both({p: data for p, data in files.items() if p != "packages.json"}, APP, 3):
            self.assertEqual(answer.status("android.packages"), "unreadable", answer)
        self.both({p.replace("packages", "Packages"): data for p, data in files.items()}, APP, 3)

    def test_androidqf_without_its_processes(self):
        files = {p: data for p, data in androidqf("com.example.notes").items() if p != "processes.json"}
        self.both(files, PROCESS, 3)
        self.both(files, LINK, 0)  # for which nobody needs them

    def test_one_of_two_phones_without_its_list(self):
        files = {f"a/{p}": data for p, data in androidqf("com.example.notes").items()}
        files.update({f"b/{p}": data for p, data in androidqf("com.example.notes").items() if p != "packages.json"})
        for answer in self.both(files, APP, 3):
            self.assertEqual(answer.status("android.packages"), "partial", answer)

    def test_a_sysdiagnose_without_a_list_of_processes(self):
        files = sysdiagnoses.Sysdiagnose().files()
        self.both(files, PROCESS, 0)
        lists = ("ps.txt", "ps_thread.txt", "taskinfo.txt")
        for answer in self.both({p: data for p, data in files.items() if p not in lists}, PROCESS, 3):
            self.assertEqual(answer.status("ios.processes"), "unreadable", answer)
        for kept in lists:
            with self.subTest(kept=kept):
                self.both({p: data for p, data in files.items() if p not in lists or p == kept}, PROCESS, 0)

    def test_a_shutdown_log_in_other_words(self):
        made = sysdiagnoses.Sysdiagnose().add("shutdown", "1790000100", "4", "77", "/private/var/tmp/examplespyd").files()
        log = "system_logs.logarchive/Extra/shutdown.0.log"
        self.both({**made, log: made[log].replace(b"remaining client pid", b"still client pid")}, PROCESS, 3)
        self.both(made, PROCESS, 1)

    def test_a_backup_whose_list_of_apps_is_gone_proves_no_app_absent(self):
        files = self.backup(("file", "HomeDomain", "Library/z", b"x"))
        whole = self.expect(self.scan(self.root(files, "whole"), "--subject", "product/bytedance/tiktok"), 0)
        self.assertEqual(whole.status("ios.backup"), "complete", whole)
        info = plistlib.loads(files["Info.plist"])
        del info["Applications"], info["Installed Applications"]
        cut = self.root({**files, "Info.plist": plistlib.dumps(info)}, "cut")
        self.expect(self.scan(cut, "--subject", "product/bytedance/tiktok"), 3)
        hidden = self.root(self.backup(("file", "AppDomain-com.ss.iphone.ugc.Ame", "x", b"x")), "hidden")
        self.expect(self.scan(hidden, "--subject", "product/bytedance/tiktok"), 1)

    def test_digests_that_nobody_computed_are_told(self):
        digest = hashlib.sha256(b"evil bytes").hexdigest()
        files = self.backup(("file", "HomeDomain", "Library/z", b"evil bytes"))
        for answer in self.both(files, f"[file:hashes.'SHA-256'='{digest}']", 3):
            row = next(r for r in answer.json["coverage"] if r["probe"] == "indicators.hash")
            self.assertEqual(row["status"], "not-testable", answer)
            self.expect_in("1 indicator(s) of this type", row["why"], answer)
        answers = self.both(androidqf("com.example.notes"), f"[file:hashes.'SHA-256'='{digest}']", 0)
        for answer in answers:
            self.assertNotIn("indicators.hash", [r["probe"] for r in answer.json["coverage"]], answer)


class Hidden(Gaps):
    """What is there, under a name that hid it."""

    def test_programs_with_blanks_in_their_path(self):
        files = sysdiagnoses.Sysdiagnose().add("process", "7", "root", "/private/var/tmp/My Dir/examplespyd").files()
        self.both(files, PROCESS, 1)
        self.both(files, "[file:path='/private/var/tmp/My Dir/examplespyd']", 1)

    def test_apps_that_only_their_containers_name(self):
        for domain in ("AppDomain-com.evil.app", "AppDomainPlugin-com.evil.app", "AppDomainPlugin-com.evil.app.keyboard",
                       "AppDomainGroup-group.com.evil.app"):
            with self.subTest(domain=domain):
                self.both(self.backup(("file", domain, "Documents/x", b"x")), APP, 1)
        self.look(self.root({**VERSION, "AppDomain-com.evil.app/Documents/x": "x"}), APP, 1)
        self.both(self.backup(("file", "AppDomain-com.evil.application", "x", b"x"), ("file", "AppDomain-xcom.evil.app", "x", b"x"),
                              ("file", "AppDomainGroup-group.com.evil.apps", "x", b"x")), APP, 0)
