"""What is asked on the way in: of a person who comes by a link, and the code of a second factor."""

from datetime import timedelta
from typing import Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from simcare.kernel import clock, limits

STEP: Final = timedelta(seconds=30)
"""How long an authenticator shows a code (RFC 6238); our windows of counting begin when its steps do."""


class NewPassword(forms.Form):
    """A password that is neither short nor well known."""

    password = forms.CharField(max_length=200, strip=False)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class Welcome(NewPassword):
    """A new colleague says a name, too."""

    name = forms.CharField(max_length=120)


class Once(forms.Form):
    """A code opens once, whichever process is asked: allauth remembers used ones in the memory of each."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form of allauth's that stands behind
        if limits.count(f"used-code:{self.authenticator.user_id}:{code}", within=STEP, at=clock.now()) > 1:  # type: ignore[attr-defined]  # as above
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeToEnter(Once, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class CodeToProve(Once, ReauthenticateForm):  # type: ignore[misc]  # as above
    """The proof before what can't be taken back."""
