"""The order of imputação by policy, títulos closed by a whole open list, mappings of columns remembered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0016_doors_of_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='importfile',
            name='closed',
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='importfile',
            name='closing',
            field=models.CharField(db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='importfile',
            name='reopened',
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='importfile',
            name='whole_list',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='payment',
            name='by_law',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='payment',
            name='chosen_first',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='payment',
            name='last_titulo_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Baixa',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_on', models.DateField()),
                ('closed_at', models.DateTimeField()),
                ('last_payment_id', models.BigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(default='', max_length=10)),
                ('credor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
                ('import_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.importfile')),
                ('titulo', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.titulo')),
            ],
            options={
                'db_table': 'baixa',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('titulo',), name='baixa_standing_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__isnull', False), ('ended_by__in', ['undone', 'returned'])), _connector='OR'), name='baixa_ended')],
            },
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('headers_key', models.CharField(max_length=64)),
                ('mapping', models.JSONField()),
                ('author', models.CharField(max_length=254)),
                ('saved_at', models.DateTimeField()),
                ('credor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
            ],
            options={
                'db_table': 'import_mapping',
                'constraints': [models.UniqueConstraint(fields=('credor', 'kind', 'headers_key'), name='import_mapping_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['titulos', 'payments'])), name='import_mapping_kind')],
            },
        ),
        migrations.CreateModel(
            name='ImputacaoPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField()),
                ('by_law', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('credor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
            ],
            options={
                'db_table': 'imputacao_policy',
                'constraints': [models.UniqueConstraint(fields=('credor', 'effective_on'), name='imputacao_policy_once')],
            },
        ),
    ]
