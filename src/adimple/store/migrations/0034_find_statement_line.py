from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0033_calls_tried")]

    operations = [
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(
                condition=models.Q(("source", "ofx")), fields=["credor", "cents"], name="incoming_ofx_idx"
            ),
        ),
    ]
