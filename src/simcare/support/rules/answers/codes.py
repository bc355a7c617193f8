"""What the desk knows of each finding code: its class for auto-send, its default party, who acts by default.

The codes, parties and actors are those of diagnosis-checks.csv (69 checks, stable, never renamed).
The class is ours: it says whether an answer about the finding may leave without a person (design §2).
"""

from dataclasses import dataclass
from enum import StrEnum


class FindingClass(StrEnum):
    """What an answer about a finding asks of people before it may be sent."""

    GUIDANCE = "guidance"
    APN = "apn"
    PACKAGE_STATE = "package_state"
    NOTICE = "notice"
    RECHARGE_HEALED = "recharge_healed"
    MONEY = "money"
    BLAME = "blame"
    INTERNAL = "internal"
    """We must do something first, so a person looks before the customer reads."""


@dataclass(frozen=True)
class Code:
    """One finding code: its class, the party liable by default, and those who take the next step."""

    finding_class: FindingClass
    party: str
    who_acts: tuple[str, ...]


_TABLE = """
insufficient_evidence          internal       undetermined            system
card_not_ours                  guidance       customer_configuration  customer
card_not_activated             guidance       customer_account        customer
card_suspended_by_customer     package_state  customer_account        customer
card_suspended_by_provider     internal       provider                provider
card_terminated                money          customer_account        provider
card_inactivity_deactivated    money          customer_account        provider
card_transition_stuck          internal       provider                provider
account_balance_block          money          customer_account        customer
account_cost_limit             money          customer_account        customer
package_expired                package_state  customer_account        customer
package_exhausted              package_state  customer_account        customer
package_missing                internal       provider                provider
pool_exhausted                 package_state  customer_account        customer
package_throttled              package_state  customer_account        customer
recharge_not_delivered         money          provider                provider
sms_limit_reached              package_state  customer_account        customer
late_cutoff                    money          provider                provider
metering_difference            money          undetermined            provider
imei_lock_mismatch             guidance       customer_configuration  customer,provider
area_restricted                guidance       customer_configuration  customer,provider
carrier_compliance_block       blame          customer_account        customer,provider
profile_data_off               internal       provider                provider
profile_rat_off                internal       provider                provider
plmn_blocklisted               internal       provider                provider,customer
network_incident               notice         operator                operator,provider
planned_maintenance            notice         operator                system
never_seen_by_network          guidance       undetermined            customer
no_or_weak_signal              guidance       customer_configuration  customer
rat_band_mismatch              blame          equipment               equipment_supplier
subscriber_not_provisioned     internal       provider                provider
illegal_ue                     internal       provider                provider
equipment_barred               blame          equipment               equipment_supplier
imei_not_accepted              blame          equipment               equipment_supplier
subscription_no_data           internal       provider                provider
roaming_not_agreed             internal       operator                provider
area_not_allowed               internal       operator                provider
roaming_no_data                internal       operator                provider
no_suitable_cells              internal       operator                provider,customer
network_fault                  internal       operator                operator,provider
auth_failure                   internal       provider                provider
fplmn_poisoned                 guidance       operator                customer,provider
attached_no_session            apn            customer_configuration  customer
esm_failure_pointer            internal       undetermined            provider
apn_wrong                      apn            customer_configuration  customer
apn_not_subscribed             internal       provider                provider
apn_credentials                apn            customer_configuration  customer,provider
operator_barred                internal       provider                provider
core_capacity                  internal       provider                provider
pdn_type_mismatch              apn            customer_configuration  customer
gateway_reject                 internal       provider                provider
apn_not_supported_here         internal       provider                provider
charging_refused               money          customer_account        provider,customer
data_roaming_off               guidance       customer_configuration  customer
roaming_state_not_handled      blame          equipment               equipment_supplier
aggressive_retry               blame          equipment               equipment_supplier
session_no_traffic             guidance       undetermined            provider,customer
stale_session                  internal       equipment               provider,customer
session_flapping               blame          equipment               customer,equipment_supplier
usage_retry_or_chatty          blame          equipment               equipment_supplier,customer
sim_stolen_or_moved            blame          customer_configuration  customer,provider
compromised_or_misused         blame          customer_configuration  customer,provider
no_recovery_after_outage       blame          equipment               provider,equipment_supplier
sim_not_detected               guidance       undetermined            customer
sim_pin_locked                 guidance       customer_configuration  customer,provider
wrong_card_in_device           guidance       customer_configuration  customer
modem_off_or_resetting         guidance       equipment               customer,equipment_supplier
card_defective                 money          provider                provider
device_defective               blame          equipment               equipment_supplier
"""


def _read(table: str) -> dict[str, Code]:
    rows = (line.split() for line in table.strip().splitlines())
    return {code: Code(FindingClass(kind), party, tuple(actors.split(","))) for code, kind, party, actors in rows}


CODES = _read(_TABLE)

STEP_CHANGES_WITH_PARTY = frozenset(
    [
        "card_not_ours",
        "card_not_activated",
        "package_missing",
        "area_restricted",
        "carrier_compliance_block",
        "profile_data_off",
        "profile_rat_off",
        "plmn_blocklisted",
        "never_seen_by_network",
        "no_or_weak_signal",
        "rat_band_mismatch",
        "attached_no_session",
        "operator_barred",
        "pdn_type_mismatch",
        "charging_refused",
        "session_no_traffic",
        "sim_not_detected",
        "card_defective",
    ]
)
"""Codes whose own next step is wrong once another party than the default is proven; the party's step replaces it."""

ACTOR_OF_PARTY = {
    "provider": "provider",
    "operator": "operator",
    "equipment": "equipment_supplier",
    "customer_configuration": "customer",
    "customer_account": "customer",
    "undetermined": "system",
}

ABOUT_THE_ACCOUNT = frozenset(
    [
        "card_suspended_by_customer",
        "account_balance_block",
        "account_cost_limit",
        "pool_exhausted",
        "operator_barred",
        "charging_refused",
        "package_missing",
    ]
)
"""Codes that speak of the business account's money or decisions: the end user only learns that the account sorts it."""
