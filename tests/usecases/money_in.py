"""Money that comes in, for tests: convênios, boletos, files of a bank with exact widths."""

from dataclasses import replace
from datetime import date

from adimple import banks
from adimple.domain.incoming import PIX, Received
from adimple.store import models
from tests.builders import NOW

PAID_ON = date(2026, 11, 20)
TERMS = {"agencia": "1234", "conta": "56789", "conta_dv": "0", "carteira": "109"}


def make_raw(credor, source=PIX, content=b"{}"):
    number = models.RawPayload.objects.count() + 1
    return models.RawPayload.objects.create(
        credor=credor, source=source, content=content, sha256=f"{number:064d}", received_at=NOW, actor="teste"
    )


def make_convenio(credor, **given):
    """Itaú, carteira 109, CNAB 400."""
    number = models.Convenio.objects.count() + 1
    fields = {"bank_code": "341", "label": "Itaú", "layout": "CNAB400", "terms": TERMS, "terms_key": f"{number:064d}"}
    return models.Convenio.objects.create(credor=credor, created_at=NOW, **fields | given)


def make_boleto(convenio, titulo, **given):
    number = models.Boleto.objects.count() + 1
    nosso = given.get("nosso_numero", f"{number:08d}")
    fields = {
        "sequence": number,
        "nosso_numero": nosso,
        "printed_number": f"109/{nosso}-0",
        "barcode": "0" * 44,
        "linha_digitavel": "0" * 47,
        "cents": titulo.principal_cents,
        "due_on": titulo.due_on,
        "pay_until": date(2026, 12, 30),
        "issued_on": date(2026, 10, 1),
        "policy": {},
        "pagador": {},
        "state": "registered",
        "created_at": NOW,
        "changed_at": NOW,
    }
    return models.Boleto.objects.create(credor=convenio.credor, convenio=convenio, titulo=titulo, **fields | given)


def received(raw, key, cents, **given) -> Received:
    one = Received(
        source=raw.source, source_key=key, raw_payload_id=raw.id, cents=cents, paid_on=given.pop("paid_on", PAID_ON)
    )
    return replace(one, **given)


def retorno_400(*lines: tuple, generated_on=date(2026, 11, 23)) -> bytes:
    """An Itaú retorno: (ocorrência, nosso número, face, paid, day) each; what exceeds the face is juros.

    A sixth text is the seu número; without it, only a line without nosso número has one.
    """
    day = f"{generated_on:%d%m%y}"
    header = f"02RETORNO01{'COBRANCA':15}1234" + "00" + "567890" + " " * 8 + f"{'CREDOR EXEMPLO':30}341"
    header = f"{header}{'BANCO ITAU S.A.':15}{day}01600BPI".ljust(394) + "000001"
    rows = [header]
    for number, (code, nosso, face, paid, on, *said) in enumerate(lines, 2):
        row = list(" " * 400)
        seu = said[0] if said else "" if nosso.strip("0 ") else f"T{number:09d}"

        def put(start: int, text: str, row=row) -> None:
            row[start - 1 : start - 1 + len(text)] = text

        put(1, "102")
        put(4, "11222333000181")
        put(18, "1234")
        put(22, "00")
        put(24, "567890")
        put(63, nosso)
        put(83, "109")
        put(86, nosso)
        put(94, " ")
        put(108, "I")
        put(109, code)
        put(111, f"{on:%d%m%y}")
        put(117, seu.ljust(10))
        put(147, "000000")
        put(153, f"{face:013d}")
        put(166, "341")
        for start in (176, 189, 215, 228, 241, 280):
            put(start, "0" * 13)
        put(202, "0" * 13)
        put(254, f"{paid:013d}")
        put(267, f"{max(paid - face, 0) if code == '06' else 0:013d}")
        put(296, f"{on:%d%m%y}")
        put(395, f"{number:06d}")
        rows.append("".join(row))
    known = [line for line in lines if line[0] in itau().retorno400.ocorrencias]
    totals = f"{len(known):08d}{sum(line[2] for line in known):014d}"
    trailer = f"9201341{' ' * 205}{totals}"
    rows.append(f"{trailer:394}{len(lines) + 2:06d}")
    return "\r\n".join(rows).encode("latin-1") + b"\r\n"


def itau():
    return banks.by_code()["341"]


def make_incoming(raw, cents=850_00, **given):
    """A receipt that waits, of the day of the tests."""
    number = models.Incoming.objects.count() + 1
    fields = {
        "source": raw.source,
        "source_key": f"E{number}",
        "paid_on": PAID_ON,
        "payer_name": "Ana Exemplo",
        "reference": "PIX Ana Exemplo",
        "why": "Nenhuma cobrança Pix feita aqui tem este txid.",
        "received_at": NOW,
    }
    return models.Incoming.objects.create(credor=raw.credor, raw_payload=raw, cents=cents, **fields | given)


def make_retorno(credor, convenio, **given):
    """One that waits for a person, with a line not understood."""
    raw = make_raw(credor, source="retorno")
    fields = {
        "bank_code": "341", "layout": "CNAB400", "lines": 3, "details": 1, "paid_cents": 850_00, "reviews": 1,
        "remarks": 0, "holds": [{"line": 3, "phrase": "Valor dos títulos: o fim do arquivo diz outro."}],
    }  # fmt: skip
    retorno = models.Retorno.objects.create(credor=credor, raw_payload=raw, convenio=convenio, **fields | given)
    models.Ocorrencia.objects.create(
        retorno=retorno, credor=credor, line=2, name="Linha não entendida", meaning="review",
        remarks=[{"code": "ocorrencia", "phrase": "A ocorrência «ZZ» não é conhecida neste banco."}], raw=["1ZZ"],
    )  # fmt: skip
    return retorno


def everything(titulo, payment, convenio) -> dict[str, int]:
    """One of each for a credor: a receipt that waits, one matched, one alike, a reversal, a retorno, a file kept."""
    credor = titulo.credor
    raw = make_raw(credor)
    waiting = make_incoming(raw, titulo.principal_cents)
    make_incoming(make_raw(credor, source="ofx"), titulo.principal_cents, source="ofx")
    make_incoming(raw, payment.amount_cents, state="matched", payment=payment)
    reversal = models.Reversal.objects.create(
        credor=credor, source="pix", source_key="D1", of_key="E9", raw_payload=raw, cents=100, on=PAID_ON,
        received_at=NOW,
    )  # fmt: skip
    kept = make_raw(credor, source="retorno")
    models.RawPayload.objects.filter(id=kept.id).update(phrase="Escolha o convênio.")
    retorno = make_retorno(credor, convenio)
    return {"incoming_id": waiting.id, "retorno_id": retorno.id, "reversal_id": reversal.id, "raw_payload_id": kept.id}
