"""From what is owed to what is said: the lines of a message, its text, the amounts kept as proof, the signed link."""

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from adimple.domain import cadastro, calendar, encargos, message_facts, messages, pix
from adimple.domain.encargos.terms import discount_until
from adimple.domain.errors import Invalid, NotFound
from adimple.domain.messages import Message, MessageFacts, Template, TituloLine
from adimple.domain.regua import templates
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.moment import Person, Speaker

_CNPJ_CHARS = 14


@dataclass(frozen=True, slots=True)
class OwnPix:
    """`is_partial`: other títulos have codes of their own."""

    cents: int
    code: str
    is_partial: bool


def message_of(
    code: str, channel: str, speaker: Speaker, person: Person, titulos: Sequence[TituloSaldo], *, on: date, link: str
) -> Message:
    """What is said to `person` about `titulos` on that day by that channel. Raises Invalid, NotFound."""
    lines = tuple(line_of(titulo, on) for titulo in titulos)
    # The page of a credor with a PSP asks it for each Pix, and draws none to the key.
    own = None if speaker.has_psp else own_pix(speaker.pix_key, speaker.name, speaker.city, lines)
    facts = MessageFacts(
        on=on,
        devedor_name=person.name,
        devedor_is_company=is_company(person.document),
        credor_name=speaker.name,
        credor_document=cadastro.format_document(speaker.document),
        credor_address=speaker.address,
        credor_email=speaker.email,
        credor_phone=cadastro.format_phone(speaker.phone) if speaker.phone else "",
        link=link,
        titulos=lines,
        has_own_pix=own is not None,
        makes_pix=speaker.has_psp,
    )
    return messages.render(template_of(code), facts, channel)


def line_of(titulo: TituloSaldo, on: date) -> TituloLine:
    """What one título owes on a day, as messages and the devedor's page tell it."""
    owed = titulo.owed(on)
    return replace(
        unpriced_line(titulo),
        principal_cents=owed.principal_cents,
        multa_ppb=titulo.policy.multa_ppb,
        juros_ppb_month=titulo.policy.juros_ppb_month,
        juros_by_law=titulo.policy.juros_by == "law",
        multa_cents=owed.multa_cents,
        juros_cents=owed.juros_cents,
        correcao_cents=owed.correcao_cents,
        discount_cents=owed.discount_cents,
        discount_until=discount_until(titulo.policy, titulo.due_on) if owed.discount_cents else None,
        linha_digitavel=titulo.linha_digitavel,
        pix_copia_e_cola=titulo.pix_copia_e_cola,
        link_pagamento=titulo.link_pagamento,
    )


def unpriced_line(titulo: TituloSaldo) -> TituloLine:
    """What a título is, without what it owes today: for a page that cannot say it."""
    return TituloLine(
        due_on=titulo.due_on,
        original_cents=titulo.principal_cents,
        principal_cents=titulo.saldo.principal_cents,
        number=f"{titulo.number}/{titulo.parcela}" if titulo.number and titulo.parcela else titulo.number,
        description=titulo.description,
        payable_until=calendar.effective_due_on(titulo.due_on),
    )


def own_pix(key: str, payee: str, city: str, lines: Sequence[TituloLine]) -> OwnPix | None:
    """One Pix to the credor's key for the lines without a code of their own; None without a key that a bank reads.

    The message asks it whether to promise a way to pay, the page draws it: so both say the same.
    """
    bare = [line for line in lines if not message_facts.has_way_to_pay(line)]
    cents = sum(line.total_cents for line in bare)
    if not key or cents <= 0:
        return None
    try:
        code = pix.br_code(key=key, payee=payee, city=city, cents=cents)
    except Invalid:  # the credor's phone and e-mail stay on the page
        return None
    return OwnPix(cents, code, is_partial=len(bare) < len(lines))


def amounts_of(titulos: Sequence[TituloSaldo], on: date) -> dict[str, Any]:
    """By título id, each figure owed on that day and how it was reached."""
    return {
        str(titulo.id): _figures(titulo.owed(on))
        | {"due_on": titulo.due_on.isoformat(), "version": titulo.version, "arithmetic": list(titulo.arithmetic(on))}
        for titulo in titulos
    }


def sha256_of(subject: str, body: str) -> str:
    """Of what was said, subject and body."""
    return hashlib.sha256(f"{subject}\n\n{body}".encode()).hexdigest()


@functools.cache
def template_of(code: str) -> Template:
    """Raises NotFound for a template that no longer exists."""
    for template in templates.TEMPLATES:
        if template.code == code:
            return template
    raise NotFound(f"no template {code!r}")


@functools.cache
def template_sha256(code: str) -> str:
    """Which words a template had: of its fields, as canonical JSON."""
    canonical = json.dumps(asdict(template_of(code)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_company(document: str) -> bool:
    return len(document) == _CNPJ_CHARS


def _figures(owed: encargos.Encargos) -> dict[str, int]:
    return {name: getattr(owed, name) for name in owed.__slots__}
