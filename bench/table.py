"""The table that a bench prints: what was measured, its target, whether it is met. Exit codes: 0 every target is met; 1
one is missed; 2 none is missed, but something could not be measured."""
import sys


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Table:
    def __init__(self):
        self.rows, self.missed, self.not_measured = [], False, False

    def at_most(self, what, value, target, unit, note=""):
        self._add(what, value, f"{target:10.3f}", unit, value <= target, note)

    def at_least(self, what, value, target, unit, note=""):
        self._add(what, value, f">={target:8.3f}", unit, value >= target, note)

    def told(self, what, value, unit, note=""):
        """It has no target."""
        self.rows.append((what, f"{value:9.3f} {unit}", "", "", note))

    def left_out(self, what, why):
        self.not_measured = True
        self.rows.append((what, "", "", "NONE", f"not measured: {why}"))
        say(f"{what}: not measured: {why}")

    def print(self):
        width = max((len(row[0]) for row in self.rows), default=8)
        print(f"{'measured':{width}}  {'value':>9}      {'target':>10}     {'':4}  note")
        for what, value, target, verdict, note in self.rows:
            print(f"{what:{width}}  {value:13}  {target:14}  {verdict:4}  {note}".rstrip())

    def exit_code(self):
        return 1 if self.missed else 2 if self.not_measured else 0

    def _add(self, what, value, target, unit, good, note):
        self.missed |= not good
        self.rows.append((what, f"{value:9.3f} {unit}", f"{target} {unit}", "pass" if good else "FAIL", note))
