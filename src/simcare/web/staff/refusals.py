"""How a refusal is said in the reader's language.

The rooms below refuse in English, with a template and its values apart (`kernel.errors`); the template is the key of
the catalogue. A value that is a code of the house is said by the words that the console has for it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simcare.accounts.permissions import Deed, MemberDeed
from simcare.kernel.errors import SimcareError, filled
from simcare.web.staff import fleet_words, remedy_words, usage_words
from simcare.web.staff.from_verdicts import label_of

DEEDS: Final[Mapping[str, str | Promise]] = {
    Deed.ANSWER: _("answer customers"),
    Deed.JUDGE: _("examine cards and correct verdicts"),
    Deed.REMEDY: _("change cards at their operator"),
    Deed.APPROVE: _("agree to what a colleague wants done to a card"),
    Deed.ARRANGE: _("arrange queues, people and canned answers"),
    Deed.EXPORT: _("take tickets out as a file"),
    Deed.KEEP_STOCK: _("bring cards into stock, edit many at once, or take them out as a file"),
    Deed.LOAD_USAGE: _("bring files of usage in, and say how they are read"),
    Deed.SEE_QUALITY: _("see the figures of quality"),
    Deed.OPEN_RAW_MAIL: _("open and replay mails in quarantine"),
    Deed.SEE_TEAM: _("see who works at the desk"),
    Deed.ADMINISTER: _("add colleagues and change what they may do"),
    Deed.VIEW_AS: _("see the desk as a colleague does"),
    Deed.KEEP_KEYS: _("make and revoke API keys of accounts"),
    Deed.MANAGE_MAIL: _("change mailboxes, addresses and letters"),
}
MEMBER_DEEDS: Final[Mapping[str, str | Promise]] = {
    MemberDeed.ASK: _("ask us and answer on tickets"),
    MemberDeed.CHECK_CARDS: _("have cards checked"),
    MemberDeed.CHANGE_CARDS: _("suspend, resume and reset cards"),
    MemberDeed.REGISTER_EQUIPMENT: _("say which device works with which card"),
    MemberDeed.CHOOSE_WARNINGS: _("choose when people are warned"),
    MemberDeed.EXPORT: _("take cards out as a file"),
    MemberDeed.MANAGE_PEOPLE: _("invite colleagues and change what they may do"),
}
MAILBOX: Final[Mapping[str, str | Promise]] = {
    "name": _("Name"),
    "host": _("Server"),
    "user": _("User name"),
    "folder": _("Folder"),
    "password": _("Password"),
}
CODES: Final[Mapping[str, Callable[[str], object]]] = {
    "deed": lambda code: DEEDS.get(code, code),
    "member_deed": lambda code: MEMBER_DEEDS.get(code, code),
    "function": remedy_words.name_of,
    "field": label_of,
    "column": lambda code: fleet_words.COLUMNS.get(code, code),
    "columns": lambda code: fleet_words.COLUMNS.get(code) or usage_words.COLUMNS.get(code, code),
    "setting": lambda code: MAILBOX.get(code, code),
}
"""The values of refusals that are codes of the house, by the name of their place, and who has words for them."""


def said(refusal: SimcareError) -> str:
    """A refusal, with what it names in place."""
    return in_words(refusal.words, refusal.values)


def summary(refusal: SimcareError) -> str:
    """What kind of refusal it is, without what it names: the headline of a page."""
    return gettext(refusal.public_message())


def in_words(words: str, values: Mapping[str, object]) -> str:
    """The same of a refusal that a row keeps; nothing where it keeps none."""
    return filled(gettext(words), {name: _plain(name, value) for name, value in values.items()}) if words else ""


def _plain(name: str, value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(name, each) for each in value]
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return CODES[name](str(value)) if name in CODES else value
