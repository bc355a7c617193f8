"""Refusals of tables."""

from simcare.kernel.errors import SimcareError


class TableUnreadable(SimcareError):
    """This file can't be read as a table. Save it as XLSX, or as CSV in UTF-8, and try again."""

    code = "table_unreadable"
    status = 422


class TableTooLarge(SimcareError):
    """This table is larger than what is taken in one piece. Split it into several files."""

    code = "table_too_large"
    status = 413
