"""The words of the pages of many cards: columns, what may be wrong with a row, and states of long work."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.words import Word

COLUMNS: Mapping[str, str | Promise] = {
    "iccid": "ICCID",
    "state": _("State"),
    "imsi": "IMSI",
    "msisdn": "MSISDN",
    "eid": "EID",
    "imei": "IMEI",
    "label": _("Label"),
    "product": _("Product"),
    "platform": _("Platform"),
    "batch": _("Batch"),
    "account": _("Account"),
    "dealer": _("Dealer"),
    "sold_on": _("Sold on"),
    "equipment": _("Device"),
    "observed": _("Observed"),
    "stock": _("Came into stock"),
    "stopped_by": _("Stopped by"),
}

FLAWS: Mapping[str, str | Promise] = {
    "empty": _("This is empty."),
    "iccid_rounded": _(
        "A spreadsheet has rounded this number (%(given)s) and its digits are lost. In the file it comes from, format"
        " the column as text before you fill it, or export as CSV without opening it in a spreadsheet."
    ),
    "iccid_unreadable": _("%(given)s is no ICCID: it has 19 or 20 characters and starts with 89."),
    "check_digit": _("The last digit is not the usual check digit. Is it typed right?"),
    "imsi_unreadable": _("%(given)s is no IMSI: it has 14 or 15 digits."),
    "msisdn_unreadable": _("%(given)s is no phone number: digits only, with the country code."),
    "imei_unreadable": _("%(given)s is no IMEI: it has 14 to 16 digits."),
    "eid_unreadable": _("%(given)s is no EID: it has 32 digits."),
    "day_unreadable": _("%(given)s is no day. Write it like 2026-03-31."),
    "product_unknown": _("There is no product called %(given)s."),
    "platform_unknown": _("There is no platform called %(given)s."),
    "account_unknown": _("There is no account called %(given)s."),
    "dealer_unknown": _("There is no dealer called %(given)s."),
    "twice_in_file": _("This card stands in line %(given)s already."),
    "in_stock": _("This card is in stock already."),
    "card_unknown": _("None of your cards has the number %(given)s."),
}

FLAW_KINDS: Mapping[str, str | Promise] = {
    "empty": _("Something required is empty"),
    "iccid_rounded": _("Rounded by a spreadsheet"),
    "iccid_unreadable": _("No ICCID"),
    "check_digit": _("Unusual check digit (taken all the same)"),
    "imsi_unreadable": _("No IMSI"),
    "msisdn_unreadable": _("No phone number"),
    "imei_unreadable": _("No IMEI"),
    "eid_unreadable": _("No EID"),
    "day_unreadable": _("No day"),
    "product_unknown": _("Unknown product"),
    "platform_unknown": _("Unknown platform"),
    "account_unknown": _("Unknown account"),
    "dealer_unknown": _("Unknown dealer"),
    "twice_in_file": _("Twice in this file"),
    "in_stock": _("In stock already"),
    "card_unknown": _("Unknown card"),
}

WORK: dict[str, Word] = {
    "new": Word(_("Choose columns"), "waiting", "list"),
    "checking": Word(_("Being checked"), "waiting", "refresh-cw"),
    "checked": Word(_("Checked"), "waiting", "check"),
    "writing": Word(_("Being imported"), "waiting", "refresh-cw"),
    "running": Word(_("Running"), "waiting", "refresh-cw"),
    "done": Word(_("Done"), "well", "circle-check"),
    "stopped": Word(_("Stopped"), "degraded", "pause"),
    "failed": Word(_("Can't be read"), "blocked", "octagon-x"),
}

REFUSALS: Mapping[str, str | Promise] = {
    "terminated": _("The card is terminated"),
    "in_stock": _("The card is in stock: it needs an account first"),
    "changed_since": _("The card was changed again since"),
}
