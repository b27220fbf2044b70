"""Which real indicators are planted in a made phone, and where. The same feeds give the same plants.

PLAN says how many of which type go where. Most stand where every tool looks: in the text of a message, in the name of a
process. Six stand where people's evidence has them and not every tool looks; MISSED_BY_SOME names these places.
"""
import json
import pathlib
import random
import re
import typing

PLAN = (
    ("sms-text", "domain", 4), ("sms-text", "ipv4", 1), ("sms-attributed", "domain", 1), ("sms-sender", "email", 2),
    ("sms-attachment", "tmp-path", 1),
    ("safari", "domain", 6), ("safari", "ipv4", 1), ("safari-tab", "domain", 2), ("chrome", "domain", 2),
    ("chrome-icon", "domain", 1), ("webkit-observed", "domain", 2), ("webkit-session", "domain", 1),
    ("whatsapp-text", "domain", 3), ("whatsapp-preview", "domain", 1), ("whatsapp-media", "domain", 1),
    ("shortcut", "domain", 1), ("calendar", "email", 1), ("looked-up", "email", 2), ("contact", "email", 1),
    ("data-usage", "process", 2), ("data-usage-cut", "long-process", 1), ("data-usage-pair", "process", 1),
    ("analytics", "process", 2), ("permission", "process", 2), ("location", "process", 1), ("profile-event", "process", 1),
    ("profile", "profile", 1), ("file-name", "name", 2), ("file-path", "home-path", 1), ("app", "app", 2))
COUNT = sum(count for _, _, count in PLAN)
MISSED_BY_SOME = ("sms-attributed", "sms-sender", "contact", "data-usage-pair", "file-path")

# Our word → the STIX property, and what a value must look like to be planted.
TYPES = {
    "domain": ("domain-name:value", r"[a-z0-9][a-z0-9-]*\.[a-z]{2,}"),
    "ipv4": ("ipv4-addr:value", r"\d+\.\d+\.\d+\.\d+"),
    "email": ("email-addr:value", r"[^@\s]+@[^@\s]+"),
    "process": ("process:name", r"[A-Za-z]{4,15}"),
    "long-process": ("process:name", r"[A-Za-z]{17,}"),
    "name": ("file:name", r"[A-Za-z][A-Za-z0-9_.-]+"),
    "tmp-path": ("file:path", r"/private/var/tmp/[^/]+"),
    "home-path": ("file:path", r"/private/var/(mobile|root)/.+[^/]"),
    "app": ("app:id", r"[a-z]+\.[a-z.]+"),
    "profile": ("configuration-profile:id", r"[0-9A-F-]{36}")}
PATTERN = re.compile(r"^\[([a-z0-9-]+:[a-z0-9-]+)\s*=\s*'([^']*)'\]$")


class Plant(typing.NamedTuple):
    where: str
    property: str  # as STIX names it
    value: str


class Known(typing.NamedTuple):
    """What a file of indicators has under one id."""
    collection: str
    property: str
    value: str


def feed_files(folder):
    found = sorted(pathlib.Path(folder).glob("*.stix2"))
    if not found:
        raise ValueError(f"{folder}: has no file of indicators (*.stix2)")
    return found


def read_feeds(folder):
    """STIX id → Known, of each indicator whose pattern is one comparison."""
    out = {}
    for path in feed_files(folder):
        for one in json.loads(path.read_text())["objects"]:
            said = PATTERN.match(one.get("pattern", "")) if one["type"] == "indicator" else None
            if said:
                out[one["id"]] = Known(path.stem, said[1], said[2].strip())
    return out


def candidates(known, kind, rng):
    """Values of that type, one of each collection in turn. No path whose name is an indicator, too: a tool may tell that."""
    wanted, shape = TYPES[kind]
    names = {one.value for one in known.values() if one.property == "file:name"}
    collections = {}
    for one in known.values():
        own_name = one.property == "file:path" and one.value.rsplit("/", 1)[1] in names
        if one.property == wanted and re.fullmatch(shape, one.value) and not own_name:
            collections.setdefault(one.collection, set()).add(one.value)
    lists = [sorted(values) for _, values in sorted(collections.items())]
    for values in lists:
        rng.shuffle(values)
    while lists:
        for values in lists:
            yield values.pop()
        lists = [values for values in lists if values]


def choose(folder):
    """The plants, in the order of PLAN. No value stands in two places or holds another one."""
    known, taken, waiting, out = read_feeds(folder), [], {}, []
    for where, kind, count in PLAN:
        values = waiting.setdefault(kind, candidates(known, kind, random.Random(f"waarborg {kind}")))
        for _ in range(count):
            value = next((v for v in values if not any(v.lower() in t or t in v.lower() for t in taken)), None)
            if value is None:
                raise ValueError(f"{folder}: has too few indicators of {TYPES[kind][0]} to plant")
            taken.append(value.lower())
            out.append(Plant(where, TYPES[kind][0], value))
    return out


class Plants:
    """What is still to be planted. A maker takes what is meant for it; left() must be empty in the end."""

    def __init__(self, plants):
        self.waiting = {}
        for plant in plants:
            self.waiting.setdefault(plant.where, []).append(plant.value)

    def take(self, where):
        return self.waiting.pop(where, [])

    def left(self):
        return sorted(self.waiting)
