"""Rows that are valid unless a test says otherwise: name only what matters. All need the database."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pyotp

from adimple.domain import cadastro
from adimple.domain.regua import shipped
from adimple.store import models, sealing
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # a Tuesday, 10h00 in São Paulo
ON = date(2026, 11, 24)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app that gives `code_at`

WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

_numbers = itertools.count(1)


def make_account(**given) -> models.Account:
    """Somebody who logs in with «tres palavras juntas»."""
    number = next(_numbers)
    fields = {"email": f"pessoa{number}@exemplo.test", "name": f"Pessoa Exemplo {number}", "created_at": NOW}
    account = models.Account(**fields | given)
    account.set_password("tres palavras juntas")
    account.save()
    return account


def make_credor(**given) -> models.Credor:
    """In ensaio, recording its calls, 2 % and 1 % a month for both kinds, and the shipped régua as version 1."""
    number = next(_numbers)
    fields = {
        "slug": f"credor-{number}",
        "name": f"Credor Exemplo {number}",
        "document": "11222333000181",
        "address": "Rua do Modelo, 100, São Paulo, SP",
        "email": "financeiro@exemplo.test",
        "records_calls": True,
        "created_at": NOW,
    }
    credor = models.Credor.objects.create(**fields | given)
    for kind in ("B2C", "B2B"):
        make_policy(credor, kind=kind)
    models.Regua.objects.create(
        credor=credor,
        version=1,
        effective_on=date(2026, 1, 1),
        document=shipped.document(effective_on=date(2026, 1, 1)),
        author="dona@exemplo.test",
        created_at=NOW,
    )
    return credor


def make_released_credor(**given) -> models.Credor:
    return make_credor(**{"released_at": NOW, "released_on": ON} | given)


def make_policy(credor: models.Credor, **given) -> models.EncargosPolicy:
    fields = {
        "kind": "B2C",
        "effective_on": date(2020, 1, 1),
        "multa_ppb": 20_000_000,
        "juros_ppb_month": 10_000_000,
        "created_at": NOW,
    }
    return models.EncargosPolicy.objects.create(credor=credor, **fields | given)


def make_membership(account: models.Account, credor: models.Credor, role: str = "owner") -> models.Membership:
    return models.Membership.objects.create(account=account, credor=credor, role=role, since=NOW)


def make_devedor(credor: models.Credor, **given) -> models.Devedor:
    """Somebody with a CPF, in São Paulo, without contacts."""
    number = next(_numbers)
    name = given.get("name", f"Ana Exemplo {number}")
    document = given.get("document", f"{number:011d}")
    fields = {
        "identity_key": document or f"sem-{number}",
        "person_key": sealing.person_key(document or f"sem-{number}"),
        "document": document,
        "name": name,
        "name_key": cadastro.fold_name(name),
        "kind": "B2C",
        "profile": "pf",
        "uf": "SP",
        "created_at": NOW,
    } | given
    return models.Devedor.objects.create(credor=credor, **{"person_number": fields["person_key"]} | fields)


def make_contact(devedor: models.Devedor, **given) -> models.Contact:
    fields = {"kind": "email", "value": f"devedor{next(_numbers)}@exemplo.test", "source": "import", "created_at": NOW}
    return models.Contact.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_titulo(devedor: models.Devedor, **given) -> models.Titulo:
    """R$ 850,00, due on 10/11/2026, open."""
    number = next(_numbers)
    fields = {
        "number": f"CE-{number:06d}",
        "description": "",
        "due_on": date(2026, 11, 10),
        "principal_cents": 850_00,
        "identity_derived": False,
        "created_at": NOW,
    }
    fields |= given
    fields.setdefault("identity_key", f"{fields['number']}/{number}")
    return models.Titulo.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields)


def make_paid_titulo(devedor: models.Devedor, **given) -> models.Titulo:
    return make_titulo(devedor, **{"closed_on": ON, "closed_reason": "paid"} | given)


def make_hold(devedor: models.Devedor, **given) -> models.Hold:
    """A pause of everything, from today, until somebody lifts it."""
    fields = {"kind": "pause", "placed_at": NOW, "starts_on": ON, "reason": "pediu tempo", "source": "console"}
    return models.Hold.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_payment(devedor: models.Devedor, **given) -> models.Payment:
    fields = {
        "external_key": f"form:{next(_numbers)}",
        "source": "form",
        "paid_on": ON,
        "amount_cents": 100_00,
        "registered_at": NOW,
    }
    return models.Payment.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_baixa(titulo: models.Titulo, import_file: models.ImportFile, **given) -> models.Baixa:
    """Of a título that is closed so, by a file that left it out, standing."""
    fields = {"closed_on": ON, "closed_at": NOW}
    row = {"credor_id": titulo.credor_id, "titulo": titulo, "import_file": import_file}
    return models.Baixa.objects.create(**row | fields | given)


def make_imputacao(payment: models.Payment, titulo: models.Titulo, **given) -> models.Imputacao:
    """R$ 50,00 of principal, on the day of the payment, the multa not yet charged."""
    fields = {
        "paid_on": payment.paid_on,
        "juros_cents": 0,
        "multa_cents": 0,
        "principal_cents": 50_00,
        "principal_left_cents": titulo.principal_cents - 50_00,
        "juros_from_on": titulo.due_on,
        "juros_open_cents": 0,
        "multa_open_cents": 0,
        "multa_charged": False,
    }
    row = {"credor_id": titulo.credor_id, "titulo": titulo}
    return models.Imputacao.objects.create(payment=payment, **row | fields | given)


def make_action(devedor: models.Devedor, **given) -> models.Action:
    """Planned for today, by e-mail."""
    run = models.CycleRun.objects.create(credor_id=devedor.credor_id, on=ON, started_at=NOW, finished_at=NOW)
    fields = {
        "cycle_run": run,
        "person_key": devedor.person_key,
        "on": ON,
        "regua_version": 1,
        "step_code": "vencido_d10",
        "template": "pf_aviso_10",
        "channel": "email",
        "due_at": NOW + timedelta(hours=1),
    }
    return models.Action.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_dispatch(action: models.Action, **given) -> models.Dispatch:
    fields = {
        "attempt": 1,
        "channel": action.channel,
        "address": "devedor@exemplo.test",
        "template": action.template,
        "template_sha256": "0" * 64,
        "regua_version": action.regua_version,
        "subject": "Mensalidade em aberto",
        "body": "Olá.",
        "body_sha256": "0" * 64,
        "amounts": {},
        "verdicts": [],
        "started_at": NOW,
        "settled_at": NOW,
        "status": "accepted",
    }
    row = {"credor_id": action.credor_id, "devedor_id": action.devedor_id, "person_key": action.person_key}
    return models.Dispatch.objects.create(action=action, **row | fields | given)


def make_task(devedor: models.Devedor, **given) -> models.Task:
    fields = {
        "person_key": devedor.person_key,
        "channel": "phone",
        "script": "Apresente-se.",
        "due_at": NOW,
        "created_at": NOW,
    }
    return models.Task.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_promise(devedor: models.Devedor, **given) -> models.Promise:
    """R$ 100,00 in three days, held until then."""
    promised_on = given.get("promised_on", ON + timedelta(days=3))
    hold = make_hold(devedor, kind="promise", until=promised_on, source="promise")
    fields = {"promised_on": promised_on, "amount_cents": 100_00, "made_at": NOW, "source": "call", "hold": hold}
    return models.Promise.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_consent(devedor: models.Devedor, **given) -> models.Consent:
    """No more e-mail."""
    fields = {"channel": "email", "granted": False, "at": NOW, "source": "link"}
    return models.Consent.objects.create(credor_id=devedor.credor_id, devedor=devedor, **fields | given)


def make_item(action: models.Action, titulo: models.Titulo, **given) -> models.ActionItem:
    fields = {
        "on": action.on,
        "due_on": titulo.due_on,
        "step_code": action.step_code,
        "regua_version": action.regua_version,
    }
    row = {"credor_id": action.credor_id, "devedor_id": action.devedor_id, "titulo": titulo}
    return models.ActionItem.objects.create(action=action, **row | fields | given)


def make_refused_item(titulo: models.Titulo, **given) -> models.ActionItem:
    """Refused today, for want of a contact."""
    fields = {
        "on": ON,
        "due_on": titulo.due_on,
        "step_code": "vencido_d10",
        "regua_version": 1,
        "blocked_by": "POL-SEM-CONTATO",
    }
    row = {"credor_id": titulo.credor_id, "devedor_id": titulo.devedor_id, "titulo": titulo}
    return models.ActionItem.objects.create(**row | fields | given)


def make_smtp(credor: models.Credor, **given) -> models.ChannelSetting:
    fields = {
        "channel": "email",
        "host": "smtp.exemplo.test",
        "port": 587,
        "security": "starttls",
        "from_email": "cobranca@exemplo.test",
        "from_name": credor.name,
    }
    return models.ChannelSetting.objects.create(credor=credor, **fields | given)


def make_import(credor: models.Credor, **given) -> models.ImportFile:
    fields = {
        "kind": "titulos",
        "name": "titulos.csv",
        "sha256": "0" * 64,
        "content": b"nome;valor",
        "author": "dona@exemplo.test",
        "uploaded_at": NOW,
    }
    return models.ImportFile.objects.create(credor=credor, **fields | given)


def context_of(account: models.Account, now: datetime = NOW) -> Context:
    """The context of a request by this account."""
    return Context(Actor(account.email, account.id), access.scope_of(account.id), now)


def context_in(credor: models.Credor, role: str = "manager", *, now: datetime = NOW, **given) -> Context:
    """The context of somebody new with this role."""
    account = make_account(**given)
    make_membership(account, credor, role)
    return context_of(account, now)


def make_api_key(credor: models.Credor, account: models.Account | None = None, **given) -> models.ApiKey:
    """One that opens nothing: nobody knows what its SHA-256 is of. `tests/web/api` makes those that open."""
    fields = {
        "name": "ERP Exemplo",
        "prefix": f"{next(_numbers):08d}",
        "sha256": "0" * 64,
        "scopes": ["titulos.ler"],
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=90),
    }
    return models.ApiKey.objects.create(credor=credor, account=account or make_account(), **fields | given)


def make_second_factor(account: models.Account, **given) -> models.SecondFactor:
    """On, with the secret of `SECRET`."""
    fields = {"secret_sealed": sealing.seal(SECRET), "made_at": NOW, "confirmed_at": NOW}
    return models.SecondFactor.objects.create(account=account, **fields | given)


def code_at(now: datetime = NOW) -> str:
    """What the app of that second factor shows."""
    return app_of(SECRET).at(now)


def app_of(secret: str) -> pyotp.TOTP:
    """Somebody's app of codes."""
    return pyotp.TOTP(secret)


