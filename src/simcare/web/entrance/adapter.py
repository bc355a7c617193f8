"""What allauth asks of us: no sign-up, and tries counted where no process can be asked twice at once."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes sign-up: an administrator invites staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Nothing: `limits` has counted this try already, exactly and for all processes."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was used."""
