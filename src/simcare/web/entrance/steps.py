"""What follows a step of signing in: new rights, a new session id (S53); a changed factor, no other sign-in (S50)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from simcare.accounts.actions.sign_ins import end_all
from simcare.kernel import clock
from simcare.web.entrance.attendance import SIGN_IN
from simcare.web.entrance.proofs import last_at

View = Callable[..., HttpResponse]


def rising(view: View) -> View:
    """A view in which the person may prove anew who it is, and the session do more from then on: its id is changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        proved_at = last_at(request)
        answered = view(request, *args, **named)
        if last_at(request) > proved_at:
            request.session.cycle_key()
        return answered

    return answer


def changing(view: View) -> View:
    """A view after whose success its person signs in by other means: all other sign-ins end."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        answered = view(request, *args, **named)
        if _succeeded(request, answered) and request.user.is_authenticated:
            user, kept = request.user, request.session.get(SIGN_IN)
            end_all(user_id=user.pk, because="factor", keeps=kept, by=user.email, at=clock.now())
            request.session.cycle_key()
        return answered

    return answer


def _succeeded(request: HttpRequest, answered: HttpResponse) -> bool:
    """A form that was accepted leads elsewhere; one that was not is shown again."""
    return request.method == "POST" and answered.status_code == 302
