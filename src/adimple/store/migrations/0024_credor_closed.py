"""A credor whose contract ended: since when, and whom its devedores talk to now; while it is closed nothing leaves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_webhook_history_ends")]
    operations = [
        migrations.AddField(model_name="credor", name="closed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="credor",
            name="closed_contact",
            field=models.CharField(max_length=300, default="", db_default=""),
        ),
        migrations.AddConstraint(
            model_name="credor",
            constraint=models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(released_at__isnull=True)
                | models.Q(stopped_at__isnull=False),
                name="credor_closed_is_stopped",
            ),
        ),
    ]
