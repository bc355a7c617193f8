"""S66 (SolarWinds WHD CVE-2026-28299): what a request brings is bounded before it is read, and after it is unpacked."""

import io
import tracemalloc

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from simcare.kernel.sheets import TableTooLarge, open_table
from simcare.web.uploads import MOST_BYTES, BoundedUpload


class Endless(io.RawIOBase):
    """A body that never ends; it counts what was taken of it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.taken = head, 0

    def read(self, size: int = -1) -> bytes:
        piece = self.head or b"x" * max(size, 1)
        self.head = b""
        self.taken += len(piece)
        return piece


def test_s66_request_memory_is_bounded() -> None:
    """An announced gigabyte is refused without a byte of it being read."""
    body = Endless(b"")
    request = RequestFactory().generic("POST", "/stock/imports/", b"-", "multipart/form-data; boundary=b")
    request.META["CONTENT_LENGTH"] = str(1 << 30)
    request._stream = request.META["wsgi.input"] = body  # type: ignore[attr-defined]  # what a server hands over
    tracemalloc.start()
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert body.taken == 0
    assert peak < 5_000_000


def test_s66_more_than_was_announced_is_cut_off() -> None:
    handler = BoundedUpload()
    piece = b"x" * (1024 * 1024)
    with pytest.raises(StopUpload):
        for number in range(MOST_BYTES // len(piece) + 2):
            handler.receive_data_chunk(piece, number)


def test_s66_the_number_of_files_is_bounded() -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n'
    request = RequestFactory().generic("POST", "/", part * 30 + b"--b--\r\n", "multipart/form-data; boundary=b")
    with pytest.raises(TooManyFilesSent):
        _ = request.FILES


def test_s66_a_table_that_swells_ends_its_child_and_not_us() -> None:
    wide = b",".join([b"a" * 1_500] * 400) + b"\n"
    with pytest.raises(TableTooLarge), open_table(wide * 80) as table:
        list(table.batches)
