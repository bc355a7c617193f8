"""The canned answers and macros that a desk begins with."""

import tomllib
from importlib.resources import files

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.models.functions import Now


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
    dependencies = [("support", "0009_bulk")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
