"""Papers of a plainly synthetic credor, by default whole; slips are payable by Pix too."""

from dataclasses import replace
from datetime import date

from adimple.banks.itau import BANK
from adimple.domain import imputacao_why, pix
from adimple.domain.bank import Convenio, Order
from adimple.domain.encargos import EncargosPolicy, instructions, new_saldo
from adimple.papers.boleto import Party, Slip
from adimple.papers.extrato import Extrato, PaymentRow, TituloRow
from adimple.papers.recibo import Imputed, Payment, Quitacao, Recibo, Settled

CONVENIO = Convenio(agencia="0057", conta="12345", carteira="109")
ISSUED_ON, DUE_ON = date(2026, 11, 3), date(2026, 12, 10)
BENEFICIARIO = Party(
    "Escola Exemplo Ltda.", "CNPJ 11.222.333/0001-81", "Rua das Acácias, 100, Centro, São Paulo/SP, 01001-000"
)
PAGADOR = Party(
    "Ana Exemplo da Conceição", "CPF 529.982.247-25", "Avenida Brasil, 2000, ap. 31, Vila Açaí, Araçatuba/SP, 16010-000"
)
POLICY = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000, discount_cents=50_00)
INSTRUCOES = instructions(POLICY, new_saldo(100_000, DUE_ON), due_on=DUE_ON)


def slip(*, number: int = 1, cents: int = 100_000, **changed) -> Slip:
    order = Order(sequence=str(number), issued_on=ISSUED_ON)
    boleto = BANK.issue(CONVENIO, order, DUE_ON, cents)
    whole = Slip(
        bank_name="Itaú",
        bank_header=BANK.header,
        linha_digitavel=boleto.linha_digitavel,
        barcode=boleto.barcode,
        beneficiario=BENEFICIARIO,
        pagador=PAGADOR,
        agencia_codigo="0057 / 12345-7",
        nosso_numero=BANK.nosso_numero(CONVENIO, order).printed,
        numero=f"NF-{number}",
        due_on="10/12/2026",
        amount="1.000,00",
        issued_on="03/11/2026",
        processed_on="04/11/2026",
        carteira="109",
        instrucoes=INSTRUCOES,
        referente="Mensalidade de dezembro de 2026",
        parcela=f"{number}/12",
        pix_code=pix.dynamic_br_code(
            location="pix.exemplo.test/qr/v2/cobv/9d36b84fc70b478fb95c12729b90ca25",
            payee="ESCOLA EXEMPLO LTDA",
            city="SAO PAULO",
        ),
    )
    return replace(whole, **changed)


def extreme(**changed) -> Slip:
    """Every free field as long as it may come, with words that never end."""
    long_name = "Companhia Nacional de Águas, Energias, Telefonias e Participações Ltda. em Recuperação Judicial " * 2
    party = Party(
        long_name[:200], "CNPJ 11.222.333/0001-81", ("Rodovia Governador Exemplo, quilômetro 1.234, " * 14)[:600]
    )
    return slip(
        **{
            "bank_name": "Banco Cooperativo Exemplo do Interior e do Litoral S.A.",
            "beneficiario": party,
            "pagador": Party("W" * 200, "CPF 529.982.247-25", "M" * 300),
            "beneficiario_final": party,
            "numero": "N" * 60,
            "agencia_codigo": "1234-5 / 1234567890123-4",
            "nosso_numero": "24000000000000123-4",
            "amount": "99.999.999,99",
            "instrucoes": tuple(f"{n}. " + "Não receber depois de 30 dias do vencimento. " * 8 for n in range(8)),
            "referente": "Serviços de " + "manutenção " * 40,
            "local_de_pagamento": "Pagável " * 40,
            **changed,
        }
    )


def payment(**changed) -> Payment:
    """1.000,00 that settled one título and paid part of another."""
    imputacoes = (
        Imputed(
            numero="NF-1",
            due_on="10/10/2026",
            juros="5,00",
            multa="10,00",
            principal="500,00",
            paid="515,00",
            left="Quitado",
            why="Era o de vencimento mais antigo entre os que estavam em aberto (Código Civil, art. 355).",
        ),
        Imputed(numero="NF-2", due_on="10/11/2026", principal="485,00", paid="485,00", left="15,00"),
    )
    whole = Payment(
        paid_on="12/11/2026",
        amount="1.000,00",
        method="Pix",
        proof="E00000000202611121030exemplo0001",
        imputacoes=imputacoes,
    )
    return replace(whole, **changed)


def recibo(**changed) -> Recibo:
    whole = Recibo(
        numero="2026-0001",
        credor=BENEFICIARIO,
        devedor=PAGADOR,
        payment=payment(),
        issued_on="12/11/2026",
        place="São Paulo/SP",
        order=imputacao_why.parts(by_law=False),
        code="RCB-2026-0001",
        check_at="escola.exemplo.test/conferir",
        contact="Dúvidas: (11) 4000-0001, segunda a sexta, das 8h às 18h.",
    )
    return replace(whole, **changed)


def quitacao(**changed) -> Quitacao:
    titulo = Settled(
        numero="NF-1",
        kind="Mensalidade de outubro de 2026",
        due_on="10/10/2026",
        principal="500,00",
        paid="515,00",
        settled_on="12/11/2026",
    )
    whole = Quitacao(
        numero="2026-0002",
        credor=BENEFICIARIO,
        devedor=PAGADOR,
        titulos=(titulo,),
        payments=(payment(amount="515,00", imputacoes=payment().imputacoes[:1]),),
        total="515,00",
        issued_on="13/11/2026",
        place="São Paulo/SP",
        signer="Bruno Exemplo, diretor financeiro",
        order=imputacao_why.parts(by_law=False),
        code="QTC-2026-0002",
        check_at="escola.exemplo.test/conferir",
    )
    return replace(whole, **changed)


def extrato(titulos: int = 3, payments: int = 1, **changed) -> Extrato:
    rows = tuple(
        TituloRow(
            numero=f"NF-{n}",
            kind=f"Mensalidade {n} de 2026",
            due_on="10/10/2026",
            principal="500,00",
            multa="10,00",
            juros="5,00",
            standing="Em aberto",
            total="515,00",
        )
        for n in range(1, titulos + 1)
    )
    paid = tuple(
        PaymentRow(paid_on="12/11/2026", method="Pix", amount="100,00", titulos=f"NF-{n}")
        for n in range(1, payments + 1)
    )
    whole = Extrato(
        credor=BENEFICIARIO,
        devedor=PAGADOR,
        on="13/11/2026",
        titulos=rows,
        payments=paid,
        total_owed="1.545,00",
        total_paid="100,00",
        notes=("NF-1. Multa: 500,00 × 2% = 10,00. Juros: 500,00 × 1% ÷ 30 × 30 dias = 5,00.",),
        code="EXT-2026-0003",
    )
    return replace(whole, **changed)
