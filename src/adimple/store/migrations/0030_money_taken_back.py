import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0029_money_comes_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='incoming',
            name='returned_cents',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='ocorrencia',
            name='payer_document',
            field=models.CharField(db_default='', default='', max_length=14),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(('returned_cents__gte', 0), ('returned_cents__lte', models.F('cents'))), name='incoming_returned'),
        ),
        migrations.AddIndex(
            model_name='titulo',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['credor', 'principal_cents'], name='titulo_open_value_idx'),
        ),
        migrations.CreateModel(
            name='Reversal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=10)),
                ('source_key', models.CharField(max_length=120)),
                ('of_key', models.CharField(default='', max_length=120)),
                ('cents', models.BigIntegerField()),
                ('on', models.DateField()),
                ('received_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('boleto', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='store.boleto')),
                ('credor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.credor')),
                ('incoming', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='store.incoming')),
                ('raw_payload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.rawpayload')),
            ],
            options={
                'db_table': 'reversal',
                'indexes': [models.Index(condition=models.Q(('incoming__isnull', True)), fields=['credor', 'source', 'of_key'], name='reversal_waiting_idx')],
                'constraints': [models.UniqueConstraint(fields=('credor', 'source', 'source_key'), name='reversal_once'), models.CheckConstraint(condition=models.Q(('cents__gt', 0)), name='reversal_cents')],
            },
        ),
    ]
