"""The search index and its two doors: nobody but the owner sees a row of it; the doors ask the walled tickets."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

CLOSED = """
ALTER TABLE support_searchtext ENABLE ROW LEVEL SECURITY;
"""
OPEN = """
ALTER TABLE support_searchtext DISABLE ROW LEVEL SECURITY;
"""

DOORS = """
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

CREATE FUNCTION support_find_tickets(
    wanted tsquery, plain tsquery, parts text[], from_at timestamptz, until_at timestamptz, most integer
) RETURNS TABLE (ticket_id bigint, in_head boolean, changed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    asked text := '';
BEGIN
    IF wanted IS NOT NULL THEN asked := asked || ' AND text.words @@ $1'; END IF;
    IF cardinality(parts) > 0 THEN asked := asked || ' AND text.names LIKE $3 AND text.names LIKE ALL ($4)'; END IF;
    IF from_at IS NOT NULL THEN asked := asked || ' AND ticket.opened_at >= $5'; END IF;
    IF until_at IS NOT NULL THEN asked := asked || ' AND ticket.opened_at < $6'; END IF;
    -- only fixed words are joined here; what somebody typed is a parameter
    RETURN QUERY EXECUTE
        'SELECT ticket.id, coalesce(text.head @@ $2, false), ticket.changed_at'
        ' FROM support_searchtext text JOIN support_ticket ticket ON ticket.id = text.ticket_id'
        ' WHERE true' || asked || ' LIMIT $7'
        USING wanted, plain, parts[1], parts, from_at, until_at, most;
END
$$;

CREATE FUNCTION support_guess_tickets(name text, most integer)
RETURNS TABLE (ticket_id bigint, likeness real, changed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
SET pg_trgm.word_similarity_threshold = 0.45 AS $$
BEGIN
    RETURN QUERY
    SELECT ticket.id, near.likeness, ticket.changed_at
    FROM (
        SELECT text.ticket_id AS id, word_similarity(name, text.names) AS likeness
        FROM support_searchtext text WHERE name <% text.names
        ORDER BY likeness DESC, text.ticket_id DESC LIMIT most * 5
    ) near
    JOIN support_ticket ticket ON ticket.id = near.id
    ORDER BY near.likeness DESC, ticket.changed_at DESC LIMIT most;
END
$$;
"""
NO_DOORS = """
DROP FUNCTION support_keep_search(jsonb);
DROP FUNCTION support_find_tickets(tsquery, tsquery, text[], timestamptz, timestamptz, integer);
DROP FUNCTION support_guess_tickets(text, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("support", "0004_lists"), ("cards", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="support.ticket",
                    ),
                ),
                ("head", django.contrib.postgres.search.SearchVectorField(help_text="tokens of the subject")),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="tokens of everything, and conditions such as is:open"
                    ),
                ),
                (
                    "names",
                    models.TextField(
                        help_text="folded names, addresses and card numbers, one a line, found by any part"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddIndex(
            model_name="searchtext",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="search_by_words"),
        ),
        migrations.AddIndex(
            model_name="searchtext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("names", name="gin_trgm_ops"),
                fastupdate=False,
                name="search_by_names",
            ),
        ),
        migrations.RunSQL(CLOSED, OPEN),
        migrations.RunSQL(DOORS, NO_DOORS),
    ]
