#!/usr/bin/python3
"""The schema and the loader agree on catalogue files.

usage: check.py COMPILE_CATALOGUE COMPILE_FEEDS COMPILE_EXPLOITED PROJECT_FOLDER

Every shipped file fits docs/schemas/catalogue.schema.json, and broken copies are refused by both. The list of feeds
fits docs/schemas/feeds.schema.json, the list of exploited versions docs/schemas/exploited.schema.json. Needs Debian's python3-jsonschema and fails without it: a check that was skipped
has not been made.
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


def product(entry):
    return entry["products"][0]


def set_path(*keys):
    """A change that puts the last of `keys` at the place the others lead to."""
    *way, last, value = keys

    def change(entry):
        at = entry
        for key in way:
            at = at[key]
        at[last] = value

    return change


def drop(*keys):
    def change(entry):
        at = entry
        for key in keys[:-1]:
            at = at[key]
        del at[keys[-1]]

    return change


# What is broken, how, and whether a schema can see it. The loader must see all of it.
BROKEN = [
    ("no sources", drop("sources"), True),
    ("a criterion that does not exist", set_path("criteria", 0, "criterion", "C16"), True),
    ("a criterion with a score", set_path("criteria", 0, "value", "7"), True),
    ("a criterion without a source", drop("criteria", 0, "sources"), True),
    ("a criterion with an empty list of sources", set_path("criteria", 0, "sources", []), True),
    ("a criterion in one language", drop("criteria", 0, "text", "nl"), True),
    ("a criterion of no day", drop("criteria", 0, "assessed"), True),
    ("a criterion of no grade", set_path("criteria", 0, "grade", "single"), True),
    ("a criterion that is not answered by a source", set_path("criteria", 0, "sources", ["s9"]), False),
    ("a criterion that expired before it was answered", set_path("criteria", 0, "expires", "2026-11-21"), False),
    ("an identifier without a source", drop("products", 0, "identifiers", 0, "source"), True),
    ("a source without an address", drop("sources", "s1", "url"), True),
    ("a source without a date", drop("sources", "s1", "date"), True),
    ("a source that is no web address", set_path("sources", "s1", "url", "file:///etc/passwd"), True),
    ("an unknown key at the top", set_path("vendor", "x"), True),
    ("an unknown key in a product", set_path("products", 0, "colour", "red"), True),
    ("an unknown key in an identifier", set_path("products", 0, "identifiers", 0, "confidence", "high"), True),
    ("a weight that does not exist", set_path("products", 0, "identifiers", 0, "weight", "certain"), True),
    ("a type that does not exist", set_path("products", 0, "identifiers", 0, "type", "registry"), True),
    ("a type that names people", set_path("products", 0, "identifiers", 0, "type", "phone"), True),
    ("a test that does not fit the type", set_path("products", 0, "identifiers", 0, "test", "within"), True),
    ("a category that does not exist", set_path("products", 0, "categories", ["virus"]), True),
    ("a category twice", set_path("products", 0, "categories", ["antivirus", "antivirus"]), True),
    ("a grade that does not exist", set_path("sources", "s1", "grade", "rumour"), True),
    ("a jurisdiction of no kind", set_path("jurisdictions", 0, "what", "feeling"), True),
    ("a country in small letters", set_path("jurisdictions", 0, "country", "nl"), True),
    ("a platform that does not exist", set_path("products", 0, "absence", {"beos": ["packages"]}), True),
    ("a probe class that does not exist", set_path("products", 0, "absence", {"linux": ["smell"]}), True),
    ("an id with capitals", set_path("id", "Sample"), True),
    ("a date that is none", set_path("date", "yesterday"), True),
    ("another format", set_path("format", "2"), True),
    ("an empty list", set_path("names", []), True),
    ("a text where a list belongs", set_path("products", "none"), True),
    ("a source that is not listed", set_path("products", 0, "identifiers", 0, "source", "s9"), False),
    ("a day that does not exist", set_path("date", "2026-02-30"), False),
    ("a country that does not exist", set_path("jurisdictions", 0, "country", "XX"), False),
    ("a package without ecosystem", set_path("products", 0, "identifiers", 0, "value", "sample"), False),
]

SAMPLE = {
    "format": "1", "id": "sample", "name": "Sample", "version": "1", "date": "2026-11-22",
    "names": [{"text": "Sample BV", "source": "s1"}],
    "jurisdictions": [{"country": "NL", "what": "seat", "source": "s1"}],
    "sources": {"s1": {"url": "https://example.org/kit", "date": "2026-11-22", "grade": "vendor"}},
    "criteria": [{
        "criterion": "C6", "value": "met", "text": {"en": "It sees who.", "nl": "Het ziet wie."}, "sources": ["s1"],
        "assessed": "2026-11-22", "grade": "confirmed",
    }],
    "products": [{
        "id": "tool", "name": "Tool", "categories": ["antivirus"], "source": "s1",
        "identifiers": [{"type": "package", "value": "deb/sample", "weight": "decisive", "source": "s1"}],
        "absence": {"linux": ["packages"]},
    }],
}


BROKEN_FEEDS = [
    ("a feed without a licence", drop("feeds", 0, "licence")),
    ("a licence of no name", set_path("feeds", 0, "licence", "free")),
    ("a feed that is not fetched safely", set_path("feeds", 0, "urls", ["http://example.org/a.stix2"])),
    ("a feed of a file", set_path("feeds", 0, "urls", ["file:///etc/passwd"])),
    ("a feed without an address", set_path("feeds", 0, "urls", [])),
    ("a feed of no day", drop("feeds", 0, "date")),
    ("a feed without a source", drop("feeds", 0, "source")),
    ("a feed in a format of no reader", set_path("feeds", 0, "format", "exe")),
    ("a feed with an unknown key", set_path("feeds", 0, "run", "sh")),
    ("no feeds", set_path("feeds", [])),
]


# Of these both schema and loader must see all.
BROKEN_EXPLOITED = [
    ("an entry without a source", drop("entries", 0, "source")),
    ("an entry that nothing repairs", drop("entries", 0, "fixed")),
    ("a repair that is no version", set_path("entries", 0, "fixed", ["newest"])),
    ("an empty list of repairs", set_path("entries", 0, "fixed", [])),
    ("a platform of no phone", set_path("entries", 0, "platform", "windows")),
    ("a weakness without a number", set_path("entries", 0, "weaknesses", ["BLASTPASS"])),
    ("an entry of no day", drop("entries", 0, "date")),
    ("an unknown key", set_path("entries", 0, "until", "1")),
    ("a list of no day", drop("date")),
    ("another format", set_path("format", "2")),
    ("no entries", set_path("entries", [])),
]


def exploited(tool, project):
    """The same of the list of exploited versions."""
    schema = json.loads((project / "docs/schemas/exploited.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    ran = subprocess.run([tool, "--json", str(project / "catalogue/exploited.yaml")], capture_output=True, text=True,
                         check=False)
    if ran.returncode != 0:
        return [f"exploited.yaml: {ran.stderr.strip()}"]
    shipped = json.loads(ran.stdout)
    wrong = [f"exploited.yaml: /{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(shipped)]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "exploited.yaml"
        for what, change in BROKEN_EXPLOITED:
            copied = copy.deepcopy(shipped)
            change(copied)
            path.write_text(json.dumps(copied, indent=1))
            if validator.is_valid(copied):
                wrong.append(f"{what}: the schema of exploited versions accepts it")
            if subprocess.run([tool, "--json", str(path)], capture_output=True, check=False).returncode != 1:
                wrong.append(f"{what}: the loader of exploited versions accepts it")
    return wrong


def feeds(tool, project):
    """What is wrong with the list of feeds, and which broken copies its schema would let through."""
    schema = json.loads((project / "docs/schemas/feeds.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    ran = subprocess.run([tool, "--json", str(project / "catalogue/feeds.yaml")], capture_output=True, text=True,
                         check=False)
    if ran.returncode != 0:
        return [f"feeds.yaml: {ran.stderr.strip()}"]
    shipped = json.loads(ran.stdout)
    wrong = [f"feeds.yaml: /{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(shipped)]
    for what, values in (("id", [f["id"] for f in shipped["feeds"]]),
                         ("address", [url for f in shipped["feeds"] for url in f["urls"]])):
        wrong += [f"feeds.yaml: the {what} {v} stands there twice" for v in set(values) if values.count(v) > 1]
    for what, change in BROKEN_FEEDS:
        copied = copy.deepcopy(shipped)
        change(copied)
        if validator.is_valid(copied):
            wrong.append(f"{what}: the schema of feeds accepts it")
    return wrong


def main():
    tool, feeds_tool, exploited_tool, project = *sys.argv[1:4], pathlib.Path(sys.argv[4])
    schema = json.loads((project / "docs/schemas/catalogue.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []

    def loads(path):
        return subprocess.run([tool, "--json", str(path)], capture_output=True, text=True, check=False)

    files = sorted((project / "catalogue/vendors").rglob("*.yaml"))
    if not files:
        sys.exit("no catalogue file was found")
    for path in files:
        ran = loads(path)
        if ran.returncode != 0:
            wrong.append(f"{path}: the loader refuses it: {ran.stderr.strip()}")
            continue
        for error in validator.iter_errors(json.loads(ran.stdout)):
            wrong.append(f"{path}: the schema refuses it at /{'/'.join(map(str, error.path))}: {error.message}")

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "sample.yaml"

        def both(entry):
            path.write_text(json.dumps(entry, indent=1))  # JSON is YAML
            return validator.is_valid(entry), loads(path)

        def accepted(what, entry):
            by_schema, ran = both(entry)
            if not by_schema or ran.returncode != 0:
                wrong.append(f"{what}: schema {by_schema}, loader {ran.stderr.strip() or True}; both must accept it")

        accepted("the sample", SAMPLE)
        # Every word of the closed lists that the schema has, the loader has too.
        lists = schema["$defs"]
        whole = copy.deepcopy(SAMPLE)
        product(whole)["categories"] = lists["product"]["properties"]["categories"]["items"]["enum"]
        probes = lists["absence"]["additionalProperties"]["items"]["enum"]
        product(whole)["absence"] = {p: probes for p in lists["absence"]["propertyNames"]["enum"]}
        accepted("all categories, platforms and probe classes", whole)
        for word in lists["identifier"]["properties"]["as"]["enum"]:
            entry = copy.deepcopy(SAMPLE)
            product(entry)["identifiers"][0]["as"] = word
            accepted(f"as: {word}", entry)

        for what, change, by_schema in BROKEN:
            entry = copy.deepcopy(SAMPLE)
            change(entry)
            valid, ran = both(entry)
            if by_schema and valid:
                wrong.append(f"{what}: the schema accepts it")
            if ran.returncode != 1 or "error:" not in ran.stderr:
                wrong.append(f"{what}: the loader accepts it (code {ran.returncode}) {ran.stderr.strip()}")

    wrong += feeds(feeds_tool, project)
    wrong += exploited(exploited_tool, project)
    print("\n".join(wrong) or f"{len(files)} shipped files and {len(BROKEN)} broken copies: schema and loader agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
