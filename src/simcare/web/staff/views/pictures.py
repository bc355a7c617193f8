"""The HTML body of a mail and the pictures in it, for a sandboxed frame (security.md D14, D15).

The frame has no origin, so no cookie comes with what it loads: a picture's address is signed, names who may see it and
for five minutes, and that person must still be of the staff. Pictures that lie elsewhere are fetched by us, and only
after a click.
"""

from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from simcare.accounts.queries import find_staff
from simcare.kernel.errors import SimcareError
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.flows.pictures import Picture, own_picture, remote_picture
from simcare.messaging.queries import threads
from simcare.messaging.queries.bodies import Pictures, shown
from simcare.web.headers import FOREIGN_CONTENT, NOTHING_RUNS
from simcare.web.staff.door import page, staff

SALT: Final = "simcare.picture"
SECONDS: Final = 300
MOST_REMOTE: Final = 30
"""Pictures from elsewhere that one look may fetch."""
SHELL: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><title>mail</title>'
    "<style>body{{font:14px/1.5 sans-serif;margin:16px;color:#14181b;background:#fff;overflow-wrap:anywhere}}"
    "img{{max-width:100%;height:auto}}</style></head><body>{}</body></html>"
)


@xframe_options_sameorigin
@page
def message_html(request: HttpRequest, number: int) -> HttpResponse:
    """The body after nh3: no script, no network but our own pictures; `?pictures=1` shows remote ones too."""
    places = _places(number, staff(request).id, with_remote=request.GET.get("pictures") == "1")
    body = shown(threads.get_message(number).html, places)
    return HttpResponse(SHELL.format(body), headers={"Content-Security-Policy": FOREIGN_CONTENT})


@require_GET
def picture(_request: HttpRequest, token: str) -> HttpResponse:
    """One picture by its signed address; whatever is wrong, the answer is the same."""
    try:
        asked = signing.loads(token, salt=SALT, max_age=SECONDS)
        with acting_as_provider():
            if find_staff(asked["user"]) is None:
                return HttpResponseNotFound()
            own = own_picture(message_id=asked["message"], name=asked["name"]) if "name" in asked else None
        return _answer(own or remote_picture(source=asked["source"]))
    except (signing.BadSignature, SimcareError):
        return HttpResponseNotFound()


def _places(message_id: int, user_id: int, *, with_remote: bool) -> Pictures:
    seen: set[str] = set()

    def place(source: str) -> str | None:
        if source.lower().startswith("cid:"):
            return _address(message=message_id, user=user_id, name=source[4:])
        seen.add(source)
        if not with_remote or len(seen) > MOST_REMOTE:
            return None
        return _address(message=message_id, user=user_id, source=source)

    return place


def _address(**asked: str | int) -> str:
    return reverse("staff:picture", args=[signing.dumps(asked, salt=SALT, compress=True)])


def _answer(found: Picture) -> HttpResponse:
    headers = {
        "Content-Security-Policy": NOTHING_RUNS,
        "Cross-Origin-Resource-Policy": "cross-origin",  # the frame has no origin; the signature is the key
        "Cache-Control": f"private, max-age={SECONDS}",
    }
    return HttpResponse(found.content, content_type=found.media_type, headers=headers)
