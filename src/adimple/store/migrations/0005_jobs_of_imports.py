"""Imports may be worked apart: a job for each, the preview of a large file kept, its size known."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_credor_records_calls'),
    ]

    operations = [
        migrations.AddField(
            model_name='importfile',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='importfile',
            name='preview',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='importfile',
            name='size_bytes',
            field=models.IntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('queued_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('state', models.CharField(default='queued', max_length=10)),
                ('leased_until', models.DateTimeField(null=True)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('stage', models.CharField(default='', max_length=10)),
                ('done', models.IntegerField(default=0)),
                ('total', models.IntegerField(default=0)),
                ('phrase', models.CharField(default='', max_length=500)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('credor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
                ('import_file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.importfile')),
            ],
            options={
                'db_table': 'job',
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['id'], name='job_waiting_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['import.check', 'import.write'])), name='job_kind'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='job_state'), models.CheckConstraint(condition=models.Q(models.Q(('leased_until__isnull', False), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('leased_until__isnull', True)), _connector='OR'), name='job_lease_while_running'), models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('import_file',), name='job_one_at_a_time')],
            },
        ),
    ]
