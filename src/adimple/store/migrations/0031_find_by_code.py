import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0030_money_taken_back")]

    operations = [
        migrations.AddIndex(
            model_name="titulo",
            index=models.Index(
                condition=models.Q(("linha_digitavel", ""), _negated=True),
                fields=["linha_digitavel"],
                name="titulo_linha_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="titulo",
            index=models.Index(
                django.db.models.functions.text.MD5("pix_copia_e_cola"),
                condition=models.Q(("pix_copia_e_cola", ""), _negated=True),
                name="titulo_pix_idx",
            ),
        ),
    ]
