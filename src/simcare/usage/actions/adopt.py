"""Records that came before their cards are the cards' own as soon as these come into stock."""

from datetime import datetime

from django.db import connection

from simcare.kernel import outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.actions.alerts import settle
from simcare.usage.actions.recount import recount
from simcare.usage.events import StraysAdopted


def adopt_strays(*, at: datetime) -> int:
    """Move the stray records of cards that are known by now to where they belong; returns how many were."""
    with acting_as_provider():
        return _adopt(at) if _are_there_any() else 0


def _are_there_any() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ANY)
        row = cursor.fetchone()
        return bool(row and row[0])


def _adopt(at: datetime) -> int:
    """Claims strays only while no import is storing: one that waits for these rows may hold the hours they need."""
    staging.lock_all_hours()
    staging.open_stage()
    moved = staging.execute(_CLAIM)
    staging.execute(_NAME_REPEATED)
    staging.name_cards()
    staging.store(staging.look_at_hours())
    staging.advance_sums()
    settle(at)
    recount(waited_as="stray")
    with connection.cursor() as cursor:
        cursor.execute(_ADOPTED)
        adopted = cursor.fetchone()
    staging.close_stage()
    if moved and adopted:
        told = StraysAdopted(record_count=adopted[0], card_count=adopted[1])
        outbox.publish(told, subject="usage_strays")
    return moved


_ANY = """
    SELECT EXISTS (SELECT FROM usage_strayrecord stray JOIN cards_card card ON card.iccid_key = stray.iccid_key)
        OR EXISTS (
            SELECT FROM usage_strayrecord WHERE (iccid_key LIKE 'imsi%' OR iccid_key LIKE 'tel+%')
                AND usage_card_named(iccid_key, started_at) IS NOT NULL
        )
"""
_CLAIM = """
    WITH known AS (
        DELETE FROM usage_strayrecord stray USING cards_card card WHERE card.iccid_key = stray.iccid_key
        RETURNING stray.*
    ), known_otherwise AS (
        DELETE FROM usage_strayrecord stray WHERE (iccid_key LIKE 'imsi%' OR iccid_key LIKE 'tel+%')
            AND usage_card_named(iccid_key, started_at) IS NOT NULL
        RETURNING stray.*
    )
    INSERT INTO usage_staged (record_key, started_at, stopped_at, used_bytes, file_id, source_id, line, iccid, imsi,
        imei, network)
    SELECT record_key, started_at, stopped_at, used_bytes, file_id, source_id, line, iccid_key, imsi, imei, network
    FROM (SELECT * FROM known UNION ALL SELECT * FROM known_otherwise) found
"""
_NAME_REPEATED = """
    UPDATE usage_repeatedrecord SET iccid_key = usage_card_named(iccid_key, started_at)
    WHERE (iccid_key LIKE 'imsi%' OR iccid_key LIKE 'tel+%') AND usage_card_named(iccid_key, started_at) IS NOT NULL
"""
_ADOPTED = "SELECT coalesce(sum(record_count), 0), count(DISTINCT card_id) FROM usage_sums"
