"""The tables of docs/evidence.md, written from the vocabulary and the catalogue so that they can't drift apart."""

from collections.abc import Iterator

from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.values import Check
from simcare.operators.values import FIELDS, Field, Kind


def tables() -> str:
    """The generated part: one table of fields a group, then the table of checks."""
    return "\n".join([*_field_tables(), *_check_table()]) + "\n"


def _field_tables() -> Iterator[str]:
    groups = dict.fromkeys(name.partition(".")[0] for name in FIELDS)
    for group in groups:
        yield from (f"### {group}", "", "| field | value | known for | meaning |", "|---|---|---|---|")
        for field in FIELDS.values():
            if field.name.startswith(f"{group}."):
                yield f"| `{field.name}` | {_value(field)} | {_limit(field)} | {field.words} |"
        yield ""


def _value(field: Field) -> str:
    kind = "one of " + ", ".join(field.choices) if field.kind is Kind.CHOICE else field.kind.value
    unit = f", {field.unit}" if field.unit else ""
    return f"{kind}{unit}" + ("; one item an event" if field.many else "")


def _limit(field: Field) -> str:
    minutes = field.limit_minutes
    if minutes is None:
        return "always"
    span = f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"
    return f"{span} + delay of the connector" if field.ages_as == "usage" else span


def _check_table() -> Iterator[str]:
    yield from ("## The checks", "", "| # | code | step, severity | decided by (`+` and, `or`) | party; or if proven |")
    yield "|--:|---|---|---|---|"
    for check in CHECKS.values():
        paths = " or ".join(_path(check, path) for path in check.paths)
        causes = " ".join(sorted(map(str, check.causes)))
        others = "".join(f"; {party}: {condition}" for party, condition in check.alternatives.items())
        rank = f"{check.step}, {check.severity}"
        decided = (paths or "age of the evidence") + (f" [{causes}]" if causes else "")
        yield f"| {check.order} | `{check.code}` | {rank} | {decided} | {check.party}{others} |"


def _path(check: Check, path: tuple[str, ...]) -> str:
    fields = " + ".join(f"`{name}`" for name in path)
    return f"{fields} (a suspicion only)" if path in check.weak_paths else fields
