import django.db.models.deletion
from django.db import migrations, models

COUNTS = models.Q(("ended_at__isnull", True), ("verified_at__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("store", "0042_upkeep_of_boletos")]

    operations = [
        migrations.RemoveConstraint("linkhost", "link_host_verified_once"),
        migrations.AddField("linkhost", "ended_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "linkhost", "credor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.credor")
        ),
        migrations.AddConstraint(
            "linkhost", models.UniqueConstraint(condition=COUNTS, fields=("host",), name="link_host_verified_once")
        ),
        migrations.AddConstraint(
            "linkhost", models.UniqueConstraint(condition=COUNTS, fields=("credor",), name="link_host_counts_once")
        ),
        migrations.AddConstraint(
            "linkhost",
            models.UniqueConstraint(
                condition=models.Q(("verified_at__isnull", True)), fields=("credor",), name="link_host_waits_once"
            ),
        ),
    ]
