"""A list leaves as a spreadsheet: the whole of it, to who may, and the journal says so."""

import hashlib
import io
from datetime import timedelta

import openpyxl
import pytest

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.store.reads import sheets
from adimple.store.reads.audit import AuditFilter
from adimple.store.reads.devedores import DevedorFilter
from adimple.store.reads.tasks import TaskFilter
from adimple.store.reads.titulos import TituloFilter
from adimple.usecases import export_list as exporting
from adimple.usecases import import_titulos as importing
from adimple.usecases import register_payment as registering
from adimple.usecases.exported import actions, payments
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import HEADER, row, sheet

pytestmark = pytest.mark.django_db

FILTERS = {
    "titulos": TituloFilter(state="todos"),
    "devedores": DevedorFilter(state="todos"),
    "payments": payments.AllPayments(),
    "actions": actions.whole_day(ON),
    "tasks": TaskFilter(),
    "events": AuditFilter(),
}
HOSTILE = ('=HYPERLINK("http://x")', "@SUM(A1)", '-Ana;"B"', "\N{RIGHT-TO-LEFT OVERRIDE}Ana gpj.exe")


def context(*credores, role="manager"):
    account = builders.make_account()
    for credor in credores:
        builders.make_membership(account, credor, role)
    return builders.context_of(account)


def export(ctx, code="titulos", *, kind="csv", wanted=None, scope=None) -> tuple[bytes, exporting.Exported]:
    out = io.BytesIO()
    command = exporting.ExportList(code, kind, scope or ctx.scope, wanted or FILTERS[code])
    exported = exporting.export_list(ctx, command, out)
    return out.getvalue(), exported


def lines(content: bytes) -> list[dict[str, str]]:
    heading, *rows = content.decode("utf-8-sig").splitlines()
    return [dict(zip(heading.split(";"), row.split(";"), strict=True)) for row in rows]


def bring(ctx, content, name="titulos.csv"):
    command = importing.ImportFile(credor_id=ctx.scope.credor_ids[0], name=name, content=content)
    return importing.import_titulos(ctx, command)


# --- títulos: there and back ---


def portfolio(ctx):
    """Of every sort that a sheet may tell wrongly: no number, no CPF, a série, part paid, paid, closed, due later."""
    header = f"{HEADER};Série;Filial;Saldo em aberto;Emissão;Nosso número;Celular 2"
    whole = sheet(
        row("CE-1") + ";;;;01/10/2026;000123-4;",
        row("CE-2", parcela="1/2", celular="(11) 91234-5678") + ";;;;;;",
        row("CE-2", parcela="2/2", vencimento="24/12/2027") + ";;;;;;",
        row("007", descricao="") + ";A;3;;;;",
        row("", nome="Bruno Sem Documento", cpf="", email="bruno@exemplo.test") + ";;;;;;",
        row("", nome="Bruno Sem Documento", cpf="", email="bruno@exemplo.test") + ";;;;;;",
        row("", nome="Caio Sem Contato", cpf="", email="", valor="100,00") + ";;;60,00;;;",
        row("CE-9", nome="Duda Exemplo", cpf="111.444.777-35", email="duda@exemplo.test") + ";;;;;;",
        header=header,
    )
    assert bring(ctx, whole).counts.accepted == 8
    part = models.Titulo.objects.get(number="CE-1")
    for cents, titulo in ((300_00, part), (900_00, models.Titulo.objects.get(number="CE-9"))):
        command = registering.RegisterPayment(
            devedor_id=titulo.devedor_id, titulo_ids=(titulo.id,), cents=cents, paid_on=ON, external_key=f"{titulo.id}"
        )
        registering.register_payment(ctx, command)
    # What the console adds later, and what was found wrong.
    models.Contact.objects.filter(value="bruno@exemplo.test").update(wrong_at=NOW)
    caio = models.Devedor.objects.get(name="Caio Sem Contato")
    models.Devedor.objects.filter(id=caio.id).update(uf="")
    builders.make_contact(caio, kind="phone", value="+5551912345678", phone_kind="mobile")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sheet_of_titulos_comes_back_and_changes_nothing(credor, kind):
    ctx = context(credor)
    portfolio(ctx)
    content, exported = export(ctx, kind=kind)
    before = list(models.Titulo.objects.order_by("id").values()), list(models.Devedor.objects.order_by("id").values())
    contacts = models.Contact.objects.count()

    back = bring(ctx, content, f"titulos.{kind}")

    assert exported.rows == 8
    told = back.counts
    # The paid one is skipped as paid.
    assert (told.accepted, told.updated, told.unchanged, told.rejected) == (0, 0, 7, 0), back.rejections
    assert models.Contact.objects.count() == contacts
    after = list(models.Titulo.objects.order_by("id").values()), list(models.Devedor.objects.order_by("id").values())
    assert after == before


