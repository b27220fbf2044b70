"""iPhones and iPads: sysdiagnose archives and folders, and the lists in the root of a backup; whole ones and hostile ones."""
import json, plistlib, tarfile

import kit

maker = kit.load_script(kit.REPOSITORY / "tools/make-sysdiagnose")
backup_maker = kit.load_script(kit.REPOSITORY / "tools/make-ios-backup")

STAGING = "/private/var/db/com.apple.xpc.roleaccountd.staging"
PROFILE = "11111111-2222-3333-4444-555555555555"
PATTERNS = {"process": "[process:name='examplespyd']", "path": f"[file:path='{STAGING}']", "app": "[app:id='com.example.spyvpn']",
            "domain": "[domain-name:value='spy.example.net']"}
PROBES = ("ios.processes", "ios.shutdown", "ios.crashes", "ios.profiles", "ios.network", "ios.binaries",
          "ios.installation-log", "ios.device")


def stix(*patterns):
    objects = [{"type": "malware", "id": "malware--1", "name": "Example", "is_family": False}]
    for i, pattern in enumerate(patterns):
        objects.append({"type": "indicator", "id": f"indicator--{i}", "pattern_type": "stix", "pattern": pattern,
                        "valid_from": "2026-01-01T00:00:00Z"})
        objects.append({"type": "relationship", "id": f"relationship--{i}", "relationship_type": "indicates",
                        "source_ref": f"indicator--{i}", "target_ref": "malware--1"})
    return json.dumps({"type": "bundle", "id": "bundle--1", "spec_version": "2.1", "objects": objects})


def clean():
    return (maker.Sysdiagnose()
            .add("process", "345", "mobile", "/private/var/containers/Bundle/Application/0A/My App.app/My App")
            .add("shutdown", "1790000000", "2", "155", "/usr/libexec/nfcd")
            .add("crash", "2026-09-01 10:11:12.00 +0200", "Notes", "/Applications/Notes.app/Notes")
            .add("profile", "99999999-2222-3333-4444-555555555555", "com.example.mail", "com.apple.mail.managed", "mail.example.org")
            .add("vpn", "Office", "com.example.vpn", "vpn.example.org")
            .add("binary", "00000000-0000-0000-0000-00000000000A", "/usr/libexec/nfcd")
            .add("installed", "Mon Apr  6 06:13:34 2026", "com.example.notes"))


