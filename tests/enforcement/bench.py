"""What the behavioural tests share: checks that count, the program under test, and processes that end with them."""
import os, pathlib, shutil, socket, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
EPOCH = "1780272000"  # 2026-06-01: exceptions of the tests run or have ended as seen from there


class Bench:
    def __init__(self, program):
        self.program, self.passed, self.failed = program, 0, 0
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="waarborg-enforce-"))
        self.running = []

    def check(self, what, good, saw=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}" + (f"\n  saw: {saw}" if saw != "" else ""))

    def need(self, *programs):
        """False, and a failure each, when a program is missing: what was not run is not proven."""
        missing = [p for p in programs if shutil.which(p) is None]
        for p in missing:
            self.check(f"{p} is installed (tools/install-packages test)", False)
        return not missing

    def compile(self, *arguments, code=0, folder=None):
        folder = folder or self.root / f"out{len(list(self.root.iterdir()))}"
        done = subprocess.run([self.program, "compile", *arguments, "-o", str(folder)], capture_output=True, text=True,
                              env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, timeout=120)
        self.check(f"compile {' '.join(arguments)} gives {code}", done.returncode == code,
                   (done.returncode, done.stdout, done.stderr))
        return folder, done

    def folder(self, name):
        path = self.root / name
        path.mkdir(parents=True)
        return path

    def start(self, name, *command):
        log = open(self.root / f"{name}.log", "wb")
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        log.close()
        self.running.append(process)
        return self.root / f"{name}.log"

    def close(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.root, ignore_errors=True)


def free_port():
    """A port that is free for both UDP and TCP on all loopback addresses."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("", 0))
            port = udp.getsockname()[1]
            try:
                tcp.bind(("", port))
                return port
            except OSError:
                continue


def eventually(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False
