"""Evidence made to break the program: it may be damaged, endless, or reach for what lies outside."""
import gzip, io, os, pathlib, random, socket, sqlite3, stat, struct, subprocess, tarfile, threading, time, zipfile

from kit import (CLEAN, EPOCH, KASPERSKY, KESL, OS_RELEASE, Case, Programs, dpkg, package, rpm, rpmdb, run, tar_of, zip_of, zstd_of)

SECRET = "canary-outside-of-the-evidence"
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


class Hostile(Case):
    def ends_well(self, answer, codes=(0, 1, 3)):
        """An honest end: a code of the contract and whole JSON."""
        if answer.code not in codes:
            self.fail(f"expected one of the exit codes {codes}{answer}")
        answer.json
        return answer


class Damage(Hostile):
    def test_truncated_databases(self):
        status = (CLEAN + KESL).encode()
        sqlite = rpmdb(self.folder, rpm.bash(), rpm.kesl())
        for path, data in (("var/lib/dpkg/status", status), ("var/lib/rpm/rpmdb.sqlite", sqlite)):
            for i in range(12):
                cut = len(data) * i // 12
                with self.subTest(f"{path} cut at {cut}"):
                    answer = self.ends_well(self.scan(self.root({path: data[:cut]}, "r")))
                    if i and path.endswith("sqlite"):
                        self.assertNotEqual(answer.code, 0, f"expected a damaged database never to look clean{answer}")

    def test_flipped_bits(self):
        seeded = random.Random(7)
        sqlite = rpmdb(self.folder, rpm.bash(), rpm.kesl())
        for path, data in (("var/lib/dpkg/status", (CLEAN + KESL).encode()), ("var/lib/rpm/rpmdb.sqlite", sqlite),
                           ("a.tar.gz", tar_of(dpkg(KESL), "w:gz")), ("a.zip", zip_of(dpkg(KESL))), ("a.tar", tar_of(dpkg(KESL)))):
            for i in range(16):
                broken = bytearray(data)
                for _ in range(1 + i % 4):
                    broken[seeded.randrange(len(broken))] ^= 1 << seeded.randrange(8)
                with self.subTest(f"{path}, round {i}"):
                    self.ends_well(self.scan(self.root({path: bytes(broken)}, "r")))

    def test_empty_file_as_evidence(self):
        answer = self.ends_well(self.scan(self.file("empty.tar", b"")), (3,))
        self.assertEqual(answer.findings, [])
        self.ends_well(self.scan(self.file("empty", b"")), (3,))

    def test_evidence_that_is_nothing_we_know(self):
        answer = self.ends_well(self.scan(self.file("x.bin", os.urandom(5000))), (3,))
        self.expect_in("--as", str([row["why"] for row in answer.json["coverage"]]), answer)

    def test_evidence_that_does_not_exist(self):
        self.expect(self.scan(self.folder / "gone"), 2)
        self.expect(self.scan(self.root(dpkg(CLEAN)), self.folder / "gone"), 2)

    def test_evidence_that_is_a_device_or_a_fifo(self):
        os.mkfifo(self.folder / "fifo")
        self.expect(self.scan(self.folder / "fifo", timeout=10), 2)
        self.expect(self.scan("/dev/zero", timeout=10), 2)


