"""What the program does to the machine: nothing on the network, nothing to the evidence, and workers behind their walls."""
import hashlib, os, re

from kit import CLEAN, KESL, OS_RELEASE, Case, Programs, dpkg, rpm, rpmdb, run, tar_of, zip_of

FORBIDDEN = re.compile(r"\b(open|openat|openat2|creat|socket|connect|bind|accept4?|execve|execveat|clone3?|fork|vfork|ptrace|kill|"
                       r"unlink(?:at)?|rename(?:at2?)?|mkdir(?:at)?|chmod|chown|truncate|mount|setns|unshare|io_uring_setup|"
                       r"process_vm_\w+|memfd_create|bpf|perf_event_open)\(")
TRACED = ("open,openat,openat2,creat,socket,socketpair,connect,bind,accept,accept4,execve,execveat,clone,clone3,fork,vfork,ptrace,kill,"
          "unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,chmod,chown,truncate,mount,setns,unshare,io_uring_setup,"
          "process_vm_readv,process_vm_writev,memfd_create,bpf,perf_event_open,seccomp,prctl,recvmsg,setresuid,landlock_create_ruleset,landlock_restrict_self")


class Sandbox(Case):
    WALL = r"(seccomp\(SECCOMP_SET_MODE_FILTER|prctl\(PR_SET_SECCOMP).*= 0$"

    def evidence(self):
        return self.root({**OS_RELEASE, **dpkg(CLEAN, KESL), "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
                          "var/lib/rpm/rpmdb.sqlite": rpmdb(self.folder, rpm.bash(), rpm.kesl()), "srv/a.tar.gz": tar_of(dpkg(KESL), "w:gz"),
                          "srv/b.zip": zip_of(dpkg(KESL)), "var/log/unbound.log": "[1700000000] unbound[1:0] info: 192.0.2.7 a.example. A IN\n",
                          "usr/lib/systemd/system/x.service": "[Service]\nExecStart=/bin/x\n"})

    def trace(self, root, *more):
        """The system calls of each process, in their order."""
        traces = self.folder / "traces"  # one file a process, so that no call is torn in two
        traces.mkdir()
        answer = run("strace", "-ff", "-qq", "-e", f"trace={TRACED}", "-e", "signal=none", *more, "-o", traces / "of", Programs.waarborg, "scan", root,
                     "--jobs", 2, "-o", self.folder / "x.case", env={"TMPDIR": str(self.folder)})
        self.expect(answer, 1)
        return {int(at.suffix[1:]): at.read_text(errors="replace").splitlines() for at in traces.iterdir()}

    def test_workers_make_no_forbidden_call_behind_the_filter(self):
        walls = 0
        for process, calls in self.trace(self.evidence()).items():
            closed = [i for i, c in enumerate(calls) if re.match(self.WALL, c)]
            if not closed:
                continue
            walls += 1
            behind = calls[closed[-1] + 1:]
            self.assertEqual([c for c in behind if FORBIDDEN.match(c)], [], f"expected none of these in worker {process}")
            self.assertTrue([c for c in behind if c.startswith("recvmsg")], "expected the worker to work behind its wall")
        self.assertGreaterEqual(walls, 2, "expected two workers to close their sandbox")

    def test_workers_give_up_paths_and_user_before_the_order(self):
        traces = self.trace(self.evidence()).values()
        has_landlock = any(re.match(r"landlock_create_ruleset\(NULL.* = [1-9]", c) for calls in traces for c in calls)
        workers = [calls for calls in traces if any(c.startswith("recvmsg") for c in calls) and any(re.match(self.WALL, c) for c in calls)]
        self.assertGreaterEqual(len(workers), 2, "expected workers")
        for calls in workers:
            before = calls[:next(i for i, c in enumerate(calls) if c.startswith("recvmsg"))]
            if has_landlock:
                self.assertTrue([c for c in before if re.match(r"landlock_restrict_self\(.* = 0", c)], f"expected Landlock: {before}")
            if os.geteuid() == 0:
                self.assertTrue([c for c in before if re.match(r"setresuid\(65534, 65534, 65534\).* = 0", c)], f"expected another user: {before}")

    def test_each_worker_reads_one_file_or_the_units_of_one_folder(self):
        root = self.evidence()
        for n in range(6):
            (root / f"usr/lib/systemd/system/more-{n}.service").write_text("[Service]\nExecStart=/bin/x\n")
        shared = 0
        for process, calls in self.trace(root, "-y", "-e", f"trace={TRACED},pread64").items():
            if not any(re.match(self.WALL, c) for c in calls):
                continue
            read = {m[1] for c in calls if (m := re.match(r"pread64\(\d+<([^>]*)", c)) and "filter" not in m[1]}
            evidence = {f[len(str(root)):] for f in read if f.startswith(str(root))}
            # What is wanted beside a database is part of its order.
            files = {re.sub("-(wal|journal)$", "", f) for f in evidence if f != "/etc/os-release"}
            if len(files) > 1:
                shared += 1
                self.assertTrue(all(f.startswith("/usr/lib/systemd/system/") for f in files), f"expected one file in worker {process}: {files}")
            if evidence:
                self.assertEqual(read - {str(root) + f for f in evidence}, set(), f"expected no canary beside evidence in worker {process}")
        self.assertGreaterEqual(shared, 1, "expected units of one folder to share a worker")

    def test_a_scan_never_touches_the_network(self):
        for process, calls in self.trace(self.evidence()).items():
            network = [c for c in calls if re.match(r"(socket|connect|bind|accept)", c) and "socketpair(AF_UNIX" not in c]
            self.assertEqual(network, [], f"expected no call of the network in process {process}")

    def test_a_scan_starts_no_other_program(self):
        started = [c for calls in self.trace(self.evidence()).values() for c in calls if c.startswith("execve")]
        self.assertEqual(len(started), 1, f"expected the start of the program itself only: {started}")

    def test_only_asked_for_files_are_written(self):
        written = set()
        for calls in self.trace(self.evidence()).values():
            for c in calls:
                if re.match(r"open|creat", c) and re.search(r"O_(WRONLY|RDWR|CREAT)|^creat", c) and not c.endswith(")") and "= -1" not in c:
                    written.add(re.search(r'"([^"]*)"', c).group(1))
                self.assertFalse(re.match(r"(unlink|rename|mkdir|chmod|chown|truncate)", c) and "root/" in c, f"expected no change: {c}")
        outside = [w for w in written if w != "/dev/null" and (not w.startswith(str(self.folder)) or "/root/" in w)]
        self.assertEqual(outside, [], "expected nothing to be opened for writing but the case")


