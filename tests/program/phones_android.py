"""Android phones: AndroidQF and bug reports, as folders, archives and lone files; what is on them and what only looks so."""
import json

from kit import CLEAN, Case, dpkg, zip_of

SUBJECTS = tuple(part for vendor in ("meta", "telegram", "bytedance", "kaspersky") for part in ("--subject", f"vendor/{vendor}"))
FOUND = [("product/" + s, "confirmed", "installed")
         for s in ("bytedance/tiktok", "kaspersky/mobile", "meta/whatsapp", "telegram/telegram")]
APPS = ("com.whatsapp", "org.telegram.messenger", "com.zhiliaoapp.musically", "com.kms.free")
HARMLESS = ("com.android.settings", "com.example.notes", "com.whatsapp.lookalike")
GETPROP = "[ro.build.version.release]: [14]\n[ro.build.version.security_patch]: [2026-09-05]\n[ro.serialno]: [EX4MPLE0001]\n"
IDENTITY = {"scheme": "serial", "value": "EX4MPLE0001", "strength": "strong"}


def package(name, **more):
    return {"name": name, "files": [{"path": f"/data/app/{name}/base.apk", "sha256": "ab" * 32}], "installer": "null",
            "uid": 10001, "disabled": False, "system": False, "third_party": True, **more}


def androidqf(*names, **more):
    return {"acquisition.json": '{"uuid": "0"}', "getprop.txt": GETPROP,
            "packages.json": json.dumps([package(n) for n in names]),
            "settings_secure.txt": "accessibility_enabled=0\n",
            "processes.json": json.dumps([{"pid": 1, "uid": 0, "ppid": 0, "filename": "(init)", "command_line": ["/init"]}]),
            **more}


def entries(*names):
    return "".join(f"  Package [{n}] (1a):\n    versionName=1.0\n    User 0: ceDataInode=1 installed=true hidden=false enabled=0\n"
                   for n in names)


def service(name, text):
    return f"DUMP OF SERVICE {name}:\n{text}\n--------- 0.1s was the duration of dumpsys {name}, ending at: 2026-11-02 10:11:13\n"


def section(title, text):
    return f"------ {title} ------\n{text}------ 0.1s was the duration of '{title.split(' (')[0]}' ------\n"


def bugreport(*names, roles="", processes="root 1 1 0 init\n"):
    text = ("=" * 56 + "\n== dumpstate: 2026-11-02 10:11:12\n" + "=" * 56 + "\n"
            + section("SYSTEM PROPERTIES (getprop)", GETPROP)
            + section("PROCESSES AND THREADS (ps -A -T)", "USER PID TID PPID CMD\n" + processes)
            + service("accessibility", "Enabled services:{" + roles + "}")
            + service("device_policy", "Current Device Policy Manager state:")
            + service("notification", "Current Notification Manager state:")
            + service("package", "Packages:\n" + entries(*names)))
    return {"main_entry.txt": "bugreport-x.txt", "version.txt": "2.0", "bugreport-x-2026-11-02-10-11-12.txt": text}


def stix(**patterns):
    objects = [{"type": "malware", "id": "malware--1", "name": "Example", "is_family": False}]
    for i, pattern in enumerate(patterns.values()):
        objects.append({"type": "indicator", "id": f"indicator--{i}", "pattern_type": "stix", "pattern": pattern,
                        "valid_from": "2026-01-01T00:00:00Z"})
        objects.append({"type": "relationship", "id": f"relationship--{i}", "relationship_type": "indicates",
                        "source_ref": f"indicator--{i}", "target_ref": "malware--1"})
    return json.dumps({"type": "bundle", "id": "bundle--1", "spec_version": "2.1", "objects": objects})


