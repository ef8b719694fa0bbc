"""What the lists and the Painel ask of a million títulos, from indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_encargos_by_law'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='titulo',
            name='titulo_credor_open_idx',
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['credor', 'devedor'], name='hold_standing_idx'),
        ),
        migrations.AddIndex(
            model_name='imputacao',
            index=models.Index(condition=models.Q(('is_current', True), models.Q(('principal_left_cents__gt', 0), ('multa_open_cents__gt', 0), ('juros_open_cents__gt', 0), _connector='OR')), fields=['credor', 'titulo'], name='imputacao_part_idx'),
        ),
        migrations.AddIndex(
            model_name='titulo',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['credor', 'due_on', 'id'], include=('principal_cents',), name='titulo_credor_due_idx'),
        ),
        migrations.AddIndex(
            model_name='titulo',
            index=models.Index(fields=['credor', '-id'], name='titulo_newest_idx'),
        ),
        migrations.AddIndex(
            model_name='titulo',
            index=models.Index(condition=models.Q(('closed_on__isnull', False)), fields=['credor', 'closed_reason', '-id'], name='titulo_closed_idx'),
        ),
    ]
