"""The months of the indices, imported from the Banco Central: with source and date, shared by every credor."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_proof_stays'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.CharField(max_length=20)),
                ('month', models.DateField()),
                ('rate_ppb', models.BigIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'index_rate',
                'constraints': [models.UniqueConstraint(fields=('index', 'month'), name='index_rate_once'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='index_rate_whole_month'), models.CheckConstraint(condition=models.Q(('rate_ppb__gte', -1000000000), ('rate_ppb__lte', 1000000000)), name='index_rate_bounds')],
            },
        ),
    ]