class PhonesAndroid(Case):
    def test_apps_and_the_device_are_found_in_androidqf_and_bug_reports(self):
        evidence = {"androidqf folder": self.root(androidqf(*APPS, *HARMLESS)),
                    "androidqf zip": self.file("qf.zip", zip_of(androidqf(*APPS, *HARMLESS))),
                    "bug report zip": self.file("bugreport.zip", zip_of(bugreport(*APPS, *HARMLESS))),
                    "bug report folder": self.root(bugreport(*APPS, *HARMLESS), "report"),
                    "bug report text": self.file("saved.txt", bugreport(*APPS)["bugreport-x-2026-11-02-10-11-12.txt"])}
        for kind, path in evidence.items():
            with self.subTest(kind):
                answer = self.expect(self.scan(path, *SUBJECTS), 1)
                self.expect_found(answer, *FOUND)
                self.expect_in(IDENTITY, answer.json["evidence"][0]["device"]["identifiers"], answer)
                self.assertEqual(answer.status("android.packages"), "complete", answer)

    def test_a_bug_report_within_androidqf_is_read_too(self):
        answer = self.expect(self.scan(self.file("qf.zip", zip_of(androidqf(*HARMLESS, **{"bugreport.zip": zip_of(bugreport(*APPS))}))),
                                       *SUBJECTS), 1)
        self.expect_found(answer, *FOUND)

    def test_a_clean_phone_gives_nothing_with_coverage(self):
        for kind, files in (("qf", androidqf(*HARMLESS)), ("report", bugreport(*HARMLESS))):
            with self.subTest(kind):
                answer = self.expect(self.scan(self.file(kind + ".zip", zip_of(files)), *SUBJECTS), 0)
                self.expect_found(answer)
                for probe in ("android.packages", "android.properties", "android.processes"):
                    self.assertEqual(answer.status(probe), "complete", answer)
                self.assertEqual(answer.problems(), [], answer)

    def test_what_cannot_be_read_is_never_clean(self):
        whole = bugreport(*HARMLESS)["bugreport-x-2026-11-02-10-11-12.txt"]
        rows = {"list cut short": androidqf(**{"packages.json": json.dumps([package("com.example.a")])[:-1]}),
                "list empty": androidqf(**{"packages.json": ""}),
                "no list in the report": {"bugreport-x.txt": whole.split("DUMP OF SERVICE package")[0]},
                "report cut short": {"bugreport-x.txt": whole[:-120]}}
        for kind, files in rows.items():
            with self.subTest(kind):
                self.expect(self.scan(self.file("e.zip", zip_of(files)), *SUBJECTS), 3)

    def test_disabled_is_installed_and_removed_is_residual(self):
        packages = json.dumps([package("com.kms.free", disabled=True), package("com.whatsapp", files=[])])
        answer = self.scan(self.root(androidqf(**{"packages.json": packages})), *SUBJECTS)
        self.expect_found(answer, ("product/kaspersky/mobile", "confirmed", "installed"),
                          ("product/meta/whatsapp", "confirmed", "residual"))

    def test_campaigns_by_app_process_property_and_signer(self):
        feed = self.file("feed.stix2", stix(a="[app:id='com.example.spy']", b="[process:name='examplespyd']",
                                            c="[android-property:name='sys.example.mark']",
                                            d=f"[app:cert.sha256='{'cd' * 32}']", e="[process:name='com.example.watcher']"))
        command = [{"pid": 9, "uid": 0, "ppid": 1, "filename": "(examplespyd)", "command_line": ["/data/local/tmp/examplespyd", "-x"]}]
        signed = [package("com.example.other", files=[{"path": "/a.apk", "certificate": {"Sha256": "CD" * 32}}])]
        rows = {"app": (androidqf("com.example.spy"), "confirmed"),
                "process": (androidqf("com.example.a", **{"processes.json": json.dumps(command)}), "confirmed"),
                "property": (androidqf("com.example.a", **{"getprop.txt": GETPROP + "[sys.example.mark]: [1]\n"}), "confirmed"),
                "signer": (androidqf(**{"packages.json": json.dumps(signed)}), "confirmed"),
                "accessibility service": (bugreport("com.example.a", roles="{com.example.spy/.Eye}"), "confirmed"),
                "end of a process's name": (bugreport("com.example.a", processes="u0 7 7 1 example.watcher\n"), "probable")}
        for kind, (files, confidence) in rows.items():
            with self.subTest(kind):
                answer = self.expect(self.scan(self.file("e.zip", zip_of(files)), "--indicators", feed), 1)
                self.assertEqual([f["confidence"] for f in answer.findings], [confidence], answer)
        for kind, files in (("a thread", bugreport("com.example.a", processes="u0 7 8 1 examplespyd\n")),
                            ("a shorter end", bugreport("com.example.a", processes="u0 7 7 1 xample.watcher\n"))):
            with self.subTest(kind):
                self.expect_found(self.expect(self.scan(self.file("e.zip", zip_of(files)), "--indicators", feed), 0))

    def test_hostile_names_do_not_reach_the_terminal(self):
        evil = "com.example.\x1b[31mred\x07"
        for files in (androidqf(evil, *APPS), bugreport(evil, *APPS)):
            path = self.file("e.zip", zip_of(files))
            said = self.waarborg("scan", path, *SUBJECTS)
            for text in (said.out, said.err):
                self.expect_not_in(b"\x1b[31m", text, said)
            answer = self.expect(self.scan(path, *SUBJECTS), 1)
            self.expect_found(answer, *FOUND)
            self.assertTrue(answer.problems(), answer)

    def test_a_list_of_another_program_is_no_phone(self):
        answer = self.scan(self.root({"packages.json": '{"packages": {"vendor/name": {"dev": {"name": "vendor/name"}}}}',
                                      "etc/os-release": "ID=debian\n", **dpkg(CLEAN)}), *SUBJECTS)
        self.expect_found(self.expect(answer, 0))
        self.assertEqual(answer.problems(), [], answer)
