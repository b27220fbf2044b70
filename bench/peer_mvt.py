"""mvt-ios, the tool that scans of phones are held against. It is never given a network: neither by its options nor, for
root, by the system."""
import os
import shutil
import subprocess

from measure import used

PACKAGE = "mvt==2026.10.26"


class Mvt:
    """`program` is None where it is not installed, and `why` says what to do."""

    def __init__(self, given, work, indicators):
        own = work / "mvt/bin/mvt-ios"
        self.program = given or (str(own) if own.exists() else shutil.which("mvt-ios"))
        self.why = f"mvt-ios is not installed: python3 -m venv {own.parent.parent} && {own.parent}/pip install {PACKAGE}"
        self.home, self.feeds = work / "mvt-home", indicators
        self.alone = ["unshare", "-n"] if os.geteuid() == 0 and self._works(["unshare", "-n", "true"]) else []
        if self.program and not self._works([self.program, "--help"]):
            self.program, self.why = None, f"{self.program} does not run"

    def version(self):
        said = subprocess.run([self.program, "version"], capture_output=True, text=True, env=self._environment()).stdout
        return next((line.split(":")[1].strip() for line in said.splitlines() if "Version:" in line), "unknown")

    def check_backup(self, backup, out):
        """What it took; `out` is made anew."""
        shutil.rmtree(out, ignore_errors=True)
        feeds = [word for path in self.feeds for word in ("--iocs", str(path))]
        return self._run("check-backup", *feeds, "--output", str(out), str(backup))

    def decrypt_backup(self, backup, out, password):
        shutil.rmtree(out, ignore_errors=True)
        return self._run("decrypt-backup", "--password", password, "--destination", str(out), str(backup))

    def _run(self, *words):
        command = [*self.alone, self.program, "--disable-update-check", "--disable-indicator-update-check", *words]
        return used(command, accept=(0,), env=self._environment())

    def _works(self, command):
        try:
            return subprocess.run(command, capture_output=True, env=self._environment()).returncode == 0
        except OSError:
            return False

    def _environment(self):
        self.home.mkdir(parents=True, exist_ok=True)
        return os.environ | {"HOME": str(self.home), "MVT_CONFIG_FOLDER": str(self.home / "config"),
                             "XDG_DATA_HOME": str(self.home), "MVT_NETWORK_ACCESS_ALLOWED": "false"}
