import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0036_pix_refund")]

    operations = [
        migrations.CreateModel(
            name="LinkHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253)),
                ("saved_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "credor",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="store.credor"),
                ),
            ],
            options={
                "db_table": "link_host",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=("host",),
                        name="link_host_verified_once",
                    )
                ],
            },
        ),
    ]
