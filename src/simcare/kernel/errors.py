"""Refusals: expected failures, whose words are those of their class or of where they are raised.

The words are a template and stay apart from what they name, so that a screen says them in its reader's language
(`web.staff.refusals`); here they are English.
"""

import inspect
from collections.abc import Mapping
from typing import ClassVar


class SimcareError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, words: str = "", **values: object) -> None:
        """`words` are a literal with places such as `%(most)s`; numbers, names and codes for them come as values."""
        self.words = words or self.public_message()
        self.values = values
        super().__init__(filled(self.words, values))

    @classmethod
    def public_message(cls) -> str:
        """The words a user may read."""
        return inspect.cleandoc(cls.__doc__ or "")


def filled(words: str, values: Mapping[str, object]) -> str:
    """Words with their values in place; of a list, each stands behind a comma. Without values the words are final."""
    return words % {name: _plain(value) for name, value in values.items()} if values else words


def _plain(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class Temporary(SimcareError):
    """The other side can't answer right now; it is safe to try again later."""

    code = "temporary"
    status = 503


class Permanent(SimcareError):
    """The other side refused; trying again will not help."""

    code = "permanent"
    status = 502
