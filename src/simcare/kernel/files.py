"""Files as they came or as they were made: kept in parts, so that neither reading nor writing holds a whole one.

Their bytes never change. Only the provider's scope sees them; whoever hands one out checks who asks.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from simcare.kernel.errors import SimcareError
from simcare.kernel.models import FilePart, KeptFile


class FileTooLarge(SimcareError):
    """This file is larger than what is taken."""

    code = "file_too_large"
    status = 413


class NoSuchFile(SimcareError):
    """There is no such file."""

    code = "no_such_file"
    status = 404


@transaction.atomic
def keep(
    pieces: Iterable[bytes], *, name: str, media_type: str, by: str, at: datetime, most_bytes: int | None = None
) -> KeptFile:
    """Keep a file piece by piece. Raises FileTooLarge as soon as it is; nothing of it is kept then."""
    file = begin(name=name, media_type=media_type, by=by, at=at)
    digest, size = hashlib.sha256(), 0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if most_bytes is not None and size > most_bytes:
            raise FileTooLarge("The file has more than %(most)s MB.", most=most_bytes // (1024 * 1024))
        digest.update(piece)
        FilePart.objects.create(file=file, number=number, content=piece)
    file.sha256, file.size_bytes = digest.hexdigest(), size
    file.save(update_fields=["sha256", "size_bytes"])
    return file


def begin(*, name: str, media_type: str, by: str, at: datetime) -> KeptFile:
    """A file without a part yet."""
    return KeptFile.objects.create(name=name[:200], media_type=media_type, by=by, made_at=at)


def add(file: KeptFile, piece: bytes) -> None:
    """One more part of a file that grows; whoever adds holds a lock, and is alone."""
    FilePart.objects.create(file=file, number=FilePart.objects.filter(file=file).count(), content=piece)


def get_file(file_id: int) -> KeptFile:
    """One file without its bytes. Raises NoSuchFile."""
    file = KeptFile.objects.filter(id=file_id).first()
    if file is None:
        raise NoSuchFile
    return file


def read(file: KeptFile) -> Iterator[bytes]:
    """Its bytes, part by part."""
    for number in FilePart.objects.filter(file=file).order_by("number").values_list("number", flat=True):
        yield bytes(FilePart.objects.get(file=file, number=number).content)
