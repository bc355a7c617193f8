"""Bundles with planted faults and the truth about them, worked out from faults.json without the engine.

faults.json holds one fault a check with its place in the order, severity and party as diagnosis-checks.md tells them;
the truth of two faults at once follows from the verdict rules 1, 4 and 6 alone, written here a second time on purpose.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simcare.operators.values import FIELDS

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ICCID = "8986001234567890123"
UNDETERMINED = "undetermined"
_SEVERITIES = ("blocking", "degrading", "informational")
_HEALTHY = (("platform.reachable", True), ("platform.known", True), ("card.state", "active"))

Json = dict[str, Any]  # one JSON object of a file of cases


@dataclass(frozen=True)
class Case:
    """One bundle and what may be answered: pairs of code and party. `decidable`: the truth names a party."""

    name: str
    bundle: Json
    accepted: frozenset[tuple[str | None, str]]
    decidable: bool
    any_undetermined: bool = False

    def accepts(self, code: str | None, party: str) -> bool:
        """Whether this answer is right."""
        return (code, party) in self.accepted or (self.any_undetermined and party == UNDETERMINED)


def read_faults(folder: Path) -> list[Json]:
    """The faults that may be planted."""
    faults: list[Json] = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    return faults


def labelled(folder: Path) -> Iterator[Case]:
    """The cases that people labelled, one a line."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            code, party = case["expect"]["primary_code"], case["expect"]["liable_party"]
            yield Case(case["name"], case["bundle"], frozenset({(code, party)}), party != UNDETERMINED)


_NOISE: tuple[tuple[str, Any], ...] = (
    ("card.raw_state", "whatever"),
    ("card.sold_at", "2024-02-01T00:00:00Z"),
    ("account.currency", "EUR"),
    ("package.zone", "Asia/Shanghai"),
    ("package.rate_kbps", 512),
    ("at.cops", '+COPS: 0,0,"carrier",7'),
    ("at.cgcontrdp", "+CGCONTRDP: 1"),
    ("session.deleted", {}),
)
"""Facts that are true of many cards and decide nothing."""


def pairs(faults: Sequence[Json], count: int, seed: int) -> Iterator[Case]:
    """One or two different faults that can live in one card, among facts that decide nothing, in any order."""
    dice = random.Random(seed)  # noqa: S311  reproducible cases, no secret
    found = 0
    while found < count:
        few = dice.sample(faults, dice.choice((1, 2, 2, 2)))
        if len(few) > 1 and not _agree(*few):
            continue
        found += 1
        truth = _truth(few)
        yield Case(_name(few), _noisy(_bundle(few), dice), frozenset({truth}), truth[1] != UNDETERMINED)


def _noisy(bundle: Json, dice: random.Random) -> Json:
    told = {item["field"] for item in bundle["evidence"]}
    noise = [pair for pair in _NOISE if pair[0] not in told]
    chosen = dice.sample(noise, dice.randrange(len(noise)))
    items = [_item(field, value, dice.randrange(1, 10), "soracom") for field, value in chosen]
    evidence = [*bundle["evidence"], *items]
    dice.shuffle(evidence)
    return {**bundle, "evidence": evidence}


def weakened(faults: Sequence[Json], count: int, seed: int) -> Iterator[Case]:
    """Each required field of each fault dropped and made stale once, alone and beside a second fault."""
    dice = random.Random(seed)  # noqa: S311  reproducible cases, no secret
    for fault in faults:
        yield from _weakened(fault, [])
    for _ in range(count):
        fault, other = dice.sample(faults, 2)
        if _agree(fault, other) and other["code"] not in fault["explains"]:
            yield from _weakened(fault, [other])


