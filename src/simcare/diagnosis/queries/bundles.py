"""Verdicts from evidence bundles alone: no platform, no database, no Django."""

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from simcare.diagnosis.errors import MalformedBundle
from simcare.diagnosis.policy import Terms
from simcare.diagnosis.rules.apns import with_curated_apn
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.diagnosis.rules.engine import diagnose
from simcare.diagnosis.values import Bundle, Verdict


def for_bundle(bundle: Bundle, terms: Terms | None = None) -> Verdict:
    """The verdict on a bundle, with the curated APN of its platform where the bundle tells none."""
    return diagnose(with_curated_apn(bundle), terms or Terms())


__all__ = ["for_bundle", "read_bundle", "read_bundles"]


def read_bundles(lines: TextIO) -> Iterator[Bundle]:
    """Bundles of a file: one JSON object, a list of them, or one a line; a refusal names the line or the place."""
    text = lines.read()
    for place, data in _objects(text):
        try:
            yield read_bundle(data)
        except MalformedBundle as error:
            raise MalformedBundle(f"{place}: {error}" if place else str(error)) from error


def _objects(text: str) -> Iterable[tuple[str, object]]:
    if not text.strip():
        raise MalformedBundle("the file is empty; a bundle is a JSON object with card, at, platform and evidence")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return list(_lines(text))
    if isinstance(whole, list):
        return [(f"bundle {number}", data) for number, data in enumerate(whole, start=1)]
    return [("", whole)]


def _lines(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise MalformedBundle(f"line {number}: not JSON: {error.msg} at column {error.colno}") from None
