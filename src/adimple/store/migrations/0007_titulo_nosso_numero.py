"""A título keeps the number by which the bank knows its boleto, so that a payment can be found by it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_outcomes_of_promises'),
    ]

    operations = [
        migrations.AddField(
            model_name='titulo',
            name='nosso_numero',
            field=models.CharField(db_default='', default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='titulo',
            index=models.Index(condition=models.Q(('nosso_numero', ''), _negated=True), fields=['credor', 'nosso_numero'], name='titulo_nosso_numero_idx'),
        ),
    ]
