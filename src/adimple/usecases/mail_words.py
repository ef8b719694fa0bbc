"""What the e-mails of our own say: (subject, text)."""

from datetime import datetime

from django.conf import settings

from adimple.store import models
from adimple.usecases.context import ROLE_NAMES, SAO_PAULO

_PASSWORD = """Olá, {name}.

Alguém pediu, na entrada do Adimple, um link para criar outra senha para {email}.
Se foi você, abra este endereço até {until} e escolha a senha:

{url}

Ele serve uma vez só. Se não foi você, não faça nada: a sua senha continua a mesma e ninguém a viu.

Adimple em {base}
"""
_INVITE = """Olá, {name}.

{who} convidou você a entrar no Adimple como {role} de {credor}.
Para aceitar, abra este endereço até {until}:

{url}

Ele serve uma vez só. Se você não conhece {credor}, não faça nada.

Adimple em {base}
"""


def password(account: models.Account, url: str, until: datetime) -> tuple[str, str]:
    text = _PASSWORD.format(
        name=account.name, email=account.email, until=_moment(until), url=url, base=settings.BASE_URL
    )
    return "Crie outra senha no Adimple", text


def invite(row: models.Invite, url: str) -> tuple[str, str]:
    text = _INVITE.format(
        name=row.name,
        who=row.made_by.name,
        role=ROLE_NAMES[row.role],
        credor=row.credor.name,
        until=_moment(row.valid_until),
        url=url,
        base=settings.BASE_URL,
    )
    return "Convite para entrar no Adimple", text


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SAO_PAULO):%d/%m/%Y às %Hh%M}"
