"""The table of all verdicts of one mail, for an attachment when a mail names more cards than a text can list."""

import csv
import io
from collections.abc import Sequence

from simcare.kernel.sheets import harmless
from simcare.support.rules.answers.cards import Reader, summary_of
from simcare.support.rules.answers.catalogue import catalogue
from simcare.support.rules.answers.matter import CardVerdict


def verdict_sheet(verdicts: Sequence[CardVerdict], language: str) -> str:
    """CSV, one row a card: ICCID, what was found, who is responsible, the next step."""
    words = catalogue(language)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([words.template(f"sheet.{column}") for column in ("iccid", "found", "party", "step")])
    for verdict in verdicts:
        writer.writerow([harmless(cell) for cell in (verdict.iccid, *summary_of(Reader(words), verdict))])
    return out.getvalue()
