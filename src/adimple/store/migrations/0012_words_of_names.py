"""Names are also found by the beginnings of their words."""

from django.db import migrations

CREATE = "CREATE INDEX devedor_words_idx ON devedor USING gin (to_tsvector('simple', name_key))"


class Migration(migrations.Migration):
    dependencies = [("store", "0011_indexes_of_lists")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX devedor_words_idx")]
