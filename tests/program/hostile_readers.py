"""A reader that a file has taken over costs its own file only. Run with the program that has hostile readers in it."""
import os, pathlib, subprocess, time

from kit import CLEAN, KESL, Case, Programs, dpkg, tar_of

KESL_FOUND = ("product/kaspersky/kesl", "confirmed", "installed")
QUICK = ("--job-seconds", 2, "--job-megabytes", 8)
ESCAPES = ("open", "openat", "create", "unlink", "socket", "fork", "clone", "execve", "kill", "ptrace", "code", "io_uring")
LIES = ("long", "zero", "noise", "unknown", "kind", "count", "seen", "hit", "far-hit", "fault", "begin", "listed")
# What the file of a hostile reader says, the reason that must be given, and whether the reader ends itself.
ATTACKS = [("crasher", "null", "killed by signal 11", "crashed"), ("crasher", "stack", "killed by signal 11", "crashed"),
           ("looper", "silent", "no sign of life for 2 seconds", "timed_out"), ("looper", "alive", "more than 8388608 bytes", "too_big"),
           ("eater", "all", "more memory", "too_big"), ("flooder", "programs", "more than 8388608 bytes", "too_big"),
           ("thrower", "error", "thrown by a hostile reader", "crashed"), ("thrower", "number", "killed by signal", "crashed")]
ATTACKS += [("opener", word, "the sandbox forbids", "crashed") for word in ESCAPES]
ATTACKS += [("forger", word, "a message that cannot be", "crashed") for word in LIES]


def below(process):
    """The processes that a process started, and those that they did."""
    try:
        children = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield int(child)
        yield from below(int(child))


def read_status(process):
    try:
        lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


