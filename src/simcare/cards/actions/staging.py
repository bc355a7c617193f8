"""Rows of a file, checked and kept beside their import, and made cards of, each in one statement for many rows.

The only file of this module that speaks SQL: 100,000 rows go through it, and the ORM takes several times as long. COPY
itself is not to be had behind row security.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from simcare.cards.models import Card, CardImport, ImportRow
from simcare.cards.rules.identifiers import ICCID_KEY_LENGTH
from simcare.cards.rules.rows import StockRow

_PLAIN = (
    "line",
    "iccid",
    "imsi",
    "msisdn",
    "eid",
    "imei",
    "label",
    "product_id",
    "platform",
    "batch",
    "account_id",
    "dealer_id",
    "is_bad",
)
Told = dict[str, int | str | datetime]  # parameters of a statement

_STAGE = """
INSERT INTO cards_importrow (origin_id, line, iccid, imsi, msisdn, eid, imei, label, product_id, platform, batch,
    account_id, dealer_id, sold_on, is_bad, flaws, cells)
SELECT %(origin)s, row.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS row (line int, iccid text, imsi text, msisdn text,
    eid text, imei text, label text, product_id bigint, platform text, batch text, account_id bigint, dealer_id bigint,
    sold_on date, is_bad boolean, flaws jsonb, cells jsonb)
"""
_MAKE = """
WITH good AS (
    SELECT r.*, b.id AS batch_id FROM cards_importrow r LEFT JOIN cards_batch b ON b.code = r.batch AND r.batch <> ''
    WHERE r.origin_id = %(origin)s AND r.line > %(after)s AND r.line <= %(until)s AND NOT r.is_bad
), made AS (
    INSERT INTO cards_card (iccid, iccid_key, eid, imsi, msisdn, imei, label, product_id, batch_id, platform,
        account_id, dealer_id, sold_on, state, stopped_by, presence, created_at)
    SELECT iccid, left(iccid, 19), eid, imsi, msisdn, imei, label, product_id, batch_id, platform,
        account_id, dealer_id, sold_on, 'unknown', '', 'unknown', %(at)s
    FROM good ORDER BY line
    ON CONFLICT (iccid_key) DO NOTHING
    RETURNING id, imsi, msisdn, imei, account_id, dealer_id
), named AS (
    INSERT INTO cards_cardname (card_id, account_id, kind, value, period)
    SELECT made.id, made.account_id, name.kind, name.value, tstzrange(%(at)s, NULL)
    FROM made, LATERAL (VALUES ('imsi', imsi), ('msisdn', msisdn), ('imei', imei)) AS name (kind, value)
    WHERE name.value <> ''
), held AS (
    INSERT INTO cards_cardassignment (card_id, account_id, dealer_id, period)
    SELECT id, account_id, dealer_id, tstzrange(%(at)s, NULL) FROM made WHERE account_id IS NOT NULL
), told AS (
    INSERT INTO cards_cardchange (card_id, account_id, at, by, source, before, after)
    SELECT id, account_id, %(at)s, %(by)s, %(source)s, '{}', '{"stock": true}' FROM made
)
SELECT count(*) FROM made
"""
_MARK_TAKEN = """
UPDATE cards_importrow SET is_bad = true, flaws = coalesce(flaws, '[]'::jsonb) || jsonb_build_array(
    jsonb_build_array(line, 'iccid', 'in_stock', ''))
WHERE origin_id = %(origin)s AND line > %(after)s AND line <= %(until)s AND NOT is_bad
    AND left(iccid, 19) = ANY(%(keys)s)
"""


def source_of(origin: CardImport) -> str:
    """How the history of a card names the import that brought it."""
    return f"import:{origin.id}"


def stage(origin: CardImport, rows: Sequence[StockRow], cells: Mapping[int, Sequence[str]]) -> None:
    """Keep checked rows; `cells` are those of the rows with flaws, by line."""
    told = json.dumps([_plain(row, cells.get(row.line)) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(_STAGE, {"origin": origin.id, "rows": told})


def make_cards(origin: CardImport, *, after: int, until: int, at: datetime) -> int:
    """The good rows between two lines become cards with names, assignments and history; returns how many."""
    told: Told = {
        "origin": origin.id,
        "after": after,
        "until": until,
        "at": at,
        "by": origin.by,
        "source": source_of(origin),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, told)
        made: int = cursor.fetchone()[0]
    return made


def mark_taken(origin: CardImport, *, after: int, until: int) -> int:
    """Rows whose card came into stock from elsewhere in between are bad now; returns how many."""
    rows = ImportRow.objects.filter(origin=origin, line__gt=after, line__lte=until, is_bad=False)
    wanted = [iccid[:ICCID_KEY_LENGTH] for iccid in rows.values_list("iccid", flat=True)]
    keys = list(Card.objects.filter(iccid_key__in=wanted).values_list("iccid_key", flat=True))
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_MARK_TAKEN, {"origin": origin.id, "after": after, "until": until, "keys": keys})
        return int(cursor.rowcount)


def _plain(row: StockRow, cells: Sequence[str] | None) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "sold_on": row.sold_on and row.sold_on.isoformat(),
        "flaws": [(flaw.line, flaw.column, flaw.code, flaw.given) for flaw in row.flaws] or None,
        "cells": cells,
    }
