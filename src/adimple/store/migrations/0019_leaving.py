"""Which messages in a worker's hands have not begun to leave, and what was answered of those that did; not durable."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0018_webhooks")]
    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("dispatch_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("credor_id", models.BigIntegerField()),
                ("receipt", models.TextField(null=True)),
            ],
            options={"db_table": "leaving"},
        ),
        migrations.RunSQL("ALTER TABLE leaving SET UNLOGGED", "ALTER TABLE leaving SET LOGGED"),
    ]
