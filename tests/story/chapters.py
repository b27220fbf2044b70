"""The chapters of the story: the Dutch measure of 2018 in three made-up organisations, from the decision to the answer.

A reports with Windows hives and Linux roots, B sends what its tools export and, years later, its phones, C says nothing.
Each chapter is a function of the Account; `proves` names requirements of docs/requirements.md.
"""
import json, pathlib, re, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "enforcement"))
import bench, resolvers
import phone_chapter
from told import figures, state

SCAN = """\
for evidence in {day}/{org}/*; do
  waarborg scan "$evidence" --directive decision.yaml --taken {day} --organisation {org} \\
      -o cases/{day}-$(basename "$evidence").case --quiet > /dev/null
  code=$?
  echo "$(basename "$evidence"): exit code $code"
done"""


def status(s, day):
    told = s.do(f"waarborg ledger status --ledger $LEDGER --as-of {day}", code=1)
    for org in ("agency-b", "ministry-a", "service-c"):
        f = figures(told, org)
        s.proves("R1 R28 R45", f"{day}: N = P + A + U + X in {org}", f["N"] == f["P"] + f["A"] + f["U"] + f["X"])
    return told


def decision(s):
    s.chapter("The decision", """On 14 May 2018 the Dutch government decided to phase the antivirus of Kaspersky out. The
        directive that ships with the program says so with its sources. The coordinator adopts it: two roles must sign.""")
    s.clock("2018-05-15")
    s.do("mkdir cases carrier in")
    s.do("cat signatures.yaml")
    s.do('cat "$DIRECTIVES"/nl-2018-kaspersky.yaml signatures.yaml > decision.yaml\nwaarborg directive check decision.yaml')
    s.proves("R23", "that it has no completion date is flagged", "no completion date" in s.last.out)
    s.do("waarborg directive sign decision.yaml --role minister --key keys/minister.minisign.key")
    one = s.do("waarborg directive verify decision.yaml --key minister=keys/minister.minisign.pub "
               "--key nctv=keys/nctv.minisign.pub", code=1)
    s.proves("R54", "one signature of two is not enough", one.code == 1)
    s.do("waarborg directive sign decision.yaml --role nctv --key keys/nctv.minisign.key")
    two = s.do("waarborg directive verify decision.yaml --key minister=keys/minister.minisign.pub "
               "--key nctv=keys/nctv.minisign.pub")
    s.proves("R54", "two of two roles signed", two.code == 0)
    other = s.do("minisign -V -p keys/nctv.minisign.pub -m decision.yaml -x decision.yaml.nctv.minisig", show=r"verified")
    s.proves("R54", "an independent program verifies the signature", other.code == 0)
    flipped = s.do("sed 's/2018-05-14/2018-05-15/' decision.yaml > altered.yaml\n"
                   "for role in minister nctv; do cp decision.yaml.$role.minisig altered.yaml.$role.minisig; done\n"
                   "waarborg directive verify altered.yaml --key minister=keys/minister.minisign.pub "
                   "--key nctv=keys/nctv.minisign.pub", code=1)
    s.proves("R39 R54", "a directive altered after signing is refused", flipped.code == 1)
    shown = s.do("waarborg directive show decision.yaml --lang nl")
    text = shown.out
    s.proves("R11 R16", "a phase-out out of precaution; no abuse is known", "voorzorg" in text and "misbruik" in text)
    s.proves("R12", "two audiences of different force", "verplicht" in text and "advies" in text)
    s.proves("R13", "only the antivirus; other products are left out", "password-manager" in text)
    s.proves("R14", "three grounds together", re.search(r"C1 \(vervuld\) and C2 \(vervuld\) and C3 \(vervuld\)", text) is not None)
    s.proves("R23", "that there is no end date is said", re.search(r"einddatum", text) is not None)
    s.proves("R7 R8 R21", "what the vendor says stands beside it", "Zürich" in text)
    s.proves("R17", "foreign decisions that were weighed", "us-bod-17-01" in text and "uk-ncsc-2017" in text)
    s.proves("R24", "a substitute comes before removal", "before-removal" in text)
    s.proves("R20", "reviews with their outcome", "2019-07-16" in text)


