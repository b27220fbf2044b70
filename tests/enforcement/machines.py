"""apt, a browser and SQL: what the files do on one machine."""
import functools, http.server, json, os, sqlite3, subprocess, threading
from bench import HERE
from resolvers import SHIPPED

STANZA = ("Package: {name}\nVersion: {version}\nArchitecture: {arch}\nMaintainer: x <x@example.org>\nFilename: ./x.deb\n"
          "Size: 1\nSHA256: " + "0" * 64 + "\nDescription: x\n\n")


class Apt:
    """apt with a repository, a state and preferences of its own; nothing of the machine's apt is read or written."""

    def __init__(self, bench):
        root = bench.folder("apt")
        for sub in ("repo", "state/lists/partial", "cache/archives/partial", "prefs", "empty"):
            (root / sub).mkdir(parents=True)
        (root / "status").touch()
        names = [("kesl", "amd64"), ("kesl", "i386"), ("kesl-gui", "amd64"), ("klnagent64", "amd64"), ("kics", "amd64"),
                 ("klnagent", "i386"), ("kesl-tools", "amd64"), ("threema", "amd64"), ("xkesl", "amd64")]
        (root / "repo/Packages").write_text("".join(STANZA.format(name=n, version="12.0", arch=a) for n, a in names))
        (root / "sources.list").write_text(f"deb [trusted=yes] file:{root}/repo ./\n")
        (root / "apt.conf").write_text(
            f'#clear APT::Architectures;\nAPT::Architectures {{ "amd64"; "i386"; }};\nAPT::Architecture "amd64";\n'
            f'Dir::State "{root}/state";\nDir::State::status "{root}/status";\nDir::Cache "{root}/cache";\n'
            f'Dir::Etc::sourcelist "{root}/sources.list";\nDir::Etc::sourceparts "{root}/empty";\n'
            f'Dir::Etc::preferences "/dev/null";\nDir::Etc::preferencesparts "{root}/prefs";\n'
            f'APT::Sandbox::User "root";\nAcquire::Languages "none";\n')
        self.root, self.env = root, {**os.environ, "APT_CONFIG": str(root / "apt.conf"), "LC_ALL": "C"}
        done = subprocess.run(["apt-get", "update"], env=self.env, capture_output=True, text=True, timeout=60)
        bench.check("apt reads the test's repository", (self.candidate("kesl"), done.returncode) == ("12.0", 0),
                    done.stdout + done.stderr)

    def candidate(self, name, preferences=None):
        for old in (self.root / "prefs").iterdir():
            old.unlink()
        if preferences is not None:
            (self.root / "prefs/waarborg.pref").write_text(preferences)
        done = subprocess.run(["apt-cache", "policy", name], env=self.env, capture_output=True, text=True, timeout=60)
        found = [line.split(":", 1)[1].strip() for line in done.stdout.splitlines() if "Candidate:" in line]
        return found[0] if found and done.returncode == 0 else (done.returncode, done.stdout + done.stderr)


def run_apt(bench):
    if not bench.need("apt-get", "apt-cache"):
        return
    folder, _ = bench.compile(SHIPPED, "--for", "apt")
    strict, _ = bench.compile(SHIPPED, "--for", "apt", "--strict")
    text = (folder / "apt" / f"{SHIPPED}.pref").read_text()
    strict_text = (strict / "apt" / f"{SHIPPED}.pref").read_text()
    apt = Apt(bench)
    for name in ("kesl", "kesl:i386", "kesl-gui", "klnagent64", "klnagent:i386"):
        bench.check(f"apt: without preferences {name} has a candidate", apt.candidate(name) == "12.0", apt.candidate(name))
        bench.check(f"apt: {name} has none with them", apt.candidate(name, text) == "(none)", apt.candidate(name, text))
    for name in ("kesl-tools", "xkesl", "threema", "kics"):  # kics: another maker's name too
        bench.check(f"apt: {name} keeps its candidate", apt.candidate(name, text) == "12.0", apt.candidate(name, text))
    bench.check("apt: --strict pins the shared name too", apt.candidate("kics", strict_text) == "(none)")
    apt.candidate("kesl")
    done = subprocess.run(["apt-get", "-s", "install", "kesl"], env=apt.env, capture_output=True, text=True)
    bench.check("apt: without preferences kesl would be installed", "Inst kesl" in done.stdout, done.stdout + done.stderr)
    apt.candidate("kesl", text)
    done = subprocess.run(["apt-get", "-s", "install", "kesl"], env=apt.env, capture_output=True, text=True)
    bench.check("apt: apt-get refuses to install it", done.returncode != 0 and "Inst" not in done.stdout, done.stdout)
    for trap, wrong in {"a misspelt Pin line": text.replace("Pin: release", "Pni: release"),
                        "a misspelt kind of pin": text.replace("Pin: release *", "Pin: relaese *")}.items():
        saw = apt.candidate("kesl", wrong)
        bench.check(f"apt: {trap} is ignored without an error (a trap)", saw == "12.0", saw)
    bare = text.replace(":any\n", "\n")
    bench.check("apt: a bare name leaves other architectures (a trap)",
                (apt.candidate("kesl", bare), apt.candidate("kesl:i386", bare)) == ("(none)", "12.0"))


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # a browser that leaves before the end of an answer
        pass


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<html><body>control page</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def browse(bench, policies, url, port):
    """Chromium sees `policies` as /etc/chromium/policies in a mount namespace of its own: the machine's stay as they are."""
    profile = bench.folder(f"profile{len(list(bench.root.iterdir()))}")
    etc = bench.folder(f"etc{len(list(bench.root.iterdir()))}")
    (etc / "policies/managed").mkdir(parents=True)
    for name, text in policies.items():
        (etc / "policies/managed" / name).write_text(text)
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
               "--enable-logging=stderr", f"--user-data-dir={profile}", "--dump-dom",
               f"--host-resolver-rules=MAP * 127.0.0.1:{port}", url]
    namespace = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    done = subprocess.run([*namespace, "sh", "-c", 'mount --bind "$0" /etc/chromium && exec "$@"', str(etc), *browser],
                          capture_output=True, text=True, timeout=120)
    if "ERR_BLOCKED_BY_ADMINISTRATOR" in done.stderr + done.stdout:
        return "blocked"
    return "loaded" if "control page" in done.stdout else done.stdout[-300:] + done.stderr[-1500:]


