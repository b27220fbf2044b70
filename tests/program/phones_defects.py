"""What tools for phones are known to miss, to stop at or to cry wolf over: each a case that is right here.

Those that are not below stand where their evidence is made: patterns and campaigns in indicators.py; paths, logs and
padding of backups in phones_backup.py and phones.py; counters, profiles, services, MMS and digests in the others.
"""
import json, os, plistlib, sqlite3

import kit
from kit import Case, REPOSITORY, tar_of, zip_of
from phones_android import HARMLESS, androidqf, stix

ios = kit.load_script(REPOSITORY / "tools/make-ios-backup")
android = kit.load_script(REPOSITORY / "tools/make-android-backup")
MOBILE = "private/var/mobile/"
SMS = ("HomeDomain", "Library/SMS/sms.db")


class PhonesDefects(Case):
    def setUp(self):
        super().setUp()
        self.made = 0

    def next(self, suffix=""):
        self.made += 1
        return self.folder / f"{self.made}{suffix}"

    def database(self, script):
        at = self.next(".db")
        database = sqlite3.connect(at)
        database.executescript(script)
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        data = at.read_bytes()
        at.unlink()
        return data

    def case(self, reader, name):
        return self.database((REPOSITORY / "tests/readers" / reader / name / "in.sql").read_text())

    def feed(self, *patterns):
        at = self.next(".stix2")
        at.write_text(stix(**{f"p{i}": p for i, p in enumerate(patterns)}))
        return at

    def seen(self, evidence, code, *patterns, more=()):
        return self.expect(self.scan(evidence, "--indicators", self.feed(*patterns), *more), code)

    def messages(self, *texts):
        android_backup = android.backup("".join(f"sms | received | +31600000001 | 1793400000123 | {t}\n" for t in texts))
        at = self.next(".ab")
        at.write_bytes(android_backup)
        return at

    def test_paths_of_the_device_in_a_dump(self):
        planted = {"/private/var/tmp/.spy": "private/var/tmp/.spy", "/var/root/x.plist": "private/var/root/x.plist",
                   "/private/var/db/spy/bin": "var/db/spy/bin/tool", "/usr/libexec/spyd": "usr/libexec/spyd"}
        for indicator, path in planted.items():
            files = {"private/var/installd/x": "", "System/Library/CoreServices/SystemVersion.plist":
                     plistlib.dumps({"ProductName": "iPhone OS", "ProductVersion": "17.4", "ProductBuildVersion": "21E219"}), path: "x"}
            at = self.next(".tar")
            at.write_bytes(tar_of(files))
            for kind, evidence in (("folder", self.root(files, f"dump{self.made}")), ("tar", at)):
                with self.subTest(indicator=indicator, kind=kind):
                    answer = self.seen(evidence, 1, f"[file:path='{indicator}']")
                    self.assertEqual(len(answer.findings), 1, answer)

    def test_hosts_however_they_are_written(self):
        for text in ("https://evil.example/x", "https://me@evil.example:8443/x", "http://a.b.c.evil.example", "evil.example/x",
                     "see http://EVIL.example.", "https://evil.example./", "https://www.evil.example?x=1"):
            with self.subTest(text):
                self.seen(self.messages(text), 1, "[domain-name:value='evil.example']")
        for pattern, text in (("deep.er.evil.example", "https://deep.er.evil.example/"),
                              ("w3.evil.example", "https://w3.evil.example/"), ("www-w.example", "https://www-w.example/"),
                              ("xn--mnchen-3ya.example", "https://münchen.example/")):
            with self.subTest(pattern):
                self.seen(self.messages(text), 1, f"[domain-name:value='{pattern}']")

    def test_what_only_contains_an_indicator_is_nothing(self):
        rows = (("[ipv4-addr:value='1.2.3.4']", "http://11.2.3.45/ and 1.2.3.40"),
                ("[domain-name:value='evil.example']", "https://notevil.example/ https://evil.example.org/ https://x.example/?u=evil.examples"),
                ("[domain-name:value='deep.evil.example']", "https://evil.example/ https://otherdeep.evil.example/"),
                ("[url:value='https://a.example/x']", "https://a.example/xy https://a.example/"))
        for pattern, text in rows:
            with self.subTest(pattern):
                self.assertEqual(self.seen(self.messages(text), 0, pattern).findings, [])
        self.seen(self.messages("http://1.2.3.4/"), 1, "[ipv4-addr:value='1.2.3.4']")

    def test_messages_whose_text_stands_elsewhere(self):
        script = (REPOSITORY / "tests/readers/ios_messages/modern/in.sql").read_text()
        body = ios_message_body("https://hidden.example/now")
        script += (f"\nINSERT INTO message (ROWID, text, handle_id, service, date, is_from_me, attributedBody) VALUES "
                   f"(70, NULL, 0, 'iMessage', 721692800000000000, 0, X'{body.hex()}');\n")
        link = keyed_link("https://rich.example/card")
        script += (f"INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me, balloon_bundle_id, payload_data) VALUES "
                   f"(71, NULL, 0, 'iMessage', 721692800000000000, 0, 'com.apple.messages.URLBalloonProvider', X'{link.hex()}');\n")
        root = self.root({MOBILE + "Library/SMS/sms.db": self.database(script)}, "texts")
        for host in ("hidden.example", "rich.example"):
            with self.subTest(host):
                self.seen(root, 1, f"[domain-name:value='{host}']")

    def test_addresses_wherever_a_phone_keeps_them(self):
        rows = {"messages": (MOBILE + "Library/SMS/sms.db", "ios_messages", "modern", "sender@evil.example"),
                "contacts": (MOBILE + "Library/AddressBook/AddressBook.sqlitedb", "ios_contacts", "people", "sender@evil.example"),
                "interactions": (MOBILE + "Library/CoreDuet/People/interactionC.db", "ios_interactions", "people", "sender@evil.example"),
                "accounts": (MOBILE + "Library/Accounts/Accounts3.sqlite", "ios_accounts", "accounts", "someone@mail.example")}
        for kind, (path, reader, name, address) in rows.items():
            with self.subTest(kind):
                root = self.root({path: self.case(reader, name)}, kind)
                self.seen(root, 1, f"[email-addr:value='{address}']")
                self.seen(root, 1, f"[domain-name:value='{address.split('@')[1]}']")
                self.assertEqual(self.seen(root, 0, f"[email-addr:value='x{address}']").findings, [])

    def test_processes_of_androidqf_under_every_name(self):
        ps = "USER PID PPID VSZ RSS WCHAN ADDR S NAME\nu0_a1 77 1 0 0 0 0 S com.example.spy\n"
        one = [{"pid": 77, "uid": 10001, "ppid": 1, "filename": "(com.example.spy)", "command_line": ["com.example.spy"]}]
        rows = {"processes.json": json.dumps(one), "processes.txt": json.dumps(one), "ps.txt": ps}
        for name, content in rows.items():
            with self.subTest(name):
                files = androidqf(*HARMLESS)
                del files["processes.json"]
                self.seen(self.root({**files, name: content}, name), 1, "[process:name='com.example.spy']")

    def test_an_identifier_of_a_profile_is_compared_whole(self):
        uuid = "76DAB334-7E17-475D-A5D6-0794EB5818A5"
        def root(value):
            inside = {"PayloadType": "com.apple.vpn.managed", "PayloadUUID": value, "PayloadIdentifier": "x", "PayloadVersion": 1}
            outer = {"PayloadType": "Configuration", "PayloadUUID": "00000000-0000-0000-0000-000000000000", "PayloadVersion": 1,
                     "PayloadIdentifier": "org.example.profile", "PayloadDisplayName": "Office", "PayloadContent": [
                         {"PayloadType": "com.apple.wifi.managed", "PayloadUUID": "11111111-0000-0000-0000-000000000000",
                          "PayloadIdentifier": "w", "PayloadVersion": 1}, inside]}
            path = MOBILE + "Library/ConfigurationProfiles/profile-0a.stub"
            return self.root({path: plistlib.dumps(outer, fmt=plistlib.FMT_BINARY)}, f"profile{self.made}")
        pattern = f"[configuration-profile:id='{uuid}']"
        self.seen(root(uuid), 1, pattern)
        self.seen(root(uuid.lower()), 1, pattern)
        self.assertEqual(self.seen(root(uuid[:-1]), 0, pattern).findings, [])
        self.assertEqual(self.seen(root(uuid + "0"), 0, pattern).findings, [])

    def test_firefox_in_a_dump(self):
        path = MOBILE + "Containers/Shared/AppGroup/00000000-0000-0000-0000-00000000000A/profile.profile/places.db"
        root = self.root({path: self.case("firefox_history", "places")}, "firefox")
        answer = self.expect(self.scan(root, "--indicators", self.feed("[domain-name:value='evil.example']")), 1)
        self.assertIn("firefox_history", json.dumps(answer.findings))

    def test_an_app_without_an_identifier_hides_no_other(self):
        backup = ios.Backup()
        backup.device = {"Product Type": "iPhone14,2", "Product Version": "17.4"}
        backup.add("file", *SMS, self.case("ios_messages", "modern"))
        at = self.folder / "nameless"
        backup.write(at)
        info = plistlib.loads((at / "Info.plist").read_bytes())
        metadata = {"itemName": "of no name"}
        info["Applications"] = {"": {"iTunesMetadata": plistlib.dumps(metadata)}, "com.example.odd": {"iTunesMetadata": b"\x00"},
                                "com.example.spy": {"iTunesMetadata": plistlib.dumps({"softwareVersionBundleId": "com.example.spy"})}}
        info["Installed Applications"] = ["com.example.odd", "com.example.spy"]
        (at / "Info.plist").write_bytes(plistlib.dumps(info))
        answer = self.waarborg("scan", at, "--indicators", self.feed("[app:id='com.example.spy']"), "--format", "json")
        self.assertEqual(answer.code, 1, answer)

    def test_findings_without_a_time_are_told_and_counted_everywhere(self):
        case = self.folder / "phone.case"
        root = self.root(androidqf(*HARMLESS, "com.example.spy"), "timeless")
        feed = self.feed("[app:id='com.example.spy']")
        scanned = self.expect(self.scan(root, "--indicators", feed, "-o", case), 1)
        self.assertEqual(len(scanned.findings), 1)
        self.expect_in("com.example.spy", self.expect(self.waarborg("report", case, "--format", "csv"), 0).text)
        # New indicators over the old case: the number, the words and the code agree.
        table = self.expect(self.waarborg("match", case, "--indicators", feed), 1)
        self.expect_in("com.example.spy", table.text)
        self.assertNotIn("Nothing that was looked for", table.text)
        stored = self.expect(self.waarborg("match", case, "--indicators", feed, "--format", "json"), 1)
        self.assertEqual(len(stored.findings), 1)

    def test_nothing_is_left_on_the_machine_that_examines(self):
        home = self.folder / "home"
        home.mkdir()
        backup = ios.Backup().add("file", *SMS, self.case("ios_messages", "modern"))
        at, secret = self.folder / "sealed", self.file("secret", "a very secret word\n")
        backup.write(at, "a very secret word")
        before = sorted(str(p) for p in self.folder.rglob("*"))
        env = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home)}
        answer = self.scan(at, "--indicators", self.feed("[domain-name:value='nowhere.example']"), "--password-file", secret, env=env)
        self.expect(answer, 0)
        after = sorted(str(p) for p in self.folder.rglob("*") if not p.name.endswith(".stix2"))
        self.assertEqual(after, before)
        self.assertEqual(os.listdir(home), [])

    def test_an_empty_or_unreadable_backup_is_no_clean_one(self):
        backup = ios.Backup().add("file", *SMS, self.case("ios_messages", "modern"))
        at = self.folder / "sealed"
        backup.write(at, "secret")
        answer = self.seen(at, 3, "[domain-name:value='nowhere.example']", more=("--password-file", self.file("wrong", "other\n")))
        self.assertIn("password", json.dumps(answer.problems()))


def ios_message_body(text):
    """A typed stream with one attributed string, as messages of iOS 16 have it."""
    data = text.encode()
    return (b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
            b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+" + bytes([len(data)]) + data + b"\x86\x84\x02iI\x01" + bytes([len(data)]) + b"\x92\x84\x84\x84\x0c"
            b"NSDictionary\x00\x94\x84\x01i\x00\x86\x86")


def keyed_link(url):
    uid = plistlib.UID
    objects = ["$null", {"$class": uid(6), "richLinkMetadata": uid(2)}, {"$class": uid(5), "originalURL": uid(3)},
               {"$class": uid(4), "NS.base": uid(0), "NS.relative": uid(7)}, {"$classname": "NSURL", "$classes": ["NSURL", "NSObject"]},
               {"$classname": "LPLinkMetadata", "$classes": ["LPLinkMetadata", "NSObject"]},
               {"$classname": "RichLink", "$classes": ["RichLink", "NSObject"]}, url]
    return plistlib.dumps({"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": {"root": uid(1)}, "$objects": objects},
                          fmt=plistlib.FMT_BINARY)
