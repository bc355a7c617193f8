"""Mailboxes are set up, and what is fetched from them is kept: first here, committed, then marked there.

Both ends repeat without harm: a mail that was kept is never kept again, for the row of its mailbox is locked and says
how far it came; a mark set twice is one mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from simcare.kernel import audit, bell, points, secrets
from simcare.messaging.actions import left, raw
from simcare.messaging.channels.imap import Access, Grant, ask_for_token
from simcare.messaging.errors import MailboxExists, MailboxIncomplete, NoSuchMailbox
from simcare.messaging.models import Mailbox, RawMail

CHANNEL: Final = "simcare_mailboxes"
SECURITIES: Final = ("tls", "starttls", "none")


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a person says about a mailbox. `everything` takes also what lay there before.

    With a `token_url` it signs in by XOAUTH2, and `password` is the refresh token.
    """

    name: str
    host: str
    user: str
    password: str
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"
    moved_to: str = ""
    authserv_id: str = ""
    everything: bool = False
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""


@dataclass(frozen=True)
class Fetched:
    """A mail as it came. `left_because` says why it stays where it lies, and then `content` is only its beginning.

    One whose reason `is_final` is tried again when a person asks for that, and never by itself.
    """

    uid: int
    content: bytes
    left_because: str = ""
    is_final: bool = False


@transaction.atomic
def add(*, setup: Setup, by: str, at: datetime) -> Mailbox:
    """A mailbox that is fetched from now on. Raises MailboxIncomplete or MailboxExists."""
    setup = _checked(setup)
    try:
        with transaction.atomic():
            mailbox = Mailbox.objects.create(
                name=setup.name,
                host=setup.host,
                port=setup.port,
                security=setup.security,
                user=setup.user,
                secret=secrets.seal(setup.password),
                secret_at=at,
                token_url=setup.token_url,
                client_id=setup.client_id,
                client_secret=secrets.seal(setup.client_secret) if setup.client_secret else "",
                folder=setup.folder,
                after_taking=Mailbox.MOVED if setup.moved_to else Mailbox.SEEN,
                moved_to=setup.moved_to,
                authserv_id=setup.authserv_id.lower(),
                begins_at=None if setup.everything else at,
                made_at=at,
            )
    except IntegrityError as known:
        raise MailboxExists from known
    told = {"host": mailbox.host, "user": mailbox.user, "folder": mailbox.folder, "authserv_id": mailbox.authserv_id}
    audit.record("mailbox.added", by=by, at=at, subject=f"mailbox:{mailbox.id}", after=told)
    bell.ring(CHANNEL)
    return mailbox


@transaction.atomic
def switch(*, mailbox_id: int, is_on: bool, by: str, at: datetime) -> None:
    """Fetch it, or leave it alone; what was kept stays kept."""
    mailbox = get_locked(mailbox_id)
    Mailbox.objects.filter(id=mailbox_id).update(is_on=is_on)
    was = {"is_on": mailbox.is_on}
    audit.record("mailbox.switched", by=by, at=at, subject=f"mailbox:{mailbox_id}", before=was, after={"is_on": is_on})
    bell.ring(CHANNEL)


@transaction.atomic
def change_password(*, mailbox_id: int, password: str, by: str, at: datetime) -> None:
    """Sign in with another password, or refresh token, from now on; the audit knows that, not which."""
    get_locked(mailbox_id)
    if not password:
        raise MailboxIncomplete("The password is missing.")
    Mailbox.objects.filter(id=mailbox_id).update(
        secret=secrets.seal(password), secret_at=at, trouble="", trouble_at=None
    )
    audit.record("mailbox.password_changed", by=by, at=at, subject=f"mailbox:{mailbox_id}")
    bell.ring(CHANNEL)


def access(mailbox: Mailbox) -> Access:
    """How to open it now; an access token is asked for. Raises SecretUnreadable, MailboxRefused or Temporary."""
    secret = secrets.unseal(mailbox.secret)
    return Access(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        user=mailbox.user,
        folder=mailbox.folder,
        **({"access_token": _access_token(mailbox, secret)} if mailbox.token_url else {"password": secret}),
    )


def _access_token(mailbox: Mailbox, refresh_token: str) -> str:
    token = ask_for_token(
        Grant(
            token_url=mailbox.token_url,
            client_id=mailbox.client_id,
            client_secret=secrets.unseal(mailbox.client_secret) if mailbox.client_secret else "",
            refresh_token=refresh_token,
        )
    )
    if token.refresh_token != refresh_token:  # unless a person was faster
        kept = Mailbox.objects.filter(id=mailbox.id, secret=mailbox.secret)
        kept.update(secret=secrets.seal(token.refresh_token))
    return token.access_token


