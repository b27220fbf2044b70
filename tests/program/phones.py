"""Backups of phones, written out by the program: whole ones, and ones that lie."""
import hashlib, json, os, pty, subprocess

import kit

maker = kit.load_script(kit.REPOSITORY / "tools/make-ios-backup")

PASSWORD = "correct horse"
LONG = bytes(range(256)) * 3000  # longer than a piece


def sample():
    """A backup with what ordinary ones have."""
    backup = maker.Backup()
    backup.add("folder", "HomeDomain", "")
    backup.add("folder", "HomeDomain", "Library/SMS")
    backup.add("file", "HomeDomain", "Library/SMS/sms.db", LONG)
    backup.add("file", "HomeDomain", "Library/\N{EURO SIGN} notes.txt", b"sixteen bytes ok")
    backup.add("file", "AppDomain-org.example.app", "Documents/empty", b"")
    backup.add("link", "HomeDomain", "Library/out", "/etc/passwd")
    return backup


class Phone(kit.Case):
    def made(self, backup, password=PASSWORD, keybag=None):
        backup.write(self.folder / "backup", password, keybag)
        return self.folder / "backup"

    def decrypt(self, backup, password=PASSWORD, out="out", code=0):
        secret = self.file("secret", (password or "none") + "\n")
        return self.expect(self.waarborg("decrypt", backup, "-o", self.folder / out, "--password-file", secret), code)

    def written(self, out="out"):
        base = self.folder / out
        return {str(p.relative_to(base)): p.read_bytes() for p in base.rglob("*")
                if p.is_file() and p.name != "contents.ndjson"}

    def contents(self, out="out"):
        return [json.loads(line) for line in (self.folder / out / "contents.ndjson").read_text().splitlines()]

    WHOLE = {"HomeDomain/Library/SMS/sms.db": LONG, "HomeDomain/Library/\N{EURO SIGN} notes.txt": b"sixteen bytes ok",
             "AppDomain-org.example.app/Documents/empty": b""}