def make_webhook(credor: models.Credor, **given) -> models.Webhook:
    """On, told every event from the first, its secret `WEBHOOK_SECRET`."""
    fields = {
        "url": "https://erp.exemplo.test/avisos",
        "kinds": [],
        "secret_sealed": sealing.seal(WEBHOOK_SECRET),
        "created_at": NOW,
        "after_id": 0,
    }
    return models.Webhook.objects.create(credor=credor, **fields | given)


def make_event(credor: models.Credor, **given) -> models.Event:
    """Its sending was stopped."""
    fields = {"name": "sending.stopped", "payload": {"credor_id": credor.id}, "actor": "noite", "at": NOW}
    return models.Event.objects.create(credor=credor, **fields | given)


def make_invite(credor: models.Credor, owner: models.Account, **given) -> models.Invite:
    """One that waits for an answer."""
    fields = {
        "email": f"convidada{next(_numbers)}@exemplo.test",
        "name": "Convidada Exemplo",
        "role": "operator",
        "mark": "0" * 32,
        "made_at": NOW,
        "valid_until": NOW + timedelta(days=7),
    }
    return models.Invite.objects.create(credor=credor, made_by=owner, **fields | given)


def make_account_mail(**given) -> models.AccountMail:
    """Asked now, for nobody."""
    fields = {"kind": "invite", "address_key": "0" * 64, "asked_at": NOW, "next_try_at": NOW, "valid_until": NOW}
    return models.AccountMail.objects.create(**fields | given)


def make_device(account: models.Account, **given) -> models.Device:
    """A browser somebody is in with."""
    fields = {"name": "Firefox no Linux", "address": "203.0.113.x", "first_seen_at": NOW, "last_seen_at": NOW}
    return models.Device.objects.create(account=account, **fields | given)


from tests.banking_builders import (  # noqa: E402, F401 - they are of here, and need what is above
    make_bank_account,
    make_boleto,
    make_convenio,
    make_remessa,
    make_remessa_item,
)