def _weakened(fault: Json, others: list[Json]) -> Iterator[Case]:
    """What may be said then: undetermined, or what the other fault with the evidence that is left amounts to."""
    shared = {item["field"] for other in others for item in other["evidence"]}
    for item in fault["evidence"]:
        field, limit = item["field"], FIELDS[item["field"]].limit_minutes
        if not item["required"] or field in shared:
            continue
        rest = [kept for kept in fault["evidence"] if kept["field"] != field]
        yield _weak_case(fault, others, rest, [], f"{field} dropped")
        if limit is not None:
            old = [{**kept, "minutes_ago": 3 * limit + 60} for kept in fault["evidence"] if kept["field"] == field]
            yield _weak_case(fault, others, rest, old, f"{field} stale")


def _weak_case(fault: Json, others: list[Json], rest: list[Json], old: list[Json], name: str) -> Case:
    bundle = _bundle([{**fault, "evidence": rest + old}, *others])
    left = {**fault, "evidence": rest}
    truth = [_truth([_told(other, [left]) for other in others])] if others else []
    return Case(f"{_name([fault, *others])}, {name}", bundle, frozenset(truth), False, any_undetermined=True)


def _agree(one: Json, other: Json) -> bool:
    """Two faults contradict each other where a field would need two values, or the card two situations at once."""
    if one["situation"] and other["situation"] and one["situation"] != other["situation"]:
        return False
    if other["code"] in one["contradicts"] or one["code"] in other["contradicts"]:
        return False
    values = {item["field"]: item["value"] for item in one["evidence"]}
    return all(
        FIELDS[item["field"]].many or values.get(item["field"], item["value"]) == item["value"]
        for item in other["evidence"]
    )


def _truth(faults: Sequence[Json]) -> tuple[str, str]:
    """Code and party by rule 1 (order), rule 4 (equipment needs proof), rule 6 (equal rank, different parties)."""
    symptoms = {code for fault in faults for code in fault["explains"]}
    faults = [_told(fault, faults) for fault in faults]
    causes = [fault for fault in faults if fault["code"] not in symptoms]
    ordered = sorted(causes, key=lambda fault: (_SEVERITIES.index(fault["severity"]), fault["order"]))
    first = ordered[0]
    party = _proven(first)
    rank = (first["step"], first["severity"])
    rivals = {_proven(fault) for fault in ordered[1:] if (fault["step"], fault["severity"]) == rank}
    if rivals - {party, UNDETERMINED}:
        party = UNDETERMINED
    return first["code"], party


def _told(fault: Json, faults: Sequence[Json]) -> Json:
    """The fault with the party that another one's evidence proves: a swap test also tells whose fault silence is."""
    items = [item for other in faults for item in other["evidence"]]
    proven = next((item["proves"][fault["code"]] for item in items if fault["code"] in item.get("proves", {})), None)
    return {**fault, "liable_party": proven, "proven_on_device": True} if proven else fault


def _proven(fault: Json) -> str:
    unproven = fault["liable_party"] == "equipment" and not fault["proven_on_device"]
    return UNDETERMINED if unproven else str(fault["liable_party"])


def _bundle(faults: Sequence[Json]) -> Json:
    items = [item for fault in faults for item in fault["evidence"]]
    told = {item["field"] for item in items}
    whole = {item["field"] for fault in faults for item in fault["evidence"] if not item["required"]} | told
    base = [_item(field, value, 2, "soracom") for field, value in _HEALTHY if field not in whole]
    kept = {json.dumps(item, sort_keys=True): item for item in items}
    events = [_item(item["field"], item["value"], item["minutes_ago"], item["source"]) for item in kept.values()]
    return {"card": {"iccid": ICCID}, "at": AT.isoformat(), "platform": "soracom", "evidence": base + events}


def _item(field: str, value: object, minutes_ago: int, source: str) -> Json:
    observed_at = (AT - timedelta(minutes=minutes_ago)).isoformat()
    return {"field": field, "value": value, "observed_at": observed_at, "received_at": observed_at, "source": source}


def _name(faults: Sequence[Json]) -> str:
    return " with ".join(fault["code"] for fault in faults)