class Reaching(Hostile):
    def secret(self, out, answer):
        self.expect_not_in(SECRET.encode(), answer.out, answer)

    def outside(self):
        return self.root({**dpkg(package("kesl", maintainer=SECRET)), "hostname": SECRET}, "outside")

    def test_links_out_of_the_evidence_are_not_followed(self):
        outside, root = self.outside(), self.root(OS_RELEASE)
        (root / "var/lib").mkdir(parents=True)
        os.symlink(outside / "var/lib/dpkg", root / "var/lib/dpkg")
        os.symlink(outside / "hostname", root / "etc/hostname")
        (root / "sub").mkdir()
        os.symlink("../../outside", root / "sub/chroot")
        os.symlink("../../../../../../" + str(outside / "hostname"), root / "etc/machine-id")
        answer = self.ends_well(self.scan(root), (0, 3))
        self.secret("", answer)
        self.assertEqual(answer.findings, [])
        self.assertEqual([i["value"] for i in answer.json["evidence"][0]["device"]["identifiers"]], [])

    def test_absolute_link_stays_within_the_root(self):
        root = self.root({"real/status": KESL})
        (root / "var/lib/dpkg").mkdir(parents=True)
        os.symlink("/real/status", root / "var/lib/dpkg/status")
        self.assertEqual(len(self.ends_well(self.scan(root), (1,)).findings), 1)

    def test_cyclic_links(self):
        root = self.root(dpkg(CLEAN))
        os.symlink(".", root / "self")
        os.symlink("..", root / "var/up")
        os.symlink("b", root / "a")
        os.symlink("a", root / "b")
        os.symlink("os-release", self.root({"etc/x": ""}) / "etc/os-release")
        self.ends_well(self.scan(root, timeout=20), (0, 3))

    def test_a_path_that_would_leave_its_archive(self):
        names = ("../../../../tmp/escape/var/lib/dpkg/status", "/var/lib/dpkg/status", "a/../../var/lib/dpkg/status")
        for name in names:
            for kind, make in (("tar", tar_of), ("zip", zip_of)):
                with self.subTest(f"{kind} {name}"):
                    before = set(os.listdir(self.folder))
                    evidence = self.file(f"e.{kind}", make({name: KESL}))
                    answer = self.ends_well(self.scan(evidence))
                    self.assertEqual(set(os.listdir(self.folder)) - before - {evidence.name}, set(), "expected nothing unpacked")
                    self.assertFalse(os.path.exists("/tmp/escape"), "expected nothing outside")
                    self.expect_not_in("../", str([o["origin"]["file"] for f in answer.findings for o in f["observations"]]))

    def test_links_inside_a_tar_reach_nothing(self):
        outside = self.outside()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, kind, target in (("var/lib/dpkg/status", tarfile.SYMTYPE, str(outside / "var/lib/dpkg/status")),
                                       ("etc/hostname", tarfile.LNKTYPE, str(outside / "hostname")),
                                       ("etc/machine-id", tarfile.SYMTYPE, "../" * 30 + str(outside / "hostname"))):
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, target
                tar.addfile(info)
        answer = self.ends_well(self.scan(self.file("l.tar", out.getvalue())))
        self.secret("", answer)
        self.assertEqual(answer.findings, [])


