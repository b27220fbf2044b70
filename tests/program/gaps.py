"""What lies behind a link, or could not be read, never looks clean."""
import gzip, io, os, sqlite3, subprocess, tarfile

from kit import CLEAN, KESL, OS_RELEASE, REPOSITORY, Case, Programs, dpkg, package, rpm, rpmdb, run, tar_of, zip_of

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
KESL_FOUND = ("product/kaspersky/kesl", "confirmed", "installed")
WHOLE = {**OS_RELEASE, **dpkg(CLEAN)}


def tar_with_links(files, links, hard=(), last=True):
    """`links` and `hard`: name → target; before or behind the files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        def put_links():
            for kind, all_of in ((tarfile.SYMTYPE, links), (tarfile.LNKTYPE, dict(hard))):
                for name, target in all_of.items():
                    info = tarfile.TarInfo(name)
                    info.type, info.linkname = kind, target
                    tar.addfile(info)
        if not last:
            put_links()
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        if last:
            put_links()
    return out.getvalue()


def cpio(entries):
    """newc; an entry is name, content, inode, links, mode."""
    out = b""
    for name, data, inode, links, mode in [*entries, ("TRAILER!!!", b"", 0, 1, 0)]:
        head = b"070701" + b"".join(b"%08X" % x for x in (inode, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0))
        out += head + name.encode() + b"\0"
        out += b"\0" * (-len(out) % 4) + data
        out += b"\0" * (-len(out) % 4)
    return out + b"\0" * (-len(out) % 512)


class Links(Case):
    def linked(self, files, links, name="root"):
        root = self.root(files, name)
        for at, target in links.items():
            (root / at).parent.mkdir(parents=True, exist_ok=True)
            os.symlink(target, root / at)
        return root

    def test_folders_that_are_links_are_followed_within_the_evidence(self):
        pk = {"data/pk/status": CLEAN + KESL}
        cases = {"relative": ({**OS_RELEASE, **pk}, {"var/lib/dpkg": "../../data/pk"}),
                 "absolute": ({**OS_RELEASE, **pk}, {"var/lib/dpkg": "/data/pk"}),
                 "above the root": ({**OS_RELEASE, **pk}, {"var/lib/dpkg": "../../../../../data/pk"}),
                 "two links": ({**OS_RELEASE, **pk}, {"var/lib/dpkg": "/srv/x", "srv/x": "../data/pk"}),
                 "var is a link": ({**OS_RELEASE, "data/v/lib/dpkg/status": CLEAN + KESL}, {"var": "data/v"}),
                 "link behind a link": ({**OS_RELEASE, **pk}, {"var": "data/v", "data/v/lib/dpkg": "/data/pk"})}
        for name, (files, links) in cases.items():
            for depth in ("known", "names", "full"):
                with self.subTest(f"{name}, {depth}"):
                    root = self.linked(files, links, name.replace(" ", "-") + depth)
                    self.expect_found(self.expect(self.scan(root, "--depth", depth), 1), KESL_FOUND)
            for last in (True, False):
                with self.subTest(f"{name}, tar, links last: {last}"):
                    tar = self.file(f"{name}{last}.tar", tar_with_links(files, links, last=last))
                    self.expect_found(self.expect(self.scan(tar), 1), KESL_FOUND)

    def test_names_behind_a_link_are_read(self):
        files, links = {**WHOLE, "data/apps/kaspersky/kesl/bin/kesl": "x"}, {"opt": "data/apps"}
        for evidence in (self.linked(files, links), self.file("o.tar", tar_with_links(files, links))):
            answer = self.expect(self.scan(evidence), 1)
            self.expect_in("opt/kaspersky/kesl", str([f["observations"] for f in answer.findings]), answer)

    def test_one_place_under_two_names_is_read_once(self):
        unit = "[Service]\nExecStart=/opt/kaspersky/kesl/libexec/kesl\n"
        files, links = {**WHOLE, "usr/lib/systemd/system/kesl.service": unit}, {"lib": "usr/lib", "opt/again": "../usr"}
        for evidence in (self.linked(files, links), self.file("u.tar", tar_with_links(files, links))):
            case = self.folder / "u.case"
            self.expect(self.scan(evidence, "-o", case), 1)
            db = sqlite3.connect(case)
            units = list(db.execute("SELECT root FROM job WHERE reader = 'systemd_units'"))
            db.close()
            self.assertEqual(len(units), 1, f"expected one job for the unit: {units}")

    def test_databases_that_are_links_in_an_archive(self):
        other = {**OS_RELEASE, "aaa/status": CLEAN + KESL}
        cases = {"hard": ({}, {"var/lib/dpkg/status": "aaa/status"}), "hard with ./": ({}, {"var/lib/dpkg/status": "./aaa/status"}),
                 "symbolic": ({"var/lib/dpkg/status": "../../../aaa/status"}, {}), "absolute": ({"var/lib/dpkg/status": "/aaa/status"}, {}),
                 "link to a hard link": ({"var/lib/dpkg/status": "/b/status"}, {"b/status": "aaa/status"})}
        for name, (links, hard) in cases.items():
            for last in (True, False):
                with self.subTest(f"{name}, {last}"):
                    tar = self.file("h.tar", tar_with_links(other, links, hard, last))
                    self.expect_found(self.expect(self.scan(tar), 1), KESL_FOUND)
        inner = self.file("outer.tar", tar_of({"srv/in.tar": tar_with_links(other, *cases["symbolic"])}))
        self.expect_found(self.expect(self.scan(inner), 1), KESL_FOUND)

    def test_hard_links_of_a_cpio_whose_bytes_come_last(self):
        data = (CLEAN + KESL).encode()
        archive = cpio([("etc/os-release", b"ID=debian\n", 1, 1, 0o100644), ("var/lib/dpkg/status", b"", 2, 3, 0o100644),
                        ("y", b"", 2, 3, 0o100644), ("z", data, 2, 3, 0o100644)])
        self.expect_found(self.expect(self.scan(self.file("h.cpio", archive)), 1), KESL_FOUND)

    def test_links_out_of_the_evidence_are_a_gap_that_is_named(self):
        cases = {"folder on the way": (WHOLE, {"opt": "/mnt/san/opt"}, "opt"),
                 "database": (OS_RELEASE, {"var/lib/dpkg/status": "/mnt/status"}, "var/lib/dpkg/status"),
                 "database in a circle": (OS_RELEASE, {"var/lib/dpkg/status": "status"}, "var/lib/dpkg/status"),
                 "folder in a circle": (WHOLE, {"opt": "srv", "srv": "opt"}, "opt")}
        for name, (files, links, told) in cases.items():
            for kind in ("folder", "known", "tar"):
                with self.subTest(f"{name}, {kind}"):
                    evidence = self.file("x.tar", tar_with_links(files, links)) if kind == "tar" else self.linked(files, links, name.replace(" ", "-") + kind)
                    answer = self.expect(self.scan(evidence, *(("--depth", "known") if kind == "known" else ())), 3)
                    self.expect_in(told, str([p["file"] for p in answer.problems()]), answer)

    def test_links_that_nothing_needs_may_lead_anywhere(self):
        links = {"srv/x": "/nowhere", "home/u/opt": "/nowhere", "etc/systemd/system/masked.service": "/dev/null",
                 "etc/systemd/system/gone.service": "/lib/systemd/system/gone.service", "self": "."}
        for evidence in (self.linked(WHOLE, links), self.file("n.tar", tar_with_links(WHOLE, links))):
            self.expect_found(self.expect(self.scan(evidence), 0))

    def test_many_links_that_lead_to_each_other_end(self):
        links = {f"opt/{i}": "." for i in range(3000)}
        for evidence in (self.linked(WHOLE, links), self.file("m.tar", tar_with_links(WHOLE, links))):
            answer = self.scan(evidence, timeout=60)
            self.assertIn(answer.code, (0, 3), str(answer))
            self.assertLess(answer.seconds, 40, str(answer))

    def test_log_of_a_database_that_is_a_link(self):
        base = self.root(OS_RELEASE, "wal")
        at = base / "var/lib/rpm"
        at.mkdir(parents=True)
        db = sqlite3.connect(self.folder / "build.sqlite")
        db.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)")
        db.commit()
        db.execute("pragma journal_mode=wal")
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("insert into Packages(blob) values(?)", (rpm.kesl(),))
        db.commit()
        main, log = (self.folder / "build.sqlite").read_bytes(), (self.folder / "build.sqlite-wal").read_bytes()
        db.close()
        (at / "rpmdb.sqlite").write_bytes(main)
        (base / "d").mkdir()
        (base / "d/w").write_bytes(log)
        os.symlink("../../../d/w", at / "rpmdb.sqlite-wal")
        self.expect_found(self.expect(self.scan(base), 1), KESL_FOUND)
        files = {**OS_RELEASE, "d/w": log, "var/lib/rpm/rpmdb.sqlite": main}
        linked = lambda target: self.file("w.tar", tar_with_links(files, {"var/lib/rpm/rpmdb.sqlite-wal": target}))
        self.expect_found(self.expect(self.scan(linked("../../../d/w")), 1), KESL_FOUND)
        self.expect(self.scan(linked("/nowhere")), 3)
        os.remove(at / "rpmdb.sqlite-wal")
        os.symlink("/nowhere", at / "rpmdb.sqlite-wal")
        self.expect(self.scan(base), 3)


class NoFile(Case):
    def test_something_else_in_the_place_of_a_database(self):
        for name, make in (("fifo", os.mkfifo), ("folder", os.mkdir)):
            root = self.root({**OS_RELEASE, "var/lib/dpkg/x": ""}, name)
            make(root / "var/lib/dpkg/status")
            for depth in ("known", "full"):
                with self.subTest(f"{name}, {depth}"):
                    answer = self.expect(self.scan(root, "--depth", depth), 3)
                    self.assertEqual(answer.status("packages.dpkg"), "unreadable", str(answer))
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, kind in (("etc/os-release", tarfile.REGTYPE), ("var/lib/dpkg/status", tarfile.FIFOTYPE)):
                info = tarfile.TarInfo(name)
                info.type = kind
                tar.addfile(info)
        self.assertEqual(self.expect(self.scan(self.file("f.tar", out.getvalue())), 3).status("packages.dpkg"), "unreadable")

    def test_folder_that_may_not_be_entered_is_named_at_every_depth(self):
        root = self.root(dpkg(CLEAN, KESL))
        os.chmod(root / "var/lib", 0)
        self.addCleanup(os.chmod, root / "var/lib", 0o755)
        as_nobody = NOBODY if os.geteuid() == 0 else ()
        for depth in ("known", "names", "full"):
            with self.subTest(depth):
                answer = run(*as_nobody, Programs.waarborg, "scan", root, "--format", "json", "--depth", depth)
                self.expect(answer, 3)
                self.expect_in("var/lib", str(answer.problems()), answer)


class Packed(Case):
    def test_packed_log_in_an_archive_is_read_as_in_a_folder(self):
        log = gzip.compress(b"Nov 22 10:00:00 dnsmasq[1]: query[A] dnl-01.geo.kaspersky.com from 10.0.0.1\n")
        files = {**WHOLE, "var/log/dnsmasq.log.1.gz": log}
        for evidence in (self.root(files), self.file("l.tar", tar_of(files)), self.file("l.zip", zip_of(files))):
            answer = self.expect(self.scan(evidence), 0)
            self.assertEqual({f["confidence"] for f in answer.findings}, {"lead"}, str(answer))
        broken = {**WHOLE, "var/log/dnsmasq.log.1.gz": log[:-12]}
        for evidence in (self.root(broken, "broken"), self.file("b.tar", tar_of(broken))):
            self.expect(self.scan(evidence), 3)

    def test_archives_are_known_by_content_whatever_their_name(self):
        inner = tar_of({**OS_RELEASE, **dpkg(CLEAN, KESL)})
        for name, data in (("backup.bin", gzip.compress(inner)), ("backup.tar.gz.1", gzip.compress(inner)), ("plain", inner),
                           ("zipped.old", zip_of(dpkg(CLEAN, KESL)))):
            files = {**WHOLE, "srv/" + name: data}
            for kind in ("folder", "tar", "tar.gz"):
                with self.subTest(f"{name} in a {kind}"):
                    evidence = self.root(files, f"{name}-{kind}") if kind == "folder" else self.file(f"o.{kind}", tar_of(files, "w:gz" if kind == "tar.gz" else "w"))
                    self.expect_found(self.expect(self.scan(evidence), 1), KESL_FOUND)

    def test_packages_of_applications_are_not_opened_and_told(self):
        files = {**WHOLE, "srv/x.jar": zip_of({"a": "b"})}
        answer = self.expect(self.scan(self.file("j.tar", tar_of(files))), 0)
        self.expect_in("jar", str(answer.problems()), answer)


class Folders(Case):
    def test_folders_without_an_entry_of_their_own_count(self):
        files = {**WHOLE, "opt/kaspersky/kesl/bin/kesl": "x"}
        for evidence in (self.root(files), self.file("f.tar", tar_of(files)), self.file("f.zip", zip_of(files))):
            answer = self.expect(self.scan(evidence), 1)
            self.expect_in("/opt/kaspersky/kesl", str([f["observations"] for f in answer.findings]), answer)


class Behind(Case):
    """What lies behind or before an archive in one file."""
    CLEAN_TAR, KESL_TAR = tar_of(WHOLE), tar_of({**OS_RELEASE, **dpkg(CLEAN, KESL)})

    def test_archives_behind_each_other_are_all_read(self):
        a, k = self.CLEAN_TAR, self.KESL_TAR
        one = lambda name, data: (lambda i: (setattr(i, "size", len(data)), i.tobuf(tarfile.GNU_FORMAT) + data + b"\0" * (-len(data) % 512))[1])(tarfile.TarInfo(name))
        data = (CLEAN + KESL).encode()
        clean_cpio = cpio([("etc/os-release", b"ID=debian\n", 1, 1, 0o100644), ("var/lib/dpkg/status", CLEAN.encode(), 2, 1, 0o100644)])
        cases = {"a.tar": a + k, "a.tar.gz": gzip.compress(a) + gzip.compress(k), "b.tar.gz": gzip.compress(a + k),
                 "lone.tar": one("etc/os-release", b"ID=debian\n") + b"\0" * 512 + one("var/lib/dpkg/status", data) + b"\0" * 1024,
                 "a.zip": zip_of(dpkg(CLEAN, KESL)) + zip_of(WHOLE), "b.zip": zip_of(WHOLE) + zip_of(dpkg(CLEAN, KESL)), "three.zip": zip_of(dpkg(CLEAN, KESL)) + zip_of(WHOLE) + zip_of(WHOLE),
                 "initrd": clean_cpio + b"\0" * 700 + gzip.compress(cpio([("var/lib/dpkg/status", data, 1, 1, 0o100644)]))}
        for name, archive in cases.items():
            with self.subTest(name):
                self.expect_found(self.expect(self.scan(self.file(name, archive)), 1), KESL_FOUND)

    def test_anything_else_behind_an_archive_is_told(self):
        clean_cpio = cpio([("etc/os-release", b"ID=debian\n", 1, 1, 0o100644), ("var/lib/dpkg/status", CLEAN.encode(), 2, 1, 0o100644)])
        wholes = {"a.tar": self.CLEAN_TAR, "a.tar.gz": gzip.compress(self.CLEAN_TAR), "a.zip": zip_of(WHOLE), "a.cpio": clean_cpio,
                  "log.gz": gzip.compress(b"Nov 20 10:00:00 dnsmasq[12]: query[A] www.example.org from 192.0.2.7\n" * 3)}
        for name, whole in wholes.items():
            with self.subTest(name):
                self.expect_found(self.expect(self.scan(self.file(name, whole)), 0))
                padded = self.expect(self.scan(self.file(name, whole + bytes(5000))), 0)
                self.assertEqual(padded.problems(), [], str(padded))
                told = self.expect(self.scan(self.file(name, whole + b"SOMETHING ELSE, AND NO ARCHIVE " * 40)), 3)
                self.assertTrue(told.problems(), str(told))
        self.expect(self.scan(self.file("c.tar", self.CLEAN_TAR + gzip.compress(self.KESL_TAR))), 3)
        hidden = gzip.compress(clean_cpio + b"more" * 300)
        self.expect(self.scan(self.file("h.cpio.gz", hidden)), 3)


class Roots(Case):
    def test_product_files_below_folders_that_show_no_system(self):
        layer = "var/lib/docker/overlay2/abc/diff/"
        for name, files in (("layer", {layer + "opt/kaspersky/kesl/bin/kesl": "x"}), ("chroot", {"srv/chroot/a/opt/kaspersky/kesl/bin/kesl": "x"}),
                            ("distroless", {layer + "var/lib/dpkg/status.d/kesl": "Package: kesl\nVersion: 1\n"})):
            for evidence in (self.root({**WHOLE, **files}, name), self.file(name + ".tar", tar_of({**WHOLE, **files}))):
                with self.subTest(str(evidence)):
                    answer = self.expect(self.scan(evidence), 1)
                    root = (layer if "chroot" not in name else "srv/chroot/a/")[:-1]
                    self.assertTrue(all(f["root"].endswith(root) for f in answer.findings), str(answer))


EVIL = """format: 1
id: evil
name: Evil
version: "2026.11"
date: 2026-11-22
names: [{text: Evil, source: s}]
jurisdictions: [{country: NL, what: seat, source: s}]
sources:
  s: {url: "https://example.org/register", date: 2026-11-20, grade: government, note: Entry 12.}
