"""A staff page, cold, weighs at most 100 KB compressed: the HTML and all that it links (reference/ux.md §4)."""

import gzip
import re
import urllib.request

import pytest

BUDGET_BYTES = 100_000
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"|"(/static/[^"]+\.js)"')


@pytest.mark.parametrize("path", ["/", "/tickets/1043/", "/cards/1/", "/audit/", "/look/sign-in/"])
def test_page_stays_within_its_budget(desk: str, path: str) -> None:
    page = _get(desk + path)
    linked = {one or other for one, other in LINKED.findall(page.decode())}
    weights = {"page": _weight(page)} | {each: _weight(_get(desk + each)) for each in linked}
    assert any(name.endswith(".css") for name in weights)
    assert sum(weights.values()) <= BUDGET_BYTES, weights


def _weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        content: bytes = answer.read()
    return content
