"""What is asked of a person who comes by a link."""

from django import forms
from django.contrib.auth.password_validation import validate_password


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