class Decrypt(Phone):
    def test_an_encrypted_backup(self):
        answer = self.decrypt(self.made(sample()))
        self.assertEqual(self.written(), self.WHOLE)
        self.expect_in("3 files (768016 bytes), 2 folders", answer.text)
        self.expect_in("1 links", answer.text)
        self.assertEqual(answer.said, "")

    def test_a_plain_backup_needs_no_password(self):
        backup = self.made(sample(), None)
        self.expect(self.waarborg("decrypt", backup, "-o", self.folder / "out"), 0)
        self.assertEqual(self.written(), self.WHOLE)

    def test_the_password_is_one_of_many(self):
        self.decrypt(self.made(sample()), "battery staple\r\n" + PASSWORD + "\r\nmore")
        self.assertEqual(self.written(), self.WHOLE)

    def test_the_list_says_what_was_written(self):
        self.decrypt(self.made(sample()))
        rows = {row["path"]: row for row in self.contents()}
        self.assertEqual(rows["HomeDomain/Library/SMS/sms.db"]["sha256"], hashlib.sha256(LONG).hexdigest())
        self.assertEqual(rows["HomeDomain/Library/SMS/sms.db"]["modified"], "2024-05-06T07:08:09Z")
        self.assertEqual(rows["HomeDomain/Library/SMS/sms.db"]["mode"], "100644")
        self.assertEqual(rows["HomeDomain/Library/out"]["target"], "/etc/passwd")

    def test_files_are_for_their_owner_and_have_their_time(self):
        self.decrypt(self.made(sample()))
        file = self.folder / "out/HomeDomain/Library/SMS/sms.db"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual((self.folder / "out").stat().st_mode & 0o777, 0o700)
        self.assertEqual(file.stat().st_mtime, 1714979289)
        self.assertFalse(os.path.lexists(self.folder / "out/HomeDomain/Library/out"))

    def test_the_backup_stays_as_it_was(self):
        backup = self.made(sample())
        before = {p: p.read_bytes() for p in backup.rglob("*") if p.is_file()}
        self.decrypt(backup)
        self.assertEqual({p: p.read_bytes() for p in backup.rglob("*") if p.is_file()}, before)

    def test_the_maker_reads_a_description(self):
        text = self.file("phone.txt", "file | HomeDomain | a/b.txt | text hello\\n\nfolder | HomeDomain | a\n")
        made = kit.run(kit.REPOSITORY / "tools/make-ios-backup", text, self.folder / "backup", "--password", PASSWORD)
        self.expect(made, 0)
        self.decrypt(self.folder / "backup")
        self.assertEqual(self.written(), {"HomeDomain/a/b.txt": b"hello\n"})

    def test_password_from_a_descriptor(self):
        backup = self.made(sample())
        read, write = os.pipe()
        os.write(write, PASSWORD.encode() + b"\n")
        os.close(write)
        answer = self.waarborg("decrypt", backup, "-o", self.folder / "out", "--password-file", f"/dev/fd/{read}",
                               pass_fds=[read])
        os.close(read)
        self.expect(answer, 0)
        self.assertEqual(self.written(), self.WHOLE)

    def test_password_from_a_prompt_without_an_echo(self):
        backup = self.made(sample())
        ours, theirs = pty.openpty()
        run = subprocess.Popen([kit.Programs.waarborg, "decrypt", backup, "-o", self.folder / "out"], stdin=theirs,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        asked = run.stderr.read(len("Password of the backup: "))
        self.assertEqual(asked, b"Password of the backup: ")
        os.write(ours, PASSWORD.encode() + b"\n")
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 0)
        os.set_blocking(ours, False)
        try:
            echoed = os.read(ours, 4096)
        except BlockingIOError:
            echoed = b""
        self.expect_not_in(b"horse", echoed)
        self.assertEqual(self.written(), self.WHOLE)
        os.close(theirs)
        os.close(ours)


class Refused(Phone):
    def refused(self, answer, part):
        self.expect_in(part, answer.said, answer)
        self.assertEqual(answer.said.count("\n"), 1, answer)

    def test_wrong_password(self):
        answer = self.decrypt(self.made(sample()), "battery staple", code=4)
        self.refused(answer, "the password is wrong")
        self.assertFalse((self.folder / "out").exists())

    def test_a_folder_that_is_not_empty(self):
        self.file("out/here", "mine")
        self.refused(self.decrypt(self.made(sample()), code=2), "is not empty")
        self.assertEqual(self.written(), {"here": b"mine"})

    def test_an_output_folder_that_is_a_link(self):
        (self.folder / "elsewhere").mkdir()
        (self.folder / "out").symlink_to(self.folder / "elsewhere")
        self.decrypt(self.made(sample()), code=2)
        self.assertEqual(list((self.folder / "elsewhere").iterdir()), [])

    def test_no_backup(self):
        (self.folder / "backup").mkdir()
        self.refused(self.decrypt(self.folder / "backup", code=2), "is no iOS backup")
        self.decrypt(self.folder / "nowhere", code=2)

    def test_a_backup_of_ios_9(self):
        self.file("backup/Manifest.mbdb", b"mbdb\x05\x00")
        self.file("backup/Manifest.plist", b"")
        self.refused(self.decrypt(self.folder / "backup", code=4), "iOS 9 or older (Manifest.mbdb)")

    def test_without_a_manifest(self):
        backup = self.made(sample())
        (backup / "Manifest.db").unlink()
        self.refused(self.decrypt(backup, code=4), "without its Manifest.db")

    def test_rounds_that_would_take_hours(self):
        for first, second in ((1 << 31, 10), (100, 1 << 31)):
            with self.subTest(first=first):
                backup = sample()
                backup.write(self.folder / f"backup{first}", PASSWORD, maker.Keybag(PASSWORD, first, second))
                answer = self.decrypt(self.folder / f"backup{first}", code=4)
                self.refused(answer, "asks for 2147483648 rounds")
                self.assertLess(answer.seconds, 20)

    def test_no_key_for_the_manifest(self):
        keybag = maker.Keybag(PASSWORD)
        keybag.left_out = {4}
        self.refused(self.decrypt(self.made(sample(), keybag=keybag), code=4),
                     "Manifest.db cannot be decrypted: the keybag has no open key of class 4")


