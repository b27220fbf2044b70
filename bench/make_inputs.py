#!/usr/bin/python3
"""Makes what bench/run measures on: a tree of files, feeds of domains and a resolver's log. The same options give the
same bytes. Nothing is made twice: a note beside each input says with which options it was made.

Usage: make_inputs.py FOLDER [--files N] [--queries N] [--names N] [--indicators N]
"""
import argparse
import io
import itertools
import json
import os
import pathlib
import random
import shutil
import tarfile

TREE_VERSION = 1  # raise it when what is made changes
WORDS = ("share lib data main core test common util locale python module doc image font theme cache plugin include "
         "config build node source kernel driver event model view index layer table value string parse format").split()
ENDINGS = (".py", ".so", ".h", ".json", ".png", ".html", ".mo", ".txt", ".js", ".gz", ".conf", ".service", "")
FEW = 5  # names of the log that are indicators, too


def remember(note, options, make):
    """Runs make() unless the note says it ran with these options."""
    wanted = json.dumps(options, sort_keys=True)
    if note.exists() and note.read_text() == wanted:
        return
    note.unlink(missing_ok=True)
    make()
    note.write_text(wanted)


def packages(count, seed):
    rng = random.Random(seed)
    for i in range(count):
        name = f"lib{rng.choice(WORDS)}-{rng.choice(WORDS)}{i}"
        yield (f"Package: {name}\nStatus: install ok installed\nPriority: optional\nSection: libs\n"
               f"Installed-Size: {rng.randrange(9000)}\nMaintainer: Made People <people@example.org>\n"
               f"Architecture: amd64\nVersion: {rng.randrange(9)}.{rng.randrange(40)}-{rng.randrange(5)}\n"
               f"Depends: libc6 (>= 2.34), lib{rng.choice(WORDS)}\nDescription: a made package\n"
               f" It is here to be measured.\nHomepage: https://{name}.example/\n\n")


