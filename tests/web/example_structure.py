"""The frozen desk's merged ticket, its children, and senders who are blocked."""

from dataclasses import replace

from django.urls import path

from simcare.support.queries.satisfaction import Satisfaction
from simcare.web.staff.pages import Entry, Person, TicketView
from simcare.web.staff.structure import (
    FamilyView,
    HeldView,
    Opinion,
    OtherTicket,
    PartyView,
    Preview,
    Recipient,
    ShunnedView,
    Structure,
    Tongue,
    Undo,
    UpdateView,
    Words,
)
from tests.web import examples
from tests.web.examples import after, before

OUTAGE = OtherTicket(1050, "Soracom network 262-01: cards lose their session", "open", due_at=after(hours=3))
PIOTR = OtherTicket(1042, "APN for your cards on a Teltonika RUT241?", "open", "piotr@grodzisk-energia.example")


def opinions() -> Satisfaction:
    """What the people of an account said."""
    return Satisfaction({"good": 17, "fair": 2, "poor": 1}, 31)


def around() -> Structure:
    """A ticket with everything around it."""
    return Structure(
        parts=(
            OtherTicket(1045, "Still no network in cabinet 12", "open", "zhou@lianwang-daili.example"),
            OtherTicket(1046, "柜子", "waiting", "lzq@zhongdian-gui.example", "split off and put back"),
        ),
        links=(
            OtherTicket(1022, "Camera used 40 GB in one night", "waiting", how="Relates to"),
            OtherTicket(988, "Cabinets offline in October", "solved", how="Follow-up of"),
        ),
        tags=("charging-cabinet", "vip", "充值"),
        known_tags=("charging-cabinet", "vip", "refund"),
        parent=OUTAGE,
        opinion=Opinion(before(hours=3), "fair", "Quick, but the first answer missed one card.", before(hours=1)),
        undo=Undo("Merged #1045 → #1043", "#"),
        recipients=(
            Recipient(1043, "周敏", "zhou@lianwang-daili.example", True),
            Recipient(1046, "刘志强", "lzq@zhongdian-gui.example"),
        ),
        colleagues=("Jonas Weber", "Ana Prieto"),
    )


def merged_ticket() -> TicketView:
    """A ticket of several parts, a note that names a colleague, people who can be corrected."""
    whole = examples.ticket()
    note = Entry(
        9,
        "note",
        before(minutes=20),
        "@Ana Prieto please call them",
        examples.AGENT,
        pieces=(("", False), ("Ana Prieto", True), (" please call them", False)),
    )
    said = replace(whole.entries[0], id=8, part_number=1045, at=before(hours=2))
    return replace(
        whole,
        requester=replace(examples.LIU, party_id=7),
        forwarder=replace(examples.ZHOU, party_id=8),
        entries=(*whole.entries, said, note),
        structure=around(),
    )


def spam_ticket() -> TicketView:
    """A ticket marked as spam a moment ago."""
    undo = Undo("Marked as spam: nobody is answered", "#")
    return replace(examples.quiet_ticket(), state="spam", structure=Structure(undo=undo))


def gathering_ticket() -> TicketView:
    """The ticket of an outage: nobody wrote it, so it offers notes and updates, and no reply."""
    around = Structure(gathers=True, children_count=3, children_unsolved=2)
    quiet = examples.quiet_ticket()
    return replace(
        quiet,
        subject=OUTAGE.subject,
        requester=Person("", "", "requester"),
        forwarder=None,
        proposal=None,
        structure=around,
    )


def preview(problem: str = "") -> Preview:
    return Preview(
        part=replace(PIOTR, number=1045),
        whole=OtherTicket(1043, "转发：共享充电柜的卡从周六开始不上网", "open"),
        people=("周敏", "刘志强"),
        cards=(examples.ICCID, "89852342022019446571"),
        messages_count=5,
        state="open",
        due_at=after(hours=1, minutes=52),
        problem=problem,
    )


REFUSED = "Tickets of two accounts can't become one: what is said to one must never reach the other. Link them instead."


def said_words() -> tuple[Words, ...]:
    return (
        Words(1, "message", before(hours=10), "zhou@lianwang-daili.example", "你好,客户这张卡麻烦帮忙查一下,比较急。"),
        Words(2, "note", before(hours=3), "jonas@simcare.example", "Called Zhou: they will top up today."),
        Words(3, "message", before(hours=1), "zhou@lianwang-daili.example", "Another matter: please send the invoice."),
    )


