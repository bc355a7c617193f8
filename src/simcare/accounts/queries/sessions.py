"""Sessions as Django keeps them, and who is signed in: both are read by every request, so by kept statements."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from simcare.accounts.models import User
from simcare.kernel.statements import kept_statement


class SessionStore(db.SessionStore):
    """Named by the setting SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(sessions_by_key(self.session_key or "")), None)
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Named by the setting AUTHENTICATION_BACKENDS."""

    def get_user(self, user_id: Any) -> User | None:  # as Django's own
        """The user of a session, while the person is active."""
        found = next(iter(users_by_id(int(user_id))), None)
        return found if found and self.user_can_authenticate(found) else None


@kept_statement
def sessions_by_key(key: str) -> QuerySet[Session]:
    """The session of a key, over or not."""
    return Session.objects.filter(session_key=key)


@kept_statement
def users_by_id(user_id: int) -> QuerySet[User]:
    """The user of a number, active or not."""
    return User.objects.filter(id=user_id)
