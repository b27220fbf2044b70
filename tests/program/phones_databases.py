"""Databases of iOS as a dump has them: what a campaign left in messages, browsers and counters is found, in logs and out of order too."""
import json, sqlite3

from kit import Case, REPOSITORY
from phones_android import stix

MOBILE = "private/var/mobile/"
FEED = {"domain": "[domain-name:value='evil.example']", "mail": "[email-addr:value='sender@evil.example']",
        "process": "[process:name='bh']"}


class PhonesDatabases(Case):
    def setUp(self):
        super().setUp()
        self.made = 0

    def case(self, reader, name):
        """The database of a reader's case, with what its connection leaves beside it."""
        self.made += 1
        at = self.folder / f"{self.made}.db"
        database = sqlite3.connect(at)
        database.executescript((REPOSITORY / "tests/readers" / reader / name / "in.sql").read_text())
        beside = at.with_name(at.name + "-wal")
        logged = beside.read_bytes() if beside.exists() else None
        main = at.read_bytes()
        database.close()
        return main, logged

    def phone(self, *rows):
        files = {}
        for path, reader, name in rows:
            files[path], log = self.case(reader, name)
            if log:
                files[path + "-wal"] = log
        return self.root(files, f"root{self.made}")

    def scanned(self, root, code, **patterns):
        feed = self.file("feed.stix2", stix(**(patterns or FEED)))
        return self.expect(self.scan(root, "--indicators", feed), code)

    def test_each_place_where_a_campaign_leaves_traces(self):
        rows = {"messages": (MOBILE + "Library/SMS/sms.db", "ios_messages", "modern"),
                "history": (MOBILE + "Library/Safari/History.db", "safari_history", "redirects"),
                "tabs": (MOBILE + "Containers/Data/Application/com.apple.mobilesafari/Library/Safari/BrowserState.db",
                         "safari_tabs", "sessions"),
                "traffic": ("private/var/wireless/Library/Databases/DataUsage.sqlite", "ios_data_usage", "usage"),
                "whatsapp": (MOBILE + "Containers/Shared/AppGroup/group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite",
                             "whatsapp_messages", "messages"),
                "webkit": (MOBILE + "Containers/Data/Application/org.example.app/Library/WebKit/WebsiteData/"
                           "ResourceLoadStatistics/observations.db", "webkit_observations", "backup"),
                "contacts": (MOBILE + "Library/AddressBook/AddressBook.sqlitedb", "ios_contacts", "people"),
                "calendar": (MOBILE + "Library/Calendar/Calendar.sqlitedb", "ios_calendar", "entries"),
                "below var": ("var/mobile/Library/SMS/sms.db", "ios_messages", "before_ios_11")}
        for kind, row in rows.items():
            with self.subTest(kind):
                answer = self.scanned(self.phone(row), 1)
                self.assertTrue(answer.findings, answer)

    def test_what_stands_in_the_log_alone_is_found(self):
        root = self.phone((MOBILE + "Library/Safari/History.db", "safari_history", "with_log"))
        self.scanned(root, 1, domain="[domain-name:value='only-in-the-log.example']")

    def test_a_lone_database_is_known_by_its_tables(self):
        main, _ = self.case("ios_messages", "modern")
        self.scanned(self.file("3d0d7e5fb2ce288813306e4d4636395e047a3d28", main), 1)

    def test_a_database_that_is_not_understood_is_never_clean(self):
        url, process = "[url:value='https://nowhere.example/x']", "[process:name='nowhered']"
        rows = {"messages": (url, MOBILE + "Library/SMS/sms.db", "ios_messages"),
                "permissions": (process, MOBILE + "Library/TCC/TCC.db", "ios_tcc"),
                "traffic": (process, "private/var/wireless/Library/Databases/DataUsage.sqlite", "ios_data_usage"),
                "Firefox": (url, MOBILE + "Containers/Shared/AppGroup/A/profile.profile/places.db", "firefox_history")}
        for kind, (pattern, path, reader) in rows.items():
            with self.subTest(kind):
                answer = self.scanned(self.phone((path, reader, "another_version")), 3, x=pattern)
                self.assertIn("unsupported-version", json.dumps(answer.problems()), answer)

    def test_a_clean_phone_has_coverage(self):
        answer = self.scanned(self.phone((MOBILE + "Library/SMS/sms.db", "ios_messages", "modern"),
                                         (MOBILE + "Library/Safari/History.db", "safari_history", "with_log")), 0,
                              x="[domain-name:value='nowhere.example']")
        for probe in ("ios.messages", "ios.safari"):
            self.assertEqual(answer.status(probe), "complete", answer)

    def leads(self, answer):
        return {f["subject"].removeprefix("judgement/"): f for f in answer.findings if f["subject"].startswith("judgement/")}

    def database(self, path, sql):
        at = self.folder / "made.db"
        at.unlink(missing_ok=True)
        database = sqlite3.connect(at)
        database.executescript(sql)
        database.close()
        return {path: at.read_bytes()}

    def suspicious(self, first, second, took, rows, text, described):
        """A phone with what judgements look at, in the order of the arguments."""
        messages = "".join(f"INSERT INTO message VALUES({n},'{text if n == rows[0] else 'hello'}',1,{n}000000000,0);" for n in rows)
        return {**self.database(MOBILE + "Library/Safari/History.db",
                "CREATE TABLE history_items(id INTEGER PRIMARY KEY, url TEXT);"
                "CREATE TABLE history_visits(id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, redirect_source INTEGER, redirect_destination INTEGER);"
                f"INSERT INTO history_items VALUES(1,'{first}'),(2,'{second}');"
                f"INSERT INTO history_visits VALUES(1,1,700000000,NULL,2),(2,2,{700000000 + took},1,NULL);"),
                **self.database(MOBILE + "Library/SMS/sms.db",
                "CREATE TABLE message(ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER, date INTEGER, is_from_me INTEGER);"
                "CREATE TABLE handle(ROWID INTEGER PRIMARY KEY, id TEXT); CREATE TABLE chat(ROWID INTEGER PRIMARY KEY, chat_identifier TEXT);"
                "INSERT INTO handle VALUES(1,'+31600000001');" + messages),
                **self.database(MOBILE + "Library/Calendar/Calendar.sqlitedb",
                "CREATE TABLE CalendarItem(ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT, start_date REAL, end_date REAL, last_modified REAL);"
                "CREATE TABLE Participant(ROWID INTEGER PRIMARY KEY, email TEXT);"
                f"INSERT INTO CalendarItem VALUES(1,'Meeting','{described}',700000000,700003600,700100000);")}

    def test_heuristics_are_leads_and_their_neighbours_are_nothing(self):
        bad = self.suspicious("http://news.example/a", "https://evil.test/x", 0.2, (3, 4, 9),
                              "ALERT: State-sponsored attackers may be targeting your iPhone", "Notes")
        good = self.suspicious("http://news.example/a", "https://www.news.example/a", 0.2, (3, 4, 5), "see you", "Agenda")
        expected = {"network_injection", "row_gaps", "apple_threat_notification", "quadream_calendar"}
        for keep, leads in (("all", expected), ("findings", expected - {"row_gaps"})):
            with self.subTest(keep):
                answer = self.expect(self.scan(self.root(bad, "bad"), "--keep", keep), 0)
                self.assertEqual(set(self.leads(answer)), leads, answer)
                self.assertEqual({f["confidence"] for f in answer.findings}, {"lead"})
                self.assertEqual(self.leads(self.expect(self.scan(self.root(good, "good"), "--keep", keep), 0)), {}, keep)
        self.expect(self.scan(self.root(bad, "bad"), "--fail-on", "lead"), 1)

    def test_heuristics_stay_when_a_case_is_matched_again(self):
        root = self.root(self.suspicious("http://news.example/a", "https://evil.test/x", 0.2, (3, 9), "hello", "Notes"))
        case = self.folder / "phone.case"
        first = self.scan(root, "-o", case)
        again = self.expect(self.waarborg("match", case, "--subject", "vendor/meta", "--format", "json"), 0)
        for subject, lead in self.leads(first).items():
            self.assertEqual(self.leads(again)[subject]["why"], lead["why"])
            self.assertEqual(self.leads(again)[subject]["observations"], lead["observations"])
        self.assertEqual(set(self.leads(again)), {"network_injection", "row_gaps", "quadream_calendar"})

    def test_heuristics_are_named_in_every_language(self):
        root = self.root(self.suspicious("http://news.example/a", "https://evil.test/x", 0.2, (3, 4), "hello", "Agenda"))
        for language, words in (("nl", "aanval op het netwerk"), ("fr", "attaque du réseau"), ("de", "Angriff im Netz"), ("en", "attack on the network")):
            self.expect_in(words, self.waarborg("scan", root, "--lang", language, "--subject", "vendor/meta").text)
