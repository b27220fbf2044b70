"""What apps of Android leave in logs, in counters of a bug report and in databases of a backup, a dump and AndroidQF."""
import shutil, sqlite3

from kit import Case, REPOSITORY, tar_of, zip_of
from phones_android import HARMLESS, androidqf, stix
from phones_android_more import REPORT, reports

APP = "[app:id='com.example.spy']"
DOMAIN = "[domain-name:value='evil.example']"
CLEAN_LOG = "--------- beginning of main\n10-30 09:08:07.123  1000  1234 I ActivityManager: Start proc 7:com.example.notes/u0a7 for service x\n"
LOG = {"a process": (APP, "am_proc_start: [0,4321,10123,com.example.spy:remote,service,{com.example.spy/.Eye}]"),
       "a start": (APP, "ActivityManager: START u0 {act=x cmp=com.example.spy/.Main} from uid 10007"),
       "a removal": (APP, "BroadcastQueue: Intent { act=android.intent.action.PACKAGE_REMOVED dat=package:com.example.spy flg=0x1 }"),
       "a link": (DOMAIN, "chromium: GET https://sub.evil.example/gate"),
       "a host": (DOMAIN, "System.err: Unable to resolve host \"evil.example\": No address"),
       "a file": ("[file:path='/data/local/tmp/.implant']", "linker: cannot open /data/local/tmp/.implant: denied")}
COUNTERS = {"the network": ["line | netstats | UID stats:", "line | netstats | ident=[{type=1}] uid=10123 set=DEFAULT tag=0x0",
                            "line | netstats | st=1793347200 rb=1 rp=1 tb=1 tp=1 op=0", "line | package | Package [com.example.spy] (1a):",
                            "line | package | appId=10123"],
            "use": ["line | usagestats | time=\"2026-10-30 09:08:07\" type=ACTIVITY_RESUMED package=com.example.spy class=x"],
            "the end of a process": ["line | activity | ApplicationExitInfo #0:",
                                     "line | activity | timestamp=2026-10-30 09:08:07.123 pid=7 process=com.example.spy reason=4 (CRASH) description=null"],
            "a service": ["line | activity | * ServiceRecord{1a u0 com.example.spy/.Eye}"]}
DATABASES = {"apps/com.android.chrome/r/app_chrome/Default/History": ("android_browser_history", "backup"),
             "apps/com.whatsapp/db/msgstore.db": ("android_whatsapp", "newer"),
             "apps/com.whatsapp.w4b/db/msgstore.db": ("android_whatsapp", "older"),
             "data/data/com.android.chrome/app_chrome/Default/History": ("android_browser_history", "backup"),
             "data/data/com.android.providers.telephony/databases/mmssms.db": ("android_messages_database", "messages"),
             "data/user/0/com.whatsapp/databases/msgstore.db": ("android_whatsapp", "newer"),
             "browser_history/com.brave.browser/Default/History": ("android_browser_history", "androidqf")}


class PhonesAndroidData(Case):
    def feed(self, pattern):
        return self.file("feed.stix2", stix(a=pattern))

    def database(self, reader, name):
        at = self.folder / f"{reader}-{name}.db"
        if not at.exists():
            made = sqlite3.connect(at)
            made.executescript((REPOSITORY / "tests/readers" / reader / name / "in.sql").read_text())
            made.close()
        return at.read_bytes()

    def backup(self, files):
        return self.file("phone.ab", b"ANDROID BACKUP\n5\n0\nnone\n" + tar_of(files))

    def test_a_log_names_what_is_looked_for(self):
        for kind, (pattern, words) in LOG.items():
            log = CLEAN_LOG + "10-30 09:08:08.000  1000  1234 I " + words + "\n"
            text = reports.report(REPORT)[reports.NAME]
            within = text + "------ SYSTEM LOG (logcat -v threadtime -d *:v) ------\n" + log + "------ 0.1s was the duration of 'SYSTEM LOG' ------\n"
            rows = {"AndroidQF": self.root(androidqf(*HARMLESS, **{"logcat.txt": log}), "qf"), "alone": self.file("any.log", log),
                    "a bug report": self.file("bugreport.zip", zip_of({reports.NAME: within}))}
            for where, path in rows.items():
                with self.subTest(f"{kind}, {where}"):
                    self.expect(self.scan(path, "--indicators", self.feed(pattern)), 1)
            shutil.rmtree(rows["AndroidQF"])

    def test_a_harmless_log_is_clean_and_half_a_log_is_not(self):
        for log, code in ((CLEAN_LOG, 0), (CLEAN_LOG[:-20], 3), ("no log of anything\n", 3)):
            with self.subTest(code):
                evidence = self.file("qf.zip", zip_of(androidqf(*HARMLESS, **{"logcat.txt": log})))
                self.expect(self.scan(evidence, "--indicators", self.feed(APP)), code)

    def test_counters_of_a_bug_report_name_an_app(self):
        for kind, lines in COUNTERS.items():
            with self.subTest(kind):
                path = self.file("report.zip", zip_of(reports.report(REPORT + "\n".join(lines))))
                self.expect(self.scan(path, "--indicators", self.feed(APP)), 1)

    def test_databases_of_apps_are_read_wherever_they_lie(self):
        for name, (reader, case) in DATABASES.items():
            with self.subTest(name):
                files = {name: self.database(reader, case)}
                path = self.backup(files) if name.startswith("apps/") else self.file("dump.zip", zip_of(files))
                self.expect(self.scan(path, "--indicators", self.feed(DOMAIN)), 1)

    def test_stores_that_nobody_reads_are_never_clean(self):
        quiet = {"apps/com.example.notes/_manifest": b"1\ncom.example.notes\n7\n34\n\n0\n0\n", "apps/com.example.notes/f/a": b"x"}
        feed = self.feed("[file:path='/data/local/tmp/.implant']")
        self.expect(self.scan(self.backup(quiet), "--indicators", feed), 0)
        for name in ("apps/org.telegram.messenger/f/cache4.db", "apps/org.thoughtcrime.securesms/db/signal.db"):
            with self.subTest(name):
                answer = self.expect(self.scan(self.backup({**quiet, name: b"x"}), "--indicators", feed), 3)
                self.assertEqual(answer.status("android.app-data"), "partial", answer)

    def test_a_file_of_an_app_is_met_by_its_path_on_the_phone(self):
        feed = self.feed("[file:path='/data/data/com.example.notes/files/implant.dex']")
        self.expect(self.scan(self.backup({"apps/com.example.notes/f/implant.dex": b"x"}), "--indicators", feed), 1)

    def test_settings_of_a_bug_report_give_an_app_its_power(self):
        for name in ("enabled_accessibility_services", "enabled_notification_listeners", "default_input_method"):
            with self.subTest(name):
                line = f"setting | secure | {name} | com.example.spy/.Eye"
                path = self.file("report.zip", zip_of(reports.report(REPORT + line)))
                self.expect(self.scan(path, "--indicators", self.feed(APP)), 1)

    def test_an_encrypted_collection_beside_others_is_told(self):
        files = androidqf(*HARMLESS)
        self.expect(self.scan(self.root(files, "plain"), "--indicators", self.feed(APP)), 0)
        evidence = self.root({**files, "other.zip.age": b"age-encryption.org/v1\n"}, "both")
        answer = self.expect(self.scan(evidence, "--indicators", self.feed(APP)), 3)
        self.assertTrue([p for p in answer.problems() if "age" in p["why"]], answer)
