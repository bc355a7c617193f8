"""The queues that a desk begins with, and for how long an answer can be taken back."""

from django.db import migrations

from simcare.kernel.policy import defaults


def _queue(slug: str, name: str, *categories: str) -> dict[str, object]:
    rule = {"category": list(categories)} if categories else {}
    return {
        "slug": slug,
        "name": name,
        "rules": [rule],
        "mode": "skill",
        "offer_seconds": 600,
        "fits_first_minutes": 10,
    }


class Migration(migrations.Migration):
    dependencies = [("support", "0006_teamwork"), ("kernel", "0001_initial")]
    operations = [
        defaults(
            {
                "undo_send": (
                    {"seconds": 8},
                    "assumption: a person sees his own mistake within seconds, and no customer waits for them",
                ),
                "queues": (
                    {
                        "queues": [
                            _queue("sales", "Sales and dealers", "dealer", "presales"),
                            _queue("money", "Refunds and recharges", "refund", "recharge", "replacement"),
                            _queue("cards", "Cards and networks"),
                        ]
                    },
                    "assumption: one queue for each kind of work; the last one takes what is left",
                ),
            }
        )
    ]
