"""The words of names get a list of their own: a misspelled name is looked for among them, not among all tickets."""

import django.contrib.postgres.indexes
from django.db import migrations, models

CLOSED = """
ALTER TABLE support_nameword ENABLE ROW LEVEL SECURITY;
"""
OPEN = """
ALTER TABLE support_nameword DISABLE ROW LEVEL SECURITY;
"""

DOORS = """
SELECT show_limit(); -- loads pg_trgm: its settings can't be named in a function before

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

DROP FUNCTION support_guess_tickets(text, integer);

INSERT INTO support_nameword (word)
SELECT DISTINCT word
FROM support_searchtext,
     regexp_split_to_table(names, E'\\n') name,
     regexp_split_to_table(name, '[^[:alpha:]]+') word
WHERE name NOT LIKE '%@%' AND length(word) >= 3
ON CONFLICT DO NOTHING;
"""
NO_DOORS = """
DROP FUNCTION support_keep_name_words(text[]);
DROP FUNCTION support_near_names(text[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [("support", "0014_packs")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        fastupdate=False,
                        name="name_word_by_likeness",
                    )
                ],
            },
        ),
        migrations.RunSQL(CLOSED, OPEN),
        migrations.RunSQL(DOORS, NO_DOORS),
    ]
