"""The documents say what the code does: the reference is fresh, the links lead somewhere, every word is explained."""

import ast
import re
from pathlib import Path

import pytest

from adimple import banks
from adimple.cli import documenting
from adimple.cli.main import app
from adimple.cli.reference import ceilings, commands, facts
from adimple.cycle import contact
from adimple.cycle.facts import TITULO_FACTS
from adimple.domain.conduct import facts as conduct_facts
from adimple.domain.conduct import windows
from adimple.domain.conduct.facts import HOLD_FACTS
from adimple.domain.conduct.gate import RULES_BY_RANK
from adimple.domain.conduct.reasons import PLAN_REASONS
from adimple.domain.events import EVENTS
from adimple.domain.intake import synonyms
from adimple.domain.message_words import PLACEHOLDERS
from adimple.domain.regua import document, shipped
from adimple.domain.regua.templates import TEMPLATES
from adimple.domain.shelf import shelf
from tests.architecture import source
from tests.architecture.test_glossary import REJECTED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(documenting.wanted())
WRITTEN = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
GUIDES = ["comecar.md", "guia/credor.md", "guia/operador.md", "guia/devedor.md"]

# Design, section 2: the nouns that stay in Portuguese.
KEPT = """
    credor devedor fiador titulo contrato duplicata parcela encargos multa juros correcao honorarios imputacao novacao
    quitacao baixa prescricao regua acordo negativacao protesto cartorio cessao contestacao boleto nosso_numero carteira
    convenio agencia conta beneficiario pagador abatimento especie aceite carne recibo linha_digitavel remessa retorno
    ocorrencia pix txid cpf cnpj cep uf feriado
"""


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def first_cells(section: str) -> list[str]:
    """The code in the first cell of each row of a glossary table."""
    body = text_of("glossario.md").split(f"## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)


# --- The reference --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_fresh(name):
    assert documenting.written(name) == documenting.wanted()[name], "run `make docs`"


def test_the_reference_has_no_page_that_nobody_makes():
    assert sorted(path.name for path in documenting.FOLDER.iterdir()) == PAGES


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("canais", ["email", "sms", "whatsapp", "phone", "letter"]),
        (
            "passos",
            [*document.KINDS, *(step["code"] for step in shipped.document(effective_on=windows.ALWAYS)["steps"])],
        ),
        ("regras", [rule.code for rule in RULES_BY_RANK]),
        ("regras", [window.code for window in windows.WINDOWS] + ["CON-HR-POL"]),
        ("regras", [*PLAN_REASONS, "CHG-MULTA-CDC", "CHG-JUROS-1", "CHG-ROUND", "CHG-MULTA-B2B", "CHG-SIMPLE"]),
        ("regras", list(conduct_facts.Facts.__dataclass_fields__)),
        ("eventos", list(EVENTS)),
        ("modelos", [template.code for template in TEMPLATES] + ["{" + code + "}" for code in PLACEHOLDERS]),
        ("colunas-da-planilha", [*synonyms.FIELDS[synonyms.TITULOS], *synonyms.FIELDS[synonyms.PAYMENTS]]),
        ("limites", ceilings.names()),
        ("bancos", [bank.code for bank in shelf(banks, "BANK")]),
        ("comandos", [f"adimple {name}" for name in commands.names(app)]),
    ],
)
def test_every_code_is_in_the_reference(name, codes):
    text = text_of(f"referencia/{name}.md")

    assert [code for code in codes if f"`{code}`" not in text] == []


def test_every_fact_has_words():
    assert set(facts.WORDS) == set(conduct_facts.Facts.__dataclass_fields__)


def test_the_facts_said_to_be_known_are_those_that_the_night_or_the_minute_of_sending_fills():
    """By day, a fact given a value where `Facts` is made; the holds come by name from a table beside it."""
    tree = ast.parse((source.PACKAGE / "usecases/asking.py").read_text(encoding="utf-8"))
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Facts"]
    given = {keyword.arg for call in made for keyword in call.keywords if keyword.arg}
    assert given | set(HOLD_FACTS.values()) | set(TITULO_FACTS) | set(contact._CHANNEL_FACTS) == facts.KNOWN


# --- The glossary ---------------------------------------------------------------------------------------------------


def test_every_rejected_word_is_explained():
    assert first_cells("Palavras recusadas") == list(REJECTED)


def test_every_kept_word_is_defined_once():
    defined = first_cells("Palavras que ficam em português")

    assert set(KEPT.split()) - set(defined) == set()
    assert len(defined) == len(set(defined))


# --- Links, paths, names --------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> list[str]:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_every_link_leads_somewhere(path):
    assert broken_links(path) == []


def test_a_link_to_a_missing_page_or_heading_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[a](gone.md) [b](#one-thing) [c](#two) [d](page.md) [e](https://example.test/x)\n")

    assert broken_links(page) == ["gone.md", "#two"]


@pytest.mark.parametrize("path", [path for path in WRITTEN if path.parent.name in ("dev", "decisions")], ids=name_of)
def test_every_path_that_developers_read_of_exists(path):
    paths = re.findall(r"`([a-z_]+/[\w/.-]*)`", path.read_text(encoding="utf-8"))

    assert [name for name in paths if name not in INVENTED and not _exists(name)] == []


INVENTED = {"src/adimple/channels/rcs.py"}  # the examples of the guides


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or (source.PACKAGE / name).exists()


@pytest.mark.parametrize("name", GUIDES)
def test_every_name_in_bold_is_on_a_screen(name):
    """In the guides bold is kept for what one reads on a screen; … stands for a figure or a name."""
    screens = in_one_line(
        " ".join(
            path.read_text(encoding="utf-8")
            for folder in ("web", "sandbox", "domain")
            for path in sorted((source.PACKAGE / folder).rglob("*"))
            if path.suffix in (".html", ".py")
        )
    )
    bold = re.findall(r"\*\*([^*]+)\*\*", in_one_line(text_of(name)))

    assert bold
    assert [words for words in bold if not all(part.strip() in screens for part in words.split("…"))] == []


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_readme_s_two_commands_are_targets_of_the_makefile():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE)


def test_a_decision_is_short_and_says_its_price():
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 14, path.name
        assert all(f"**{part}.**" in text for part in ("Context", "Choice", "Price")), path.name
