from django.db import migrations, models

CHORES = ["backup", "backup_failed", "doctor", "webhooks", "reissues", "calls"]


class Migration(migrations.Migration):
    dependencies = [("store", "0041_papers_of_former_keys")]

    operations = [
        migrations.RemoveConstraint("upkeep", "upkeep_chore"),
        migrations.AddConstraint(
            "upkeep", models.CheckConstraint(condition=models.Q(chore__in=CHORES), name="upkeep_chore")
        ),
    ]
