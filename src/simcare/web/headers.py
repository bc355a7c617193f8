"""The headers every answer carries (security.md D14, D30): a strict content policy with a nonce, nothing inline.

`request.nonce` is new for every request. A view that serves foreign content sets its own `Content-Security-Policy`
and keeps it.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Answer = Callable[[HttpRequest], HttpResponse]


def strict_headers(get_response: Answer) -> Answer:
    """Middleware: the content policy of our own pages, and no telling others where one came from."""
    stream = getattr(settings, "SIMCARE_STREAM_ORIGIN", "")

    def answer(request: HttpRequest) -> HttpResponse:
        request.nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]  # read by templates
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request.nonce, stream))  # type: ignore[attr-defined]  # set above
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "text/html" in response.headers.get("Content-Type", ""):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer


def no_nul(get_response: Answer) -> Answer:
    """Middleware: an address or a form with a NUL is nobody's typing, and no text of ours could keep it: 400."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            return HttpResponseBadRequest("This has a character that can't be kept.", content_type="text/plain")
        return get_response(request)

    return answer


def _has_nul(request: HttpRequest) -> bool:
    if request.path.startswith("/api/"):
        return False  # its types say what they take, and refuse the rest as a program expects it
    if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
        return True
    if request.content_type == "application/x-www-form-urlencoded":
        return b"%00" in request.body
    is_ours = request.method == "POST" and request.path.startswith("/sign-in/")  # others may stream what is uploaded
    return is_ours and any("\0" in value for values in dict(request.POST.lists()).values() for value in values)


def _policy(nonce: str, stream: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {stream}".strip(),
            "frame-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


FOREIGN_CONTENT = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'"
"""The policy of a mail body shown as sent: no script, no network but our own signed pictures, an origin of its own."""

NOTHING_RUNS = "default-src 'none'; sandbox"
"""The policy of a file that somebody sent."""