def test_a_titulo_goes_with_the_sum_of_the_day(credor):
    devedor = builders.make_devedor(credor, name="Ana Exemplo", document="52998224725")
    builders.make_titulo(devedor, number="CE-1", due_on=ON - timedelta(days=14))

    (line,) = lines(export(context(credor))[0])

    # 850,00 + 2 % = 17,00 + 850,00 × 1 % × 14/30 = 3,96 (down) = 870,96
    told = ("CPF ou CNPJ", "Dias de atraso", "Multa", "Juros", "Correção", "Abatido", "Devido em 24/11/2026")
    assert [line[name] for name in told] == ["529.982.247-25", "14", "17,00", "3,96", "0,00", "0,00", "870,96"]
    assert line["Situação"] == "Em aberto"


def test_a_titulo_whose_index_is_missing_goes_without_a_guess(credor):
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_by="law", juros_ppb_month=0)
    builders.make_titulo(builders.make_devedor(credor), due_on=ON - timedelta(days=14))

    (line,) = lines(export(context(credor))[0])

    assert (line["Devido em 24/11/2026"], line["Multa"]) == ("", "")
    assert line["Por que falta a conta"].startswith("falta o índice de ")


def test_a_key_that_is_not_ours_rejects_its_row(credor):
    keyed = sheet(row("") + ";d:0000;p:x", header=f"{HEADER};Chave do título no Adimple;Chave do devedor no Adimple")

    imported = bring(context(credor), keyed)

    assert [(one.line, one.code) for one in imported.rejections] == [(2, "chave.desconhecida")]


# --- every list ---


def full(credor):
    devedor = builders.make_devedor(credor)
    titulo = builders.make_titulo(devedor)
    builders.make_contact(devedor)
    builders.make_imputacao(builders.make_payment(devedor), titulo)
    builders.make_item(builders.make_action(devedor), titulo)
    builders.make_task(devedor)
    models.Event.objects.create(name="sending.stopped", payload={"credor_id": credor.id}, credor=credor, at=NOW)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("code", FILTERS)
def test_a_list_leaves_with_its_rows_alone_and_the_journal_tells(credor, code, kind):
    full(credor)
    full(builders.make_credor())

    content, exported = export(context(credor), code, kind=kind)

    assert exported == exporting.Exported(1, hashlib.sha256(content).hexdigest())
    rows = len(lines(content)) if kind == "csv" else openpyxl.load_workbook(io.BytesIO(content)).active.max_row - 1
    assert rows == 1
    event = models.Event.objects.get(name="sheet.exported")
    assert (event.credor_id, event.payload["rows"], event.payload["format"]) == (credor.id, 1, kind)
    assert (event.payload["sheet"], event.payload["sha256"]) == (code, exported.sha256)


