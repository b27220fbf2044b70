"""The official JSON schema of CycloneDX 1.6, out of the wheel of cyclonedx-python-lib on PyPI.

The wheel is fetched once, by name, version and digest, into a folder below build/; after that no network is needed.
Nothing of it is installed or run: only its schema files are read.
"""
import hashlib, json, pathlib, subprocess, sys, zipfile

import jsonschema  # without the validator the tests fail; they are never left out

NAME, VERSION = "cyclonedx-python-lib", "11.12.0"
SHA256 = "0e807521a921a5c3cb8ce1153f8a61d29eedfe76a46aac2796b7c6b573391a54"
FOLDER = "cyclonedx/schema/_res/"


def wheel(cache):
    file = cache / f"{NAME.replace('-', '_')}-{VERSION}-py3-none-any.whl"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        got = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                              "--disable-pip-version-check", "--dest", str(cache), f"{NAME}=={VERSION}"],
                             capture_output=True, text=True, timeout=300)
        if got.returncode != 0:
            raise SystemExit(f"the schema of CycloneDX could not be fetched, so nothing was validated:\n{got.stderr}")
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{file} is not the {NAME} {VERSION} that this test was written with; remove it and run again")
    return file


def validator(cache):
    with zipfile.ZipFile(wheel(pathlib.Path(cache))) as packed:
        read = lambda name: json.loads(packed.read(FOLDER + name))
        schema = read("bom-1.6.SNAPSHOT.schema.json")
        others = {name: read(name) for name in ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")}
    base = schema["$id"].rsplit("/", 1)[0] + "/"
    store = {schema["$id"]: schema, **{base + name: other for name, other in others.items()}}
    store.update({other["$id"]: other for other in others.values()})
    resolver = jsonschema.RefResolver(schema["$id"], schema, store=store)
    return jsonschema.Draft7Validator(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())


def strict_pairs(pairs):
    """Refuses an object with two members of one name, which JSON parsers silently merge."""
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a member is written twice: {names}"
    return dict(pairs)


def load(raw):
    return json.loads(raw.decode("utf-8"), object_pairs_hook=strict_pairs)


def check(validate, name, document):
    """Refuses what the schema refuses, and references that are not unique, which it cannot say."""
    for error in validate.iter_errors(document):
        raise SystemExit(f"{name}: {error.json_path}: {error.message[:400]}")
    refs = []
    def walk(value):
        if isinstance(value, dict):
            refs.extend(v for k, v in value.items() if k == "bom-ref")
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                walk(one)
    walk(document)
    assert len(refs) == len(set(refs)), f"{name}: a bom-ref stands twice"


def refuses(validate, document, edits):
    """Each edit makes a broken copy; a validator that takes one of them proves nothing."""
    for what, edit in edits:
        broken = json.loads(json.dumps(document))
        edit(broken)
        assert not validate.is_valid(broken), f"a broken copy was accepted: {what}"
    return len(edits)
