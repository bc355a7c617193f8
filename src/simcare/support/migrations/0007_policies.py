"""What the desk may do by itself, its queues and terms, and the canned answers that it begins with."""

import tomllib
from importlib.resources import files

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.models.functions import Now

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


def keep(apps: Apps, _: object) -> None:
    """They are nobody's, so they are written in the provider's scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', 'provider', true)")
    told = tomllib.loads((files("simcare.support.rules") / "canned.toml").read_text(encoding="utf-8"))
    canned, macros = apps.get_model("support", "CannedAnswer"), apps.get_model("support", "Macro")
    for shortcut, words in told.items():
        title = words.pop("title")
        canned.objects.create(shortcut=shortcut, title=title, texts=words, changed_by="simcare", changed_at=Now())
    steps = (
        ("Ask to restart", ("answer", "restart", 0)),
        ("Operator asked: look again tomorrow", ("answer", "operator", 0), ("snooze", "The operator answers", 24)),
        ("Works again: solve", ("answer", "solved", 0), ("solve", "", 0)),
    )
    for position, (name, *deeds) in enumerate(steps, start=1):
        kept = [{"deed": deed, "what": what, "hours": hours} for deed, what, hours in deeds]
        macros.objects.create(name=name, position=position, steps=kept, changed_by="simcare", changed_at=Now())


class Migration(migrations.Migration):
    replaces = [
        ("support", "0002_policies"),
        ("support", "0007_teamwork_policies"),
        ("support", "0010_canned_answers"),
        ("support", "0012_satisfaction_policies"),
    ]
    dependencies = [("kernel", "0001_tables"), ("support", "0006_quality")]

    operations = [
        defaults(
            {
                "auto_send": (
                    {
                        "least_confidence": 0.8,
                        "classes": ["guidance", "apn", "package_state", "notice", "recharge_healed"],
                        "general_answers": True,
                        "presales_answers": True,
                    },
                    "assumption: an answer that costs money or blames someone is seen by a person first",
                ),
                "rebate.cycle": ({"normal": "quarter", "special": ["month", "week", "on_demand"]}, "I.4, I.6"),
                "rebate.handling_fee": ({"rate_basis_points": 400, "charged": "once per bill"}, "I.4"),
                "warranty": ({"years_from_sale": 10, "replacement": "free when troubleshooting has failed"}, "III.1"),
                "refund.default": (
                    {"full": "unused and unactivated", "partial": "paid * min(unused data, unused time), rounded down"},
                    "III.2; assumption: min() for the proportion of usage and time",
                ),
                "refund.eiotclub": (
                    {
                        "full": "unused and unactivated, or within 24 h of purchase",
                        "full_within_hours": 24,
                        "partial": "paid * min(unused data, unused time), rounded down",
                    },
                    "III.2; the platform's published rule",
                ),
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
                "remedies": (
                    {
                        "needs_reason": ["suspend", "lock_imei", "switch_operator"],
                        "needs_second_person": {"suspend": ["agent"]},
                    },
                    "assumption: who cuts off somebody's card says why, and an agent does not do it alone",
                ),
                "pause_reasons": (
                    {
                        "reasons": {
                            "customer": {"holds": ["next", "resolution"]},
                            "operator": {"holds": ["resolution"]},
                            "supplier": {"holds": ["resolution"]},
                            "appointment": {"holds": ["next", "resolution"]},
                        }
                    },
                    "design section 2: waiting for the customer holds next and resolution, never the first; the others are assumptions",
                ),
                "escalation_repeats": (
                    {"every_minutes": 15, "most_times": 8},
                    "assumption: who is called and says nothing is called again",
                ),
                "breach_causes": (
                    {
                        "operator_percent": 50,
                        "off_hours_percent": 50,
                        "assignment_percent": 50,
                        "volume_times_percent": 200,
                        "volume_least": 20,
                    },
                    "assumption: half of the time, or twice the usual number, makes the cause",
                ),
                "satisfaction": (
                    {"asks": True, "days_between": 30, "minutes_after": 10},
                    "assumption: once per ticket, and once in 30 days per person",
                ),
            }
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
