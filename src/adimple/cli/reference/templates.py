"""Modelos: the words of every message, and the placeholders they may use."""

from collections import defaultdict
from datetime import date
from itertools import takewhile

from adimple.cli.reference import markdown
from adimple.cli.reference.markdown import Listing
from adimple.domain.message_words import NOUNS, PLACEHOLDERS
from adimple.domain.messages import Template
from adimple.domain.regua import document, shipped
from adimple.domain.regua.regua import day_label
from adimple.domain.regua.templates import TEMPLATES

INTRO = """
Um modelo é o texto de uma mensagem. `{assim}` é trocado por um fato; `{esta conta|estas contas}` escolhe conforme a
mensagem fale de um título ou de vários. Um modelo com um nome desconhecido, sem o credor, sem os valores separados ou
sem um jeito de responder é recusado antes de qualquer envio. O console mostra cada modelo em **Régua**.
"""
PLACEHOLDERS_INTRO = """
Um «parágrafo inteiro» fica sozinho entre linhas em branco. No assunto não entram valores: ele aparece na tela
bloqueada do celular.
"""
SCRIPTS_INTRO = "Quem liga lê um destes roteiros. Nada sobre a dívida é dito antes de a pessoa se confirmar."


def listing() -> Listing:
    used = _uses()
    rows = tuple((template.code, template.name, template.subject, used[template.code]) for template in TEMPLATES)
    return Listing("Modelos", "domain/regua/templates.py", ("Código", "Modelo", "Assunto", "Usado em"), rows)


def _uses() -> dict[str, str]:
    """Template code → the steps of the shipped régua that send it."""
    found: dict[str, list[str]] = defaultdict(list)
    for step in document.read_regua(shipped.document(effective_on=date(2026, 1, 1))).steps:
        found[step.template].append(f"{shipped.PROFILES[step.profile]}, {day_label(step.day)}")
    return defaultdict(str, {code: "; ".join(places) for code, places in found.items()})


def page() -> str:
    return markdown.page(
        "Modelos de mensagem",
        INTRO,
        markdown.listing(listing()),
        "## O que um modelo pode usar",
        PLACEHOLDERS_INTRO,
        _placeholders(),
        f"O que se paga é chamado, conforme o modelo, de {_or(NOUNS)}.",
        "## Os textos",
        f"Abaixo, o começo de cada e-mail ou carta. Todos terminam com {markdown.codes(_ending())}, nesta ordem.",
        *(_words(template) for template in TEMPLATES),
        "## Roteiros de ligação",
        SCRIPTS_INTRO,
        *_scripts(),
    )


def _placeholders() -> str:
    rows = (
        (
            markdown.code("{" + each.code + "}"),
            each.meaning,
            "parágrafo inteiro" if each.is_block else "no meio do texto",
        )
        for each in PLACEHOLDERS.values()
    )
    return markdown.table(("Escreve-se", "Põe no texto", "Onde"), rows)


def _words(template: Template) -> str:
    own = _paragraphs(template)[: -len(_ending())]
    return "\n\n".join(
        [
            f"### `{template.code}`: {template.name}",
            f"Assunto: `{template.subject}`",
            markdown.block("\n\n".join(own)),
            f"Em SMS e WhatsApp: `{template.short}`",
        ]
    )


def _ending() -> list[str]:
    """The paragraphs with which every template ends."""
    backwards = zip(*(reversed(_paragraphs(template)) for template in TEMPLATES), strict=False)
    shared = [paragraphs[0] for paragraphs in takewhile(lambda these: len(set(these)) == 1, backwards)]
    return shared[::-1]


def _paragraphs(template: Template) -> list[str]:
    return [paragraph.strip() for paragraph in template.body.strip().split("\n\n")]


def _scripts() -> list[str]:
    users: dict[str, list[str]] = defaultdict(list)
    for template in TEMPLATES:
        users[template.script.strip()].append(template.code)
    return [f"De {markdown.codes(names)}:\n\n{markdown.block(script)}" for script, names in users.items()]


def _or(words: tuple[str, ...]) -> str:
    quoted = [f"«{word}»" for word in words]
    return f"{', '.join(quoted[:-1])} ou {quoted[-1]}"
