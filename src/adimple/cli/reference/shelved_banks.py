"""Banks: what each asks to number a boleto, which of its files we read, and what each of its codes means to us."""

from adimple import banks
from adimple.cli.reference import markdown
from adimple.cli.reference.markdown import Listing
from adimple.domain.bank import Bank
from adimple.domain.remessa.items import KINDS
from adimple.domain.remessa.layout import RemessaLayout
from adimple.domain.retorno.layout import MEANINGS, MONEY_IN, Layout
from adimple.domain.shelf import shelf

INTRO = """
Um banco é um arquivo, ou uma pasta, de `banks/`: como numera um boleto, o que põe no código de barras e o que os seus
arquivos dizem. Acrescentar um banco é acrescentar o seu arquivo: [dev/add-a-bank.md](../dev/add-a-bank.md).
"""
RETORNO = """
O retorno é lido por inteiro ou deixado para uma pessoa: um registro ou uma ocorrência que não está nas tabelas abaixo,
uma linha cortada, um segmento sem o seu par vão para a revisão, com a linha e o motivo, e nunca para o razão. Quando o
próprio arquivo se contradiz (falta um registro, um total não confere, o fim é de outro banco), os detalhes são lidos e
o razão espera. «Manual» quer dizer que o formato foi escrito pelo que projetos públicos citam do manual do banco e
ainda não foi provado com um arquivo dele: confira o primeiro retorno antes de confiar.

O que não dá para saber: num CNAB 400, um dígito trocado do valor pago que caia em outro valor que a própria linha
explica. Só o fim do arquivo do Bradesco soma o que foi pago; nos outros, quem confere são as partes da linha (título,
juros, desconto, tarifa), e a diferença vira um aviso. Também não: o dia de um pagamento trocado por outro que não passa
do crédito nem do dia do arquivo e não é de mais de 400 dias antes (o que passa disso vira um aviso).

Um algarismo trocado do nosso número pode cair no de outro boleto. No Bradesco e no Itaú a linha traz o dígito, e o que
não confere vira um aviso. Em todos, o boleto feito aqui é comparado com a linha: valor, número do documento e, sem
documento, vencimento. Se um deles é outro, o pagamento espera em Conciliação, e uma baixa, na fila do retorno. Dois
boletos iguais nos três, ou um número dado por outro sistema, não se distinguem: confira o nome antes de aceitar.
"""
REMESSA = """
O que a remessa manda cobrar por atraso é, em cada dia do prazo do boleto, o que o Adimple calcula. Multa e juros vão em
centavos sempre que o arquivo os leva assim; uma taxa só vai onde não deixa fração de centavo, ou quando se informou
como o banco a arredonda. O que não dá para dizer ao centavo é recusado, com o campo e a saída: em geral, juros pela
base «valor por dia, em centavos». Um abatimento num boleto com multa ou juros é recusado: baixe-o e registre outro.
Os formatos vêm do que projetos públicos citam dos manuais e ainda não passaram pelo teste de cada banco: mande a
primeira remessa à homologação dele. Só os bancos e arquivos desta tabela são escritos.
"""
MEANT = """
Cada banco tem os seus códigos, e o mesmo código quer dizer coisas diferentes em dois bancos. Para o razão há estes
significados, e mais nenhum:
"""


HEAD = ("Banco", "Arquivo", "Multa", "Juros", "Descontos", "Ordens")


def listing() -> Listing:
    rows = tuple((bank.code, bank.name, _asked(bank), _read(bank), _written(bank), bank.manual) for bank in _all())
    return Listing("Bancos", "banks/", ("Código", "Banco", "Pede do convênio", "Retorno", "Remessa", "Fonte"), rows)


def page() -> str:
    parts = [
        INTRO,
        markdown.listing(listing()),
        "## Remessa",
        REMESSA,
        markdown.table(HEAD, _orders()),
        "## Retorno",
        RETORNO,
        "## O que uma ocorrência quer dizer",
        MEANT,
    ]
    parts.append(markdown.table(("Significado", "Em palavras", "Dinheiro"), _meanings()))
    for bank in _all():
        for layout in (bank.retorno240, bank.retorno400):
            if layout:
                parts.append(f"## {bank.name}, {layout.name}")
                parts.append(_told(layout))
                rows = [
                    (markdown.code(one.code), one.name, MEANINGS[one.meaning]) for one in layout.ocorrencias.values()
                ]
                parts.append(markdown.table(("Ocorrência", "Nome no banco", "Para nós"), rows))
    return markdown.page("Bancos", *parts)


def _all() -> list[Bank]:
    return sorted(shelf(banks, "BANK"), key=lambda bank: bank.code)


def _asked(bank: Bank) -> str:
    """What a boleto takes; after a semicolon, what only its files take."""
    told = (", ".join(one.label for one in asked) for asked in (bank.asked, bank.asked_by_files))
    return "; na remessa: ".join(filter(None, told))


def _read(bank: Bank) -> str:
    found = [layout for layout in (bank.retorno240, bank.retorno400) if layout]
    return ", ".join(f"{layout.name} ({'amostra' if layout.is_seen else 'manual'})" for layout in found)


def _remessas(bank: Bank) -> list[RemessaLayout]:
    return [layout for layout in (bank.remessa240, bank.remessa400) if layout]


def _written(bank: Bank) -> str:
    return ", ".join(layout.name for layout in _remessas(bank)) or "não escrevemos"


def _orders() -> list[tuple[str, ...]]:
    return [
        (
            bank.name,
            layout.name,
            "em centavos" if layout.takes.multa_cents else f"taxa, decimais: {layout.takes.multa_decimals}",
            "por dia" if layout.takes.month_rate_decimals is None else "por dia ou por mês",
            str(layout.takes.discounts),
            "; ".join(f"{KINDS[kind]} {markdown.code(code)}" for kind, code in layout.codes.items()),
        )
        for bank in _all()
        for layout in _remessas(bank)
    ]


def _meanings() -> list[tuple[str, str, str]]:
    return [(markdown.code(code), phrase, "entra" if code in MONEY_IN else "") for code, phrase in MEANINGS.items()]


def _told(layout: Layout) -> str:
    proof = (
        "Provado com um arquivo do banco."
        if layout.is_seen
        else "Do manual, como projetos públicos o citam; ainda não provado com um arquivo do banco."
    )
    skipped = "; ".join(f"`{kind}` ({reason})" for kind, reason in layout.skipped.items())
    known = f" Registros que conhecemos e não usamos: {skipped}." if skipped else ""
    net = " A coluna do valor pago pode vir sem a tarifa: dizemos também o que o pagador deu." if layout.is_net else ""
    totals = "; ".join(one.name.lower() for one in layout.totals)
    return f"{proof}{known}{net}" + (f" O fim do arquivo confere: {totals}." if totals else "")
