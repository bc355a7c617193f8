"""Mailboxes against a real Dovecot: taken once, marked or moved, over verified TLS, with trouble in words."""

import datetime as dt
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from simcare.kernel import clock
from simcare.kernel.errors import Permanent, Temporary
from simcare.messaging.actions import mailboxes
from simcare.messaging.actions.intake import take_in
from simcare.messaging.actions.raw import replay
from simcare.messaging.channels.imap import Access, Box, Heading, open_box
from simcare.messaging.errors import MailboxExists, MailboxIncomplete
from simcare.messaging.flows.fetching import Lane, look_into
from simcare.messaging.models import Mailbox, Message, RawMail
from simcare.messaging.queries.mailboxes import get_mailbox, is_behind, lag_seconds
from simcare.messaging.rules.reading import read
from tests.messaging.dovecot import PASSWORD, Dovecot, running_dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("dovecot")]
USER = "support@desk.example"


def mail(number: int, body: str = "The device is offline.") -> bytes:
    return (
        f"Message-ID: <{number}@x.example>\r\nFrom: a{number}@x.example\r\nSubject: {number}\r\n\r\n{body}\r\n".encode()
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running_dovecot() as running:
        yield running


@pytest.fixture
def dovecot(server: Dovecot, settings: object, request: pytest.FixtureRequest) -> Dovecot:
    settings.SIMCARE_LOCAL_MAILBOXES = [server.target]
    return server


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    return f"{request.node.name.partition('[')[0]}@desk.example"


def add(dovecot: Dovecot, user: str, **more: object) -> Mailbox:
    told = {"name": user, "host": "127.0.0.1", "port": dovecot.port, "security": "none", "everything": True, **more}
    return mailboxes.add(setup=mailboxes.Setup(user=user, password=PASSWORD, **told), by="test", at=clock.now())


def take(mailbox: Mailbox) -> int:
    lane = Lane(mailbox.id)
    with lane.opened() as box:
        return lane.take_new(box)


def test_new_mails_are_kept_and_marked_seen_and_never_taken_again(dovecot: Dovecot, user: str) -> None:
    for number in range(120):
        dovecot.put(user, str(number), mail(number))
    mailbox = add(dovecot, user)
    assert (take(mailbox), take(mailbox)) == (120, 0)
    assert dovecot.seen(user) == 120
    kept = get_mailbox(mailbox.id)
    assert (kept.taken_count, kept.waiting_count, kept.oldest_waiting_at, kept.trouble) == (120, 0, None, "")
    assert RawMail.objects.filter(mailbox=mailbox).count() == 120


def test_taken_mails_are_moved_where_the_mailbox_says_so(dovecot: Dovecot, user: str) -> None:
    for number in range(3):
        dovecot.put(user, str(number), mail(number))
    assert take(add(dovecot, user, moved_to="Erledigt ✓")) == 3
    assert dovecot.mails(user) == []
    assert len(dovecot.mails(user, "Erledigt &JxM-")) == 3


def test_without_everything_only_new_mails_are_taken(dovecot: Dovecot, user: str) -> None:
    dovecot.put(user, "old", mail(1))
    mailbox = add(dovecot, user, everything=False)
    Mailbox.objects.filter(id=mailbox.id).update(begins_at=clock.now() + timedelta(hours=1))
    assert take(mailbox) == 0
    assert dovecot.seen(user) == 0
    Mailbox.objects.filter(id=mailbox.id).update(begins_at=clock.now() - timedelta(hours=1))
    assert take(mailbox) == 1


def test_another_uidvalidity_takes_all_again_and_makes_no_message_twice(dovecot: Dovecot, user: str) -> None:
    for number in range(5):
        dovecot.put(user, str(number), mail(number))
    mailbox = add(dovecot, user)
    take(mailbox)
    before = get_mailbox(mailbox.id).uid_validity
    dovecot.forget_uids(user)
    assert take(mailbox) == 5
    assert get_mailbox(mailbox.id).uid_validity != before
    while take_in(read=read, limit=50):
        pass
    assert Message.objects.count() == 5
    assert RawMail.objects.filter(state=RawMail.DUPLICATE).count() == 5


def test_a_mail_that_is_kept_but_not_marked_is_marked_by_the_next_run(dovecot: Dovecot, user: str) -> None:
    dovecot.put(user, "1", mail(1))
    mailbox = add(dovecot, user)
    box = open_box(mailboxes.access(mailbox))
    met = mailboxes.meet(mailbox_id=mailbox.id, validity=box.validity)
    (heading,) = box.list_above(0, None)
    fetched = [mailboxes.Fetched(heading.uid, box.fetch([heading.uid])[heading.uid])]
    kept = {"mailbox_id": met.id, "validity": box.validity, "up_to": heading.uid, "mails": fetched, "at": clock.now()}
    assert [mailboxes.keep_fetched(**kept), mailboxes.keep_fetched(**kept)] == [1, 0]
    box.close()
    assert dovecot.seen(user) == 0
    assert take(mailbox) == 0
    assert dovecot.seen(user) == 1


def look(lane: Lane, mailbox: Mailbox, kind: type[Box]) -> bool:
    """One connection; whether it broke."""
    box = open_box(mailboxes.access(mailbox))
    box.__class__ = kind
    try:
        lane.take_new(box)
    except Temporary:
        return True
    finally:
        box.close()
    return False


class Breaking(Box):
    """A real box whose server drops the connection over one mail, and withholds another."""

    def fetch(self, uids: list[int], first_bytes: int | None = None) -> dict[int, bytes]:
        if 2 in uids:
            raise Temporary("the connection is gone")
        return {uid: content for uid, content in super().fetch(uids, first_bytes).items() if uid != 4}


def test_a_mail_that_breaks_the_connection_is_left_and_those_behind_it_are_taken(dovecot: Dovecot, user: str) -> None:
    for number in range(1, 6):
        dovecot.put(user, str(number), mail(number))
    mailbox = add(dovecot, user)
    lane, falls = Lane(mailbox.id), 0
    for _ in range(6):
        falls += look(lane, mailbox, Breaking)
    assert falls == 1 + 3  # with its batch, and then alone
    held = RawMail.objects.filter(mailbox=mailbox, state=RawMail.QUARANTINED)
    assert sorted(raw.reason.partition(";")[0] for raw in held) == [
        "its server breaks off whenever it is fetched",
        "its server lists it, but does not hand it out",
    ]
    assert RawMail.objects.filter(mailbox=mailbox, uid__isnull=False).count() == 3
    assert dovecot.seen(user) == 3


def test_a_mail_that_was_left_is_tried_each_hour_and_read_when_its_server_hands_it_over(
    dovecot: Dovecot, user: str
) -> None:
    for number in range(1, 6):
        dovecot.put(user, str(number), mail(number))
    mailbox = add(dovecot, user)
    lane = Lane(mailbox.id)
    for _ in range(6):
        look(lane, mailbox, Breaking)
    left = RawMail.objects.filter(mailbox=mailbox, left_uid__isnull=False)
    assert (left.count(), take(mailbox)) == (2, 0)  # its hour has not come
    left.update(next_at=clock.now())
    dovecot.put(user, "6", mail(6))
    assert look(lane, mailbox, Breaking)  # it breaks the connection again, after the new mail was taken
    assert not look(lane, mailbox, Breaking)  # and does not do so twice in an hour
    assert {(raw.left_uid, raw.attempts) for raw in left} == {(2, 1), (4, 1)}
    replay(raw_id=left.get(left_uid=2).id, by="wei", at=clock.now())
    assert take(mailbox) == 1
    left.update(next_at=clock.now())
    assert take(mailbox) == 1
    assert dovecot.seen(user) == 6
    while take_in(read=read, limit=50):
        pass
    assert sorted(Message.objects.values_list("subject", flat=True)) == list("123456")
    assert not left.exists()


@pytest.mark.parametrize(
    ("change", "reason"), [("gone", "it is no longer in its mailbox"), ("large", "it has 28 MB, more than is read")]
)
def test_a_person_who_asks_for_a_mail_again_is_told_why_it_does_not_come(
    dovecot: Dovecot, user: str, change: str, reason: str
) -> None:
    file = dovecot.put(user, "1", mail(1, "x" * 28_000_000))
    mailbox = add(dovecot, user)
    take(mailbox)
    held = RawMail.objects.get(mailbox=mailbox)
    assert not held.is_fetched_again
    if change == "gone":
        file.unlink(missing_ok=True)
        for moved in file.parent.parent.rglob(f"{file.name}*"):
            moved.unlink()
    replay(raw_id=held.id, by="wei", at=clock.now())
    assert take(mailbox) == 0
    held.refresh_from_db()
    assert (held.state, held.reason.partition(";")[0][: len(reason)]) == (RawMail.QUARANTINED, reason)
    assert not held.is_fetched_again


def test_what_was_left_is_taken_with_all_others_when_its_provider_counts_anew(dovecot: Dovecot, user: str) -> None:
    for number in range(1, 4):
        dovecot.put(user, str(number), mail(number))
    mailbox = add(dovecot, user)
    lane = Lane(mailbox.id)
    for _ in range(6):
        look(lane, mailbox, Breaking)
    dovecot.forget_uids(user)
    assert take(mailbox) == 3
    assert not RawMail.objects.filter(left_uid__isnull=False).exists()
    assert not RawMail.objects.filter(state=RawMail.QUARANTINED).exists()


def test_a_connection_that_chance_breaks_costs_no_mail(dovecot: Dovecot, user: str) -> None:
    """First the batch breaks, then each mail once or twice when it is fetched alone: none of them is to blame."""
    for number in range(1, 5):
        dovecot.put(user, str(number), mail(number))
    mailbox, breaks = add(dovecot, user), iter([True, True, True, False, True, False, False, True, True, False])

    class Unlucky(Box):
        def fetch(self, uids: list[int], first_bytes: int | None = None) -> dict[int, bytes]:
            if next(breaks):
                raise Temporary("the connection is gone")
            return super().fetch(uids, first_bytes)

    lane = Lane(mailbox.id)
    while look(lane, mailbox, Unlucky):
        pass
    assert RawMail.objects.filter(mailbox=mailbox, uid__isnull=False, state=RawMail.WAITING).count() == 4
    assert not list(breaks)


def test_a_mail_that_is_too_large_stays_in_its_mailbox_with_its_beginning_in_quarantine(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.put(user, "1", mail(1, "x" * 28_000_000))
    dovecot.put(user, "2", mail(2))
    mailbox = add(dovecot, user)
    take(mailbox)
    (held,) = RawMail.objects.filter(mailbox=mailbox, state=RawMail.QUARANTINED)
    assert held.reason == "it has 28 MB, more than is read here; it stays in its mailbox"
    assert bytes(held.content).startswith(b"Message-ID: <1@x.example>")
    assert RawMail.objects.filter(mailbox=mailbox, state=RawMail.WAITING).count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password": "wrong"}, "127.0.0.1 does not accept the user name and password of {user}"),
        ({"folder": "Nowhere"}, "127.0.0.1 has no folder 'Nowhere' for {user}"),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_said_in_words(
    dovecot: Dovecot, user: str, changed: dict[str, str], words: str
) -> None:
    told = {"host": "127.0.0.1", "port": dovecot.port, "security": "none", "user": user, "folder": "INBOX"}
    with pytest.raises(Permanent) as refusal:
        open_box(Access(**{**told, "password": PASSWORD, **changed}))
    assert str(refusal.value) == words.format(user=user)


def test_a_server_of_the_own_network_is_reached_only_where_the_configuration_names_it(
    dovecot: Dovecot, user: str, settings: object
) -> None:
    settings.SIMCARE_LOCAL_MAILBOXES = []
    for security, words in (("tls", "no public network"), ("none", "must be reached by TLS")):
        access = Access(host="127.0.0.1", port=dovecot.port, security=security, user=user, password="x", folder="INBOX")
        with pytest.raises(Permanent, match=words):
            open_box(access)


def test_the_certificate_of_the_server_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    certificate, key = self_signed(tmp_path)
    with running_dovecot((certificate, key)) as server:
        settings.SIMCARE_LOCAL_MAILBOXES = [f"127.0.0.1:{server.tls_port}", server.target]
        server.put(USER, "1", mail(1))
        told = {"host": "127.0.0.1", "user": USER, "password": PASSWORD, "folder": "INBOX"}
        for port, security in ((server.tls_port, "tls"), (server.port, "starttls")):
            with pytest.raises(Permanent, match=r"the certificate of 127\.0\.0\.1 can't be trusted"):
                open_box(Access(port=port, security=security, **told))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        for port, security in ((server.tls_port, "tls"), (server.port, "starttls")):
            box = open_box(Access(port=port, security=security, **told))
            assert len(box.list_above(0, None)) == 1
            box.close()


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


def test_the_password_is_sealed_and_a_name_is_given_once(dovecot: Dovecot, user: str) -> None:
    mailbox = add(dovecot, user)
    assert PASSWORD not in Mailbox.objects.get(id=mailbox.id).secret
    assert mailboxes.access(mailbox).password == PASSWORD
    with pytest.raises(MailboxExists):
        add(dovecot, user)
    with pytest.raises(MailboxIncomplete, match="Missing: host"):
        add(dovecot, user, host=" ")


def test_lag_and_trouble_are_told(dovecot: Dovecot, user: str) -> None:
    at = clock.now()
    mailbox = add(dovecot, user)
    assert not is_behind(mailbox, at)
    mailboxes.note_look(mailbox_id=mailbox.id, waiting_count=7, oldest_at=at - timedelta(seconds=90), at=at)
    seen = get_mailbox(mailbox.id)
    assert (lag_seconds(seen, at), is_behind(seen, at)) == (90, False)
    assert is_behind(seen, at + timedelta(minutes=16))
    mailboxes.note_trouble(mailbox_id=mailbox.id, words="the line is cut", at=at)
    mailboxes.note_trouble(mailbox_id=mailbox.id, words="the line is cut", at=at + timedelta(minutes=1))
    seen = get_mailbox(mailbox.id)
    assert (seen.trouble_at, is_behind(seen, at)) == (at, True)


def test_a_look_takes_nothing(dovecot: Dovecot, user: str) -> None:
    dovecot.put(user, "1", mail(1))
    mailbox = add(dovecot, user)
    look = look_into(mailbox_id=mailbox.id)
    assert (look.is_well, look.waiting_count, look.knows_idle) == (True, 1, True)
    assert RawMail.objects.count() == 0
    assert dovecot.seen(user) == 0


def test_the_verb_adds_lists_and_tries_mailboxes(dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from simcare.cli.mailboxes import command

    dovecot.put(user, "1", mail(1))
    monkeypatch.setenv("SIMCARE_MAILBOX_PASSWORD", PASSWORD)
    server = ["--host", "127.0.0.1", "--port", str(dovecot.port), "--security", "none", "--user", user, "--everything"]
    added = CliRunner().invoke(command, ["add", "main", *server])
    number = Mailbox.objects.get(name="main").id
    assert added.output == f"mailbox main is number {number}: 1 mails wait\n"
    tried = CliRunner().invoke(command, ["check"])
    assert (tried.output, tried.exit_code) == ("main: well; 1 mails wait, IDLE\n", 0)
    assert '"taken": 0' in CliRunner().invoke(command, ["list", "--json"]).output


def test_headings_come_in_the_order_of_their_uids(dovecot: Dovecot, user: str) -> None:
    for number in range(3):
        dovecot.put(user, str(number), mail(number))
    box = open_box(mailboxes.access(add(dovecot, user)))
    headings = box.list_above(1, None)
    assert [heading.uid for heading in headings] == [2, 3]
    assert all(isinstance(heading, Heading) and heading.size_bytes == len(mail(1)) for heading in headings)
    box.close()