def family() -> FamilyView:
    names = (("en", "English"), ("zh-hans", "简体中文"), ("de", "Deutsch"), ("ar", "العربية"), ("ja", "日本語"))
    return FamilyView(
        parent=OUTAGE,
        children=(
            replace(PIOTR, language="en"),
            OtherTicket(1041, "Tracker offline since Sunday", "waiting", "support@nordsol.example", language="de"),
            OtherTicket(1036, "البطاقة لا تتصل بالشبكة منذ يومين", "solved", "amira@najm-fleet.example", language="ar"),
        ),
        counts=(("open", 812), ("solved", 94), ("waiting", 94)),
        candidates=(OtherTicket(1047, "Gateway without network", "open", "ops@gatewatch.example"),),
        updates=(
            UpdateView(
                2,
                "Hello, the disturbance is not over yet.",
                "running",
                before(minutes=1),
                "jonas@simcare.example",
                906,
                431,
                0,
                12,
                False,
            ),
            UpdateView(
                1, "We know of a disturbance.", "done", before(hours=2), "jonas@simcare.example", 880, 878, 2, 0, False
            ),
        ),
        tongues=tuple(
            Tongue(code, name, count) for (code, name), count in zip(names, (640, 102, 90, 74, 0), strict=True)
        ),
        total=1000,
        unsolved=906,
    )


def quiet_family() -> FamilyView:
    return FamilyView(parent=OUTAGE, tongues=(Tongue("en", "English", 0),))


def party() -> PartyView:
    return PartyView(
        8,
        1043,
        "forwarder",
        "周敏",
        "zhou@lianwang-daili.example",
        (
            ("lzq@zhongdian-gui.example", "刘志强", "end_user"),
            ("chen@lianwang-daili.example", "陈晨", "member"),
            ("wu@lianwang-daili.example", "", "contact"),
        ),
    )


def shunned() -> tuple[ShunnedView, ...]:
    return (
        ShunnedView(
            3, "@casino-bonus.example", "block", "Advertising, 40 mails a day", "ana@simcare.example", before(days=2), 3
        ),
        ShunnedView(2, "win@lottery.example", "spam", "", "jonas@simcare.example", before(days=9)),
    )


def held() -> tuple[HeldView, ...]:
    return (
        HeldView(
            71, "promo@casino-bonus.example", "Your bonus is waiting", "Click here to claim it now.", before(hours=2)
        ),
        HeldView(70, "news@casino-bonus.example", "", "Last chance!", before(days=1)),
    )


def routes(shows, nothing, inbox):  # type: ignore[no-untyped-def]  # the preview's own makers of views
    """The addresses of the structure's pages."""
    deeds = (
        "merge_do", "unmerge", "split_do", "put_back", "attach", "update", "detach", "incident",
        "tag", "untag", "link", "unlink", "spam", "no_spam",
    )  # fmt: skip
    me = OtherTicket(1043, "转发：共享充电柜的卡从周六开始不上网", "open")
    merge = {"ticket": me, "offered": (PIOTR, OUTAGE), "number_asked": "1045"}
    return [
        path("merged/", shows("inbox.html", **inbox, ticket=merged_ticket, card=examples.card)),
        path("spam/", shows("inbox.html", **inbox, ticket=spam_ticket)),
        path("gathering/", shows("inbox.html", **inbox, ticket=gathering_ticket)),
        path("tickets/<int:number>/merge/", shows("merge.html", **merge, preview=preview), name="ticket_merge"),
        path("merge/none/", shows("merge.html", ticket=me, number_asked="")),
        path("merge/refused/", shows("merge.html", **merge, preview=lambda: preview(REFUSED))),
        path(
            "tickets/<int:number>/split/",
            shows("split.html", ticket=me, words=said_words, cards=[examples.ICCID]),
            name="ticket_split",
        ),
        path("tickets/<int:number>/children/", shows("children.html", family=family), name="ticket_children"),
        path("children/none/", shows("children.html", family=quiet_family)),
        path("people/<int:number>/", shows("ticket_person.html", party=party), name="party"),
        path("people/<int:number>/correct/", nothing, name="party_correct"),
        path("senders/", shows("senders.html", shunned=shunned, held=held, here="senders"), name="senders"),
        path("senders/none/", shows("senders.html", here="senders")),
        path("senders/block/", nothing, name="sender_block"),
        path("senders/<int:number>/lift/", nothing, name="sender_lift"),
        path("senders/let-in/<int:number>/", nothing, name="sender_let_in"),
        path("updates/<int:number>/stop/", nothing, name="update_stop"),
        path("updates/<int:number>/resume/", nothing, name="update_resume"),
        *(path(f"tickets/<int:number>/do/{deed}/", nothing, name=f"ticket_{deed}") for deed in deeds),
    ]
