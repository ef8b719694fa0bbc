import django.db.models.deletion
from django.db import migrations, models

# Before, the receipt said so by a sentence. Of alike reversals of one boleto (its cents, its day) each met one.
_AS_TOLD = """
    WITH told AS MATERIALIZED (
        SELECT id, credor_id, source, source_key, why FROM incoming
        WHERE why LIKE 'Uma pessoa disse que a devolução de %'
    ), said AS (
        SELECT v.id, v.credor_id, v.source, v.of_key, concat(
            'Uma pessoa disse que a devolução de R$ ',
            translate(to_char(v.cents / 100, 'FM999,999,999,999,990'), ',', '.'), ',', to_char(v.cents % 100, 'FM00'),
            ', de ', to_char(v."on", 'DD/MM/YYYY'), ', é deste dinheiro, ') AS words
        FROM reversal v JOIN incoming o ON o.id = v.incoming_id WHERE v.settled_by <> '' AND o.source <> v.source
    ), whole AS (
        SELECT s.id, t.id AS met FROM said s JOIN told t
        ON t.credor_id = s.credor_id AND t.source = s.source AND t.source_key = s.of_key AND starts_with(t.why, s.words)
    ), reversals AS (
        SELECT *, row_number() OVER (PARTITION BY credor_id, source, of_key, words ORDER BY id) AS n
        FROM said WHERE right(of_key, 1) = '/'
    ), receipts AS (
        SELECT k.*, t.id AS met,
               row_number() OVER (PARTITION BY k.credor_id, k.source, k.of_key, k.words ORDER BY t.id) AS n
        FROM (SELECT DISTINCT credor_id, source, of_key, words FROM reversals) k JOIN told t
        ON t.credor_id = k.credor_id AND t.source = k.source AND starts_with(t.source_key, k.of_key)
           AND starts_with(t.why, k.words)
    )
    UPDATE reversal SET met_id = f.met
    FROM (
        SELECT id, met FROM whole
        UNION ALL SELECT v.id, r.met FROM reversals v JOIN receipts r USING (credor_id, source, of_key, words, n)
    ) f WHERE reversal.id = f.id
"""


class Migration(migrations.Migration):
    """Which late receipt a reversal met is a column, and no longer read from the words on it."""

    dependencies = [("store", "0048_releases_as_jobs")]

    operations = [
        migrations.AddField(
            "reversal",
            "met",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="met_by",
                to="store.incoming",
            ),
        ),
        migrations.AddConstraint(
            "reversal",
            models.UniqueConstraint(
                condition=models.Q(("of_key__endswith", "/")), fields=("met",), name="reversal_met_once"
            ),
        ),
        migrations.RunSQL(_AS_TOLD, migrations.RunSQL.noop),
    ]
