"""A file of usage that was a mistake is unloaded: afterwards all is as if it had never come.

Its records leave the hours, days and meters. What other files had brought as well is theirs now: records that came
again are kept, and those that this file kept out of the sums are stored anew.
"""

from dataclasses import dataclass
from datetime import datetime

from simcare.kernel import audit, outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.actions.alerts import settle
from simcare.usage.actions.recount import recount
from simcare.usage.errors import NoSuchUpload
from simcare.usage.events import UsageUnloaded
from simcare.usage.models import RepeatedRecord, StrayRecord, UsageFile, UsageUpload
from simcare.usage.values import UploadState


@dataclass(frozen=True)
class Unloaded:
    """What an unloading took away: records of cards, and those of cards that we don't know."""

    name: str
    record_count: int
    stray_count: int


def unload(*, file_id: int, by: str, at: datetime) -> Unloaded:
    """Take a file out, with all that it added to any sum; the same bytes may then come again. Raises NoSuchUpload.

    No import stores meanwhile.
    """
    with acting_as_provider():
        staging.lock_all_hours()
        file = UsageFile.objects.select_related("source").filter(id=file_id).first()
        if file is None:
            raise NoSuchUpload
        staging.open_stage()
        staging.execute(_TAKEN, file=file_id)
        staging.execute(_STAGE_REPEATED, file=file_id)
        _take_out(file)
        staging.store(staging.look_at_hours())
        staging.advance_sums()
        settle(at)
        recount(waited_as="repeated")
        staging.close_stage()
        _tell(file, by, at)
    return Unloaded(file.name, file.new_count, file.stray_count)


def _take_out(file: UsageFile) -> None:
    staging.execute(_LESS)
    staging.add_to_hours()
    staging.advance_sums()
    for statement in (_EMPTY_HOURS, _EMPTY_DAYS, "DROP TABLE usage_sums, usage_taken"):
        staging.execute(statement)
    staging.execute(_RECORDS, file=file.id)
    UsageUpload.objects.filter(loaded=file.id).update(state=UploadState.DROPPED)
    StrayRecord.objects.filter(file=file).delete()
    RepeatedRecord.objects.filter(file=file).delete()
    UsageFile.objects.filter(id=file.id).delete()


def _tell(file: UsageFile, by: str, at: datetime) -> None:
    before = {
        "file": file.name,
        "sha256": file.sha256,
        "source": file.source.name,
        "new": file.new_count,
        "stray": file.stray_count,
        "used_bytes": file.used_bytes,
    }
    audit.record("usage.file_unloaded", by=by, at=at, subject=f"usage_file:{file.id}", before=before)
    told = UsageUnloaded(file_id=file.id, record_count=file.new_count, stray_count=file.stray_count)
    outbox.publish(told, subject=f"usage_file:{file.id}")


_TAKEN = """
    CREATE TEMPORARY TABLE usage_taken ON COMMIT DROP AS
    SELECT card.iccid_key, record.*
    FROM usage_usagerecord record JOIN cards_card card ON card.id = record.card_id
    WHERE record.file_id = %(file)s AND record.day BETWEEN
        (SELECT (from_at AT TIME ZONE 'UTC')::date FROM usage_usagefile WHERE id = %(file)s)
        AND (SELECT (until_at AT TIME ZONE 'UTC')::date FROM usage_usagefile WHERE id = %(file)s)
"""
_STAGE_REPEATED = """
    WITH freed AS (
        DELETE FROM usage_repeatedrecord again
        USING (
            SELECT iccid_key, record_key, started_at, source_id FROM usage_taken
            UNION ALL
            SELECT iccid_key, record_key, started_at, source_id FROM usage_strayrecord WHERE file_id = %(file)s
        ) taken
        WHERE again.record_key = taken.record_key AND again.iccid_key = taken.iccid_key
            AND again.started_at = taken.started_at AND again.source_id = taken.source_id AND again.file_id <> %(file)s
        RETURNING again.*
    )
    INSERT INTO usage_staged (record_key, started_at, stopped_at, used_bytes, file_id, source_id, line, iccid, imsi,
        imei, network)
    SELECT record_key, started_at, stopped_at, used_bytes, file_id, source_id, line, iccid_key, imsi, imei, network
    FROM freed
"""
_LESS = """
    CREATE TEMPORARY TABLE usage_sums ON COMMIT DROP AS
    SELECT card_id, date_bin('1 hour', started_at, 'epoch') AS hour_at, account_id, meter_id,
        -sum(used_bytes)::bigint AS used_bytes, -count(*)::integer AS record_count
    FROM usage_taken GROUP BY card_id, 2, account_id, meter_id
"""
_EMPTY_HOURS = """
    DELETE FROM usage_hourusage hour USING usage_sums less
    WHERE hour.card_id = less.card_id AND hour.hour_at = less.hour_at AND hour.account_id = less.account_id
        AND hour.record_count = 0
"""
_EMPTY_DAYS = """
    DELETE FROM usage_dayusage whole USING usage_sums less
    WHERE whole.card_id = less.card_id AND whole.day = (less.hour_at AT TIME ZONE 'UTC')::date
        AND whole.account_id = less.account_id AND whole.record_count = 0
"""
_RECORDS = """
    DELETE FROM usage_usagerecord record USING usage_usagefile file
    WHERE file.id = %(file)s AND record.file_id = file.id
        AND record.day BETWEEN (file.from_at AT TIME ZONE 'UTC')::date AND (file.until_at AT TIME ZONE 'UTC')::date
"""
