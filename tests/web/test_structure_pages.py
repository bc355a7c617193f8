"""The structure's pages over a real database: merge, split, answer the chosen person, children, people, senders, survey."""

import re

import pytest
from django.test import Client

from simcare.accounts.actions import add_member, add_staff, open_account
from simcare.accounts.values import MemberRole, StaffRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.models import Message
from simcare.support.actions import answers, children, satisfaction, tickets
from simcare.support.models import Entry, Party, SatisfactionQuestion, Ticket, UpdateCopy
from simcare.support.queries.wholes import numbers_of
from tests.support.desk import ICCIDS, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Client:
    with acting_as_provider():
        for email, name in (("jo@simcare.example", "Jo"), ("ana@simcare.example", "Ana Prieto")):
            user = add_staff(
                email=email, name=name, role=StaffRole.AGENT, password="a long one", by="t", at=clock.now()
            )
    client.get("/sign-in/login/")  # the addresses are read: what follows a sign-in listens from then on
    client.force_login(user)
    return client


@pytest.fixture
def two() -> tuple[Ticket, Ticket]:
    with acting_as_provider():
        return (
            opened("a@one.example", clock.now(), iccids=ICCIDS[:1], text="First words"),
            opened("b@two.example", clock.now(), iccids=ICCIDS[1:2], text="Second words"),
        )


def _page(agent: Client, path: str) -> str:
    answer = agent.get(path, follow=True)
    assert answer.status_code == 200, answer.content.decode()[-900:]
    return answer.content.decode()


def test_two_tickets_are_previewed_merged_answered_apart_and_taken_out_again(
    agent: Client, two: tuple[Ticket, Ticket]
) -> None:
    one, other = two
    preview = _page(agent, f"/tickets/{one.id}/merge/?with={other.id}")
    assert f"Merge #{other.id} into #{one.id}" in preview
    assert f"Merge #{one.id} into #{other.id}" in _page(agent, f"/tickets/{one.id}/merge/?with={other.id}&into=other")
    agent.post(f"/tickets/{other.id}/merge/do/", {"into": one.id})
    assert agent.get(f"/tickets/{other.id}/").headers["Location"] == f"/tickets/{one.id}/", "the old number leads on"
    page = _page(agent, f"/tickets/{one.id}/?to={other.id}")
    assert "First words" in page
    assert "Second words" in page
    assert f'name="to" value="{other.id}"' in page
    agent.post(f"/tickets/{one.id}/reply/", {"text": "Hello B", "key": "k", "to": other.id})
    assert [message.to for message in Message.objects.filter(direction="out")] == [["b@two.example"]]
    assert "data-undo" in page
    agent.post(f"/tickets/{other.id}/unmerge/")
    assert numbers_of(one.id) == [one.id]


def test_an_answer_to_a_ticket_that_is_no_part_goes_to_the_tickets_own_person(
    agent: Client, two: tuple[Ticket, Ticket]
) -> None:
    agent.post(f"/tickets/{two[0].id}/reply/", {"text": "Hello", "key": "k", "to": two[1].id})
    assert Message.objects.get(direction="out").to == ["a@one.example"]


