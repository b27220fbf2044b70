#!/usr/bin/python3
"""Hives as our reader sees them and as hivex does: the same keys, times, values, types and bytes, in any order.

usage: compare.py DUMP_HIVE MAKE_HIVE CASES [FOLDER]      CASES: fixtures of the hive readers; FOLDER: more hives, also .xz

Damaged fixtures are left to the golden cases: two readers need not save the same of them. A hive that hivex does not
open is counted and named, and at least three must be compared.
"""
import lzma, pathlib, subprocess, sys, tempfile

import hivex

EPOCH = 11644473600 * 10**6  # microseconds from 1601 to 1970


def theirs(path):
    h = hivex.Hivex(str(path))
    rows = []

    def walk(node, name):
        ticks = h.node_timestamp(node)
        written = ticks // 10 - EPOCH if ticks > 0 else 0
        rows.append(f"K {name.encode().hex()} {written}")
        for value in h.node_values(node):
            kind, data = h.value_value(value)
            rows.append(f"V {name.encode().hex()} {h.value_key(value).encode().hex()} {kind} {data.hex()}")
        for child in h.node_children(node):
            walk(child, name + "\\" + h.node_name(child))

    sys.setrecursionlimit(10000)
    walk(h.root(), "")
    return rows


def compare(dump, path, name):
    try:
        expected = theirs(path)
    except (RuntimeError, UnicodeDecodeError) as e:
        print(f"  {name}: hivex does not read it: {e}")
        return None
    done = subprocess.run([dump, path], capture_output=True, text=True, timeout=120)
    got = done.stdout.splitlines()
    only_ours, only_theirs = set(got) - set(expected), set(expected) - set(got)
    good = done.returncode == 0 and sorted(got) == sorted(expected)
    print(f"{'ok   ' if good else 'FAIL '} {name}: {len(expected)} keys and values" + (f"; {done.stderr.strip()[:200]}" if done.stderr else ""))
    for title, rows in (("only here", only_ours), ("only hivex", only_theirs)):
        for row in sorted(rows)[:5] if not good else ():
            print(f"      {title}: {row[:200]}")
    return good


def main(dump, make, cases, more=None):
    results = []
    with tempfile.TemporaryDirectory(prefix="waarborg-hives-") as folder:
        at = pathlib.Path(folder, "hive")
        for text in sorted(pathlib.Path(cases).glob("windows_*/*/in.hive")):
            words = text.read_text(errors="replace")
            if "damage" in text.parent.name or any(line.startswith("!") and not line.startswith("!dirty") for line in words.splitlines()):
                continue
            at.write_bytes(subprocess.run([make], input=text.read_bytes(), capture_output=True, check=True).stdout)
            results.append(compare(dump, at, f"{text.parent.parent.name}/{text.parent.name}"))
        for packed in sorted(pathlib.Path(more).iterdir()) if more else ():
            data = lzma.decompress(packed.read_bytes()) if packed.suffix == ".xz" else packed.read_bytes()
            if data[:4] != b"regf":
                continue
            at.write_bytes(data)
            results.append(compare(dump, at, packed.name))
    assert results.count(True) >= 3, results
    return results.count(False)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
