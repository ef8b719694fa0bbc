from django.db import migrations, models


class Migration(migrations.Migration):
    """A large retorno is released by the worker; what people said of reversals and of boletos is found at once."""

    dependencies = [("store", "0047_waiting_calls")]

    operations = [
        migrations.RemoveConstraint("job", "job_kind"),
        migrations.AddConstraint(
            "job",
            models.CheckConstraint(
                condition=models.Q(kind__in=["import.check", "import.write"], import_file__isnull=False)
                | models.Q(kind__in=["retorno.take", "retorno.release"], raw_payload__isnull=False),
                name="job_kind",
            ),
        ),
        migrations.AddIndex(
            "reversal",
            models.Index(
                condition=models.Q(("settled_by", ""), _negated=True),
                fields=["credor", "source"],
                name="reversal_said_idx",
            ),
        ),
        migrations.AddIndex(
            "boleto",
            models.Index(
                condition=models.Q(("unissued", ""), _negated=True),
                fields=["convenio", "id"],
                name="boleto_unissued_idx",
            ),
        ),
    ]