class PhonesSysdiagnose(kit.Case):
    def feed(self, *names):
        return self.file("feed.stix2", stix(*(PATTERNS[n] for n in names or PATTERNS)))

    def found(self, answer):
        """The kinds of observation that the findings rest on, and the readers that made them."""
        told = [o for f in answer.findings for o in f["observations"]]
        return {o["kind"] for o in told}, {o["origin"]["reader"] for o in told}

    def made(self, sysdiagnose, how):
        if how == "archive":
            return self.file("s.tar.gz", sysdiagnose.archive())
        if how == "folder":
            sysdiagnose.write(self.folder / "open" / sysdiagnose.name())
            return self.folder / "open"
        sysdiagnose.write(self.folder / "top")
        return self.folder / "top"

    def test_a_clean_one_gives_nothing_with_coverage_and_the_device(self):
        for how in ("archive", "folder", "top folder"):
            with self.subTest(how):
                answer = self.expect(self.scan(self.made(clean(), how), "--indicators", self.feed()), 0)
                self.expect_found(answer)
                self.assertEqual(answer.problems(), [], answer)
                for probe in PROBES:
                    self.assertEqual(answer.status(probe), "complete", answer)
                row = answer.json["evidence"][0]
                self.expect_in({"scheme": "serial", "value": "EX4MPLE00001", "strength": "strong"},
                               row["device"]["identifiers"] if "device" in row else row["identifiers"], answer)
                self.assertEqual(row["taken"], {"time": "2026-10-02T06:30:00Z", "from": "evidence"}, answer)

    def test_campaigns_are_found_by_process_path_profile_app_and_domain(self):
        rows = {("process",): [("process", "77", "root", "/usr/libexec/examplespyd -d"), "ios_ps"],
                ("process", "hidden from ps"): [("hidden", "77", "examplespyd"), "ios_taskinfo"],
                ("process", "sampled"): [("sampled", "77", "examplespyd", "/usr/libexec/examplespyd"), "ios_spindump"],
                ("path", "in the log"): [("logged", "1790000000", STAGING + "/x"), "ios_log_statistics"],
                ("process", "killed"): [("killed", "2026-09-02 10:11:12.00 +0200", "examplespyd", "limit"), "ios_crash"],
                ("process", "crashed"): [("crash", "2026-09-02 10:11:12.00 +0200", "examplespyd", "/usr/libexec/examplespyd"), "ios_crash"],
                ("process", "profile event"): [("event", "com.example.p", "install", "examplespyd"), "ios_profile_events"],
                ("path",): [("shutdown", "1790000100", "4", "77", STAGING + "/x"), "ios_shutdown_log"],
                ("path", "of iOS 26"): [("shutdown", "1790000100", "4", "77", STAGING + "/x/EBFB3E7F-4CA4-3656-8E9C-8CCF5995C34A"),
                                        "ios_shutdown_log"],
                ("path", "by UUID"): [("binary", "00000000-0000-0000-0000-00000000000B", STAGING + "/x"), "ios_uuid_binaries"],
                ("app",): [("vpn", "Spy", "com.example.spyvpn", "192.0.2.1"), "ios_network_extensions"],
                ("app", "installed once"): [("installed", "Mon Apr  6 06:13:34 2026", "com.example.spyvpn"), "ios_mobile_installation"],
                ("domain", "second payload"): [("profile", "0A", "com.example.p", "com.apple.vpn.managed", "vpn.spy.example.net"), "ios_profiles"],
                ("domain", "of a VPN"): [("vpn", "Spy", "com.example.vpn", "spy.example.net"), "ios_network_extensions"]}
        for (by, *_), (row, reader) in rows.items():
            for how in ("archive", "folder"):
                with self.subTest(row=row, how=how):
                    answer = self.expect(self.scan(self.made(clean().add(*row), how), "--indicators", self.feed(by)), 1)
                    self.assertEqual(len(answer.findings), 1, answer)
                    self.expect_in(reader, self.found(answer)[1], answer)

    def test_profiles_are_told_with_every_payload(self):
        made = clean().add("profile", PROFILE, "com.example.p", "com.apple.vpn.managed", "vpn.example.org")
        case = self.folder / "s.case"
        self.expect(self.scan(self.made(made, "archive"), "--indicators", self.feed(), "-o", case), 0)
        said = self.expect(self.waarborg("report", case, "--as", "observations", "--format", "ndjson"), 0)
        told = [o["fields"] for o in map(json.loads, said.text.splitlines()) if o.get("kind") == "profile.payload"]
        mine = [o for o in told if o.get("profile") == PROFILE]
        self.assertEqual([o["type"] for o in mine], ["Configuration", "com.apple.notificationsettings", "com.apple.vpn.managed"], said)
        self.assertEqual(mine[-1]["server"], "vpn.example.org", said)

    def test_names_that_only_look_alike_are_not_found(self):
        made = (clean().add("process", "77", "root", "/usr/libexec/examplespyd2").add("process", "78", "root", "/usr/libexec/xexamplespyd")
                .add("shutdown", "1790000100", "1", "77", STAGING + "2/x")
                .add("profile", PROFILE[:-1], "com.example.p", "com.apple.vpn.managed", "notspy.example.net"))
        self.expect_found(self.expect(self.scan(self.made(made, "archive"), "--indicators", self.feed()), 0))

    def test_what_cannot_be_read_is_never_clean(self):
        whole = clean().files()
        profile = next(p for p in whole if "/profile-" in p)
        rows = {"ps cut short": {"ps.txt": whole["ps.txt"][:-9]},
                "ps empty": {"ps.txt": b""},
                "shutdown log cut short": {"system_logs.logarchive/Extra/shutdown.0.log": b"After 1.0s, these cli"},
                "profile cut short": {profile: whole[profile][:-40]},
                "profile of nothing": {profile: b"x"},
                "archive of VPNs damaged": {"logs/Networking/com.apple.networkextension.plist": b"bplist00" + bytes(60)}}
        for name, files in rows.items():
            with self.subTest(name):
                made = clean()
                for path, data in files.items():
                    made.add("file", path, data)
                self.expect(self.scan(self.made(made, "archive"), "--indicators", self.feed()), 3)

    def test_hostile_property_lists_cost_themselves_only(self):
        loop = maker.archive([("Spy", "com.example.vpn", "vpn.example.org")])
        loop["$objects"] = [{"$class": plistlib.UID(n), "Again": plistlib.UID(n)} if isinstance(o, dict) else o
                            for n, o in enumerate(loop["$objects"])]
        cycle = (b"bplist00" + b"\xd1\x01\x02" + b"\x51a" + b"\xa1\x02" + bytes([8, 11, 13]) + bytes(6) + bytes([1, 1])
                 + (3).to_bytes(8, "big") + bytes(8) + (15).to_bytes(8, "big"))
        deep = plistlib.dumps({"PayloadType": "x"}).replace(b"<string>x</string>", b"<array>" * 5000 + b"</array>" * 5000)
        rows = {"UIDs that loop": ("logs/Networking/com.apple.networkextension.plist", maker.plist(loop, binary=True)),
                "a list in itself": ("logs/MCState/Shared/profile-0b.stub", cycle),
                "nested deep": ("logs/MCState/Shared/profile-0c.stub", deep)}
        for name, (path, data) in rows.items():
            with self.subTest(name):
                made = clean().add("file", path, data).add("process", "77", "root", "/usr/libexec/examplespyd")
                answer = self.expect(self.scan(self.made(made, "archive"), "--indicators", self.feed()), 1)
                self.assertEqual(len(answer.findings), 1, answer)
                self.assertTrue([p for p in answer.problems() if p["file"].endswith(path)], answer)

    def test_hostile_archives_leave_nothing_and_hide_nothing(self):
        made = clean().add("process", "77", "root", "/usr/libexec/examplespyd")
        top, bad = made.name(), b"root 1 1 x\n"
        extra = [(maker.member(f"{top}/../../../../tmp/waarborg-was-here", len(bad)), bad),
                 (maker.member("/etc/waarborg-was-here", len(bad)), bad),
                 (maker.member(f"{top}/taskinfo.txt.link", kind=tarfile.SYMTYPE, target="/etc/passwd"), b""),
                 (maker.member(f"{top}/logs/MCState/Shared/profile-link.stub", kind=tarfile.SYMTYPE, target="../../../../../../etc/passwd"), b""),
                 (maker.member(f"{top}/crashes_and_spins/hard.ips", kind=tarfile.LNKTYPE, target="/etc/shadow"), b""),
                 (maker.member(f"{top}/fifo.ips", kind=tarfile.FIFOTYPE), b""),
                 (maker.member(f"{top}/ps.txt", len(bad)), bad)]
        answer = self.expect(self.scan(self.file("s.tar.gz", made.archive(extra)), "--indicators", self.feed()), 1)
        self.assertEqual(len(answer.findings), 1, answer)
        self.assertTrue(answer.problems(), answer)
        self.expect_not_in(b"root:x:0", answer.out, answer)
        for path in ("/tmp/waarborg-was-here", "/etc/waarborg-was-here"):
            self.assertFalse(kit.pathlib.Path(path).exists(), answer)
        cut = made.archive()
        answer = self.scan(self.file("cut.tar.gz", cut[:len(cut) * 9 // 10]), "--indicators", self.feed())
        self.expect_in(answer.code, (1, 3), answer)
        self.assertTrue(answer.problems(), answer)

    def test_hostile_names_do_not_reach_the_terminal(self):
        evil = "\x1b[31mred\x07"
        made = (clean().add("process", "77", "root", "/usr/libexec/" + evil + " examplespyd").add("hidden", "78", evil)
                .add("process", "79", "root", "/usr/libexec/examplespyd " + evil))
        path = self.made(made, "archive")
        said = self.waarborg("scan", path, "--indicators", self.feed())
        for text in (said.out, said.err):
            self.expect_not_in(b"\x1b[31m", text, said)

    def test_no_phone_of_android_is_seen_in_it(self):
        answer = self.scan(self.made(clean(), "archive"), "--indicators", self.feed())
        self.expect_in(answer.status("android.packages"), ("absent", "empty"), answer)

    def test_lists_of_a_backup_name_device_date_and_apps(self):
        backup = backup_maker.Backup()
        backup.add("folder", "HomeDomain", "Library")
        backup.write(self.folder / "backup", None, None)
        info = self.folder / "backup/Info.plist"
        told = plistlib.loads(info.read_bytes())
        told["Serial Number"] = "EX4MPLE00009"
        told["Product Type"], told["Product Version"] = "iPhone14,5", "18.5"
        told["Last Backup Date"] = backup_maker.WHEN
        told["Installed Applications"] = ["net.whatsapp.WhatsApp"]
        info.write_bytes(plistlib.dumps(told))
        answer = self.expect(self.scan(self.folder / "backup", "--subject", "vendor/meta"), 1)
        self.expect_in(("product/meta/whatsapp", "confirmed", "installed"), answer.subjects(), answer)
        row = answer.json["evidence"][0]
        self.expect_in("EX4MPLE00009", json.dumps(row), answer)
        self.assertEqual(row["taken"]["time"], "2024-05-06T07:08:09Z", answer)
        self.assertEqual(answer.status("ios.backup"), "complete", answer)
        told["Last Backup Date"] = backup_maker.datetime.datetime(2031, 1, 1)
        info.write_bytes(plistlib.dumps(told))
        answer = self.scan(self.folder / "backup", "--subject", "vendor/meta")
        taken = answer.json["evidence"][0]["taken"]
        self.assertLess(taken["time"], "2031", answer)
        self.assertLess(self.scan(self.folder / "backup", "--subject", "vendor/meta", "--taken", "2020-01-01").json["evidence"][0]["taken"]["time"],
                        "2021", answer)

    def test_an_info_of_another_bundle_is_no_backup(self):
        answer = self.expect(self.scan(self.root({"App.app/Contents/Info.plist": plistlib.dumps({"CFBundleIdentifier": "com.example.a"}),
                                                  "B.app/Info.plist": b"{ CFBundleIdentifier = old; }"}), "--subject", "vendor/meta"), 0)
        self.expect_found(answer)
        self.assertEqual(answer.problems(), [], answer)