def find(s):
    s.chapter("Thirty days to find out where it runs", """Ministry A scans its own machines: registry hives of Windows, roots of
        Linux (docs/collect says how they are made). Exit code 1 is a finding, 0 is none and everything read.""")
    s.clock("2018-06-28")
    told = s.do(SCAN.format(day="2018-06-28", org="ministry-a"))
    found = set(re.findall(r"^(\S+?)(?:\.zip)?: exit code 1$", told.out, re.M))
    s.proves("R1 R5", "found on the six machines that have it", found == {"desk-7", "srv-1", "srv-2", "srv-3", "srv-4", "srv-5"})
    s.proves("R13", "and on no other", told.out.count("exit code 0") == 4)
    report = s.do("waarborg report cases/2018-06-28-desk-7.case", show=22)
    s.proves("R5 R15", "an installed program, found by the name that its installer leaves",
             "Kaspersky Endpoint Security" in report.out and "confirmed" in report.out)
    rows = json.loads(s.do("waarborg report cases/2018-06-28-desk-7.case --as observations --format json", quiet=True).out)
    text = json.dumps(rows)
    s.proves("R15", "the service and the kernel driver with their files", "AVP.KES.21.19" in text and "klif.sys" in text and "kernel-driver" in text)
    s.say("Agency B sends what its tools export: osquery, PowerShell, package lists, the apps of its phones.")
    told = s.do(SCAN.format(day="2018-06-28", org="agency-b"))
    codes = dict(re.findall(r"^(\S+): exit code (\d)$", told.out, re.M))
    s.proves("R1", "the laptop's snapshot of osquery has it", codes["lap-1.osquery.json"] == "1")
    s.proves("R13", "Kaspersky Password Manager is not the antivirus", codes["get-package-lap-2.csv"] == "0")
    phones = s.do("waarborg report cases/2018-06-28-mdm-apps-phones.csv.case", show=9)
    s.proves("R25 R44", "the app is found on one phone, com.kms.free", codes["mdm-apps-phones.csv"] == "1" and "com.kms.free" in phones.out)
    s.say("Service C says nothing.")


def coordinate(s):
    s.chapter("A sealed return", """Ministry A sends its cases to the coordinator. The carrier is a folder; it learns a size class and
        nothing more. The parcel is an age file, signed inside and padded.""")
    s.do("tar --sort=name --owner=0 --group=0 --mtime=@0 -cf return-2018-06.tar cases/2018-06-28-desk-*.case cases/2018-06-28-srv-*.case\n"
         "waarborg send return-2018-06.tar --kind return --to keys/coordinator.age.pub --sign keys/ministry-a.minisign.key "
         "--from ministry-a --carrier carrier --register sent.jsonl", show=3)
    opened = s.do("age -d -i keys/coordinator.age.key carrier/*.parcel | head -c 2000 | grep -ac ministry-a", quiet=True)
    s.proves("R59", "Debian's age opens it", opened.code == 0)
    s.do("waarborg receive --carrier carrier --identity keys/coordinator.age.key "
         "--trust ministry-a=keys/ministry-a.minisign.pub -o in --register received.jsonl", show=5)
    same = s.do("find in -name '*return-2018-06.tar' -exec cmp {} return-2018-06.tar \\;", quiet=True)
    s.proves("R59", "what arrives is what was sent", same.code == 0 and same.out == "")
    again = s.do("waarborg receive --carrier carrier --identity keys/coordinator.age.key "
                 "--trust ministry-a=keys/ministry-a.minisign.pub -o in --register received.jsonl", show=3)
    s.proves("R59", "the same parcel again brings nothing new", "seen" in again.out + again.err)
    s.do("mkdir altered\nfor f in carrier/*.parcel; do (head -c 5000 $f; printf x; tail -c +5002 $f) > altered/$(basename $f); done\n"
         "waarborg receive --carrier altered --identity keys/coordinator.age.key "
         "--trust ministry-a=keys/ministry-a.minisign.pub -o in --register other.jsonl", code=3, show=3)
    s.proves("R59", "an altered one is refused", s.last.code == 3)


