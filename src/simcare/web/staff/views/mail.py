"""The mail's own pages: mailboxes, addresses and letters, what is held back, whom we believe."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simcare.accounts.permissions import Deed
from simcare.accounts.queries import list_accounts
from simcare.kernel import clock
from simcare.messaging.actions import floods, suppressions
from simcare.messaging.actions import letters as letter_actions
from simcare.messaging.actions import mailboxes as actions
from simcare.messaging.actions.trust import change_trust as put_in_force
from simcare.messaging.flows.fetching import look_into
from simcare.messaging.queries import held as held_of
from simcare.messaging.queries import letters as letters_of
from simcare.messaging.queries import mailboxes as mailboxes_of
from simcare.messaging.queries.terms import chosen_trust_at, configured_trust, limits_at
from simcare.support.queries.tickets import numbers_by_thread
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, came_from, deed, needs, page, proven, staff, who
from simcare.web.staff.from_mail import address_of, mailbox_of, spam_of, template_of, unreached_of
from simcare.web.staff.mail_pages import FloodRow, LimitTerm


@page
def mailboxes(request: HttpRequest) -> HttpResponse:
    """What is fetched by IMAP, and how far behind."""
    rows = [mailbox_of(each, clock.now()) for each in mailboxes_of.list_mailboxes()]
    return draw_page(request, "mail.html", mailboxes=rows, here="mail", tab="mail")


@deed
@needs(Deed.MANAGE_MAIL)
@proven
def add_mailbox(request: HttpRequest) -> HttpResponse:
    """Fetch one more."""
    asked = request.POST
    setup = actions.Setup(
        name=asked.get("name", ""),
        host=asked.get("host", ""),
        user=asked.get("user", ""),
        password=asked.get("password", ""),
        port=_port(asked.get("port", "")),
        security=asked.get("security", "tls"),
        folder=asked.get("folder", "") or "INBOX",
        moved_to=asked.get("moved_to", ""),
        authserv_id=asked.get("authserv_id", "").strip(),
        everything=asked.get("everything") == "yes",
        token_url=asked.get("token_url", ""),
        client_id=asked.get("client_id", ""),
        client_secret=asked.get("client_secret", ""),
    )
    actions.add(setup=setup, by=who(request), at=clock.now())
    return back(request, _("Added. It is fetched from now on."))


@deed
@needs(Deed.MANAGE_MAIL)
def check_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Open it once, take nothing, and say how that went."""
    look = look_into(mailbox_id=number)
    if look.is_well:
        told = ngettext("It opens; %(n)d mail waits.", "It opens; %(n)d mails wait.", look.waiting_count)
        return back(request, told % {"n": look.waiting_count})
    messages.error(request, look.trouble)
    return redirect(came_from(request))


@deed
@needs(Deed.MANAGE_MAIL)
def switch_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Fetch it, or leave it alone."""
    is_on = request.POST.get("on") == "yes"
    actions.switch(mailbox_id=number, is_on=is_on, by=who(request), at=clock.now())
    return back(request, _("It is fetched again.") if is_on else _("It is left alone."))


@deed
@needs(Deed.MANAGE_MAIL)
@proven
def change_password(request: HttpRequest, number: int) -> HttpResponse:
    """Sign in with another password."""
    password = request.POST.get("password", "")
    actions.change_password(mailbox_id=number, password=password, by=who(request), at=clock.now())
    return back(request, _("The new password is used from now on."))


@page
def letters(request: HttpRequest) -> HttpResponse:
    """The addresses we write from, and how letters look."""
    chosen = request.GET.get("account", "")
    account_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    templates = [template_of(each) for each in letters_of.list_templates()]
    shown = next((each for each in templates if each.account_id == account_id), None)
    mine = letters_of.signature_of(who(request))
    return draw_page(
        request,
        "mail_letters.html",
        addresses=[address_of(each) for each in letters_of.list_addresses()],
        accounts=[(each.id, each.name) for each in list_accounts()],
        account_id=account_id,
        own=shown,
        templates=[each for each in templates if each.account_id],
        signature=mine,
        preview=letters_of.letter_text(
            _("Hello Ana,\n\nthe card is online again.\n\nKind regards"),
            header=shown.header if shown else "",
            footer=shown.footer if shown else "",
            signature=mine,
        ),
        here="mail",
        tab="letters",
    )


@deed
@needs(Deed.MANAGE_MAIL)
def keep_address(request: HttpRequest) -> HttpResponse:
    """An address that customers write to."""
    asked = request.POST
    terms = letter_actions.AddressTerms(
        email=asked.get("email", ""),
        name=asked.get("name", ""),
        signature=asked.get("signature", ""),
        language=asked.get("language", ""),
        queue=asked.get("queue", ""),
        is_main=asked.get("is_main") == "yes",
    )
    letter_actions.keep_address(terms=terms, by=who(request), at=clock.now())
    return back(request, _("Kept. Answers leave from the address that was written to."))


@deed
@needs(Deed.MANAGE_MAIL)
def keep_template(request: HttpRequest) -> HttpResponse:
    """What stands above and below letters."""
    chosen = request.POST.get("account", "")
    letter_actions.keep_template(
        account_id=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None,
        header=request.POST.get("header", ""),
        footer=request.POST.get("footer", ""),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Kept for the letters from now on."))


@deed
@needs(Deed.ANSWER)
def keep_signature(request: HttpRequest) -> HttpResponse:
    """What my own letters end with."""
    letter_actions.keep_signature(user_id=staff(request).id, text=request.POST.get("text", ""))
    return back(request, _("Your letters end with it from now on."))


@page
def held(request: HttpRequest) -> HttpResponse:
    """Addresses that nothing reaches, floods, spam."""
    spam = held_of.list_spam()
    numbers = numbers_by_thread(message.thread_id for message in spam)
    return draw_page(
        request,
        "mail_held.html",
        unreached=[unreached_of(each) for each in held_of.list_suppressed()],
        floods=[FloodRow(each.sender, each.count, each.first_at, each.last_at) for each in held_of.list_floods()],
        spam=[spam_of(message, numbers.get(message.thread_id)) for message in spam],
        here="mail",
        tab="held",
    )


@deed
@needs(Deed.MANAGE_MAIL)
def take_flood(request: HttpRequest) -> HttpResponse:
    """Take a sender's grouped mails in after all."""
    floods.take(sender=request.POST.get("sender", ""), by=who(request), at=clock.now())
    return back(request, _("They are being read."))


@deed
@needs(Deed.ANSWER)
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Write to an address again."""
    suppressions.lift(suppression_id=number, by=who(request), at=clock.now())
    return back(request, _("It may be written to again."))


@page
def trust(request: HttpRequest) -> HttpResponse:
    """Whose word on a sender counts, and how much mail there may be."""
    at = clock.now()
    terms = [LimitTerm(name, value) for name, value in limits_at(at).values().items()]
    return draw_page(
        request,
        "mail_trust.html",
        trust=chosen_trust_at(at),
        configured=configured_trust(),
        terms=terms,
        here="mail",
        tab="trust",
    )


@deed
@needs(Deed.MANAGE_MAIL)
@proven
def change_trust(request: HttpRequest) -> HttpResponse:
    """Believe other relays and servers from now on."""
    put_in_force(
        relays=request.POST.get("relays", "").split(),
        authserv_ids=request.POST.get("authserv_ids", "").split(),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("In force from now on."))


def _port(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 6 else 993