def get_locked(mailbox_id: int) -> Mailbox:
    """Its row, nobody else's until this transaction ends. Raises NoSuchMailbox."""
    mailbox = Mailbox.objects.select_for_update().filter(id=mailbox_id).first()
    if mailbox is None:
        raise NoSuchMailbox
    return mailbox


@transaction.atomic
def meet(*, mailbox_id: int, validity: int) -> Mailbox:
    """The mailbox as it stands; where its provider counts anew, so do we (copies are known by what they say)."""
    mailbox = get_locked(mailbox_id)
    if mailbox.uid_validity != validity:
        mailbox.uid_validity, mailbox.kept_uid, mailbox.settled_uid = validity, 0, 0
        mailbox.save(update_fields=["uid_validity", "kept_uid", "settled_uid"])
        left.forget(mailbox)
    return mailbox


def keep_fetched(*, mailbox_id: int, validity: int, up_to: int, mails: Sequence[Fetched], at: datetime) -> int:
    """Keep mails of one batch that ends at UID `up_to`; durable once this returns. Returns how many were new."""
    with transaction.atomic():
        mailbox = get_locked(mailbox_id)
        if mailbox.uid_validity != validity:
            return 0
        fresh = [mail for mail in mails if mail.uid > mailbox.kept_uid]
        for mail in fresh:
            _keep(mailbox, mail, at)
        Mailbox.objects.filter(id=mailbox_id, kept_uid__lt=up_to).update(
            kept_uid=up_to, taken_count=F("taken_count") + len(fresh)
        )
        points.reach("messaging.fetched.before_commit")
    points.reach("messaging.fetched.after_commit")
    return len(fresh)


def unsettled(mailbox: Mailbox) -> list[int]:
    """UIDs of mails that are kept but perhaps not yet marked at the provider."""
    kept = RawMail.objects.filter(
        mailbox=mailbox,
        uid_validity=mailbox.uid_validity,
        uid__gt=mailbox.settled_uid,
        uid__lte=mailbox.kept_uid,
    )
    return list(kept.order_by("uid").values_list("uid", flat=True))  # type: ignore[arg-type]  # uid__gt leaves no null


def note_settled(*, mailbox_id: int, validity: int, up_to: int) -> None:
    """Everything up to this UID is marked at the provider."""
    points.reach("messaging.fetched.after_settle")
    Mailbox.objects.filter(id=mailbox_id, uid_validity=validity, settled_uid__lt=up_to, kept_uid__gte=up_to).update(
        settled_uid=up_to
    )


def note_look(*, mailbox_id: int, waiting_count: int, oldest_at: datetime | None, at: datetime) -> None:
    """How much waits in the folder as of now; that we could look means that all is well."""
    Mailbox.objects.filter(id=mailbox_id).update(
        looked_at=at, waiting_count=waiting_count, oldest_waiting_at=oldest_at, trouble="", trouble_at=None
    )


def note_trouble(*, mailbox_id: int, words: str, at: datetime) -> None:
    """What went wrong, for people to read; the first time of the same trouble is kept."""
    Mailbox.objects.filter(id=mailbox_id).exclude(trouble=words).update(trouble=words[:500], trouble_at=at)


def _keep(mailbox: Mailbox, mail: Fetched, at: datetime) -> None:
    if mail.left_because:
        left.keep_beginning(
            mailbox=mailbox,
            uid=mail.uid,
            beginning=mail.content,
            reason=mail.left_because,
            is_final=mail.is_final,
            at=at,
        )
    else:
        came_by = (mailbox.id, mailbox.uid_validity, mail.uid)
        raw.keep_row(content=mail.content, peer=mailbox.host, at=at, came_by=came_by)


def _checked(setup: Setup) -> Setup:
    words = ("name", "host", "user", "folder", "moved_to", "token_url", "client_id")
    named = {word: getattr(setup, word).strip() for word in words}
    missing = [name for name in ("name", "host", "user", "folder") if not named[name]]
    if missing or not setup.password:
        raise MailboxIncomplete("Missing: %(setting)s.", setting=missing or ["password"])
    if named["token_url"] and not (
        named["token_url"].startswith(("https://", "http://127.0.0.1:")) and named["client_id"]
    ):
        raise MailboxIncomplete("XOAUTH2 needs the address where tokens are given, by https, and the client id.")
    if setup.security not in SECURITIES or not 0 < setup.port < 65536:
        raise MailboxIncomplete("Encryption is tls, starttls or none, and the port a number below 65536.")
    if any(not text.isprintable() for text in named.values()) or named["moved_to"] == named["folder"]:
        raise MailboxIncomplete("Mails must move to another folder than the one they are fetched from.")
    return replace(setup, **named)
