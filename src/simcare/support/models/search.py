"""What tickets are found by."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from simcare.support.models.tickets import Ticket


class SearchText(models.Model):
    """The tokens of one ticket: all that was said, and the conditions it fits. Made anew whenever the ticket changes.

    It has no wall of its own, because under one the index could not be used (only operators that the planner knows to
    be leakproof pass a row-level policy): the runtime roles see no row of it, and reach it through two functions of the
    migration that ask the walled tickets who may see what.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="search_text")
    head = SearchVectorField(help_text="tokens of the subject")
    words = SearchVectorField(help_text="tokens of everything, and conditions such as is:open")
    names = models.TextField(help_text="folded names, addresses and card numbers, one a line, found by any part")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_by_words", fastupdate=False),
            GinIndex(OpClass("names", name="gin_trgm_ops"), name="search_by_names", fastupdate=False),
        ]


class NameWord(models.Model):
    """A word of some name on some ticket: what a misspelled one may have meant.

    Words are few where tickets are many, so the nearest is found among them rather than among all tickets. They have no
    wall, and the runtime roles see no row of them either; what a near word leads to is searched behind the wall.
    """

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="name_word_by_likeness", fastupdate=False)]
