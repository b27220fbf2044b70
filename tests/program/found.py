"""Found and not found: what counts as a finding, how sure it is, and what only looks like one."""
import json
import shutil
import sqlite3
import zipfile

from kit import CLEAN, KASPERSKY, KESL, OS_RELEASE, REPOSITORY, Case, dpkg, package, rpm, rpmdb, tar_of, zip_of, zstd_of

KESL_FOUND = ("product/kaspersky/kesl", "confirmed", "installed")
AGENT_FOUND = ("product/kaspersky/network-agent", "confirmed", "installed")
TWO = dpkg(CLEAN, KESL, package("klnagent64", maintainer=KASPERSKY))


class Found(Case):
    def test_packages_by_their_name_in_every_container(self):
        whole = {**OS_RELEASE, **TWO}
        tar = tar_of(whole)
        evidence = {"folder": self.root(whole), "tar": self.file("r.tar", tar), "tar.gz": self.file("r.tar.gz", tar_of(whole, "w:gz")),
                    "tar.xz": self.file("r.tar.xz", tar_of(whole, "w:xz")), "tar.zst": self.file("r.tar.zst", zstd_of(tar)),
                    "zip": self.file("r.zip", zip_of(whole)), "tar with ./": self.file("d.tar", tar_of({"./" + p: c for p, c in whole.items()})),
                    "misnamed": self.file("evidence.bin", tar_of(whole, "w:gz"))}
        for kind, path in evidence.items():
            with self.subTest(kind):
                self.expect_found(self.expect(self.scan(path), 1), KESL_FOUND, AGENT_FOUND)

    def test_every_finding_says_why_in_one_sentence(self):
        answer = self.expect(self.scan(self.root(TWO)), 1)
        for f in answer.findings:
            self.assertRegex(f["why"], r"\A[A-Z][^\n]{20,300}\.\Z", f"expected one sentence{answer}")
            self.assertNotRegex(f["why"][:-1], r"\.\s", f"expected one sentence, not two{answer}")
            self.assertTrue(f["observations"], f"expected the observations it rests on{answer}")
            self.assertEqual(f["observations"][0]["origin"]["file"], "var/lib/dpkg/status")
            self.assertEqual((f["directive"], f["clause"]), ("nl-2018-kaspersky", "phase-out"))

    def test_rpm_vendor_with_an_unknown_name_is_probable(self):
        headers = [rpm.bash(), rpm.header(name="internal-endpoint", version="1", release="1", vendor="AO Kaspersky Lab", arch="x86_64")]
        answer = self.scan(self.root({"var/lib/rpm/rpmdb.sqlite": rpmdb(self.folder, *headers)}))
        self.expect(answer, 1)
        self.expect_found(answer, ("vendor/kaspersky", "probable", "installed"))
        self.expect(self.scan(self.folder / "root", "--fail-on", "confirmed"), 0)

    def test_rpm_package_by_its_name(self):
        for place in ("var/lib/rpm", "usr/lib/sysimage/rpm"):
            with self.subTest(place):
                root = self.root({f"{place}/rpmdb.sqlite": rpmdb(self.folder, rpm.bash(), rpm.kesl())}, place.replace("/", "-"))
                self.expect_found(self.expect(self.scan(root), 1), KESL_FOUND)

    def test_removed_package_leaves_residue(self):
        root = self.root(dpkg(CLEAN, package("kesl", "deinstall ok config-files", KASPERSKY)))
        answer = self.expect(self.scan(root), 1)
        self.expect_found(answer, ("product/kaspersky/kesl", "confirmed", "residual"))

    def test_data_folder_of_a_removed_product_is_residue(self):
        root = self.root({**dpkg(CLEAN), "var/opt/kaspersky/kesl/private/settings.dat": "x"})
        answer = self.scan(root)
        self.assertTrue(answer.findings, f"expected residue{answer}")
        self.assertEqual({f["presence"] for f in answer.findings}, {"residual"}, str(answer))

    def test_removed_by_purge_is_not_found(self):
        root = self.root(dpkg(CLEAN, package("kesl", "purge ok not-installed", KASPERSKY)))
        self.expect_found(self.expect(self.scan(root), 0))

    def test_query_for_an_update_host_is_a_lead(self):
        logs = {"var/log/unbound.log": "[1700000000] unbound[1:0] info: 192.0.2.7 p00.upd.kaspersky.com. A IN\n",
                "var/log/dnsmasq.log": "Nov 20 10:00:00 dnsmasq[12]: query[A] p00.upd.kaspersky.com from 192.0.2.7\n",
                "var/log/named/queries.log": "20-Nov-2026 10:00:00.123 queries: info: client @0x7f 192.0.2.7#53 (p00.upd.kaspersky.com): "
                                             "query: p00.upd.kaspersky.com IN A + (192.0.2.1)\n"}
        for path, line in logs.items():
            with self.subTest(path):
                root = self.root({**dpkg(CLEAN), path: line}, path.replace("/", "-"))
                answer = self.expect(self.scan(root), 0)
                self.assertTrue(answer.findings, f"expected a lead{answer}")
                self.assertEqual({f["confidence"] for f in answer.findings}, {"lead"}, str(answer))
                lone = self.expect(self.scan(root / path), 0)
                self.assertTrue(lone.findings, f"expected a lead in the lone log{lone}")

    def test_archive_that_begins_with_a_log_is_an_archive(self):
        log = "Nov 20 10:00:00 dnsmasq[12]: query[A] www.example.org from 192.0.2.7\n" * 3
        for name, data in (("a.tar", tar_of({"var/log/dnsmasq.log": log, **dpkg(KESL)})), ("s.zip", zip_of({"var/log/dnsmasq.log": log, **dpkg(KESL)}, zipfile.ZIP_STORED))):
            with self.subTest(name):
                self.expect_found(self.expect(self.scan(self.file(name, data)), 1), KESL_FOUND)
        packed = self.expect(self.scan(self.file("short.log.zst", zstd_of(log.replace("www.example.org", "upd.kaspersky.com").encode()))), 0)
        self.assertEqual({f["confidence"] for f in packed.findings}, {"lead"}, str(packed))
        self.assertEqual(packed.problems(), [], str(packed))

    def test_query_log_with_other_names_is_not_found(self):
        names = ("kaspersky.com.example.org", "notkaspersky.com", "kaspersky.example", "www.example.org")
        log = "".join(f"Nov 20 10:00:00 dnsmasq[12]: query[A] {n} from 192.0.2.7\n" for n in names)
        self.expect_found(self.expect(self.scan(self.file("dnsmasq.log", log), "--fail-on", "lead"), 0))

    def test_bill_of_materials_declares(self):
        bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
            {"type": "application", "name": "bash", "version": "5.2", "purl": "pkg:deb/debian/bash@5.2"},
            {"type": "application", "name": "kesl", "version": "12.0.0", "purl": "pkg:deb/kesl@12.0.0"}]}
        answer = self.expect(self.scan(self.file("bom.json", json.dumps(bom))), 1)
        self.expect_found(answer, ("product/kaspersky/kesl", "confirmed", "declared"))

    def test_product_outside_the_directive_is_left_out(self):
        # The password manager is excluded by name; a subject asked for without a directive has no exclusions.
        bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
            {"type": "application", "name": "Kaspersky Password Manager", "version": "9", "publisher": "AO Kaspersky Lab"}]}
        evidence = self.file("bom.json", json.dumps(bom))
        answer = self.scan(evidence)
        excluded = [f for f in answer.findings if f["subject"] == "product/kaspersky/password-manager"]
        self.assertEqual(excluded, [], f"expected no finding of an excluded product{answer}")
        networks = self.root({"var/lib/rpm/rpmdb.sqlite": rpmdb(self.folder, rpm.bash(), rpm.kesl(name="kics4net", files=["x"]))})
        answer = self.scan(networks)
        self.assertEqual([f for f in answer.findings if f["directive"] == "nl-2018-kaspersky"
                          and f["subject"] == "product/kaspersky/kics-networks"], [], f"expected it to be excluded{answer}")
        self.expect_found(self.expect(self.scan(networks, "--subject", "product/kaspersky/kics-networks"), 1),
                          ("product/kaspersky/kics-networks", "confirmed", "installed"))

    def test_subject_without_a_directive(self):
        root = self.root(dpkg(CLEAN, package("telegram-desktop"), KESL))
        answer = self.expect(self.scan(root, "--subject", "vendor/telegram"), 1)
        self.assertEqual({f["subject"].split("/")[1] for f in answer.findings}, {"telegram"}, str(answer))
        self.assertEqual({f["directive"] for f in answer.findings}, {None}, str(answer))
        self.expect_found(self.expect(self.scan(root), 1), KESL_FOUND)

    def test_hives_that_lie_flat_in_a_folder_are_one_system(self):
        windows = REPOSITORY / "src/readers/windows"
        machine, services = (windows / "windows_uninstall.canary").read_bytes(), (windows / "windows_services.canary").read_bytes()
        person = (REPOSITORY / "tests/program/person.hive").read_bytes()
        flat = {"SOFTWARE": machine, "SYSTEM": services, "NTUSER.DAT": person}
        people = {"SOFTWARE": machine, "SYSTEM": services, "alice/NTUSER.DAT": person}
        for name, files in (("flat", flat), ("people", people)):
            for at in ("", "case1/"):
                with self.subTest(f"{name} {at}"):
                    whole = {at + p: c for p, c in files.items()}
                    for place in (self.root(whole, f"{name}{len(at)}"), self.file(f"{name}{len(at)}.tar", tar_of(whole))):
                        case = self.folder / "x.case"
                        answer = self.expect(self.scan(place, "-o", case), 0)
                        self.assertEqual((answer.status("windows.programs"), answer.status("windows.services")), ("complete", "complete"), str(answer))
                        db = sqlite3.connect(case)
                        roots = {root for (root,) in db.execute("SELECT root FROM job WHERE reader LIKE 'windows%'")}
                        db.close()
                        self.assertEqual(len(roots), 1, f"expected one root for all hives: {roots}")

    def test_an_entry_that_stands_twice_is_read_twice_and_is_no_loss(self):
        archive = self.file("twice.tar", tar_of({"./var/lib/dpkg/status": CLEAN, "var/lib/dpkg/status": CLEAN + KESL}))
        answer = self.expect_found(self.expect(self.scan(archive), 1), KESL_FOUND)
        clean = self.expect(self.scan(self.file("clean.tar", tar_of({"./var/lib/dpkg/status": CLEAN, "var/lib/dpkg/status": CLEAN}))), 0)
        self.expect_in("a second entry of this name", str(clean.problems()), clean)
        self.assertFalse(clean.json["summary"]["incomplete"], str(clean))
        self.assertEqual(clean.status("archives"), "complete", str(clean))

    def test_roots_within_roots(self):
        root = self.root({**OS_RELEASE, **dpkg(CLEAN), "srv/chroot/var/lib/dpkg/status": KESL,
                          "srv/chroot/etc/os-release": "ID=debian\n"})
        answer = self.expect(self.scan(root), 1)
        self.expect_found(answer, KESL_FOUND)
        self.assertEqual(answer.findings[0]["root"], "srv/chroot", str(answer))

    def test_layers_of_a_container_image(self):
        layer = tar_of({**OS_RELEASE, **dpkg(CLEAN, KESL)}, "w:gz")
        other = tar_of({"etc/motd": "hello\n"})
        plain = tar_of(dpkg(KESL))
        for name, files, lies_in in (("packed", {"manifest.json": "[]", "a/layer.tar": other, "blobs/layer.tar.gz": layer}, "blobs/layer.tar.gz!"),
                                     ("plain", {"a/layer.tar": plain, "b/layer.tar": other, "manifest.json": "[]"}, "a/layer.tar!"),
                                     ("only", {"layer.tar": plain}, "layer.tar!")):
            with self.subTest(name):
                answer = self.expect(self.scan(self.file(f"{name}.tar", tar_of(files))), 1)
                self.expect_found(answer, KESL_FOUND)
                self.assertEqual(answer.problems(), [], str(answer))
                self.expect_in(lies_in, answer.findings[0]["observations"][0]["origin"]["file"], answer)

    def test_backup_inside_a_root(self):
        root = self.root({**dpkg(CLEAN), "srv/backup/host.tar.gz": tar_of(dpkg(KESL), "w:gz")})
        self.expect_found(self.expect(self.scan(root), 1), KESL_FOUND)
        names = self.scan(root, "--depth", "names")
        self.expect_found(self.expect(names, 0))

    def test_evidence_is_told_apart(self):
        one, two = self.root(dpkg(CLEAN), "one"), self.root(dpkg(KESL), "two")
        answer = self.expect(self.scan(one, two), 1)
        self.assertEqual([f["evidence"] for f in answer.findings], [1], str(answer))
        self.assertEqual([e["path"] for e in answer.json["evidence"]], [str(one), str(two)])

    def test_enabled_service_with_its_folder(self):
        root = self.root({**dpkg(CLEAN), "opt/kaspersky/kesl/bin/kesl-control": "x",
                          "usr/lib/systemd/system/kesl.service": "[Service]\nExecStart=/opt/kaspersky/kesl/libexec/kesl\n"})
        answer = self.expect(self.scan(root), 1)
        kesl = [f for f in answer.findings if f["subject"] == "product/kaspersky/kesl"]
        self.assertEqual([f["confidence"] for f in kesl], ["confirmed"], f"expected two probes to confirm it{answer}")


