#!/usr/bin/python3
"""What compile makes, enforced by real programs: resolvers, apt, a browser, SQL. Each with something that must be
caught and neighbours that must not.

usage: run.py PROGRAM [rpz|apt|chromium|osquery|files ...]   default: all
"""
import hashlib, json, sys
sys.dont_write_bytecode = True
import machines, resolvers
from bench import HERE, Bench
from resolvers import SHIPPED

CONTENT = (str(HERE / "content/directive.yaml"), "--catalogue", str(HERE / "content/acme.yaml"))


def run_files(bench):
    folder, _ = bench.compile(SHIPPED, "--for", "rpz,apt,osquery,chromium")
    again, _ = bench.compile(SHIPPED, "--for", "rpz,apt,osquery,chromium")
    read = lambda root: {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
    first = read(folder)
    bench.check("the same input gives the same bytes", first == read(again) and len(first) >= 14, sorted(first))
    for target in ("rpz", "apt", "osquery", "chromium"):
        manifest = json.loads(first[f"{target}/manifest.json"])
        for file in manifest["files"]:
            digest = hashlib.sha256(first[f"{target}/{file['name']}"]).hexdigest()
            bench.check(f"{target}: the manifest has the digest of {file['name']}", digest == file["sha256"])
        bench.check(f"{target}: the manifest says what, what not, for whom, until when, how back",
                    all(manifest[key] for key in ("enforces", "not_expressible", "cannot", "audiences", "expires", "check",
                                                  "roll_back", "install", "generated", "generator", "made_from")), manifest)
        bench.check(f"{target}: it carries directive, version and clause",
                    (manifest["directive"]["id"], manifest["directive"]["version"], manifest["clause"]["id"])
                    == (SHIPPED, "1", "phase-out"))
    for name, sign in {f"rpz/{SHIPPED}.rpz.zone": b";", "rpz/named.conf.part": b"#", f"apt/{SHIPPED}.pref": b"#"}.items():
        lines = first[name].splitlines(keepends=True)
        body = b"".join(line for line in lines if not line.startswith(sign))
        stamp = [line for line in lines if b"content-sha256" in line][0].split()[2].decode()
        bench.check(f"{name}: the digest of its content is that of its lines", hashlib.sha256(body).hexdigest() == stamp)
    _, refused = bench.compile(SHIPPED, "--for", "rpz,apt", code=2, folder=folder)
    bench.check("what is there is not replaced", "--force" in refused.stderr and read(folder) == first, refused.stderr)
    bench.compile(SHIPPED, "--for", "rpz", "--force", "--strict", folder=folder)
    now = read(folder)
    bench.check("--force replaces it whole, and leaves nothing beside it",
                now.keys() == first.keys() and now["rpz/manifest.json"] != first["rpz/manifest.json"], sorted(now))
    (folder / "blocked").write_text("a file, no folder")
    _, refused = bench.compile(SHIPPED, "--for", "apt", code=4, folder=folder / "blocked")
    for wrong in (["--for", "nonsense"], ["--for", "rpz", "--clause", "nonsense"], ["--for", "rpz", "--except", "x"],
                  ["--for", "rpz", "--except", "x,0.0.0.0/0,2030-01-01"], ["--for", "rpz", "--valid", "long"]):
        target, _ = bench.compile(SHIPPED, *wrong, code=2)
        bench.check(f"{wrong} writes nothing", not target.exists())
    target, _ = bench.compile("no-such-directive", "--for", "rpz", code=2)
    _, asked = bench.compile(CONTENT[0], "--for", "apt,osquery", code=2)  # without the catalogue that knows the vendor
    bench.check("a vendor that the catalogue does not have is told", "the catalogue does not have" in asked.stderr, asked.stderr)
    _, asked = bench.compile("be-tiktok-2023", "--for", "apt", code=1)  # no package of a Linux is known
    bench.check("a target of which nothing can be made is told", "nothing made" in asked.stdout, asked.stdout)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    parts = {"files": lambda b: run_files(b), "osquery": lambda b: machines.run_osquery(b, CONTENT), "apt": machines.run_apt,
             "rpz": lambda b: resolvers.run(b, CONTENT), "chromium": lambda b: machines.run_chromium(b, CONTENT)}
    wanted = sys.argv[2:] or list(parts)
    bench = Bench(sys.argv[1])
    try:
        for part in wanted:
            parts[part](bench)
    finally:
        bench.close()
    print(f"{bench.passed} passed, {bench.failed} failed")
    sys.exit(bench.failed != 0 or bench.passed == 0)


main()
