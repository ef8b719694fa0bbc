"""When somebody first used a link that only the account's own e-mail received."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0025_tasks_in_order")]
    operations = [
        migrations.AddField(model_name="account", name="email_proven_at", field=models.DateTimeField(null=True)),
    ]
