"""The text of each placeholder of a message, always true of the facts: one or many, late or not, charged or not."""

from collections.abc import Callable
from dataclasses import dataclass

from adimple.domain import calendar, message_facts, money
from adimple.domain.errors import Invalid
from adimple.domain.message_facts import MessageFacts, TituloLine

NOUNS = ("conta", "fatura", "parcela", "mensalidade")  # feminine, plural in s: the sentences below agree with them


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What `{code}` stands for; `text` takes the facts and the template's noun. A block is a paragraph of its own."""

    code: str
    meaning: str
    text: Callable[[MessageFacts, str], str]
    is_block: bool = False


def text_of(placeholder: Placeholder, facts: MessageFacts, noun: str) -> str:
    """The text, never empty: raises Invalid when the fact it needs is missing."""
    text = placeholder.text(facts, noun)
    if not text:
        raise Invalid(placeholder.code, f"Falta {placeholder.meaning}: preencha antes de enviar.")
    return text


def _greeting_name(facts: MessageFacts, noun: str) -> str:
    name = message_facts.one_line(facts.devedor_name)
    return name if facts.devedor_is_company else message_facts.first_name(name)


def _your_titulos(facts: MessageFacts, noun: str) -> str:
    """`sua conta de 10/12/2026`, `suas 3 contas`."""
    if len(facts.titulos) > 1:
        return f"suas {len(facts.titulos)} {noun}s"
    return f"sua {noun} de {calendar.format_date(facts.titulos[0].due_on)}"


def _summary(facts: MessageFacts, noun: str) -> str:
    """One sentence on where the títulos stand: `São 4 contas: 3 vencidas (a mais antiga em …) e 1 que vence em …`."""
    if len(facts.titulos) == 1:
        line = facts.titulos[0]
        return f"A {noun} {_quoted(line)}{message_facts.situation(line, facts.on)}."
    groups = [(len(lines), phrase) for lines, phrase in _groups(facts) if lines]
    if len(groups) == 1:
        return f"São {len(facts.titulos)} {noun}s {groups[0][1]}."
    parts = [f"{count} {phrase}" for count, phrase in groups]
    return f"São {len(facts.titulos)} {noun}s: {_joined(parts)}."


def _quoted(line: TituloLine) -> str:
    description, number = message_facts.one_line(line.description), message_facts.one_line(line.number)
    if description:
        return f"“{description}” "
    return f"nº {number} " if number else ""


def _groups(facts: MessageFacts) -> list[tuple[list[TituloLine], str]]:
    """The títulos by situation, each group with the words that follow its count."""
    on, lines = facts.on, message_facts.by_due_date(facts)
    overdue = [line for line in lines if message_facts.is_overdue(line, on)]
    today = [line for line in lines if line.due_on == on]
    free = [line for line in lines if line.due_on < on and line not in overdue]
    ahead = [line for line in lines if line.due_on > on]
    return [
        (overdue, _overdue_words(overdue)),
        (free, _free_words(free)),
        (today, "que vence hoje" if len(today) == 1 else "que vencem hoje"),
        (ahead, _ahead_words(ahead)),
    ]


def _overdue_words(lines: list[TituloLine]) -> str:
    if len(lines) == 1:
        return f"vencida em {calendar.format_date(lines[0].due_on)}"
    return f"vencidas (a mais antiga em {calendar.format_date(lines[0].due_on)})" if lines else ""


def _free_words(lines: list[TituloLine]) -> str:
    if not lines:
        return ""
    until = calendar.format_date(min(message_facts.last_free_day(line) for line in lines))
    return f"que ainda {'aceita' if len(lines) == 1 else 'aceitam'} pagamento sem acréscimos até {until}"


def _ahead_words(lines: list[TituloLine]) -> str:
    if not lines:
        return ""
    first = calendar.format_date(lines[0].due_on)
    if len(lines) == 1:
        return f"que vence em {first}"
    return f"que vencem em {first}" if lines[0].due_on == lines[-1].due_on else f"que vencem a partir de {first}"


def _not_found(facts: MessageFacts, noun: str) -> str:
    """That no payment was found, of exactly the títulos that are late."""
    overdue = sum(message_facts.is_overdue(line, facts.on) for line in facts.titulos)
    if not overdue:
        return f"Nenhuma dessas {noun}s está atrasada." if len(facts.titulos) > 1 else f"Essa {noun} não está atrasada."
    if len(facts.titulos) == 1:
        return "Até agora não encontramos o pagamento."
    if overdue == len(facts.titulos):
        return "Até agora não encontramos esses pagamentos."
    if overdue == 1:
        return f"Até agora não encontramos o pagamento da {noun} vencida."
    return f"Até agora não encontramos o pagamento das {overdue} {noun}s vencidas."


