"""Webhooks, what each was told, every try; and a mark of where the open transactions began to write to the journal."""

import django.db.models.deletion
from django.db import migrations, models

# Ids are given before transactions end. The first line a transaction writes to the journal takes a shared lock whose
# number is the last id given until then: what it writes has greater ids, and who reads the journal sees the lock.
FLOOR = """
CREATE FUNCTION hold_event_floor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('adimple.event_floor', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared(1702260340, (SELECT (last_value & 2147483647)::int FROM event_id_seq));
        PERFORM set_config('adimple.event_floor', 'held', true);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER event_floor BEFORE INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION hold_event_floor();
"""
NO_FLOOR = "DROP TRIGGER event_floor ON event; DROP FUNCTION hold_event_floor();"
APPEND_ONLY = """
CREATE TRIGGER webhook_attempt_append_only BEFORE UPDATE OR DELETE ON webhook_attempt
FOR EACH ROW EXECUTE FUNCTION refuse_edit();
"""
NOT_APPEND_ONLY = "DROP TRIGGER webhook_attempt_append_only ON webhook_attempt;"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0017_rest_of_the_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500)),
                ('kinds', models.JSONField()),
                ('secret_sealed', models.BinaryField()),
                ('former_sealed', models.BinaryField(default=b'')),
                ('former_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('after_id', models.BigIntegerField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stop_cause', models.CharField(default='', max_length=10)),
                ('failures', models.IntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('rest_until', models.DateTimeField(null=True)),
                ('served_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('lease', models.BigIntegerField(default=0)),
                ('credor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
            ],
            options={
                'db_table': 'webhook',
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='pending', max_length=10)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('queued_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.event')),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.webhook')),
            ],
            options={
                'db_table': 'webhook_delivery',
            },
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('status', models.SmallIntegerField(null=True)),
                ('failure', models.CharField(default='', max_length=20)),
                ('ms', models.IntegerField()),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.webhook')),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='store.webhookdelivery')),
            ],
            options={
                'db_table': 'webhook_attempt',
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stop_cause', ''), ('stopped_at__isnull', True)), models.Q(('stop_cause__in', ['person', 'gone', 'failing', 'secret']), ('stopped_at__isnull', False)), _connector='OR'), name='webhook_stop_has_cause'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failing_since__isnull', True), ('failures', 0)), models.Q(('failing_since__isnull', False), ('failures__gt', 0)), _connector='OR'), name='webhook_failing_since'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['webhook', 'event'], name='webhook_delivery_pending_idx'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['webhook', 'event'], name='webhook_delivery_failed_idx'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'event'), name='webhook_delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'delivered', 'failed', 'stopped'])), name='webhook_delivery_state'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state__in', ['pending', 'stopped'])), models.Q(('settled_at__isnull', False), ('state__in', ['delivered', 'failed'])), _connector='OR'), name='webhook_delivery_settled'),
        ),
        migrations.RunSQL(FLOOR, NO_FLOOR),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
