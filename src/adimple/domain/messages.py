"""Template + facts → message. Refuses an unknown placeholder and a missing fact; a fact is never read as a template."""

import functools
import re
from dataclasses import dataclass

from adimple.domain import message_facts, message_html, message_words
from adimple.domain.errors import Invalid
from adimple.domain.message_facts import MessageFacts, TituloLine
from adimple.domain.message_words import PLACEHOLDERS

__all__ = ["Message", "MessageFacts", "Template", "TituloLine", "check_template", "placeholders", "render"]

_TOKEN = re.compile(r"\{([^{}]*)\}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_MAX_SUBJECT_CHARS = 120

# Which text of the template a channel uses.
_TEXT_OF_CHANNEL = {
    "email": "body",
    "letter": "body",
    "sms": "short",
    "whatsapp": "short",
    "phone": "script",
    "call_list": "script",
}
# What each text must carry: the credor (CDC art. 42-A), the items of the debt, and a way to answer.
_REQUIRED = {
    "body": ("titulos", "pagina", "respostas", "contato", "identificacao"),
    "short": ("credor_nome", "itens", "link"),
    "script": ("devedor_nome_completo", "credor_nome", "itens"),
}
# A subject shows on a locked screen, for whoever looks.
_KEPT_OUT_OF_SUBJECT = frozenset({"total", "itens", "resumo", "acrescimos", "nao_encontramos"})


@dataclass(frozen=True, slots=True)
class Template:
    """A credor's words. In them `{total}` is a placeholder and `{esta conta|estas contas}` chooses by how many títulos.

    `body` serves e-mail and letter, `short` SMS and WhatsApp, `script` whoever calls. `noun` is one of
    `message_words.NOUNS`.
    """

    code: str
    name: str
    subject: str
    body: str
    short: str
    script: str
    noun: str = "conta"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `html` says the same as `text` and exists for e-mail only."""

    subject: str
    text: str
    html: str | None = None


def render(template: Template, facts: MessageFacts, channel: str = "email") -> Message:
    """The message of one devedor, over all of the títulos in `facts`, as this channel carries it. Raises Invalid."""
    assert facts.titulos, "a message names at least one título"
    assert facts.link.startswith(("https://", "http://")), facts.link
    _check_once(template)
    subject = message_facts.one_line(_filled(template.subject, template, facts))[:_MAX_SUBJECT_CHARS].rstrip()
    paragraphs = _paragraphs(getattr(template, _TEXT_OF_CHANNEL[channel]))
    filled = [_filled(paragraph, template, facts) for paragraph in paragraphs]
    text = "\n\n".join(filled)
    if channel != "email":
        return Message(subject, text)
    blocks = [_html(paragraph, said, facts) for paragraph, said in zip(paragraphs, filled, strict=True)]
    return Message(subject, text, message_html.page(subject, blocks))


@functools.cache
def _check_once(template: Template) -> None:
    """A template is a constant: what was once found well written stays so."""
    check_template(template)


def check_template(template: Template) -> None:
    """Raises Invalid for the first mistake: the field, and how to mend it."""
    if template.noun not in message_words.NOUNS:
        raise Invalid("noun", f"Escolha como chamar o que se paga: {', '.join(message_words.NOUNS)}.")
    if not template.subject.strip():
        raise Invalid("subject", "Escreva o assunto do e-mail.")
    for field in ("subject", "body", "short", "script"):
        _check_text(getattr(template, field), field)
    if exposed := placeholders(template.subject) & _KEPT_OUT_OF_SUBJECT:
        raise Invalid("subject", f"O assunto aparece na tela bloqueada: tire {{{min(exposed)}}} dele.")
    for field, required in _REQUIRED.items():
        for code in required:
            if code not in placeholders(getattr(template, field)):
                meaning = PLACEHOLDERS[code].meaning
                raise Invalid(field, f"Falta {{{code}}}, que põe no texto {meaning}.")


def placeholders(text: str) -> frozenset[str]:
    """The codes of the placeholders a text uses; choices between singular and plural left out."""
    return frozenset(token for token in _TOKEN.findall(text) if "|" not in token)


def _check_text(text: str, field: str) -> None:
    for code in _TOKEN.findall(text):
        if code not in PLACEHOLDERS and code.count("|") != 1:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Invalid(field, f"O modelo usa {{{code}}}, que não existe. Use: {known}.")
    if re.search(r"[{}]", _TOKEN.sub("", text)):
        raise Invalid(field, "Há uma chave { ou } sem o seu par: complete-a ou apague-a.")
    for paragraph in _paragraphs(text):
        blocks = [code for code in placeholders(paragraph) if PLACEHOLDERS[code].is_block]
        if blocks and (field == "subject" or paragraph != f"{{{blocks[0]}}}"):
            raise Invalid(field, f"{{{blocks[0]}}} ocupa um parágrafo inteiro: deixe-o sozinho entre linhas em branco.")


def _paragraphs(text: str) -> list[str]:
    return _BLANK_LINES.split(text.strip())


def _filled(text: str, template: Template, facts: MessageFacts) -> str:
    """The text with each token replaced, in one pass: what a fact says is never looked at again."""

    def value(match: re.Match[str]) -> str:
        token = match[1]
        if "|" in token:
            return token.split("|")[len(facts.titulos) > 1]
        return message_words.text_of(PLACEHOLDERS[token], facts, template.noun)

    return _TOKEN.sub(value, text)


def _html(paragraph: str, said: str, facts: MessageFacts) -> str:
    """`said`: the paragraph, filled."""
    if paragraph == "{titulos}":
        return message_html.titulos(facts)
    if paragraph == "{pagina}":
        return message_html.button(message_words.page_label(facts), facts.link)
    return message_html.paragraph(said, facts.link)
