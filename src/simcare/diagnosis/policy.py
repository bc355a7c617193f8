"""Numbers of the diagnosis that people may change, each with its unit. Those without a source are ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

RULESET_VERSION = "2026-11"  # diagnosis-checks.md, state of November 2026


@dataclass(frozen=True, slots=True)
class Terms:
    """Thresholds of the checks, freshness settings and reliabilities of the sources."""

    # Freshness: one setting per connector and field, in minutes; what is not here has the limit of the vocabulary.
    fresh_for_minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    # Published delay of usage totals by connector, in minutes; added to the limit (operator-platforms.md section 3).
    usage_delay_minutes: Mapping[str, int] = field(default_factory=lambda: {"eiotclub": 30, "telnyx": 60, "1nce": 60})
    ageing_from_share: float = 0.5  # of the limit
    ageing_confidence: float = 0.85

    # How far a source may be trusted; people who type can misread.
    reliability: Mapping[str, float] = field(
        default_factory=lambda: {
            "simcare": 1.0,
            "device": 0.95,
            "operator": 0.95,
            "agent": 0.9,
            "curated": 0.85,
            "customer": 0.8,
        }
    )
    connector_reliability: float = 0.95

    # Provisioning and commercial
    transition_limit_minutes: int = 30  # where the platform names none (table: 10 to 30)
    inactivity_months: int = 12  # where the platform names none (published: 12 or 24)
    delivery_grace_minutes: int = 5  # a recharge just paid is on its way, not undelivered
    metering_tolerance_share: float = 0.05  # totals differ by rounding and overhead
    metering_tolerance_bytes: int = 100_000
    warranty_years: int = 10  # published after-sales policy, clause III.1

    # Common faults
    peers_min_count: int = 5
    peers_failing_share: float = 0.3
    peers_over_baseline: float = 3.0
    recovery_grace_minutes: int = 30

    # Network and session
    never_seen_after_hours: int = 24  # check 28
    attach_window_minutes: int = 60  # freshness limit of an attach
    session_request_grace_minutes: int = 2  # a device just attached may be about to ask
    long_session_hours: int = 6
    zero_bytes_after_minutes: int = 10
    rejects_per_hour: float = 12
    flapping_per_hour: float = 4
    flapping_over_baseline: float = 3.0
    usage_over_baseline: float = 3.0
    usage_floor_bytes: int = 1_000_000  # a day with less is never "far above"

    # Radio, as read on the device
    weak_csq: int = 9  # check 29: under 9
    weak_rssi_dbm: int = -95  # the same level: CSQ n is -113 + 2n dBm
    weak_rsrp_dbm: int = -115
    restarts_per_hour: int = 3

    swap_step_minutes: int = 60  # section 5: within 1 h

    recheck_minutes: int = 30
    # Time to act by party: a customer's step has no deadline of ours.
    deadline: Mapping[str, timedelta] = field(
        default_factory=lambda: {
            "system": timedelta(minutes=15),
            "provider": timedelta(hours=4),
            "operator": timedelta(hours=24),
            "equipment_supplier": timedelta(days=7),
        }
    )

    def source_reliability(self, source: str) -> float:
        """From 0 to 1; a source is named "agent:maria" or "eiotclub:getCardsInfo", an unlisted one is a connector."""
        return self.reliability.get(source.partition(":")[0], self.connector_reliability)


@dataclass(frozen=True, slots=True)
class WatchTerms:
    """When many failing cards are an incident. Ours; `simcare bench diagnose` measures what they find and miss."""

    round_minutes: int = 4  # under the 5 minutes for which a match counts
    past_rounds: int = 180  # half a day
    least_rounds: int = 15  # an hour: before that nobody knows what is usual
    least_cards: int = 20
    least_failing: int = 10
    alarm_excess: float = 6.0  # standard deviations
    over_usual: float = 2.0
    calm_excess: float = 3.0
    rounds_to_close: int = 3
    events_back_minutes: int = 60  # what happened earlier and arrives late says nothing of now
    silent_after_minutes: int = 180
    looked_at_minutes: int = 60  # silence counts only where somebody has just looked
    counts_kept_days: int = 8
    told_cards: int = 1_000  # ids in the event; all of them are in the record
