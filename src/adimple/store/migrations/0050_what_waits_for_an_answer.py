import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of which Pix a PSP gave no answer, and of which payment a person is asked, is known without asking again."""

    dependencies = [("store", "0049_reversals_met")]

    operations = [
        migrations.AddField(
            "pspaccount",
            "unanswered",
            models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            "reversal",
            "perhaps",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.payment",
            ),
        ),
    ]
