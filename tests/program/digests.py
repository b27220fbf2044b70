"""Digests of files: taken where the user asks for them, of every file that a folder, an archive or a backup holds."""
import bz2, gzip, hashlib, os

import kit
import phones_backup

EVIL = b"evil\n" * 100_000
PLACE = phones_backup.place


def digest(how, content=EVIL):
    return hashlib.new(how, content).hexdigest()


class Digests(kit.Case):
    def listed(self, *values):
        return self.file("bad.txt", "".join(v + "\n" for v in values))

    def look(self, evidence, *more, code=1, digests=("--digests",)):
        return self.expect(self.scan(evidence, "--indicators", self.file("bad.txt", digest("sha256") + "\n"), *digests, *more), code)

    def files(self, answer):
        return sorted(o["origin"]["file"] for f in answer.findings for o in f["observations"])

    def test_each_of_the_three_digests_is_met(self):
        root = self.root({"opt/x/bh": EVIL, "opt/x/other": "good", "opt/x/empty": ""})
        for how in ("md5", "sha1", "sha256"):
            with self.subTest(how):
                answer = self.expect(self.scan(root, "--digests", "--indicators", self.listed(digest(how).upper())), 1)
                self.assertEqual(self.files(answer), ["opt/x/bh"], answer)

    def test_nothing_is_read_that_was_not_asked_for(self):
        answer = self.look(self.root({"opt/x/bh": EVIL, "var/lib/dpkg/status": kit.KESL}), digests=(), code=3)
        self.assertEqual(answer.findings, [], answer)
        self.assertNotIn("files.digests", [row["probe"] for row in answer.json["coverage"]])
        self.expect_in("scan --digests", str(answer.json["coverage"]), answer)

    def test_files_of_unknown_kinds_are_examined_when_digests_are_all_that_is_looked_for(self):
        root = self.root({"a/b": "good"})
        answer = self.look(root, code=0)
        self.assertEqual(answer.status("files.digests"), "complete", answer)
        mixed = self.file("mixed.txt", digest("sha256") + "\nevil.example\n")
        self.expect(self.scan(root, "--digests", "--indicators", mixed), 3)

    def test_in_archives_within_archives(self):
        inner = kit.tar_of({"private/var/tmp/bh": EVIL, "x": "good"})
        packed = kit.tar_of({"deep/inner.tar": inner, "bh": "not it"}, "w:gz")
        root = self.root({"a.tgz": packed, "b.zip": kit.zip_of({"bh": EVIL})})
        answer = self.look(root)
        self.assertEqual(self.files(answer), ["a.tgz!/deep/inner.tar!/private/var/tmp/bh", "b.zip!/bh"], answer)

    def test_what_a_small_compressed_file_holds(self):
        root = self.root({"a/evil.gz": gzip.compress(EVIL), "a/b": bz2.compress(EVIL)})
        self.assertEqual(self.files(self.look(root)), ["a/b!/b", "a/evil.gz!/evil"])

    def test_archives_that_hold_nothing_known_are_named(self):
        root = self.root({"a.zip": kit.zip_of({"x": "y"}), "b.tar": kit.tar_of({"var/lib/dpkg/status": kit.KESL})})
        answer = self.expect(self.scan(root, "--subject", "vendor/kaspersky", "--digests"), 1)
        self.expect_in("1 of 2 archive(s) hold nothing of a kind that is known, the first is a.zip", str(answer.json["coverage"]))

    def test_of_a_lone_file_and_of_an_archive_as_a_file(self):
        self.assertEqual(self.files(self.look(self.file("bh", EVIL))), ["bh"])
        packed = kit.zip_of({"x": "good"})
        bad = self.file("zip.txt", hashlib.sha1(packed).hexdigest() + "\n")
        answer = self.expect(self.scan(self.file("a.zip", packed), "--digests", "--indicators", bad), 1)
        self.assertEqual(self.files(answer), ["a.zip"], answer)

    def test_beside_a_reader_of_the_same_file(self):
        bad = self.listed(hashlib.sha256(kit.KESL.encode()).hexdigest())
        for evidence in (self.root({"var/lib/dpkg/status": kit.KESL}),
                         self.file("root.tar", kit.tar_of({"var/lib/dpkg/status": kit.KESL}))):
            answer = self.expect(self.scan(evidence, "--digests", "--indicators", bad, "--subject", "vendor/kaspersky"), 1)
            self.assertEqual([s[0] for s in sorted(answer.subjects())], ["campaign/bad", "product/kaspersky/kesl"], answer)

    def test_what_a_backup_holds_as_it_was_on_the_phone(self):
        backup = phones_backup.sample()
        backup.add("file", "HomeDomain", "Library/odd!/bh", EVIL)
        device = PLACE("HomeDomain", "Library/odd!/bh", "private/var/mobile/Library/odd!/bh")
        for password in (None, phones_backup.PASSWORD):
            folder = self.folder / f"phone {password is None}"
            backup.write(folder, password)
            files = {p.relative_to(folder.parent).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
            secret = ("--password-file", self.file("secret", phones_backup.PASSWORD + "\n"))
            with self.subTest(f"folder {password}"):
                self.assertEqual(self.files(self.look(folder, *secret)), [device])
            with self.subTest(f"tar {password}"):
                answer = self.look(self.file("phone.tar", kit.tar_of(files)), *secret)
                self.assertEqual(self.files(answer), [f"phone.tar!/{folder.name}/{device}"])

    def test_of_the_same_case_new_digests_are_matched(self):
        root, case = self.root({"opt/x/bh": EVIL}), self.folder / "a.case"
        self.expect(self.scan(root, "--digests", "--indicators", self.listed("0" * 39 + "1"), "-o", case), 0)
        later = self.waarborg("match", case, "--indicators", self.file("new.txt", digest("md5") + "\n"), "--format", "json")
        self.assertEqual(self.files(self.expect(later, 1)), ["opt/x/bh"], later)

    def test_links_and_what_is_no_file_are_not_followed(self):
        root = self.root({"opt/x/bh": EVIL})
        os.symlink("bh", root / "opt/x/link")
        os.mkfifo(root / "opt/x/pipe")
        self.assertEqual(self.files(self.look(root)), ["opt/x/bh"])

    def test_what_cannot_be_read_is_told(self):
        cut = kit.tar_of({"a": "good", "bh": EVIL})[:4096]
        answer = self.look(self.root({"cut.tar": cut}), code=3)
        self.assertEqual(answer.status("files.digests"), "partial", answer)

    def test_known_places_are_not_all_files(self):
        answer = self.scan(self.root({"a": "b"}), "--digests", "--depth", "known", "--indicators", self.listed(digest("md5")))
        self.expect(answer, 2)
        self.expect_in("--depth names or full", answer.said, answer)

    def test_whatever_the_number_of_workers_the_answer_is_the_same(self):
        root = self.root({f"d{i % 7}/f{i}": EVIL if i % 50 == 0 else f"good {i}" for i in range(300)})
        said = [self.look(root, "--jobs", jobs).json["findings"] for jobs in ("1", "2", "5")]
        self.assertEqual(said[0], said[1])
        self.assertEqual(said[0], said[2])
        self.assertEqual(len(said[0][0]["observations"]) >= 5, True)
