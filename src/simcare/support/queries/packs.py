"""Evidence packs: what one would hold now, those that were made, and their documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from simcare.cards.models import Card, Equipment
from simcare.cards.queries.fleet import equipment_of, get_card
from simcare.diagnosis.models import SwapTest, Verdict
from simcare.diagnosis.queries import incidents, swaps, verdicts
from simcare.diagnosis.queries.swaps import SwapView
from simcare.kernel.documents import make_pdf
from simcare.notices import queries as notices
from simcare.operators.queries import evidence_for, history_of
from simcare.operators.values import FIELDS, Evidence
from simcare.support.errors.packs import NoSuchPack, NoVerdict
from simcare.support.models import Pack
from simcare.support.rules.answers.catalogue import catalogue, language_for
from simcare.support.rules.packs import Contents, Event, StepLine, pdf_values, words_of

TEMPLATE: Final = Path(__file__).parents[1] / "rules" / "packs" / "pack.typ"
AROUND_TEST: Final = timedelta(hours=1)
BEFORE_VERDICT: Final = timedelta(hours=24)
MOST_EVENTS: Final = 60
_NOTES: Final = ("attach", "session", "ping", "error")


def contents_for(*, card_id: int, ticket: str = "") -> tuple[Contents, Verdict]:
    """What a pack of the card holds: standing verdict, last swap test, events of the platform. Raises NoVerdict."""
    card = get_card(card_id)
    verdict = verdicts.find_latest(card_id, ticket) or verdicts.find_latest(card_id)
    if verdict is None:
        raise NoVerdict
    test = swaps.find_last(card_id)
    view = swaps.get_view(test) if test else None
    from_at, until_at = _window(view, verdict)
    facts = evidence_for(card_id, until_at)
    primary: dict[str, Any] = (verdict.result["findings"] or [{"summary": {"params": {}}}])[0]
    contents = Contents(
        iccid=card.iccid,
        equipment=tuple(_equipment(equipment_of(card_id), card)),
        code=verdict.primary_code,
        liable=verdict.liable_party,
        confidence=verdict.confidence,
        params=primary["summary"]["params"],
        examined_at=verdict.requested_at,
        window_from_at=from_at,
        window_until_at=until_at,
        circumstances=tuple(_circumstances(test)) if test else (),
        steps=tuple(_steps(view, card_id)) if view else (),
        events=tuple(_events(facts, from_at)),
        incidents=tuple(each.name for each in incidents.during(card, facts, from_at=from_at, until_at=until_at)),
        notices=tuple(
            each.name
            for each in notices.for_card(
                iccid=card.iccid, platform=card.platform, network=None, from_at=from_at, until_at=until_at
            )
        ),
    )
    return contents, verdict


def find_device(card_id: int) -> Equipment | None:
    """The device of the card whose supplier can be written to; else any."""
    devices = equipment_of(card_id)
    reachable = [device for device in devices if device.supplier and device.supplier.email]
    return next(iter([*reachable, *devices]), None)


def list_packs(ticket_id: int) -> list[Pack]:
    """The packs of a ticket with their answers, the latest first."""
    return list(Pack.objects.filter(ticket_id=ticket_id).prefetch_related("answers").order_by("-made_at", "-id"))


def get_pack(pack_id: int) -> Pack:
    """One pack. Raises NoSuchPack."""
    pack = Pack.objects.filter(id=pack_id).select_related("card").first()
    if pack is None:
        raise NoSuchPack
    return pack


def packs_by_thread(thread_ids: Iterable[int]) -> dict[int, Pack]:
    """The packs whose suppliers are written to in these threads, with their tickets."""
    found = Pack.objects.filter(message__thread_id__in=thread_ids).select_related("message", "ticket")
    return {pack.message.thread_id: pack for pack in found if pack.message}


def number_of(pack: Pack) -> str:
    """How supplier and desk call it."""
    return f"E-{pack.id}"


def contents_of(pack: Pack) -> Contents:
    """What it held when it was made."""
    return Contents.of(pack.contents)


def language_of(tag: str) -> str:
    """The language in which a pack can be shown to who wants this one."""
    return language_for(tag)


def words_in(language: str) -> Mapping[str, str]:
    """The words around a pack."""
    return words_of(language)


def view_of(pack: Pack, language: str) -> dict[str, Any]:
    """Everything that the supplier's page shows."""
    words, known = words_of(language), catalogue(language)
    return {
        "pack": pdf_values(contents_of(pack), language=language, number=number_of(pack), at=pack.made_at),
        "w": words,
        "until": words["until"].format(until=known.show(pack.expires_at)),
        "answers": [(each, words[each.decision], known.show(each.at)) for each in pack.answers.order_by("at")],
    }


