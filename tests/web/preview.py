"""The console's addresses, each drawn from the frozen desk of `examples`: pages without a database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from simcare.web.staff.frame import draw
from tests.web import examples

View = Callable[..., HttpResponse]


def shows(template: str, **context: object) -> View:
    """A view that draws `template` with these values, each called first when it can be."""

    def view(request: HttpRequest, *_args: object, **_named: object) -> HttpResponse:
        values = {name: value() if callable(value) else value for name, value in context.items()}
        return draw(request, template, {**examples.frame(), "theme": request.COOKIES.get("theme", ""), **values})

    return view


INBOX = {"rows": examples.rows, "view": "due", "queue": examples.QUEUES[0]}
nothing = shows("inbox.html", rows=(), view="mine", queue=examples.QUEUES[-1])
console = [
    path("", shows("inbox.html", **INBOX), name="inbox"),
    path("empty/", nothing, name="empty"),
    path(
        "many/", shows("inbox.html", **INBOX, ticket=lambda: examples.ticket(examples.many_cards()), card=examples.card)
    ),
    path("quiet/", shows("inbox.html", **INBOX, ticket=examples.quiet_ticket)),
    path(
        "tickets/<int:number>/", shows("inbox.html", **INBOX, ticket=examples.ticket, card=examples.card), name="ticket"
    ),
    *(
        path(f"tickets/<int:number>/{deed}/", nothing, name=f"ticket_{deed}")
        for deed in ("take", "solve", "reopen", "reply", "note")
    ),
    path("verdicts/<int:number>/correct/", nothing, name="verdict_correct"),
    path("cards/<str:iccid>/examine/", nothing, name="card_examine"),
    path("search/", nothing, name="search"),
    path("cards/", nothing, name="cards"),
    path("cards/<str:iccid>/", nothing, name="card"),
    path("accounts/", nothing, name="accounts"),
    path("accounts/<int:number>/", nothing, name="account"),
    path("policies/", nothing, name="policies"),
    path("quarantine/", nothing, name="quarantine"),
    path("audit/", nothing, name="audit"),
]
urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("look/sign-in/", shows_alone("account/login.html", form=AccountForm)),
    path("look/code/", shows_alone("mfa/authenticate.html", form=AccountForm)),
    path("sign-in/", include("allauth.urls")),
    path("", include((console, "staff"))),
]
