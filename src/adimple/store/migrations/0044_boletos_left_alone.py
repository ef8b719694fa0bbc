from django.db import migrations, models

# What ended before boletos were made again by themselves is left to people.
_FROM_TODAY = "UPDATE convenio SET reissues_from = (now() AT TIME ZONE 'America/Sao_Paulo')::date"


class Migration(migrations.Migration):
    dependencies = [("store", "0043_link_hosts_kept")]

    operations = [
        migrations.AddField("boleto", "terms_seen_at", models.DateTimeField(null=True)),
        migrations.AddField("boleto", "unissued", models.CharField(db_default="", default="", max_length=300)),
        migrations.AddField("convenio", "reissues_from", models.DateField(null=True)),
        migrations.RunSQL(_FROM_TODAY, migrations.RunSQL.noop),
    ]
