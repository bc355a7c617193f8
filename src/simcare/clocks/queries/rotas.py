"""Who is on call, and when nobody will be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simcare.clocks.models import Rota, RotaSwap, RotaTurn
from simcare.clocks.rules import rotas as rules
from simcare.clocks.rules.periods import merged, without
from simcare.clocks.values import Period, Slot, Swap, Turn

LOOKS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Watch:
    """A rota with its turns and coming swaps, who keeps it now, and the gaps of the coming two weeks."""

    rota: Rota
    turns: list[RotaTurn]
    swaps: list[RotaSwap]
    on_call: list[int]
    gaps: list[Period]


def list_watches(at: datetime) -> list[Watch]:
    """Every rota as it stands."""
    return [_watch(rota, at) for rota in Rota.objects.order_by("name")]


def on_call(at: datetime) -> list[int]:
    """Everybody who is on call now, over all rotas, each once."""
    return list(dict.fromkeys(user for watch in list_watches(at) for user in watch.on_call))


def unwatched(from_at: datetime, until_at: datetime) -> list[Period]:
    """The stretches in which no rota had anybody on call; none where an installation keeps no rota at all."""
    watches = list(Rota.objects.all())
    if not watches:
        return []
    covered = [period for rota in watches for period in _covered(rota, from_at, until_at)]
    return list(without((from_at, until_at), merged(covered)))


def _covered(rota: Rota, from_at: datetime, until_at: datetime) -> list[Period]:
    swaps = [Swap(each.user_id, each.from_at, each.until_at) for each in rota.swaps.filter(until_at__gt=from_at)]
    turns = _turns(rota.turns.all())
    return list(without((from_at, until_at), rules.gaps(turns, swaps, ZoneInfo(rota.zone), from_at, until_at)))


def _watch(rota: Rota, at: datetime) -> Watch:
    turns = list(rota.turns.select_related("user").order_by("weekday", "from_minute"))
    swaps = list(rota.swaps.select_related("user").filter(until_at__gt=at).order_by("from_at"))
    zone = ZoneInfo(rota.zone)
    plain, standing_in = _turns(turns), [Swap(each.user_id, each.from_at, each.until_at) for each in swaps]
    return Watch(
        rota=rota,
        turns=turns,
        swaps=swaps,
        on_call=rules.on_call(plain, standing_in, zone, at),
        gaps=rules.gaps(plain, standing_in, zone, at, at + LOOKS_AHEAD),
    )


def _turns(rows: Iterable[RotaTurn]) -> list[Turn]:
    weeks: dict[int, list[list[Slot]]] = {}
    for row in rows:
        week = weeks.setdefault(row.user_id, [[] for _ in range(7)])
        week[row.weekday].append((timedelta(minutes=row.from_minute), timedelta(minutes=row.until_minute)))
    return [Turn(user_id, tuple(week)) for user_id, week in weeks.items()]
