#!/usr/bin/python3
"""The sealed exchange as people use it: keys, send and receive, with the age and minisign programs at the other end.

usage: run.py PROGRAM
"""
import os, pathlib, pty, shutil, subprocess, sys, tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
PASSWORD = "correct horse battery"
failures = []


def check(good, what):
    print(("ok    " if good else "FAIL  ") + what)
    if not good:
        failures.append(what)


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=300, **options)


def waarborg(*arguments, code=0, **options):
    done = run(PROGRAM, *arguments, **options)
    if done.returncode != code:
        check(False, f"{' '.join(str(a) for a in arguments[:2])} ends with {code}, not {done.returncode}: {done.stdout}{done.stderr}")
    return done


def on_terminal(arguments, answer, times):
    """Runs a program that asks for a passphrase on its terminal; gives its exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(arguments[0], [str(a) for a in arguments])
    said = b""
    try:
        while piece := os.read(terminal, 1000):
            said += piece
            if times and said.rstrip().endswith(b":"):
                said, times = b"", times - 1
                os.write(terminal, answer.encode() + b"\n")
    except OSError:  # how a terminal says that nobody is left on it
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(folder):
    keys, carrier, inbox = folder / "keys", folder / "carrier", folder / "in"
    for f in (keys, carrier, inbox):
        f.mkdir()
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    waarborg("keys", "new", "--name", "cert", "--no-password", "-o", keys)
    waarborg("keys", "new", "--name", "agency", "--password-file", secret, "-o", keys)
    waarborg("keys", "new", "--name", "cert", "--no-password", "-o", keys, code=4)
    check((keys / "cert.age.key").stat().st_mode & 0o777 == 0o600, "a secret key is for its owner only")
    check(run("age-keygen", "-y", keys / "cert.age.key").stdout.strip() in (keys / "cert.age.pub").read_text(), "age-keygen reads our identity")

    # minisign's keys and ours, both ways.
    (folder / "text").write_text("agreed\n")
    check(run("minisign", "-S", "-s", keys / "cert.minisign.key", "-m", folder / "text").returncode == 0, "minisign signs with our key")
    check(run("minisign", "-V", "-p", keys / "cert.minisign.pub", "-m", folder / "text").returncode == 0, "minisign verifies with our key")
    signed = run("minisign", "-S", "-s", keys / "agency.minisign.key", "-m", folder / "text", input=PASSWORD + "\n")
    check(signed.returncode == 0 and run("minisign", "-V", "-p", keys / "agency.minisign.pub", "-m", folder / "text").returncode == 0,
          "minisign opens our protected key")

    # A passphrase, both ways: our protected identity is an age file.
    check(on_terminal(["age", "-d", "-o", folder / "agency.plain", keys / "agency.age.key"], PASSWORD, 1) == 0
          and "AGE-SECRET-KEY-1" in (folder / "agency.plain").read_text(), "age opens what we sealed with a passphrase")
    check(on_terminal(["age", "-p", "-o", folder / "cert.protected", keys / "cert.age.key"], PASSWORD, 2) == 0, "age seals with a passphrase")

    sign = ("--sign", keys / "agency.minisign.key", "--from", "agency", "--password-file", secret, "--carrier", carrier)
    receive = ("receive", "--carrier", carrier, "--trust", f"agency={keys / 'agency.minisign.pub'}", "-o", inbox, "--register", folder / "register")
    plain_identity = ("--identity", keys / "cert.age.key")
    (folder / "return.json").write_text('{"present": 3, "absent": 0, "unknown": 12}\n')
    sent = waarborg("send", folder / "return.json", "--kind", "return", "--to", keys / "cert.age.pub", *sign)
    check("number 1" in sent.stdout, "the first parcel is number 1")
    first = next(carrier.glob("*.parcel"))
    check(run("sha256sum", first).stdout[:16] == first.stem, "its name is its digest")
    check(b"agency" not in first.read_bytes() and b"return" not in first.read_bytes(), "a carrier reads no name in it")

    opened = run("age", "-d", "-i", keys / "cert.age.key", "-o", folder / "inside", first)
    check(opened.returncode == 0 and (folder / "inside").stat().st_size == 16384, "age opens it: 16 KiB inside")

    got = waarborg(*receive, "--identity", folder / "cert.protected", "--password-file", secret)
    files = list(inbox.glob("agency-*-000001-return.json"))
    check(len(files) == 1 and files[0].read_bytes() == (folder / "return.json").read_bytes(), "it arrives, opened with an identity that age protected")
    check("return number 1 of agency" in got.stdout, "and says what it is")
    check("1 seen before" in waarborg(*receive, *plain_identity).stdout, "the same bytes again are nothing new")

    # The same inside, sealed again by age: a replay. To another key: misaddressed.
    recipient = run("age-keygen", "-y", keys / "cert.age.key").stdout.strip()
    run("age", "-r", recipient, "-o", carrier / "again.parcel", folder / "inside")
    refused = waarborg(*receive, *plain_identity, code=3)
    check("replay" in refused.stdout, "age's own seal is opened, and the replay in it refused")
    fresh = ("receive", "--carrier", carrier, "--trust", f"agency={keys / 'agency.minisign.pub'}", "-o", folder / "other", "--register", folder / "other/register")
    (folder / "other").mkdir()
    accepted = waarborg(*fresh, *plain_identity, code=3)
    check("1 accepted" in accepted.stdout, "one of two seals around one number is accepted where it is new")
    (carrier / "again.parcel").unlink()

    (folder / "third").mkdir()
    run("age-keygen", "-o", folder / "third/key")
    stranger = run("age-keygen", "-y", folder / "third/key").stdout.strip()
    run("age", "-r", stranger, "-o", folder / "third/forwarded.parcel", folder / "inside")
    elsewhere = ("receive", "--carrier", folder / "third", "--trust", f"agency={keys / 'agency.minisign.pub'}", "-o", folder / "third", "--register", folder / "third/register")
    check("did not address it to you" in waarborg(*elsewhere, "--identity", folder / "third/key", code=3).stdout, "a forwarded parcel is refused")
    check("other keys than yours" in waarborg(*elsewhere, *plain_identity, code=3).stdout, "a wrong key is refused")

    # What a carrier may do.
    whole = first.read_bytes()
    for name, bad in (("altered", whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]), ("cut", whole[:-1]), ("longer", whole + b"x")):
        (carrier / "bad.parcel").write_bytes(bad)
        out = waarborg(*receive, *plain_identity, code=3).stdout
        check("altered or cut on the way" in out, f"{name} on the way is refused")
    (carrier / "bad.parcel").unlink()
    untrusting = [a for a in receive if not str(a).startswith("agency=")]
    untrusting.insert(untrusting.index("--trust") + 1, f"agency={keys / 'cert.minisign.pub'}")
    waarborg("send", folder / "return.json", "--to", keys / "cert.age.pub", *sign)
    check("not trusted for that name" in waarborg(*untrusting, *plain_identity, code=3).stdout, "a signature of another key is refused")
    dropped = [p for p in carrier.glob("*.parcel") if p != first]
    dropped[0].rename(folder / "dropped")
    waarborg("send", folder / "text", "--to", keys / "cert.age.pub", *sign)
    check("numbers 2 to 2 of agency are missing" in waarborg(*receive, *plain_identity).stdout, "a parcel that was dropped is missed")

    sizes = {p.stat().st_size for p in carrier.glob("*.parcel")}
    check(len(sizes) == 1, "small parcels all have one size")
    leftovers = [p for f in (carrier, inbox) for p in f.iterdir() if p.name.startswith(".")]
    check(not leftovers, "nothing half written is left behind")
    bad_password = folder / "wrong"
    bad_password.write_text("wrong\n")
    waarborg("send", folder / "text", "--to", keys / "cert.age.pub", *sign[:5], bad_password, *sign[6:], code=4)


with tempfile.TemporaryDirectory() as name:
    for needed in ("age", "age-keygen", "minisign"):
        if not shutil.which(needed):
            sys.exit(f"the program {needed} is needed")
    main(pathlib.Path(name))
print(f"{len(failures)} failures")
sys.exit(bool(failures))
