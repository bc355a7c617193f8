"""Long work on many cards, one piece at a time: imports first, then edits, then exports."""

from datetime import datetime

from simcare.cards.actions.edits import run_edit
from simcare.cards.actions.exports import run_export
from simcare.cards.actions.intake import run_import
from simcare.cards.models import CardEdit, CardExport, CardImport
from simcare.cards.values import EditState, ImportState


def advance(at: datetime) -> int:
    """Do what waits; returns how many pieces were done here."""
    imports = CardImport.objects.filter(state__in=[ImportState.CHECKING, ImportState.WRITING])
    edits = CardEdit.objects.filter(state=EditState.RUNNING)
    exports = CardExport.objects.filter(finished_at=None)
    done = [run_import(import_id=number, at=at) for number in imports.order_by("id").values_list("id", flat=True)]
    done += [run_edit(edit_id=number, at=at) for number in edits.order_by("id").values_list("id", flat=True)]
    done += [run_export(export_id=number, at=at) for number in exports.order_by("id").values_list("id", flat=True)]
    return sum(done)
