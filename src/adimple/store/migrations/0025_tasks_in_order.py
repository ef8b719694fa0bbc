"""The tasks to do and the tasks done, each in the order its page shows them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0024_credor_closed")]
    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                models.F("credor"),
                models.ExpressionWrapper(models.Q(("action__isnull", False)), models.BooleanField()),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(("outcome", "")),
                name="task_turn_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["credor", "-outcome_at", "-id"],
                condition=models.Q(("outcome", ""), _negated=True),
                name="task_done_idx",
            ),
        ),
    ]
