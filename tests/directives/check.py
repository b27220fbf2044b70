#!/usr/bin/python3
"""The schema and the loader agree on directives.

usage: check.py COMPILE_DIRECTIVES PROJECT_FOLDER

Every shipped directive and tests/directives/full.yaml fit docs/schemas/directive.schema.json, and broken copies of the
latter are refused by both. Needs Debian's python3-jsonschema and fails without it.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: the schema was not checked")

GONE = object()

# A place in full.yaml, what is put there (GONE removes the key), and whether a schema can see that it is wrong.
BROKEN = [
    ("format", "2", True),
    ("format", GONE, True),
    ("id", "Not A Name", True),
    ("id", GONE, True),
    ("version", "0", True),
    ("status", "maybe", True),
    ("kind", "ban", True),
    ("title", GONE, True),
    ("title", "a text", True),
    ("title", {}, True),
    ("title", {"english": "x"}, True),
    ("colour", "red", True),
    ("issued", GONE, True),
    ("issued", "yesterday", True),
    ("issued", "2017-02-30", False),
    ("expires", "2001-01-01", False),
    ("issuer/organisation", GONE, True),
    ("issuer/instrument", "tweet", True),
    ("issuer/sources", ["nowhere"], False),
    ("considered/0/relation", "liked", True),
    ("subjects", [], True),
    ("subjects", GONE, True),
    ("subjects/0/ref", "kaspersky", True),
    ("subjects/1/ref", "vendor/example", False),
    ("subjects/1/ref", GONE, True),
    ("subjects/2/ref", "vendor/other", True),
    ("subjects/2/class/criterion", "C16", True),
    ("subjects/2/class/countries", ["Russia"], True),
    ("subjects/3/external_list/url", "list.json", True),
    ("classification/fields/0/field", "conditions", True),
    ("classification/fields/0/field", "/clauses/9", False),
    ("subjects/0/supplied_via", ["post"], True),
    ("subjects/0/exclusions", "product/example/vault", True),
    ("clauses", GONE, True),
    ("clauses/0/effect", "ban", True),
    ("clauses/0/audiences", GONE, True),
    ("clauses/0/audiences/0/force", "strong", True),
    ("clauses/0/audiences/1/selector", "xx/agencies", False),
    ("clauses/0/applies_to/weather", ["rain"], True),
    ("clauses/0/target/metric", "feeling", True),
    ("clauses/0/replacement/required", "maybe", True),
    ("clauses/1/id", "out", False),
    ("clauses/1/conditions/0/check", "hope", True),
    ("milestones/0/kind", "wait", True),
    ("milestones/0/complete_by", "a month", True),
    ("milestones/0/complete_by", "P", True),
    ("milestones/0/evidence_required/completeness", "most", True),
    ("milestones/1/relative_to", "plan", False),
    ("milestones/1/clauses", ["nowhere"], False),
    ("grounds/0/criterion", "C16", True),
    ("grounds/0/value", "perhaps", True),
    ("grounds/0/evidence/0/grade", "G7", True),
    ("grounds/0/evidence/0/publication", "whispered", True),
    ("grounds/0/evidence/0/source", "nowhere", False),
    ("grounds/1/criterion", "C3", False),
    ("decision_rule", "C3 and C4 or C12", False),
    ("decision_rule", ["C3"], True),
    ("counter_claims/0/about", GONE, True),
    ("counter_claims/0/leaves", ["C9"], False),
    ("exceptions/max_duration", "long", True),
    ("exceptions/on_expiry", "forget", True),
    ("reporting/0/from", GONE, True),
    ("reporting/0/from", "xx/nobody", False),
    ("review/triggers", ["rain"], True),
    ("review/held/0/outcome", "forgotten", True),
    ("vendor_process/notified", GONE, True),
    ("notices/0/party", "xx/nobody", False),
    ("attachments/0/sha256", "abc", True),
    ("signatures/threshold", "0", True),
    ("signatures/threshold", "3", False),
    ("signatures/roles/0/key_id", "xyz", True),
    ("signatures/roles/1/role", "minister", False),
    ("sources", GONE, True),
    ("sources/gazette/url", "file:///etc/passwd", True),
    ("sources/gazette/date", GONE, True),
    ("sources/gazette/grade", "rumour", True),
]


def changed(entry, place, value):
    out = copy.deepcopy(entry)
    *way, last = [int(key) if key.isdigit() else key for key in place.split("/")]
    at = out
    for key in way:
        at = at[key]
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    return out


def main():
    tool, project = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads((project / "docs/schemas/directive.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []

    def load(path):
        return subprocess.run([tool, "--json", str(path)], capture_output=True, text=True, check=False)

    shipped = sorted((project / "directives").rglob("*.yaml"))
    if not shipped:
        sys.exit("no directive was found")
    full = None
    for path in [*shipped, project / "tests/directives/full.yaml"]:
        ran = load(path)
        if ran.returncode != 0:
            wrong.append(f"{path}: the loader refuses it: {ran.stderr.strip()}")
            continue
        full = json.loads(ran.stdout)
        for error in validator.iter_errors(full):
            wrong.append(f"{path}: the schema refuses it at /{'/'.join(map(str, error.path))}: {error.message}")

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "full.yaml"
        path.write_text(json.dumps(full))  # JSON is YAML; unbroken, so that what follows fails for its own reason
        if load(path).returncode != 0 or not validator.is_valid(full):
            wrong.append("the unbroken copy is refused")
        for place, value, visible in BROKEN:
            entry = changed(full, place, value)
            name = f"{place} = {'nothing' if value is GONE else json.dumps(value)}"
            if validator.is_valid(entry) == visible:
                wrong.append(f"{name}: the schema {'accepts' if visible else 'refuses'} it")
            path.write_text(json.dumps(entry))
            ran = load(path)
            if ran.returncode != 1 or "error:" not in ran.stderr:
                wrong.append(f"{name}: the loader accepts it (code {ran.returncode}) {ran.stderr.strip()}")

    # Every key of the schema stands in full.yaml, so that none goes untested.
    used = set()

    def walk(value):
        if isinstance(value, dict):
            used.update(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    def keys(part):
        if isinstance(part, dict):
            for name, inner in part.items():
                if name == "properties" and isinstance(inner, dict):
                    yield from inner
                yield from keys(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from keys(inner)

    walk(full)
    wrong += [f"full.yaml does not use the key {key}" for key in sorted(set(keys(schema)) - used)]

    print("\n".join(wrong) or f"{len(shipped)} shipped directives, {len(BROKEN)} broken copies: schema and loader agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
