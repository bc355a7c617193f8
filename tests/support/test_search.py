"""The search: every language, identifiers, conditions, order, snippets, near spellings, and an index that follows."""

import random

import pytest
from django.db import connection, transaction

from simcare.accounts.models import Account
from simcare.kernel import outbox
from simcare.kernel.tenancy import acting_as_account
from simcare.support.actions import links, notes
from simcare.support.actions import search as index
from simcare.support.models import SearchText, Ticket
from simcare.support.queries import finding
from simcare.support.queries import search as queries
from simcare.support.queries.search import search
from simcare.support.values import TicketState
from tests.support.factories import AT, make_ticket, minutes
from tests.support.search_cases import CORPUS, NOISE, QUESTIONS

pytestmark = pytest.mark.django_db
ICCID = "89860249213334946911"


def found(text: str, **options: int) -> list[int]:
    return [hit.line.id for hit in search(text, **options).hits]  # type: ignore[arg-type]  # offset and limit


def keep_all() -> None:
    index.keep_texts(ticket_ids=Ticket.objects.values_list("id", flat=True))


def test_recall_at_ten_is_95_percent_in_eight_languages_among_other_peoples_troubles() -> None:
    dice = random.Random(3)
    named = {}
    for language, texts in CORPUS.items():
        for name, subject, words in texts:
            named[name] = make_ticket(subject=subject, text=words, language=language, at=AT).id
        who, what = NOISE[language]
        for number in range(30):
            text = f"{dice.choice(who)} {number} {dice.choice(what)}"
            make_ticket(subject=text, text=text, language=language, at=AT + minutes(number))
    keep_all()
    right = {question: {named[name] for name in names} for question, names in QUESTIONS}
    hits = {question: right[question] & set(found(question, limit=10)) for question in right}
    recall = sum(map(len, hits.values())) / sum(map(len, right.values()))
    assert recall >= 0.95, [question for question in right if hits[question] != right[question]]


@pytest.mark.parametrize(
    "asked",
    [
        "#{number}",
        "{number}",
        "ole@nordsol.example",
        "OLE@NORDSOL.EXAMPLE",
        ICCID,
        "8986 0249 2133 3494 6911",
        "33494691",
        "from:nordsol",
        "card:334946",
        "hansen",
        "Hänsen",
    ],
)
def test_a_ticket_is_found_by_its_number_people_and_cards_whole_or_in_part(asked: str) -> None:
    ticket = make_ticket(iccid=ICCID)
    make_ticket(email="maya@other.example", name="Maya Lindqvist", iccid="89852342022019446571")
    keep_all()
    assert found(asked.format(number=ticket.id))[:1] == [ticket.id]


def test_conditions_narrow_and_what_is_none_is_a_word() -> None:
    account = Account.objects.create(name="Nordsol Tracking")
    mine = make_ticket(account_id=account.id, language="de", at=AT)
    solved = make_ticket(state=TicketState.SOLVED, at=AT - minutes(60 * 24 * 40))
    links.tag(ticket_id=solved.id, name="VIP/Q4", by="jo", at=AT)
    keep_all()
    asked = {
        "tag:vip/q4": [solved.id],
        "tag:#VIP/Q4 offline": [solved.id],
        "tag:vip": [],
        "tag:vip/q4 is:open": [],
        "is:open": [mine.id],
        "is:solved offline": [solved.id],
        "lang:de": [mine.id],
        "account:nordsol": [mine.id],
        'account:"nordsol tracking" is:solved': [],
        "account:nobody": [],
        "after:2026-11-01 offline": [mine.id],
        "before:2026-11": [solved.id],
        "before:yesterday offline": [solved.id, mine.id],  # changed at the same instant: the later number first
        "nonsense:open": [],
    }
    assert {text: found(text) for text in asked} == asked


def test_the_subject_comes_before_the_body_and_the_newer_before_the_older() -> None:
    body = make_ticket(subject="Hello", text="the roaming is slow", at=AT + minutes(9))
    older = make_ticket(subject="Roaming", text="x", at=AT)
    newer = make_ticket(subject="Roaming again", text="x", at=AT + minutes(5))
    keep_all()
    assert found("roaming") == [newer.id, older.id, body.id]


def test_of_a_word_that_very_many_have_the_newest_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_FOUND", 5)
    tickets = [make_ticket(at=AT + minutes(number)) for number in range(12)]
    keep_all()
    answer = search("offline", limit=3)
    assert answer.count == 5
    assert [hit.line.id for hit in answer.hits] == [ticket.id for ticket in tickets[:-4:-1]]


NUMBERS = (7, 999, 1_000, 1_001, 54_321, 190_500, 197_000, 198_999, 199_000, 200_000, 200_001, 200_002)


