"""`simcare bench diagnose`: is the verdict right, is the equipment ever blamed wrongly, and how fast is it?

Options: cases (folder of the labelled cases), generated (1000), seed (1), cards (how many to examine from the
database, 100), rounds (quiet rounds over ten networks, 10000), incidents (how many to inject, 200), wrong (how many
wrong answers to name, 20).
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import simcare
from simcare.diagnosis.queries.bundles import for_bundle, read_bundle
from simcare.world.benches import Options, Result
from simcare.world.benches._incidents import INJECTED_CARDS, rounds_until_open_in_database, watch_made_up
from simcare.world.benches._planted import UNDETERMINED, Case, labelled, pairs, read_faults, weakened
from simcare.world.benches._stored import stored_ms

CASES = Path(simcare.__file__).parents[2] / "tests" / "diagnosis" / "cases"
MIN_ACCURACY = 0.95
MAX_UNDETERMINED = 0.20
MAX_P99_MS = 50.0
MAX_ROUNDS_TO_OPEN = 2


@dataclass(frozen=True)
class Answer:
    """What the engine said to a case, and how long it took."""

    case: Case
    code: str | None
    party: str
    took_ms: float

    @property
    def is_right(self) -> bool:
        return self.case.accepts(self.code, self.party)

    @property
    def blames_equipment_wrongly(self) -> bool:
        return self.party == "equipment" and not self.is_right


def run(options: Options) -> Result:
    """Answers every case and compares. The promise: at least 95 % right, no equipment blamed wrongly, at most 20 %
    of decidable cases undetermined, 99 of 100 verdicts within 50 ms; an incident over 500 cards open within two rounds
    of evidence, and none in 10,000 quiet rounds."""
    folder = Path(options.get("cases", CASES))
    faults, seed = read_faults(folder), int(options.get("seed", "1"))
    count = int(options.get("generated", "1000"))
    groups = {
        "labelled": _answers(labelled(folder)),
        "generated": _answers(pairs(faults, count, seed)),
        "weakened": _answers(weakened(faults, count // 10, seed)),
    }
    answers = [answer for group in groups.values() for answer in group]
    decidable = [answer for answer in answers if answer.case.decidable]
    accuracy = _share(answers, sum(answer.is_right for answer in answers))
    undetermined = _share(decidable, sum(answer.party == UNDETERMINED for answer in decidable))
    false_equipment = sum(answer.blames_equipment_wrongly for answer in answers)
    p99_ms = _p99([answer.took_ms for answer in answers])
    stored = stored_ms(list(labelled(folder))[: int(options.get("cards", "100"))])
    stored_p99_ms = _p99(stored) if stored else None
    watched = watch_made_up(
        rounds=int(options.get("rounds", "10000")), injections=int(options.get("incidents", "200")), seed=seed
    )
    to_open = rounds_until_open_in_database() if stored else None
    kept = (
        watched.false_alarms == 0
        and watched.found_within_two == watched.injected
        and (to_open or 0) <= MAX_ROUNDS_TO_OPEN
        and min(_accuracy(group) for group in groups.values()) >= MIN_ACCURACY
        and false_equipment == 0
        and undetermined <= MAX_UNDETERMINED
        and max(p99_ms, stored_p99_ms or 0.0) < MAX_P99_MS
    )
    more = {
        "cases": {name: len(group) for name, group in groups.items()},
        "accuracy": {name: round(_accuracy(group), 4) for name, group in groups.items()},
        "false_equipment": false_equipment,
        "undetermined_share": round(undetermined, 4),
        "p99_ms": round(p99_ms, 2),
        "stored_p99_ms": stored_p99_ms and round(stored_p99_ms, 2),
        "limits": {
            "accuracy": MIN_ACCURACY,
            "false_equipment": 0,
            "undetermined_share": MAX_UNDETERMINED,
            "p99_ms": MAX_P99_MS,
            "rounds_to_open": MAX_ROUNDS_TO_OPEN,
            "false_alarms": 0,
        },
        "incidents": {
            "cards": INJECTED_CARDS,
            "injected": watched.injected,
            "open_within_two_rounds": watched.found_within_two,
            "rounds_to_open_in_database": to_open,
            "quiet_rounds": watched.quiet_rounds,
            "false_alarms": watched.false_alarms,
        },
        "wrong": _wrong(answers, int(options.get("wrong", "20"))),
    }
    return Result("diagnose", round(accuracy, 4), "share of verdicts right", MIN_ACCURACY, kept, more)


def _answers(cases: Iterable[Case]) -> list[Answer]:
    return [_answer(case) for case in cases]


def _answer(case: Case) -> Answer:
    began = time.perf_counter()
    verdict = for_bundle(read_bundle(case.bundle))
    took_ms = (time.perf_counter() - began) * 1000
    return Answer(case, verdict.primary_code, verdict.liable_party.value, took_ms)


def _p99(times_ms: list[float]) -> float:
    return sorted(times_ms)[int(len(times_ms) * 0.99)]


def _accuracy(group: list[Answer]) -> float:
    return _share(group, sum(answer.is_right for answer in group))


def _share(answers: list[Answer], count: int) -> float:
    return count / len(answers) if answers else 0.0


def _wrong(answers: list[Answer], most: int) -> list[dict[str, object]]:
    wrong = [answer for answer in answers if not answer.is_right][:most]
    return [
        {
            "case": answer.case.name,
            "code": answer.code,
            "party": answer.party,
            "right": sorted(map(str, answer.case.accepted)),
        }
        for answer in wrong
    ]
