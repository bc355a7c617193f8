"""A page that comes back hears what it missed and nothing twice; a bell for workers leaves the stream as it is."""

import pytest

from simcare.kernel import bell, outbox
from simcare.kernel.streams import give_pass
from tests.security.test_s51_streams import Stream, Streams, say, streams

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]
__all__ = ["streams"]


def _marks(stream: Stream, until: str) -> list[str]:
    """The marks of what is heard until this event."""
    marks = []
    while line := stream.answer.readline().decode():
        if line.startswith("id: "):
            marks.append(line[4:].strip())
        if until in line:
            return marks
    raise AssertionError("the stream closed")


def test_a_page_that_comes_back_hears_what_it_missed_once(streams: Streams) -> None:
    token = give_pass(account_id=None, sign_in_id=0)
    first, watcher = streams.follow(token), streams.follow(token)
    say(1)
    mark = _marks(first, "ticket:1")[-1]
    first.line.close()
    say(2)
    say(3)
    while watcher.hear() != "ticket:3":
        pass
    assert streams.ask(token, **{"Last-Event-ID": mark}).status == 200
    back = streams.opened[-1]
    assert [back.hear(), back.hear()] == ["ticket:2", "ticket:3"]
    say(4)
    while watcher.hear() != "ticket:4":
        pass
    while back.hear() != "ticket:4":
        pass
    assert [each for each in back.heard if each != "ticket:0"] == ["ticket:2", "ticket:3", "ticket:4"]
    assert streams.ask(token, **{"Last-Event-ID": "gone-1"}).status == 200
    assert streams.opened[-1].hear() == "", "nobody can tell: look at everything again"


def test_a_bell_for_workers_leaves_the_stream_as_it_is(streams: Streams) -> None:
    page = streams.follow(give_pass(account_id=None, sign_in_id=0))
    bell.ring(outbox.CHANNEL)
    say(1)
    while page.hear() != "ticket:1":
        pass
