#!/usr/bin/python3
"""Answers and the page of the ledger as a user has them: the same from SQLite and PostgreSQL, byte by byte; questions are
read strictly and as the schema says; the pages are seen by a browser.

usage: run.py WAARBORG [SCANNER [PICTURE]]    SCANNER: the program that makes the cases, for builds with sanitizers,
under which no evidence can be read; PICTURE: where pictures of the pages go. WAARBORG_POSTGRESQL names an empty database (tests/ledger/with-postgresql)
"""
import csv, io, json, os, pathlib, re, subprocess, sys, tempfile

import jsonschema

sys.dont_write_bytecode = True
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/html"))
import html_test

FORMS = ("phase-out", "phase-out-by-organisation", "phase-out-by-ownership", "phase-out-total")
KESL = ("Package: kesl\nStatus: install ok installed\nMaintainer: Kaspersky Lab <support@example.org>\n"
        "Architecture: amd64\nVersion: 12.0.0-1\nDescription: a package\n\n")
QUESTION = """format: 1
id: q-876
asked_on: 2026-10-01
due: 2026-11-20
asked_by: A member
addressee: The minister
directive: nl-2018-kaspersky
organisations: [nl/ministry-a, nl/ministry-b, nl/silent, nl/unknown]
breakdown: [organisation, ownership]
text: {nl: "Op hoeveel apparaten staat het?", en: "On how many devices is it?"}
withhold:
  - organisation: nl/ministry-b
    figures: [exception]
    ground: {nl: Sterkte van een eenheid., en: Strength of a unit.}
"""


class World:
    def __init__(self, program, scanner, folder):
        self.program, self.scanner, self.folder = program, scanner, folder
        self.cases = [self.case(i) for i in range(14)]
        rows = ["asset,organisation,ownership,machine-id"]
        rows += [f"a-{i},nl/ministry-a,{'byod' if i % 6 == 0 else 'organisation'},{i:032x}" for i in range(1, 41)]
        rows += [f"b-{i},nl/ministry-b,organisation,{i + 100:032x}" for i in range(1, 31)]
        rows += [f"s-{i},nl/silent,organisation,{i + 200:032x}" for i in range(1, 10)]
        self.assets = folder / "assets.csv"
        self.assets.write_text("\n".join(rows) + "\n")

    def run(self, *arguments, code=0):
        program = self.scanner if arguments[0] == "scan" else self.program
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=600,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "1795000000"})
        assert done.returncode == code, f"{arguments} gave {done.returncode}, not {code}:\n{done.stdout}{done.stderr}"
        return done

    def case(self, number):
        root = self.folder / f"root-{number}"
        for name, text in (("etc/machine-id", f"{number + 1:032x}\n"), ("var/lib/dpkg/status", KESL)):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        case = self.folder / f"{number}.case"
        organisation = "nl/ministry-a" if number < 8 else "nl/ministry-b"
        if number >= 8:
            (root / "etc/machine-id").write_text(f"{number + 100:032x}\n")
        self.run("scan", root, "-o", case, "--organisation", organisation, "--taken", "2026-11-01", code=1)
        return case

    def fill(self, ledger):
        at = ("--ledger", ledger, "--as-of")
        self.run("ledger", "init", "--directive", "nl-2018-kaspersky", *at, "2026-10-20")
        self.run("ledger", "add", *at, "2026-10-25", "--assets", self.assets, "--source", "cmdb", "--taken", "2026-10-25")
        self.run("ledger", "add", *at, "2026-11-01", *self.cases[:10])
        self.run("ledger", "exception", *at, "2026-11-02", "--organisation", "nl/ministry-a", "--subject", "vendor/kaspersky",
                 "--asset", "a-1", "--need", "old scanner", "--approver", "CIO", "--valid-until", "2026-12-31")
        self.run("ledger", "event", "lost", *at, "2026-11-03", "--organisation", "nl/ministry-a", "--asset", "a-40", "--actor",
                 "Jansen", "--reason", "report 7")
        return ledger

    def answer(self, ledger, what, *more, day="2026-11-05", code=0):
        return self.run("answer", what, "--ledger", ledger, "--as-of", day, *more, code=code)


def check_same(world, ledgers):
    """Everything that can be asked is the same from each ledger, also after it was recorded."""
    seen = 0
    question = world.folder / "question.yaml"
    question.write_text(QUESTION)
    for what in (*FORMS, question):
        for record in ((), ("--record",), ()):
            for language in ("nl", "fr", "de", "en") if not record and what == question else ("nl",):
                for form in ("table", "json", "csv", "html"):
                    said = {world.answer(l, what, "--lang", language, "--format", form, *record).stdout for l in ledgers}
                    assert len(said) == 1, f"{what} {language} {form}: the ledgers differ"
                    text = re.sub(r"<(style|script)>.*?</\1>", "", said.pop(), flags=re.S)
                    named = re.search(r"(?<![-\w])[abs]-\d+\b|[{]\d[}]", text)
                    assert text and not named, f"{what} {form}: {named}"
                    seen += 1
    for ledger in ledgers:
        world.run("ledger", "verify", "--ledger", ledger)
    return seen


