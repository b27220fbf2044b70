#!/usr/bin/python3
"""Real scans satisfy docs/schemas/scan.schema.json, and every broken copy of one is refused.

usage: schema_test.py FOLDER   with the files that make_sample writes
"""
import copy, json, pathlib, sys

import jsonschema  # without the validator this test fails; it is never left out

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs/schemas/scan.schema.json"


def strict_pairs(pairs):
    """Refuses an object with two members of one name, which JSON parsers silently merge."""
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a member is written twice: {names}"
    return dict(pairs)


def resolve(schema, part):
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part


def breakages(schema, part, value, at=()):
    """Yields (what, path, change) for each way in which `value` can be broken; `change` edits the object at path."""
    part = resolve(schema, part)
    if "enum" in part:
        yield "wrong value", at, "nonsense"
    if isinstance(value, dict):
        if part.get("additionalProperties") is False:
            yield "extra member", at, {**value, "surprise": 1}
        for name in part.get("required", []):
            yield f"without {name}", at, {k: v for k, v in value.items() if k != name}
        for name, inner in part.get("properties", {}).items():
            if name in value:
                yield "wrong type", at + (name,), [[]]
                yield from breakages(schema, inner, value[name], at + (name,))
    elif isinstance(value, list) and value:
        yield "not a list", at, {}
        yield from breakages(schema, part["items"], value[0], at + (0,))


def with_change(document, path, change):
    broken = copy.deepcopy(document)
    if not path:
        return change
    inner = broken
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = change
    return broken


def main(folder):
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(folder.glob("*.findings.json"))
    assert len(files) >= 9, f"only {len(files)} samples in {folder}"
    refused = 0
    for file in files:
        raw = file.read_bytes()
        for mark in (b"\x1b", b"\x07", "\u202e".encode(), b"\xc2\x9b"):
            assert mark not in raw, f"{file.name}: {mark!r} reaches the terminal"
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=strict_pairs)
        for error in validator.iter_errors(document):
            raise SystemExit(f"{file.name}: {error.json_path}: {error.message}")
        for what, path, change in breakages(schema, schema, document):
            assert not validator.is_valid(with_change(document, path, change)), f"{file.name}: {path}: {what} was accepted"
            refused += 1
    against = json.loads((folder / "against.findings.json").read_text())
    assert [f["change"] for f in against["findings"]] == ["new", "same"] and len(against["gone"]) == 1
    nothing = json.loads((folder / "nothing.findings.json").read_text())
    assert nothing["findings"] == [] and nothing["coverage"], "nothing found is never told without coverage"
    assert refused > 500, f"only {refused} broken copies were tried"
    print(f"{len(files)} scans satisfy the schema; {refused} broken copies were refused")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
