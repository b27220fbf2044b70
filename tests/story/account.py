"""How the story is told: words, commands as a user types them, what they printed, and what that proves.

Each command runs in the story's folder by `sh`, with `waarborg` in the path. What is told comes out as the walkthrough;
what is proved names requirements, and one that fails is told with the command before it.
"""
import datetime, pathlib, re, subprocess, textwrap


class Told:
    """One command and what came of it."""

    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    def __str__(self):
        return f"  $ {self.command}\n  code {self.code}\n{textwrap.indent((self.out + self.err)[-3000:], '  | ')}"


class Account:
    def __init__(self, folder, program, ledger="nl.ledger", wrapper=()):
        self.folder, self.ledger, self.wrapper = pathlib.Path(folder), ledger, list(wrapper)
        self.page, self.proved, self.failed, self.last = [], {}, [], None
        tools = self.folder.parent / (self.folder.name + ".bin")
        tools.mkdir()
        # A trace goes around the program alone, so that the page shows what a user types.
        (tools / "waarborg").write_text("#!/bin/sh\nexec " + " ".join([*self.wrapper, str(pathlib.Path(program).resolve())]) + ' "$@"\n')
        (tools / "waarborg").chmod(0o755)
        self.env = {"PATH": f"{tools}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                    "LEDGER": str(ledger), "COLUMNS": "100"}

    def chapter(self, title, text):
        self.page.append(f"## {title}\n")
        self.say(text)

    def say(self, text):
        self.page.append(textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False) + "\n")

    def clock(self, day):
        """All that follows happens at three in the afternoon of `day`."""
        self.env["SOURCE_DATE_EPOCH"] = str(int(datetime.datetime.fromisoformat(day + "T15:00:00+00:00").timestamp()))
        self.page.append(f"    $ export SOURCE_DATE_EPOCH={self.env['SOURCE_DATE_EPOCH']}    # it is {day}\n")

    def do(self, command, code=0, show=None, quiet=False):
        """Runs `command`; `show` is what of its output the page shows: None all, an int lines, a pattern matching lines."""
        command = textwrap.dedent(command).strip()
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=300)
        self.last = Told(command, done.returncode, done.stdout, done.stderr)
        if code is not None and done.returncode != code:
            self.fail("run", f"code {code} was expected")
        if not quiet:
            shown = f"    $ " + command.replace("\n", "\n    > ") + "\n" + self.shown(done.stdout + done.stderr, show)
            if done.returncode != 0:
                shown += f"    (exit code {done.returncode})\n"
            self.page.append(shown)
        return self.last

    def shown(self, text, show):
        lines = text.splitlines()
        if callable(show):
            lines = show(lines)
        elif isinstance(show, int):
            cut = len(lines) > show
            lines = lines[:show] + ([f"… ({len(lines) - show} more lines)"] if cut and show else [])
        elif show is not None:
            kept = [line if re.search(show, line) else "…" for line in lines]
            lines = [line for i, line in enumerate(kept) if line != "…" or i == 0 or kept[i - 1] != "…"]
        # A seal is another one each time, and so is the name of what is sealed.
        text = re.sub(r"[0-9a-f]{16}(?=\.parcel)", "<digest>", "\n".join(lines))
        text = re.sub(r"(-> \S*?-)[0-9a-f]{8,}(-\d{6}-)", r"\1<series>\2", text)
        return textwrap.indent(text, "    ", lambda line: True).rstrip() + "\n" if lines else ""

    def proves(self, requirements, what, good):
        """`requirements`: "R1 R12". A claim that does not hold fails the story and each of them."""
        for r in requirements.split():
            self.proved.setdefault(r, []).append(what)
        if not good:
            self.fail(requirements, what)
        return good

    def fail(self, requirements, what):
        self.failed.append(f"{requirements}: {what}\n{self.last}")

    def write(self, title, intro):
        head = f"# {title}\n\n" + textwrap.fill(" ".join(intro.split()), 118) + "\n"
        return head + "\n" + "\n".join(self.page)