identifiers:
  - {type: path, test: within, value: /usr/share/evil, weight: supporting, source: s}
absence: {linux: [packages, paths]}
products:
  - {id: tool, name: Tool, categories: [antivirus], source: s, identifiers: [{type: package, value: deb/evil-tool, weight: decisive, source: s}]}
"""


class OlderCases(Case):
    def test_paths_that_the_scan_did_not_look_for_are_a_gap(self):
        root, case = self.root({**WHOLE, "usr/share/evil/x": "x"}), self.folder / "m.case"
        evil = ("--subject", "vendor/evil", "--catalogue", self.file("evil.yaml", EVIL))
        self.expect(self.scan(root, "--subject", "vendor/telegram", "-o", case), 0)
        answer = self.expect(self.waarborg("match", case, *evil, "--format", "json"), 3)
        self.assertEqual(answer.status("paths"), "partial", str(answer))
        self.assertEqual(answer.status("packages.dpkg"), "complete", str(answer))
        self.expect(self.scan(root, *evil), 1)

    def test_the_same_content_over_its_own_case_is_no_gap(self):
        case = self.folder / "same.case"
        for content in ((), ("--subject", "vendor/telegram"), ("--subject", "vendor/evil", "--catalogue", self.file("evil.yaml", EVIL))):
            with self.subTest(str(content)):
                self.expect(self.scan(self.root(WHOLE), *content, "-o", case), 0)
                self.expect(self.waarborg("match", case, *content, "--format", "json"), 0)

    def test_case_that_kept_only_findings_is_a_gap(self):
        root, case = self.root({**WHOLE, "opt/kaspersky/kesl/x": ""}), self.folder / "k.case"
        self.expect(self.scan(root, "--subject", "vendor/telegram", "--keep", "findings", "-o", case), 0)
        answer = self.expect(self.waarborg("match", case, "--subject", "vendor/kaspersky", "--format", "json"), 3)
        self.assertEqual(answer.status("packages.dpkg"), "complete", str(answer))


class NothingToLookFor(Case):
    def test_directive_about_an_unknown_subject_is_wrong_usage(self):
        text = (REPOSITORY / "directives/nl-2018-kaspersky.yaml").read_text().replace("vendor/kaspersky", "vendor/nosuch")
        answer = self.expect(self.scan(self.root(dpkg(KESL)), "--directive", self.file("nl-2018-kaspersky.yaml", text)), 2)
        self.expect_in("vendor/nosuch", answer.said, answer)

    def test_feeds_without_an_indicator_are_told_and_never_clean(self):
        root = self.root(dpkg(CLEAN, KESL))
        bundle = '{"type":"bundle","id":"bundle--44444444-4444-4444-8444-444444444444","objects":[%s]}'
        yara = ('{"type":"indicator","spec_version":"2.1","id":"indicator--11111111-1111-4111-8111-111111111112","created":"2020-01-01T00:00:00.000Z",'
                '"modified":"2020-01-01T00:00:00.000Z","name":"y","pattern":"rule x {}","pattern_type":"yara","valid_from":"2020-01-01T00:00:00Z"}')
        for name, text in (("c.txt", "# nothing\n"), ("e.json", bundle % ""), ("y.json", bundle % yara)):
            with self.subTest(name):
                feed, case = self.file(name, text), self.folder / "f.case"
                answer = self.expect(self.scan(root, "--indicators", feed, "-o", case), 3)
                self.assertEqual(answer.status("indicators"), "unreadable", str(answer))
                self.expect_in(name, answer.said, answer)
                self.expect(self.waarborg("match", case, "--indicators", feed), 3)
                self.expect(self.scan(root, "--indicators", feed, "--subject", "vendor/kaspersky"), 1)

    def test_linux_without_a_package_database_is_not_known(self):
        answer = self.expect(self.scan(self.root({**OS_RELEASE, "etc/hostname": "a\n"})), 3)
        self.assertEqual(answer.status("packages"), "unreadable", str(answer))


class Outputs(Case):
    def test_no_output_replaces_what_is_read(self):
        clean, case = tar_of(WHOLE), self.folder / "c.case"
        evidence = self.file("e.tar", clean)
        self.expect(self.scan(evidence, "-o", case), 0)
        kept = case.read_bytes()
        os.link(evidence, self.folder / "hard.tar")
        os.symlink(evidence, self.folder / "soft.tar")
        for name in ("e.tar", "hard.tar", "soft.tar", "./e.tar"):
            for option in ("-o", "--output"):
                with self.subTest(f"{option} {name}"):
                    self.expect(self.waarborg("scan", evidence, option, f"{self.folder}/{name}"), 2)
                    self.assertEqual(evidence.read_bytes(), clean)
        for verb in (("report", case), ("match", case)):
            self.expect(self.waarborg(*verb, "--output", case), 2)
            self.assertEqual(case.read_bytes(), kept)

    def test_no_output_lies_in_the_evidence(self):
        root = self.root(WHOLE)
        (self.folder / "door").symlink_to(root)
        for place in (root / "var/lib/dpkg/status", root / "new.json", self.folder / "door/etc/new.json"):
            for option in ("-o", "--output"):
                with self.subTest(f"{option} {place}"):
                    self.expect(self.scan(root, option, place), 2)
        self.assertEqual((root / "var/lib/dpkg/status").read_text(), CLEAN)
        self.assertEqual(sorted(p.name for p in root.iterdir()), ["etc", "var"])
        self.expect(self.scan(root, "--output", self.folder / "root.json"), 0)


class Spelling(Case):
    def test_hives_are_known_in_any_spelling(self):
        windows = REPOSITORY / "src/readers/windows"
        machine, services = (windows / "windows_uninstall.canary").read_bytes(), (windows / "windows_services.canary").read_bytes()
        person = (REPOSITORY / "tests/program/person.hive").read_bytes()
        for files in ({"SOFTWARE": machine, "system": services, "ntuser.dat": person}, {"software": machine, "System": services},
                      {"WINDOWS/System32/Config/Software": machine, "windows/system32/config/system": services, "users/jan/ntuser.dat": person}):
            for place in (self.root(files, "-".join(files).replace("/", "_")), self.file("w.tar", tar_of(files))):
                with self.subTest(str(place)):
                    answer = self.expect(self.scan(place), 0)
                    self.assertEqual((answer.status("windows.programs"), answer.status("windows.services")), ("complete", "complete"), str(answer))
        self.expect(self.scan(self.root({**WHOLE, "srv/system": "no hive", "srv/software": "x" * 5000})), 0)