def count(s):
    s.chapter("The first count", """The coordinator's ledger knows who is in scope from the inventories, and records what the cases show.
        In scope is present, proven absent, unknown or left; there is nothing else.""")
    s.clock("2018-06-29")
    s.do("waarborg ledger init --ledger $LEDGER --directive decision.yaml --as-of 2018-06-29")
    s.do("waarborg ledger add --ledger $LEDGER --assets 2018-06-28/assets.csv --source cmdb --taken 2018-06-28 --as-of 2018-06-29")
    s.do("mkdir opened && tar -xf \"$(find in -name '*return-2018-06.tar' | head -1)\" -C opened\n"
         "waarborg ledger add --ledger $LEDGER --as-of 2018-06-29 --rights root --actor ciso-ministry-a opened/cases/*.case")
    s.do("waarborg ledger add --ledger $LEDGER --as-of 2018-06-29 cases/2018-06-28-*.csv.case cases/2018-06-28-*.json.case "
         "cases/2018-06-28-*.txt.case", show=3)
    told = status(s, "2018-06-30")
    a, b, c = (figures(told, o) for o in ("ministry-a", "agency-b", "service-c"))
    s.proves("R1", "A: present on six of ten, the other four proven absent", (a["N"], a["P"], a["A"]) == (10, 6, 4))
    s.proves("R1 R5", "B: the laptop and the phone are present", b["P"] == 2)
    s.proves("R45 R46", "B: what was exported proves no absence", b["A"] == 0 and b["U"] == b["N"] - b["P"])
    s.proves("R28 R45 R46", "C: silence is never absence", c["A"] == 0 and c["U"] == c["N"] == 6)
    twice = s.do("waarborg ledger add --ledger $LEDGER --as-of 2018-06-30 --rights root --actor ciso-ministry-a "
                 "opened/cases/2018-06-28-desk-7.case")
    s.proves("R45", "the same case twice counts once", "already" in twice.out)


def autumn(s):
    s.chapter("Autumn: what is said and what is shown", """Four servers were cleaned and scanned. On a fifth the package was removed and
        its settings were left. Desk 7 is said to be clean, without a scan. Agency B may keep its laptop until the end of the year.""")
    s.clock("2018-10-12")
    s.do(SCAN.format(day="2018-10-12", org="ministry-a"), show=r"srv-5|srv-6|desk-8")
    s.do("waarborg ledger add --ledger $LEDGER --assets 2018-10-12/assets.csv --source cmdb --taken 2018-10-12 --as-of 2018-10-12", show=3)
    s.do("waarborg ledger add --ledger $LEDGER --as-of 2018-10-12 --rights root --actor ciso-ministry-a cases/2018-10-12-*.case", show=3)
    s.do("waarborg ledger event --ledger $LEDGER removal-claimed --organisation ministry-a --asset desk-7 --subject vendor/kaspersky "
         "--actor helpdesk --reason 'ticket 4711: removed' --when 2018-10-10 --as-of 2018-10-12")
    bad = s.do("waarborg ledger exception --ledger $LEDGER --organisation agency-b --asset lap-1 --subject vendor/kaspersky "
               "--need 'no substitute for the measuring station yet' --as-of 2018-10-12", code=2, show=4)
    s.proves("R29", "an exception without an end or an approver is refused", bad.code == 2)
    s.do("waarborg ledger exception --ledger $LEDGER --organisation agency-b --asset lap-1 --subject vendor/kaspersky "
         "--need 'no substitute for the measuring station yet' --approver ciso-agency-b --valid-until 2018-12-31 --as-of 2018-10-12")
    told = status(s, "2018-10-15")
    a, b = figures(told, "ministry-a"), figures(told, "agency-b")
    s.proves("R2", "a removal that is only claimed is not gone", state(told, "desk-7") == "removal-claimed" and a["claimed"] == 1)
    s.proves("R2", "one clean scan after a sighting is not gone", a["gone"] == 0)
    s.proves("R24", "what a removal left behind keeps its machine unproven", state(told, "srv-5") in ("present", "suspected"))
    s.proves("R29", "the exception is counted beside what is present", b["exception"] == 1)


