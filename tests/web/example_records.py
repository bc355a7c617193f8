"""The records of the frozen desk: cards, accounts, policies, quarantine, audit."""

from datetime import UTC, datetime

from simcare.web.staff.alert_pages import AlertRow, MeterRow, WarningForm
from simcare.web.staff.pages import Datum
from simcare.web.staff.records import (
    AccountRecord,
    AccountRow,
    AuditRow,
    CardRecord,
    CardRow,
    Deeds,
    HeldMail,
    KnownPerson,
    Policy,
    PolicyEdition,
    PolicyTerm,
    StateChange,
)
from tests.web import examples
from tests.web.examples import before

GUANGZHOU = "联网代理(广州)有限公司"
ACCOUNTS = (
    AccountRow(12, GUANGZHOU, True, "zh", 4, 1840, 3),
    AccountRow(3, "Nordsol Tracking", False, "en", 6, 420, 1),
    AccountRow(7, "Eau Vive SA", False, "fr", 2, 96, 1),
    AccountRow(9, "Gatewatch Ltd", False, "en", 3, 61, 0),
    AccountRow(15, "نجم لإدارة الأساطيل", False, "ar", 1, 230, 1),
)


def cards() -> tuple[CardRow, ...]:
    states = ("active", "suspended", "not_activated", "ready", "active", "terminated", "changing", "unknown", "standby")
    return tuple(
        CardRow(
            f"8986024921333494{6911 + 9 * n}",
            state,
            ("CN data card", "Global LTE-M 5 GB")[n % 2],
            *((GUANGZHOU, 12) if n % 3 else ("Nordsol Tracking", 3)),
            ("EIOTCLUB", "Soracom")[n % 2],
            before(minutes=2 + 31 * n),
        )
        for n, state in enumerate(states)
    )


def card_record() -> CardRecord:
    from tests.web import example_anomalies as odd
    from tests.web.example_diagnosis import gaps, incident

    return CardRecord(
        examples.card(),
        (
            StateChange("active", before(days=60), "eiotclub", "eiotclub:getCardsInfo"),
            StateChange(
                "", before(days=80), "ana@simcare.example", "edit:4", (("Account", "Nordsol Tracking", GUANGZHOU),)
            ),
            StateChange("ready", before(days=90), "Ana Prieto", "import:12"),
        ),
        (examples.verdict(), *(card.verdict for card in examples.many_cards()[1:] if card.verdict)),
        examples.evidence(),
        examples.rows()[:2],
        (
            Datum("Device", "charging cabinet"),
            Datum("Model", "CDG-12"),
            Datum("Module", "Quectel EC200"),
            Datum("Supplier", "Zhongdian"),
        ),
        gaps(),
        incident(),
        (odd.row(), odd.row("imei_changed", 33)),
        odd.hours(),
        before(hours=1),
        (
            MeterRow(
                package="CN 1 GB / 30 d",
                state="throttled",
                used_bytes=962_000_000,
                allowance_bytes=10**9,
                left_bytes=38_000_000,
                used_percent=96,
                until_at=before(days=-4),
                run_out_at=before(days=-2),
            ),
            MeterRow(
                package="CN 1 GB / 30 d",
                state="expired",
                used_bytes=10**9,
                allowance_bytes=10**9,
                left_bytes=0,
                used_percent=100,
                until_at=before(days=26),
            ),
        ),
        alerts(),
    )


def alerts() -> tuple[AlertRow, ...]:
    told = (("throttled", 0, 1), ("used", 95, 3), ("left", 50_000_000, 4), ("days", 7, 70), ("exhausted", 0, 900))
    return tuple(
        AlertRow(
            kind=kind,
            value=value,
            allowance_bytes=10**9,
            raised_at=before(hours=hours),
            ended_at=before(hours=2) if hours > 100 else None,
            iccid=f"8986024921333494{6911 + hours}",
        )
        for kind, value, hours in told
    )


def warnings() -> WarningForm:
    return WarningForm(used="80, 95", left="50", days="7", is_own=True)


def account_record() -> AccountRecord:
    return AccountRecord(
        ACCOUNTS[0],
        "Asia/Shanghai",
        before(days=800),
        (
            KnownPerson("周敏", "zhou@lianwang-daili.example", "owner"),
            KnownPerson("客服", "cs@lianwang-daili.example", "support"),
        ),
        (KnownPerson("刘志强", "lzq@zhongdian-gui.example"),),
        cards(),
        examples.rows()[:3],
        (("active", 1_700), ("suspended", 101), ("terminated", 39)),
        kept_count=211,
        promise_count=214,
    )


def policies() -> tuple[Policy, ...]:
    always = datetime(2000, 1, 1, tzinfo=UTC)
    return (
        Policy(
            "email.first_response",
            (
                PolicyEdition(
                    2,
                    before(days=20),
                    None,
                    (PolicyTerm("target_minutes", "720"), PolicyTerm("calendar", "24x7")),
                    "IV.1, IV.2",
                    "Ana Prieto",
                ),
                PolicyEdition(
                    1,
                    always,
                    before(days=20),
                    (PolicyTerm("target_minutes", "960"), PolicyTerm("calendar", "24x7")),
                    "IV.1",
                    "published process",
                ),
            ),
        ),
        Policy(
            "groups.first_response",
            (
                PolicyEdition(
                    1,
                    always,
                    None,
                    (PolicyTerm("target_minutes", "30"), PolicyTerm("calendar", "Asia/Shanghai")),
                    "assumption: 30 min for “prompt”",
                    "published process",
                ),
            ),
        ),
        Policy(
            "warranty", (PolicyEdition(1, always, None, (PolicyTerm("years", "10"),), "III.1", "published process"),)
        ),
    )


def mails() -> tuple[HeldMail, ...]:
    return (
        HeldMail(
            4,
            before(minutes=14),
            "scanner@old-mfp.example",
            "support@simcare.example",
            "The parts nest 412 deep; 50 are read.",
            88_412,
            3,
        ),
        HeldMail(3, before(hours=30), "", "info@simcare.example", "The mail ends inside a header.", 1_204, 3),
        HeldMail(2, before(hours=5), "", "", "its server breaks off whenever it is fetched", again_at=before(hours=-1)),
    )


def deeds() -> Deeds:
    return Deeds("card:12", audit_rows())


def audit_rows() -> tuple[AuditRow, ...]:
    return (
        AuditRow(
            9,
            before(minutes=3),
            "jonas@simcare.example",
            "ticket.opened_by_us",
            "ticket:1043",
            "account:12",
            41,
            (("assignee", "", "Jonas Weber"),),
        ),
        AuditRow(
            8,
            before(minutes=44),
            "ana@simcare.example",
            "policy.changed",
            "policy:first_response.email",
            "provider",
            12,
            (("target_minutes", "960", "720"),),
        ),
        AuditRow(7, before(hours=3), "desk", "answer.sent", "ticket:1036", "account:15", 6),
    )
