"""The wall reads the connection's settings once for a query; walls that were built before read them for every row."""

from django.db import migrations

from simcare.kernel.tenancy import OWN_ACCOUNT, SEES_ALL

REBUILD = f"""
DO $rebuild$
DECLARE wall record;
BEGIN
    FOR wall IN
        SELECT tablename, replace(replace(qual,
            $$(current_setting('app.scope'::text, true) = 'provider'::text)$$, $${SEES_ALL}$$),
            $$(NULLIF(current_setting('app.account'::text, true), ''::text))::bigint$$, $${OWN_ACCOUNT}$$) AS visible
        FROM pg_policies
        WHERE schemaname = current_schema() AND policyname = 'account_wall' AND qual NOT LIKE '%SELECT%'
    LOOP
        EXECUTE format('ALTER POLICY account_wall ON %I USING (%s) WITH CHECK (%s)',
            wall.tablename, wall.visible, wall.visible);
    END LOOP;
END $rebuild$;
"""  # noqa: S608  # both names are constants of ours


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_tallies")]

    operations = [migrations.RunSQL(REBUILD, migrations.RunSQL.noop)]