def january(s):
    s.chapter("January: proof", "Two scans, nine days apart, of everything Ministry A has.")
    for day in ("2019-01-20", "2019-01-29"):
        s.clock(day)
        s.do(SCAN.format(day=day, org="ministry-a"), show=r"desk-7|srv-1")
        s.do(f"waarborg ledger add --ledger $LEDGER --as-of {day} --rights root --actor ciso-ministry-a cases/{day}-*.case", show=3)
    s.do("waarborg ledger add --ledger $LEDGER --assets 2019-01-29/assets.csv --source cmdb --taken 2019-01-29 --as-of 2019-01-30", show=3)
    left = s.do("waarborg report cases/2019-01-29-desk-7.case", show=10)
    s.proves("R15 R24", "the root certificate that the uninstaller left on desk 7", "Root Certificate" in left.out and "remnants" in left.out)
    told = status(s, "2019-01-31")
    a, b, c = (figures(told, o) for o in ("ministry-a", "agency-b", "service-c"))
    s.proves("R2", "five servers are gone: two clean scans that span a week", a["gone"] == 5)
    s.proves("R2 R24", "desk 7 is not: what was said was never shown, and something is left", state(told, "desk-7") == "removal-claimed")
    s.proves("R29", "the exception ended by itself and the laptop is present again", b["exception"] == 0 and state(told, "lap-1") == "present")
    s.proves("R28 R46", "C is as unknown as before", c["U"] == 6)
    whole = s.do("waarborg ledger verify --ledger $LEDGER")
    s.proves("R53", "the chain of events is whole", whole.code == 0)


def assess(s):
    s.chapter("Why: the grounds, each with its evidence", """The rule of the measure is printed with its values, and which single answer
        would change it. Nothing is a score; what nobody answered is unknown, not "no".""")
    told = s.do("waarborg assess vendor/kaspersky --directive decision.yaml --as-of 2020-01-01", show=lambda lines: lines[:24] + ["…"] + lines[-12:])
    s.proves("R14", "the rule with its values", "C1 (met) and C2 (met) and C3 (met)" in told.out)
    s.proves("R14 R16", "the single answers that would change it", told.out.count("not met -> not met") == 3)
    s.proves("R6 R7 R15", "each ground has its source, date and grade",
             "zoek.officielebekendmakingen.nl" in told.out and "2019-07-16" in told.out and "credible" in told.out)
    s.say("What is cited for the second ground was published in 2019. On a day before that, it has no source, and nothing can be decided.")
    before = s.do("waarborg assess vendor/kaspersky --directive decision.yaml --as-of 2018-06-30", code=3, show=lambda lines: ["…"] + lines[-10:])
    s.proves("R14", "a ground without its sources is unknown, and so is the rule", re.search(r"C2 \(unknown", before.out) is not None)
    carrier = s.do("waarborg assess product/spacex/starlink --as-of 2026-11-22", show=26)
    s.proves("R57 R59", "the satellite carrier: what it still learns, and that it can switch off alone",
             "C6 metadata exposure: met" in carrier.out and "C8 unilateral denial: met" in carrier.out)


def block(s):
    s.chapter("Blocking what it needs", """While machines are cleaned, the resolver stops answering for the update and cloud hosts of the
        antivirus. The manifest says what that enforces, what it cannot, and how to roll it back.""")
    made = s.do("waarborg compile decision.yaml --for rpz,apt -o enforce", show=14)
    manifest = "\n".join(p.read_text(errors="replace") for p in (s.folder / "enforce").rglob("*anifest*"))
    s.proves("R49", "the manifest: what it cannot enforce and how to roll it back", "roll" in manifest.lower() and "cannot" in manifest.lower())
    s.do("head -12 enforce/rpz/nl-2018-kaspersky.rpz.zone", show=None)
    on_loopback = bench.Bench("")
    try:
        authority = resolvers.Authority(on_loopback)
        for who, port, _ in resolvers.on_both(on_loopback, authority, "story", s.folder / "enforce"):
            resolvers.ask(on_loopback, who, port, resolvers.BLOCKED[:3], ["example.org", "www.kaspersky.com"])
    finally:
        on_loopback.close()
    s.proves("R13 R49", "BIND and Unbound block the update hosts and nothing else", on_loopback.failed == 0 and on_loopback.passed > 10)
    s.say("With this zone BIND and Unbound, each on the loopback address, answered NXDOMAIN for upd.kaspersky.com and went on to "
          "answer for example.org and for the maker's web site.")


