"""Sign-in by XOAUTH2 against a Dovecot that checks each token, and what the doctor says of mailboxes in trouble."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from simcare.cli._checks import State, mailbox_finding
from simcare.kernel import clock
from simcare.messaging.actions import mailboxes
from simcare.messaging.errors import MailboxIncomplete, ServerMisset, SignInRefused
from simcare.messaging.flows.fetching import Lane, look_into
from simcare.messaging.models import Mailbox, RawMail
from simcare.messaging.queries.mailboxes import get_mailbox
from tests.messaging.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.messaging.token_giver import CLIENT, CLIENT_SECRET, TokenGiver, running_token_giver

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("dovecot")]
USER = "desk@token.example"
MAIL = b"Message-ID: <1@x.example>\r\nFrom: a@x.example\r\nSubject: x\r\n\r\nIt is off.\r\n"


@pytest.fixture
def giver(settings: object) -> Iterator[TokenGiver]:
    with running_token_giver(USER) as running:
        settings.SIMCARE_LOOPBACK_TARGETS = [running.target]
        yield running


@pytest.fixture
def dovecot(giver: TokenGiver, settings: object) -> Iterator[Dovecot]:
    with running_dovecot(introspection_url=f"{giver.url}/introspect") as running:
        settings.SIMCARE_LOCAL_MAILBOXES = [running.target]
        running.put(USER, "1", MAIL)
        yield running


def setup(dovecot: Dovecot, giver: TokenGiver) -> mailboxes.Setup:
    return mailboxes.Setup(
        name="tokens",
        host="127.0.0.1",
        port=dovecot.port,
        security="none",
        user=USER,
        password=giver.refresh_token,
        everything=True,
        token_url=f"{giver.url}/token",
        client_id=CLIENT,
        client_secret=CLIENT_SECRET,
    )


def add(told: mailboxes.Setup) -> Mailbox:
    return mailboxes.add(setup=told, by="test", at=clock.now())


def test_a_mailbox_is_fetched_with_a_fresh_token_each_time_and_keeps_the_renewed_permission(
    dovecot: Dovecot, giver: TokenGiver
) -> None:
    mailbox = add(setup(dovecot, giver))
    lane = Lane(mailbox.id)
    for number in range(2):
        with lane.opened() as box:
            assert lane.take_new(box) == (1, 0)[number]
    assert giver.given == ["access-0", "access-1"]
    assert RawMail.objects.filter(mailbox=mailbox).count() == 1
    kept = get_mailbox(mailbox.id)
    assert kept.secret_at == mailbox.secret_at, "no lane begins anew because the provider renewed its token"
    assert not {"refresh-2", "access-1", CLIENT_SECRET} & set(map(str, vars(kept).values())), "all of it is sealed"


def test_a_token_that_the_server_does_not_know_is_said_in_words(dovecot: Dovecot, giver: TokenGiver) -> None:
    mailbox = add(setup(dovecot, giver))
    giver.is_blind = True
    with pytest.raises(SignInRefused, match=f"does not accept the access token of {USER}"), Lane(mailbox.id).opened():
        pass


def test_a_withdrawn_permission_and_a_wrong_client_are_told_apart(dovecot: Dovecot, giver: TokenGiver) -> None:
    mailbox = add(setup(dovecot, giver))
    stranger = add(replace(setup(dovecot, giver), name="stranger", client_secret="guessed"))
    with pytest.raises(ServerMisset, match="invalid_client"), Lane(stranger.id).opened():
        pass
    giver.refresh_token = "another"
    with pytest.raises(SignInRefused, match="invalid_grant") as refusal, Lane(mailbox.id).opened():
        pass
    assert "refresh-0" not in str(refusal.value)
    mailboxes.change_password(mailbox_id=mailbox.id, password="another", by="test", at=clock.now())
    assert look_into(mailbox_id=mailbox.id).is_well


def test_a_token_url_needs_https_and_a_client(dovecot: Dovecot, giver: TokenGiver) -> None:
    told = setup(dovecot, giver)
    for wrong in (replace(told, client_id=" "), replace(told, token_url="http://login.provider.example/token")):
        with pytest.raises(MailboxIncomplete, match="XOAUTH2 needs"):
            add(wrong)


def test_the_doctor_has_one_line_for_each_mailbox_with_what_is_wrong_and_the_mend(
    dovecot: Dovecot, giver: TokenGiver
) -> None:
    told = setup(dovecot, giver)
    well = add(told)
    Mailbox.objects.filter(id=well.id).update(looked_at=clock.now())
    ill = {
        "expired": (replace(told, password="old"), "invalid_grant", "simcare mailboxes password"),
        "by password": (replace(told, token_url="", password=PASSWORD, user="x"), "does not accept", "password"),
        "no folder": (replace(told, folder="Nowhere"), "no folder 'Nowhere'", "make that folder"),
        "no tls": (replace(told, host="localhost"), "must be reached by TLS", "add it anew"),
        "nobody there": (replace(told, port=1, security="tls"), "no public network", "add it anew"),
    }
    found = mailbox_finding(get_mailbox(well.id))
    assert (found.name, found.state, found.words) == ("mailbox tokens", State.WELL, "opens; 1 mails wait")
    for name, (changed, words, mend) in ill.items():
        current = changed.password.replace("refresh-0", giver.refresh_token)
        found = mailbox_finding(add(replace(changed, name=name, password=current)))
        assert (found.name, found.state) == (f"mailbox {name}", State.WRONG)
        assert words in found.words
        assert mend in found.mend
        assert "NUMBER" not in found.mend


def test_the_doctor_sees_a_mailbox_that_nobody_fetches(dovecot: Dovecot, giver: TokenGiver) -> None:
    mailbox = add(setup(dovecot, giver))
    Mailbox.objects.filter(id=mailbox.id).update(made_at=clock.now() - timedelta(hours=1))
    found = mailbox_finding(get_mailbox(mailbox.id))
    assert (found.state, "nobody has fetched it" in found.words) == (State.WRONG, True)
    mailboxes.switch(mailbox_id=mailbox.id, is_on=False, by="test", at=clock.now())
    assert mailbox_finding(get_mailbox(mailbox.id)).state is State.NOTE
