"""What the desk may do by itself, and the terms of rooms that are still to come (design section 2)."""

from django.db import migrations

from simcare.kernel.policy import defaults


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("kernel", "0001_initial")]
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
            }
        )
    ]