@pytest.mark.parametrize("most", [1, 2, 4, 7, 12])
@pytest.mark.parametrize("every", [1, 2, 5, 12])
def test_the_newest_are_found_wherever_their_thousands_are(every: int, most: int) -> None:
    """Few or many that fit, near the end or far from it: always the newest by number, and all if they are few."""
    for place, number in enumerate(NUMBERS):
        _go_on_from(number)
        subject = "roaming" if place % every == 0 else "offline"
        assert make_ticket(subject=subject, text="x", at=AT + minutes(place)).id == number
    keep_all()
    for words, fits in (("roaming", set(NUMBERS[::every])), ("offline", set(NUMBERS) - set(NUMBERS[::every]))):
        assert finding.find_meant(words, most=most).ticket_ids == tuple(sorted(fits, reverse=True)[:most])


def _go_on_from(number: int) -> None:
    """The next ticket gets this number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('support_ticket', 'id'), %s, false)", [number])


def test_a_name_spelled_nearly_so_is_a_guess_and_says_so() -> None:
    ticket = make_ticket(name="Maya Lindqvist", email="maya@nordsol.example")
    keep_all()
    answer = search("lindqivst")
    assert ([hit.line.id for hit in answer.hits], answer.is_guess) == ([ticket.id], True)
    assert found("zzzzzz") == []


def test_a_guess_needs_every_word_and_a_name_without_spaces_is_guessed_too() -> None:
    maya = make_ticket(name="Maya Lindqvist", email="maya@nordsol.example")
    liu = make_ticket(name="刘志强", email="liu@nordsol.example")
    keep_all()
    asked = {"lindqivst mayya": [maya.id], "lindqivst zzzzzz": [], "刘志墙": [liu.id], "'": []}
    assert {text: found(text) for text in asked} == asked


def test_of_very_many_each_block_is_ranked_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_FOUND", 6)
    monkeypatch.setattr(finding, "BLOCK", 2)
    subjects = ["offline", "x", "x", "offline", "x", "offline", "x", "x"]
    tickets = [make_ticket(subject=said, text="offline", at=AT + minutes(n)).id for n, said in enumerate(subjects)]
    keep_all()
    newest = tickets[::-1]
    blocks = [newest[0:2], [newest[2], newest[3]], [newest[4], newest[5]]]
    pages = [[hit.line.id for hit in search("offline", offset=at, limit=2).hits] for at in (0, 2, 4)]
    assert [sorted(page) for page in pages] == [sorted(block) for block in blocks]
    assert pages[1][0] == tickets[5], "of its block, the one that says it in its subject comes first"


def test_the_last_word_of_a_palette_may_be_unfinished() -> None:
    ticket = make_ticket(subject="Roaming in Norway")
    keep_all()
    assert [hit.line.id for hit in search("roaming norw", is_typing=True).hits] == [ticket.id]
    assert found("roaming norw") == []


def test_a_snippet_is_cut_around_what_fits_and_stays_plain_text() -> None:
    make_ticket(subject="x", text=f"{'a b c ' * 40}<b>the Gerät</b> is broken {'d e f ' * 60}")
    keep_all()
    pieces = search("gerat").hits[0].snippet
    assert [piece.text for piece in pieces if piece.fits] == ["Gerät"]
    assert "<b>the " in "".join(piece.text for piece in pieces)
    assert len("".join(piece.text for piece in pieces)) < 200


def test_what_changes_on_a_ticket_is_found_after_the_reaction() -> None:
    ticket = make_ticket()
    notes.note(ticket_id=ticket.id, text="Look at the antenna", by="jo@simcare.example", at=AT)
    assert (found("antenna"), queries.count_waiting()) == ([], 1)
    outbox.deliver("later")
    assert (found("antenna"), queries.count_waiting()) == ([ticket.id], 0)


def test_a_rebuild_is_taken_up_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "AT_ONCE", 2)
    for _ in range(5):
        make_ticket()
    work = index.begin_rebuild(by="test", at=AT)
    assert index.rebuild_more(work)
    again = index.begin_rebuild(by="test", at=AT)
    assert (again.id, again.done, again.total) == (work.id, 2, 5)
    while index.rebuild_more(again):
        pass
    assert SearchText.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_an_account_finds_its_own_tickets_only() -> None:
    mine, other = Account.objects.create(name="Mine"), Account.objects.create(name="Other")
    ticket = make_ticket(account_id=mine.id, name="Pia Secret")
    make_ticket(account_id=other.id, name="Pia Secret")
    keep_all()
    with acting_as_account(mine.id):
        assert found("offline") == [ticket.id]
        assert found("pia") == [ticket.id]
        assert found("nordsol.example") == [ticket.id]
        assert [hit.line.id for hit in search("secrte").hits] == [ticket.id]


def test_the_index_itself_is_closed_to_the_runtime_roles() -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'support_searchtext'")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(*) FROM pg_policy WHERE polrelid = 'support_searchtext'::regclass")
        assert cursor.fetchone() == (0,)