class NotFound(Case):
    def none(self, files, **more):
        answer = self.scan(self.root({**OS_RELEASE, **dpkg(CLEAN), **files}), "--fail-on", "lead", **more)
        self.expect_found(self.expect(answer, 0))

    def test_a_file_named_after_it(self):
        self.none({"home/user/kaspersky.txt": "kesl klnagent64 Kaspersky Lab", "var/log/kaspersky.log.txt": "kesl",
                   "srv/kaspersky.pdf": "%PDF", "usr/share/doc/kaspersky/README": "kesl"})

    def test_a_rule_that_detects_it(self):
        self.none({"etc/yara/kesl.yar": 'rule kaspersky { strings: $a = "/opt/kaspersky/kesl" condition: $a }',
                   "etc/sigma/kaspersky.yml": "title: Kaspersky\ndetection:\n  sel:\n    Image: '/opt/kaspersky/kesl'\n"})

    def test_a_list_of_exclusions(self):
        self.none({"etc/clamd.d/exclusions.conf": "ExcludePath ^/opt/kaspersky/\nExcludePath ^/var/opt/kaspersky/\n",
                   "etc/hosts": "0.0.0.0 upd.kaspersky.com\n", "etc/unbound/block.conf": 'local-zone: "kaspersky.com" refuse\n'})

    def test_our_own_catalogue(self):
        target = self.root({**OS_RELEASE, **dpkg(CLEAN)})
        for name in ("catalogue", "directives", "docs"):
            shutil.copytree(REPOSITORY / name, target / "usr/share/waarborg" / name)
        self.expect_found(self.expect(self.scan(target, "--fail-on", "lead"), 0))

    def test_names_that_only_begin_alike(self):
        self.none({**dpkg(CLEAN, package("kesl-theme"), package("kesld"), package("libkesl1"), package("klnagent-exporter"))})
        self.none({"opt/kaspersky-lookalike/bin/x": "x", "opt/notkaspersky/x": "x", "var/opt/kaspersky2/x": "x",
                   "usr/lib/systemd/system/kesl-theme.service": "[Service]\nExecStart=/usr/bin/true\n"})

    def test_package_that_speaks_of_it(self):
        text = package("removal-tool").replace("a package", "Removes Kaspersky kesl and klnagent64\n .\n Package: kesl")
        self.none(dpkg(CLEAN, text))

    def test_a_clean_system_is_clean_with_every_probe_read(self):
        answer = self.expect(self.scan(self.root({**OS_RELEASE, **dpkg(CLEAN)})), 0)
        self.expect_found(answer)
        self.assertEqual(answer.status("packages.dpkg"), "complete")
        self.assertFalse(answer.json["summary"]["incomplete"], str(answer))
        self.assertEqual({row["canary"] for row in answer.json["coverage"]}, {"found"}, str(answer))
