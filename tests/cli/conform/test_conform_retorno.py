"""Suite `retorno`: our golden files, the public samples where they are, and what cannot be answered."""

import base64
import json
from pathlib import Path

import pytest

from adimple.cli.conform.retorno import answer
from adimple.cli.conforming import answer_line
from tests.golden.cnab import files

SAMPLES = Path(__file__).parents[4] / "shared" / "formats" / "cnab"
TEN = {"001", "033", "041", "077", "104", "237", "341", "422", "748", "756"}


def samples() -> list[dict]:
    manifest = SAMPLES / "manifest.json"
    return json.loads(manifest.read_text("utf-8"))["files"] if manifest.exists() else []


def answered(content: bytes) -> dict:
    return answer({"id": 7, "content_base64": base64.b64encode(content).decode("ascii")})


def test_a_golden_file_is_answered_with_its_sums():
    given = answered(files.content("237-400"))
    assert given == {
        "id": 7,
        "bank": "237",
        "layout": "CNAB400",
        "details": 6,
        "occurrences": {"02": 1, "03": 1, "06": 3, "09": 1},
        "sum_face_value_cents": 210000,
        "sum_paid_cents": 89900,
        "review": 0,
        "settles": True,
        "notices": [],
    }


def test_what_is_left_to_a_person_is_counted_and_told():
    lines = files.lines("237-400")
    given = answered(files.joined([*lines[:2], lines[2][:108] + b"77" + lines[2][110:], *lines[3:]]))
    # The line itself, and the two figures of the trailer that no longer add up: three payments, R$ 899,00.
    assert (given["details"], given["review"], given["settles"]) == (5, 3, False)
    assert given["notices"][0] == {
        "line": 3,
        "kind": "review",
        "code": "ocorrencia",
        "phrase": "A ocorrência «77» não é conhecida neste banco.",
    }
    assert [one["phrase"] for one in given["notices"][1:]] == [
        "Quantidade de liquidações: o fim do arquivo diz 00003; os detalhes lidos somam 2.",
        "Valor das liquidações: o fim do arquivo diz R$ 899,00; os detalhes lidos somam R$ 699,00.",
    ]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["file"])
def test_a_public_sample_says_what_its_manifest_says(sample):
    given = answered((SAMPLES / sample["file"]).read_bytes())
    if sample["bank"] not in TEN:
        assert given["error"] == "retorno.bank"
        return
    facts = sample["derived_facts"]
    assert {name: given[name] for name in ("bank", "layout", "details", "occurrences")} == {
        "bank": sample["bank"],
        "layout": sample["layout"],
        "details": facts.get("details", facts.get("segments", {}).get("T")),
        "occurrences": facts["occurrences"],
    }
    sums = (given["sum_face_value_cents"], given["sum_paid_cents"])
    assert sums == (
        facts.get("sum_face_value_cents", facts.get("sum_face_value_cents_T")),
        facts.get("sum_paid_cents_pos254_266", facts.get("sum_paid_cents_U78_92")),
    )


@pytest.mark.parametrize("content", [None, 1, "não é base64", "AAA", ["QQ=="]])
def test_what_is_no_file_is_refused_by_its_field(content):
    given = answer({"id": 7, "content_base64": content})
    assert (given["id"], given["error"]) == (7, "content_base64")


def test_a_file_that_is_no_retorno_is_refused_in_words():
    assert answered(b"%PDF-1.7") == {
        "id": 7,
        "error": "retorno.pdf",
        "phrase": "Este arquivo é um PDF. O retorno é o arquivo de texto (.RET, .CRT ou .TXT) do banco.",
    }


def test_a_line_in_gives_a_line_out():
    line = json.dumps({"id": 1, "content_base64": base64.b64encode(files.content("341-240")).decode("ascii")})
    assert json.loads(answer_line(answer, line.encode()))["sum_paid_cents"] == 89900
