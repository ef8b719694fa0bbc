from django.db import migrations, models

# Any number will do that all devedores of a person share; the least of their ids lies beside their other rows.
_NUMBER = """
    UPDATE devedor d SET person_number = p.number
    FROM (SELECT person_key, min(id) AS number FROM devedor GROUP BY person_key) p WHERE p.person_key = d.person_key
"""


class Migration(migrations.Migration):
    """A number that joins a person as its key does, in the order in which people came: shards are ranges of it."""

    dependencies = [("store", "0039_receipts_of_every_road")]

    operations = [
        migrations.RemoveIndex(model_name="devedor", name="devedor_person_idx"),
        migrations.AddField(model_name="devedor", name="person_number", field=models.BigIntegerField(null=True)),
        migrations.RunSQL(_NUMBER, migrations.RunSQL.noop),
        # What waits of the foreign keys of the rows above comes first: a table with such events is not altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(model_name="devedor", name="person_number", field=models.BigIntegerField()),
        migrations.AddIndex(
            model_name="devedor",
            index=models.Index(
                fields=["person_key"], include=["id", "credor", "person_number"], name="devedor_person_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="devedor",
            index=models.Index(fields=["person_number"], include=["id", "credor"], name="devedor_number_idx"),
        ),
    ]