class HostileReaders(Case):
    program = "hostile"

    def setUp(self):
        super().setUp()
        if Programs.hostile is None or not os.access(Programs.hostile, os.X_OK):
            self.fail("expected the program with hostile readers as second argument: build the target waarborg_hostile")

    def around(self, reader, word):
        """The hostile file amid decent ones, before and behind it in every order that files are read in."""
        return {**dpkg(CLEAN, KESL), f"var/hostile/{reader}": f"{word}\n", f"var/hostile/{reader}-behind": "decent\n",
                "srv/a/var/lib/dpkg/status": CLEAN, "srv/z/var/lib/dpkg/status": CLEAN}

    def decent(self, answer, file, reader, why, fault, behind):
        problems = answer.problems(file)
        self.assertEqual(len(problems), 1, f"expected one problem of {file}{answer}")
        self.expect_in(why, problems[0]["why"], answer)
        self.assertEqual((problems[0]["fault"].replace("-", "_"), problems[0]["reader"]), (fault, reader), str(answer))
        self.expect_found(self.expect(answer, 1), KESL_FOUND)
        self.assertTrue(answer.json["summary"]["incomplete"], f"expected the scan to say that it is incomplete{answer}")
        self.assertEqual(answer.status(f"packages.{reader}"), "partial", f"expected the loss in the coverage{answer}")
        self.assertEqual(answer.status("packages.dpkg"), "complete", f"expected the others to be read{answer}")
        self.assertEqual([p for p in answer.problems() if p["file"] != file], [], f"expected no other file to be harmed{answer}")
        self.expect_not_in(b"got-out", answer.out, answer)
        self.expect_not_in(b"deb/forged", answer.out, answer)
        case = self.folder / "x.case"
        told = self.expect(self.waarborg("report", case, "--as", "inventory", "--format", "csv"), 0)
        self.assertEqual(told.text.count("decent-program"), behind, f"expected what lies behind to be read{told}")
        self.expect_not_in("deb/forged", told.text)
        self.expect_not_in("got-out", told.text)

    def test_each_attack_costs_its_own_file(self):
        for reader, word, why, fault in ATTACKS:
            with self.subTest(f"{reader} {word}"):
                root = self.root(self.around(reader, word), f"{reader}-{word}")
                answer = self.scan(root, *QUICK, "-o", self.folder / "x.case", timeout=40)
                self.decent(answer, f"var/hostile/{reader}", reader, why, fault, 1)

    def test_each_attack_inside_an_archive_costs_its_own_entry(self):
        for reader, word, why, fault in ATTACKS:
            if reader == "opener" and word not in ("openat", "socket", "fork"):
                continue
            if reader in ("forger", "looper") and word not in ("silent", "hit", "long", "kind"):
                continue
            with self.subTest(f"{reader} {word}"):
                # The hostile entry is first: all the others lie behind it.
                files = dict(sorted(self.around(reader, word).items(), key=lambda f: not f[0].endswith(reader)))
                archive = self.file("a.tar.gz", tar_of(files, "w:gz"))
                answer = self.scan(archive, *QUICK, "-o", self.folder / "x.case", timeout=40)
                self.decent(answer, f"a.tar.gz!/var/hostile/{reader}", reader, why, fault, 1)

    def test_alone_the_code_is_3(self):
        for reader, word, status in (("crasher", "null", "unreadable"), ("opener", "socket", "unreadable"),
                                     ("forger", "hit", "unreadable"), ("thrower", "error", "partial")):
            with self.subTest(reader):
                root = self.root({**dpkg(CLEAN), f"var/hostile/{reader}": f"{word}\n"}, reader)
                answer = self.expect(self.scan(root, *QUICK), 3)
                self.assertEqual(answer.findings, [], str(answer))
                self.assertEqual(answer.status(f"packages.{reader}"), status, str(answer))

    def test_many_bad_files_do_not_wear_the_program_out(self):
        files = {**dpkg(CLEAN, KESL), **{f"var/hostile/crasher{i:03}": "null\n" if i % 2 else "decent\n" for i in range(200)}}
        answer = self.expect(self.scan(self.root(files), *QUICK, timeout=60), 1)
        self.assertEqual(len(answer.problems()), 100, str(answer))

    def test_an_archive_of_bad_entries_ends(self):
        files = {**{f"var/hostile/crasher{i:03}": "null\n" for i in range(60)}, **dpkg(CLEAN, KESL)}
        answer = self.scan(self.file("a.tar", tar_of(files)), *QUICK, timeout=60)
        self.assertIn(answer.code, (1, 3), str(answer))
        self.assertEqual(len({p["file"] for p in answer.problems()}), 60 if answer.code == 1 else 61, f"expected each loss to be told{answer}")

    def test_a_flood_of_problems_is_bounded(self):
        root = self.root(self.around("flooder", "problems"))
        answer = self.expect(self.scan(root, *QUICK, timeout=40), 1)
        told = [p for p in answer.problems() if p["reader"] == "flooder"]
        self.assertLessEqual(len(told), 10_001, "expected problems of one file to be bounded")
        self.assertTrue(answer.json["summary"]["incomplete"])

    def test_words_behind_the_end_belong_to_nobody(self):
        root = self.root(self.around("forger", "done"))
        for jobs in (1, 2):
            answer = self.expect(self.scan(root, *QUICK, "--jobs", jobs, timeout=40), 1)
            self.expect_found(answer, KESL_FOUND)
            self.expect_not_in(b"deb/forged", answer.out, answer)
            self.assertEqual(answer.status("packages.dpkg"), "complete", str(answer))

    def test_a_taken_over_reader_cannot_speak_for_a_later_job(self):
        # It ends its own job as it should and then claims, ends and lies for whatever is given out next.
        files = {"var/hostile/forger-a": "next\n", **{f"var/hostile/forger-{n:02}": "decent\n" for n in range(40)}, **dpkg(CLEAN, KESL)}
        for jobs in (1, 2):
            answer = self.scan(self.root(files, f"jobs-{jobs}"), *QUICK, "--jobs", jobs, "-o", self.folder / f"{jobs}.case", timeout=40)
            self.expect_found(self.expect(answer, 1), KESL_FOUND)
            self.assertEqual(answer.problems(), [], f"expected no job to be harmed{answer}")
            told = self.expect(self.waarborg("report", self.folder / f"{jobs}.case", "--as", "inventory", "--format", "csv"), 0)
            self.assertEqual(told.text.count("decent-program"), 40, f"expected each file to speak for itself{told}")
            self.expect_not_in("deb/forged", told.text)
            self.expect_not_in(b"deb/forged", answer.out, answer)

    def test_a_reader_that_dribbles_is_ended_by_the_clock(self):
        root = self.root(self.around("looper", "dribble"))
        answer = self.scan(root, "--job-seconds", 2, "--job-total-seconds", 4, "-o", self.folder / "x.case", timeout=40)
        self.decent(answer, "var/hostile/looper", "looper", "not done within 4 seconds", "timed_out", 1)
        self.assertGreaterEqual(answer.seconds, 4)

    def test_a_worker_has_no_privileges(self):
        # A reader that never ends holds still while the kernel is asked what its process may do.
        root = self.root(self.around("looper", "silent"))
        scan = subprocess.Popen([Programs.hostile, "scan", root, "--job-seconds", "20", "--jobs", "1"], stdout=subprocess.DEVNULL)
        self.addCleanup(scan.wait)
        self.addCleanup(scan.kill)
        found = None
        for _ in range(100):
            time.sleep(0.1)
            for status in (read_status(p) for p in below(scan.pid)):
                # The loop runs, the worker that waits for its order sleeps: either is behind its walls.
                if status.get("Seccomp") == "2" and status["State"].startswith("R"):
                    found = status
            if found:
                break
        self.assertIsNotNone(found, "expected a worker behind its filter")
        self.assertEqual(found["NoNewPrivs"], "1")
        for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(found[kind], 16), 0, f"expected no {kind}: {found}")
        if os.geteuid() == 0:
            self.assertEqual((found["Uid"].split(), found["Gid"].split(), found["Groups"]), (["65534"] * 4, ["65534"] * 4, ""), str(found))

    def test_a_decent_scan_has_no_problems(self):
        root = self.root({**dpkg(CLEAN), **{f"var/hostile/{r}": "decent\n" for r in ("crasher", "eater", "flooder", "forger", "looper", "opener", "thrower")}})
        answer = self.expect(self.scan(root), 0)
        self.assertEqual(answer.problems(), [], str(answer))
        self.assertEqual({r["canary"] for r in answer.json["coverage"]}, {"found"}, str(answer))
