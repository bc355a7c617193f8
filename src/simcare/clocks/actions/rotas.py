"""Rotas are made and changed; every change is audited."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from simcare.clocks.errors import BadTerms
from simcare.clocks.models import Rota, RotaSwap, RotaTurn
from simcare.kernel import audit


@transaction.atomic
def add_rota(*, name: str, zone: str, by: str, at: datetime) -> Rota:
    """A watch to be kept. The same name is the same rota, in the zone that is told now. Raises BadTerms."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise BadTerms("zone", "%(zone)s is no zone of the IANA list, such as Asia/Shanghai.", zone=zone) from None
    rota, _ = Rota.objects.update_or_create(name=name, defaults={"zone": zone})
    _note("rota.kept", rota, by, at, {"zone": zone})
    return rota


@transaction.atomic
def add_turn(
    *, rota_id: int, user_id: int, weekdays: list[int], from_minute: int, until_minute: int, by: str, at: datetime
) -> None:
    """Somebody takes these hours of these weekdays; hours that end before they begin go on through midnight."""
    rota = Rota.objects.select_for_update().get(id=rota_id)
    if not (0 <= from_minute < 1440 and 0 < until_minute <= 1440 and from_minute != until_minute):
        raise BadTerms("hours", "Hours lie between 00:00 and 24:00.")
    if not weekdays or not all(0 <= day <= 6 for day in weekdays):
        raise BadTerms("weekdays", "Choose one day of the week at least.")
    for day in weekdays:
        for weekday, start, end in _slots(day, from_minute, until_minute):
            RotaTurn.objects.update_or_create(
                rota=rota, user_id=user_id, weekday=weekday, from_minute=start, defaults={"until_minute": end}
            )
    _note("rota.turn_added", rota, by, at, {"user": user_id, "weekdays": weekdays, "from": from_minute})


def _slots(day: int, start: int, end: int) -> list[tuple[int, int, int]]:
    if start < end:
        return [(day, start, end)]
    return [(day, start, 1440), ((day + 1) % 7, 0, end)]


@transaction.atomic
def remove_turn(*, turn_id: int, by: str, at: datetime) -> None:
    """These hours are nobody's again."""
    turn = RotaTurn.objects.select_related("rota").filter(id=turn_id).first()
    if turn:
        turn.delete()
        _note("rota.turn_removed", turn.rota, by, at, {"user": turn.user_id, "weekday": turn.weekday})


@transaction.atomic
def swap(*, rota_id: int, user_id: int, from_at: datetime, until_at: datetime, by: str, at: datetime) -> RotaSwap:
    """Somebody takes over for a stretch of time. Raises BadTerms."""
    if until_at <= from_at:
        raise BadTerms("until", "The end must lie after the beginning.")
    rota = Rota.objects.get(id=rota_id)
    made, _ = RotaSwap.objects.get_or_create(
        rota=rota, user_id=user_id, from_at=from_at, until_at=until_at, defaults={"by": by}
    )
    _note("rota.swapped", rota, by, at, {"user": user_id, "from": from_at.isoformat(), "until": until_at.isoformat()})
    return made


@transaction.atomic
def remove_swap(*, swap_id: int, by: str, at: datetime) -> None:
    """The week's turn holds again."""
    known = RotaSwap.objects.select_related("rota").filter(id=swap_id).first()
    if known:
        known.delete()
        _note("rota.swap_removed", known.rota, by, at, {"user": known.user_id})


def _note(action: str, rota: Rota, by: str, at: datetime, after: dict[str, object]) -> None:
    audit.record(action, by=by, at=at, subject=f"rota:{rota.id}", after={"name": rota.name, **after})
