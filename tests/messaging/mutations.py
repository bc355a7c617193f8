"""Seeded damage to mails: bytes cut, doubled, swapped, lines moved, pieces of other mails put in."""

import random
from collections.abc import Iterator, Sequence


def mutated(mails: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """`count` damaged mails, the same ones for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        mail = mails[number % len(mails)]
        for _ in range(chance.randint(1, 6)):
            mail = chance.choice(_DAMAGES)(mail, mails, chance)
        yield mail


def _cut(mail: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(mail) + 1)
    return mail[:start] + mail[start + chance.randrange(1, 200) :]


def _double(mail: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(mail) + 1)
    return mail[:start] + mail[start : start + 200] * chance.randint(1, 4) + mail[start:]


def _noise(mail: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(mail) + 1)
    return mail[:start] + chance.randbytes(20) + mail[start + chance.randrange(20) :]


def _move_line(mail: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    lines = mail.split(b"\n")
    lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return b"\n".join(lines)


def _transplant(mail: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    start, piece = chance.randrange(len(mail) + 1), chance.randrange(len(other))
    return mail[:start] + other[piece : piece + 800] + mail[start:]


def _truncate(mail: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    return mail[: chance.randrange(len(mail) + 1)]


_DAMAGES = (_cut, _double, _noise, _move_line, _transplant, _truncate)
