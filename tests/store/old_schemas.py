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
    """Up to the schema named, then stops; prints as JSON the names of the schemas that were lived in, and what doctor
    says it lacks."""
    from adimple.cli import boot

    boot.ready(migrate=False)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import StateApps

    from adimple.store.reads import health

    executor = MigrationExecutor(connection)
    # Each schema as it was, not the one step that stands for many in a database that has nothing.
    executor.loader = loader = MigrationLoader(connection, replace_migrations=False)
    names = sorted(name for app, name in set(loader.disk_migrations) - set(loader.replacements) if app == "store")
    lived = names[: names.index(sys.argv[1]) + 1] if sys.argv[1:] else names[:-1]
    state, done = None, set()
    for place, name in enumerate(lived):
        plan = [step for step in executor.migration_plan([("store", name)]) if step not in done]
        state = executor.migrate([("store", name)], plan, state)
        done.update(plan)
        Family(StateApps(state.real_apps, state.models), place)
    print(json.dumps({"lived": lived, "lacks": health.migrations()[0]}))


class Family:
    """A credor with its policy and régua, somebody who owes it, one título partly paid, one open, a message sent."""

    def __init__(self, apps: Any, place: int) -> None:
        self.apps, self.place = apps, place
        self.credor = self.make("Credor", slug=f"credor-{place}", name=f"Credor Exemplo {place}", created_at=AT,
                                document="11222333000181", address="Rua do Modelo, 100", released_at=AT,
                                released_on=ON)  # fmt: skip
        self.write_rules()
        self.devedor, self.contact = self.write_devedor()
        paid, open_ = (self.write_titulo(number) for number in (1, 2))
        self.write_money(paid)
        self.write_message(open_)

    def make(self, model: str, **fields: Any) -> Any:
        """Of the fields given, those that this schema has."""
        kind = self.apps.get_model("store", model)
        known = {one.name for one in kind._meta.fields} | {one.attname for one in kind._meta.fields}
        return kind.objects.create(**{name: value for name, value in fields.items() if name in known})

    def of_devedor(self, model: str, **fields: Any) -> Any:
        return self.make(model, credor=self.credor, devedor=self.devedor, **fields)

    def write_rules(self) -> None:
        from adimple.domain.regua import shipped

        email = f"pessoa{self.place}@exemplo.test"
        account = self.make("Account", email=email, name="Pessoa Exemplo", password="!", created_at=AT)
        self.make("Membership", account=account, credor=self.credor, role="owner", since=AT)
        self.make("EncargosPolicy", credor=self.credor, kind="B2C", effective_on=date(2020, 1, 1),
                  multa_ppb=20_000_000, juros_ppb_month=10_000_000, created_at=AT)  # fmt: skip
        self.make("Regua", credor=self.credor, version=1, effective_on=date(2020, 1, 1), author="dona@exemplo.test",
                  created_at=AT, document=shipped.document(effective_on=date(2020, 1, 1)))  # fmt: skip

    def write_devedor(self) -> tuple[Any, Any]:
        from adimple.store import sealing

        document = f"{self.place:011d}"
        devedor = self.make("Devedor", credor=self.credor, identity_key=document, document=document, kind="B2C",
                            person_key=sealing.person_key(document), person_number=self.place, name="Ana Exemplo",
                            name_key="ana exemplo", profile="pf", uf="SP", created_at=AT)  # fmt: skip
        return devedor, self.make("Contact", credor=self.credor, devedor=devedor, kind="email", source="import",
                                  value=f"ana{self.place}@exemplo.test", created_at=AT)  # fmt: skip

    def write_titulo(self, number: int) -> Any:
        return self.of_devedor(
            "Titulo",
            identity_key=f"T{number}",
            identity_derived=False,
            number=f"T{number}",
            due_on=ON,
            principal_cents=PRINCIPAL_CENTS,
            created_at=AT,
        )

    def write_money(self, paid: Any) -> None:
        """Part of what is owed, and a promise of the rest."""
        payment = self.of_devedor("Payment", external_key="form:1", source="form", paid_on=ON, chosen=[paid.id],
                                  amount_cents=PAID_CENTS, registered_at=AT)  # fmt: skip
        self.make("Imputacao", payment=payment, titulo=paid, credor=self.credor, paid_on=ON, juros_cents=0,
                  multa_cents=0, principal_cents=PAID_CENTS, principal_left_cents=PRINCIPAL_CENTS - PAID_CENTS,
                  juros_from_on=ON, juros_open_cents=0, multa_open_cents=0, multa_charged=False)  # fmt: skip
        until = ON + timedelta(days=5)
        hold = self.of_devedor("Hold", kind="promise", placed_at=AT, starts_on=ON, until=until, source="promise",
                               lifted_at=AT)  # fmt: skip
        self.of_devedor("Promise", promised_on=until, amount_cents=60_000, made_at=AT, source="console", hold=hold,
                        settled_at=AT)  # fmt: skip
        told = {"credor_id": self.credor.id, "devedor_id": self.devedor.id, "payment_id": payment.id}
        self.of_devedor("Event", name="payment.registered", actor="dona@exemplo.test", at=AT,
                        payload=told | {"cents": PAID_CENTS, "paid_on": str(ON)})  # fmt: skip

    def write_message(self, open_: Any) -> None:
        """Planned by a night, sent, accepted; and a call to make."""
        night = self.make("CycleRun", credor=self.credor, on=ON, started_at=AT, finished_at=AT)
        key = self.devedor.person_key
        action = self.of_devedor("Action", cycle_run=night, contact=self.contact, on=ON, regua_version=1,
                                 person_key=key, step_code="vencido_d2", template="pf_talvez_esqueceu",
                                 channel="email", due_at=AT, state="sent", attempts=1)  # fmt: skip
        self.of_devedor("ActionItem", action=action, titulo=open_, on=ON, due_on=ON, step_code="vencido_d2",
                        regua_version=1)  # fmt: skip
        sent = self.of_devedor("Dispatch", action=action, person_key=key, attempt=1, channel="email",
                               address=self.contact.value, template="pf_talvez_esqueceu", template_sha256="0" * 64,
                               regua_version=1, subject="Lembrete", body="Olá.", body_sha256="0" * 64,
                               amounts={str(open_.id): {}}, verdicts=[], started_at=AT, settled_at=AT,
                               status="accepted")  # fmt: skip
        self.make("Receipt", dispatch=sent, credor=self.credor, at=AT, status="accepted", code="250")
        self.of_devedor("Task", person_key=key, channel="phone", script="Ligue.", due_at=AT, created_at=AT)


if __name__ == "__main__":
    main()
