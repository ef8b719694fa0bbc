"""What is small is done at once, what is large waits for the worker, what waits may be cancelled, and by whom."""

import pytest

from adimple.domain.errors import NotFound, Refused
from adimple.store import jobs, models
from adimple.usecases import ask_import, upload_import, work_import
from adimple.usecases.keep_preview import kept_preview
from adimple.usecases.preview_import import preview_import, rejected_sheet
from adimple.usecases.progress import CHECKING, READING, WRITING, untold
from tests import builders
from tests.builders import NOW
from tests.usecases.sheets import heavy, row, sheet

pytestmark = pytest.mark.django_db

MIDDLING, LARGE = 300, 2_100  # KiB: more than is written at once, more than is checked at once
ROWS = [row(f"CE-{number}") for number in range(250)]


def upload(ctx, credor, content) -> int:
    command = upload_import.UploadImport(credor_id=credor.id, kind="titulos", name="novembro.csv", content=content)
    return upload_import.upload_import(ctx, command)


def do_next(told=untold) -> jobs.Taken:
    taken = jobs.take(NOW)
    work_import.work_import(taken, NOW, told)
    jobs.finish(taken, NOW)
    return taken


def refused(ask, *arguments) -> str:
    with pytest.raises(Refused) as caught:
        ask(*arguments)
    return caught.value.code


def test_a_small_file_is_written_at_once(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, sheet(row()))
    ask_import.ask_write(ctx, import_id)
    assert models.Titulo.objects.count() == 1
    assert not models.Job.objects.exists()


def test_a_middling_file_is_previewed_at_once_and_written_by_the_worker_in_the_name_of_who_asked(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=MIDDLING))
    assert preview_import(ctx, import_id).accepted == 250
    ask_import.ask_write(ctx, import_id)
    ask_import.ask_write(ctx, import_id)
    assert not models.Titulo.objects.exists()
    told = []
    assert do_next(lambda *how_far: told.append(how_far)).kind == "import.write"
    assert models.Titulo.objects.count() == 250
    assert told == [(READING, 0, 0), (CHECKING, 0, 250), (WRITING, 0, 250)]
    assert models.Event.objects.get(name="titulos.imported").actor == ctx.actor.name
    assert models.Job.objects.get().state == "done"


def test_a_large_file_is_checked_apart_and_its_preview_is_what_would_have_been_computed(credor):
    ctx = builders.context_in(credor)
    content = heavy(*ROWS, row("CE-9", cpf="111"), row("CE-8", vencimento="sem data"), kib=LARGE)
    import_id = upload(ctx, credor, content)
    assert kept_preview(ctx, import_id) is None
    assert do_next().kind == "import.check"
    preview, is_stale = kept_preview(ctx, import_id)
    now = preview_import(ctx, import_id)
    assert (preview, is_stale) == (now, False)
    assert (preview.accepted, preview.rejected, len(preview.effects)) == (250, 2, 20)
    assert rejected_sheet(ctx, import_id)[1].decode("utf-8-sig").count("\r\n") == 3
    assert not models.Titulo.objects.exists()


def test_a_preview_of_another_day_or_before_another_file_is_stale(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=LARGE))
    do_next()
    tomorrow = builders.context_of(models.Account.objects.get(), NOW.replace(day=25))
    assert kept_preview(tomorrow, import_id)[1]
    builders.make_import(builders.make_credor(), written_at=NOW.replace(hour=23))
    assert not kept_preview(ctx, import_id)[1]
    builders.make_import(credor, written_at=NOW.replace(hour=23))
    assert kept_preview(ctx, import_id)[1]


def test_other_columns_drop_the_preview_and_ask_for_another(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=LARGE))
    do_next()
    columns = {"Número": "number", "Nome": "devedor_name", "Vencimento": "due_on", "Valor": "principal"}
    upload_import.map_columns(ctx, import_id, columns)
    assert kept_preview(ctx, import_id) is None
    do_next()
    assert kept_preview(ctx, import_id)[0].accepted == 250
    upload_import.map_columns(ctx, import_id, {"Nome": "devedor_name"})
    do_next()
    problem = kept_preview(ctx, import_id)[0].problem
    assert "Vencimento" in problem.phrase


def test_what_was_written_no_longer_keeps_a_preview(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, row("CE-9", cpf="111"), kib=LARGE))
    do_next()
    ask_import.ask_write(ctx, import_id)
    do_next()
    file = models.ImportFile.objects.get()
    assert (file.accepted, file.rejected, file.preview, file.checked_at) == (250, 1, None, None)
    assert models.RejectionRow.objects.count() == 1


def test_a_queued_write_is_cancelled_and_may_be_asked_again(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=MIDDLING))
    ask_import.ask_write(ctx, import_id)
    ask_import.cancel_import(ctx, import_id)
    assert jobs.take(NOW) is None
    assert refused(ask_import.cancel_import, ctx, import_id) == "import.begun"
    ask_import.ask_write(ctx, import_id)
    do_next()
    assert models.Titulo.objects.count() == 250


def test_a_job_begun_can_be_neither_cancelled_nor_its_file_discarded_nor_its_columns_moved(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=MIDDLING))
    ask_import.ask_write(ctx, import_id)
    assert refused(upload_import.discard_import, ctx, import_id) == "import.busy"
    jobs.take(NOW)
    assert refused(ask_import.cancel_import, ctx, import_id) == "import.begun"
    assert refused(upload_import.discard_import, ctx, import_id) == "import.busy"
    assert refused(upload_import.map_columns, ctx, import_id, {}) == "import.busy"


def test_a_file_discarded_before_its_check_takes_the_job_with_it(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=LARGE))
    upload_import.discard_import(ctx, import_id)
    assert not models.Job.objects.exists()


def test_a_second_worker_that_finds_the_file_written_leaves_it_so(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=MIDDLING))
    ask_import.ask_write(ctx, import_id)
    taken = do_next()
    work_import.work_import(taken, NOW, untold)
    assert models.Event.objects.filter(name="titulos.imported").count() == 1


def test_the_role_of_the_minute_of_the_work_decides(credor):
    ctx = builders.context_in(credor)
    import_id = upload(ctx, credor, heavy(*ROWS, kib=MIDDLING))
    ask_import.ask_write(ctx, import_id)
    models.Membership.objects.update(role="operator")
    assert refused(do_next) == "access.role"
    models.Membership.objects.all().delete()
    models.Job.objects.update(state="queued", leased_until=None)
    assert refused(do_next) == "access.gone"
    assert not models.Titulo.objects.exists()


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_who_may_not_import_may_not_ask_either(credor, role):
    import_id = upload(builders.context_in(credor), credor, heavy(*ROWS, kib=LARGE))
    ctx = builders.context_in(credor, role)
    for ask in (ask_import.ask_write, ask_import.ask_check, ask_import.cancel_import, kept_preview):
        assert refused(ask, ctx, import_id) == "access.role"
    with pytest.raises(NotFound):
        ask_import.ask_write(builders.context_in(builders.make_credor()), import_id)
    assert models.Job.objects.get().state == "queued"
