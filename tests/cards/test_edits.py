"""Many cards changed alike: each keeps its history, refusals are told, stopping and undoing lose nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from simcare.accounts.models import Account, Contact
from simcare.cards.actions.edits import begin_edit, get_edit, resume_edit, run_edit, stop_edit, undo_edit
from simcare.cards.actions.exports import begin_export, get_export, run_export
from simcare.cards.actions.stock import add_card, assign, change_identifier, link_contact
from simcare.cards.errors import EditImpossible
from simcare.cards.models import Card, CardAssignment, CardChange, CardContact, Equipment, Product
from simcare.cards.queries import finding
from simcare.cards.queries.lists import count_matching, history_of, list_page, matching
from simcare.cards.values import CardState, Filters
from simcare.kernel import files

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def fleet() -> list[Card]:
    product = Product.objects.create(code="P1", name="One")
    acme = Account.objects.create(name="Acme")
    Account.objects.create(name="Nord", is_dealer=True)
    cards = [
        add_card(
            iccid=f"8986000000{n:09d}",
            product=product,
            platform="eiotclub",
            imsi=f"46004{n:010d}",
            msisdn=f"86106{n:06d}",
            sold_on=date(2026, 1, 1) + timedelta(days=n),
            at=AT,
        )
        for n in range(30)
    ]
    for card in cards[:20]:
        assign(card=card, account=acme, by="ana", at=AT)
    return cards


def _edit(change: dict[str, object], cards: list[Card] | None = None, filters: Filters | None = None) -> int:
    ids = [card.id for card in cards] if cards is not None else None
    at = AT + timedelta(hours=1)
    edit = begin_edit(change=change, card_ids=ids, filters=filters or Filters(), by="ana", at=at)
    run_edit(edit_id=edit.id, at=at)
    return edit.id


def test_a_move_ends_the_old_assignment_and_takes_the_old_people_off(fleet: list[Card]) -> None:
    acme, nord = Account.objects.get(name="Acme"), Account.objects.get(name="Nord")
    contact = Contact.objects.create(account=acme, email="x@acme.example")
    link_contact(card=fleet[0], contact=contact, by="ana", at=AT)
    _edit({"account": nord.id, "dealer": nord.id}, fleet[:2])
    card = Card.objects.get(id=fleet[0].id)
    periods = list(CardAssignment.objects.filter(card=card).order_by("period").values_list("account__name", "period"))
    assert [(name, period.upper is None) for name, period in periods] == [("Acme", False), ("Nord", True)]
    assert (card.account, card.dealer) == (nord, nord)
    assert not CardContact.objects.exists()


def test_each_card_says_whether_it_changed_was_so_or_was_refused(fleet: list[Card]) -> None:
    nord = Account.objects.get(name="Nord")
    Card.objects.filter(id=fleet[0].id).update(state=CardState.TERMINATED)
    Card.objects.filter(id=fleet[1].id).update(account=nord)
    edit = get_edit(_edit({"account": nord.id}, fleet[:5]))
    assert (edit.changed_count, edit.same_count, edit.refused_count) == (3, 1, 1)
    assert edit.refusals.get().code == "terminated"


def test_all_that_match_means_those_that_matched_when_it_began(fleet: list[Card]) -> None:
    acme = Account.objects.get(name="Acme")
    edit = begin_edit(change={"label": "roof"}, card_ids=None, filters=Filters(account_id=acme.id), by="ana", at=AT)
    late = add_card(iccid="8986000001000000000", product=fleet[0].product, platform="eiotclub", at=AT)
    assign(card=late, account=acme, by="ana", at=AT)
    run_edit(edit_id=edit.id, at=AT)
    assert Card.objects.filter(label="roof").count() == 20


def test_undone_gives_back_what_was_and_leaves_what_changed_since(fleet: list[Card]) -> None:
    number = _edit({"label": "roof", "equipment": {"kind": "meter", "model": "A", "supplier": None}}, fleet[:3])
    assert Equipment.objects.filter(card__isnull=False).count() == 3
    _edit({"label": "cellar"}, fleet[:1])
    undoing = undo_edit(edit_id=number, by="ana", at=AT + timedelta(hours=2))
    run_edit(edit_id=undoing.id, at=AT + timedelta(hours=2))
    undone = get_edit(undoing.id)
    assert (undone.changed_count, undone.refused_count) == (2, 1)
    assert sorted(Card.objects.filter(id__in=[c.id for c in fleet[:3]]).values_list("label", flat=True)) == [
        "",
        "",
        "cellar",
    ]
    assert Equipment.objects.filter(card__isnull=False).count() == 1
    with pytest.raises(EditImpossible):
        undo_edit(edit_id=number, by="ana", at=AT)


def test_stopped_and_resumed(fleet: list[Card]) -> None:
    edit = begin_edit(change={"label": "x"}, card_ids=None, filters=Filters(), by="ana", at=AT)
    stop_edit(edit_id=edit.id, by="ana", at=AT)
    run_edit(edit_id=edit.id, at=AT)
    assert (get_edit(edit.id).state, Card.objects.filter(label="x").count()) == ("stopped", 0)
    resume_edit(edit_id=edit.id, by="ana", at=AT)
    run_edit(edit_id=edit.id, at=AT)
    assert (get_edit(edit.id).state, Card.objects.filter(label="x").count()) == ("done", 30)


@pytest.mark.parametrize("change", [{}, {"product": None}, {"account": 10**9}, {"dealer": "acme"}])
def test_what_makes_no_sense_is_refused_before_anything_happens(fleet: list[Card], change: dict[str, object]) -> None:
    said = {name: Account.objects.get(name="Acme").id if value == "acme" else value for name, value in change.items()}
    with pytest.raises(EditImpossible):
        _edit(said, fleet[:1])
    assert not CardChange.objects.filter(edit__isnull=False).exists()


def test_the_history_tells_who_changed_what_from_where(fleet: list[Card]) -> None:
    change_identifier(card=fleet[0], kind="imsi", value="460049999999999", source="soracom", by="desk", at=AT)
    _edit({"label": "roof"}, fleet[:1])
    told = [(past.by, past.source.partition(":")[0], dict(past.after)) for past in history_of(fleet[0].id)]
    assert told[0] == ("ana", "edit", {"label": "roof"})
    assert ("desk", "soracom", {"imsi": "460049999999999"}) in told


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(words="8986000000000000007"), 1),
        (Filters(words="00007"), 1),
        (Filters(words="460040000000012"), 1),
        (Filters(words="106000003"), 1),
        (Filters(words="acme"), 20),
        (Filters(words="8986 0000 0000 0000 007"), 1),
        (Filters(words="nothing like it"), 0),
        (Filters(words="07"), 0),  # no index knows so short a part: it would read every card
        (Filters(words="ac"), 20),  # an account's name may be as short as it likes
        (Filters(in_stock=True), 10),
        (Filters(platform="eiotclub", sold_from=date(2026, 1, 29)), 2),
        (Filters(sold_from=date(2026, 1, 2), sold_until=date(2026, 1, 4)), 2),
        (Filters(state="active"), 0),
    ],
)
def test_cards_are_found_by_any_name_and_condition(fleet: list[Card], filters: Filters, count: int) -> None:
    assert count_matching(filters) == count
    assert len(list_page(filters, size=50).cards) == count


@pytest.mark.parametrize(
    ("read_first", "most_named", "read_on"),
    [(2_000, 12_000, 100_000), (1, 1_000, 2), (1, 3, 2), (3, 3, 7), (5, 3, 100)],
    ids=["all is read", "the index names all", "reading goes on", "in other steps", "to the end"],
)
@pytest.mark.parametrize("words", ["8986", "000000", "00000", "acme", "p1", "07", "0000000000000", ""])
def test_pages_of_words_leave_no_card_out_however_many_have_them(
    fleet: list[Card], words: str, read_first: int, most_named: int, read_on: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"READ_FIRST": read_first, "READ_FIRST_SHORT": read_first, "MOST_NAMED": most_named, "READ_ON": read_on}
    for name, value in told.items():
        monkeypatch.setattr(finding, name, value)
    seen, after, filters = list[str](), "", Filters(words=words)
    right = list(matching(filters).order_by("iccid_key").values_list("iccid", flat=True))
    while True:
        page = list_page(filters, after=after, size=4, counted_to=1_000)
        seen += [card.iccid for card in page.cards]
        assert page.count == len(right) or (page.count == page.counted_to < len(right)), "counted, or told to be more"
        if not (after := page.next_after):
            break
    assert seen == right


def test_pages_follow_each_other_without_gap_or_repeat(fleet: list[Card]) -> None:
    seen, after = list[str](), ""
    while True:
        page = list_page(Filters(), after=after, size=7)
        seen += [card.iccid for card in page.cards]
        if not (after := page.next_after):
            break
    assert seen == sorted(card.iccid for card in fleet)


def test_filters_survive_their_address() -> None:
    filters = Filters(words="a b", account_id=3, in_stock=True, sold_from=date(2026, 1, 1))
    assert Filters.from_json({name: str(value) for name, value in filters.to_json().items()}) == filters


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_every_match_and_no_formula(fleet: list[Card], kind: str) -> None:
    Card.objects.filter(id=fleet[0].id).update(label="=1+1")
    acme = Account.objects.get(name="Acme")
    asked = Filters(account_id=acme.id)
    export = begin_export(filters=asked, columns=["iccid", "label", "account"], kind=kind, by="ana", at=AT)
    run_export(export_id=export.id, at=AT)
    made = get_export(export.id)
    assert made.file is not None
    content = b"".join(files.read(made.file))
    if kind == "csv":
        assert content.count(b"Acme") == 20
        assert b"'=1+1" in content
    assert (made.work.done, made.work.finished_at) == (20, AT)
