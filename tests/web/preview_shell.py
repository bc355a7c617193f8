"""The shell of the frozen desk: settings, sign-in and security, team, a desk that is only looked at; and the way in."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from simcare.notifications.values import DEFAULTS, Kind
from simcare.web.staff.frame import Me, around
from simcare.web.staff.notification_words import KINDS
from simcare.web.staff.views.notifications import BrowserRow, NotificationRow
from simcare.web.staff.views.settings import SignInRow
from simcare.web.staff.views.team import Colleague
from tests.web import example_records as records
from tests.web import examples
from tests.web.examples import before

View = Callable[..., HttpResponse]
PERSON = SimpleNamespace(
    name="Jonas Weber",
    email="jonas@simcare.example",
    language="en",
    zone="Europe/Berlin",
    theme="",
    uses_keys=True,
    id=4,
)
ROLES = ("agent", "supervisor", "finance", "dealer_manager", "admin")
AGENTS = ("Firefox on Linux", "Chrome on Android")


def sign_ins() -> list[SignInRow]:
    return [
        SignInRow(1, AGENTS[0], "monitor", before(hours=3), before(minutes=1), True),
        SignInRow(2, AGENTS[1], "smartphone", before(days=2), before(hours=5), False),
    ]


def people() -> list[Colleague]:
    return [
        Colleague(2, "Anna Schmidt", "anna@simcare.example", "agent", True, before(minutes=4), False),
        Colleague(3, "ليلى حداد", "layla@simcare.example", "agent", True, before(hours=2), False),
        Colleague(4, "Jonas Weber", "jonas@simcare.example", "admin", True, before(minutes=1), True),
        Colleague(5, "Wei Chen", "wei@simcare.example", "supervisor", False, None, False),
    ]


def invitations() -> list[SimpleNamespace]:
    soon = timezone.now() + timedelta(days=6)
    return [SimpleNamespace(id=1, email="kim@simcare.example", role="agent", expires_at=soon)]


def passkeys() -> list[dict[str, object]]:
    return [{"id": 1, "name": "Laptop", "made_at": before(days=40), "used_at": before(hours=3)}]


SECURITY = {"person": PERSON, "passkeys": passkeys, "sign_ins": sign_ins, "has_totp": True, "has_codes": True}
TEAM = {"people": people, "invitations": invitations, "roles": ROLES, "languages": settings.LANGUAGES}
PERSON_PAGE = {
    "person": lambda: people()[0],
    "language": "en",
    "zone": "Europe/Berlin",
    "roles": ROLES,
    "deeds": records.deeds,
}


def told() -> list[NotificationRow]:
    return [
        NotificationRow(
            number,
            KINDS[kind].text,
            KINDS[kind].icon,
            f"ticket:{1040 + number}",
            "Anna Schmidt" if number % 2 else "desk",
            before(minutes=7 + 40 * number),
            number < 3,
        )
        for number, kind in enumerate(Kind)
    ]


TOLD = {"rows": told, "kinds": [(kind.value, KINDS[kind].text) for kind in Kind]}
CHOICES = {
    "person": PERSON,
    "rows": [(kind.value, KINDS[kind], DEFAULTS[kind]) for kind in Kind],
    "chosen": SimpleNamespace(quiet_from="20:00", quiet_until="07:30"),
    "digests": "08:30, 16:00",
    "browsers": [
        BrowserRow(1, AGENTS[0], "monitor", before(days=9)),
        BrowserRow(2, AGENTS[1], "smartphone", before(days=2)),
    ],
    "worker": "/service-worker.js",
    "push_key": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
}


def looked_at() -> dict[str, object]:
    """The frame of a desk that a colleague only looks at."""
    me = Me("Anna Schmidt", "agent", looked_at_by="Jonas Weber")
    return around(me=me, queues=examples.QUEUES, quarantined_count=2)


def palette(request: HttpRequest) -> JsonResponse:
    """What the palette finds for a 10."""
    found = [{"kind": "Ticket", "name": "#1043 Cabinet offline", "more": "", "url": "/tickets/1043/"}]
    return JsonResponse({"found": found if "10" in request.GET.get("q", "") else []})


palette_view = transaction.non_atomic_requests(palette)


def entrance(template: str, **context: object) -> View:
    """A page of the way in."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest) -> HttpResponse:
        options = {"creation_options": {"publicKey": {}}, "request_options": {"publicKey": {"allowCredentials": [1]}}}
        return render(request, template, {"js_data": options, "form": SimpleNamespace(), **context})

    return view


