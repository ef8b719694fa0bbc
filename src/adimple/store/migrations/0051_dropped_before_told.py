from django.db import migrations

# Codes that were read as a plain baixa, and that say, or may say, that the boleto was paid or needs no payment.
_NOT_OWED = """
    UPDATE ocorrencia o SET meaning = v.meaning
    FROM (VALUES
        ('341', '10', 'settled'), ('341', '05', 'perhaps_settled'), ('033', '10', 'perhaps_settled'),
        ('041', 'AA', 'settled'), ('041', '04', 'settled'), ('041', '25', 'settled'), ('104', '24', 'settled'),
        ('001', '15', 'settled'), ('237', '15', 'settled'), ('756', '15', 'settled')
    ) v(bank, code, meaning), retorno r, boleto b, titulo t
    WHERE r.id = o.retorno_id AND r.bank_code = v.bank AND o.code = v.code AND o.meaning = 'baixa'
    AND b.id = o.boleto_id AND b.state = 'ended' AND t.id = b.titulo_id AND t.closed_on IS NULL
"""
_SAID = "O banco deu baixa neste boleto por conta própria, e o título ainda é devido. Emita outro."
_IS_NOT_OWED = """
    EXISTS (SELECT FROM ocorrencia o WHERE o.boleto_id = b.id AND o.meaning IN ('settled', 'perhaps_settled'))
"""
_UNSAY = f"UPDATE boleto b SET unissued = '' WHERE b.state = 'ended' AND b.unissued = '{_SAID}' AND {_IS_NOT_OWED}"
# A título that shows another line has another boleto.
_SAY = f"""
    UPDATE boleto b SET unissued = '{_SAID}'
    FROM titulo t
    WHERE t.id = b.titulo_id AND t.closed_on IS NULL AND t.linha_digitavel IN ('', b.linha_digitavel)
    AND b.state = 'ended' AND b.unissued = ''
    AND NOT EXISTS (SELECT FROM remessa_item i WHERE i.boleto_id = b.id AND i.kind = 'baixa')
    AND NOT EXISTS (SELECT FROM boleto x WHERE x.titulo_id = b.titulo_id AND x.id > b.id)
    AND EXISTS (
        SELECT FROM ocorrencia o JOIN retorno r ON r.id = o.retorno_id
        WHERE o.boleto_id = b.id AND o.meaning = 'baixa' AND r.released_at IS NOT NULL
    )
    AND NOT {_IS_NOT_OWED}
"""


class Migration(migrations.Migration):
    """Boletos that the bank dropped of its own before people were told of them are told of; what it said to be settled,
    or may have, is no more read as still owed.
    """

    dependencies = [("store", "0050_what_waits_for_an_answer")]

    operations = [migrations.RunSQL([_NOT_OWED, _UNSAY, _SAY], migrations.RunSQL.noop)]
