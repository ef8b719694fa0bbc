"""A payment remembers which títulos it was for, so that a replay lays it where it was meant to go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]
    operations = [
        migrations.AddField(model_name="payment", name="chosen", field=models.JSONField(default=list)),
    ]
