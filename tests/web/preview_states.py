"""States that come seldom: errors, nothing found, work under way, what went wrong, the way in with bad input."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.fleet import FleetList, ImportView, Progress
from tests.web import example_diagnosis as faults
from tests.web import example_finding as finding
from tests.web import example_fleet as fleet
from tests.web import example_records as records
from tests.web import examples, preview_shell

View = Callable[..., HttpResponse]
QR = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 1h3v3H1zM5 5h3v3H5z'/></svg>"


def bare(template: str, **context: object) -> View:
    """A page without the console around it."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest) -> HttpResponse:
        return render(
            request, template, {name: value() if callable(value) else value for name, value in context.items()}
        )

    return view


def field(*errors: object, value: str = "") -> SimpleNamespace:
    return SimpleNamespace(errors=errors, value=value, id_for_label="id_login", auto_id="id_login")


def refused_form() -> SimpleNamespace:
    said = _("The e-mail address and/or password you specified are not correct.")
    return SimpleNamespace(
        non_field_errors=[said],
        errors=True,
        login=field(value="jonas@simcare.example"),
        password=field(),
        code=field(),
        secret="JBSWY3DPEHPK3PXP",
    )


def no_such_card() -> FleetList:
    return FleetList((), (), 0, 1_000, "8986024921333494699")


def unreadable() -> ImportView:
    origin = fleet.an_import("failed")
    return replace(origin, columns=(), trouble=str(_("This file holds no table that can be read.")))


def edit_under_way():  # type: ignore[no-untyped-def]  # as the example it is made of
    return replace(
        fleet.edit(), progress=Progress("running", 1_200, 4_213, examples.before(minutes=1)), reasons=(), may_undo=False
    )


def often(shows: Callable[..., View], inbox: dict[str, object]) -> list[URLPattern]:
    """Looked at by every run of the tests."""
    alone = {"passkeys": (), "has_totp": False, "has_codes": False}
    return [
        path("look/404/", bare("404.html")),
        path("look/sign-in/refused/", bare("account/login.html", form=refused_form)),
        path("look/cards/unknown/", shows("cards.html", fleet=no_such_card, here="cards")),
        path("look/bulk/running/", shows("bulk.html", bulk=finding.running, here="works")),
        path(
            "look/solved/",
            shows("inbox.html", **inbox, ticket=lambda: replace(examples.quiet_ticket(), state="solved")),
        ),
        path(
            "look/settings/alone/",
            shows("settings_security.html", **{**preview_shell.SECURITY, **alone}, tab="settings_security"),
        ),
        path("look/import/unreadable/", shows("import.html", origin=unreadable, here="cards")),
        path("look/told/", shows("tasks.html", messages=[_("Sent. It leaves in a few seconds.")], here="tasks")),
    ]


def seldom(shows: Callable[..., View]) -> list[URLPattern]:
    """Looked at by long runs."""
    return [
        path("seldom/403/", bare("403.html")),
        path("seldom/500/", bare("500.html")),
        path(
            "seldom/problem/", bare("staff/problem.html", problem=_("The ticket changed while you wrote."), detail="")
        ),
        path("seldom/inactive/", bare("account/account_inactive.html")),
        path("seldom/sign-out/", bare("account/logout.html")),
        path("seldom/sure/", bare("account/reauthenticate.html", form=refused_form)),
        path("seldom/by-invitation/", bare("account/signup_closed.html")),
        path("seldom/code/", bare("mfa/reauthenticate.html", form=refused_form)),
        path(
            "seldom/codes/", bare("mfa/recovery_codes/index.html", unused_codes=("7h2k-9xqp", "p41m-zz0c", "w8ra-31ju"))
        ),
        path("seldom/codes/new/", bare("mfa/recovery_codes/generate.html")),
        path("seldom/factor/", bare("mfa/totp/activate_form.html", form=refused_form, totp_svg_data_uri=QR)),
        path("seldom/factor/remove/", bare("mfa/totp/deactivate_form.html")),
        path("seldom/bulk/done/", shows("bulk.html", bulk=finding.done, deeds=records.deeds, here="works")),
        path("seldom/edit/running/", shows("edit.html", edit=edit_under_way, here="cards")),
        path("seldom/import/stopped/", shows("import.html", origin=partial(fleet.an_import, "stopped"), here="cards")),
        path("seldom/accounts/none/", shows("accounts.html", here="accounts")),
        path("seldom/accounts/unknown/", shows("accounts.html", asked="Nordzol", here="accounts")),
        path("seldom/audit/broken/", shows("audit.html", rows=records.audit_rows, chain_is_whole=False, here="audit")),
        path("seldom/audit/none/", shows("audit.html", chain_is_whole=True, here="audit")),
        path(
            "seldom/incident/suspected/",
            shows("incident.html", incident=lambda: faults.incident("suspected"), here="incidents"),
        ),
    ]
