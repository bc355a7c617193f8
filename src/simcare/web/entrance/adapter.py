"""What allauth asks of us: no sign-up, the own language, proofs by the second factor, sealed secrets.

Tries are counted for all processes, by `limits`.
"""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from simcare.kernel import secrets
from simcare.web.entrance.languages import remember

NAMES: Final = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "mfa_reauthenticate": _("Use a code"),
    "reauthenticate": _("Use the password"),
}
"""Ways to prove again who one is, the best first, by allauth's names."""


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes sign-up: an administrator invites staff, an owner the members of an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """How a person proves again who it is: by the second factor if there is one, never by the password then."""
        methods = {each["id"]: each for each in super().get_reauthentication_methods(user)}
        if len(methods) > 1:
            methods.pop("reauthenticate", None)
        return [methods[name] | {"description": str(words)} for name, words in NAMES.items() if name in methods]

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Where they wanted to go, in the language that is kept with the account. The desk is not for members."""
        answer = super().post_login(request, user, **told)
        if not user.role and not answer.headers.get("Location", "").startswith(reverse("business:home")):
            answer = redirect("business:cards")
        return remember(answer, user.language)

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Nothing: `limits` has counted this try already, exactly and for all processes."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was used."""


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """Keys of authenticators and seeds of recovery codes lie sealed in the database (security.md D25)."""

    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that was kept before secrets were sealed is told as it stands."""
        return secrets.unseal(encrypted_text) if "." in encrypted_text else encrypted_text
