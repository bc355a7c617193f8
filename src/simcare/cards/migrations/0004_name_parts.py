"""Parts of names are found by runs of four characters: at ten million cards each run names a tenth of what three do.

Ten million cards of 60 digits have each run of three digits 600,000 times, and each run of four 60,000 times: that is
what a search reads of the index. A part of three characters is the beginning of its runs of four.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

RUNS = """
CREATE FUNCTION cards_name_runs(names text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    runs text[] := '{}';
BEGIN
    FOR place IN 1 .. length(names) - 2 LOOP
        runs[place] := substr(names, place, 4);  -- the last has three characters
    END LOOP;
    RETURN array_to_tsvector(runs);
END
$$;
"""


class Migration(migrations.Migration):
    """One index takes the place of the other."""

    dependencies = [("cards", "0003_exports_of_accounts")]
    operations = [
        migrations.RemoveIndex(model_name="card", name="card_names_part"),
        migrations.RunSQL(RUNS, "DROP FUNCTION cards_name_runs(text)"),
        migrations.AddIndex(
            model_name="card",
            index=GinIndex(models.Func(models.F("names_text"), function="cards_name_runs"), name="card_names_by_runs"),
        ),
    ]
