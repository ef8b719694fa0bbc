"""What is found of a promise is written once, and never edited; a promise knows whether its day was looked at."""

import django.db.models.deletion
from django.db import migrations, models


CREATE = """
CREATE TRIGGER promise_outcome_append_only BEFORE UPDATE OR DELETE ON promise_outcome
FOR EACH ROW EXECUTE FUNCTION refuse_edit();
"""
DROP = "DROP TRIGGER promise_outcome_append_only ON promise_outcome;"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_jobs_of_imports'),
    ]

    operations = [
        migrations.CreateModel(
            name='PromiseOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.SmallIntegerField()),
                ('outcome', models.CharField(max_length=10)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'promise_outcome',
            },
        ),
        migrations.AddField(
            model_name='promise',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['promised_on'], name='promise_unsettled_idx'),
        ),
        migrations.AddField(
            model_name='promiseoutcome',
            name='credor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.credor'),
        ),
        migrations.AddField(
            model_name='promiseoutcome',
            name='promise',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.promise'),
        ),
        migrations.AddConstraint(
            model_name='promiseoutcome',
            constraint=models.UniqueConstraint(fields=('promise', 'ordinal'), name='promise_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='promiseoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['kept', 'broken'])), name='promise_outcome_known'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
