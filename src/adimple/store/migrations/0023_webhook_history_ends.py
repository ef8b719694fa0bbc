"""What webhooks were told may be forgotten after a while: by who says so in the same transaction, and nobody else."""

from django.db import migrations, models

ENDS = """
DROP TRIGGER webhook_attempt_append_only ON webhook_attempt;
CREATE TRIGGER webhook_attempt_append_only BEFORE UPDATE ON webhook_attempt
FOR EACH ROW EXECUTE FUNCTION refuse_edit();
CREATE TRIGGER webhook_attempt_no_delete BEFORE DELETE ON webhook_attempt
FOR EACH ROW WHEN (coalesce(current_setting('adimple.pruning', true), '') <> 'on') EXECUTE FUNCTION refuse_edit();
"""
STAYS = """
DROP TRIGGER webhook_attempt_no_delete ON webhook_attempt;
DROP TRIGGER webhook_attempt_append_only ON webhook_attempt;
CREATE TRIGGER webhook_attempt_append_only BEFORE UPDATE OR DELETE ON webhook_attempt
FOR EACH ROW EXECUTE FUNCTION refuse_edit();
"""
CHORES = ["backup", "backup_failed", "doctor", "webhooks"]


class Migration(migrations.Migration):
    dependencies = [("store", "0022_actions_that_stopped")]
    operations = [
        migrations.RunSQL(ENDS, STAYS),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                fields=["settled_at"], condition=models.Q(state="delivered"), name="webhook_delivery_done_idx"
            ),
        ),
        migrations.RemoveConstraint(model_name="upkeep", name="upkeep_chore"),
        migrations.AddConstraint(
            model_name="upkeep",
            constraint=models.CheckConstraint(condition=models.Q(chore__in=CHORES), name="upkeep_chore"),
        ),
    ]
