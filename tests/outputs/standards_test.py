#!/usr/bin/python3
"""Cases written as SARIF and SPDX are what those standards ask, and broken copies are refused.

usage: standards_test.py FOLDER SCHEMAS   with the files that make_sample writes, and a folder that may hold the
official schemas (sarif-2.1.0.json, spdx-2.3.json); without them what is asked below is still asked
"""
import json, pathlib, re, sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cyclonedx_schema import load, refuses

import jsonschema  # without the validator the tests fail; they are never left out

ID = r"SPDXRef-[a-zA-Z0-9.-]+"


def text(value):
    return isinstance(value, str) and value != ""


def check_spdx(d):
    assert d["spdxVersion"] == "SPDX-2.3" and d["dataLicense"] == "CC0-1.0" and d["SPDXID"] == "SPDXRef-DOCUMENT"
    assert text(d["name"]) and re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", d["documentNamespace"]), d["documentNamespace"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", d["creationInfo"]["created"]), d["creationInfo"]
    assert all(re.fullmatch(r"Tool: waarborg-.+", c) for c in d["creationInfo"]["creators"]), d["creationInfo"]
    ids = [p["SPDXID"] for p in d["packages"]]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(ID, i) for i in ids)
    assert [r["relatedSpdxElement"] for r in d["relationships"]] == ids, "each package is described, once"
    for p in d["packages"]:
        assert text(p["name"]) and text(p["downloadLocation"]) and p["filesAnalyzed"] is False, p
        assert p["supplier"] == "NOASSERTION" or re.fullmatch(r"Organization: .+", p["supplier"], re.S), p
        assert all(r["referenceLocator"].startswith("pkg:") for r in p.get("externalRefs", [])), p


def check_sarif(d):
    assert d["version"] == "2.1.0" and len(d["runs"]) == 1
    run = d["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert run["tool"]["driver"]["name"] == "waarborg" and len(rules) == len(set(rules))
    for r in run["results"]:
        assert r["ruleId"] in rules and r["level"] in ("error", "warning", "note") and text(r["message"]["text"]), r
        assert re.fullmatch(r"[0-9a-f]{64}", r["partialFingerprints"]["finding/v1"]), r
        for place in r["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9%._~/!$&'()*+,;=@-]+", uri), uri
    assert len(run["invocations"]) == 1 and isinstance(run["invocations"][0]["executionSuccessful"], bool)
    assert run["invocations"][0]["toolExecutionNotifications"], "no results is never told alone"


BROKEN = {
    "spdx": [("no version of the format", lambda d: d.pop("spdxVersion")), ("no name", lambda d: d.pop("name")),
             ("no time", lambda d: d["creationInfo"].pop("created"))],
    "sarif": [("no version", lambda d: d.pop("version")), ("another version", lambda d: d.update(version="3")),
              ("no tool", lambda d: d["runs"][0].pop("tool")),
              ("an unknown level", lambda d: d["runs"][0]["results"].append({"message": {"text": "x"}, "level": "grave"})),
              ("a result without words", lambda d: d["runs"][0]["results"].append({"level": "note"}))]}


def validator(schemas, name):
    file = schemas / name
    if not file.exists():
        return None
    schema = json.loads(file.read_bytes())
    return jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())


def main(folder, schemas):
    validators = {"spdx": validator(schemas, "spdx-2.3.json"), "sarif": validator(schemas, "sarif-2.1.0.json")}
    wanted = {"spdx": {"findings", "inventory"}, "sarif": {"findings"}}
    for kind, check in (("spdx", check_spdx), ("sarif", check_sarif)):
        files, refused = sorted(folder.glob(f"*.{kind}")), 0
        assert len(files) >= 5 and {f.name.split(".")[1] for f in files} == wanted[kind], files
        for file in files:
            document = load(file.read_bytes())
            check(document)
            if validators[kind] is None:
                continue
            for error in validators[kind].iter_errors(document):
                raise SystemExit(f"{file.name}: {error.json_path}: {error.message[:400]}")
            refused += refuses(validators[kind], document, BROKEN[kind])
        print(f"{len(files)} files of {kind}; " + ("the official schema was not there" if validators[kind] is None else
                                                   f"the official schema takes them, and refused {refused} broken copies"))
    packages = load((folder / "plain.inventory.spdx").read_bytes())["packages"]
    kesl = [p for p in packages if p["name"] == "kesl"]
    assert len(kesl) == 1 and kesl[0]["supplier"] == "Organization: Kaspersky Lab", kesl
    assert "finding: product/kaspersky/kesl (confirmed)" in kesl[0]["comment"], kesl
    assert kesl[0]["sourceInfo"].endswith("var/lib/dpkg/status at offset 18204"), kesl
    about = load((folder / "plain.findings.spdx").read_bytes())["packages"]
    assert [p["name"] for p in about] == ["kesl"], about
    assert len(load((folder / "many.inventory.spdx").read_bytes())["packages"]) == 2500
    results = load((folder / "plain.findings.sarif").read_bytes())["runs"][0]["results"]
    assert any(r["ruleId"] == "product/kaspersky/kesl" and r["level"] == "error" for r in results), results
    against = load((folder / "against.findings.sarif").read_bytes())["runs"][0]["results"]
    states = {r["baselineState"] for r in against}
    assert states <= {"new", "unchanged", "absent"} and len(states) > 1, states
    nothing = load((folder / "nothing.findings.sarif").read_bytes())["runs"][0]
    assert nothing["results"] == [] and any(n["level"] == "warning" for n in
                                            nothing["invocations"][0]["toolExecutionNotifications"]), nothing


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
