"""Further artefacts of iPhones where they lie: what a campaign left in them is found, what an app sealed is told."""
import gzip

import kit
from phones_databases import PhonesDatabases as Databases
from phones_sysdiagnose import maker, backup_maker, stix

MOBILE = "private/var/mobile/"
GROUPS = MOBILE + "Containers/Shared/AppGroup/"
DOMAIN, PROCESS, APP = "[domain-name:value='evil.example']", "[process:name='exampled']", "[app:id='com.example.app']"
SEALED = b"SQLite format 3\0" + bytes.fromhex("10000101004020200000000100000002") + bytes((7 * n * n + 3) % 251 for n in range(4064))


class PhonesMore(kit.Case):
    def setUp(self):
        super().setUp()
        self.made = 0

    case = Databases.case

    def scanned(self, evidence, code, *patterns):
        return self.expect(self.scan(evidence, "--indicators", self.file("feed.stix2", stix(*patterns))), code)

    def readers(self, answer):
        return {o["origin"]["reader"] for f in answer.findings for o in f["observations"]}

    def one(self, path, reader, name):
        return {path: self.case(reader, name)[0]}

    def test_the_power_log_of_a_sysdiagnose_packed_or_not(self):
        log = self.case("ios_powerlog", "log")[0]
        for name, data in (("powerlog_2026-10-02_08-30_ED7F7E2B.PLSQL", log), ("powerlog_2026-10-02_08-30_ED7F7E2B.PLSQL.gz", gzip.compress(log))):
            for how in ("archive", "folder"):
                with self.subTest(name=name, how=how):
                    made = maker.Sysdiagnose().add("file", "logs/powerlogs/" + name, data)
                    at = self.folder / f"{self.made}{how}{len(name)}"
                    if how == "archive":
                        at = self.file(at.name + ".tar.gz", made.archive())
                    else:
                        made.write(at)
                    answer = self.scanned(at, 1, PROCESS, APP)
                    self.assertEqual(self.readers(answer), {"ios_powerlog"}, answer)
                    self.assertEqual(answer.status("ios.powerlog"), "complete", answer)

    def test_archived_power_logs_of_a_device_and_one_alone(self):
        log = self.case("ios_powerlog", "log")[0]
        below = "private/var/containers/Shared/SystemGroup/0A1B2C3D-0000-1111-2222-333344445555/Library/BatteryLife/"
        for n, (path, data) in enumerate([(below + "CurrentPowerlog.PLSQL", log), (below + "Archives/powerlog_2026-10-01.PLSQL.gz", gzip.compress(log)),
                                          (below + "Archives/powerlog_2026-10-01.PLSQL", log)]):
            with self.subTest(path):
                self.assertEqual(self.readers(self.scanned(self.root({path: data}, f"r{n}"), 1, PROCESS)), {"ios_powerlog"})
        for name, data in (("powerlog_1.PLSQL", log), ("renamed.db", log), ("powerlog_1.PLSQL.gz", gzip.compress(log))):
            with self.subTest(alone=name):
                self.assertEqual(self.readers(self.scanned(self.file(name, data), 1, PROCESS)), {"ios_powerlog"})

    def test_a_power_log_that_was_cut_is_incomplete(self):
        log = self.case("ios_powerlog", "log")[0]
        made = maker.Sysdiagnose().add("file", "logs/powerlogs/powerlog_1.PLSQL", log[:len(log) // 2])
        self.assertNotEqual(self.scanned(self.file("s.tar.gz", made.archive()), 3, "[process:name='nobody']").status("ios.powerlog"), "complete")

    def test_each_database_where_it_lies(self):
        rows = {"keychain analytics": ("private/var/Keychains/Analytics/trust_analytics.db", "ios_keychain_analytics", "events"),
                "viber": (GROUPS + "group.viber.share.container/com.viber/database/Contacts.data", "viber_messages", "messages"),
                "telegram": (GROUPS + "group.ph.telegra.Telegraph/telegram-data/account-1/postbox/db/db_sqlite", "telegram_messages", "messages"),
                "signal": (GROUPS + "group.org.whispersystems.signal.group/grdb/signal.sqlite", "signal_messages", "decrypted"),
                "edge": (MOBILE + "Containers/Data/Application/com.microsoft.msedge/Library/Application Support/Microsoft/Edge/Default/History",
                         "chrome_history", "redirects"),
                "brave, by its tables": (MOBILE + "Containers/Data/Application/com.brave.ios.browser/Library/Application Support/BraveSoftware/x/History",
                                         "chrome_history", "lone"),
                "store": ("private/var/mobile/Media/Downloads/downloads.28.sqlitedb", "ios_store", "downloads")}
        for name, (path, reader, case) in rows.items():
            with self.subTest(name):
                answer = self.scanned(self.root(self.one(path, reader, case), name), 1, DOMAIN)
                self.assertEqual(self.readers(answer), {reader}, answer)

    def test_sites_that_stored_something_are_found_by_the_names_of_folders(self):
        web = "Library/WebKit/WebsiteData/"
        app = MOBILE + "Containers/Data/Application/0A1B2C3D-0000-1111-2222-333344445555/"
        files = {"folder": {app + web + "IndexedDB/https_evil.example_0/IndexedDB.sqlite3": b""},
                 "file": {app + web + "LocalStorage/https_www.evil.example_0.localstorage": b""},
                 "safari view": {app + "SystemData/com.apple.SafariViewService/" + web + "IndexedDB/v1/http_evil.example_8080/x": b""}}
        for name, one in files.items():
            for pack in (None, kit.zip_of, kit.tar_of):
                with self.subTest(name, pack=pack):
                    evidence = self.root(one, name) if pack is None else self.file(f"{name}.{pack.__name__}", pack(one))
                    self.assertEqual(self.readers(self.scanned(evidence, 1, DOMAIN)), {"webkit_storage"})

    def test_sites_are_found_in_a_backup(self):
        backup = backup_maker.Backup()
        backup.add("folder", "AppDomain-com.example.app", "Library/WebKit/WebsiteData/IndexedDB/https_evil.example_0")
        backup.write(self.folder / "backup")
        answer = self.scanned(self.folder / "backup", 1, DOMAIN)
        self.assertEqual(self.readers(answer), {"webkit_storage"}, answer)

    def test_sites_of_newer_versions_are_found_by_their_origin(self):
        case = (kit.REPOSITORY / "tests/readers/webkit_origins/third/in.hex").read_text()
        path = MOBILE + "Containers/Data/Application/com.example.app/Library/WebKit/WebsiteData/Default/AAAA/BBBB/origin"
        answer = self.scanned(self.root({path: bytes.fromhex(case)}), 1, DOMAIN)
        self.assertEqual(self.readers(answer), {"webkit_origins"}, answer)

    def test_sites_of_cookies_are_found_in_a_dump_and_alone(self):
        data = bytes.fromhex((kit.REPOSITORY / "tests/readers/ios_cookies/two_pages/in.hex").read_text())
        path = MOBILE + "Containers/Data/Application/0A1B2C3D-0000-1111-2222-333344445555/Library/Cookies/Cookies.binarycookies"
        for evidence in (self.root({path: data}), self.root({"some/where/Cookies.binarycookies": data}, "other"), self.file("renamed", data)):
            with self.subTest(evidence):
                self.assertEqual(self.readers(self.scanned(evidence, 1, DOMAIN)), {"ios_cookies"})

    def test_what_an_app_sealed_is_told_and_never_clean(self):
        rows = {"Signal": GROUPS + "group.org.whispersystems.signal.group/grdb/signal.sqlite",
                "Telegram": GROUPS + "group.ph.telegra.Telegraph/telegram-data/account-1/postbox/db/db_sqlite"}
        for app, path in rows.items():
            with self.subTest(app):
                answer = self.scanned(self.root({path: SEALED}, app), 3, DOMAIN)
                self.assertEqual([p["fault"] for p in answer.problems()], ["encrypted"], answer)
                self.expect_in(f"{app} encrypts its database", answer.problems()[0]["why"], answer)

    def test_texts_of_a_sysdiagnose_name_apps_and_domains(self):
        texts = {"swcutil_show.txt": ("ios_associated_domains", "database", DOMAIN),
                 "logs/MobileActivation/mobileactivationd.log.0": ("ios_activation_log", "log", "[process:name='accessoryd']"),
                 "logs/MobileContainerManager/containermanagerd.log.0": ("ios_container_log", "log", APP)}
        for path, (reader, case, pattern) in texts.items():
            with self.subTest(path):
                text = (kit.REPOSITORY / "tests/readers" / reader / case / "in").read_bytes()
                made = maker.Sysdiagnose().add("file", path, text)
                answer = self.scan(self.file(f"{reader}.tar.gz", made.archive()), "--indicators", self.file("feed.stix2", stix(pattern)))
                self.assertIn(reader, self.readers(answer), answer)
