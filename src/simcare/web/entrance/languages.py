"""The language that a person reads: of who is signed in it is kept with the account, of anybody else in a cookie.

A sign-in brings the account's language to the browser; from then on the cookie says it on every page.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from simcare.accounts.actions.staff import speak

YEAR_SECONDS: Final = 365 * 24 * 3600


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """This language from now on; back to the page where it was chosen. One that no page speaks changes nothing."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        speak(user=request.user, language=language)
    return remember(redirect(_page_of(request)), language)


def remember(answer: HttpResponse, language: str) -> HttpResponse:
    """The answer, which has the browser say this language from now on."""
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_SECONDS, samesite="Lax")
    return answer


def _page_of(request: HttpRequest) -> str:
    """Where it was chosen, if that is a page of ours."""
    told = request.POST.get("next") or request.headers.get("Referer", "")
    return told if url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}) else "/"
