from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0044_boletos_left_alone")]

    operations = [
        migrations.AddField("pspaccount", "hooks_asked", models.JSONField(default=list)),
    ]
