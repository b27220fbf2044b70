#!/usr/bin/env python3
"""The test of the readers' tests: readers_golden must fail, and say why, when a case is damaged in each of these ways."""
import pathlib, shutil, subprocess, sys, tempfile

program, tests = sys.argv[1], pathlib.Path(sys.argv[2])
READER = "machine_id"  # small, whole, with wants for nothing


def run(change):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        shutil.copytree(tests / "readers" / READER, copy / "readers" / READER)
        shutil.copy(tests / "truncation_exceptions.txt", copy)
        change(copy / "readers" / READER, copy / "truncation_exceptions.txt")
        done = subprocess.run([program, READER, copy / "readers" / READER], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def rows(without="", more=""):
    def change(cases, table):
        kept = [l for l in table.read_text().splitlines() if not without or without not in l]
        table.write_text("\n".join(kept + [more]) + "\n")
    return change


ATTACKS = {
    "nothing": (lambda cases, table: None, None),
    "golden output differs": (lambda c, t: (c / "strong/expected").write_text("other\n"), "differs"),
    "no golden output": (lambda c, t: (c / "strong/expected").unlink(), "no expected output"),
    "no input": (lambda c, t: (c / "strong/in").unlink(), "has no input"),
    "two inputs": (lambda c, t: (c / "strong/in.hex").write_text("00"), "more than one input"),
    "a file without a meaning": (lambda c, t: (c / "strong/notes").write_text(""), "has no meaning"),
    "a want that the reader does not have": (lambda c, t: (c / "strong/in.0").write_text(""), "has no want"),
    "no builder": (lambda c, t: (c / "strong/in").rename(c / "strong/in.xyz"), "no builder"),
    "hexadecimal that is none": (lambda c, t: (c / "hostname/in").rename(c / "hostname/in.hex"), "not hexadecimal"),
    "no cases": (lambda c, t: shutil.rmtree(c), "is not there"),
    "cases without a record": (lambda c, t: [shutil.rmtree(c / "strong"), shutil.rmtree(c / "hostname")], "single record"),
    "a silent loss": (rows(without="machine_id hostname"), "without a problem"),
    "an exception nobody needs": (rows(more="machine_id strong 5 nobody needs this"), "not needed"),
    "an exception without a reason": (rows(more="machine_id strong 5"), "a reason"),
    "an exception for no reader": (rows(more="nobody * * for no reader"), "no reader"),
}
bad = 0
for name, (change, why) in ATTACKS.items():
    code, said = run(change)
    if (code == 0) != (why is None) or (why or "") not in said:
        print(f"{name}: exit {code}\n{said}")
        bad = 1
print(f"{len(ATTACKS)} ways tried")
sys.exit(bad)
