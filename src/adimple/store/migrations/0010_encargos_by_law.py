"""A policy may leave juros to the law, or name an index of correction; those there are stay as they were."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0009_index_rates'),
    ]

    operations = [
        migrations.AddField(
            model_name='encargospolicy',
            name='juros_by',
            field=models.CharField(db_default='contract', default='contract', max_length=10),
        ),
        migrations.AddField(
            model_name='encargospolicy',
            name='correction_index',
            field=models.CharField(db_default='', default='', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='encargospolicy',
            constraint=models.CheckConstraint(condition=models.Q(('juros_by', 'contract'), models.Q(('juros_by', 'law'), ('juros_ppb_month', 0)), _connector='OR'), name='encargos_policy_juros_by'),
        ),
    ]
