"""What an answer says about cards: one part for all cards with the same verdict, the worst first.

A single card is a group of one and shows its evidence; in a larger group every card stands in a list with what differs.
An account's own matters (its money, who suspended a card) are told to its people, never to the end user.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simcare.support.rules.answers.catalogue import Catalogue
from simcare.support.rules.answers.codes import (
    ABOUT_THE_ACCOUNT,
    ACTOR_OF_PARTY,
    CODES,
    STEP_CHANGES_WITH_PARTY,
)
from simcare.support.rules.answers.fields import label_of, word_of
from simcare.support.rules.answers.filling import places
from simcare.support.rules.answers.matter import CardVerdict, Finding, Severity, Value

MOST_CARDS_LISTED = 20
_PEOPLE_PARAMS = frozenset({"by"})
_NOT_EVIDENCE = frozenset({"iccid", "missing"})
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Reader:
    """Who reads the part, and in which words."""

    words: Catalogue
    is_end_user: bool = False
    sees_evidence: bool = True


def card_parts(reader: Reader, verdicts: Sequence[CardVerdict]) -> list[str]:
    """One part for each group of like verdicts; at most 20 cards are listed in all, the others are counted."""
    groups = _grouped(verdicts)
    parts, left = [], MOST_CARDS_LISTED
    for number, group in enumerate(groups, start=1):
        prefix = f"{number}. " if len(groups) > 1 else ""
        parts.append("\n".join(_part(reader, group, prefix, left)))
        left = max(0, left - len(group))
    return parts


def summary_of(reader: Reader, verdict: CardVerdict) -> tuple[str, str, str]:
    """What was found on one card, who is responsible, and the next step; the last two empty when all is well."""
    if verdict.primary is None:
        return reader.words.say("card.fine"), "", ""
    values = _values(reader, verdict)
    party = "" if verdict.primary.healed else _party(reader, verdict)
    return _wrong(reader, verdict.primary, values), party, _next_step(reader, verdict, verdict.primary, values)


def _grouped(verdicts: Sequence[CardVerdict]) -> list[tuple[CardVerdict, ...]]:
    groups: dict[object, list[CardVerdict]] = {}
    for verdict in sorted(verdicts, key=_rank):
        codes = tuple((finding.code, finding.healed) for finding in verdict.findings)
        groups.setdefault((codes, verdict.liable_party, verdict.suspected_party), []).append(verdict)
    return [tuple(group) for group in groups.values()]


def _rank(verdict: CardVerdict) -> int:
    primary = verdict.primary
    return len(_RANK) + 1 if primary is None else _RANK[primary.severity] + primary.healed


def _part(reader: Reader, group: tuple[CardVerdict, ...], prefix: str, room: int) -> Iterator[str]:
    words, first = reader.words, group[0]
    shared = _shared_values(reader, group)
    if len(group) == 1:
        yield prefix + words.say("label.card", iccid=first.iccid)
    else:
        yield prefix + words.say("label.cards", number=len(group))
        yield from _listed(reader, group, room)
    if first.primary is None:
        yield words.say("card.fine")
    else:
        yield from _finding_lines(reader, first, first.primary, shared)
    if reader.sees_evidence and len(group) == 1:
        yield from _evidence_lines(reader, first, shared)


def _shared_values(reader: Reader, group: tuple[CardVerdict, ...]) -> dict[str, Value]:
    """Parameters that hold for every card of the group, so one sentence is true of all."""
    per_card = [_values(reader, verdict) for verdict in group]
    return {name: value for name, value in per_card[0].items() if all(other.get(name) == value for other in per_card)}


def _values(reader: Reader, verdict: CardVerdict) -> dict[str, Value]:
    params = verdict.primary.params if verdict.primary else {}
    known = {**verdict.facts, **params, "iccid": verdict.iccid}
    hidden = _PEOPLE_PARAMS if reader.is_end_user else frozenset()
    return {name: value for name, value in known.items() if value is not None and name not in hidden}


def _listed(reader: Reader, group: tuple[CardVerdict, ...], room: int) -> Iterator[str]:
    words = reader.words
    shared = _shared_values(reader, group)
    for verdict in group[:room]:
        own = _values(reader, verdict)
        told = places(words.template(_wrong_key(reader, verdict.primary))) if verdict.primary else frozenset()
        differing = [words.show(own[name], name) for name in sorted(told & own.keys()) if name not in shared]
        yield f"- {verdict.iccid}" + (f" ({'; '.join(differing)})" if differing else "")
    if len(group) > room:
        yield words.say("label.further", number=len(group) - room)


def _finding_lines(reader: Reader, verdict: CardVerdict, primary: Finding, values: dict[str, Value]) -> Iterator[str]:
    words = reader.words
    yield words.say("label.found", text=_wrong(reader, primary, values))
    for other in verdict.findings[1:]:
        yield words.say("label.also", text=_wrong(reader, other, {**verdict.facts, **other.params}))
    if not primary.healed:
        yield words.say("label.party", text=_party(reader, verdict))
    yield words.say(
        "label.step", text=_next_step(reader, verdict, primary, values), actors=_actors(reader, verdict, primary)
    )


def _wrong(reader: Reader, finding: Finding, values: dict[str, Value | None] | dict[str, Value]) -> str:
    names = values.get("missing")
    labels = [label for name in str(names or "").split(",") if (label := label_of(reader.words, name.strip()))]
    told = {name: value for name, value in values.items() if not (reader.is_end_user and name in _PEOPLE_PARAMS)}
    missing = reader.words.template("acts.join").join(labels)
    return reader.words.say(_wrong_key(reader, finding), {**told, "missing": missing or None})


def _wrong_key(reader: Reader, finding: Finding) -> str:
    if finding.healed and finding.code == "recharge_not_delivered":
        return "healed.recharge"
    if reader.is_end_user and finding.code in ABOUT_THE_ACCOUNT:
        return "account.wrong"
    if _is_stopped_by_nobody_known(finding):
        return "stopped.wrong"
    return f"finding.{finding.code}.wrong" if finding.code in CODES else "unknown.wrong"


def _is_stopped_by_nobody_known(finding: Finding) -> bool:
    """The card is suspended, and neither platform nor audit says by whom: nobody is blamed, nothing is asked."""
    return finding.code == "insufficient_evidence" and finding.params.get("stopper") == "unknown"


def _party(reader: Reader, verdict: CardVerdict) -> str:
    suspected = verdict.suspected_party
    if verdict.liable_party == "undetermined" and suspected and not reader.is_end_user:
        return reader.words.say(f"suspected.{suspected}")
    return reader.words.say(f"party.{verdict.liable_party}")


def _next_step(reader: Reader, verdict: CardVerdict, primary: Finding, values: dict[str, Value]) -> str:
    if primary.healed:
        key = "healed.next"
    elif reader.is_end_user and primary.code in ABOUT_THE_ACCOUNT:
        key = "account.next"
    elif primary.code not in CODES:
        key = "unknown.next"
    elif _is_stopped_by_nobody_known(primary):
        key = "stopped.next"
    elif _has_other_step(verdict, primary):
        key = f"step.{verdict.liable_party}"
    else:
        key = f"finding.{primary.code}.next"
    return reader.words.say(key, values)


def _has_other_step(verdict: CardVerdict, primary: Finding) -> bool:
    """Whether another party than the code's default is proven and the code's own step no longer fits."""
    proven = verdict.liable_party not in (CODES[primary.code].party, "undetermined")
    return proven and primary.code in STEP_CHANGES_WITH_PARTY


def _actors(reader: Reader, verdict: CardVerdict, primary: Finding) -> str:
    if primary.healed or primary.code not in CODES or (reader.is_end_user and primary.code in ABOUT_THE_ACCOUNT):
        return ""
    if _has_other_step(verdict, primary):
        actors: tuple[str, ...] = (ACTOR_OF_PARTY[verdict.liable_party],)
    else:
        actors = verdict.who_acts or CODES[primary.code].who_acts
    names = [reader.words.template(f"acts.{actor}") for actor in actors]
    return reader.words.template("acts.join").join(names)


def _evidence_lines(reader: Reader, verdict: CardVerdict, values: dict[str, Value]) -> Iterator[str]:
    lines = [*_observed(reader, verdict), *_untold_params(reader, verdict, values)]
    if lines:
        yield ""
        yield reader.words.say("label.evidence")
        yield from dict.fromkeys(lines)


def _observed(reader: Reader, verdict: CardVerdict) -> Iterator[str]:
    words = reader.words
    for line in verdict.evidence:
        label = label_of(words, line.field)
        if label is None:
            continue
        shown = words.show(line.value, line.field)
        shown = words.find(f"state.{shown}", shown) or shown
        yield words.say("label.observed", label=label, value=shown, at=line.observed_at)


def _untold_params(reader: Reader, verdict: CardVerdict, values: dict[str, Value]) -> Iterator[str]:
    """What a finding knows and neither its sentence nor the evidence says, such as the reject cause."""
    if verdict.primary is None or (reader.is_end_user and verdict.primary.code in ABOUT_THE_ACCOUNT):
        return
    told = places(reader.words.template(_wrong_key(reader, verdict.primary))) | _NOT_EVIDENCE
    observed = {word_of(line.field) for line in verdict.evidence}
    for name in verdict.primary.params:
        label = reader.words.find(f"field.{name}")  # names of evidence fields stand beside ours and are left out
        if label and name in values and name not in told | observed:
            yield reader.words.say("label.observed", label=label, value=reader.words.show(values[name], name))
