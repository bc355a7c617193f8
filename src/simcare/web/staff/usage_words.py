"""The words of the pages of usage files: columns, how a file may be written, and what may be wrong with a line."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, str | Promise] = {
    "card": _("the card (ICCID, IMSI or phone number)"),
    "iccid": "ICCID",
    "imsi": "IMSI",
    "msisdn": "MSISDN",
    "started_at": _("Session began"),
    "stopped_at": _("Session ended"),
    "seconds": _("Duration in seconds"),
    "used": _("Data used, in all"),
    "up": _("Data sent"),
    "down": _("Data received"),
    "record_id": _("Number of the record"),
    "imei": "IMEI",
    "network": _("Network (MCC and MNC)"),
    "mcc": "MCC",
    "mnc": "MNC",
}

DELIMITERS: Mapping[str, str | Promise] = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": "|"}
DECIMALS: Mapping[str, str | Promise] = {".": _("full stop"), ",": _("comma")}
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB 18030",
    "shift_jis": "Shift JIS",
    "cp1252": "Windows 1252",
}
TIME_FORMATS: Mapping[str, str | Promise] = {
    "iso": "2026-11-30 09:05:00 (ISO 8601)",
    "unix": _("seconds since 1970"),
    "unix_ms": _("milliseconds since 1970"),
    "%Y%m%d%H%M%S": "20261130090500",
    "%d/%m/%Y %H:%M:%S": "30/11/2026 09:05:00",
    "%m/%d/%Y %H:%M:%S": "11/30/2026 09:05:00",
    "%d.%m.%Y %H:%M:%S": "30.11.2026 09:05:00",
    "%d-%m-%Y %H:%M:%S": "30-11-2026 09:05:00",
    "%Y/%m/%d %H:%M:%S": "2026/11/30 09:05:00",
    "%d/%m/%Y %H:%M": "30/11/2026 09:05",
    "%m/%d/%Y %H:%M": "11/30/2026 09:05",
}

FLAWS: Mapping[str, str | Promise] = {
    "columns": _("It has not the columns that a record has."),
    "record_id": _("The number of the record is missing or too long."),
    "started_at": _("Its start is not a time."),
    "stopped_at": _("Its end is not a time."),
    "iccid": _("It names no ICCID of 19 or 20 characters."),
    "card": _("It names no card: its ICCID, IMSI or phone number cannot be."),
    "used_bytes": _("The amount of data is not a number."),
    "ends_early": _("It ends before it starts."),
    "too_large": _("A single record of more than a petabyte cannot be."),
    "in_future": _("It starts in the future."),
    "too_old": _("It starts more than two years ago."),
    "too_long": _("The line is longer than a record can be."),
}
