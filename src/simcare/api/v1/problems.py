"""Refusals as RFC 9457 problems, in the words of the house, which are English here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from simcare.kernel.errors import SimcareError

MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "This could not be read.",
    401: "This needs a key.",
    404: "There is nothing here.",
    405: "This address does not take this method.",
    429: "Too many calls.",
    500: "Something went wrong on our side.",
}


class Flaw(Schema):
    """One thing that is wrong with what was sent."""

    place: str = Field(description="where it stands, such as body.subject")
    message: str


class Problem(Schema):
    """Why a call was refused (RFC 9457)."""

    type: str = Field(description="urn:simcare:problem: and the code")
    title: str = Field(description="what kind of refusal it is")
    status: int
    code: str = Field(description="a word for programs, which stays")
    detail: str = Field(description="what was refused here, in a sentence for people")
    errors: list[Flaw] = Field(default=[], description="every flaw of the input, where there are some")


def problem(status: int, code: str, *, title: str = "", detail: str = "", errors: Sequence[Flaw] = ()) -> JsonResponse:
    """The answer of a refusal."""
    named = title or TITLES.get(status, code)
    told = Problem(
        type=f"urn:simcare:problem:{code}",
        title=named,
        status=status,
        code=code,
        detail=detail or named,
        errors=list(errors),
    )
    return JsonResponse(told.model_dump(), status=status, content_type=MEDIA_TYPE)


def of_refusal(_request: HttpRequest, refusal: SimcareError) -> JsonResponse:
    """What the rooms below refuse, with their own status and words."""
    return problem(refusal.status, refusal.code, title=refusal.public_message(), detail=str(refusal))


def of_flaws(_request: HttpRequest, found: ValidationError) -> JsonResponse:
    """What does not have the declared shape: every flaw with its place."""
    return refused_input([_flaw(each) for each in found.errors])


def refused_input(flaws: Sequence[Flaw]) -> JsonResponse:
    """What was sent does not have the declared shape; the first flaw stands in the sentence."""
    detail = f"{flaws[0].place}: {flaws[0].message}" if flaws else ""
    return problem(422, "invalid", title="This is not what the call takes.", detail=detail, errors=flaws)


def of_http(_request: HttpRequest, refusal: HttpError) -> JsonResponse:
    """What the library refuses, such as a body that is no JSON."""
    return problem(refusal.status_code, "unreadable" if refusal.status_code == 400 else "refused", detail=str(refusal))


def _flaw(error: Mapping[str, Any]) -> Flaw:
    place = [str(each) for each in error["loc"]]
    if place[0] == "body":
        del place[1:2]  # the name of our own parameter, which the sender does not know
    return Flaw(place=".".join(place), message=str(error["msg"]))