def pages(shows: Callable[..., View], nothing: View) -> list[URLPattern]:
    """The addresses of the shell; `nothing` stands for what changes something."""
    zones = ("UTC", "Asia/Shanghai", "Europe/Berlin")
    link = "https://desk.example/sign-in/welcome/Zt0kLwq5Gm9nq1yI8jVh2rXc7eTbUuP4sDfAoKxWzQE/"
    named = (
        ("settings/save/", "settings_save"),
        ("settings/keys/", "settings_keys"),
        ("settings/security/password/", "settings_password"),
        ("settings/security/sign-ins/end/", "sign_ins_end"),
        ("settings/security/sign-ins/<int:number>/end/", "sign_in_end"),
        ("settings/notifications/save/", "settings_notifications_save"),
        ("settings/notifications/browser/", "push_browser"),
        ("settings/notifications/browsers/<int:number>/drop/", "push_browser_drop"),
        ("notifications/count/", "notifications_count"),
        ("notifications/read/", "notifications_read"),
        ("notifications/<int:number>/", "notification"),
        ("team/invite/", "team_invite"),
        ("team/invitations/<int:number>/withdraw/", "team_withdraw"),
        ("team/<int:number>/role/", "person_role"),
        ("team/<int:number>/activity/", "person_activity"),
        ("team/<int:number>/view-as/", "view_as"),
        ("view-as/stop/", "view_as_stop"),
    )
    return [
        path("palette/", palette_view, name="palette"),
        path("settings/", shows("settings.html", person=PERSON, zones=zones, tab="settings"), name="settings"),
        path(
            "settings/security/",
            shows("settings_security.html", **SECURITY, tab="settings_security"),
            name="settings_security",
        ),
        path("notifications/", shows("notifications.html", **TOLD, here="notifications"), name="notifications"),
        path("notifications/none/", shows("notifications.html", is_unread=True, here="notifications")),
        path(
            "settings/notifications/",
            shows("settings_notifications.html", **CHOICES, tab="settings_notifications"),
            name="settings_notifications",
        ),
        path("team/", shows("team.html", **TEAM, may_administer=True, link=link, here="team"), name="team"),
        path("team/seen/", shows("team.html", **TEAM, here="team")),
        path(
            "team/<int:number>/",
            shows("person.html", **PERSON_PAGE, may_administer=True, may_view_as=True, here="team"),
            name="person",
        ),
        path(
            "looked-at/", shows("settings.html", **{**looked_at(), "person": PERSON, "zones": zones, "tab": "settings"})
        ),
        *(path(address, nothing, name=name) for address, name in named),
    ]


way_in = [
    path("look/forgot/", entrance("account/forgot.html")),
    path("look/forgot/noted/", entrance("account/forgot.html", is_noted=True)),
    path("look/new-password/", entrance("account/new_password.html")),
    path(
        "look/welcome/",
        entrance("account/welcome.html", link=SimpleNamespace(email="kim@simcare.example", by="ada@simcare.example")),
    ),
    path("look/refused/", entrance("account/refused.html", problem="Your role was changed.", ended=True)),
    path("look/passkey/", entrance("mfa/webauthn/add_form.html")),
    path("look/passkey/rename/", entrance("mfa/webauthn/edit_form.html")),
    path("look/passkey/remove/", entrance("mfa/webauthn/authenticator_confirm_delete.html")),
    path("look/passkey/again/", entrance("mfa/webauthn/reauthenticate.html")),
]
