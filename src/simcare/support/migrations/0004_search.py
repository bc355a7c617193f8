"""The search index and its doors: nobody but the owner sees a row of it; the doors ask the walled tickets."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables

DOORS = """
SELECT show_limit(); -- loads pg_trgm: its settings can't be named in a function before

CREATE FUNCTION support_keep_search(told jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO support_searchtext (ticket_id, head, words, names, made_at)
    SELECT ticket.id,
           array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(row.head))),
           array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(row.words))),
           row.names,
           now()
    FROM jsonb_to_recordset(told) AS row (ticket bigint, head jsonb, words jsonb, names text)
    JOIN support_ticket ticket ON ticket.id = row.ticket
    ON CONFLICT (ticket_id) DO UPDATE
    SET head = excluded.head, words = excluded.words, names = excluded.names, made_at = excluded.made_at
$$;

CREATE FUNCTION support_keep_name_words(words text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO support_nameword (word) SELECT unnest(words) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION support_near_names(words text[], most integer) RETURNS TABLE (asked text, near text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.45 AS $$
BEGIN
    RETURN QUERY
    SELECT each, known.word
    FROM unnest(words) each
    CROSS JOIN LATERAL (
        SELECT word FROM support_nameword WHERE each <% word
        ORDER BY similarity(each, word) DESC, word LIMIT most
    ) known;
END
$$;
"""
NO_DOORS = """
DROP FUNCTION support_keep_search(jsonb);
DROP FUNCTION support_keep_name_words(text[]);
DROP FUNCTION support_near_names(text[], integer);
"""


def closed(table: str) -> migrations.RunSQL:
    """Nobody but the owner sees a row: row security without a policy, and not forced on the owner's functions."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
    )


class Migration(migrations.Migration):
    replaces = [("support", "0005_search"), ("support", "0015_name_words"), ("support", "0018_newest_found")]
    dependencies = [("support", "0001_tickets"), ("support", "0003_structure")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="SearchText",
                fields=[
                    (
                        "ticket",
                        models.OneToOneField(
                            on_delete=models.CASCADE,
                            primary_key=True,
                            related_name="search_text",
                            serialize=False,
                            to="support.ticket",
                        ),
                    ),
                    ("head", SearchVectorField(help_text="tokens of the subject")),
                    ("words", SearchVectorField(help_text="tokens of everything, and conditions such as is:open")),
                    (
                        "names",
                        models.TextField(
                            help_text="folded names, addresses and card numbers, one a line, found by any part"
                        ),
                    ),
                    ("made_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "indexes": [
                        GinIndex(fastupdate=False, fields=["words"], name="search_by_words"),
                        GinIndex(OpClass("names", name="gin_trgm_ops"), fastupdate=False, name="search_by_names"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="NameWord",
                fields=[
                    ("word", models.TextField(primary_key=True, serialize=False)),
                ],
                options={
                    "indexes": [
                        GinIndex(OpClass("word", name="gin_trgm_ops"), fastupdate=False, name="name_word_by_likeness")
                    ],
                },
            ),
        ),
        closed("support_searchtext"),
        closed("support_nameword"),
        migrations.RunSQL(DOORS, NO_DOORS),
    ]
