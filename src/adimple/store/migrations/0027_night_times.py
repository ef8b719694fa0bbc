"""How long each shard of a night read, planned and wrote, in milliseconds of machine time; kept for some days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0026_email_proven")]
    operations = [
        migrations.CreateModel(
            name="NightTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("night", models.BigIntegerField()),
                ("on", models.DateField()),
                ("read_ms", models.IntegerField()),
                ("plan_ms", models.IntegerField()),
                ("write_ms", models.IntegerField()),
            ],
            options={
                "db_table": "night_time",
                "indexes": [models.Index(fields=["on", "night"], name="night_time_idx")],
            },
        ),
    ]
