#!/usr/bin/python3
"""Cases written as CycloneDX satisfy the official schema of 1.6, and broken copies are refused.

usage: cyclonedx_test.py FOLDER CACHE   with the files that make_sample writes, and where the schema is kept
"""
import pathlib, re, sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cyclonedx_schema import check, load, refuses, validator


def broken(document):
    return [
        ("a format of another name", lambda d: d.update(bomFormat="SPDX")),
        ("no version of the format", lambda d: d.pop("specVersion")),
        ("a serial number that is none", lambda d: d.update(serialNumber="urn:uuid:1")),
        ("a member that is unknown", lambda d: d.update(surprise=1)),
        ("a component without a name", lambda d: d["components"][0].pop("name")),
        ("a component of an unknown type", lambda d: d["components"][0].update(type="product")),
        ("a property without a name", lambda d: d["components"][0]["properties"][0].pop("name")),
        ("an occurrence nowhere", lambda d: d["components"][0].update(evidence={"occurrences": [{"offset": 1}]})),
        ("an offset below zero",
         lambda d: d["components"][0].update(evidence={"occurrences": [{"location": "x", "offset": -1}]})),
        ("a supplier that is only a text", lambda d: d["components"][0].update(supplier="somebody")),
        ("the same component twice", lambda d: d["components"].append(d["components"][0])),
    ]


def main(folder, cache):
    validate = validator(cache)
    files = sorted(folder.glob("*.cyclonedx"))
    assert len(files) >= 10, f"only {len(files)} samples in {folder}"
    assert {f.name.split(".")[1] for f in files} == {"findings", "inventory"}, "other views are refused"
    refused, serials = 0, {}
    for file in files:
        raw = file.read_bytes()
        document = load(raw)
        check(validate, file.name, document)
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                            document["serialNumber"]), document["serialNumber"]
        serials.setdefault(document["serialNumber"], set()).add(raw)
        if document["components"]:
            refused += refuses(validate, document if len(document["components"]) < 100 else
                               {**document, "components": document["components"][:5]}, broken(document))
    assert all(len(contents) == 1 for contents in serials.values()), "one serial number for two contents"
    plain = load((folder / "plain.inventory.cyclonedx").read_bytes())
    # When the scan ran, under the clock of the case.
    assert plain["metadata"]["timestamp"] == "2018-08-23T04:53:20Z", plain["metadata"]
    kesl = [c for c in plain["components"] if c["name"] == "kesl"]
    assert len(kesl) == 1 and kesl[0]["supplier"] == {"name": "Kaspersky Lab"}, kesl
    assert {"name": "waarborg:presence", "value": "residual"} in kesl[0]["properties"], kesl
    bash = next(c for c in plain["components"] if c["name"] == "bash")
    assert bash["purl"] == "pkg:deb/debian/bash@4.4-5" and bash["version"] == "4.4-5", bash
    assert kesl[0]["evidence"]["occurrences"] == [{"location": "var/lib/dpkg/status", "offset": 18204}], kesl
    found = load((folder / "plain.findings.cyclonedx").read_bytes())
    about = [p["value"] for c in found["components"] for p in c["properties"] if p["name"] == "waarborg:finding"]
    assert about == ["product/kaspersky/kesl (confirmed)"], found["components"]
    assert load((folder / "nothing.findings.cyclonedx").read_bytes())["components"] == []
    assert len(load((folder / "many.inventory.cyclonedx").read_bytes())["components"]) == 2500
    assert refused > 50, f"only {refused} broken copies were tried"
    print(f"{len(files)} bills satisfy the schema of CycloneDX 1.6; {refused} broken copies were refused")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