def check_figures(world, ledger):
    answer = json.loads(world.answer(ledger, world.folder / "question.yaml", "--format", "json").stdout)
    assert answer["not_reported"] == ["nl/silent", "nl/unknown"], answer["not_reported"]
    assert answer["snapshot"]["head"] and answer["as_of"].startswith("2026-11-05")
    shown = 0
    for row in answer["rows"]:
        for name, figure in row["figures"].items():
            if figure["withheld"]:
                assert figure["value"] is None
                continue
            shown += 1
            assert figure["value"] == 0 or figure["value"] >= 5, f"{row['organisation']}: {name} is {figure['value']}"
            assert figure["value"] != 0 or figure["of"] >= 5, f"{row['organisation']}: a bare nothing for {name}"
    assert shown > 20
    rows = {(r["organisation"], r["ownership"]): r["figures"] for r in answer["rows"]}
    assert rows["nl/ministry-b", ""]["exception"]["withheld"]
    assert any("Strength of a unit." in line for line in answer["withheld"])
    lines = list(csv.DictReader(io.StringIO(world.answer(ledger, "phase-out", "--format", "csv").stdout)))
    assert len(lines) % 13 == 0 and all((l["value"] == "") == (l["withheld"] == "yes") for l in lines)


def check_strict(world, ledger):
    unknown = world.answer(ledger, "phase-in", code=2).stderr
    assert all(form in unknown for form in FORMS), unknown
    bad = world.folder / "bad.yaml"
    for more, word in (("id: twice\n", "id"), ("colour: red\n", "colour"), ("due: soon\n", "due"), ("asked_by: &a x\n", "anchor")):
        bad.write_text(QUESTION.replace("due: 2026-11-20\n", "").replace("asked_by: A member\n", "") + more)
        assert word in world.answer(ledger, bad, code=2).stderr, more
    world.answer(ledger, "phase-out", "--threshold", "1", code=2)
    world.answer(ledger, "phase-out", day="2026-10-21", code=2)  # nothing was in scope yet
    world.run("report", "--ledger", ledger, "--format", "csv", code=2)
    world.run("report", code=2)
    world.run("report", world.cases[0], "--ledger", ledger, "--format", "html", code=2)


def check_schema():
    import yaml
    schema = json.loads((REPOSITORY / "docs/schemas/question.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    good = yaml.load(QUESTION, yaml.BaseLoader)
    assert not list(validator.iter_errors(good)), list(validator.iter_errors(good))
    for change in (lambda q: q.pop("text"), lambda q: q.update(colour="red"), lambda q: q.update(breakdown=[]),
                   lambda q: q["withhold"][0].pop("ground"), lambda q: q["withhold"][0].update(figures=["people"])):
        broken = yaml.load(QUESTION, yaml.BaseLoader)
        change(broken)
        assert not validator.is_valid(broken), "expected the schema to refuse a broken question"


def check_pages(world, ledgers, picture):
    pages = []
    for number, ledger in enumerate(ledgers):
        page = world.folder / f"state-{number}.html"
        world.run("report", "--ledger", ledger, "--as-of", "2026-11-05", "--format", "html", "--output", page)
        pages.append(page.read_bytes())
    assert len(set(pages)) == 1, "the pages of the ledgers differ"
    status = json.loads(world.run("ledger", "status", "--ledger", ledgers[0], "--as-of", "2026-11-05", "--format", "json",
                                  code=1).stdout)
    page = world.folder / "state-0.html"
    dom, seen = html_test.probe(page, world.folder)
    count = lambda name: len(re.findall(r"<tr[ >]", html_test.section(dom, name)))
    assert count("figures") == len(status["organisations"]) + 1, count("figures")
    assert count("devices") == len(status["assets"]) + 1 == 80, count("devices")
    assert count("exceptions") == 2 and "2026-12-31" in html_test.section(dom, "exceptions")
    assert count("course") == 1 + 6, "a row for each day on which something was recorded, and the day of the page"
    assert "nl/silent: nothing was heard of any of its 9 devices." in html_test.section(dom, "silent")
    assert seen["said"].endswith("of 79 shown"), seen
    answer = world.folder / "answer.html"
    world.answer(ledgers[0], world.folder / "question.yaml", "--lang", "nl", "--format", "html", "--output", answer)
    dom, _ = html_test.probe(answer, world.folder)
    assert dom.count("<table") == 4, "three of the organisations have devices, and the whole"
    for one in (page, answer):
        static = html_test.Static()
        static.feed(one.read_text())
        assert static.count["table"] == static.count["caption"] and static.headings[0] == 1
        assert all(b - a <= 1 for a, b in zip(static.headings, static.headings[1:])), "headings jump"
        log = world.folder / "net.json"
        html_test.browse(one, "--dump-dom", f"--log-net-log={log}")
        assert not html_test.requests_in(log), "the page asks for something"
        if picture:
            html_test.browse(one, "--hide-scrollbars", "--window-size=1000,2600", f"--screenshot={picture}.{one.stem}.png")


def main(program, scanner=None, picture=""):
    with tempfile.TemporaryDirectory() as name:
        world = World(program, scanner or program, pathlib.Path(name))
        ledgers = [world.fill(os.environ["WAARBORG_POSTGRESQL"]), world.fill(world.folder / "nl.ledger")][::-1]
        check_schema()
        check_strict(world, ledgers[0])
        answers = check_same(world, ledgers)
        check_figures(world, ledgers[0])
        check_pages(world, ledgers, picture)
        print(f"{answers} answers were the same from SQLite and PostgreSQL; two pages were seen in the browser")


if __name__ == "__main__":
    main(*(str(pathlib.Path(path).resolve()) for path in sys.argv[1:]))
