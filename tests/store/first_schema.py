"""`python -m tests.store.first_schema`: in the database of DATABASE_URL, the schema of the first migration, lived in.

One of everything that schema can hold, written through the tables as they were: one payment laid on one título, a
second título untouched, a message sent, a promise, a task.
"""

from datetime import UTC, date, datetime

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

FIRST = ("store", "0001_first_ledger")
NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ON = date(2026, 11, 24)
DUE = date(2026, 11, 10)
SENT = "Olá, Ana."


def live() -> None:
    django.setup()
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != FIRST[0]]
    executor.migrate([FIRST, *others])
    write(executor.loader.project_state(FIRST).apps.get_model)


def write(table) -> None:
    """`table("store", name)` is a class of the first schema."""
    import hashlib

    from adimple.domain.regua import shipped
    from adimple.store import sealing

    def add(model: str, /, **fields):
        return table("store", model).objects.create(**fields)

    account = add("Account", email="dona@exemplo.test", name="Dona Exemplo", password="!", created_at=NOW)
    credor = add(
        "Credor", slug="exemplo", name="Credor Exemplo", document="11222333000181", address="Rua do Modelo, 100",
        email="financeiro@exemplo.test", created_at=NOW, released_at=NOW, released_on=ON,
    )  # fmt: skip
    add("Membership", account=account, credor=credor, role="owner", since=NOW)
    for kind in ("B2C", "B2B"):
        add(
            "EncargosPolicy", credor=credor, kind=kind, effective_on=date(2020, 1, 1), multa_ppb=20_000_000,
            juros_ppb_month=10_000_000, created_at=NOW,
        )  # fmt: skip
    add(
        "Regua", credor=credor, version=1, effective_on=date(2026, 1, 1), author="dona@exemplo.test", created_at=NOW,
        document=shipped.document(effective_on=date(2026, 1, 1)),
    )  # fmt: skip
    key = sealing.person_key("52998224725")
    devedor = add(
        "Devedor", credor=credor, identity_key="52998224725", person_key=key, document="52998224725", uf="SP",
        name="Ana Exemplo", name_key="ana exemplo", kind="B2C", profile="pf", created_at=NOW,
    )  # fmt: skip
    whose = {"credor": credor, "devedor": devedor}
    contact = add("Contact", **whose, kind="email", value="ana@exemplo.test", source="import", created_at=NOW)
    titulos = [
        add(
            "Titulo", **whose, number=number, identity_key=f"{number}/", identity_derived=False, due_on=DUE,
            principal_cents=850_00, created_at=NOW,
        )
        for number in ("CE-1", "CE-2")
    ]  # fmt: skip
    payment = add(
        "Payment", **whose, external_key="form:1", source="form", paid_on=ON, amount_cents=100_00, registered_at=NOW
    )
    # Fourteen days late: juros 850,00 × 1 % × 14/30 = 3,96 (cut), multa 17,00; of 100,00 the principal gets 79,04.
    add(
        "Imputacao", credor=credor, payment=payment, titulo=titulos[0], paid_on=ON, juros_cents=3_96,
        multa_cents=17_00, principal_cents=79_04, principal_left_cents=770_96, juros_from_on=ON, juros_open_cents=0,
        multa_open_cents=0, multa_charged=True,
    )  # fmt: skip
    hold = add(
        "Hold", **whose, kind="promise", placed_at=NOW, starts_on=ON, until=date(2026, 11, 27), source="promise",
        reason="",
    )  # fmt: skip
    add("Promise", **whose, promised_on=date(2026, 11, 27), amount_cents=100_00, made_at=NOW, source="call", hold=hold)
    add("Consent", **whose, channel="sms", granted=False, at=NOW, source="link")
    run = add("CycleRun", credor=credor, on=ON, started_at=NOW, finished_at=NOW)
    action = add(
        "Action", **whose, cycle_run=run, contact=contact, person_key=key, on=ON, regua_version=1, channel="email",
        step_code="vencido_d10", template="pf_aviso_10", due_at=NOW, state="sent",
    )  # fmt: skip
    add(
        "ActionItem", **whose, action=action, titulo=titulos[0], on=ON, due_on=DUE, step_code="vencido_d10",
        regua_version=1,
    )  # fmt: skip
    add(
        "Dispatch", **whose, action=action, person_key=key, attempt=1, channel="email", address="ana@exemplo.test",
        template="pf_aviso_10", template_sha256="0" * 64, regua_version=1, subject="Mensalidade", body=SENT,
        body_sha256=hashlib.sha256(SENT.encode()).hexdigest(), amounts={}, verdicts=[], started_at=NOW,
        settled_at=NOW, status="accepted",
    )  # fmt: skip
    add("Task", **whose, person_key=key, channel="phone", script="Apresente-se.", due_at=NOW, created_at=NOW)
    add(
        "ImportFile", credor=credor, kind="titulos", name="titulos.csv", sha256="0" * 64, content=b"nome;valor",
        author="dona@exemplo.test", uploaded_at=NOW, written_at=NOW,
    )  # fmt: skip
    add("Event", credor=credor, name="credor.created", payload={"credor_id": credor.id}, at=NOW, actor="teste")


if __name__ == "__main__":
    live()
