"""The timeline of a case: filtered, the same every time, and in a memory that does not grow with the evidence."""
import os, subprocess

import kit


class Timeline(kit.Case):
    def log(self, lines, name="query.log"):
        hosts = ("a.example", "b.example", "evil.test")
        return self.file(name, "".join(f"[{1700000000 + 60 * n}] unbound[1:0] info: 10.0.0.{n % 200} {hosts[n % 3]}. A IN\n" for n in range(lines)))

    def case(self, log, name="it.case", *more):
        case = self.folder / name
        self.expect(self.waarborg("scan", log, "--subject", "vendor/meta", "-o", case, *more), 0)
        return case

    def told(self, case, *more, code=0):
        return self.expect(self.waarborg("report", case, "--as", "timeline", *more), code)

    def rows(self, case, *more):
        return [row["what"] for row in self.told(case, "--format", "json", *more).json["rows"]]

    def test_a_span_and_words_leave_their_rows(self):
        case = self.case(self.log(300))
        self.assertEqual(len(self.rows(case)), 300)
        self.assertEqual(self.rows(case, "--filter", "EVIL unbound"), [])
        self.assertEqual(self.rows(case, "--filter", "EVIL name.queried"), ["evil.test"] * 100)
        self.assertEqual(self.rows(case, "--from", "2023-11-14T22:13:20Z", "--until", "2023-11-14T22:16:20Z"), ["a.example", "b.example", "evil.test"])
        self.assertEqual(len(self.rows(case, "--until", "2023-11-14")), 107)
        self.assertEqual(len(self.rows(case, "--from", "2023-11-15")), 193)
        csv = self.told(case, "--format", "csv", "--filter", "evil").text.splitlines()
        self.assertEqual(len(csv), 101)
        page = self.told(case, "--format", "html", "--lang", "nl", "--filter", "evil", "--until", "2023-11-14").text
        self.assertEqual(page.count("<td>evil.test</td>"), 35)
        self.assertNotIn("a.example", page)
        self.expect_in("Gefilterd: v\u00f3\u00f3r 2023-11-15T00:00:00Z; met evil.", page)

    def test_what_is_no_filter_is_wrong_usage(self):
        case = self.case(self.log(3))
        for more in (("--from", "yesterday"), ("--until", "2023"), ("--from", "2023-11-15", "--until", "2023-11-14")):
            self.told(case, *more, code=2)
        self.expect_in("--as timeline", self.expect(self.waarborg("report", case, "--filter", "x"), 2).said)

    def test_it_is_the_same_every_time(self):
        log = self.log(5000)
        for how in ("csv", "html"):
            told = {self.told(self.case(log, f"{jobs}.case", "--jobs", jobs), "--format", how, "--filter", "evil").out for jobs in ("1", "4")}
            self.assertEqual(len(told), 1, how)

    def memory(self, case, how):
        """The most that the program had in memory, in KiB."""
        with open(os.devnull, "wb") as nowhere:
            child = subprocess.Popen([kit.Programs.waarborg, "report", case, "--as", "timeline", "--format", how, "--filter", "a.example"], stdout=nowhere)
            _, status, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        self.assertEqual(status, 0)
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_evidence(self):
        small, large = self.case(self.log(20_000), "small.case"), self.case(self.log(400_000, "large.log"), "large.case")
        for how in ("csv", "html"):
            self.memory(small, how)
            before, after = self.memory(small, how), self.memory(large, how)
            self.assertLess(after - before, 24 * 1024, f"{how}: {before} KiB of 20000 rows, {after} of 400000")
