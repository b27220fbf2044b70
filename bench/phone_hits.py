"""Which of the planted indicators a tool told of, from what it wrote."""
import json
import typing

import phone_plants


class Hits(typing.NamedTuple):
    planted: list  # Plants that were told
    missed: list   # Plants that were not
    others: list   # values of indicators that were told and not planted
    unlisted: int  # matches that the tool counted and did not write out

    def note(self, limit=6):
        if not self.missed:
            return "none missed"
        names = [f"{one.where} {one.value}" for one in self.missed]
        return "missed: " + ", ".join(names[:limit]) + (f" and {len(names) - limit} more" if len(names) > limit else "")


def sorted_out(values, plants, unlisted=0):
    told = {value.lower() for value in values}
    own = {plant.value.lower() for plant in plants}
    return Hits([p for p in plants if p.value.lower() in told], [p for p in plants if p.value.lower() not in told],
                sorted(told - own), unlisted)


def of_scan(result, known, plants):
    """`result`: what scan --format json wrote. `known`: the feeds, by STIX id."""
    values, unlisted = set(), 0
    for finding in json.loads(result.read_text())["findings"]:
        ids = [one["match"]["indicator"] for one in finding["observations"]]
        values.update(known[one].value for one in ids if one in known)
        if finding["indicator"] in known:
            unlisted += finding["matches"] - len(ids)
    return sorted_out(values, plants, unlisted)


def summary(result):
    return json.loads(result.read_text())["summary"]


def of_mvt(folder, plants):
    """`folder`: the output of mvt-ios check-backup."""
    path = folder / "alerts.json"
    alerts = json.loads(path.read_text()) if path.exists() else []
    return sorted_out({one["matched_indicator"]["value"] for one in alerts if one.get("matched_indicator")}, plants)


def planted(folder):
    return [phone_plants.Plant(**one) for one in json.loads((folder / "plants.json").read_text())]
