"""The lines of files are counted anew when records that had waited are stored."""

from typing import Literal

from simcare.usage.actions import staging


def recount(*, waited_as: Literal["stray", "repeated"]) -> None:
    """Staged records had counted as these until now: some are new ones, in `usage_sums`, some strays, others repeat."""
    staging.execute(_RECOUNT, were_strays=waited_as == "stray")


_RECOUNT = """
    UPDATE usage_usagefile file
    SET new_count = new_count + came.records,
        stray_count = stray_count + came.strays - CASE WHEN %(were_strays)s THEN came.lines ELSE 0 END,
        repeated_count = repeated_count - came.records - came.strays
            + CASE WHEN %(were_strays)s THEN came.lines ELSE 0 END,
        used_bytes = file.used_bytes + came.bytes,
        from_at = least(file.from_at, came.from_at),
        until_at = greatest(file.until_at, came.until_at)
    FROM (
        SELECT file_id, lines, strays, coalesce(records, 0) AS records, coalesce(bytes, 0) AS bytes, from_at, until_at
        FROM (
            SELECT staged.file_id, count(*) AS lines, count(stray.line) AS strays
            FROM usage_staged staged
            LEFT JOIN usage_strayrecord stray ON stray.iccid_key = left(staged.iccid, 19)
                AND stray.record_key = staged.record_key AND stray.day = (staged.started_at AT TIME ZONE 'UTC')::date
                AND stray.source_id = staged.source_id AND stray.file_id = staged.file_id AND stray.line = staged.line
            GROUP BY staged.file_id
        ) waited
        LEFT JOIN (
            SELECT file_id, sum(record_count) AS records, sum(used_bytes) AS bytes, min(from_at) AS from_at,
                max(until_at) AS until_at
            FROM usage_sums GROUP BY file_id
        ) sums USING (file_id)
    ) came
    WHERE came.file_id = file.id
"""
