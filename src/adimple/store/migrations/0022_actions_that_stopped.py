"""The few actions that did not go, in the order their page shows them; the expired are among them."""

from django.db import migrations, models

STOPPED = ["refused", "failed", "uncertain", "expired"]


class Migration(migrations.Migration):
    dependencies = [("store", "0021_index_of_the_day")]
    operations = [
        migrations.RemoveIndex(model_name="action", name="action_expired_idx"),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["credor", "on", "due_at", "id"],
                condition=models.Q(("state__in", STOPPED)),
                name="action_stopped_idx",
            ),
        ),
    ]
