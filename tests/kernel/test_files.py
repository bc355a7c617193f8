"""A kept file gives back its bytes, part by part; one that is too large leaves nothing."""

from datetime import UTC, datetime

import pytest

from simcare.kernel import files
from simcare.kernel.models import FilePart, KeptFile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_parts_come_back_in_order() -> None:
    kept = files.keep([b"one", b"", b"two\x00"], name="x.csv", media_type="text/csv", by="ana", at=AT)
    assert b"".join(files.read(files.get_file(kept.id))) == b"onetwo\x00"
    assert kept.size_bytes == 7


def test_too_large_leaves_nothing() -> None:
    with pytest.raises(files.FileTooLarge):
        files.keep([b"12345", b"6"], name="x", media_type="x", by="ana", at=AT, most_bytes=5)
    assert (KeptFile.objects.count(), FilePart.objects.count()) == (0, 0)