def elsewhere(s):
    s.chapter("What others decided", """The American directive of 2017 orders three things with three dates. None of them is the date by which it
        must be gone, though the press said so.""")
    s.clock("2019-01-30")
    told = s.do("waarborg directive show us-bod-17-01", show=lambda lines: ["…"] + lines[lines.index("By when"):][:19] + ["…"])
    s.proves("R1 R2", "identify by 13 October, plan by 12 November, begin by 12 December 2017",
             re.search(r"identify\n +complete by 2017-10-13.*plan\n +complete by 2017-11-12.*start\n +start by 2017-12-12", told.out, re.S) is not None)
    s.proves("R2", "what the press said stands beside it and sets no date", "told in the press as" in told.out and "complete by 2017-12-12" not in told.out)
    s.say("Whom does the Dutch measure bind? The clause that decides is named.")
    bound = s.do("waarborg directive effective decision.yaml --organisation nl/central-government/tax-office")
    advised = s.do("waarborg directive effective decision.yaml --organisation nl/vital-sector")
    s.proves("R3 R12 R39", "bound, by which clause", "yes (clause phase-out)" in bound.out)
    s.proves("R3 R12 R39", "advised only, by which clause", re.search(r"advi\w+ \(clause advice\)|advisory", advised.out) is not None)
    s.say("What would the American one do here? It covers every product of the maker, the password manager too. Nothing is recorded.")
    s.do("waarborg ledger verify --ledger $LEDGER", quiet=True)
    dry = s.do("waarborg directive dry-run us-bod-17-01 cases/2018-06-28-*.case", code=1, show=18)
    s.proves("R5 R9", "all products of the vendor, by which identifier", "password-manager" in dry.out and "deb/kesl" in dry.out)
    s.proves("R9", "what no case can answer is listed", "What no case can answer" in dry.out)
    s.do("waarborg directive dry-run be-tiktok-2023 cases/2018-06-28-*.case", show=4)
    s.say("A question that nobody asked in June is asked of June's evidence, which nobody has any more.")
    later = s.do("waarborg match cases/2018-06-28-*.case --subject product/kaspersky/password-manager", code=1, show=r"Password Manager: ")
    s.proves("R48", "stored evidence answers a new question", "Password Manager" in later.out)


def answer(s):
    s.chapter("The answer", """A member of parliament asks: on how many devices does it still run? One table, made from the ledger as it
        was known on a day. Small figures are withheld, and as many others as it takes that they cannot be worked out.""")
    told = s.do("waarborg answer phase-out-by-organisation --ledger $LEDGER --as-of 2019-01-31 --lang nl", show=75)
    s.proves("R28 R45", "who was not heard is named", re.search(r"service-c", told.out) is not None)
    s.proves("R45", "a nothing is told as 0 of N with its method", "0 van 6" in told.out and "14 dagen" in told.out)
    s.proves("R35 R53", "a figure of one to four is withheld", "niet vermeld" in told.out)
    english = s.do("waarborg answer phase-out --ledger $LEDGER --as-of 2019-01-31 --lang en", show=30)
    s.proves("R25 R44", "work and private apart", "COPE" in english.out and "BYOD" in english.out)
    same = s.do("waarborg answer phase-out --ledger $LEDGER --as-of 2019-01-31 --lang en", quiet=True)
    s.proves("R42 R45", "the same question on the same day gives the same bytes", same.out == english.out)
    old = s.do("waarborg answer phase-out-by-organisation --ledger $LEDGER --as-of 2018-06-30 --lang en", show=0, quiet=True)
    s.proves("R42", "what was known in June can be said today", "2018-06-30" in old.out)
    s.do("waarborg report --ledger $LEDGER --format html --as-of 2019-01-31 --output ledger.html\n"
         "waarborg report cases/2018-06-28-desk-7.case --format html --output desk-7.html")
    letter = s.do("waarborg directive letter decision.yaml --lang nl --as-of 2018-06-30", show=40)
    s.proves("R22", "the letter to parliament, in Dutch, from the same object", "Betreft: Uitfasering" in letter.out)
    s.proves("R23", "which says that there is no end date", "geen datum waarop de verwijdering klaar moet zijn" in letter.out)


def own_bar(s):
    s.chapter("The same bar for itself", "The program says what it is made of, in CycloneDX.")
    bill = json.loads(s.do("waarborg version --sbom", show=lambda lines: lines[:8] + ["…"]).out)
    s.proves("R21", "its own bill of materials", bill["bomFormat"] == "CycloneDX" and len(bill["components"]) > 10)


ALL = [decision, assess, find, coordinate, count, block, autumn, january, elsewhere, answer, phone_chapter.phones, own_bar]