def make_system(root, count, seed):
    """What readers look for, in a folder that is the root of a system."""
    for folder in ("etc/systemd/system", "usr/lib/systemd/system", "var/lib/dpkg"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "etc/os-release").write_text('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n')
    (root / "etc/machine-id").write_text(f"{seed:032x}\n")
    (root / "etc/hostname").write_text(f"made-{seed}\n")
    (root / "var/lib/dpkg/status").write_text("".join(packages(count, seed)))
    for i in range(count // 10):
        (root / f"usr/lib/systemd/system/{WORDS[i % len(WORDS)]}-{i}.service").write_text(
            f"[Unit]\nDescription=Made {i}\n[Service]\nExecStart=/usr/sbin/made{i} --run\n")


def make_archive(path, seed):
    """A small system in an archive, as container images have it."""
    rng = random.Random(seed)
    with tarfile.open(path, "w:gz", compresslevel=1) as out:
        def add(name, text):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(text), 1_700_000_000
            out.addfile(entry, io.BytesIO(text))
        add("etc/os-release", b"ID=debian\n")
        add("var/lib/dpkg/status", "".join(packages(300, seed)).encode())
        for i in range(500):
            add(f"usr/share/{rng.choice(WORDS)}/{i}{rng.choice(ENDINGS)}", rng.randbytes(2000))


def make_tree(tree, files):
    if tree.exists():
        shutil.rmtree(tree)
    tree.mkdir(parents=True)
    make_system(tree, 1500, 1)
    for i in range(10):
        root = tree / f"var/lib/containers/{i:02}/root"
        root.mkdir(parents=True)
        make_system(root, 150, 100 + i)
        make_archive(tree / f"var/lib/containers/{i:02}/layer.tar.gz", 200 + i)
    rng = random.Random(2)
    folders, here = [str(tree / "usr"), str(tree / "home"), str(tree / "srv"), str(tree / "opt")], 0
    for folder in folders:
        os.makedirs(folder, exist_ok=True)
    for n in range(files):
        if here == 0:
            # A new folder below one of the last: deep chains and wide ones, 12 files each on the average.
            above = folders[-rng.randrange(1, min(len(folders), 400) + 1)]
            if above.count("/") > str(tree).count("/") + 12:
                above = folders[rng.randrange(4)]
            folders.append(f"{above}/{rng.choice(WORDS)}{len(folders)}")
            os.mkdir(folders[-1])
            here = rng.randrange(1, 24)
        os.close(os.open(f"{folders[-1]}/{rng.choice(WORDS)}_{n}{rng.choice(ENDINGS)}", os.O_CREAT | os.O_WRONLY, 0o644))
        here -= 1


def made_names(count):
    rng = random.Random(3)
    for i in range(count):
        inner = f"{rng.choice(WORDS)}{i}"
        yield f"{rng.choice(('www', 'api', 'cdn', 'mail', 's1.static'))}.{inner}.{rng.choice(('example', 'test', 'nl.example'))}"


def make_feed(path, count, names):
    """Distinct domains; only FEW of them are names of the log, none of those it asks for most. Without a log, none."""
    few = [names[len(names) // 2 + i * 7] for i in range(FEW)] if names else []
    with open(path, "w") as out:
        out.write("# made to be measured\n")
        out.writelines(name + "\n" for name in few)
        for i in range(count - len(few)):
            out.write(f"{WORDS[i % len(WORDS)]}{i:x}.{WORDS[i * 7 % len(WORDS)]}-listed.invalid\n")


def make_stix(path, count):
    """A bundle of one campaign with that many domains, each with its relationship, as feeds on spyware are written."""
    when, malware = "2024-01-02T03:04:05.000000Z", "malware--00000000-0000-4000-8000-000000000000"
    common = f'"spec_version": "2.1", "created": "{when}", "modified": "{when}"'
    with open(path, "w") as out:
        out.write(f'{{"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": [\n'
                  f'{{"type": "malware", {common}, "id": "{malware}", "name": "Made", "is_family": false}}')
        for i in range(count):
            one = f"00000000-0000-4000-9000-{i:012x}"
            out.write(f',\n{{"type": "indicator", {common}, "id": "indicator--{one}", "indicator_types": ["malicious-activity"], '
                      f'"pattern": "[domain-name:value = \'{WORDS[i % len(WORDS)]}{i:x}.{WORDS[i * 7 % len(WORDS)]}-listed.invalid\']", '
                      f'"pattern_type": "stix", "pattern_version": "2.1", "valid_from": "{when}"}},\n'
                      f'{{"type": "relationship", {common}, "id": "relationship--{one}", "relationship_type": "indicates", '
                      f'"source_ref": "indicator--{one}", "target_ref": "{malware}"}}')
        out.write("\n]}\n")


def make_log(path, queries, names):
    """Names by Zipf's law: the name of rank r is asked for 1/r as often as the first."""
    rng = random.Random(4)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(names) + 1)))
    with open(path, "w") as out:
        for begin in range(0, queries, 100_000):
            some = rng.choices(names, cum_weights=weights, k=min(100_000, queries - begin))
            out.writelines(f"[{1_700_000_000 + (begin + i) // 50}] unbound[812:0] info: 10.0.{i % 3}.{i * 37 % 250} "
                           f"{name}. {'AAAA' if i % 3 == 0 else 'A'} IN\n" for i, name in enumerate(some))


def make_all(folder, files, queries, names, indicators):
    """Gives the paths of what was made, by name."""
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    out = {"tree": folder / "tree", "log": folder / "queries.log", "empty": folder / "empty",
           "few": folder / "few.txt", "many": folder / "many.txt"}
    out["empty"].mkdir(exist_ok=True)
    remember(folder / "tree.made", [TREE_VERSION, files], lambda: make_tree(out["tree"], files))

    def make_names():
        pool = list(made_names(names))
        make_feed(out["few"], 100, pool)
        make_feed(out["many"], indicators, pool)
        make_log(out["log"], queries, pool)
    remember(folder / "names.made", [TREE_VERSION, queries, names, indicators], make_names)
    return out


def add_options(parser):
    parser.add_argument("--files", type=int, default=300_000, help="files in the tree")
    parser.add_argument("--queries", type=int, default=2_000_000, help="lines of the resolver's log")
    parser.add_argument("--names", type=int, default=200_000, help="distinct names in it")
    parser.add_argument("--indicators", type=int, default=1_000_000, help="domains in the large feed")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder")
    add_options(options)
    given = options.parse_args()
    for what, path in make_all(given.folder, given.files, given.queries, given.names, given.indicators).items():
        print(what, path)
