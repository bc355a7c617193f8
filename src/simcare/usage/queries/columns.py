"""A day of many cards as columns: packed by the server into few large rows, for a client takes each row apart."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import psycopg
from django.db import connection

from simcare.usage.rules.anomalies.columns import HOURS, Cards, Numbers, Stays, Use, array_of
from simcare.usage.rules.anomalies.memory import Floats
from simcare.usage.rules.anomalies.scan import BYTES_A_CARD, History
from simcare.usage.values import CARDS_A_RANGE

_DAY: Final = timedelta(days=1)


def read_cards(number: int) -> Cards:
    """The cards of a range that are in use; one that is suspended or ended is rightly silent.

    Of one sort are cards in the same kind of equipment; where that is not known, of the same product.
    """
    cards, accounts, sorts = _columns(_CARDS, **_ends_of(number))
    order = np.argsort(cards)
    return Cards(cards[order] - number * CARDS_A_RANGE, accounts[order], sorts[order])


def read_use(number: int, day: date) -> Use:
    """What these cards used on a UTC day, by the hour."""
    begins_at = _start(day)
    first, rows = number * CARDS_A_RANGE, []
    for hour_at, *packed in _rows(_USE, **_ends_of(number), begins_at=begins_at, ends_at=begins_at + _DAY):
        place, used, records = map(array_of, packed)
        rows.append((place - first, np.full(place.size, hour_at.astimezone(UTC).hour), used, records))
    return Use(*(_joined(parts) for parts in zip(*rows, strict=True))) if rows else Use(*[_NONE] * 4)


def read_stays(number: int, day: date) -> Stays:
    """In which networks and devices these cards were on a UTC day."""
    place, *others = _columns(_STAYS, **_ends_of(number), day=day)
    return Stays(place - number * CARDS_A_RANGE, *others)


def read_known_hours(day: date) -> set[int]:
    """The hours of a UTC day of which any record has come."""
    hours = [_start(day) + timedelta(hours=number) for number in range(HOURS)]
    return {hour_at.astimezone(UTC).hour for (hour_at,) in _rows(_KNOWN_HOURS, hours=hours)}


def read_usual(number: int) -> tuple[date | None, Floats]:
    """What is remembered of a range, to be changed, and the last day that has taught; blank if nothing is."""
    for until_day, rows in _rows("SELECT until_day, rows FROM usage_usualuse WHERE number = %(number)s", number=number):
        return until_day, np.frombuffer(rows, np.float32).reshape(CARDS_A_RANGE, -1).copy()
    return None, History.blank(CARDS_A_RANGE).kept()


def read_usual_of(card_id: int) -> History | None:
    """What is remembered of one card; None where nothing is."""
    number, place = divmod(card_id, CARDS_A_RANGE)
    for (one,) in _rows(_USUAL_OF, number=number, start=place * BYTES_A_CARD + 1, size=BYTES_A_CARD):
        return History.from_kept(np.frombuffer(one, np.float32).reshape(1, -1).copy())
    return None


def read_zones(accounts: Iterable[int]) -> dict[int, str]:
    """The zone of each of these accounts."""
    named = "SELECT id, zone FROM accounts_account WHERE id = ANY(%(accounts)s)"
    return dict(_rows(named, accounts=[int(account) for account in accounts]))


def last_days() -> dict[int, date | None]:
    """Of each range in which there are cards, the last day that has taught; None where none has."""
    ranges = "SELECT coalesce(max(id), -1) FROM cards_card"
    ((last_id,),) = _rows(ranges)
    taught = dict(_rows("SELECT number, until_day FROM usage_usualuse"))
    return {number: taught.get(number) for number in range(last_id // CARDS_A_RANGE + 1)}


def _ends_of(number: int) -> dict[str, int]:
    return {"first": number * CARDS_A_RANGE, "end": (number + 1) * CARDS_A_RANGE}


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _joined(parts: tuple[Numbers, ...]) -> Numbers:
    return np.concatenate(parts).astype(np.int64)


def _columns(statement: str, **values: Any) -> list[Numbers]:  # Any: as the statement names them
    [row] = _rows(statement, **values)
    return [array_of(packed) for packed in row]


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:  # Any: as the statement names them
    """Rows in PostgreSQL's binary form: as text a column of bytes is twice as long, and read digit by digit."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return list(cursor.execute(statement, values or None, binary=True))


_NONE: Final = np.zeros(0, np.int64)
_CARDS: Final = """
    SELECT array_send(array_agg(card.id)), array_send(array_agg(coalesce(card.account_id, 0))),
        array_send(array_agg(hashtext(coalesce(device.kind, 'product ' || card.product_id))::bigint))
    FROM cards_card card
    LEFT JOIN (
        SELECT card_id, min(kind) AS kind FROM cards_equipment
        WHERE card_id >= %(first)s AND card_id < %(end)s GROUP BY card_id
    ) device ON device.card_id = card.id
    WHERE card.id >= %(first)s AND card.id < %(end)s AND card.state NOT IN ('suspended', 'terminated')
"""
_USUAL_OF: Final = """
    SELECT substring(rows FROM %(start)s FOR %(size)s) FROM usage_usualuse WHERE number = %(number)s
"""
_USE: Final = """
    SELECT hour_at, array_send(array_agg(card_id)), array_send(array_agg(used_bytes)),
        array_send(array_agg(record_count::bigint))
    FROM usage_hourusage
    WHERE hour_at >= %(begins_at)s AND hour_at < %(ends_at)s AND card_id >= %(first)s AND card_id < %(end)s
    GROUP BY hour_at
"""
_STAYS: Final = """
    SELECT array_send(array_agg(card_id)), array_send(array_agg(network_key)), array_send(array_agg(imei_key)),
        array_send(array_agg(used_bytes)), array_send(array_agg(last))
    FROM (
        SELECT card_id, sum(used_bytes)::bigint AS used_bytes, extract(epoch FROM max(started_at))::bigint AS last,
            CASE WHEN network ~ '^[0-9]{5,6}$' THEN left(network, 3)::bigint * 1000 + substr(network, 4)::bigint
                ELSE 0 END AS network_key,
            CASE WHEN imei ~ '^[0-9]{14,16}$' THEN imei::bigint ELSE 0 END AS imei_key
        FROM usage_usagerecord
        WHERE day = %(day)s AND card_id >= %(first)s AND card_id < %(end)s
        GROUP BY card_id, network, imei
    ) stay
"""
_KNOWN_HOURS: Final = """
    SELECT hour_at FROM unnest(%(hours)s::timestamptz[]) AS hour_at
    WHERE EXISTS (
        SELECT FROM usage_usagefile file WHERE file.until_at >= hour_at AND file.from_at < hour_at + interval '1 hour'
    )
"""
