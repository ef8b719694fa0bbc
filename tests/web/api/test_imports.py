"""Imports of a program: the whole open list, what it would close, the number that confirms it, and undoing it."""

import pytest

from adimple.store import models

pytestmark = pytest.mark.django_db

ROWS = [f"CE-{n};Ana Exemplo;529.982.247-25;10/11/2026;850,00" for n in range(10)]


@pytest.fixture
def asking(program):
    return program()


def sheet(rows):
    return "\n".join(["Número;Nome;CPF;Vencimento;Valor", *rows]).encode()


def test_a_whole_open_list_says_what_it_would_close_asks_how_many_and_is_undone(asking):
    asking.post("imports?kind=titulos&name=tudo.csv", raw=sheet(ROWS))
    asking.post(f"imports/{asking.said['id']}/write")
    asking.post("imports?kind=titulos&name=lista.csv&whole_open_list=true", raw=sheet(ROWS[:7]))
    import_id = asking.said["id"]

    asking.get(f"imports/{import_id}/absent")
    would = asking.said
    refused = asking.post(f"imports/{import_id}/write")
    problem = asking.said
    still_open = models.Titulo.objects.filter(closed_on=None).count()
    asking.post(f"imports/{import_id}/write?close=3")
    written = asking.said
    asking.post(f"imports/{import_id}/reopen")

    assert (would["count"], would["asks_number"], [row["number"] for row in would["rows"]]) == (
        3, True, ["CE-7", "CE-8", "CE-9"],
    )  # fmt: skip
    assert (refused.status_code, problem["code"], still_open) == (409, "import.absent_asks", 10)
    assert (written["state"], written["whole_open_list"], written["closed"]) == ("written", True, 3)
    assert asking.said == {"reopened": 3}
    assert models.Titulo.objects.filter(closed_on=None).count() == 10


def test_a_program_that_saw_what_is_little_sends_back_its_digest(asking):
    asking.post("imports?kind=titulos&name=tudo.csv", raw=sheet(ROWS))
    asking.post(f"imports/{asking.said['id']}/write")
    asking.post("imports?kind=titulos&name=lista.csv&whole_open_list=true", raw=sheet(ROWS[:9]))
    import_id = asking.said["id"]
    asking.get(f"imports/{import_id}/absent")
    would = asking.said

    codes = []
    for seen in ("", "?seen=", f"?seen={'0' * 64}"):
        asking.post(f"imports/{import_id}/write{seen}")
        codes.append(asking.said["code"])
    still_open = models.Titulo.objects.filter(closed_on=None).count()
    asking.post(f"imports/{import_id}/write?seen={would['digest']}")

    assert (would["count"], would["asks_number"]) == (1, False)
    assert (codes, still_open) == (["import.absent_asks", "import.absent_asks", "import.absent_changed"], 10)
    assert asking.said["closed"] == 1


def test_columns_pointed_at_are_remembered_for_the_next_sheet_and_forgotten(asking):
    header, row = "Ref;Quem deve;Até quando;Quanto", "CE-1;Ana Exemplo;10/11/2026;850,00"
    fields = dict(zip(header.split(";"), ["number", "devedor_name", "due_on", "principal"], strict=True))
    content = f"{header}\n{row}".encode()
    asking.post("imports?kind=titulos&name=a.csv", raw=content)
    first = asking.said["id"]

    asking.get(f"imports/{first}/columns")
    before = asking.said
    asking.post(f"imports/{first}/columns", {"mapping": fields})
    pointed = asking.said
    asking.post(f"imports/{first}/write")
    asking.post("imports?kind=titulos&name=b.csv", raw=content)
    second = asking.said["id"]
    asking.get(f"imports/{second}/columns")
    remembered = asking.said
    asking.post(f"imports/{second}/columns", {"mapping": {}})

    assert before["problem"]
    assert (pointed["problem"], pointed["remembered"]) == ("", False)
    assert (remembered["remembered"], {one["header"]: one["field"] for one in remembered["rows"]}) == (True, fields)
    assert (asking.said["remembered"], asking.said["problem"]) == (False, before["problem"])
