"""What all end-to-end tests share: the program, made-up evidence, and asking it things as a user would.

Nothing here knows how the program works inside. Evidence is made in a folder that goes away with its test.
"""
import importlib.machinery, importlib.util, io, json, os, pathlib, shutil, subprocess, tarfile, tempfile, time, unittest, zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EPOCH = "1764000000"
KASPERSKY = "Kaspersky Lab <support@example.org>"


class Programs:
    """Filled in by `run`."""
    waarborg = None
    hostile = None


def load_script(path):
    loader = importlib.machinery.SourceFileLoader(path.name.replace("-", "_"), str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


rpm = load_script(REPOSITORY / "tools/make-rpm-fixture")


def package(name, status="install ok installed", maintainer="Debian <d@example.org>", version="1.0"):
    return (f"Package: {name}\nStatus: {status}\nMaintainer: {maintainer}\nArchitecture: amd64\n"
            f"Version: {version}\nDescription: a package\n\n")


def dpkg(*packages):
    return {"var/lib/dpkg/status": "".join(packages)}


CLEAN = package("bash") + package("coreutils")
KESL = package("kesl", maintainer=KASPERSKY, version="12.0.0-1")
OS_RELEASE = {"etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'}


def rpmdb(folder, *headers):
    path = pathlib.Path(folder, "made.sqlite")
    path.unlink(missing_ok=True)
    rpm.plain(*headers)(path)
    data = path.read_bytes()
    path.unlink()
    return data


def as_bytes(content):
    return content if isinstance(content, bytes) else content.encode()


def tar_of(files, mode="w"):
    """A tar of {path: bytes or text}; `mode` as tarfile has it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(as_bytes(content))
            info.mtime = 1700000000
            tar.addfile(info, io.BytesIO(as_bytes(content)))
    return out.getvalue()


def zip_of(files, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as z:
        for path, content in files.items():
            z.writestr(zipfile.ZipInfo(path, (2024, 1, 2, 3, 4, 6)), as_bytes(content), how)
    return out.getvalue()


def zstd_of(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


class Answer:
    """What the program said: its code, what it wrote on both streams, and how long it took."""

    def __init__(self, command, code, out, err, seconds):
        self.command, self.code, self.out, self.err, self.seconds = command, code, out, err, seconds

    @property
    def text(self):
        return self.out.decode("utf-8", "replace")

    @property
    def said(self):
        return self.err.decode("utf-8", "replace")

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as e:
            raise AssertionError(f"{self}: standard output is no JSON: {e}") from None

    @property
    def findings(self):
        """Without the lead that made-up phones with old versions would give in every test; phones_versions has it."""
        return [f for f in self.json["findings"] if f["subject"] != "judgement/exploited_version"]

    def subjects(self):
        return sorted((f["subject"], f["confidence"], f["presence"]) for f in self.findings)

    def problems(self, file=None):
        return [p for p in self.json["problems"] if file is None or p["file"] == file]

    def status(self, probe, evidence=0):
        for row in self.json["coverage"]:
            if row["probe"] == probe and row["evidence"] == evidence:
                return row["status"]
        raise AssertionError(f"{self}: no coverage of {probe}")

    def __str__(self):
        shown = " ".join(str(c) for c in self.command)
        return f"\n  $ {shown}\n  code {self.code} after {self.seconds:.1f} s\n  stdout: {self.out[:1500]!r}\n  stderr: {self.err[:1500]!r}\n "


def run(*command, env=None, timeout=60, cwd=None, stdin=None, **more):
    settings = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "LC_ALL": "C.UTF-8", **(env or {})}
    begun = time.monotonic()
    try:
        done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings,
                              timeout=timeout, cwd=cwd, input=stdin, **more)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"expected an end within {timeout} s: {' '.join(str(c) for c in command)}") from None
    return Answer(command, done.returncode, done.stdout, done.stderr, time.monotonic() - begun)


class Case(unittest.TestCase):
    longMessage = True
    program = "waarborg"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="waarborg-test-"))
        self.folder.chmod(0o755)  # some tests look at it as somebody else
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def root(self, files, name="root"):
        base = self.folder / name
        base.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            at = base / path
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(as_bytes(content))
        return base

    def file(self, name, content):
        at = self.folder / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(as_bytes(content))
        return at

    def waarborg(self, *args, **more):
        return run(getattr(Programs, self.program), *args, **more)

    def scan(self, *args, **more):
        """A scan as JSON, in the folder of the test. One decision where none is named, so that a product is one finding."""
        named = {"--directive", "--subject", "--indicators"} & {str(a) for a in args}
        return self.waarborg("scan", *args, *([] if named else ["--directive", "nl-2018-kaspersky"]), "--format", "json", **more)

    def expect(self, answer, code):
        if answer.code != code:
            self.fail(f"expected exit code {code}{answer}")
        return answer

    def expect_found(self, answer, *expected):
        """Exactly these (subject, confidence, presence), no more."""
        if answer.subjects() != sorted(expected):
            self.fail(f"expected findings {sorted(expected)}, got {answer.subjects()}{answer}")
        return answer

    def expect_in(self, part, whole, answer=""):
        if part not in whole:
            self.fail(f"expected {part!r} in {whole[:2000]!r}{answer}")

    def expect_not_in(self, part, whole, answer=""):
        if part in whole:
            self.fail(f"expected no {part!r} in {whole[:2000]!r}{answer}")
