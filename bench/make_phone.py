#!/usr/bin/python3
"""Makes the backup of a phone to measure on, plain or encrypted, as a computer would: a Manifest.db with many rows, the
databases and lists that tools look into, and 50 real indicators in them. The same options give the same bytes.

FOLDER gets `backup`; `plants.json`, what was planted where; and, of an encrypted one, `keys` and `keys-wanted`: the key and
path of each file, and of each that a reader looks into.

Usage: make_phone.py FOLDER --indicators DIR [--times 10] [--redirects 2000] [--password WORD]
"""
import argparse
import hashlib
import json
import pathlib
import plistlib
import random
import shutil
import sqlite3
import tempfile

import phone_databases as databases
import phone_more as more
import phone_plants
from make_inputs import remember

maker = databases.tool("make-ios-backup")
VERSION = 2  # raise it when what is made changes
SMS = ("HomeDomain", "Library/SMS/sms.db")
SAFARI = ("HomeDomain", "Library/Safari/History.db")
WHATSAPP = ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite")
MANIFEST = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);
"""
INDEXES = """
CREATE INDEX FilesDomainIdx ON Files(domain); CREATE INDEX FilesRelativePathIdx ON Files(relativePath);
CREATE INDEX FilesFlagsIdx ON Files(flags);
"""
# What the form of a row's record is made with; each stands once in it.
SIZE, TIMES, DIGEST, KEY = 0x71727374, (0x61626364, 0x65666768, 0x696A6B6C), b"\x02" * 20, b"\x03" * 44


def stored_at(backup, domain, path):
    name = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
    return backup / name[:2] / name


def filler(i):
    """What stands in row i of a manifest: (what, domain, path). Three of ten are folders and links."""
    what = "folder" if i % 20 < 5 else "link" if i % 20 == 5 else "file"
    ending = {"folder": "", "link": ".alias"}.get(what)
    if i % 3 == 0:
        return what, "CameraRollDomain", f"Media/DCIM/{100 + i // 1000}APPLE/IMG_{i:06}{'.HEIC' if ending is None else ending}"
    if i % 3 == 1:
        app = i % 211
        return what, f"AppDomain-com.example.app{app}", f"Documents/store_{i % 97}/part_{i:06}{'.dat' if ending is None else ending}"
    return what, "HomeDomain", f"Library/Caches/com.example.made/{i % 1013}/{i:06}_cache{'.bin' if ending is None else ending}"


class Phone:
    def __init__(self, folder, password, rounds):
        self.backup = folder / "backup"
        self.backup.mkdir()
        for i in range(256):
            (self.backup / f"{i:02x}").mkdir()
        self.keybag = maker.Keybag(password, first_rounds=rounds) if password else None
        self.keys, self.wanted, self.forms, self.rows = [], [], {}, 0
        self.manifest = sqlite3.connect(self.backup / "Manifest.db")
        self.manifest.executescript(MANIFEST)

    def record(self, what, path, size, wrapped, digest):
        """maker.record with these values; made once a length and filled in, for there are many."""
        form_of = (what, len(path), wrapped is None)
        if form_of not in self.forms:
            self.forms[form_of] = maker.record(
                what, databases.HIDDEN * len(path), SIZE, "/private/var/mobile" if what == "link" else None,
                KEY if wrapped else None, DIGEST if what == "file" else None, times=TIMES)
        began = databases.UNIX - 9_000_000 + self.rows * 7
        out = self.forms[form_of].replace((databases.HIDDEN * len(path)).encode(), path.encode())
        for before, after in zip((SIZE, *TIMES), (size, began + self.rows % 5000, began, began + self.rows % 9000)):
            out = out.replace(before.to_bytes(4, "big"), after.to_bytes(4, "big"))
        return out.replace(DIGEST, digest or b"").replace(KEY, wrapped or b"")

    def add(self, what, domain, path, content=b"", wanted=False):
        """One row. `wanted`: a reader looks into it."""
        place = stored_at(self.backup, domain, path)
        wrapped = digest = None
        if what == "file":
            digest, stored = hashlib.sha1(content).digest(), content
            if self.keybag:
                key = maker.chance("file", place.name)
                wrapped, stored = self.keybag.wrapped(3, key), maker.cbc(key, content)
                self.keys.append(f"{key.hex()} {place}\n")
                if wanted:
                    self.wanted.append(self.keys[-1])
            place.write_bytes(stored)
        blob = self.record(what, path, len(content), wrapped, digest)
        self.manifest.execute("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", (place.name, domain, path, maker.FLAGS[what], blob))
        self.rows += 1

    def finish(self, apps):
        self.manifest.executescript(INDEXES)
        self.manifest.commit()
        self.manifest.close()
        if self.keybag:
            path = self.backup / "Manifest.db"
            key = maker.chance("manifest")
            path.write_bytes(maker.cbc(key, path.read_bytes()))
            self.wanted.append(f"{key.hex()} {path}\n")  # nothing is found without it
        lists = maker.Backup()
        lists.apps = apps
        lists.write_lists(self.backup, self.keybag)


def scaled(count, times):
    return max(40, round(count * times))  # room for what is planted


def fill(phone, options, plants, scratch):
    """What a reader looks into, then the names and contents of everything else."""
    def database(place, make, *sizes):
        path = scratch / "made.db"
        path.unlink(missing_ok=True)
        make(path, *sizes, plants)
        phone.add("file", *place, path.read_bytes(), wanted=True)

    def plist(domain, path, value):
        phone.add("file", domain, path, plistlib.dumps(value, fmt=plistlib.FMT_BINARY), wanted=True)

    times = options.times
    database(SMS, databases.sms, scaled(options.messages, times))
    database(SAFARI, databases.safari, scaled(options.visits, times), round(options.redirects * times))
    database(WHATSAPP, databases.whatsapp, scaled(options.chats, times))
    for domain, path, make, count in more.DATABASES:
        database((domain, path), make, scaled(count, times))
    for domain, path, make, count in more.LISTS:
        plist(domain, path, make(scaled(count, times), plants))
    for name, profile in more.profiles(6, plants).items():
        plist(more.PROFILES, f"Library/ConfigurationProfiles/{name}", profile)
    for path in plants.take("file-path"):
        home, domain = ("/private/var/mobile/", "HomeDomain") if "/mobile/" in path else ("/private/var/root/", "RootDomain")
        phone.add("file", domain, path.removeprefix(home), b"made")
    for name in plants.take("file-name"):
        phone.add("file", "HomeDomain", f"Library/Caches/com.example.made/{name}", b"made")
    rng, block = random.Random(6), 1 << 20
    media = round(options.media_megabytes * times)
    for i in range(scaled(options.rows, times) - phone.rows):
        what, domain, path = filler(i)
        content = rng.randbytes(block) if what == "file" and (media := media - 1) >= 0 else b""
        phone.add(what, domain, path, content)


def make(folder, options):
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    chosen = phone_plants.choose(options.indicators)
    plants = phone_plants.Plants(chosen)
    phone = Phone(folder, options.password, options.key_rounds)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        fill(phone, options, plants, pathlib.Path(scratch))
    phone.finish(more.apps(scaled(120, options.times), plants))
    if plants.left():
        raise ValueError(f"not planted: {', '.join(plants.left())}")
    (folder / "keys").write_text("".join(phone.keys))
    (folder / "keys-wanted").write_text("".join(phone.wanted))
    (folder / "plants.json").write_text(json.dumps([plant._asdict() for plant in chosen], indent=1) + "\n")


def make_phone(folder, options):
    """Makes it unless it is there, made with these options."""
    feeds = hashlib.sha256(b"".join(path.read_bytes() for path in phone_plants.feed_files(options.indicators))).hexdigest()
    folder = pathlib.Path(folder).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    given = {name: value for name, value in sorted(vars(options).items()) if name in OPTIONS}
    remember(folder.with_name(folder.name + ".made"), [VERSION, feeds, given], lambda: make(folder, options))
    return folder


def put_redirects(folder, options, redirects):
    """Gives a plain phone that is there another history, with so many redirects."""
    place = stored_at(folder / "backup", *SAFARI)
    place.unlink()
    plants = phone_plants.Plants(phone_plants.choose(options.indicators))
    databases.safari(place, scaled(options.visits, options.times), round(redirects * options.times), plants)


OPTIONS = ("times", "rows", "messages", "visits", "redirects", "chats", "media_megabytes", "password", "key_rounds")


def add_options(parser):
    parser.add_argument("--indicators", required=True, metavar="DIR", help="real indicators to plant: *.stix2")
    parser.add_argument("--times", type=float, default=1, help="all sizes times this")
    parser.add_argument("--rows", type=int, default=300_000, help="of Manifest.db")
    parser.add_argument("--messages", type=int, default=100_000, help="in sms.db")
    parser.add_argument("--visits", type=int, default=100_000, help="in Safari's History.db")
    parser.add_argument("--redirects", type=int, default=0, help="visits by http that were redirected")
    parser.add_argument("--chats", type=int, default=200_000, help="messages of WhatsApp")
    parser.add_argument("--media-megabytes", type=int, default=0, help="content of files that no reader looks into")
    parser.add_argument("--password", help="makes it encrypted; it is made to be measured, and no secret")
    parser.add_argument("--key-rounds", type=int, default=100, help="of the first derivation; iOS has 10,000,000")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder")
    add_options(arguments)
    told = arguments.parse_args()
    print(make_phone(told.folder, told))
