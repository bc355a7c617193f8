"""What tests of the desk share."""

from collections.abc import Iterator

import pytest

from simcare.kernel.tenancy import acting_as_provider


@pytest.fixture
def provider(db: None) -> Iterator[None]:
    """The desk sees the tickets of every account."""
    with acting_as_provider():
        yield
