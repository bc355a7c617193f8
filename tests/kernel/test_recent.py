"""What a page missed of its stream: exactly the events behind its mark that it may hear, or word that nobody can tell."""

import time

from hypothesis import given
from hypothesis import strategies as st

from simcare.kernel import recent
from simcare.kernel.recent import Recent
from simcare.kernel.streams import SECONDS, Pass


def _pass(account_id: int | None = None, age: float = 0.0) -> Pass:
    return Pass(account_id, 1, time.time() - age + SECONDS)


def _texts(found: list[recent.Heard] | None) -> list[str] | None:
    return None if found is None else [heard.text for heard in found]


@given(
    before=st.lists(st.sampled_from([1, 2])),
    behind=st.lists(st.sampled_from([1, 2])),
    reader=st.sampled_from([None, 1]),
)
def test_behind_a_mark_nothing_is_missed_and_nothing_told_twice(
    before: list[int], behind: list[int], reader: int | None
) -> None:
    stream = Recent()
    for account in before:
        stream.add("early", account)
    mark = stream.mark
    for number, account in enumerate(behind):
        stream.add(str(number), account)
    told = [str(number) for number, account in enumerate(behind) if reader in (None, account)]
    assert _texts(stream.missed(_pass(reader), mark)) == told


def test_what_is_too_long_ago_of_another_stretch_or_no_mark_is_nobodys_to_tell() -> None:
    stream = Recent()
    early = stream.mark
    for number in range(recent.MOST_KEPT + 1):
        stream.add(str(number), 1)
    assert stream.missed(_pass(), early) is None
    assert stream.missed(_pass(), "nonsense") is None
    assert stream.missed(_pass(), f"{stream.mark.partition('-')[0]}-999999999") is None
    mark = stream.mark
    stream.begin()
    assert stream.missed(_pass(), mark) is None
    assert stream.missed(_pass(), stream.mark) == []


def test_a_page_that_comes_for_the_first_time_hears_what_happened_since_its_pass() -> None:
    stream = Recent()
    given = _pass(age=0.0)
    stream.add("since", 1)
    assert _texts(stream.missed(given, "")) == ["since"]
    assert stream.missed(_pass(age=60), "") is None, "from before the stream began to hear"
