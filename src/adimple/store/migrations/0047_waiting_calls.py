from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0046_parents_proved_once")]

    operations = [
        migrations.AddIndex(
            "rawpayload",
            models.Index(
                condition=models.Q(("done_at__isnull", True), ("source", "pix")),
                fields=["name", "id"],
                name="raw_payload_call_idx",
            ),
        ),
    ]
