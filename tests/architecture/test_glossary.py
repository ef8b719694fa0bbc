"""One word per thing: the names we define never use a rejected synonym (docs/glossario.md)."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import source

REJECTED = {
    "title": "titulo",
    "debtor": "devedor",
    "creditor": "credor",
    "fine": "multa",
    "penalty": "multa",
    "interest": "juros",
    "wallet": "carteira (do banco) ou portfolio (do credor)",
    "own_number": "nosso_numero",
    "agreement": "acordo",
    "installment": "parcela",
    "sacado": "devedor ou pagador",
    "cedente": "credor ou beneficiario",
    "cobranca": "a palavra exata: boleto, encargos, regua, dispatch",
    "ladder": "regua",
    "dunning": "regua",
    "customer": "devedor ou credor",
    "client": "devedor ou credor; de rede, http ou connection",
    "utils": "o nome da ideia",
}


def words(name: str) -> list[str]:
    """`HTTPClient_ids` → ["http", "client", "ids"]."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)


def rejected_in(name: str) -> list[str]:
    text = f"_{'_'.join(words(name)).lower()}_"
    return [word for word in REJECTED if re.search(f"_{word}(s|es)?_", text)]


def found(module: source.Module) -> list[str]:
    return [
        f"{module.at(line)}: {name} → {REJECTED[word]}"
        for name, line in source.defined_names(module)
        for word in rejected_in(name)
    ]


def test_no_name_of_ours_uses_a_rejected_word():
    assert [line for module in source.modules() for line in found(module)] == []


def test_no_folder_is_named_by_a_rejected_word():
    folders = [folder.name for folder in source.PACKAGE.rglob("*") if folder.is_dir() and "vendor" not in folder.parts]

    assert [name for name in folders if rejected_in(name)] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class DebtorRow: pass", ["debtor"]),
        ("def charge(penalty_cents): pass", ["penalty"]),
        ("class T:\n    interest_ppb: int", ["interest"]),
        ("self.own_number = 1", ["own_number"]),
        ("for customers in []: pass", ["customer"]),
        ("import httpx as client", ["client"]),
        ("with a as (b, wallet): pass", ["wallet"]),
        ("match a:\n    case {'t': title}: pass", ["title"]),
        ("try: pass\nexcept E as fine: pass", ["fine"]),
        ("defined = refined = subtitle = entitled = 1", []),  # a word inside a word is not the word
        ("x = {'title': 1}; y.title(); print(client.get)", []),  # what we merely use, and keys we exchange, are free
    ],
)
def test_rejected_words_are_found_where_we_name_and_only_there(code, expected):
    module = source.Module(source.PACKAGE / "example.py", ast.parse(code))

    assert [word for name, _ in source.defined_names(module) for word in rejected_in(name)] == expected


def test_a_file_is_a_name_too():
    module = source.Module(source.PACKAGE / Path("web/client_utils.py"), ast.parse(""))

    assert [line.split(" → ")[0] for line in found(module)] == ["web/client_utils.py:1: client_utils"] * 2
