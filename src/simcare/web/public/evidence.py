"""The evidence of a hardware fault, as its equipment supplier sees it by a link, and his answer (I.2).

Whoever holds the link sees the pack and nothing else: no customer, no ticket, no other card. It is shown in the
supplier's language; `?lang=` changes it. Nothing of it is kept by browsers, proxies or searchers.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from simcare.diagnosis.queries import swaps
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.support.actions import opening, packs
from simcare.support.errors.packs import EmptyAnswer, NoSuchPack, PackExpired, TooManyPackAnswers
from simcare.support.queries.packs import contents_of, document_of, language_of, number_of, view_of, words_in
from simcare.web.public.limits import may_ask

if TYPE_CHECKING:
    from simcare.support.models import Pack

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def unlisted(view: Page[P]) -> Page[P]:
    """A page behind a secret address: limited, in the provider's scope, told to nobody."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return transaction.non_atomic_requests(answer)  # the question is counted whatever becomes of it


def _answer(view: Page[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    if not may_ask(request.META.get("REMOTE_ADDR", "")):
        return _problem(request, "busy", 429)
    with acting_as_provider():
        try:
            return view(request, *args, **kwargs)
        except NoSuchPack:
            return _problem(request, "missing", 404)
        except PackExpired:
            return _problem(request, "gone", 410)
        except TooManyPackAnswers:
            return _problem(request, "busy", 429)


@require_http_methods(["GET", "POST"])
@unlisted
def pack(request: HttpRequest, token: str) -> HttpResponse:
    """The pack with the form for the answer; a POST answers."""
    at = clock.now()
    found = packs.open_link(token=token, at=at)
    language = _language(request, found.language)
    if request.method == "POST":
        try:
            packs.answer(token=token, said=_said(request), at=at)
        except EmptyAnswer:
            return _draw(request, token, found, language, status=422)
        return HttpResponseRedirect(f"{reverse('public:pack', args=[token])}?lang={language}#answer")
    return _draw(request, token, found, language)


@require_GET
@unlisted
def document(request: HttpRequest, token: str) -> HttpResponse:
    """The pack as a PDF."""
    at = clock.now()
    found = packs.open_link(token=token, at=at)
    opening.note_pack(pack=found, at=at)
    content = document_of(
        contents_of(found),
        language=_language(request, found.language),
        number=number_of(found),
        at=found.made_at,
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number_of(found)}.pdf"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_GET
@unlisted
def photo(_request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A photo of the pack; another one does not exist here."""
    contents = contents_of(packs.open_link(token=token, at=clock.now()))
    if number not in {photo_id for step in contents.steps for photo_id in step.photo_ids}:
        raise NoSuchPack
    found = swaps.get_photo(number)
    answer = HttpResponse(bytes(found.content), content_type=found.kind)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _draw(request: HttpRequest, token: str, found: "Pack", language: str, status: int = 200) -> HttpResponse:
    is_incomplete = request.method == "POST"
    told = {
        **view_of(found, language),
        "token": token,
        "said": _said(request) if is_incomplete else None,
        "is_incomplete": is_incomplete,
        **_frame(language),
    }
    with translation.override(language):
        return render(request, "public/pack.html", told, status=status)


def _problem(request: HttpRequest, what: str, status: int) -> HttpResponse:
    language = _language(request, request.headers.get("Accept-Language", "en").split(",")[0])
    words = words_in(language)
    told = {"title": words[f"{what}_title"], "text": words[f"{what}_text"], "w": words, **_frame(language)}
    return render(request, "public/problem.html", told, status=status)


def _frame(language: str) -> dict[str, object]:
    return {"language": language, "direction": "rtl" if language == "ar" else "ltr", "languages": LANGUAGES}


def _language(request: HttpRequest, usual: str) -> str:
    return language_of(request.GET.get("lang") or usual)


def _said(request: HttpRequest) -> packs.Said:
    return packs.Said(
        name=request.POST.get("name", ""),
        decision=request.POST.get("decision", ""),
        reference=request.POST.get("reference", ""),
        text=request.POST.get("text", ""),
    )


LANGUAGES = (
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("es", "Español"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("pt", "Português"),
    ("ja", "日本語"),
    ("ar", "العربية"),
)
