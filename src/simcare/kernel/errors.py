"""Refusals: expected failures whose public message is the docstring of their class."""

import inspect
from typing import ClassVar


class SimcareError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, detail: str = "", **values: object) -> None:
        super().__init__(detail or self.public_message())
        self.values = values

    @classmethod
    def public_message(cls) -> str:
        """The words a user may read."""
        return inspect.cleandoc(cls.__doc__ or "")


class Temporary(SimcareError):
    """The other side can't answer right now; it is safe to try again later."""

    code = "temporary"
    status = 503


class Permanent(SimcareError):
    """The other side refused; trying again will not help."""

    code = "permanent"
    status = 502