def _benefit(facts: MessageFacts, noun: str) -> str:
    """Why to pay on time; when nothing is still in time, what accrues."""
    in_time = [line for line in message_facts.by_due_date(facts) if not message_facts.is_overdue(line, facts.on)]
    if not in_time:
        return _accruals(facts, noun)
    day = calendar.format_date(message_facts.last_free_day(in_time[0]))
    rates = _rates(in_time)
    until = "até o vencimento de cada uma" if len(in_time) > 1 else f"até {day}"
    sentences = [f"Pagando {until}, não há {' nem '.join(rates)}." if rates else f"Pagando {until}, fica tudo em dia."]
    sentences += [
        f"O desconto de {money.format_brl(line.discount_cents)} vale até {calendar.format_date(line.discount_until)}."
        for line in in_time
        if line.discount_cents and line.discount_until
    ]
    return " ".join(sentences)


def _accruals(facts: MessageFacts, noun: str) -> str:
    """What lateness adds: what is already in the amounts, and what goes on accruing."""
    overdue = [line for line in facts.titulos if message_facts.is_overdue(line, facts.on)]
    today = calendar.format_date(facts.on)
    if not overdue:
        return f"Os valores são de hoje, {today}, sem multa e sem juros."
    has_juros = any(line.juros_ppb_month or line.juros_by_law for line in overdue)
    included = _rates(overdue, charged_only=True)
    sentences = [f"Os valores são de hoje, {today}{', e já incluem ' + _joined(included) if included else ''}."]
    if has_juros:
        sentences.append("Os juros correm até o pagamento: quanto antes, menor o total.")
    elif not included:
        sentences.append("Não há multa nem juros pelo atraso.")
    return " ".join(sentences)


def _rates(lines: list[TituloLine], *, charged_only: bool = False) -> list[str]:
    """`multa de 2%`, `juros de 1% ao mês`; without the figure where the títulos differ."""
    rates = []
    if multas := {line.multa_ppb for line in lines if line.multa_cents or not charged_only} - {0}:
        rates.append(f"multa de {money.format_percent(multas.pop())}" if len(multas) == 1 else "multa")
    if juros := {_juros(line) for line in lines if line.juros_cents or not charged_only} - {""}:
        rates.append(juros.pop() if len(juros) == 1 else "juros")
    if any(line.correcao_cents for line in lines):
        rates.append("correção monetária")
    return rates


def _juros(line: TituloLine) -> str:
    if line.juros_by_law:
        return "juros legais"
    return f"juros de {money.format_percent(line.juros_ppb_month)} ao mês" if line.juros_ppb_month else ""


def _joined(words: list[str]) -> str:
    return " e ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _list(facts: MessageFacts, noun: str) -> str:
    """Each título with its items, then the total."""
    blocks = []
    for line in message_facts.by_due_date(facts):
        rows = [f"  {label}: {money.format_brl(cents)}" for label, cents in message_facts.items(line)]
        blocks.append("\n".join([message_facts.heading(line, facts.on), *rows]))
    if len(blocks) > 1:
        blocks.append(f"Total de hoje, {calendar.format_date(facts.on)}: {_total(facts, noun)}")
    return "\n\n".join(blocks)


def _items_in_line(facts: MessageFacts, noun: str) -> str:
    """`valor original R$ 850,00 + multa R$ 17,00 + juros R$ 3,97 = R$ 870,97`, over all the títulos."""
    lines = facts.titulos
    parts = [
        ("multa", sum(line.multa_cents for line in lines)),
        ("juros", sum(line.juros_cents for line in lines)),
        ("correção", sum(line.correcao_cents for line in lines)),
    ]
    text = f"valor original {money.format_brl(sum(line.principal_cents for line in lines))}"
    text += "".join(f" + {name} {money.format_brl(cents)}" for name, cents in parts if cents)
    discount = sum(line.discount_cents for line in lines)
    text += f" − desconto {money.format_brl(discount)}" if discount else ""
    return f"{text} = {_total(facts, noun)}"


def _total(facts: MessageFacts, noun: str) -> str:
    return money.format_brl(message_facts.total_cents(facts))


def _how_to_pay(facts: MessageFacts, noun: str) -> str:
    """The codes the credor's system issued, título by título; the page has today's amount and every way to pay.

    Where there is none, whom to ask for one: the page says the same.
    """
    if not facts.can_pay_online:
        return f"Como pagar: {_ask_for_a_code(facts)}"
    rows = []
    for line in message_facts.by_due_date(facts):
        label = message_facts.label(line)
        codes = (
            ("Boleto", line.linha_digitavel),
            ("Pix copia e cola", line.pix_copia_e_cola),
            ("Link de pagamento", line.link_pagamento),
        )
        rows += [f"{name}, {label}: {message_facts.one_line(code)}" for name, code in codes if code]
    return "\n".join(["Como pagar: a página abaixo mostra o valor do dia e as formas de pagamento.", *rows])


def _page(facts: MessageFacts, noun: str) -> str:
    return f"{page_label(facts)}: {facts.link}"


