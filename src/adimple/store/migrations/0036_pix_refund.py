import django.db.models.deletion
from django.db import migrations, models

LIVE = models.Q(("state__in", ["asked", "in_process"]))


class Migration(migrations.Migration):
    dependencies = [("store", "0035_reversal_why")]

    operations = [
        migrations.CreateModel(
            name="PixRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("refund_id", models.CharField(max_length=35)),
                ("cents", models.BigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("why", models.CharField(default="", max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=254)),
                ("changed_at", models.DateTimeField()),
                (
                    "credor",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="store.credor"
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="store.incoming"
                    ),
                ),
                (
                    "psp_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="store.pspaccount"
                    ),
                ),
            ],
            options={
                "db_table": "pix_refund",
                "indexes": [models.Index(condition=LIVE, fields=["credor", "id"], name="pix_refund_live_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("incoming", "number"), name="pix_refund_number_once"),
                    models.UniqueConstraint(fields=("credor", "refund_id"), name="pix_refund_id_once"),
                    models.UniqueConstraint(condition=LIVE, fields=("incoming",), name="pix_refund_live_once"),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="pix_refund_cents"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="pix_refund_number"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "in_process", "returned", "not_done"])),
                        name="pix_refund_state",
                    ),
                ],
            },
        ),
    ]
