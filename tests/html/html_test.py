#!/usr/bin/python3
"""The page as a browser sees it: it says what the case says, asks for nothing, and runs nothing of the evidence.

usage: html_test.py FOLDER [--accept]   FOLDER has what make_sample writes; --accept keeps the picture of the docs
"""
import base64, hashlib, html, html.parser, json, pathlib, re, shutil, subprocess, sys, tempfile

BROWSER = shutil.which("chromium")
PICTURE = pathlib.Path(__file__).resolve().parents[2] / "docs/pictures/report.png"
OWNED = "<script>document.title='owned'</script>"
# Runs in a copy of the page, allowed by its digest: what was loaded, refused or shown, and what a search leaves.
PROBE = """
const seen = {violations: 0, errors: 0};
addEventListener("securitypolicyviolation", () => ++seen.violations);
addEventListener("error", () => ++seen.errors, true);
addEventListener("load", () => {
  seen.resources = performance.getEntriesByType("resource").length;
  seen.title = document.title;
  seen.styled = getComputedStyle(document.querySelector(".brand")).textTransform;
  const input = document.querySelector("input[type=search]");
  if (input) {
    input.value = WORDS;
    input.dispatchEvent(new Event("input"));
    const rows = document.querySelector("table[data-search]").tBodies[0].rows;
    seen.visible = Array.from(rows).filter((row) => row.checkVisibility()).length;
    seen.said = document.querySelector("output").textContent;
  }
  seen.wide = document.documentElement.scrollWidth > innerWidth;
  document.documentElement.dataset.probe = JSON.stringify(seen);
});
"""


class Static(html.parser.HTMLParser):
    """Counts elements and refuses whatever could load or run something."""

    forbidden = {"img", "link", "iframe", "object", "embed", "form", "base", "audio", "video", "a"}

    def __init__(self):
        super().__init__()
        self.count, self.lang, self.headings = {}, None, []

    def handle_starttag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1
        assert tag not in self.forbidden, f"<{tag}> is in the page"
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "href", "style", "srcset"), f"<{tag} {name}=…>"
        if tag == "html":
            self.lang = dict(attributes).get("lang")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))


def browse(page, *more):
    with tempfile.TemporaryDirectory() as profile:
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--disable-features=OptimizationHints,MediaRouter,Translate", "--host-resolver-rules=MAP * ~NOTFOUND",
                   f"--user-data-dir={profile}", *more, page.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8")


def requests_in(log):
    """What pages asked a network for, out of the browser's log. Requests of its own account have no origin."""
    asked = []
    for line in log.read_text("utf-8", "replace").splitlines():
        if '"initiator"' not in line:
            continue
        # One event a line; the last one may lack its end, since the browser is stopped while it writes.
        initiator = re.search(r'"initiator":"([^"]*)"', line)
        if initiator and initiator[1] != "not an origin":
            asked.append(re.search(r'"url":"([^"]*)"', line)[1])
    return asked


def with_probe(text, words):
    script = PROBE.replace("WORDS", json.dumps(words))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert text.count("script-src ") == 1
    text = text.replace("script-src ", f"script-src 'sha256-{digest}' ")
    return text.replace("<title>", f"<script>{script}</script><title>", 1)


def probe(page, work, words="kesl 10.0"):
    copy = work / ("probe-" + page.name)
    copy.write_text(with_probe(page.read_text("utf-8"), words), "utf-8")
    dom = browse(copy, "--dump-dom")
    found = re.search(r'data-probe="([^"]*)"', dom)
    assert found, f"{page.name}: the probe did not run"
    seen = json.loads(html.unescape(found[1]))
    assert seen["resources"] == 0, f"{page.name} loaded {seen['resources']} resources"
    assert seen["violations"] == 0 and seen["errors"] == 0, f"{page.name}: {seen}"
    assert seen["styled"] == "uppercase", f"{page.name}: its style was refused"
    assert not seen["wide"], f"{page.name} is wider than the window"
    return dom, seen


def section(dom, name):
    return re.search(rf'<section aria-labelledby="{name}">.*?</section>', dom, re.S)[0]


def check_static(folder):
    pages = sorted(folder.glob("*.html"))
    assert len(pages) >= 40, f"only {len(pages)} pages in {folder}"
    for page in pages:
        static = Static()
        static.feed(page.read_text("utf-8"))
        assert static.count["script"] == 1 and static.count["style"] == 1, page.name
        assert static.count.get("table", 0) == static.count.get("caption", 0), f"{page.name}: a table without caption"
        assert static.headings[0] == 1 and static.headings.count(1) == 1, f"{page.name}: one h1, first"
        assert all(b - a <= 1 for a, b in zip(static.headings, static.headings[1:])), f"{page.name}: headings jump"
        language = page.name.split(".")[0]
        assert static.lang == (language if language in ("nl", "fr", "de") else "en"), page.name
    return len(pages)


