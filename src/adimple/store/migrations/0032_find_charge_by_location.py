from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0031_find_by_code")]

    operations = [
        migrations.AddIndex(
            model_name="pixcharge",
            index=models.Index(
                condition=models.Q(("location", ""), _negated=True),
                fields=["location"],
                name="pix_charge_location_idx",
            ),
        ),
    ]
