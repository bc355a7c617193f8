"""What a request may bring in files: refused by its announced size before a byte of it is read (security.md S66)."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES: Final = 33 * 1024 * 1024
"""A file of cards of 32 MB and the form around it."""


class BoundedUpload(FileUploadHandler):
    """First of the upload handlers: it keeps nothing itself, and ends what is too large, announced or not."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django calls it so
        content_length: int,
        boundary: Any,
        encoding: Any = None,  # Django names it so
    ) -> None:
        """Raises RequestDataTooBig where the request says itself that it is too large."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"The request has {content_length} bytes; {MOST_BYTES} are taken.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what came, and stop where more comes than was announced."""
        self._received += len(raw_data)
        if self._received > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler holds the file."""
