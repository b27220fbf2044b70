#!/usr/bin/python3
"""The program's own bill of materials satisfies the schema of CycloneDX 1.6 and names every library it is loaded with.

usage: own_sbom_test.py PROGRAM CACHE
"""
import re, subprocess, sys, pathlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cyclonedx_schema import check, load, refuses, validator


def main(program, cache):
    validate = validator(cache)
    run = lambda *words: subprocess.run([program, *words], capture_output=True, check=True, timeout=60).stdout
    raw = run("version", "--sbom")
    assert raw == run("version", "--sbom"), "the same program, two bills"
    bill = load(raw)
    check(validate, "version --sbom", bill)
    self = bill["metadata"]["component"]
    assert "waarborg " + self["version"] == run("version").decode().strip(), self
    assert self["licenses"] == [{"license": {"id": "EUPL-1.2"}}], self
    named = {p["value"]: c for c in bill["components"] for p in c["properties"] if p["name"] == "waarborg:soname"}
    headers = subprocess.run(["objdump", "-p", program], capture_output=True, check=True, text=True).stdout
    needed = set(re.findall(r"NEEDED +(\S+)", headers))
    assert len(needed) > 5, f"only {needed}: is it linked otherwise than this test thinks?"
    # The loader itself and the checks of a development build are not what is shipped.
    missing = {n for n in needed - set(named) if not re.match(r"ld-linux|lib(a|ub)san\.|libclang_rt", n)}
    assert not missing, f"loaded, but not in the bill: {missing}"
    for component in bill["components"]:
        assert component["version"] not in ("", "unknown"), component
        assert component["purl"].startswith(("pkg:deb/debian/", "pkg:generic/")), component
    assert bill["dependencies"][0]["dependsOn"] == [c["bom-ref"] for c in bill["components"]]
    refused = refuses(validate, bill, [
        ("a licence that SPDX does not know",
         lambda d: d["metadata"]["component"].update(licenses=[{"license": {"id": "EUPL-9"}}])),
        ("a component without a type", lambda d: d["components"][0].pop("type")),
        ("a scope that is none", lambda d: d["components"][0].update(scope="perhaps")),
        ("a dependency of nothing", lambda d: d["dependencies"][0].pop("ref")),
    ])
    print(f"{len(bill['components'])} libraries, {len(needed)} of them loaded; {refused} broken copies were refused")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
