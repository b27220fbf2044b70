"""The phones of agency B under the Belgian decision of 2023: a chapter of the story."""
import json, re

from told import figures, state

DAY = "2023-04-03"
SCAN = f"""\
for phone in phone-2:cope phone-4:cope phone-6:cope phone-7:byod; do
  name=${{phone%:*}}
  waarborg -q scan {DAY}/agency-b/$name* --directive be-tiktok-2023 --indicators {DAY}/spyware.stix2 \\
      --password-file {DAY}/passwords.txt --organisation agency-b --ownership ${{phone#*:}} --taken {DAY} \\
      -o cases/{DAY}-$name.case > /dev/null
  echo "$name: exit code $?"
done"""


def whole(s, name):
    return json.loads(s.do(f"waarborg report cases/{DAY}-{name}.case --format json", quiet=True).out)


def of_content(case):
    """Findings of what was looked for. That a version of 2023 has weaknesses which were used since is a lead on every phone."""
    return [f for f in case["findings"] if f["subject"] != "judgement/exploited_version"]


def examine(s):
    told = s.do(SCAN)
    codes = dict(re.findall(r"^(\S+): exit code (\d)$", told.out, re.M))
    s.proves("R28", "four phones were examined, three of them could be read",
             len(codes) == 4 and sorted(codes.values()) == ["0", "1", "1", "3"])
    lured = s.do(f"waarborg report cases/{DAY}-phone-2.case", show=lambda lines: lines[:10] + ["…"])
    found = whole(s, "phone-2")
    s.proves("R48", "an encrypted backup is read in place: the domain of the feed, in a message",
             codes["phone-2"] == "1" and [f["presence"] for f in of_content(found)] == ["historic"]
             and "parcel-tracking.example" in json.dumps(found["findings"]) and "sms.db" in lured.out)
    s.proves("R5 R48", "and nothing of TikTok", not any("bytedance" in f["subject"] for f in found["findings"]))
    tiktok = s.do(f"waarborg report cases/{DAY}-phone-7.case", show=lambda lines: lines[:8] + ["…"])
    s.proves("R5", "the app in a bug report, by the name of its package",
             codes["phone-7"] == "1" and "com.zhiliaoapp.musically" in tiktok.out and "confirmed" in tiktok.out)
    s.proves("R5", "nothing on the phone whose sysdiagnose was read", codes["phone-6"] == "0" and of_content(whole(s, "phone-6")) == [])
    owners = {name: whole(s, name)["evidence"][0]["device"]["ownership"] for name in codes}
    s.proves("R25 R44", "each case says whose phone it is of",
             owners == {"phone-2": "cope", "phone-4": "cope", "phone-6": "cope", "phone-7": "byod"})
    return codes


def closed(s, codes):
    s.say("Nobody gave the password of phone 4. What could not be read is said; it is not clean.")
    shown = s.do(f"waarborg report cases/{DAY}-phone-4.case --as coverage --format csv", show=r"unreadable")
    case = whole(s, "phone-4")
    status = [row["status"] for row in case["coverage"] if row["probe"] == "backups"]
    s.proves("R28 R45", "a backup without its password is unreadable, and never clean: exit code 3",
             codes["phone-4"] == "3" and status == ["unreadable"] and "password" in json.dumps(case["problems"]) and "unreadable" in shown.out)
    without = s.do(f"waarborg scan {DAY}/agency-b/phone-2 --directive be-tiktok-2023 --indicators {DAY}/spyware.stix2 < /dev/null",
                   code=3, show=4)
    s.proves("R28 R45", "nor is the one that is known to be lured, when its password is not given", without.code == 3)


def counted(s):
    s.say("A ledger of its own, for the Belgian decision. Of twelve phones four were examined, and one of the four could not be read. On an "
          "iPhone a backup lists its apps, so one is proven free of TikTok; a sysdiagnose has no such list and proves nothing.")
    s.do("waarborg ledger init --ledger be.ledger --directive be-tiktok-2023 --as-of 2023-04-03\n"
         f"waarborg ledger add --ledger be.ledger --assets {DAY}/assets.csv --source mdm --taken {DAY} --as-of {DAY}\n"
         f"waarborg ledger add --ledger be.ledger --as-of {DAY} --rights root --actor examiner cases/{DAY}-phone-*.case")
    told = s.do("waarborg ledger status --ledger be.ledger --as-of 2023-04-04", code=1)
    b = figures(told, "agency-b")
    s.proves("R1 R28 R45", "N = P + A + U + X of the phones", b["N"] == b["P"] + b["A"] + b["U"] + b["X"] == 12)
    s.proves("R28 R45", "present on one, absent from one, eight not heard of", (b["P"], b["A"], b["unheard"]) == (1, 1, 8))
    s.proves("R28 R46", "the phone that could not be read is unknown, and why", state(told, "phone-4") not in ("absent", "present", "never-seen", "gone")
             and re.search(r"phone-4 .*backups is unreadable", told.out) is not None)
    s.proves("R5 R28", "spyware on a phone is no TikTok on it", state(told, "phone-2") != "present")


def apart(s):
    s.say("On a service device the decision binds. On a private one that reaches internal networks it advises.")
    words = "waarborg directive effective be-tiktok-2023 --organisation be/federal-staff --function internal-network --ownership"
    work, private = s.do(f"{words} cope"), s.do(f"{words} byod")
    s.proves("R3 R12 R25", "binding for work phones, advice for private ones",
             "yes (clause no-install)" in work.out and "advisory (clause personal-devices)" in private.out)
    table = s.do("waarborg answer phase-out-by-ownership --ledger be.ledger --as-of 2023-04-04 --lang en",
                 show=r"^  (Figure|in scope|present|proven absent|unknown|– not heard of|left scope)  ")
    s.proves("R25 R44", "the answer keeps the phones of work and private ones apart", "COPE" in table.out and "BYOD" in table.out)
    s.proves("R35 R53", "and withholds that there is one", re.search(r"^ +present +withheld +withheld +withheld$", table.out, re.M) is not None)


def phones(s):
    s.chapter("Phones: another government, another decision", """In March 2023 the Belgian National Security Council banned TikTok from
        service devices. Agency B has people in Brussels. Four of their twelve phones are examined: two encrypted backups of
        iPhones, a sysdiagnose of a third, a bug report of somebody's own Android phone. A feed of indicators names a domain that
        spyware was sent from. The examiner knows the password of one backup.""")
    s.clock(DAY)
    closed(s, examine(s))
    counted(s)
    apart(s)