class Bombs(Hostile):
    def test_zip_bomb(self):
        zeros = bytes(10 << 20)
        inner = zip_of({f"z{i}": zeros for i in range(16)})
        bomb = zip_of({**{f"{i}.zip": inner for i in range(16)}, "var/lib/dpkg/status": KESL})
        self.assertLess(len(bomb), 3 << 20)
        answer = self.ends_well(self.scan(self.file("bomb.zip", bomb), timeout=60))
        self.assertLess(answer.seconds, 60)

    def test_file_of_zeros_with_an_absurd_ratio(self):
        line = "[1700000000] unbound[1:0] info: 192.0.2.7 p00.upd.kaspersky.com. A IN\n"
        made = subprocess.run(["sh", "-c", "(printf '%s' \"$0\"; head -c 1000000000 /dev/zero) | zstd -q -3 -c", line],
                              stdout=subprocess.PIPE)
        self.assertEqual(made.returncode, 0)
        answer = self.ends_well(self.scan(self.file("queries.log.zst", made.stdout), timeout=60), (3,))
        self.assertTrue(answer.problems(), f"expected a problem that says why{answer}")
        self.assertEqual({f["confidence"] for f in answer.findings}, {"lead"}, f"expected what came before the zeros{answer}")

    def test_file_of_zeros_only(self):
        # An archiver takes zeros for a tar without entries; that is no proof that anything is absent.
        answer = self.ends_well(self.scan(self.file("zeros.zst", zstd_of(bytes(50 << 20)))), (3,))
        self.expect_in("not recognised", str([row["why"] for row in answer.json["coverage"]]), answer)

    def test_compressed_file_of_nothing_we_know(self):
        answer = self.ends_well(self.scan(self.file("text.zst", zstd_of(b"what is this?\n" * 9))), (3,))
        self.expect_in("not recognised", str([row["why"] for row in answer.json["coverage"]]), answer)

    def test_zip_that_contains_itself(self):
        # The names of a quine without its mathematics: one stored zip whose entry overlaps the archive itself.
        name = b"self.zip"
        central_at = 30 + len(name)
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 200, 200, len(name), 0) + name
        central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 200, 200, len(name), 0, 0, 0, 0, 0, 0) + name
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central), central_at, 0)
        self.ends_well(self.scan(self.file("q.zip", local + central + end), timeout=20))

    def test_nested_to_the_limit_and_one_beyond(self):
        # The outermost archive is the first of eight.
        data = tar_of(dpkg(KESL))
        for _ in range(7):
            data = tar_of({"in.tar": data})
        self.assertEqual(len(self.ends_well(self.scan(self.file("eight.tar", data)), (1,)).findings), 1)
        answer = self.ends_well(self.scan(self.file("nine.tar", tar_of({"in.tar": data}))), (3,))
        self.expect_in("nested deeper", str(answer.problems()), answer)

    def test_deep_folders_in_an_archive(self):
        deep = "/".join(["d"] * 3000) + "/var/lib/dpkg/status"
        self.ends_well(self.scan(self.file("deep.tar", tar_of({deep: KESL, "var/lib/dpkg/status": KESL})), timeout=20), (1,))

    def test_deep_folders(self):
        root = self.root(dpkg(KESL))
        at = os.open(root, os.O_RDONLY)
        for _ in range(2000):  # longer than a path may be
            os.mkdir("deeper", dir_fd=at)
            below = os.open("deeper", os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = below
        os.close(at)
        answer = self.ends_well(self.scan(root, timeout=20), (1,))
        self.assertTrue(answer.json["summary"]["incomplete"] and answer.problems(), f"expected the depth to be told{answer}")
        subprocess.run(["rm", "-rf", str(root)], check=True)


class Names(Hostile):
    ODD = [b"line\nbreak", b"\x1b[31mred\x1b]0;title\x07", b"not-utf8-\xff\xfe", b"=cmd|' /C calc'!A0", b"-rf", b"quote\"'<script>",
           b"\xe2\x80\xae rtl", b"tab\t", b"a" * 255]

    def odd_root(self):
        root = os.fsencode(self.root({**OS_RELEASE, **dpkg(CLEAN)}))
        for name in self.ODD:
            os.makedirs(root + b"/opt/" + name)
            os.makedirs(root + b"/srv/" + name + b"/var/lib/dpkg")
            with open(root + b"/srv/" + name + b"/var/lib/dpkg/status", "wb") as f:
                f.write(package("kesl", maintainer=KASPERSKY).encode() + b"Package: \x1b[2J\nDescription: \xff\n\n")
        return os.fsdecode(root)

    def test_no_terminal_escape_is_passed_on(self):
        root, case = self.odd_root(), self.folder / "odd.case"
        self.expect(self.waarborg("scan", root, "-o", case), 1)
        for view in ("findings", "inventory", "timeline", "observations", "coverage"):
            for how in ("table", "json", "ndjson", "csv", "html"):
                with self.subTest(f"{view} as {how}"):
                    answer = self.expect(self.waarborg("report", case, "--as", view, "--format", how), 0)
                    for bad in (b"\x1b", b"\x07", b"\xff", b"\xe2\x80\xae rtl" if how == "table" else b"\xfe"):
                        self.expect_not_in(bad, answer.out + answer.err, answer)
                    answer.out.decode("utf-8")
                    if how == "html":
                        self.expect_not_in(b"<script>'", answer.out.replace(b"quote\"'<script>", b"<script>'"), answer)
                    if how == "csv":
                        self.expect_not_in(b"\n=cmd", answer.out.replace(b',"=cmd', b"\n=cmd").replace(b",=cmd", b"\n=cmd"), answer)

    def test_every_odd_name_is_read(self):
        answer = self.expect(self.scan(self.odd_root()), 1)
        roots = {f["root"] for f in answer.findings}
        self.assertEqual(len(roots), len(self.ODD), f"expected one finding for each odd root{answer}")

    def test_escapes_in_arguments_and_messages(self):
        for arguments in (["scan", "/nowhere/\x1b[31m"], ["scan", self.root({}), "--subject", "vendor/\x1b[31m"],
                          ["directive", "show", "\x1b[31m"], ["report", "/nowhere/\x1b]0;x\x07"], ["scan", ".", "--\x1b[31m"]):
            with self.subTest(repr(arguments[-1])):
                answer = self.expect(self.waarborg(*arguments), 2)
                self.expect_not_in(b"\x1b", answer.out + answer.err, answer)

    def test_escapes_in_a_directive(self):
        bad = self.file("bad.yaml", "format: 1\nid: x\n\"\\e[31mkey\": \"\\e]0;t\\a\"\n")
        for verb in (["directive", "check", bad], ["directive", "show", bad], ["scan", self.root({}), "--directive", bad]):
            answer = self.waarborg(*verb)
            self.assertIn(answer.code, (1, 2), str(answer))
            self.expect_not_in(b"\x1b", answer.out + answer.err, answer)

    def test_two_hundred_thousand_empty_files(self):
        root = os.fsencode(self.root({**dpkg(CLEAN, KESL)}))
        for folder in range(200):
            at = root + b"/opt/f%d" % folder
            os.makedirs(at)
            for n in range(1000):
                odd = self.ODD[n % 4] + b"%d" % n if n % 50 == 0 else b"%d" % n
                os.close(os.open(at + b"/" + odd, os.O_CREAT | os.O_WRONLY, 0o600))
        answer = self.ends_well(self.scan(os.fsdecode(root), timeout=60), (1,))
        self.assertLess(answer.seconds, 30)
        self.assertGreaterEqual(sum(r["files"] for r in answer.json["coverage"] if r["probe"] == "names"), 200_000)


class Obstacles(Hostile):
    def test_unreadable_folder_is_named(self):
        root = self.root({**dpkg(CLEAN), "srv/locked/x": "x"})
        os.chmod(root / "srv/locked", 0)
        as_nobody = NOBODY if os.geteuid() == 0 else ()
        answer = self.ends_well(run(*as_nobody, Programs.waarborg, "scan", root, "--format", "json"), (3,))
        os.chmod(root / "srv/locked", 0o700)
        self.expect_in("srv/locked", str(answer.problems()), answer)
        self.expect_in("srv/locked", str([r["why"] for r in answer.json["coverage"]]), answer)

    def test_unreadable_database_is_not_absence(self):
        root = self.root(dpkg(KESL))
        os.chmod(root / "var/lib/dpkg/status", 0)
        as_nobody = NOBODY if os.geteuid() == 0 else ()
        answer = self.ends_well(run(*as_nobody, Programs.waarborg, "scan", root, "--format", "json"), (3,))
        self.assertEqual(answer.status("packages.dpkg"), "unreadable", str(answer))

    def test_fifos_sockets_and_devices_do_not_block(self):
        root = self.root(OS_RELEASE)
        for place in ("var/lib/dpkg", "etc", "var/log", "opt"):
            (root / place).mkdir(parents=True, exist_ok=True)
        os.mkfifo(root / "var/lib/dpkg/status")
        os.mkfifo(root / "var/log/unbound.log")
        os.mkfifo(root / "a.tar.gz")
        listening = socket.socket(socket.AF_UNIX)
        self.addCleanup(listening.close)
        here = os.getcwd()
        os.chdir(root / "etc")  # the path of a socket is short
        listening.bind("hostname")
        os.chdir(here)
        if os.geteuid() == 0:
            os.mknod(root / "etc/machine-id", stat.S_IFCHR | 0o600, os.makedev(1, 5))
        self.ends_well(self.scan(root, timeout=15), (0, 3))

    def test_a_long_log_in_constant_memory(self):
        log = self.folder / "unbound.log"
        line = b"".join(b"[17000%05d] unbound[1:0] info: 192.0.2.7 host%d.example.org. A IN\n" % (i, i) for i in range(15000))
        with open(log, "wb") as f:
            for _ in range((300 << 20) // len(line)):
                f.write(line)
            f.write(b"[1700000000] unbound[1:0] info: 192.0.2.7 p00.upd.kaspersky.com. A IN\n")
        process = subprocess.Popen([Programs.waarborg, "scan", log, "--format", "json", "--output", self.folder / "out.json"],
                                   env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, stdout=subprocess.DEVNULL)
        peak = 0
        while process.poll() is None:
            peak = max(peak, family_pss(process.pid))
            time.sleep(0.05)
        self.assertEqual(process.returncode, 0)
        self.expect_in("p00.upd.kaspersky.com", (self.folder / "out.json").read_text())
        self.assertGreater(peak, 1 << 20, "expected the memory to be measured at all")
        self.assertLess(peak >> 20, 72, "expected less than 72 MB of memory, all processes together")

    def test_full_disk_while_a_case_is_written(self):
        log = self.file("unbound.log", b"".join(b"[1700000000] unbound[1:0] info: 192.0.2.7 h%d.example.org. A IN\n" % (i * 7919)
                                                  for i in range(60000)))
        for limit in (1, 5000, 40000, 200000):
            with self.subTest(f"{limit} bytes"):
                answer = run("prlimit", f"--fsize={limit}", Programs.waarborg, "scan", log, "-o", self.folder / "new.case")
                self.expect(answer, 4)
                self.assertTrue(answer.err, f"expected a message{answer}")
                self.assertEqual(os.listdir(self.folder), ["unbound.log"], f"expected no part of a case left behind{answer}")


def family_pss(process):
    """Memory of a process and all below it, shared pages counted once."""
    total, todo = 0, [process]
    while todo:
        one = todo.pop()
        try:
            for line in pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in os.listdir(f"/proc/{one}/task"):
                todo += [int(c) for c in pathlib.Path(f"/proc/{one}/task/{task}/children").read_text().split()]
        except (OSError, ProcessLookupError):
            continue
    return total


class HostileCases(Hostile):
    def case(self):
        path = self.folder / "good.case"
        self.expect(self.waarborg("scan", self.root(dpkg(CLEAN, KESL, *[package(f"p{i}") for i in range(300)])), "-o", path), 1)
        return path.read_bytes()

    def asked(self, data, codes=(0, 1, 2, 3, 4)):
        """Every view of it ends without a crash and without a hang."""
        case, answers = self.file("bad.case", data), []
        for verb in (["report", case], ["report", case, "--as", "observations", "--format", "ndjson"], ["match", case]):
            answer = self.waarborg(*verb, timeout=20)
            self.assertIn(answer.code, codes, str(answer))
            self.expect_not_in(b"\x1b", answer.out + answer.err)
            if answer.code in (2, 4):
                self.assertTrue(answer.err, f"expected a message{answer}")
            answers.append(answer)
        return answers

    def test_truncated(self):
        data = self.case()
        for i in range(10):
            with self.subTest(f"cut at {len(data) * i // 10}"):
                for answer in self.asked(data[:len(data) * i // 10]):
                    self.assertNotEqual(answer.code, 0, f"expected a cut case never to look whole{answer}")

    def test_flipped(self):
        data, seeded = self.case(), random.Random(11)
        for i in range(20):
            broken = bytearray(data)
            for _ in range(1 + i):
                broken[seeded.randrange(len(broken))] ^= 1 << seeded.randrange(8)
            with self.subTest(f"round {i}"):
                self.asked(bytes(broken))

    def test_other_databases(self):
        path = self.folder / "other.db"
        db = sqlite3.connect(path)
        db.executescript("CREATE TABLE t(a); CREATE VIEW finding AS SELECT * FROM t; CREATE TABLE file(x);")
        db.close()
        for data in (path.read_bytes(), rpmdb(self.folder, rpm.kesl()), b"SQLite format 3\0", b"", b"PK\x03\x04", os.urandom(9000)):
            for answer in self.asked(data, (2, 4)):
                self.assertEqual(answer.out, b"", str(answer))

    def test_newer_format(self):
        self.case()
        path = self.folder / "good.case"
        for statement in ("PRAGMA user_version=999", "UPDATE meta SET value='999' WHERE name='format'"):
            db = sqlite3.connect(path)
            try:
                db.execute(statement)
                db.commit()
            except sqlite3.OperationalError:
                pass  # the number is kept in one of the two
            db.close()
        for answer in self.asked(path.read_bytes(), (2, 4)):
            self.expect_in("newer", answer.said, answer)
