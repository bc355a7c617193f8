"""The letter itself: greeting, cards, what to send us, the promise, and for a forwarder the text to pass on.

Strangers and prospects never reach the parts about cards: their letters are made without the verdicts,
and without any name, since theirs is whatever the mail claimed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from simcare.support.rules.answers.cards import Reader, card_parts
from simcare.support.rules.answers.catalogue import Catalogue, catalogue
from simcare.support.rules.answers.matter import Answer, Audience, CardVerdict, Desk, Done, People

CATEGORIES = frozenset(
    ["network", "usage", "apn", "recharge", "refund", "replacement", "hardware", "dealer", "presales", "other"]
)
_ALWAYS_EXPLAINED = frozenset({"refund", "replacement"})
_PRESALES = frozenset({"presales", "dealer"})
_LONGEST_NAME = 60
_NO_NAME = re.compile(r"[\x00-\x1f\x7f<>@\[\]{}]|://|www\.", re.IGNORECASE)


def compose(
    verdicts: Sequence[CardVerdict],
    *,
    audience: Audience,
    language: str,
    people: People | None = None,
    category: str = "other",
    promised_at: datetime | None = None,
    desk: Desk | None = None,
    done: Sequence[Done] = (),
) -> Answer:
    """The answer to one mail; `language` is ISO 639-1 or a tag, one outside the eight is answered in English."""
    words, people, desk = catalogue(language), people or People(), desk or Desk()
    category = category if category in CATEGORIES else "other"
    is_known = audience in (Audience.FORWARDER, Audience.END_USER)
    if (category in _PRESALES and not (is_known and verdicts)) or audience is Audience.PROSPECT:
        subject, body = words.say("subject.presales"), _presales(words, desk, category)
    elif not is_known:
        subject, body = words.say("subject.general"), _general(words, desk)
    else:
        reader = Reader(words, is_end_user=audience is Audience.END_USER)
        subject = _subject(words, verdicts)
        body = [*_about_cards(reader, verdicts, people, category, done), *_promise(words, verdicts, promised_at)]
        if audience is Audience.FORWARDER and verdicts:
            body += _to_pass_on(words, verdicts, people, category, done)
    text = "\n\n".join([*body, words.say("closing.sign", name=desk.name)]) + "\n"
    return Answer(subject, text, words.language, words.version)


def _subject(words: Catalogue, verdicts: Sequence[CardVerdict]) -> str:
    if len(verdicts) > 1:
        return words.say("subject.cards")
    return words.say("subject.card", iccid=verdicts[0].iccid if verdicts else None)


def _general(words: Catalogue, desk: Desk) -> list[str]:
    keys = ("greeting.plain", "general.thanks", "general.why", "general.how", "general.tips")
    return [words.say(key, email=desk.email, possession_url=desk.possession_url) for key in keys]


def _presales(words: Catalogue, desk: Desk, category: str) -> list[str]:
    subject = ("dealer.thanks", "dealer.steps") if category == "dealer" else ("presales.offer", "presales.dealer")
    keys = ("greeting.plain", *subject, "presales.ask")
    return [words.say(key, email=desk.email, products_url=desk.products_url) for key in keys]


def _about_cards(
    reader: Reader, verdicts: Sequence[CardVerdict], people: People, category: str, done: Sequence[Done]
) -> Iterator[str]:
    words = reader.words
    yield _greeting(words, people.requester)
    opening = "opening.end_user" if reader.is_end_user else "opening.forwarder"
    yield words.say(opening, end_user=_name(people.end_user))
    yield from _done(words, done)
    yield from _matter(reader, verdicts, category)


def _matter(reader: Reader, verdicts: Sequence[CardVerdict], category: str) -> Iterator[str]:
    """All that concerns the cards, the same for the forwarder and for the text to pass on."""
    words = reader.words
    if not verdicts:
        yield words.say("card.which")
        return
    if len(verdicts) > 1:
        yield words.say("card.many", number=len(verdicts))
    yield from card_parts(reader, verdicts)
    if category in _ALWAYS_EXPLAINED or not any(verdict.is_explained for verdict in verdicts):
        topic = "other" if category in _PRESALES else category
        yield words.say(f"first.{topic}", verdicts[0].facts if len(verdicts) == 1 else None)
    yield from _readings(words, verdicts)


def _readings(words: Catalogue, verdicts: Sequence[CardVerdict]) -> Iterator[str]:
    wanted = dict.fromkeys(reading for verdict in verdicts for reading in verdict.readings_wanted)
    if wanted:
        yield "\n".join([words.say("ask.readings"), *wanted])
        yield words.say("ask.otherwise")


def _promise(words: Catalogue, verdicts: Sequence[CardVerdict], promised_at: datetime | None) -> Iterator[str]:
    rechecks = [verdict.recheck_at for verdict in verdicts if verdict.recheck_at]
    if rechecks:
        yield words.say("promise.recheck", recheck_at=min(rechecks))
    if promised_at:
        yield words.say("promise.by", promised_at=promised_at)
    yield words.say("closing.reply")


def _done(words: Catalogue, done: Sequence[Done]) -> Iterator[str]:
    """What we changed, card by card; that something failed is said as plainly as that it worked."""
    if done:
        told = (
            words.say(
                f"done.{each.function if each.confirmed else 'failed'}", each.values, iccid=each.iccid, at=each.at
            )
            for each in done
        )
        yield "\n".join([words.say("done.title"), *told])


def _to_pass_on(
    words: Catalogue, verdicts: Sequence[CardVerdict], people: People, category: str, done: Sequence[Done]
) -> Iterator[str]:
    """The end user's own text, marked off so that it can be cut out whole."""
    theirs = catalogue(people.end_user_language or words.language)
    reader = Reader(theirs, is_end_user=True, sees_evidence=False)
    yield words.say("pass_on.begin")
    yield _greeting(theirs, people.end_user)
    yield theirs.say("opening.pass_on")
    yield from _done(theirs, done)
    yield from _matter(reader, verdicts, category)
    yield words.say("pass_on.end")


def _greeting(words: Catalogue, name: str | None) -> str:
    return words.say("greeting.named", name=_name(name))


def _name(name: str | None) -> str | None:
    """A display name if it can only be a name: a mail's header could carry a link or a second line."""
    trimmed = (name or "").strip()
    return trimmed if trimmed and len(trimmed) <= _LONGEST_NAME and not _NO_NAME.search(trimmed) else None