def document_of(contents: Contents, *, language: str, number: str, at: datetime) -> bytes:
    """The pack as a PDF with its photos."""
    values, files = pdf_values(contents, language=language, number=number, at=at), {}
    for step in values["steps"]:
        for photo_id in step["photo_ids"]:
            photo = swaps.get_photo(photo_id)
            name = f"photo-{photo_id}.{'png' if photo.kind == 'image/png' else 'jpg'}"
            files[name] = bytes(photo.content)
            step["photos"].append(name)
    return make_pdf(TEMPLATE, values, language=language, at=at, files=files)


def _window(view: SwapView | None, verdict: Verdict) -> tuple[datetime, datetime]:
    """An hour around the test, else the day before the verdict."""
    times = [step.observed_at for step in view.steps if step.observed_at] if view else []
    if times:
        return min(times) - AROUND_TEST, max(times) + AROUND_TEST
    return verdict.requested_at - BEFORE_VERDICT, verdict.requested_at


def _equipment(devices: list[Equipment], card: Card) -> Iterable[tuple[str, str]]:
    device = devices[0] if devices else None
    if device:
        yield from (
            (name, value)
            for name, value in (("kind", device.kind), ("model", device.model), ("module", device.module))
            if value
        )
    imei = (device.imei if device else "") or card.imei
    if imei:
        yield "imei", imei


def _circumstances(test: SwapTest) -> Iterable[tuple[str, str]]:
    told = (("place", test.place), ("plmn", test.network), ("apn", test.apn), ("firmware", test.firmware))
    yield from ((name, value) for name, value in told if value)
    if test.locks_lifted:
        yield "locks", "OK"


def _steps(view: SwapView, card_id: int) -> Iterable[StepLine]:
    states = history_of(card_id, "card.state")
    for done in view.steps:
        if done.record is None or done.observed_at is None:
            continue
        yield StepLine(
            number=done.step.number,
            field=done.step.field,
            result=done.record["result"],
            at=done.observed_at,
            notes={name: done.record[name] for name in _NOTES if done.record.get(name)},
            card_state=_state_at(states, done.observed_at),
            photo_ids=done.photo_ids,
        )


def _state_at(states: list[Evidence], moment: datetime) -> str:
    """The last state that the platform had told by then; `states` are newest first."""
    return next((str(fact.value) for fact in states if fact.observed_at <= moment), "")


def _events(facts: list[Evidence], from_at: datetime) -> list[Event]:
    happened = [
        fact for fact in facts if FIELDS[fact.field].many and fact.value is not None and fact.observed_at >= from_at
    ]
    happened.sort(key=lambda fact: fact.observed_at)
    return [Event(fact.observed_at, fact.field, _words(fact.value)) for fact in happened[-MOST_EVENTS:]]


def _words(value: Any) -> str:  # the JSON of an event
    if not isinstance(value, dict):
        return str(value)
    cause = f"{value['table']} {value['number']}" if "table" in value else ""
    rest = (f"{name} {each}" for name, each in value.items() if name not in ("table", "number") and each)
    return ", ".join(filter(None, [cause, *rest]))