def run_chromium(bench, content):
    if not bench.need("chromium", "unshare", "mount"):
        return
    server = Server(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    look = functools.partial(browse, bench, port=server.server_address[1])
    folder, _ = bench.compile(SHIPPED, "--for", "chromium")
    policy = {f"{SHIPPED}.json": (folder / "chromium" / f"{SHIPPED}.json").read_text()}
    host = "http://p00.upd.kaspersky.com/"
    for what, policies, url, want in [
            ("without the policy the page loads", {}, host, "loaded"),
            ("the update host is blocked", policy, host, "blocked"),
            ("a neighbour loads", policy, "http://kaspersky.example/", "loaded"),
            ("the vendor's website loads", policy, "http://www.kaspersky.com/", "loaded"),
            ("a name that begins the same loads", policy, "http://upd.kaspersky.com.example/", "loaded")]:
        saw = look(policies, url)
        bench.check(f"chromium: {what}", saw == want, saw)
    folder, _ = bench.compile(*content, "--for", "chromium")
    exact = {"test-acme.json": (folder / "chromium/test-acme.json").read_text()}
    for url, want in [("http://only.acme-alone.example/", "blocked"), ("http://below.only.acme-alone.example/", "loaded"),
                      ("http://neu.bücher.example/", "blocked")]:
        saw = look(exact, url)
        bench.check(f"chromium: {url} is {want}", saw == want, saw)
    server.shutdown()


ROWS = {  # table: columns, a row that is meant, rows that are neighbours
    "deb_packages": (("name", "version"), ("kesl", "12.0"), [("kesl-tools", "1"), ("threema", "1"), ("KESL", "1")]),
    "rpm_packages": (("name", "version"), ("klnagent64", "15"), [("klnagent64-x", "1"), ("kics4net", "3")]),
    "systemd_units": (("id", "active_state"), ("kesl.service", "active"), [("kesl2.service", "active"), ("ssh.service", "active")]),
    "programs": (("name", "publisher"), ("KES", "AO Kaspersky, Lab."), [("x", "Kasperskyana"), ("Threema", "Threema GmbH")]),
    "file": (("path", "type"), ("/opt/kaspersky/kesl", "directory"), [("/opt/kaspersky2", "directory"), ("/opt", "directory")]),
}


def run_osquery(bench, content):
    packs = []
    for arguments in ([SHIPPED], list(content)):
        folder, _ = bench.compile(*arguments, "--for", "osquery")
        packs += [json.loads(path.read_text()) for path in (folder / "osquery").glob("*.pack.json")]
    bench.check("osquery: both packs are there", len(packs) == 2)
    database = sqlite3.connect(":memory:")
    database.executescript((HERE / "osquery_tables.sql").read_text())
    for pack in packs:
        for name, query in pack["queries"].items():
            try:
                database.execute("EXPLAIN " + query["query"]).fetchall()
                good = True
            except sqlite3.Error as error:
                good = error
            bench.check(f"osquery: {name} asks tables and columns that are there", good is True, (good, query["query"]))
            bench.check(f"osquery: {name} logs an empty answer and is never left out",
                        (query["snapshot"], query["denylist"], "shard" in query) == (True, False, False), query)
    try:  # the control of the check itself
        database.execute("EXPLAIN SELECT name FROM alf_services").fetchall()
        bench.check("osquery: a table that is not there is noticed", False)
    except sqlite3.Error:
        bench.check("osquery: a table that is not there is noticed", True)
    queries = packs[0]["queries"]
    answers = lambda table: [row for n, q in queries.items() if n.endswith("." + table) for row in database.execute(q["query"])]
    for table, (columns, meant, neighbours) in ROWS.items():
        insert = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})"
        database.executemany(insert, neighbours)
        bench.check(f"osquery: neighbours in {table} give no row", answers(table) == [], answers(table))
        database.execute(insert, meant)
        rows = answers(table)
        bench.check(f"osquery: {meant[0]} in {table} gives a row that names its subject",
                    len(rows) == 1 and rows[0][0].split("/")[0] in ("product", "vendor") and meant[0] in rows[0], rows)
