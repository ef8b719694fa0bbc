from django.db import migrations, models
from django.db.models import PROTECT


def _unguarded(model: str, name: str, to: str, **options) -> migrations.AlterField:
    column = models.ForeignKey(f"store.{to}", on_delete=PROTECT, db_constraint=False, **options)
    return migrations.AlterField(model, name, column)


class Migration(migrations.Migration):
    """Rows that come in by the thousand: what they name is proved by `adimple doctor`, not row by row (decision 0015)."""

    dependencies = [("store", "0045_hooks_asked")]

    operations = [
        _unguarded("event", "credor", "credor", null=True, db_index=False),
        _unguarded("event", "devedor", "devedor", null=True, db_index=False),
        _unguarded("event", "titulo", "titulo", null=True, db_index=False),
        _unguarded("payment", "credor", "credor", db_index=False),
        _unguarded("imputacao", "credor", "credor", db_index=False),
        _unguarded("incoming", "credor", "credor", db_index=False),
        _unguarded("incoming", "raw_payload", "rawpayload", null=True, db_index=False),
        _unguarded("incoming", "boleto", "boleto", null=True, db_index=False),
        _unguarded("ocorrencia", "credor", "credor", db_index=False),
        _unguarded("ocorrencia", "retorno", "retorno", db_index=False),
        _unguarded("ocorrencia", "boleto", "boleto", null=True),
        _unguarded("ocorrencia", "incoming", "incoming", null=True),
    ]
