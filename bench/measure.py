"""How bench/run measures: CPU and wall of a process tree, peak memory, medians. Linux only."""
import os
import statistics
import subprocess
import threading
import time
import typing

median = statistics.median


class Failed(Exception):
    """A program that was to be measured did something else."""


class Usage(typing.NamedTuple):
    wall: float   # seconds
    cpu: float    # seconds, of the process and all its children
    largest: int  # bytes that the largest of them had resident at once


def used(command, accept=(0, 1, 3), env=None):
    """Runs to the end."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        raise Failed(f"{' '.join(map(str, command))}: exit code {process.returncode}: {said.decode(errors='replace')}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def once(command, accept=(0, 1, 3)):
    """Runs to the end: (wall seconds, CPU seconds of it and all its children)."""
    return used(command, accept)[:2]


def interleaved(rounds, *runs):
    """Each of `runs` once a round, so that what else the machine does hits all of them. Gives lists of results."""
    out = [[] for _ in runs]
    for _ in range(rounds):
        for into, run in zip(out, runs):
            into.append(run())
    return out


def settled(rounds, target, run):
    """Medians of wall and CPU of `rounds` runs, and how many batches it took. Another batch, three at most, while the
    wall is above the target: what else the machine does only ever makes it longer. The lowest wall counts."""
    batches = []
    while not batches or (batches[-1][0] > target and len(batches) < 3):
        walls, cpus = zip(*(run() for _ in range(rounds)))
        batches.append((median(walls), median(cpus)))
    return *min(batches), len(batches)


def children_of(process):
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children") as children:
                yield from map(int, children.read().split())
    except OSError:
        return  # it ended


def pss_of(process):
    """Bytes; pages that several processes share are divided among them. 0 when it has just ended."""
    try:
        with open(f"/proc/{process}/smaps_rollup") as rollup:
            for line in rollup:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def peak_pss(command, pause=0.002, accept=(0, 1, 3)):
    """Peak of the summed PSS of the process and all its descendants, in bytes, and how often it was looked at."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = []
    drain = threading.Thread(target=lambda: said.append(process.stderr.read()))
    drain.start()
    peak = looks = 0
    while process.poll() is None:
        tree, total = [process.pid], 0
        for one in tree:  # grows while it is gone through
            tree.extend(children_of(one))
            total += pss_of(one)
        peak, looks = max(peak, total), looks + 1
        time.sleep(pause)
    drain.join()
    if process.returncode not in accept:
        raise Failed(f"{' '.join(map(str, command))}: exit code {process.returncode}: {said[0].decode(errors='replace')}")
    return peak, looks
