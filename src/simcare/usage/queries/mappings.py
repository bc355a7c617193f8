"""Reads of saved mappings, and of a file's first lines by one of them."""

from simcare.usage.errors import NoSuchMapping
from simcare.usage.models import SavedMapping
from simcare.usage.rules.cdr import CdrReading
from simcare.usage.rules.columns import Guess, guess
from simcare.usage.rules.mapped import MappedReading
from simcare.usage.rules.reading import HEAD_BYTES, first_lines
from simcare.usage.values import Layout, Line

__all__ = ["HEAD_BYTES", "Guess", "get_mapping", "guess", "list_mappings", "names_of_mappings", "preview"]


def get_mapping(name: str) -> SavedMapping:
    """The mapping of this name. Raises NoSuchMapping."""
    found = SavedMapping.objects.select_related("source").filter(name=name).first()
    if found is None:
        raise NoSuchMapping("There is no mapping called %(name)s.", name=name)
    return found


def list_mappings() -> list[SavedMapping]:
    """The ways to read a file that were kept by a name."""
    return list(SavedMapping.objects.select_related("source").order_by("name"))


def names_of_mappings() -> set[str]:
    """What they are called."""
    return set(SavedMapping.objects.values_list("name", flat=True))


def preview(head: bytes, layout: Layout | None, count: int = 10) -> tuple[Line, ...]:
    """The first lines of a file as they would be read: by a layout, or as CDRs. `head`: its first HEAD_BYTES."""
    return first_lines(MappedReading(layout=layout) if layout else CdrReading(), head, count)
