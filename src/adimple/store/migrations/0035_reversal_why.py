from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0034_find_statement_line")]

    operations = [
        migrations.AddField(
            model_name="reversal",
            name="why",
            field=models.CharField(db_default="", default="", max_length=300),
        ),
    ]
