from django.db import migrations, models


class Migration(migrations.Migration):
    """What a shard of the night reads without opening tables, and where each run began."""

    dependencies = [("store", "0019_leaving")]

    operations = [
        migrations.AddField(model_name="cyclerun", name="night", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="cyclerun",
            name="first_person",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="titulo",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", True)),
                fields=["devedor"],
                include=["id", "credor", "due_on", "principal_cents"],
                name="titulo_night_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("wrong_at__isnull", True)),
                fields=["devedor"],
                include=["id", "kind", "phone_kind"],
                name="contact_night_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("wrong_at__isnull", False)), fields=["devedor"], name="contact_wrong_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="devedor",
            index=models.Index(fields=["person_key"], include=["id", "credor"], name="devedor_person_idx"),
        ),
        migrations.AlterField(model_name="devedor", name="person_key", field=models.BigIntegerField()),
    ]
