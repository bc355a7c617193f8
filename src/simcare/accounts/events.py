"""What accounts tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PasswordForgotten(Event):
    """Somebody says that the password of an address is lost; whether we know the address is not said."""

    email: str


@dataclass(frozen=True, kw_only=True)
class SignInEnded(Event):
    """A browser is signed in no longer; the live streams of its pages close on hearing it."""

    sign_in_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    """A link that opens once waits to be mailed to whom it is for."""

    link_id: int
