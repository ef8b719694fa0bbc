import django.db.models.deletion
from django.db import migrations, models

_LIVE = ["made", "sent", "registered"]


class Migration(migrations.Migration):
    dependencies = [("store", "0037_link_host")]

    operations = [
        migrations.AddField("convenio", "reissues", models.BooleanField(db_default=True, default=True)),
        migrations.AddField("boleto", "abatimento_cents", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField(
            "boleto",
            "replaces",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="store.boleto",
            ),
        ),
        migrations.AddField("boleto", "because", models.CharField(db_default="", default="", max_length=10)),
        migrations.AddField("remessaitem", "due_on", models.DateField(null=True)),
        migrations.AddField("remessaitem", "abatimento_cents", models.BigIntegerField(null=True)),
        migrations.AddField("remessaitem", "answer", models.CharField(db_default="", default="", max_length=7)),
        migrations.AddField("remessaitem", "answered_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "boleto",
            models.Index(
                condition=models.Q(("replaces__isnull", False)), fields=["replaces"], name="boleto_replaces_idx"
            ),
        ),
        migrations.AddIndex(
            "boleto",
            models.Index(
                condition=models.Q(("state__in", _LIVE)), fields=["convenio", "id"], name="boleto_of_convenio_idx"
            ),
        ),
        migrations.AddConstraint(
            "boleto",
            models.CheckConstraint(
                condition=models.Q(abatimento_cents__gte=0, abatimento_cents__lt=models.F("cents")),
                name="boleto_abatimento",
            ),
        ),
    ]
