"""Links into an account are its own: others' do not show, whatever a page asks for."""

from django.db import migrations

from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_api_keys")]

    operations = [protect("accounts_onetimelink")]
