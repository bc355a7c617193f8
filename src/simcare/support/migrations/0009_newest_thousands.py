"""The door of a search looks among the newest thousands of tickets first; the index knows the thousand of each."""

from django.db import migrations

NAMED = """
DROP INDEX search_by_words; -- made anew in one go: row by row it takes ten times as long
UPDATE support_searchtext SET words = words || array_to_tsvector(ARRAY['thousand:' || ticket_id / 1000]);
CREATE INDEX search_by_words ON support_searchtext USING gin (words) WITH (fastupdate = off);
"""
NEWEST = """
CREATE OR REPLACE FUNCTION support_newest_tickets(
    wanted tsquery, plain tsquery, parts text[], from_at timestamptz, until_at timestamptz, most integer
) RETURNS TABLE (ticket_ids bigint[], in_heads boolean[], changes double precision[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    too_many CONSTANT integer := 100;
    last CONSTANT bigint := (SELECT max(ticket_id) / 1000 FROM support_searchtext);
    newest CONSTANT text := ' ORDER BY ticket_id DESC LIMIT $7';
    fits text := '';
    opened text := '';
    told text;
    near tsquery;
    seen integer;
    thousands double precision := 5;
    needed double precision;
BEGIN
    -- only fixed words are joined here; what somebody typed is a parameter
    IF wanted IS NOT NULL THEN fits := fits || ' AND text.words @@ $1'; END IF;
    IF cardinality(parts) > 0 THEN fits := fits || ' AND text.names LIKE $3 AND text.names LIKE ALL ($4)'; END IF;
    IF from_at IS NOT NULL THEN opened := opened || ' AND ticket.opened_at >= $5'; END IF;
    IF until_at IS NOT NULL THEN opened := opened || ' AND ticket.opened_at < $6'; END IF;

    -- Who sees all tickets needs no more of their texts than tickets.
    told := 'WITH fitting AS MATERIALIZED (SELECT ticket_id FROM support_searchtext text WHERE true' || fits || ')'
        ' SELECT array_agg(id), array_agg(in_head), array_agg(changed) FROM ('
        ' SELECT ticket.id, coalesce(text.head @@ $2, false) AS in_head,'
        '  extract(epoch FROM ticket.changed_at)::double precision AS changed FROM (SELECT ticket_id FROM fitting' ||
        CASE WHEN opened = '' AND current_setting('app.scope', true) = 'provider' THEN newest ELSE '' END || ') fitting'
        ' JOIN support_searchtext text USING (ticket_id) JOIN support_ticket ticket ON ticket.id = ticket_id'
        ' WHERE true' || opened || newest || ') found';

    -- What many tickets say is looked for among the newest thousands, of which the index names few; how many are found
    -- there tells how many thousands are needed. What few say, and parts of names, are asked of the whole index: it
    -- weighs each ticket of a thousand that is named, and fetches each that fits, which costs about eight times as much.
    IF wanted IS NULL OR cardinality(parts) > 0 THEN thousands := too_many; END IF;
    LOOP
        near := CASE WHEN thousands < too_many THEN (
            SELECT string_agg(quote_literal('thousand:' || number), '|')
            FROM generate_series(greatest(0, last - ceil(thousands) + 1)::bigint, last) number
        ) END;
        EXECUTE told INTO ticket_ids, in_heads, changes
            USING coalesce(wanted && near, wanted), plain, parts[1], parts, from_at, until_at, most;
        seen := coalesce(cardinality(ticket_ids), 0);
        EXIT WHEN near IS NULL OR seen = most OR thousands > last;
        needed := 1.3 * thousands * most / greatest(seen, 1);
        thousands := CASE WHEN needed * 1000 < 8 * last * seen / thousands THEN needed ELSE too_many END;
    END LOOP;
    RETURN NEXT;
END
$$;
"""
NO_NEWEST = "DROP FUNCTION support_newest_tickets(tsquery, tsquery, text[], timestamptz, timestamptz, integer)"


class Migration(migrations.Migration):
    """A token in each row of the index, and the door."""

    dependencies = [("support", "0008_ticket_by_opening")]
    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.RunSQL(NEWEST, NO_NEWEST),
    ]
