"""What people answered when they were asked whether they were helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db.models import Count, QuerySet

from simcare.kernel.statements import kept_statement
from simcare.support.errors import LinkIsOver
from simcare.support.models import SatisfactionQuestion
from simcare.support.rules.answers.catalogue import language_for
from simcare.support.values import Score

SALT: Final = "simcare.satisfaction"
LINK_HOLDS: Final = timedelta(days=60)
LOOKED_BACK: Final = timedelta(days=90)


@dataclass(frozen=True)
class Satisfaction:
    """How many answered what within the last 90 days."""

    by_score: Mapping[str, int]
    asked: int

    @property
    def answered(self) -> int:
        return sum(self.by_score.values())

    @property
    def good_percent(self) -> int | None:
        """The share of those who were well helped; None where nobody has answered."""
        return round(100 * self.by_score.get(Score.GOOD, 0) / self.answered) if self.answered else None


@dataclass(frozen=True)
class Invitation:
    """What a link stands for; whoever has it may answer this one question and read nothing."""

    question_id: int
    account_id: int


def read_token(token: str) -> Invitation:
    """Whose question a link is about. Raises LinkIsOver for forged, damaged and old ones alike."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LINK_HOLDS)
        return Invitation(int(told["q"]), int(told["a"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise LinkIsOver from None


def get_question(question_id: int) -> SatisfactionQuestion:
    """One question. Raises LinkIsOver."""
    question = SatisfactionQuestion.objects.filter(id=question_id).first()
    if question is None:
        raise LinkIsOver
    return question


def spoken_in(question: SatisfactionQuestion) -> str:
    """The language the person is asked in."""
    return language_for(question.language)


def find_for_ticket(ticket_id: int) -> SatisfactionQuestion | None:
    """The question asked for a ticket, if any."""
    return next(iter(questions_for(ticket_id)), None)


@kept_statement
def questions_for(ticket_id: int) -> QuerySet[SatisfactionQuestion]:
    return SatisfactionQuestion.objects.filter(ticket_id=ticket_id).order_by("id")


def satisfaction_of(account_id: int, at: datetime) -> Satisfaction:
    """What the people of an account answered."""
    asked = SatisfactionQuestion.objects.filter(account_id=account_id, asked_at__gt=at - LOOKED_BACK)
    counted = asked.exclude(score="").values_list("score").annotate(number=Count("id")).order_by()
    return Satisfaction(dict(counted), asked.count())