def page_label(facts: MessageFacts) -> str:
    """What the page of this message is good for, on its button."""
    return "Ver o valor de hoje e como pagar" if facts.can_pay_online else "Ver o valor de hoje e responder"


def _pay_or_see(facts: MessageFacts, noun: str) -> str:
    return "Pagar" if facts.can_pay_online else "Ver o valor"


def _amount_and_ways(facts: MessageFacts, noun: str) -> str:
    if facts.can_pay_online:
        return "o valor do dia e as formas de pagamento"
    return "o valor do dia (sem código de pagamento: combine como enviar o boleto ou o Pix)"


def _ask_for_a_code(facts: MessageFacts) -> str:
    """`peça o boleto ou o Pix pelo telefone (11) 4004-0000 ou pelo e-mail x@y.test.`"""
    ways = [f"pelo {way}" for way in _ways_to_talk(facts)] or ["pelo botão «Quero falar com alguém», na página"]
    return f"peça o boleto ou o Pix {' ou '.join(ways)}."


def _answers(facts: MessageFacts, noun: str) -> str:
    return (
        "Na mesma página, sem senha, você pode responder:\n"
        "• Já paguei\n• Não reconheço\n• Quero falar com alguém\n• Não quero e-mail"
    )


def _person_to_talk_to(facts: MessageFacts, noun: str) -> str:
    ways = _ways_to_talk(facts)
    if not ways:
        return "Se preferir conversar, peça na página e alguém da equipe procura você."
    return f"Se preferir conversar, fale com uma pessoa da equipe: {' ou '.join(ways)}."


def _ways_to_talk(facts: MessageFacts) -> list[str]:
    """`telefone (11) 4004-0000`, `e-mail x@y.test`; none when the credor gave none."""
    named = (
        ("telefone", message_facts.one_line(facts.credor_phone)),
        ("e-mail", message_facts.one_line(facts.credor_email)),
    )
    return [f"{name} {way}" for name, way in named if way]


def _credor_name(facts: MessageFacts, noun: str) -> str:
    return message_facts.one_line(facts.credor_name)


def _credor_document(facts: MessageFacts, noun: str) -> str:
    document = message_facts.one_line(facts.credor_document)
    kind = "CPF" if sum(letter.isalnum() for letter in document) == 11 else "CNPJ"
    return f"{kind} {document}" if document else ""


def _identification(facts: MessageFacts, noun: str) -> str:
    """Name, CPF/CNPJ and address of the credor (CDC art. 42-A); none may be missing."""
    name = text_of(PLACEHOLDERS["credor_nome"], facts, noun)
    document = text_of(PLACEHOLDERS["credor_documento"], facts, noun)
    address = text_of(PLACEHOLDERS["credor_endereco"], facts, noun)
    return f"{name}\n{document}\n{address}"


PLACEHOLDERS: dict[str, Placeholder] = {
    placeholder.code: placeholder
    for placeholder in (
        Placeholder("devedor_nome", "o nome do devedor", _greeting_name),
        Placeholder("devedor_nome_completo", "o nome do devedor", lambda f, _: message_facts.one_line(f.devedor_name)),
        Placeholder("credor_nome", "o nome do credor", _credor_name),
        Placeholder("credor_documento", "o CPF ou CNPJ do credor", _credor_document),
        Placeholder("credor_endereco", "o endereço do credor", lambda f, _: message_facts.one_line(f.credor_address)),
        Placeholder("hoje", "a data da mensagem", lambda f, _: calendar.format_date(f.on)),
        Placeholder("sua_conta", "«sua conta de 10/12/2026» ou «suas 3 contas»", _your_titulos),
        Placeholder("resumo", "uma frase com a situação das contas", _summary),
        Placeholder("nao_encontramos", "a frase que diz de quais contas não se achou o pagamento", _not_found),
        Placeholder("beneficio", "a vantagem de pagar em dia", _benefit),
        Placeholder("acrescimos", "a multa e os juros já incluídos e os que correm", _accruals),
        Placeholder("itens", "a soma em uma linha: valor original, multa, juros e total", _items_in_line),
        Placeholder("total", "o total de hoje", _total),
        Placeholder("link", "o endereço da página", lambda f, _: f.link),
        Placeholder("pagar_ou_ver", "«Pagar», ou «Ver o valor» quando a página não tem código", _pay_or_see),
        Placeholder("valor_e_formas", "o que a página mostra, com as formas de pagamento se houver", _amount_and_ways),
        Placeholder("contato", "com quem falar", _person_to_talk_to),
        Placeholder("titulos", "a lista das contas com valor original, multa, juros e total", _list, is_block=True),
        Placeholder("como_pagar", "os códigos de pagamento, ou a quem os pedir", _how_to_pay, is_block=True),
        Placeholder("pagina", "o botão que abre a página", _page, is_block=True),
        Placeholder("respostas", "as respostas possíveis", _answers, is_block=True),
        Placeholder("identificacao", "nome, CPF ou CNPJ e endereço do credor", _identification, is_block=True),
    )
}
