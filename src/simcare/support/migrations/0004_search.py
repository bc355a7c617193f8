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

CREATE FUNCTION support_newest_tickets(
    wanted tsquery, plain tsquery, parts text[], from_at timestamptz, until_at timestamptz, most integer
) RETURNS TABLE (ticket_ids bigint[], in_heads boolean[], changes double precision[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    told CONSTANT text := 'SELECT array_agg(id), array_agg(in_head), array_agg(changed) FROM ('
        ' SELECT ticket.id, coalesce(text.head @@ $2, false) AS in_head,'
        '  extract(epoch FROM ticket.changed_at)::double precision AS changed';
    fits text := '';
    opened text := '';
    newest CONSTANT text := ' ORDER BY ticket_id DESC LIMIT $7';
    last CONSTANT double precision := (SELECT max(ticket_id) FROM support_searchtext);
    width double precision := most * 4;
    wider double precision;
    seen integer;
BEGIN
    -- only fixed words are joined here; what somebody typed is a parameter
    IF wanted IS NOT NULL THEN fits := fits || ' AND text.words @@ $1'; END IF;
    IF cardinality(parts) > 0 THEN fits := fits || ' AND text.names LIKE $3 AND text.names LIKE ALL ($4)'; END IF;
    IF from_at IS NOT NULL THEN opened := opened || ' AND ticket.opened_at >= $5'; END IF;
    IF until_at IS NOT NULL THEN opened := opened || ' AND ticket.opened_at < $6'; END IF;

    -- What many tickets say is found fastest by reading the newest tickets one by one. A first look at some tells how
    -- many must be read. Reading a ticket costs about a fifth of fetching one that the index names.
    WHILE cardinality(parts) = 0 LOOP
        EXECUTE told || ' FROM support_searchtext text JOIN support_ticket ticket ON ticket.id = text.ticket_id'
            ' WHERE text.ticket_id > $8' || fits || opened || newest || ') found'
            INTO ticket_ids, in_heads, changes
            USING wanted, plain, parts[1], parts, from_at, until_at, most, (last - width)::bigint;
        seen := coalesce(cardinality(ticket_ids), 0);
        IF seen = most OR width >= last THEN RETURN NEXT; RETURN; END IF;
        EXIT WHEN seen = 0;
        wider := width * most / seen * 1.5;
        EXIT WHEN wider > 5 * last * seen / width;
        width := wider;
    END LOOP;

    -- What few say, the index knows. Who sees all tickets needs no more of their texts than tickets.
    EXECUTE 'WITH fitting AS MATERIALIZED (SELECT ticket_id FROM support_searchtext text WHERE true' || fits || ') '
        || told || ' FROM (SELECT ticket_id FROM fitting' ||
        CASE WHEN opened = '' AND current_setting('app.scope', true) = 'provider' THEN newest ELSE '' END || ') fitting'
        ' JOIN support_searchtext text USING (ticket_id) JOIN support_ticket ticket ON ticket.id = ticket_id'
        ' WHERE true' || opened || newest || ') found'
        INTO ticket_ids, in_heads, changes
        USING wanted, plain, parts[1], parts, from_at, until_at, most;
    RETURN NEXT;
END
$$;
"""
NO_DOORS = """
DROP FUNCTION support_keep_search(jsonb);
DROP FUNCTION support_keep_name_words(text[]);
DROP FUNCTION support_near_names(text[], integer);
DROP FUNCTION support_newest_tickets(tsquery, tsquery, text[], timestamptz, timestamptz, integer);
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