class Untouched(Case):
    def state(self, root):
        out = {}
        for at in [root, *sorted(root.rglob("*"))]:
            about = at.lstat()
            out[str(at)] = (about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_nlink,
                            hashlib.sha256(at.read_bytes()).hexdigest() if at.is_file() and not at.is_symlink() else "")
        return out

    def test_evidence_is_unchanged(self):
        root = Sandbox.evidence(self)
        os.symlink("hostname", root / "etc/link")
        before = self.state(root)
        self.expect(self.scan(root), 1)
        self.expect(self.scan(root / "srv/a.tar.gz"), 1)
        self.assertEqual(self.state(root), before, "expected the evidence as it was")

    def test_access_times_are_left_alone(self):
        # Whoever owns a file, or is root, may read it without leaving a trace.
        root = Sandbox.evidence(self)
        everything = [p for p in root.rglob("*") if p.is_file()]
        for at in everything:
            os.utime(at, (1500000000, 1600000000))  # read before it was changed: the next read would be noted
        self.expect(self.scan(root), 1)
        self.assertEqual({p.name: p.stat().st_atime for p in everything if p.stat().st_atime != 1500000000}, {},
                         "expected no access time to move")

    def test_evidence_that_cannot_be_written_is_read(self):
        root = Sandbox.evidence(self)
        for at in root.rglob("*"):
            at.chmod(0o555 if at.is_dir() else 0o444)
        root.chmod(0o555)
        as_nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
        answer = run(*as_nobody, Programs.waarborg, "scan", root, "--format", "json")
        for at in [root, *root.rglob("*")]:
            at.chmod(0o755)
        self.expect(answer, 1)
        self.assertFalse(answer.json["summary"]["incomplete"], str(answer))
