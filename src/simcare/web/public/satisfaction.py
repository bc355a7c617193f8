"""Were you helped? The page behind the link of a mail: one question, in the customer's language, without signing in.

Opening a link records nothing, for mail scanners open links too: it only chooses the answer that the button sends.
The page says nothing of the ticket but its number.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_account
from simcare.support.actions import satisfaction
from simcare.support.errors import LinkIsOver
from simcare.support.queries.satisfaction import get_question, read_token, spoken_in
from simcare.support.values import Score


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or take the answer."""
    try:
        response = _answer(request, token)
    except LinkIsOver as refusal:
        with translation.override(_chosen(request) or translation.get_language()):
            response = render(request, "public/satisfaction.html", {"is_over": True}, status=refusal.status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = read_token(token)
    with acting_as_account(invitation.account_id):
        asked = get_question(invitation.question_id)
        chosen = request.POST.get("score") or request.GET.get("score") or asked.score
        is_sent = request.method == "POST" and chosen in list(Score)
        if is_sent:
            comment = request.POST.get("comment", "")
            satisfaction.answer(question_id=asked.id, score=Score(chosen), comment=comment, at=clock.now())
        with translation.override(_chosen(request) or spoken_in(asked)):
            told = {"number": asked.ticket_id, "chosen": chosen, "comment": asked.comment, "is_sent": is_sent}
            return render(request, "public/satisfaction.html", told)


def _chosen(request: HttpRequest) -> str:
    """The language that the reader has chosen on the page, if any."""
    told = request.GET.get("lang", "")
    return told if told in dict(settings.LANGUAGES) else ""