def test_all_the_pages_leave_in_order_and_once(credor, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_A_PAGE", 2)
    devedor = builders.make_devedor(credor)
    for day in (5, 3, 1, 4, 2):
        builders.make_titulo(devedor, number=f"N{day}", due_on=ON + timedelta(days=day))

    content, _ = export(context(credor), wanted=TituloFilter())

    assert [line["Número do título"] for line in lines(content)] == ["N1", "N2", "N3", "N4", "N5"]


def test_what_leaves_is_what_was_filtered_and_the_journal_keeps_no_name(credor):
    builders.make_titulo(builders.make_devedor(credor, name="Ana Exemplo"), number="A")
    builders.make_titulo(builders.make_devedor(credor, name="Bruno Exemplo"), number="B")

    content, _ = export(context(credor), wanted=TituloFilter(text="Ana", bucket="de_1_a_30"))

    assert [line["Número do título"] for line in lines(content)] == ["A"]
    filters = models.Event.objects.get(name="sheet.exported").payload["filters"]
    assert filters == ["situacao.abertos", "faixa.de_1_a_30", "busca"]


def test_each_credor_s_journal_tells_its_own_rows():
    one, other, empty = (builders.make_credor() for _ in range(3))
    builders.make_titulo(builders.make_devedor(one))
    for _ in range(2):
        builders.make_titulo(builders.make_devedor(other))

    content, exported = export(context(one, other, empty))

    assert exported.rows == 3
    told = models.Event.objects.filter(name="sheet.exported").values_list("credor_id", "payload__rows")
    assert sorted(told) == [(one.id, 1), (other.id, 2)]
    assert {line["Credor"] for line in lines(content)} == {one.name, other.name}


def test_an_empty_list_is_told_too(credor):
    content, exported = export(context(credor))

    assert (lines(content), exported.rows) == ([], 0)
    assert models.Event.objects.get(name="sheet.exported").payload["rows"] == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_in_its_cell_as_text(credor, name, kind):
    builders.make_devedor(credor, name=name)

    content, _ = export(context(credor), "devedores", kind=kind)

    if kind == "xlsx":
        cell = openpyxl.load_workbook(io.BytesIO(content))["Devedores"]["A2"]
        assert (cell.value, cell.data_type) == (name, "s")
    else:
        written = content.decode("utf-8-sig").splitlines()[1]
        assert written[:2] in (f"'{name[0]}", "\"'", name[:2])
        assert not written.startswith(("=", "@", "-"))


# --- who may ---


@pytest.mark.parametrize("code", sorted(FILTERS.keys() - {"events"}))
@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_a_list_of_people_does_not_leave_by_who_may_not(credor, code, role):
    full(credor)
    out = io.BytesIO()
    ctx = context(credor, role=role)

    with pytest.raises(Refused, match="isto pede gestor"):
        exporting.export_list(ctx, exporting.ExportList(code, "csv", ctx.scope, FILTERS[code]), out)

    assert out.getvalue() == b""
    assert not models.Event.objects.filter(name="sheet.exported").exists()


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("auditor", True), ("operator", False)])
def test_the_journal_leaves_by_who_audits(credor, role, may):
    full(credor)
    ctx = context(credor, role=role)
    if may:
        assert export(ctx, "events")[1].rows == 1
    else:
        with pytest.raises(Refused, match="A Auditoria é do dono"):
            export(ctx, "events")


@pytest.mark.parametrize("code", FILTERS)
def test_of_several_credores_leave_those_where_one_may_and_the_journals_say_so(code):
    mine, watched = builders.make_credor(), builders.make_credor()
    full(mine), full(watched)
    account = builders.make_account()
    builders.make_membership(account, mine, "manager")
    builders.make_membership(account, watched, "operator")
    ctx = builders.context_of(account)
    whole, exported = export(ctx, code)
    alone, _ = export(ctx, code, scope=ctx.scope.only(mine.id), wanted=FILTERS[code])

    assert exported.rows == 1
    assert code == "events" or whole == alone
    told = models.Event.objects.filter(name="sheet.exported").values_list("credor_id", flat=True)
    assert list(told) == [mine.id, mine.id]
    with pytest.raises(Refused):
        export(ctx, code, scope=ctx.scope.only(watched.id))


@pytest.mark.parametrize("code", FILTERS)
def test_a_foreign_credor_is_not_there(credor, code):
    foreign = builders.context_of(builders.make_account())
    stranger = context(credor, role="owner").scope
    with pytest.raises((NotFound, Refused)) as raised:
        export(foreign, code, scope=stranger)

    assert raised.type is NotFound or raised.value.code == "access.audit"


def test_a_format_that_does_not_exist_is_not_there(credor):
    with pytest.raises(NotFound):
        export(context(credor), kind="exe")


def test_an_xlsx_that_one_sheet_cannot_hold_is_refused_with_the_way_out(credor, monkeypatch):
    monkeypatch.setattr(exporting.writing, "MOST_XLSX_ROWS", 1)
    devedor = builders.make_devedor(credor)
    for _ in range(2):
        builders.make_titulo(devedor)

    with pytest.raises(Refused, match="Baixe em CSV"):
        export(context(credor), kind="xlsx")

    assert export(context(credor))[1].rows == 2
