"""What the clock last did for the installation: the backup of the night, doctor's verdict."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0012_words_of_names")]
    operations = [
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                ("chore", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("is_well", models.BooleanField()),
                ("said", models.CharField(default="", max_length=300)),
            ],
            options={
                "db_table": "upkeep",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("chore__in", ["backup", "backup_failed", "doctor"])), name="upkeep_chore"
                    )
                ],
            },
        ),
    ]
