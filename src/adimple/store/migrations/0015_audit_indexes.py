"""The journal read as Auditoria does: newest first, by kind, by who did it, by the hash a file carries."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_api_keys'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['credor', '-at', '-id'], name='event_at_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['credor', 'name', '-at', '-id'], name='event_name_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['credor', 'actor', '-at', '-id'], name='event_actor_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(KeyTextTransform('sha256', 'payload'), condition=models.Q(('payload__has_key', 'sha256')), name='event_sha256_idx'),
        ),
    ]
