"""Backups of phones as evidence: `scan` reads them in place, plain and encrypted, as a folder and inside of archives, and says
what it could not read."""
import hashlib, json, os, pathlib, pty, sqlite3, subprocess, threading

import kit
import phones
import sandbox

maker = phones.maker

PASSWORD = "correct horse"
APP = "AppDomain-org.example.app"
DATA = "private/var/mobile/Containers/Data/Application/org.example.app"
DPKG = "var/lib/dpkg/status"
RPM = "var/lib/rpm/rpmdb.sqlite"


def file_id(domain, path):
    return hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()


def place(domain, path, device):
    """A file of a backup as findings and problems name it."""
    name = file_id(domain, path)
    return f"{name[:2]}/{name}!/{device}"


STATUS = place(APP, DPKG, f"{DATA}/{DPKG}")


def sample():
    """A phone with a list of packages in an app's folder: any reader will do to see what a backup gives."""
    backup = maker.Backup()
    backup.add("folder", "HomeDomain", "")
    backup.add("folder", "HomeDomain", "Library/SMS")
    backup.add("file", "HomeDomain", "Library/SMS/long.bin", phones.LONG)
    backup.add("file", APP, DPKG, kit.KESL)
    backup.add("file", "AppDomainGroup-group.example", "empty", b"")
    backup.add("link", "HomeDomain", "Library/out", "/etc/passwd")
    return backup


def paths_feed(*paths):
    """STIX with an indicator for each path."""
    objects = [{"type": "indicator", "id": f"indicator--{i}", "created": "2025-01-01T00:00:00.000Z", "pattern_type": "stix",
                "pattern": f"[file:path = '{path}']"} for i, path in enumerate(paths)]
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects})


FOUND = ("product/kaspersky/kesl", "confirmed", "installed")


