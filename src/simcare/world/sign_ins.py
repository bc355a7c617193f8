"""Who may sign in to the demo. The passwords are public on purpose; a real installation makes no demo world."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class SignIn:
    """A person of the demo's provider, or of one of its customers."""

    email: str
    name: str
    role: str
    password: str
    languages: tuple[str, ...] = ("en",)
    skills: tuple[str, ...] = ()


SIGN_INS: Final = (
    SignIn("anna@simcare.example", "Anna Lindqvist", "agent", "demo-anna-2026", ("en", "de"), ("network", "apn")),
    SignIn("wei@simcare.example", "Wei Zhang", "supervisor", "demo-wei-2026", ("en", "zh"), ("usage",)),
    SignIn("omar@simcare.example", "Omar Haddad", "admin", "demo-omar-2026", ("en", "ar")),
)
MEMBERS: Final = (SignIn("tom.hale@brightwater.example", "Tom Hale", "customer", "demo-tom-2026"),)
"""Who sees a portal: an account's cards and tickets."""
