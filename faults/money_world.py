"""Templates of worlds that receive money: `billed` has boletos to be told to a bank, `registered` has them there, and
`charged` has Pix charges at a PSP, most of them paid, some of those given back."""

import json
from dataclasses import replace

from faults import psp
from faults.world import ON, Installation, at

BILLED, CHARGED, PAID, REFUNDED = 60, 36, 24, 6
AHEAD_DAYS = 80  # nothing of these worlds is late
NOW = at(ON, 9)
TERMS = {"agencia": "1234", "conta": "56789", "conta_dv": "7", "carteira": "109"}
HOOK = "hook.json"


def make(installation: Installation) -> None:
    installation._build("seeded", "billed", _bill)
    installation._build("billed", "registered", _register)
    installation._build("seeded", "charged", _charge)


def _bill() -> None:
    """An account, a convênio, and boletos that no remessa took yet."""
    from django.db import connection

    from adimple.cli import boot
    from adimple.store import models
    from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
    from bench import people

    boot.ready()
    ctx = replace(boot.context(), now=NOW)
    credor = models.Credor.objects.get()
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_basis="daily_cents_down")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE titulo SET due_on = due_on + %s", [AHEAD_DAYS])
        ids = list(models.Devedor.objects.values_list("id", flat=True))
        cursor.execute(
            "UPDATE devedor SET document = v.cpf, address = 'Rua do Modelo, 100', bairro = 'Centro', cep = '01001000',"
            " city = 'São Paulo', uf = 'SP' FROM unnest(%s::bigint[], %s::text[]) v(id, cpf) WHERE devedor.id = v.id",
            [ids, [people.cpf(number) for number in ids]],
        )
    account = models.BankAccount.objects.create(
        credor=credor, bank_code="341", agencia="0810", conta="536780", label="Itaú", created_at=NOW
    )
    convenio = models.Convenio.objects.create(
        credor=credor, bank_account=account, bank_code="341", label="Itaú", layout="CNAB400", terms=TERMS,
        terms_key="0" * 64, created_at=NOW,
    )  # fmt: skip
    titulos = models.Titulo.objects.filter(due_on__gte=ON, closed_on=None).order_by("id")
    chosen = tuple(titulos.values_list("id", flat=True)[:BILLED])
    issued = issue_boletos(ctx, IssueBoletos(convenio_id=convenio.id, titulo_ids=chosen))
    assert len(issued.boleto_ids) == BILLED, issued.refused


def _register() -> None:
    """As after a remessa and the retorno that takes it."""
    from adimple.cli import boot
    from adimple.store import models
    from adimple.usecases.make_remessa import make_remessa

    boot.ready()
    made = make_remessa(replace(boot.context(), now=NOW), models.Convenio.objects.get().id)
    assert made.items == BILLED, made
    models.Boleto.objects.update(state="registered")


def _charge() -> None:
    """A PSP's account, charges at it, Pix that paid them, and devoluções; no call was made."""
    from django.conf import settings
    from django.db import connection

    from adimple.cli import boot
    from adimple.sandbox.psp import start_psp
    from adimple.store import models
    from adimple.usecases import save_psp_account
    from adimple.usecases.charge_pix import charge_pix

    boot.ready()
    ctx = replace(boot.context(), now=NOW)
    credor = models.Credor.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE titulo SET due_on = due_on + %s", [AHEAD_DAYS])
    titulos = models.Titulo.objects.filter(due_on__gte=ON, closed_on=None).order_by("id")
    with start_psp(settings.DATA_DIR / "sandbox" / "psp", lambda: NOW) as psp_:
        account_id = save_psp_account.use_sandbox(ctx, credor.id, psp.KEY)
        secret, sha256 = save_psp_account.new_hook()
        models.PspAccount.objects.filter(id=account_id).update(hook_sha256=sha256)
        made = [charge_pix(ctx, titulo_id) for titulo_id in titulos.values_list("id", flat=True)[:CHARGED]]
        paid = [psp_.book.pay_charge(one.txid, ON, psp.PAYER) for one in made[:PAID]]
        early = [dict(one) for one in paid]
        for number, one in enumerate(paid[:REFUNDED]):
            cents = int(one["valor"].replace(".", ""))
            back = cents if number % 2 else cents // 3
            psp_.book.refund(one["endToEndId"], f"D{number}", f"{back // 100}.{back % 100:02d}")
        told = [psp_.book.get_pix(one["endToEndId"]) for one in paid]
    (settings.DATA_DIR / HOOK).write_text(json.dumps({"secret": secret, "told": early + told}))
