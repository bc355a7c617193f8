"""How many cards of each group fail just now, counted by the database in one statement a grouping."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from simcare.diagnosis.models import PeerCount
from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.values import Count, Grouping, Scope

_KEYS: Final = {
    Grouping.NETWORK: (
        "(SELECT value #>> '{{}}' FROM operators_snapshot WHERE card_id = card.id AND field = 'network.plmn')"
    ),
    Grouping.CELL: (
        "(SELECT value #>> '{{}}' FROM operators_snapshot WHERE card_id = card.id AND field = 'area.observed'"
        " AND length(value #>> '{{}}') > 3)"
    ),
    Grouping.RANGE: "left(card.iccid_key, 11)",
}
"""What groups the cards. An `area.observed` of up to three characters is a country, which no fault fills."""

_POPULATION: Final = """
    SELECT id, account_id, platform, key FROM (
        SELECT card.id, card.account_id, card.platform, {key} AS key FROM cards_card card
        WHERE card.state NOT IN ('not_activated', 'suspended', 'terminated')
    ) grouped WHERE key <> ''
"""
_FAILING: Final = """
    SELECT DISTINCT refused.card_id FROM operators_observation refused
    WHERE refused.field IN ('network.reject', 'session.reject')
      AND refused.received_at > %(from)s AND refused.received_at <= %(at)s AND refused.observed_at > %(oldest)s
      AND NOT EXISTS (
        SELECT 1 FROM operators_observation later
        WHERE later.card_id = refused.card_id AND later.field IN ('network.attach', 'session.created')
          AND later.observed_at > refused.observed_at AND later.received_at <= %(at)s)
      AND NOT EXISTS (
        SELECT 1 FROM diagnosis_incidentcard known JOIN diagnosis_incident incident ON incident.id = known.incident_id
        WHERE known.card_id = refused.card_id AND incident.closed_at IS NULL AND incident.grouping <> %(grouping)s)
"""
_SILENT: Final = """
    SELECT seen.card_id FROM operators_snapshot seen
    JOIN operators_snapshot usually ON usually.card_id = seen.card_id AND usually.field = 'usage.baseline_day_bytes'
    WHERE seen.field = 'usage.last_traffic_at' AND seen.received_at > %(looked)s AND seen.received_at <= %(at)s
      AND (usually.value #>> '{{}}')::numeric > 0 AND (seen.value #>> '{{}}')::timestamptz < %(silent)s
"""
_COUNTS: Final = f"""
    WITH population AS ({_POPULATION}), failing AS ({_FAILING}), silent AS ({_SILENT})
    SELECT population.platform, population.key, count(*), count(failing.card_id), count(silent.card_id)
    FROM population LEFT JOIN failing ON failing.card_id = population.id
    LEFT JOIN silent ON silent.card_id = population.id
    GROUP BY population.platform, population.key HAVING count(*) >= %(least)s
"""  # noqa: S608  the parts are constants of this file
_MEMBERS: Final = f"""
    WITH population AS ({_POPULATION}), failing AS ({_FAILING})
    INSERT INTO diagnosis_incidentcard (incident_id, card_id, account_id, since_at)
    SELECT %(incident)s, population.id, population.account_id, %(at)s
    FROM population JOIN failing ON failing.card_id = population.id
    WHERE population.platform = %(platform)s AND population.key = %(key)s ORDER BY population.id
    ON CONFLICT DO NOTHING
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True)
class Tally:
    """The cards of one group in one round."""

    scope: Scope
    count: Count
    silent: int


def count_peers(grouping: Grouping, *, from_at: datetime, at: datetime, terms: WatchTerms) -> list[Tally]:
    """Every group that is large enough to be judged. Failures that an incident of another grouping has explained,
    or that a success followed, do not count."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(key=_KEYS[grouping].format()), _values(grouping, from_at, at, terms))
        return [
            Tally(Scope(grouping, platform, key), Count(total, failing), silent)
            for platform, key, total, failing, silent in cursor.fetchall()
        ]


def add_members(incident_id: int, scope: Scope, *, from_at: datetime, at: datetime, terms: WatchTerms) -> int:
    """The failing cards of the group become cards of the incident; returns how many are new. Called by actions."""
    values = {
        **_values(scope.grouping, from_at, at, terms),
        "incident": incident_id,
        "platform": scope.platform,
        "key": scope.key,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS.format(key=_KEYS[scope.grouping].format()), values)
        return int(cursor.rowcount)


def past_counts(grouping: Grouping, *, before: datetime, terms: WatchTerms) -> dict[Scope, list[Count]]:
    """The quiet rounds of each group before this one."""
    since = before - timedelta(minutes=terms.round_minutes * terms.past_rounds)
    rows = PeerCount.objects.filter(grouping=grouping, at__gte=since, at__lt=before, is_unusual=False).order_by("at")
    past: dict[Scope, list[Count]] = {}
    for platform, key, total, failing in rows.values_list("platform", "key", "total", "failing"):
        past.setdefault(Scope(grouping, platform, key), []).append(Count(total, failing))
    return past


def counts_of(scope: Scope, *, since: datetime) -> Sequence[PeerCount]:
    """The rounds of one group, the oldest first: what a chart shows."""
    rows = PeerCount.objects.filter(grouping=scope.grouping, platform=scope.platform, key=scope.key, at__gte=since)
    return list(rows.order_by("at"))


def _values(grouping: Grouping, from_at: datetime, at: datetime, terms: WatchTerms) -> dict[str, str | int | datetime]:
    return {
        "grouping": grouping.value,
        "from": from_at,
        "at": at,
        "oldest": at - timedelta(minutes=terms.events_back_minutes),
        "looked": at - timedelta(minutes=terms.looked_at_minutes),
        "silent": at - timedelta(minutes=terms.silent_after_minutes),
        "least": terms.least_cards,
    }
