"""A frozen desk as plain values: pages are drawn, weighed and looked at without a database."""

from datetime import datetime, timedelta

from django.utils import timezone

from simcare.web.staff.frame import Me, around
from simcare.web.staff.pages import (
    Attached,
    CardView,
    Datum,
    Entry,
    Finding,
    Person,
    Promise,
    Proposal,
    QueueView,
    TicketRow,
    TicketView,
    Verdict,
)

ICCID = "89860249213334946911"


def before(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


def after(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


QUEUES = (
    QueueView("due", "Due next", "timer", 7),
    QueueView("mine", "Mine", "user-check", 3),
    QueueView("unassigned", "Unassigned", "user-plus", 4),
    QueueView("breached", "Overdue", "timer-off", 1, True),
    QueueView("waiting", "Waiting for customer", "hourglass", 5),
    QueueView("open", "All open", "inbox", 12),
    QueueView("solved", "Solved", "archive", 0),
)
LIU = Person("刘志强", "lzq@zhongdian-gui.example", "end_user", "", "claimed")
ZHOU = Person("周敏", "zhou@lianwang-daili.example", "forwarder", "联网代理(广州)有限公司", "verified")
MAYA = Person("Maya Lindqvist", "maya@nordsol.example", "end_user", "", "claimed")
OLE = Person("Ole Hansen", "support@nordsol.example", "forwarder", "Nordsol Tracking", "verified")
AMIRA = Person("أميرة حداد", "amira@najm-fleet.example", "end_user", "", "verified")
AGENT = Person("Jonas Weber", "jonas@simcare.example", "staff")


def frame() -> dict[str, object]:
    return around(me=Me("Jonas Weber", "supervisor"), queues=QUEUES, quarantined_count=2)


def promise(name: str = "first", *, left: timedelta, of_hours: float = 12) -> Promise:
    due_at = timezone.now() + left
    return Promise(name, due_at, due_at - timedelta(hours=of_hours), policy="E-mail first response, 12 h (IV.1)")


def rows() -> tuple[TicketRow, ...]:
    return (
        TicketRow(
            1041,
            "Tracker offline since Sunday, customer is furious",
            "Hello, the unit in our van 14 stopped reporting on Sunday night and we",
            "open",
            MAYA,
            OLE,
            promise(left=-timedelta(minutes=26)),
            ("89882280666027595366",),
            "operator",
            "degraded",
            "en",
            True,
        ),
        TicketRow(
            1043,
            "转发：共享充电柜的卡从周六开始不上网",
            "我司在解放区 12 号柜里的卡从周六晚上开始就没有网络了，设备重启三次",
            "open",
            LIU,
            ZHOU,
            promise(left=timedelta(hours=1, minutes=52)),
            (ICCID,),
            "customer_account",
            "blocked",
            "zh",
            True,
        ),
        TicketRow(
            1042,
            "APN for your cards on a Teltonika RUT241?",
            "We use 'internet' as APN and the router says PDP activation failed",
            "open",
            Person("Piotr Zieliński", "piotr@grodzisk-energia.example"),
            None,
            promise(left=timedelta(hours=5, minutes=10)),
            ("89852342022019446571",),
            "customer_configuration",
            "degraded",
            "pl",
        ),
        TicketRow(
            1039,
            "Re: three meters without data",
            "Thanks, two of them came back after the restart. The third one still",
            "open",
            Person("Camille Moreau", "c.moreau@eau-vive.example"),
            Person("Service Eau Vive", "sav@eau-vive.example", organisation="Eau Vive SA"),
            promise("next", left=timedelta(hours=9)),
            ("89852342022019446589", "89852342022019446597", "89852342022019446605"),
            "undetermined",
            "unknown",
            "fr",
            False,
            "Jonas Weber",
        ),
        TicketRow(
            1036,
            "البطاقة لا تتصل بالشبكة منذ يومين",
            "مرحبا، الجهاز لا يتصل بالشبكة منذ يومين، رقم البطاقة أدناه",
            "open",
            AMIRA,
            None,
            promise(left=timedelta(hours=10, minutes=40)),
            ("89882280666027595374",),
            "provider",
            "blocked",
            "ar",
        ),
        TicketRow(
            1030,
            "Where do I find the specification sheet of the 5 GB card?",
            "Dear Simcare, we plan about 400 water meters in Porto and look for",
            "open",
            Person("Inês Duarte", "ines@aguas-norte.example", trust="unknown"),
            None,
            promise(left=timedelta(hours=11, minutes=20)),
            (),
            "",
            "unknown",
            "pt",
        ),
        TicketRow(
            1022,
            "Camera used 40 GB in one night",
            "The camera on gate 3 used forty gigabytes in one night. We did not",
            "waiting",
            Person("Sam Okafor", "sam@gatewatch.example"),
            Person("Gatewatch Ops", "ops@gatewatch.example", organisation="Gatewatch Ltd"),
            Promise("next", None, before(hours=20), held_since=before(hours=2)),
            ("89882280666027595382",),
            "customer_configuration",
            "degraded",
            "en",
            False,
            "Ana Prieto",
        ),
    )


def evidence() -> tuple[Datum, ...]:
    return (
        Datum("Card state", "active", before(minutes=2), "EIOTCLUB", shape="card"),
        Datum("Package", "CN 1 GB / 30 days", before(minutes=2), "EIOTCLUB"),
        Datum("Remaining volume", 0, before(minutes=2), "EIOTCLUB", shape="bytes"),
        Datum("Action at the limit", "block", before(minutes=2), "EIOTCLUB"),
        Datum("Last session ended", before(hours=42), before(minutes=2), "EIOTCLUB", shape="time"),
        Datum("Signal (CSQ)", "17", before(hours=31), "typed in by Jonas Weber", is_fresh=False),
    )


def verdict() -> Verdict:
    return Verdict(
        7,
        ICCID,
        "Package volume is used up",
        "customer_account",
        94,
        "blocking",
        "Top up the package; the card is back within minutes",
        "customer",
        before(minutes=2),
        before(hours=42),
        "The package has 0 bytes left and its limit action is to block.",
        (
            Finding("package_exhausted", "Package volume is used up", "blocking", "customer_account"),
            Finding("usage_retry_or_chatty", "Device repeats transfers or is chatty", "informational", "equipment"),
        ),
        evidence(),
    )


def card() -> CardView:
    return CardView(
        ICCID,
        "active",
        "CN data card",
        "EIOTCLUB",
        "联网代理(广州)有限公司",
        12,
        before(minutes=2),
        verdict(),
        1_000_000_000,
        1_000_000_000,
        before(minutes=2),
        (
            Datum("Package", "CN 1 GB / 30 days", before(minutes=2)),
            Datum("Ends", after(days=9), before(minutes=2), shape="time"),
            Datum("Presence", "offline", before(minutes=2), shape="presence"),
            Datum("Network", "460-01 China Unicom", before(hours=42)),
        ),
        (
            Datum("IMSI", "460012493334946", None, shape="id"),
            Datum("MSISDN", "8614912345678", None, shape="id"),
            Datum("IMEI seen", "867322040127716", before(hours=42), shape="id"),
            Datum("Platform", "EIOTCLUB"),
            Datum("Account", "联网代理(广州)有限公司"),
            Datum("Since", before(days=420), shape="time"),
        ),
    )


def many_cards() -> tuple[CardView, ...]:
    other = Verdict(
        8,
        "89860249213334946929",
        "Card has never been activated",
        "customer_account",
        91,
        "blocking",
        "Activate the card, then restart the device",
        "customer",
        before(minutes=2),
    )
    third = Verdict(
        9,
        "89860249213334946937",
        "Evidence is too old",
        "undetermined",
        35,
        "informational",
        "Examine again when the platform answers",
        "system",
        before(minutes=2),
    )
    return (
        card(),
        CardView("89860249213334946929", "not_activated", verdict=other),
        CardView("89860249213334946937", "unknown", verdict=third),
    )


ANSWER = """周敏，您好！

卡 89860249213334946911 的套餐流量已用完（1 GB / 1 GB），因此网络在 11 月 21 日被暂停。卡本身和网络均正常。

请充值或更换套餐，几分钟后即可恢复上网，设备无需更换。

—— 可直接转发给您的客户 ——
刘先生，您好！您的充电柜联网卡本月流量已用完，充值后会自动恢复。

Simcare 售后"""


def ticket(cards: tuple[CardView, ...] = ()) -> TicketView:
    return TicketView(
        1043,
        "转发：共享充电柜的卡从周六开始不上网",
        "open",
        "email",
        "zh",
        before(hours=10),
        LIU,
        3,
        ZHOU,
        "联网代理(广州)有限公司",
        12,
        "",
        (
            promise(left=timedelta(hours=1, minutes=52)),
            Promise("resolution", after(hours=62), before(hours=10), policy="Resolution, 72 h"),
        ),
        cards or (card(),),
        (
            Entry(
                1,
                "message",
                before(hours=10),
                "周经理您好:\n\n我司在解放区 12 号柜里的卡从周六晚上开始就没有网络了,设备重启三次都注册不上。\nICCID:89860249213334946911\n麻烦尽快查一下是不是欠费了,柜子那边已经两天没有收入了。\n\n刘志强\n运维部 138-0013-8000",
                LIU,
                ZHOU,
                "你好,客户这张卡麻烦帮忙查一下,比较急。",
                "技术支持 <support@simcare.example>",
                attachments=(Attached("柜体照片.jpg", 482_113, "#"),),
                html_url="#",
            ),
            Entry(
                2, "action", before(hours=10), "First response is due in 12 h (policy e-mail, version 1)", icon="timer"
            ),
            Entry(3, "finding", before(minutes=2), "Package volume is used up", icon="stethoscope"),
            Entry(
                4,
                "note",
                before(hours=1),
                "Called Zhou: they will top up today, wants the text for the end user in Chinese.",
                AGENT,
            ),
        ),
        Proposal(
            5, ZHOU, ANSWER, "zh", "Re: 共享充电柜的卡", "this finding costs the customer money, so a person decides."
        ),
    )


def quiet_ticket() -> TicketView:
    sent = Entry(
        2,
        "reply",
        before(minutes=50),
        "Dear Inês,\n\nthank you for your interest. The specification sheet of our 5 GB card is attached; it works with NB-IoT and LTE-M meters in Portugal.\n\nKind regards\nSimcare",
        AGENT,
        to="Inês Duarte <ines@aguas-norte.example>",
        sending="sent",
    )
    asked = Entry(
        1,
        "message",
        before(hours=1),
        "Dear Simcare, we plan about 400 water meters in Porto and look for the specification sheet of your 5 GB card.",
        Person("Inês Duarte", "ines@aguas-norte.example"),
        to="info@simcare.example",
    )
    return TicketView(
        1030,
        "Where do I find the specification sheet of the 5 GB card?",
        "waiting",
        "email",
        "pt",
        before(hours=1),
        Person("Inês Duarte", "ines@aguas-norte.example", trust="unknown"),
        1,
        promises=(Promise("first", after(hours=11), before(hours=1), before(minutes=50)),),
        entries=(asked, sent),
    )
