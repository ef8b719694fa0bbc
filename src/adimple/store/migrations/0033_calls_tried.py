from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0032_find_charge_by_location")]

    operations = [
        migrations.AddField(model_name="rawpayload", name="tried_at", field=models.DateTimeField(null=True)),
    ]
