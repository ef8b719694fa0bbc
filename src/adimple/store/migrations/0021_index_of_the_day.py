"""A day's actions in the order its page shows them, and those that do not count towards the ceiling."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0020_shards_of_the_night")]
    operations = [
        migrations.RemoveIndex(model_name="action", name="action_credor_on_idx"),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["credor", "on", "due_at", "id"], name="action_day_idx"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["credor", "on"], condition=models.Q(("state", "expired")), name="action_expired_idx"
            ),
        ),
    ]
