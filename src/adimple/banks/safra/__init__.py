"""Safra, 422: agência and conta with their digits, eight digits and their module 11."""

from adimple.banks.safra import remessa
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11
from adimple.domain.cnab import DDMMAA, TEXT, Field
from adimple.domain.retorno.layout import CNAB400, Layout, detail_400, ocorrencias

_REGISTERED = "2"


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    sequence = padded(order.sequence, "nosso_numero", 8)
    dv = mod11(sequence, eleven="1")
    return NossoNumero(sequence + dv, dv, f"{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    agencia = padded(convenio.agencia, "agencia", 4) + digits(convenio.agencia_dv, "agencia_dv", 1)
    conta = padded(convenio.conta, "conta", 8) + digits(convenio.conta_dv, "conta_dv", 1)
    return f"7{agencia}{conta}{nosso_numero(convenio, order).number}{_REGISTERED}"


OCORRENCIAS_400 = ocorrencias("""
02 registered Entrada confirmada
03 rejected Entrada rejeitada
04 info Transferência de carteira (entrada)
05 info Transferência de carteira (baixa)
06 paid Liquidação normal
09 baixa Baixado automaticamente
10 baixa Baixado conforme instruções
11 info Títulos em ser (arquivo mensal)
12 changed Abatimento concedido
13 changed Abatimento cancelado
14 changed Vencimento alterado
15 paid Liquidação em cartório
19 protest Confirmação de instrução de protesto
20 protest Confirmação de sustar protesto
21 changed Transferência de beneficiário
23 protest Título enviado a cartório
40 protest Baixa de título protestado
41 paid_after_baixa Liquidação de título baixado
42 protest Título retirado do cartório
43 fee Despesa de cartório
44 info Aceite do título DDA pelo pagador
45 info Não aceite do título DDA pelo pagador
51 changed Valor do título alterado
52 changed Acerto de data de emissão
53 changed Acerto de código de espécie de documento
54 changed Alteração de seu número
56 negativacao Instrução de negativação aceita
57 negativacao Instrução de baixa de negativação aceita
58 negativacao Instrução de não negativar aceita
""")


# Of the bank's layout, not yet proven on a file of its own.
RETORNO_400 = Layout(
    name=CNAB400,
    records={
        "1": detail_400(
            "1",
            (
                Field("control", 38, 62, TEXT, may_be_blank=True),
                Field("nosso_numero", 63, 71, TEXT, may_be_blank=True),
                Field("motivos", 105, 107, TEXT, may_be_blank=True),
                Field("carteira", 108, 108, TEXT, may_be_blank=True),
                Field("credit_on", 296, 301, DDMMAA, may_be_blank=True),
            ),
        )
    },
    ocorrencias=OCORRENCIAS_400,
    number_width=9,
    motivo_width=3,
)

BANK = Bank(
    code="422",
    name="Safra",
    header="422-7",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("agencia_dv", "Dígito da agência", 1),
        Asked("conta", "Conta", 8),
        Asked("conta_dv", "Dígito da conta", 1),
        Asked("carteira", "Carteira", 1),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Safra, Layout de cobrança CNAB 400",
    retorno400=RETORNO_400,
    remessa400=remessa.REMESSA_400,
)
