"""API keys: made and shown once, used, revoked; and the answers that are kept for whoever asks the same again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final

from django.db import transaction
from django.db.models import Q

from simcare.accounts.errors import BadKeyTerms, IdempotencyKeyReused, NoSuchKey
from simcare.accounts.models import ApiKey, KeptAnswer
from simcare.accounts.queries.keys import find_person
from simcare.accounts.rules.tokens import digest_of_key, hint_of, new_key
from simcare.accounts.values import Scope
from simcare.kernel import audit

MOST_KEYS: Final = 50
"""Of one account, those that are in force."""
LONGEST_NAME: Final = 120
_MINUTE: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=2)
"""How long an answer can be asked for again; a caller gives up long before."""


@transaction.atomic
def make_key(
    *,
    account_id: int,
    name: str,
    scopes: Sequence[str],
    email: str,
    networks: Sequence[str] = (),
    expires_at: datetime | None = None,
    by: str,
    at: datetime,
) -> tuple[ApiKey, str]:
    """A new key of the account, and the key itself, which is told this once. Raises BadKeyTerms."""
    name = name.strip()
    _refuse_bad(account_id, name, scopes, networks, at)
    person = find_person(account_id, email)
    if person is None:
        raise BadKeyTerms("%(email)s is no member and no contact of this account.", email=email)
    told = new_key()
    key = ApiKey.objects.create(
        account_id=account_id,
        name=name,
        digest=digest_of_key(told) or "",
        hint=hint_of(told),
        scopes=sorted(scopes),
        networks=[str(ip_network(each, strict=False)) for each in networks],
        email=person.email,
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    after = {"name": key.name, "scopes": key.scopes, "hint": key.hint}
    audit.record("key.made", by=by, at=at, subject=f"account:{account_id}", account_id=account_id, after=after)
    return key, told


@transaction.atomic
def revoke_key(*, account_id: int, key_id: int, by: str, at: datetime) -> None:
    """The key opens nothing from now on. Raises NoSuchKey."""
    key = ApiKey.objects.filter(id=key_id, account_id=account_id, revoked_at=None).first()
    if key is None or not ApiKey.objects.filter(id=key.id, revoked_at=None).update(revoked_at=at, revoked_by=by):
        raise NoSuchKey
    before = {"name": key.name, "scopes": key.scopes, "hint": key.hint}
    audit.record("key.revoked", by=by, at=at, subject=f"account:{account_id}", account_id=account_id, before=before)


def note_use(*, key: ApiKey, at: datetime) -> None:
    """The key was used: noted once a minute, so that reading costs no write."""
    unnoted = Q(used_at=None) | Q(used_at__lt=at - _MINUTE)
    if key.used_at is None or key.used_at < at - _MINUTE:
        ApiKey.objects.filter(unnoted, id=key.id).update(used_at=at)


def begin_answer(*, key: ApiKey, asked: str, fingerprint: str, at: datetime) -> KeptAnswer:
    """The answer to this idempotency key: with a status where it was given before, else to be given now.

    Of two calls at once the second waits here until the first is done. Raises IdempotencyKeyReused when the same key
    came with another question.
    """
    answer, _ = KeptAnswer.objects.get_or_create(
        api_key=key,
        key=asked,
        defaults={"account_id": key.account_id, "fingerprint": fingerprint, "made_at": at},
    )
    if answer.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return answer


def keep_answer(*, answer: KeptAnswer, status: int, body: str) -> None:
    """What was answered stands with what was done."""
    KeptAnswer.objects.filter(id=answer.id).update(status=status, body=body)


def drop_old_answers(*, at: datetime) -> int:
    """Answers that nobody asks for again; returns how many were dropped."""
    dropped, _ = KeptAnswer.objects.filter(made_at__lt=at - KEPT).delete()
    return dropped


def _refuse_bad(account_id: int, name: str, scopes: Sequence[str], networks: Sequence[str], at: datetime) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise BadKeyTerms("Give the key a name, such as that of the program that uses it.")
    if not scopes or not set(scopes) <= set(Scope):
        raise BadKeyTerms("Choose what the key may do.")
    for each in networks:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise BadKeyTerms("%(network)s is no network. Write it as 203.0.113.0/24.", network=each) from None
    in_force = ApiKey.objects.filter(account_id=account_id, revoked_at=None).exclude(expires_at__lte=at)
    if in_force.count() >= MOST_KEYS:
        raise BadKeyTerms("An account has at most %(most)s keys. Revoke one first.", most=MOST_KEYS)
