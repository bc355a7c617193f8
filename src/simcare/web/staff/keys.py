"""The keys of the console, as one table: the sheet that `?` opens and the script both read it."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    """A key or a pair of keys pressed one after the other, and what it does or where it goes."""

    key: str
    name: str | Promise
    does: str = ""
    goes_to: str = ""

    @property
    def caps(self) -> tuple[str, ...]:
        return (self.key,) if len(self.key) > 2 else tuple(self.key)

    @cached_property
    def url(self) -> str:
        return reverse(self.goes_to) if self.goes_to else ""


KEYS = (
    Key("j", _("Next ticket"), "next"),
    Key("k", _("Previous ticket"), "previous"),
    Key("Enter", _("Open the ticket"), "open"),
    Key("r", _("Reply"), "reply"),
    Key("n", _("Note"), "note"),
    Key("e", _("Solve or reopen"), "solve"),
    Key("a", _("Take the ticket"), "take"),
    Key("s", _("Snooze or wake"), "snooze"),
    Key("m", _("Macros, then a digit"), "macros"),
    Key("z", _("Undo the last answer or macro"), "undo"),
    Key("x", _("Select the ticket"), "pick"),
    Key("u", _("Merge"), "merge"),
    Key("b", _("Split"), "split"),
    Key("t", _("Tag"), "tag"),
    Key("l", _("Link another ticket"), "link"),
    Key("c", _("Parent and children"), "children"),
    Key("w", _("Wrong person"), "person"),
    Key("!", _("Spam"), "spam"),
    Key("/", _("Search"), "search"),
    Key("?", _("This sheet"), "sheet"),
    Key("Ctrl K", _("Go to, do, find"), "palette"),
    Key("gn", _("Go to notifications"), goes_to="staff:notifications"),
    Key("ge", _("Go to settings"), goes_to="staff:settings"),
    Key("gw", _("Go to bulk work"), goes_to="staff:works"),
    Key("gi", _("Go to the inbox"), goes_to="staff:inbox"),
    Key("gc", _("Go to cards"), goes_to="staff:cards"),
    Key("gj", _("Go to work on cards"), goes_to="staff:jobs"),
    Key("gd", _("Go to incidents"), goes_to="staff:incidents"),
    Key("gu", _("Go to unusual traffic"), goes_to="staff:anomalies"),
    Key("gt", _("Go to tasks"), goes_to="staff:tasks"),
    Key("gv", _("Go to the floor"), goes_to="staff:supervision"),
    Key("ga", _("Go to accounts"), goes_to="staff:accounts"),
    Key("gk", _("Go to imports and exports of cards"), goes_to="staff:stock"),
    Key("gf", _("Go to figures of quality"), goes_to="staff:quality"),
    Key("gp", _("Go to policies"), goes_to="staff:policies"),
    Key("gq", _("Go to quarantine"), goes_to="staff:quarantine"),
    Key("gb", _("Go to blocked senders"), goes_to="staff:senders"),
    Key("gm", _("Go to mail"), goes_to="staff:mail"),
    Key("gl", _("Go to the audit log"), goes_to="staff:audit"),
)