class Backup(kit.Case):
    def made(self, backup, password=PASSWORD, keybag=None, name="backup"):
        backup.write(self.folder / name, password, keybag)
        return self.folder / name

    def secret(self, *lines):
        return self.file("secret", "".join(line + "\n" for line in (lines or (PASSWORD,))))

    def look(self, evidence, *more, code=1, **how):
        return self.expect(self.scan(evidence, "--subject", "vendor/kaspersky", *more, **how), code)

    def open(self, evidence, *more, code=1, password=PASSWORD, **how):
        return self.look(evidence, "--password-file", self.secret(password), *more, code=code, **how)

    def found(self, answer, file=STATUS):
        files = {o["origin"]["file"] for f in answer.findings for o in f["observations"]}
        self.assertEqual(files, {file} if file else set(), str(answer))

    def zipped(self, folder, name="phone.zip", before=""):
        files = {before + str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
        return self.file(name, kit.zip_of(files) if name.endswith(".zip") else kit.tar_of(files, "w:gz"))

    def said(self, answer, part, file=None, fault=None):
        for p in answer.problems(file):
            if part in p["why"] and fault in (None, p["fault"]):
                return p
        self.fail(f"expected a problem with {part!r} of {file}, got {answer.json['problems']}{answer}")


class Read(Backup):
    def test_a_plain_backup_is_read_in_place(self):
        answer = self.look(self.made(sample(), None))
        self.found(answer)
        self.assertEqual(answer.status("backups"), "complete")

    def test_an_encrypted_backup_is_read_in_place(self):
        made = self.made(sample())
        before = {p: p.read_bytes() for p in made.rglob("*") if p.is_file()}
        answer = self.open(made)
        self.found(answer)
        self.assertEqual(answer.json["problems"], [])
        self.assertEqual({p: p.read_bytes() for p in made.rglob("*") if p.is_file()}, before)

    def test_the_evidence_is_a_backup_of_a_day(self):
        for password in (None, PASSWORD):
            with self.subTest(password=password):
                made = self.made(sample(), password, name=f"backup{password}")
                row = self.open(made).json["evidence"][0]
                self.assertEqual(row["kind"], "ios-backup")
                self.assertEqual(row["taken"], {"time": "2024-05-06T07:08:09Z", "from": "backup"})

    def test_the_day_comes_from_info_plist_when_there_is_no_status(self):
        made = self.made(sample(), None)
        (made / "Status.plist").unlink()
        info = maker.plistlib.loads((made / "Info.plist").read_bytes())
        info["Last Backup Date"] = maker.datetime.datetime(2023, 1, 2, 3, 4, 5)
        (made / "Info.plist").write_bytes(maker.plistlib.dumps(info))
        row = self.look(made).json["evidence"][0]
        self.assertEqual(row["taken"], {"time": "2023-01-02T03:04:05Z", "from": "backup"})

    def test_a_day_that_is_given_goes_before_that_of_the_backup(self):
        row = self.open(self.made(sample()), "--taken", "2025-03-04").json["evidence"][0]
        self.assertEqual(row["taken"], {"time": "2025-03-04T00:00:00Z", "from": "option"})

    def test_inside_of_archives(self):
        for password in (None, PASSWORD):
            made = self.made(sample(), password, name=f"backup{password}")
            for name in (f"{password}.zip", f"{password}.tar.gz"):
                for before in ("", "MobileSync/phone/"):
                    with self.subTest(name=name, before=before):
                        archive = self.zipped(made, name, before)
                        answer = self.open(archive)
                        self.found(answer, f"{name}!/{before}{STATUS}")
                        row = answer.json["evidence"][0]
                        self.assertEqual((row["kind"], row["taken"]["from"]), ("archive", "backup"))

    def test_the_manifest_may_stand_anywhere_in_an_archive(self):
        made = self.made(sample())
        files = {str(p.relative_to(made)): p.read_bytes() for p in made.rglob("*") if p.is_file()}
        for order in (sorted(files), sorted(files, reverse=True)):
            with self.subTest(first=order[0]):
                archive = self.file(f"{order[0][:2]}.zip", kit.zip_of({name: files[name] for name in order}))
                self.found(self.open(archive), f"{archive.name}!/{STATUS}")

    def test_a_password_file_may_begin_with_a_byte_order_mark_and_is_not_cut_in_silence(self):
        made = self.made(sample())
        marked = self.file("marked", b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n")
        self.look(made, "--password-file", marked)
        many = self.file("many", "".join(f"no {i}\n" for i in range(60)) + PASSWORD + "\n" + "x\n" * 200)
        self.expect_in("only the first 100", self.look(made, "--password-file", many).said)

    def test_a_case_that_is_replaced_is_told(self):
        made, case = self.made(sample(), None), self.folder / "a.case"
        self.expect_not_in("takes the place", self.look(made, "-o", case).said)
        self.expect_in("a.case: takes the place of the case that was there", self.look(made, "-o", case).said)

    def test_backups_beside_each_other_each_with_its_password(self):
        both = self.folder / "Backup"
        both.mkdir()
        sample().write(both / "a", "first")
        sample().write(both / "b", "second")
        answer = self.look(both, "--password-file", self.secret("wrong", "first", "second"))
        files = sorted({o["origin"]["file"] for f in answer.findings for o in f["observations"]})
        self.assertEqual(files, [f"a/{STATUS}", f"b/{STATUS}"])
        self.assertEqual(answer.json["evidence"][0]["kind"], "folder")
        half = self.look(both, "--password-file", self.secret("second"))
        self.found(half, f"b/{STATUS}")
        self.said(half, "the password is wrong", "a/Manifest.db")
        self.assertEqual(half.status("backups"), "partial")

    def test_an_archive_among_the_files_of_a_backup(self):
        for password in (None, PASSWORD):
            with self.subTest(password=password):
                backup = maker.Backup()
                backup.add("file", APP, "Documents/old.zip", kit.zip_of(kit.dpkg(kit.KESL)))
                made = self.made(backup, password, name=f"backup{password}")
                answer = self.open(made)
                outer = place(APP, "Documents/old.zip", f"{DATA}/Documents/old.zip")
                self.found(answer, f"{outer}!/{DPKG}")

    def test_answers_do_not_depend_on_jobs(self):
        made = self.made(sample())
        self.assertEqual(self.open(made, "--jobs", "1").json["findings"], self.open(made, "--jobs", "4").json["findings"])

    def test_a_domain_that_is_not_known_is_a_folder_of_its_own(self):
        backup = maker.Backup()
        backup.add("file", "FutureDomain", DPKG, kit.KESL)
        answer = self.open(self.made(backup))
        self.found(answer, place("FutureDomain", DPKG, f"FutureDomain/{DPKG}"))
        self.said(answer, "domain \"FutureDomain\" is not known")
        self.assertEqual(answer.status("backups"), "complete")

    def test_what_is_no_backup_stays_a_folder(self):
        root = self.root({**kit.dpkg(kit.KESL), "ab/notes.txt": "x", "Manifest.db": "x", **kit.OS_RELEASE})
        answer = self.look(root)
        self.assertEqual(answer.json["evidence"][0]["kind"], "folder")
        self.found(answer, DPKG)


class Logs(Backup):
    """A database and its -wal are rows of their own."""

    def backup(self, folder):
        db = kit.rpm.with_log(folder / "made.sqlite")
        files = {name: (folder / f"made.sqlite{name}").read_bytes() for name in ("", "-wal")}
        db.close()
        for left in folder.glob("made.sqlite*"):
            left.unlink()
        backup = maker.Backup()
        for name, data in files.items():
            backup.add("file", APP, RPM + name, data)
        return backup

    def names(self, answer):
        return sorted({o["fields"]["package"] for f in answer.findings for o in f["observations"]
                       if "package" in o["fields"]})

    def test_committed_frames_of_a_log_are_read(self):
        for password in (None, PASSWORD):
            made = self.made(self.backup(self.folder), password, name=f"backup{password}")
            for evidence in (made, self.zipped(made, f"{password}.zip")):
                with self.subTest(evidence=evidence.name):
                    answer = self.open(evidence)
                    self.expect_in("klnagent64", str(self.names(answer)), answer)

    def test_without_the_log_the_program_in_it_is_not_there(self):
        backup = self.backup(self.folder)
        backup.entries = [e for e in backup.entries if not e[2].endswith("-wal")]
        self.expect_not_in("klnagent64", str(self.names(self.open(self.made(backup)))))

    def test_a_log_that_is_missing_is_told(self):
        backup = self.backup(self.folder)
        backup.change_stored = lambda path, data: None if path.endswith("-wal") else data
        made = self.made(backup)
        for evidence in (made, self.zipped(made)):
            with self.subTest(evidence=evidence.name):
                answer = self.open(evidence)
                self.said(answer, "its content is not in the backup")
                self.assertEqual(answer.status("packages.rpm"), "partial")


class Names(Backup):
    """Indicators of paths meet the path that a file had on the device."""

    def hits(self, feed, password=PASSWORD, code=1, more=()):
        backup = maker.Backup()
        backup.add("file", "HomeDomain", "Library/Caches/evil/agent", b"x")
        backup.add("file", "HomeDomain", "Library/Caches/log", b"x")
        backup.add("file", "RootDomain", "Library/Logs/keys.txt", b"x")
        backup.add("file", "SysContainerDomain-com.example", "bh", b"x")
        for entry in more:
            backup.add(*entry)
        made = self.made(backup, password, name=f"backup{password}")
        indicators = self.file("feed.stix2", feed)
        answer = self.expect(self.scan(made, "--indicators", indicators, "--password-file", self.secret()), code)
        return sorted(o["fields"]["path"] for f in answer.findings for o in f["observations"]), answer

    def test_a_path_of_the_device(self):
        for password in (None, PASSWORD):
            with self.subTest(password=password):
                self.assertEqual(self.hits(paths_feed("/private/var/root/Library/Logs/keys.txt"), password)[0],
                                 ["/private/var/root/Library/Logs/keys.txt"])

    def test_in_an_archive_too(self):
        backup = maker.Backup()
        backup.add("file", "RootDomain", "Library/x", b"x")
        archive = self.zipped(self.made(backup), before="MobileSync/")
        feed = self.file("feed.stix2", paths_feed("/private/var/root/Library/x"))
        answer = self.expect(self.scan(archive, "--indicators", feed, "--password-file", self.secret()), 1)
        self.assertEqual([o["fields"]["path"] for f in answer.findings for o in f["observations"]],
                         ["/private/var/root/Library/x"])

    def test_without_a_walk_too(self):
        backup = maker.Backup()
        backup.add("file", "RootDomain", "x", b"x")
        made = self.made(backup)
        feed = self.file("feed.stix2", paths_feed("/private/var/root/x"))
        for depth in ("known", "names", "full"):
            with self.subTest(depth=depth):
                answer = self.scan(made, "--indicators", feed, "--depth", depth, "--password-file", self.secret())
                self.expect(answer, 1)
                self.assertEqual(answer.status("backups"), "complete")

    def test_paths_that_no_backup_has_are_counted(self):
        _, answer = self.hits(paths_feed("/private/var/tmp/x", "/private/var/root/y"), code=0)
        row = next(r for r in answer.json["coverage"] if r["probe"] == "backups")
        self.assertEqual(row["status"], "complete")
        self.expect_in("1 of 2 path(s) that are looked for lie where backups hold nothing, the first is /private/var/tmp/x",
                       row["why"])

    def test_a_folder_that_has_no_row_of_its_own(self):
        self.assertEqual(self.hits(paths_feed("/private/var/mobile/Library/Caches/evil/"))[0],
                         ["/private/var/mobile/Library/Caches/evil"])

    def test_the_path_of_var_as_programs_write_it(self):
        self.assertEqual(self.hits(paths_feed("/var/root/Library/Logs/keys.txt"))[0], ["/private/var/root/Library/Logs/keys.txt"])

    def test_a_container(self):
        self.assertEqual(self.hits(paths_feed("/private/var/containers/Data/System/com.example/bh"))[0],
                         ["/private/var/containers/Data/System/com.example/bh"])

    def test_parts_of_a_path_are_whole(self):
        paths = ("/private/var/mobile/Library/Caches/l/", "/private/var/mobile/Library/Caches/lo",
                 "/private/var/mobile/Library/Caches/evil/agen", "/private/var/mobile/Library/Caches/ev/")
        self.assertEqual(self.hits(paths_feed(*paths), code=0)[0], [])

    def test_a_name_that_only_a_refused_row_has(self):
        hits, answer = self.hits(paths_feed("/private/var/escaped"), code=3,
                                 more=[("file", "HomeDomain", "../escaped", b"x")])
        self.assertEqual(hits, [])
        self.said(answer, "leads out of its domain", "Manifest.db")


class Closed(Backup):
    """A backup that could not be opened is never clean."""

    def closed(self, evidence, part, *more, file="Manifest.db", password=PASSWORD, **how):
        with_password = ("--password-file", self.secret(password)) if password else ()
        answer = self.look(evidence, *with_password, *more, code=3, **how)
        self.said(answer, part, file)
        self.assertEqual(answer.status("backups"), "unreadable")
        self.assertEqual(answer.findings, [])
        return answer

    def both(self, made, part, **how):
        """As a folder, and in an archive."""
        self.closed(made, part, **how)
        self.closed(self.zipped(made, f"{made.name}.zip"), part, file=f"{made.name}.zip!/Manifest.db", **how)

    def test_no_password(self):
        self.both(self.made(sample()), "is encrypted, and no password was given", password=None)

    def test_wrong_password(self):
        self.both(self.made(sample()), "the password is wrong", password="battery staple")

    def test_a_file_of_passwords_that_is_empty_or_not_there(self):
        made = self.made(sample())
        self.closed(made, "no password was given", "--password-file", self.file("empty", "\n\n"), password=None)
        gone = self.expect(self.scan(made, "--password-file", self.folder / "gone"), 2)
        self.expect_in("cannot open the password file", gone.said)

    def test_a_backup_of_ios_9(self):
        self.file("backup/Manifest.mbdb", b"mbdb\x05\x00")
        self.file("backup/Manifest.plist", b"")
        self.both(self.folder / "backup", "iOS 9 or older (Manifest.mbdb)")

    def test_without_a_manifest(self):
        made = self.made(sample())
        (made / "Manifest.db").unlink()
        self.both(made, "without its Manifest.db")

    def test_rounds_that_would_take_hours(self):
        for first, second in ((1 << 31, 10), (100, 1 << 31)):
            with self.subTest(first=first):
                made = self.made(sample(), keybag=maker.Keybag(PASSWORD, first, second), name=f"backup{first}")
                answer = self.closed(made, "asks for 2147483648 rounds")
                self.assertLess(answer.seconds, 20)

    def test_no_key_for_the_manifest(self):
        keybag = maker.Keybag(PASSWORD)
        keybag.left_out = {4}
        self.both(self.made(sample(), keybag=keybag), "Manifest.db cannot be decrypted: the keybag has no open key of class 4")

    def test_no_keybag(self):
        made = self.made(sample())
        plist = maker.plistlib.loads((made / "Manifest.plist").read_bytes())
        del plist["BackupKeyBag"]
        (made / "Manifest.plist").write_bytes(maker.plistlib.dumps(plist))
        self.both(made, "has no keybag")

    def test_a_manifest_plist_that_is_no_plist(self):
        made = self.made(sample())
        (made / "Manifest.plist").write_bytes(b"nothing of the kind")
        self.both(made, "Manifest.plist that cannot be read")

    def test_hostile_manifests(self):
        for name, data in {"empty": b"", "noise": os.urandom(4096), "cut": b"SQLite format 3\0", "text": b"SQLite format 3\0" + b"x" * 4080}.items():
            with self.subTest(name=name):
                backup = sample()
                backup.change_manifest = lambda _, data=data: data
                self.closed(self.made(backup, None, name=name), "its Manifest.db")

    def test_a_manifest_without_its_table(self):
        made = self.made(sample(), None)
        (made / "Manifest.db").unlink()
        with sqlite3.connect(made / "Manifest.db") as db:
            db.execute("CREATE TABLE Other (a)")
        db.close()
        self.both(made, "has no table Files")

    def test_a_manifest_that_names_nothing(self):
        self.both(self.made(maker.Backup()), "names no file that can be trusted")

    def test_a_view_in_the_place_of_the_table(self):
        made = self.made(sample(), None)
        (made / "Manifest.db").unlink()
        with sqlite3.connect(made / "Manifest.db") as db:
            db.execute("CREATE VIEW Files AS SELECT load_extension('x') AS fileID, 1 AS domain, 2 AS relativePath, 1 AS flags, 3 AS file")
        db.close()
        answer = self.look(made, code=3)
        self.expect_not_in(answer.status("backups"), ("complete", "empty"), answer)


class Damaged(Backup):
    """One thing is wrong; it is told, and the rest is read all the same."""

    def lost(self, backup, part, file=STATUS, status="unreadable", **more):
        made = self.made(backup, **more)
        for evidence in (made, self.zipped(made)):
            with self.subTest(evidence=evidence.name):
                answer = self.open(evidence, code=3)
                self.said(answer, part, file if evidence is made else f"phone.zip!/{file}")
                self.assertEqual(answer.status("packages.dpkg"), status)
                self.assertEqual(answer.findings, [])

    def test_content_that_is_missing(self):
        backup = sample()
        backup.change_stored = lambda path, data: None if path == DPKG else data
        self.lost(backup, "its content is not in the backup")

    def test_a_class_without_a_key(self):
        keybag = maker.Keybag(PASSWORD)
        keybag.left_out = {1}
        backup = sample()
        backup.change_class = lambda path: 1 if path == DPKG else 3
        self.lost(backup, "no open key of class 1", keybag=keybag)

    def test_a_record_that_cannot_be_read_is_never_ciphertext_in_disguise(self):
        backup = sample()
        backup.change_row = lambda row: [*row[:4], row[4][:40]] if row[2] == DPKG else row
        self.lost(backup, "its record")

    def test_a_file_that_is_cut_is_read_up_to_there(self):
        for cut, part in ((3, "no whole number of blocks"), (16, "its end is no padding")):
            with self.subTest(cut=cut):
                backup = maker.Backup()
                backup.add("file", APP, DPKG, kit.KESL + kit.package("last" * 40))
                backup.change_stored = lambda path, data: data[:-cut]
                made = self.made(backup, name=f"backup{cut}")
                for evidence in (made, self.zipped(made)):
                    answer = self.open(evidence)
                    self.assertEqual(answer.subjects(), [FOUND], str(answer))
                    self.said(answer, part)
                    self.assertEqual(answer.status("packages.dpkg"), "partial")

    def test_an_empty_file_may_be_stored_as_nothing(self):
        for content, part in ((b"", None), (b"not empty", "no whole number of blocks")):
            with self.subTest(content=content):
                backup = maker.Backup()
                backup.add("file", APP, DPKG, content)
                backup.change_stored = lambda path, data: b""
                made = self.made(backup, name=f"backup{len(content)}")
                answer = self.scan(made, "--subject", "vendor/kaspersky", "--password-file", self.secret())
                if part:
                    self.said(answer, part, STATUS)
                else:
                    self.assertEqual([p for p in answer.json["problems"] if "blocks" in p["why"]], [])

    def test_the_padding_decides_and_not_the_recorded_size(self):
        for size in (0, 5, 1 << 40):
            with self.subTest(size=size):
                backup = sample()
                backup.change_size = lambda path, real: size
                self.found(self.open(self.made(backup, name=f"backup{size}")))

    def test_content_that_is_a_link(self):
        backup = sample()
        backup.change_stored = lambda path, data: None if path == DPKG else data
        made = self.made(backup, None)
        name = file_id(APP, DPKG)
        (made / name[:2]).mkdir(exist_ok=True)
        (made / name[:2] / name).symlink_to(self.file("outside", kit.KESL))
        answer = self.look(made, code=3)
        self.said(answer, "its content is no regular file (link)", STATUS)
        self.assertEqual(answer.findings, [])

    def test_a_content_folder_that_is_a_link_out(self):
        backup = sample()
        backup.change_stored = lambda path, data: None if path == DPKG else data
        made = self.made(backup, None)
        name = file_id(APP, DPKG)
        self.file(f"outside/{name}", kit.KESL)
        (made / name[:2]).symlink_to(self.folder / "outside")
        answer = self.look(made, code=3)
        self.assertEqual(answer.findings, [])

    def test_a_plain_manifest_that_is_cut_gives_what_is_left(self):
        backup = maker.Backup()
        backup.add("file", APP, DPKG, kit.KESL)
        for i in range(300):
            backup.add("file", "HomeDomain", f"many/{i:03}", b"x")
        backup.change_manifest = lambda data: data[:len(data) // 2]
        answer = self.look(self.made(backup, None))
        self.found(answer)
        self.assertEqual(answer.status("backups"), "partial")

    def test_an_encrypted_manifest_that_is_cut_gives_what_is_left(self):
        backup = maker.Backup()
        backup.add("file", APP, DPKG, kit.KESL)
        for i in range(300):
            backup.add("file", "HomeDomain", f"many/{i:03}", b"x")
        backup.change_manifest = lambda data: data[:len(data) // 2 - 7]
        answer = self.open(self.made(backup))
        self.found(answer)
        self.assertEqual(answer.status("backups"), "partial")

    def test_rows_that_lie(self):
        paths = [("HomeDomain", "../../escaped"), ("HomeDomain", "/escaped"), ("..", "escaped"), ("a/b", "escaped"),
                 ("", "escaped"), ("HomeDomain", "a//b"), ("HomeDomain", "./a"), ("AppDomain-..", "../../..")]
        backup = sample()
        for domain, path in paths:
            backup.add("file", domain, path, b"bad")
        backup.extra_rows = [["short", "HomeDomain", "x", 1, b""], [None, None, None, None, None],
                             ["f" * 40, "HomeDomain", "y", 16, b""], [b"\xff" * 40, b"\x00", b"\x00", "one", 5],
                             [file_id(APP, DPKG), "HomeDomain", "other", 1, b""]]
        made = self.made(backup)
        for evidence in (made, self.zipped(made)):
            with self.subTest(evidence=evidence.name):
                answer = self.open(evidence)
                self.found(answer, STATUS if evidence is made else f"phone.zip!/{STATUS}")
                self.said(answer, "leads out of its domain")
                self.said(answer, "has the fileID of a row before it")
                self.said(answer, "is neither file nor folder nor link")
                self.assertEqual(answer.status("backups" if evidence is made else "archives"),
                                 "partial" if evidence is made else "unreadable")

    def test_a_domain_of_dots_stays_where_it_is(self):
        backup = maker.Backup()
        backup.add("file", "AppDomain-..", DPKG, kit.KESL)
        self.found(self.open(self.made(backup)), place("AppDomain-..", DPKG, f"AppDomain-../{DPKG}"))

    def test_a_backup_that_was_not_finished(self):
        made = self.made(sample(), None)
        (made / "Status.plist").write_bytes(maker.plistlib.dumps({"SnapshotState": "uploading"}))
        answer = self.look(made)
        self.said(answer, "was not finished", "Status.plist")
        self.assertEqual(answer.status("backups"), "partial")

    def test_names_that_would_steer_a_terminal(self):
        backup = sample()
        backup.add("file", "HomeDomain", "a\x1b[2Jb/" + DPKG, kit.KESL)
        backup.change_stored = lambda path, data: None if "\x1b" in path else data
        made = self.made(backup)
        answer = self.waarborg("scan", made, "--subject", "vendor/kaspersky", "--password-file", self.secret())
        self.expect_not_in("\x1b", answer.said + answer.text)


class Secrets(Backup):
    def test_password_from_a_descriptor(self):
        made = self.made(sample())
        read, write = os.pipe()
        os.write(write, PASSWORD.encode() + b"\n")
        os.close(write)
        answer = self.look(made, "--password-file", f"/dev/fd/{read}", pass_fds=[read])
        os.close(read)
        self.found(answer)

    def typed(self, made, *words):
        """Types at each prompt; gives the program's code and what it said."""
        ours, theirs = pty.openpty()
        run = subprocess.Popen([kit.Programs.waarborg, "scan", made, "--subject", "vendor/kaspersky", "--format", "json"],
                               stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, "SOURCE_DATE_EPOCH": kit.EPOCH})
        said = b""
        for word in words:
            while not said.endswith(b"): "):
                one = run.stderr.read(1)
                if not one:
                    self.fail(f"expected a prompt, got {said!r}")
                said += one
            said += b"\n"
            os.write(ours, word.encode() + b"\n")
        out, rest = run.communicate(timeout=60)
        os.set_blocking(ours, False)
        try:
            echoed = os.read(ours, 4096)
        except BlockingIOError:
            echoed = b""
        os.close(theirs)
        os.close(ours)
        self.expect_not_in(b"horse", echoed + said + rest + out)
        return run.returncode, (said + rest).decode(), json.loads(out)

    def test_password_from_a_prompt_without_an_echo(self):
        made = self.made(sample())
        code, said, answer = self.typed(made, "wrong", PASSWORD)
        self.assertEqual(code, 1)
        self.expect_in(f"Password of {made}", said)
        self.expect_in("the password is wrong", said)

    def test_a_backup_may_be_left_out_at_the_prompt(self):
        code, _, answer = self.typed(self.made(sample()), "")
        self.assertEqual(code, 3)
        self.expect_in("no password was given", str(answer["problems"]))

    def test_three_times_is_enough(self):
        code, said, answer = self.typed(self.made(sample()), "a", "b", "c")
        self.assertEqual(code, 3)
        self.assertEqual(said.count("Password of"), 3)

    def test_a_plain_backup_asks_for_nothing(self):
        code, said, _ = self.typed(self.made(sample(), None))
        self.assertEqual((code, said), (1, ""))

    def test_the_password_is_not_kept(self):
        made = self.made(sample())
        word = "unmistakable-secret-word"
        keyed = self.made(sample(), word, name="other")
        case = self.folder / "kept.case"
        answer = self.look(keyed, "--password-file", self.secret(word), "-o", case)
        self.expect_not_in(word.encode(), case.read_bytes() + answer.out + answer.err)
        self.found(answer)


class Walls(Backup):
    def traces(self, evidence, *calls):
        folder = self.folder / "traces"
        folder.mkdir()
        answer = kit.run("strace", "-ff", "-qq", "-s", "100000", "-e", f"trace={','.join(calls)}", "-e", "signal=none", "-o",
                         folder / "of", kit.Programs.waarborg, "scan", evidence, "--subject", "vendor/kaspersky",
                         "--password-file", self.secret(), "--jobs", "2")
        self.expect(answer, 1)
        return [at.read_text(errors="replace").splitlines() for at in folder.iterdir()]

    def test_one_worker_hears_the_password_and_nobody_says_it(self):
        backup = maker.Backup()
        for i in range(5):
            backup.add("file", f"{APP}.{i}", DPKG, kit.KESL)
        traces = self.traces(self.made(backup, name="more"), "recvmsg", "sendmsg", "sendto", "write", "pwrite64")
        heard = [calls for calls in traces if any(PASSWORD in c for c in calls if c.startswith("recvmsg"))]
        said = [calls for calls in traces if any(PASSWORD in c for c in calls if not c.startswith("recvmsg"))]
        self.assertEqual((len(heard), len(said)), (1, 1), "expected the parent to tell it to one worker")
        self.assertNotEqual(heard[0], said[0])

    def test_workers_of_a_backup_make_no_forbidden_call(self):
        walls = 0
        for calls in self.traces(self.made(sample()), *sandbox.TRACED.split(",")):
            closed = [i for i, c in enumerate(calls) if sandbox.re.match(sandbox.Sandbox.WALL, c)]
            if not closed:
                continue
            walls += 1
            self.assertEqual([c for c in calls[closed[-1] + 1:] if sandbox.FORBIDDEN.match(c)], [])
        self.assertGreaterEqual(walls, 3, "expected workers to list and to read the backup")


class Large(Backup):
    def test_many_rows_are_listed_quickly_and_in_little_memory(self):
        rows = 60_000
        keybag = maker.Keybag(PASSWORD)
        backup = sample()
        blob = maker.record("file", "x" * 60, 100, None, keybag.wrapped(3, maker.chance("k")), bytes(20))
        backup.extra_rows = [[file_id(f"AppDomain-org.example.{i % 300}", f"Library/Caches/folder/{i}/name of a file"),
                              f"AppDomain-org.example.{i % 300}", f"Library/Caches/folder/{i}/name of a file", 1, blob]
                             for i in range(rows)]
        made = self.made(backup, name="many")
        peak, done = [0], threading.Event()
        command = [kit.Programs.waarborg, "scan", made, "--subject", "vendor/kaspersky", "--format", "json",
                   "--password-file", self.secret()]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

        def tree(pid):
            total = 0
            try:
                for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
                for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                    total += tree(child)
            except OSError:
                pass
            return total

        def watch():
            while not done.wait(0.02):
                peak[0] = max(peak[0], tree(run.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, _ = run.communicate(timeout=120)
        done.set()
        watcher.join()
        self.assertEqual(run.returncode, 1, out[:500])
        self.assertLess(peak[0], 120 * 1024, "kilobytes of all processes")
        self.assertGreater(peak[0], 0)
