"""Phones: wireless networks that they know, and apps that hold a place; by the addresses and names of feeds."""
import plistlib

import kit
from phones_android import bugreport, service
from phones_sysdiagnose import backup_maker, clean, maker, stix

POINT, ALIKE = "02:1f:33:00:0a:05", "02:1f:33:00:0a:50"


def plist(address):
    """As iOS writes it: without leading zeros."""
    short = ":".join(f"{int(group, 16):x}" for group in address.split(":"))
    return plistlib.dumps({"wifi.network.ssid.Cafe": {"SSID": b"Cafe", "BSSList": [{"BSSID": short}], "CaptiveProfile": {
        "UserPortalURL": "https://portal.spy.example.net/"}}}, fmt=plistlib.FMT_BINARY)


def store(address):
    return ("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData><NetworkList><Network><WifiConfiguration>"
            '<string name="SSID">&quot;Cafe&quot;</string>\n'
            f'<string name="BSSID">{address}</string></WifiConfiguration></Network></NetworkList></WifiConfigStoreData>')


def report(*services):
    made = bugreport("com.example.a")
    name = next(n for n in made if n.startswith("bugreport-x"))
    made[name] += "".join(service(*one) for one in services)
    return made


SAVED = "WifiConfigManager - Configured networks Begin ----\nWifiConfigManager - Configured networks End ----\n"


def wifi(address):
    return report(("wifi", SAVED + f'mWifiInfo SSID: "Cafe", BSSID: {address}, MAC: 02:15:b2:00:00:00, Frequency: 5220MHz'))


class PhonesNetworks(kit.Case):
    def backup(self, address):
        made = backup_maker.Backup().add("file", "SystemPreferencesDomain", "com.apple.wifi.known-networks.plist", plist(address))
        folder = self.folder / f"backup-{len(list(self.folder.iterdir()))}"
        made.write(folder)
        return folder

    def sysdiagnose(self, address):
        made = clean()
        inside = plist(address)
        return self.file("s.tar.gz", made.archive([(maker.member(f"{made.name()}/WiFi/com.apple.wifi.known-networks.plist", len(inside)),
                                                    inside)]))

    def evidence(self, address):
        return {"backup of iOS": (self.backup(address), "ios_known_networks"),
                "sysdiagnose": (self.sysdiagnose(address), "ios_known_networks"),
                "bug report": (self.file("b.zip", kit.zip_of(wifi(address))), "android_dumpsys_wifi"),
                "dump of Android": (self.file("d.zip", kit.zip_of({"data/misc/apexdata/com.android.wifi/WifiConfigStore.xml": store(address)})),
                                    "android_wifi_store")}

    def test_an_access_point_is_found_by_its_address(self):
        feed = self.file("feed.stix2", stix(f"[mac-addr:value='{POINT}']"))
        for kind, (path, reader) in self.evidence(POINT).items():
            with self.subTest(kind):
                answer = self.expect(self.scan(path, "--indicators", feed), 1)
                self.assertEqual([o["origin"]["reader"] for f in answer.findings for o in f["observations"]], [reader], answer)
                self.assertEqual(answer.findings[0]["presence"], "historic", answer)
        for kind, (path, _) in self.evidence(ALIKE).items():
            with self.subTest(kind, alike=True):
                self.expect_found(self.scan(path, "--indicators", feed))

    def test_a_portal_is_found_by_its_domain(self):
        feed = self.file("feed.stix2", stix("[domain-name:value='spy.example.net']"))
        for path in (self.backup(POINT), self.sysdiagnose(POINT)):
            self.expect(self.scan(path, "--indicators", feed), 1)

    def test_networks_that_cannot_be_read_are_never_clean(self):
        feed = self.file("feed.stix2", stix(f"[mac-addr:value='{ALIKE}']"))
        whole = plist(POINT)
        rows = [("private/var/preferences/com.apple.wifi.known-networks.plist", bad)
                for bad in (whole[:-20], b"", plistlib.dumps(["x"]), plistlib.dumps({"x": 1}))]
        rows += [("data/misc/wifi/WifiConfigStore.xml", bad)
                 for bad in (store(POINT)[:-30], store(POINT).replace("NetworkList", "Other"), "", store("x"))]
        rows += [("bugreport-x.txt", report(("wifi", "Wi-Fi is enabled"))["bugreport-x-2026-11-02-10-11-12.txt"])]
        for name, bad in rows:
            with self.subTest(name, bad=bad):
                answer = self.expect(self.scan(self.file("e.zip", kit.zip_of({name: bad})), "--indicators", feed), 3)
                self.assertTrue(answer.problems(), answer)

    def test_apps_that_hold_a_place_are_found(self):
        feed = self.file("feed.stix2", stix("[app:id='com.example.spy']"))
        rows = {"overlay": "com.example.spy:0 {\n  mPackageName...........: com.example.spy\n  mIsEnabled.............: true\n}",
                "trust": ' User "x" (id=0, flags=0x13): trusted=0\n   Enabled agents:\n    com.example.spy/.Agent',
                "telecom": "  DefaultCallScreeningApp: com.example.spy",
                "autofill": "  Service name: com.example.spy/.Fill",
                "usb": "user_package={\n  user_id=0\n  package_name=com.example.spy\n}",
                "account": "ServiceInfo: AuthenticatorDescription {type=x}, ComponentInfo{com.example.spy/com.example.spy.Auth}, uid 10123",
                "sensorservice": "\t com.example.spy.Listener | WakeLockRefCount 0 | uid 10999 | cache size 0 | max cache size 0",
                "wifi": SAVED + "WifiNetworkSuggestionsManager - Networks Begin ----\nPackage Name: com.example.spy\n"
                        "WifiNetworkSuggestionsManager - Networks End ----"}
        for name, text in rows.items():
            with self.subTest(name):
                self.expect(self.scan(self.file("b.zip", kit.zip_of(report((name, text)))), "--indicators", feed), 1)
                other = text.replace("com.example.spy", "com.example.spyglass")
                self.expect(self.scan(self.file("b.zip", kit.zip_of(report((name, other)))), "--indicators", feed), 0)
