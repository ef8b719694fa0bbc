"""Run as a script, with DATABASE_URL: a database that lived through every schema, a family of rows written at each."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

ON = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 13, tzinfo=UTC)
PRINCIPAL_CENTS, PAID_CENTS = 100_000, 40_000


def main() -> None:
    """Up to the schema named, then stops; prints the names of the schemas that were lived in, as JSON."""
    from adimple.cli import boot

    boot.ready(migrate=False)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    names = sorted(name for app, name in MigrationExecutor(connection).loader.disk_migrations if app == "store")
    lived = names[: names.index(sys.argv[1]) + 1] if sys.argv[1:] else names[:-1]
    for place, name in enumerate(lived):
        call_command("migrate", "store", name, verbosity=0)
        executor = MigrationExecutor(connection)
        write_family(executor.loader.project_state(("store", name)).apps, place)
    print(json.dumps(lived))


def write_family(apps: Any, place: int) -> None:
    """A credor with its policy and régua, somebody who owes it, one título partly paid, one open, a message sent."""

    def make(model: str, **fields: Any) -> Any:
        """Of the fields given, those that this schema has."""
        kind = apps.get_model("store", model)
        known = {one.name for one in kind._meta.fields} | {one.attname for one in kind._meta.fields}
        return kind.objects.create(**{name: value for name, value in fields.items() if name in known})

    from adimple.domain.regua import shipped
    from adimple.store import sealing

    credor = make("Credor", slug=f"credor-{place}", name=f"Credor Exemplo {place}", document="11222333000181",
                  address="Rua do Modelo, 100", created_at=AT, released_at=AT, released_on=ON)  # fmt: skip
    account = make("Account", email=f"pessoa{place}@exemplo.test", name="Pessoa Exemplo", password="!", created_at=AT)
    make("Membership", account=account, credor=credor, role="owner", since=AT)
    make("EncargosPolicy", credor=credor, kind="B2C", effective_on=date(2020, 1, 1), multa_ppb=20_000_000,
         juros_ppb_month=10_000_000, created_at=AT)  # fmt: skip
    make("Regua", credor=credor, version=1, effective_on=date(2020, 1, 1), author="dona@exemplo.test", created_at=AT,
         document=shipped.document(effective_on=date(2020, 1, 1)))  # fmt: skip
    document = f"{place:011d}"
    devedor = make("Devedor", credor=credor, identity_key=document, person_key=sealing.person_key(document),
                   person_number=place, document=document, name="Ana Exemplo", name_key="ana exemplo", kind="B2C",
                   profile="pf", uf="SP", created_at=AT)  # fmt: skip
    contact = make("Contact", credor=credor, devedor=devedor, kind="email", value=f"ana{place}@exemplo.test",
                   source="import", created_at=AT)  # fmt: skip
    paid, open_ = (
        make(
            "Titulo",
            credor=credor,
            devedor=devedor,
            identity_key=f"T{number}",
            identity_derived=False,
            number=f"T{number}",
            due_on=ON,
            principal_cents=PRINCIPAL_CENTS,
            created_at=AT,
        )
        for number in (1, 2)
    )
    payment = make("Payment", credor=credor, devedor=devedor, external_key="form:1", source="form", paid_on=ON,
                   amount_cents=PAID_CENTS, chosen=[paid.id], registered_at=AT)  # fmt: skip
    make("Imputacao", payment=payment, titulo=paid, credor=credor, paid_on=ON, juros_cents=0, multa_cents=0,
         principal_cents=PAID_CENTS, principal_left_cents=PRINCIPAL_CENTS - PAID_CENTS, juros_from_on=ON,
         juros_open_cents=0, multa_open_cents=0, multa_charged=False)  # fmt: skip
    hold = make("Hold", credor=credor, devedor=devedor, kind="promise", placed_at=AT, starts_on=ON,
                until=ON + timedelta(days=5), source="promise", lifted_at=AT)  # fmt: skip
    make("Promise", credor=credor, devedor=devedor, promised_on=ON + timedelta(days=5), amount_cents=60_000, made_at=AT,
         source="console", hold=hold, settled_at=AT)  # fmt: skip
    night = make("CycleRun", credor=credor, on=ON, started_at=AT, finished_at=AT)
    action = make("Action", credor=credor, devedor=devedor, cycle_run=night, contact=contact, on=ON, regua_version=1,
                  person_key=devedor.person_key, step_code="vencido_d2", template="pf_talvez_esqueceu", channel="email",
                  due_at=AT, state="sent", attempts=1)  # fmt: skip
    make("ActionItem", action=action, credor=credor, devedor=devedor, titulo=open_, on=ON, due_on=ON,
         step_code="vencido_d2", regua_version=1)  # fmt: skip
    sent = make("Dispatch", action=action, credor=credor, devedor=devedor, person_key=devedor.person_key, attempt=1,
                channel="email", address=contact.value, template="pf_talvez_esqueceu", template_sha256="0" * 64,
                regua_version=1, subject="Lembrete", body="Olá.", body_sha256="0" * 64,
                amounts={str(open_.id): {}}, verdicts=[], started_at=AT, settled_at=AT, status="accepted")  # fmt: skip
    make("Receipt", dispatch=sent, credor=credor, at=AT, status="accepted", code="250")
    make("Task", credor=credor, devedor=devedor, person_key=devedor.person_key, channel="phone", script="Ligue.",
         due_at=AT, created_at=AT)  # fmt: skip
    make("Event", credor=credor, devedor=devedor, name="payment.registered", actor="dona@exemplo.test", at=AT,
         payload={"credor_id": credor.id, "devedor_id": devedor.id, "payment_id": payment.id, "cents": PAID_CENTS,
                  "paid_on": str(ON)})  # fmt: skip


if __name__ == "__main__":
    main()