def test_a_refused_merge_says_why_and_offers_no_button(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    page = _page(agent, f"/tickets/{two[0].id}/merge/?with={two[0].id}")
    assert "merged with itself" in page
    assert "merge/do/" not in page
    assert agent.get(f"/tickets/{two[0].id}/merge/?with=999999").status_code == 404


def test_messages_are_split_off_and_put_back(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    one = two[0]
    with acting_as_provider():
        from tests.support.desk import wrote_again

        wrote_again(one, clock.now())
    entries = list(Entry.objects.filter(ticket=one, kind="message").order_by("id"))
    assert "First words" in _page(agent, f"/tickets/{one.id}/split/")
    agent.post(f"/tickets/{one.id}/split/do/", {"entry": [entries[1].id], "card": [ICCIDS[0]], "subject": "Other"})
    taken = Ticket.objects.latest("id")
    assert taken.subject == "Other"
    assert "Again." in _page(agent, f"/tickets/{taken.id}/")
    agent.post(f"/tickets/{taken.id}/put-back/")
    assert numbers_of(one.id) == [one.id, taken.id]


def test_tags_links_and_a_named_colleague_are_shown(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    one, other = two
    agent.post(f"/tickets/{one.id}/tag/", {"tag": "Needs Refund"})
    agent.post(f"/tickets/{one.id}/link/", {"other": f"#{other.id}", "kind": "duplicate_of"})
    agent.post(f"/tickets/{one.id}/note/", {"text": "@Ana Prieto <b>look</b>"})
    page = _page(agent, f"/tickets/{one.id}/")
    assert "needs-refund" in page
    assert "Duplicate of" in page
    assert re.search(r'class="mention">.*?Ana Prieto', page, re.S)
    assert "&lt;b&gt;look" in page
    assert "Has a duplicate" in _page(agent, f"/tickets/{other.id}/")
    assert f'data-ticket="{one.id}"' in _page(agent, "/?view=all&tag=needs-refund")
    assert f'data-ticket="{other.id}"' not in _page(agent, "/?view=all&tag=needs-refund")
    agent.post(f"/tickets/{one.id}/untag/", {"tag": "needs-refund"})
    agent.post(f"/tickets/{one.id}/unlink/", {"other": other.id})
    assert "Duplicate of</small>" not in _page(agent, f"/tickets/{one.id}/")


def test_a_wrong_person_is_corrected_with_one_click_and_back_with_another(
    agent: Client, two: tuple[Ticket, Ticket]
) -> None:
    one, party = two[0], Party.objects.get(email="a@one.example")
    assert "a@one.example" in _page(agent, f"/people/{party.id}/")
    agent.post(f"/people/{party.id}/correct/", {"email": "right@one.example", "name": "Right"})
    page = _page(agent, f"/tickets/{one.id}/")
    assert "right@one.example" in page
    assert 'name="email" value="a@one.example"' in page, "the undo bar corrects back"
    agent.post(f"/tickets/{one.id}/reply/", {"text": "Hello", "key": "k"})
    assert Message.objects.get(direction="out").to == ["right@one.example"]


def test_an_incident_tells_its_children_and_can_be_stopped(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    one, other = two
    agent.post(f"/tickets/{one.id}/incident/")
    parent = Ticket.objects.get(gathers=True)
    agent.post(f"/tickets/{parent.id}/children/attach/", {"child": f"#{other.id}, {one.id}"})
    page = _page(agent, f"/tickets/{parent.id}/children/?known=over")
    assert "Send to 2 children" in page
    assert "the disturbance is over" in page
    agent.post(f"/tickets/{parent.id}/children/update/", {"text_en": "It is over.", "key": "u", "solves": "1"})
    update = UpdateCopy.objects.first().update
    agent.post(f"/updates/{update.id}/stop/")
    assert "Resume" in _page(agent, f"/tickets/{parent.id}/children/")
    agent.post(f"/updates/{update.id}/resume/")
    assert UpdateCopy.objects.count() == 2
    assert "Part of a larger trouble" in _page(agent, f"/tickets/{one.id}/")


def test_solving_a_parent_offers_to_solve_its_children(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    with acting_as_provider():
        parent = children.open_incident(subject="Outage", card_ids=[], by="t", at=clock.now())
        children.attach_children(parent_id=parent.id, ticket_ids=[two[0].id], by="t", at=clock.now())
    offers_reply = 'id="tab-reply"'
    assert offers_reply not in _page(agent, f"/tickets/{parent.id}/"), "nobody wrote it"
    assert offers_reply in _page(agent, f"/tickets/{two[0].id}/")
    answer = agent.post(f"/tickets/{parent.id}/solve/", follow=True)
    page = answer.content.decode()
    assert "Send to 1 child" in page
    assert re.search(r'name="solves" value="1"\s+checked', page)


def test_spam_and_blocked_senders_are_seen_and_lifted(agent: Client, two: tuple[Ticket, Ticket]) -> None:
    one = two[0]
    agent.post(f"/tickets/{one.id}/spam/")
    page = _page(agent, f"/tickets/{one.id}/")
    assert "Marked as spam" in page
    agent.post(f"/tickets/{one.id}/no-spam/")
    assert Ticket.objects.get(id=one.id).state == "open"
    assert "b@two.example" in _page(agent, "/senders/?block=b@two.example")
    agent.post("/senders/block/", {"pattern": "b@two.example", "reason": "threats"})
    assert "threats" in _page(agent, "/senders/")


def test_a_satisfaction_link_asks_records_on_the_button_only_and_tells_nothing_of_others(client: Client) -> None:
    with acting_as_provider():
        account = open_account(name="Nordlicht", by="t", at=clock.now())
        add_member(account=account, email="k@nord.example", name="K", role=MemberRole.OWNER, by="t", at=clock.now())
        ticket = opened("k@nord.example", clock.now(), account_id=account.id, language="de")
        answers.send(ticket_id=ticket.id, text="Hallo", key="k", by="jo", at=clock.now())
        tickets.solve(ticket_id=ticket.id, by="jo", at=clock.now())
        question = satisfaction.ask(ticket_id=ticket.id, at=clock.now())
    assert question is not None
    path = f"/s/{satisfaction.token_of(question)}/"
    page = client.get(f"{path}?score=good").content.decode()
    assert '<html lang="de"' in page
    assert SatisfactionQuestion.objects.get().score == "", "a mail scanner that opens the link answers nothing"
    assert "Vielen Dank" in client.post(path, {"score": "good", "comment": "Schnell."}).content.decode()
    assert (SatisfactionQuestion.objects.get().score, SatisfactionQuestion.objects.get().comment) == (
        "good",
        "Schnell.",
    )
    assert client.post(path, {"score": "evil"}).status_code == 200
    assert SatisfactionQuestion.objects.get().score == "good"
    assert client.get("/s/forged/").status_code == 410
