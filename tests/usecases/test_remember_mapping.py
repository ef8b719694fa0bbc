"""Columns pointed at once are so in the next sheet with the same headers, and only there."""

import pytest

from adimple.domain.errors import Invalid, Refused
from adimple.store import models
from adimple.usecases import upload_import
from adimple.usecases.ask_import import ask_write
from adimple.usecases.bring_titulos import Row, bring_titulos
from adimple.usecases.forget_mapping import forget_mapping
from adimple.usecases.import_titulos import ImportFile, import_titulos
from adimple.usecases.preview_import import preview_import
from adimple.usecases.upload_import import UploadImport
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.sheets import sheet

pytestmark = pytest.mark.django_db

HEADER = "Ref;Quem deve;Até quando;Quanto;Obs"
ROW = "CE-1;Ana Exemplo;10/11/2026;850,00;Mensalidade"
COLUMNS = {"Ref": "number", "Quem deve": "devedor_name", "Até quando": "due_on", "Quanto": "principal", "Obs": ""}


@pytest.fixture
def ctx():
    return builders.context_in(builders.make_credor())


def upload(ctx, header=HEADER, *rows, kind="titulos"):
    (credor_id,) = ctx.scope.credor_ids
    content = sheet(*(rows or [ROW]), header=header)
    return upload_import.upload_import(ctx, UploadImport(credor_id=credor_id, kind=kind, name="t.csv", content=content))


def corrected(ctx):
    """A sheet whose columns somebody pointed at, written."""
    import_id = upload(ctx)
    upload_import.map_columns(ctx, import_id, COLUMNS)
    ask_write(ctx, import_id)
    return import_id


def test_the_next_sheet_with_the_same_headers_in_any_order_comes_so(ctx):
    assert isinstance(preview_import(ctx, upload(ctx)).problem, Invalid)
    corrected(ctx)
    import_id = upload(ctx, "Obs;Quanto;Até quando;Quem deve;Ref", "x;90,00;10/12/2026;Bia Exemplo;CE-2")
    preview = preview_import(ctx, import_id)
    assert (preview.problem, preview.accepted) == (None, 1)
    assert (preview.remembered.author, preview.remembered.saved_at) == (ctx.actor.name, NOW)
    assert {column.header: column.field for column in preview.columns} == COLUMNS
    ask_write(ctx, import_id)
    assert models.Titulo.objects.filter(number="CE-2").exists()
    assert models.ImportMapping.objects.count() == 1
    assert models.Event.objects.filter(name="import_mapping.kept").count() == 1


def test_another_header_another_credor_and_another_kind_are_asked(ctx):
    corrected(ctx)
    other = builders.context_in(builders.make_credor())
    assert preview_import(ctx, upload(ctx, f"{HEADER};Mais", f"{ROW};1")).remembered is None
    assert preview_import(other, upload(other)).remembered is None
    assert preview_import(ctx, upload(ctx, kind="payments")).remembered is None


def test_what_is_pointed_at_but_never_written_is_not_remembered(ctx):
    upload_import.map_columns(ctx, upload(ctx), COLUMNS)
    assert not models.ImportMapping.objects.exists()


def test_a_later_correction_takes_the_place_of_the_former(ctx):
    corrected(ctx)
    import_id = upload(ctx, HEADER, "CE-3;Ana Exemplo;10/11/2026;10,00;Outra")
    upload_import.map_columns(ctx, import_id, COLUMNS | {"Obs": "description"})
    ask_write(ctx, import_id)
    columns = preview_import(ctx, upload(ctx)).columns
    assert {column.header: column.field for column in columns} == COLUMNS | {"Obs": "description"}


def test_forgetting_asks_again_and_twice_is_once(ctx):
    corrected(ctx)
    import_id = upload(ctx)
    kept = preview_import(ctx, import_id).remembered
    forget_mapping(ctx, import_id, kept.id)
    forget_mapping(ctx, import_id, kept.id)
    preview = preview_import(ctx, import_id)
    assert (preview.remembered, isinstance(preview.problem, Invalid)) == (None, True)
    assert models.Event.objects.filter(name="import_mapping.forgotten").count() == 1


def test_another_credors_mapping_is_not_forgotten(ctx):
    corrected(ctx)
    other = builders.context_in(builders.make_credor())
    forget_mapping(other, upload(other), models.ImportMapping.objects.get().id)
    assert models.ImportMapping.objects.count() == 1


def test_an_operator_does_not_forget_the_columns_of_titulos(ctx):
    corrected(ctx)
    import_id = upload(ctx)
    (credor_id,) = ctx.scope.credor_ids
    operator = builders.context_in(models.Credor.objects.get(id=credor_id), "operator")
    with pytest.raises(Refused):
        forget_mapping(operator, import_id, models.ImportMapping.objects.get().id)
    assert models.ImportMapping.objects.count() == 1


def test_a_command_remembers_and_comes_remembered_and_a_program_does_neither(ctx):
    (credor_id,) = ctx.scope.credor_ids
    chosen = {field: header for header, field in COLUMNS.items() if field}
    import_titulos(ctx, ImportFile(credor_id=credor_id, name="t.csv", content=sheet(ROW, header=HEADER), chosen=chosen))
    second = sheet("CE-2;Bia Exemplo;10/12/2026;90,00;", header=HEADER)
    done = import_titulos(ctx, ImportFile(credor_id=credor_id, name="t.csv", content=second))
    bring_titulos(ctx, credor_id, [Row(devedor_name="Caio Exemplo", due_on=ON, principal_cents=1_00, number="CE-3")])
    assert (done.counts.accepted, done.read.opened.remembered is not None) == (1, True)
    assert models.ImportMapping.objects.count() == 1