class Hostile(Phone):
    """One thing is wrong; the rest is written all the same, and the code is 3."""

    NOTES = "HomeDomain/Library/\N{EURO SIGN} notes.txt"

    def only_lost(self, backup, lost, part, **more):
        answer = self.decrypt(self.made(backup, **more), code=3)
        self.assertEqual(self.written(), {p: d for p, d in self.WHOLE.items() if p != lost}, answer)
        self.expect_in(part, answer.said, answer)
        return answer

    def test_ciphertext_that_is_no_whole_number_of_blocks(self):
        backup = sample()
        backup.change_stored = lambda path, data: data[:-3] if "notes" in path else data
        self.only_lost(backup, self.NOTES, "no whole number of blocks")

    def test_padding_that_is_wrong(self):
        backup = sample()
        backup.change_stored = lambda path, data: data[:-16] if path.endswith("sms.db") else data
        self.only_lost(backup, "HomeDomain/Library/SMS/sms.db", "its end is no padding")

    def test_a_class_without_a_key(self):
        keybag = maker.Keybag(PASSWORD)
        keybag.left_out = {1}
        backup = sample()
        backup.change_class = lambda path: 1 if "notes" in path else 3
        self.only_lost(backup, self.NOTES, "no open key of class 1", keybag=keybag)

    def test_content_that_is_not_there(self):
        backup = sample()
        backup.change_stored = lambda path, data: None if "notes" in path else data
        self.only_lost(backup, self.NOTES, "its content is not in the backup")

    def test_content_that_is_a_link_out(self):
        backup = sample()
        backup.change_stored = lambda path, data: None if "notes" in path else data
        made = self.made(backup, None)
        secret = self.file("outside", "not of the backup")
        name = hashlib.sha1("HomeDomain-Library/\N{EURO SIGN} notes.txt".encode()).hexdigest()
        (made / name[:2]).mkdir(exist_ok=True)
        (made / name[:2] / name).symlink_to(secret)
        self.decrypt(made, code=3)
        self.assertNotIn(self.NOTES, self.written())

    def test_rows_whose_paths_lead_out(self):
        paths = [("HomeDomain", "../../escaped"), ("HomeDomain", "a/../../../escaped"), ("HomeDomain", "/escaped"),
                 ("..", "escaped"), ("../x", "escaped"), ("a/b", "escaped"), ("", "escaped"), (".", "escaped"),
                 ("HomeDomain", "a//b"), ("HomeDomain", "./a"), (".partial", "escaped"), ("HomeDomain", "..")]
        backup = sample()
        for domain, path in paths:
            backup.add("file", domain, path, b"bad")
        answer = self.only_lost(backup, None, "leads out of its domain")
        self.expect_in(f"{len(paths)} problems of the backup itself", answer.text)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["backup", "out", "secret"])

    def test_two_rows_with_one_file_id(self):
        backup = sample()
        backup.entries.append(("file", "HomeDomain", "second", b"other"))
        first = hashlib.sha1(b"HomeDomain-Library/SMS/sms.db").hexdigest()
        backup.change_row = lambda row: [first, *row[1:]] if row[2] == "second" else row
        self.only_lost(backup, None, "has the fileID of a row before it: HomeDomain/second")

    def test_two_rows_with_one_path(self):
        backup = sample()
        backup.entries.append(("file", "HomeDomain", "twin", b"other"))
        backup.change_row = lambda row: [*row[:2], "Library/SMS/sms.db", *row[3:]] if row[2] == "twin" else row
        answer = self.only_lost(backup, None, "something else is there already")
        self.expect_in("a fileID that does not belong to its path", answer.said)

    def test_a_file_that_is_a_folder_too(self):
        backup = sample()
        backup.add("file", "HomeDomain", "Library/SMS/sms.db/inner", b"x")
        self.only_lost(backup, None, "a part of its path is no folder")

    def test_a_record_that_cannot_be_read_is_never_ciphertext_in_disguise(self):
        backup = sample()
        backup.change_row = lambda row: [*row[:4], row[4][:40]] if "notes" in row[2] else row
        self.only_lost(backup, self.NOTES, "its record")

    def test_rows_of_no_known_kind(self):
        backup = sample()
        backup.extra_rows = [["short", "HomeDomain", "x", 1, b""], [None, None, None, None, None],
                             ["f" * 40, "HomeDomain", "y", 16, b""], [b"\xff" * 40, b"\x00", b"\x00", "one", 5]]
        self.only_lost(backup, None, "is neither file nor folder nor link (flags 16)")

    def test_a_digest_that_differs_is_told_and_the_file_is_kept(self):
        backup = sample()
        backup.change_stored = lambda path, data: b"changed" if "notes" in path else data
        made = self.made(backup, None)
        answer = self.decrypt(made, code=3)
        self.assertEqual(self.written()[self.NOTES], b"changed")
        self.expect_in("does not have the digest that was recorded", answer.said)

    def test_the_padding_decides_and_not_the_recorded_size(self):
        for size in (0, 5, 1 << 40):
            with self.subTest(size=size):
                backup = sample()
                backup.change_size = lambda path, real: size if path.endswith("sms.db") else real
                backup.write(self.folder / f"backup{size}", PASSWORD)
                answer = self.decrypt(self.folder / f"backup{size}", out=f"out{size}")
                self.assertEqual(self.written(f"out{size}"), self.WHOLE)
                self.expect_in(f"has 768000 bytes where {size} were recorded", answer.said)

    def test_a_plain_manifest_that_is_cut_gives_what_is_left(self):
        backup = sample()
        for i in range(150):
            backup.add("file", "HomeDomain", f"many/{i:03}", b"x")
        backup.change_manifest = lambda data: data[:len(data) // 2]
        answer = self.decrypt(self.made(backup, None), code=3)
        self.assertGreater(len(self.written()), 50, answer)
        self.expect_in("Manifest.db", answer.said)

    def test_an_encrypted_manifest_that_is_cut_gives_what_is_left(self):
        for cut in (1, 16, 9000):
            with self.subTest(cut=cut):
                backup = sample()
                for i in range(150):
                    backup.add("file", "HomeDomain", f"many/{i:03}", b"x")
                backup.change_manifest = lambda data: data[:-cut]
                backup.write(self.folder / f"backup{cut}", PASSWORD)
                answer = self.decrypt(self.folder / f"backup{cut}", out=f"out{cut}", code=3)
                self.assertGreater(len(self.written(f"out{cut}")), 50, answer)
                self.expect_in("Manifest.db", answer.said)

    def test_a_backup_that_was_not_finished(self):
        made = self.made(sample())
        (made / "Status.plist").write_bytes(maker.plistlib.dumps({"SnapshotState": "uploading"}))
        answer = self.decrypt(made, code=3)
        self.expect_in("was not finished", answer.said)
        self.assertEqual(self.written(), self.WHOLE)

    def test_names_that_would_steer_a_terminal(self):
        backup = sample()
        backup.add("file", "HomeDomain", "a\x1b[2Jb", b"x")
        backup.change_stored = lambda path, data: None if "\x1b" in path else data
        answer = self.only_lost(backup, None, "a\\x1b[2Jb")
        self.expect_not_in("\x1b", answer.said + answer.text)