def check_plain(folder, work):
    dom, seen = probe(folder / "plain.findings.html", work)
    scan = json.loads((folder / "plain.findings.json").read_text())
    programs = json.loads((folder / "plain.inventory.json").read_text())["rows"]
    assert section(dom, "findings").count("<article") == len(scan["findings"]) == 2
    absent = [row for row in scan["coverage"] if row["status"] in ("absent", "not-testable") and row["canary"] == "found"]
    assert absent, "no row of coverage is of something that is not there"
    told = section(dom, "coverage")
    assert all(row["probe"] in told[told.index("</table>"):] for row in absent), "what is not there is not told"
    there = [row for row in scan["coverage"] if row not in absent]
    for name, rows in (("coverage", there), ("problems", scan["problems"]), ("programs", programs),
                       ("content", scan["content"]), ("evidence", scan["evidence"])):
        assert section(dom, name).count("<tr>") + section(dom, name).count("<tr hidden") == len(rows) + 1, name
    assert "Kaspersky Endpoint Security for Linux: remnants found on 1 of 1 examined." in dom
    assert "2 probes could not be read" in dom
    assert seen["visible"] == 1 and seen["said"] == f"1 of {len(programs)} shown", seen


def check_hostile(folder, work):
    for view in ("findings", "inventory", "timeline", "observations", "coverage"):
        page = folder / f"hostile.{view}.html"
        dom, seen = probe(page, work)
        assert seen["title"] != "owned" and "&lt;script&gt;document.title='owned'" in dom, view
        assert dom.count("<script>") == 2, f"{view}: a script of the evidence is in the page"  # ours and the probe
        assert "\u202e" not in dom and "\x1b" not in dom, view
    # The control: this test does see a page that runs what the evidence says.
    text = page.read_text("utf-8")
    open_page = work / "open.html"
    open_page.write_text(re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</h1>", "</h1>" + OWNED, 1), "utf-8")
    assert "<title>owned</title>" in browse(open_page, "--dump-dom"), "the control was not seen"
    # And the second wall: with our policy even a forgotten escape runs nothing.
    walled = work / "walled.html"
    walled.write_text(text.replace("</h1>", "</h1>" + OWNED, 1), "utf-8")
    assert "<title>owned</title>" not in browse(walled, "--dump-dom"), "the policy let a foreign script run"


def check_timeline(folder, work):
    rows = json.loads((folder / "hostile.timeline.json").read_text())["rows"]
    for words, shown in (("", len(rows)), ("GUESS name.queried", 1), ("example 2018-05-14", 2), ("nothing such", 0)):
        _, seen = probe(folder / "hostile.timeline.html", work, words)
        assert (seen["visible"], seen["said"]) == (shown, f"{shown} of {len(rows)} shown"), (words, seen)
    dom, seen = probe(folder / "filtered.timeline.html", work, "")
    names = re.findall(r"<td>([a-z.]+\.example|example\.org)</td>", dom)
    assert names == ["example.org", "guess.example", "lost.example", "never.example"], names
    assert seen["visible"] == 4 and seen["title"] != "owned", seen
    assert "Filtered: from 2000-01-01T00:00:00Z; before 2018-05-15T00:00:00Z; with example name.queried." in dom


def check_many(folder, work):
    dom, _ = probe(folder / "many.findings.html", work)
    assert section(dom, "programs").count("<tr") == 2001
    assert "Only the first 2000 of 2500 are shown here" in dom


def check_requests(folder, work):
    log = work / "net.json"
    browse(folder / "hostile.findings.html", "--dump-dom", f"--log-net-log={log}")
    assert log.stat().st_size > 1000, "the browser kept no log"
    asked = requests_in(log)
    assert not asked, f"the page asked for {asked}"
    loud = work / "loud.html"
    loud.write_text("<img src='http://waarborg-control.test/x.png'>")
    browse(loud, "--dump-dom", f"--log-net-log={log}")
    assert requests_in(log) == ["http://waarborg-control.test/x.png"], "the control's request was not seen"


def picture(page, out, *more):
    browse(page, "--hide-scrollbars", "--window-size=1000,1180", f"--screenshot={out}", *more)
    data = out.read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 20_000, "the picture is empty"
    return data


def main(folder, accept):
    assert BROWSER, "chromium is needed to see the page"
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        pages = check_static(folder)
        check_plain(folder, work)
        check_hostile(folder, work)
        check_timeline(folder, work)
        check_many(folder, work)
        check_requests(folder, work)
        picture(folder / "plain.findings.html", PICTURE if accept else work / "report.png")
    kept = PICTURE.read_bytes()
    assert kept.startswith(b"\x89PNG") and len(kept) < 200_000, "docs/pictures/report.png is missing or too large"
    print(f"{pages} pages were read, 9 were seen in the browser: no request, no foreign script")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), "--accept" in sys.argv[2:])
