"""Steps 2 and 3: is the account blocked, and is the package live?"""

from datetime import timedelta

from simcare.diagnosis.rules.facts import Facts, moment_in
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.values import Match


@check
def account_balance_block(facts: Facts) -> Match | None:
    """Too low *and* blocked: the pause flag decides where it is known, the balance where it is not."""
    balance, paused = facts["account.balance_minor"], facts["account.paused"]
    low = None if balance is None else balance <= (facts["account.balance_floor_minor"] or 0)
    blocked = paused is not False and low is True
    return found(blocked or (paused is True and low is None), strength=0.95 if paused else 0.85)


@check
def account_cost_limit(facts: Facts) -> Match | None:
    cost, limit = facts["account.month_cost_minor"], facts["account.month_limit_minor"]
    return found(cost is not None and limit is not None and cost >= limit)


@check
def package_expired(facts: Facts) -> Match | None:
    return found(_expired(facts))


@check
def package_exhausted(facts: Facts) -> Match | None:
    goes_on = facts["package.limit_action"] in ("throttle", "overage")
    used_up = _remaining(facts) == 0 and facts["package.limit_action"] == "block"
    return found(used_up or (facts["package.state"] == "exhausted" and not goes_on))


@check
def package_missing(facts: Facts) -> Match | None:
    missing = facts["package.required"] is True and facts["package.present"] is False
    return found(missing, customer_account=facts["package.ordered"] is False)


@check
def pool_exhausted(facts: Facts) -> Match | None:
    remaining = facts["pool.remaining_bytes"]
    return found(remaining is not None and remaining <= 0)


@check
def package_throttled(facts: Facts) -> Match | None:
    flag = facts["package.throttled"]
    used_up = _remaining(facts) == 0 and facts["package.limit_action"] == "throttle"
    return found(flag is True or (flag is None and used_up), strength=0.95 if flag else 0.85)


@check
def recharge_not_delivered(facts: Facts) -> Match | None:
    """The platform's own answer decides; without one, a package that is still not live after the payment does."""
    order = facts["recharge.order"]
    if not order:
        return None
    paid_at = moment_in(order, "paid_at")
    on_its_way = paid_at is not None and facts.at - paid_at < timedelta(minutes=facts.terms.delivery_grace_minutes)
    delivered = facts["recharge.delivered"]
    if delivered is None:
        return found(not on_its_way and not _live(facts), strength=0.85)
    return found(not on_its_way and not delivered)


@check
def sms_limit_reached(facts: Facts) -> Match | None:
    sent, limit = facts["sms.sent_count"], facts["sms.limit_count"]
    return found(sent is not None and limit is not None and sent >= limit)


@check
def late_cutoff(facts: Facts) -> Match | None:
    reached_at, cut_at = facts.moment("cutoff.limit_reached_at"), facts.moment("cutoff.cut_at")
    if reached_at is None or cut_at is None or not facts["cutoff.overrun_bytes"]:
        return None
    published = facts["platform.cutoff_delay_seconds"]
    in_time = published is not None and cut_at - reached_at <= timedelta(seconds=published)
    return found(cut_at > reached_at, operator=in_time)


@check
def metering_difference(facts: Facts) -> Match | None:
    fields = ("usage.platform_bytes", "usage.records_bytes", "usage.device_bytes")
    totals = [total for total in (facts[field] for field in fields) if total is not None]
    if len(totals) < 2:
        return None
    allowed = max(facts.terms.metering_tolerance_share * max(totals), facts.terms.metering_tolerance_bytes)
    return found(max(totals) - min(totals) > allowed)


def _remaining(facts: Facts) -> int | None:
    """Bytes left, never below 0, from the platform's own figure or from total and used."""
    remaining = facts["package.remaining_bytes"]
    if remaining is None and None not in (facts["package.total_bytes"], facts["package.used_bytes"]):
        remaining = facts["package.total_bytes"] - facts["package.used_bytes"]
    return None if remaining is None else max(0, int(remaining))


def _expired(facts: Facts) -> bool:
    ends_at = facts.package_end()
    return facts["package.state"] == "expired" or (ends_at is not None and ends_at <= facts.at)


def _live(facts: Facts) -> bool:
    state = facts["package.state"]
    return facts["package.present"] is not False and state in (None, "live") and not _expired(facts)
