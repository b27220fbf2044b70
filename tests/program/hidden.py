"""Ways to hide an installed product from the readers. None of them may end with "clean"."""
import json

from kit import CLEAN, KESL, OS_RELEASE, REPOSITORY, Case, dpkg

KESL_FOUND = ("product/kaspersky/kesl", "confirmed", "installed")
STATUS = dpkg(CLEAN)
HIVE = (REPOSITORY / "src/readers/windows/windows_uninstall.canary").read_bytes()
UNIT = "[Service]\nExecStart=/opt/kaspersky/kesl/libexec/kesl\n"
QUERY = "Nov 22 10:00:00 dnsmasq[1]: query[A] {} from 10.0.0.1\n"


class Hidden(Case):
    def test_packages_in_the_forms_that_dpkg_knows(self):
        for name, files in (("journal", {**STATUS, "var/lib/dpkg/updates/0001": KESL.rstrip("\n") + "\n"}),
                            ("upper case", dpkg(CLEAN, KESL.replace("Package: kesl", "Package: KESL")))):
            with self.subTest(name):
                self.expect_found(self.expect(self.scan(self.root({**OS_RELEASE, **files}, name)), 1), KESL_FOUND)

    def test_what_lies_beside_the_journal_of_dpkg_is_no_part_of_it(self):
        files = {**OS_RELEASE, **STATUS, "var/lib/dpkg/updates/tmp.i": "x", "var/lib/dpkg/updates/1.bak": "x"}
        self.assertEqual(self.expect(self.scan(self.root(files)), 0).problems(), [])

    def test_units_wherever_systemd_looks(self):
        for place in ("usr/local/lib/systemd/system/a.service", "run/systemd/transient/a.service", "run/systemd/generator.late/a.service",
                      "etc/systemd/system/a.service.d/o.conf", "etc/systemd/system.control/a.service"):
            with self.subTest(place):
                self.expect(self.scan(self.root({**OS_RELEASE, **STATUS, place: UNIT}, place.replace("/", "-"))), 1)
        escaped = UNIT.replace("/opt", "/\\x6f\\160t")
        self.expect(self.scan(self.root({**OS_RELEASE, **STATUS, "etc/systemd/system/a.service": escaped}, "escaped")), 1)

    def test_hives_in_any_case_at_every_depth(self):
        for place in ("Windows/System32/config/Software", "WINDOWS/system32/CONFIG/software", "users/jan/ntuser.dat", "software"):
            for depth in ("full", "names", "known"):
                with self.subTest(place=place, depth=depth):
                    answer = self.scan(self.root({place: HIVE}, place.replace("/", "-")), "--depth", depth)
                    self.assertIn(answer.status("windows.programs"), ("complete", "partial"), str(answer))

    def test_file_that_is_only_called_software_is_no_hive(self):
        answer = self.expect(self.scan(self.root({**OS_RELEASE, **STATUS, "usr/share/menu/software": "text", "usr/share/menu/system": ""})), 0)
        self.assertEqual(answer.problems(), [])
        damaged = self.scan(self.root({**OS_RELEASE, **STATUS, "Windows/System32/config/software": "text"}, "damaged"))
        self.assertEqual(damaged.status("windows.programs"), "unreadable", str(damaged))

    def test_hive_that_nothing_names_is_not_clean(self):
        hive = bytearray(HIVE)
        at = hive.index(b"Microsoft")
        hive[at:at + 9] = b"Nicrosoft"
        self.expect(self.scan(self.file("evidence.bin", bytes(hive))), 3)

    def test_member_that_stands_twice(self):
        row = {"name": "kesl", "version": "12", "maintainer": "x"}
        clean = json.dumps([{**row, "name": "bash"}])
        both = f'{{"hostIdentifier": "h", "snapshot": {clean}, "snapshot": {json.dumps([row])}}}\n'
        self.expect(self.scan(self.file("a.osquery.json", both)), 1)
        self.expect(self.scan(self.file("b.osquery.json", both.replace(json.dumps([row]), "[]").replace('"name": "bash"', '"name": "bash", "name": "kesl"'))), 3)

    def test_database_that_cannot_be_read_is_no_empty_one(self):
        berkeley, ndb = bytes(12) + b"\x61\x15\x06\x00" + bytes(4096), b"RpmP" + bytes(4096)
        for place, data, probe in (("var/lib/rpm/Packages", berkeley, "packages.rpm"), ("usr/lib/sysimage/rpm/Packages.db", ndb, "packages.rpm"),
                                   ("lib/apk/db/installed", "P:kesl\nV:1\n\n", "packages.dpkg")):
            with self.subTest(place):  # even beside one that was read
                answer = self.expect(self.scan(self.root({**OS_RELEASE, **STATUS, place: data}, place.replace("/", "-"))), 3)
                self.assertEqual(answer.status(probe), "unsupported-version", str(answer))

    def test_linux_without_packages_is_incomplete_root_by_root(self):
        answer = self.expect(self.scan(self.root(OS_RELEASE)), 3)
        self.assertEqual(answer.status("packages"), "unreadable", str(answer))
        inner = {f"srv/container/{path}": data for path, data in OS_RELEASE.items()}
        answer = self.expect(self.scan(self.root({**OS_RELEASE, **STATUS, **inner}, "two")), 3)
        self.assertEqual(answer.status("packages"), "partial", str(answer))
        # Who looks for a domain alone does not ask for packages. That nothing here can hold a domain is another matter.
        names = self.file("feed.txt", "evil.example\n")
        answer = self.expect(self.scan(self.folder / "root", "--indicators", names), 3)
        self.assertEqual([row["probe"] for row in answer.json["coverage"] if row["needed"] and row["status"] in ("partial", "unreadable")], ["indicators"], str(answer))

    def test_domain_of_a_campaign_in_a_log_of_the_past(self):
        log = self.file("dnsmasq.log", QUERY.format("evil.example"))
        feed = self.file("feed.txt", "evil.example\n")
        answer = self.expect(self.scan(log, "--indicators", feed), 1)
        self.assertEqual([(f["confidence"], f["presence"]) for f in answer.findings], [("confirmed", "historic")], str(answer))
        self.expect(self.scan(log, "--indicators", feed, "--fail-on", "confirmed"), 1)
        self.expect(self.scan(log, "--indicators", feed, "--fail-on", "none"), 0)
        page = self.expect(self.waarborg("scan", log, "--indicators", feed, "--format", "html"), 1).out.decode()
        self.expect_in('class="answer found"', page)
        case = self.folder / "a.case"
        self.expect(self.waarborg("scan", log, "--indicators", feed, "-o", case), 1)
        self.expect(self.waarborg("match", case, "--indicators", feed), 1)

    def test_domain_of_a_product_in_a_log_fails_only_on_leads(self):
        log = self.file("query.log", QUERY.format("dnl-01.geo.kaspersky.com"))
        self.expect(self.scan(log, "--subject", "vendor/kaspersky"), 0)
        self.expect(self.scan(log, "--subject", "vendor/kaspersky", "--fail-on", "lead"), 1)
