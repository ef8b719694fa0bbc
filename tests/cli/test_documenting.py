"""`adimple shelves` prints what can be added to; `adimple docs` writes the reference and sees when it is stale."""

import pytest
import typer
from typer.testing import CliRunner

from adimple.cli import documenting
from adimple.cli.main import app
from adimple.cli.reference import commands, events, facts, markdown, pages, rules
from adimple.cli.reference.markdown import Listing
from adimple.domain.conduct.facts import EMAIL, PHONE, SP, Facts
from adimple.domain.conduct.gate import RULES_BY_CODE
from adimple.domain.events import EVENTS

run = CliRunner().invoke


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of reference pages of our own, in place of docs/referencia."""
    monkeypatch.setattr(documenting, "FOLDER", tmp_path / "referencia")
    return tmp_path / "referencia"


def test_every_shelf_is_printed_with_how_many_stand_on_it():
    out = run(app, ["shelves"]).stdout

    for listing in pages.shelves():
        assert f"{listing.heading} ({len(listing.rows)}): {listing.where}" in out
        assert all(f"\n  {row[0]} " in out for row in listing.rows)


def test_rules_that_only_the_day_answers_are_on_a_shelf_of_their_own():
    out = run(app, ["shelves"]).stdout
    windows = out.split("Quando pode: janelas, só de dia")[1].split("\n\n")[0]
    duties = out.split("Prazos nossos, só de dia")[1].split("\n\n")[0]

    assert "  CON-HR-SP " in windows
    assert "  CON-TZ " in windows
    assert [line.split()[0] for line in duties.splitlines()[1:]] == ["CON-PR-REC", "CON-RJ-REC", "CON-SP-REC"]


def test_docs_writes_every_page_and_then_finds_nothing_to_do(folder):
    first, second = run(app, ["docs"]), run(app, ["docs"])

    assert sorted(path.name for path in folder.iterdir()) == sorted(documenting.wanted())
    assert "regras.md" in first.stdout
    assert second.stdout == "As páginas já estavam em dia.\n"


def test_check_says_which_page_is_stale_and_writes_nothing(folder):
    run(app, ["docs"])
    page = folder / "canais.md"
    page.write_text(page.read_text(encoding="utf-8").replace("sozinho", "só"), encoding="utf-8")

    checked = run(app, ["docs", "--check"])

    assert checked.exit_code == 1
    assert checked.stderr == "Páginas velhas em docs/referencia: canais.md. Rode make docs.\n"
    assert "sozinho" not in page.read_text(encoding="utf-8")


def test_check_is_silent_when_all_is_fresh(folder):
    run(app, ["docs"])
    checked = run(app, ["docs", "--check"])

    assert (checked.exit_code, checked.output) == (0, "")


def test_without_the_source_the_reference_is_not_written(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(documenting, "ROOT", tmp_path)
    asked = run(app, ["docs"])

    assert asked.exit_code == 2
    assert "código-fonte" in asked.stderr
    assert not folder.exists()


def test_a_bar_in_a_cell_does_not_make_a_column():
    assert markdown.table(("A", "B"), [("a|b", "c\nd")]) == "| A | B |\n| --- | --- |\n| a\\|b | c d |"


def test_only_the_first_columns_of_a_listing_are_codes():
    listing = Listing("Canais", "channels/", ("Código", "Canal"), (("email", "E-mail"),))

    assert markdown.listing(listing).splitlines()[-1] == "| `email` | E-mail |"


def test_a_command_is_told_with_its_arguments_options_and_defaults(tmp_path):
    example = typer.Typer()

    @example.callback()
    def whole() -> None:
        """A group, so that the command keeps its name."""

    @example.command("contar")
    def count(
        file: str = typer.Argument(help="O arquivo."),
        most: int = typer.Option(50, "--most", help="Até quantas."),
        dry: bool = typer.Option(False, "--dry", help="Só mostra."),
    ) -> None:
        """Conta as linhas."""

    makefile = tmp_path / "Makefile"
    makefile.write_text("contar: setup ## conta\n\t@true\n")
    text = commands.page(example, makefile)

    assert "| `adimple contar` | Conta as linhas. |" in text
    assert "adimple contar FILE [opções]" in text
    assert "| `FILE` | O arquivo. |" in text
    assert "| `--most` | Até quantas. Padrão: 50. |" in text
    assert "| `--dry` | Só mostra. |" in text
    assert "| `make contar` | conta |" in text


def test_the_facts_a_rule_reads_are_seen_not_listed():
    assert facts.read_by(RULES_BY_CODE["CON-RJ-REC"]) == ("channel_code", "is_b2c", "uf_code", "is_recorded")
    assert facts.read_by(RULES_BY_CODE["CON-DEAD"]) == ("is_deceased", "targets_estate")


def test_a_case_is_said_in_words():
    assert facts.case_in_words(Facts(EMAIL)) == "e-mail"
    assert facts.case_in_words(Facts(PHONE, uf_code=SP, is_recorded=False, days_overdue=1_826)) == (
        "ligação; SP; dias depois do vencimento: 1.826; não: a ligação é gravada, com operador, data e hora"
    )


def test_every_finding_on_encargos_is_met_by_a_probe():
    found = [(row[0], row[1]) for row in rules.of_encargos().rows]

    assert sorted(set(found)) == [
        ("CHG-CORR", "avisa"),
        ("CHG-JUROS-1", "recusa"),
        ("CHG-MULTA-B2B", "avisa"),
        ("CHG-MULTA-B2B", "recusa"),
        ("CHG-MULTA-CDC", "recusa"),
        ("CHG-ROUND", "avisa"),
        ("CHG-SIMPLE", "recusa"),
    ]


def test_the_laws_of_juros_are_told_in_their_order():
    assert [row[:4] for row in rules.of_regimes().rows] == [
        ("selic", "até 29/08/2024", "Selic acumulada no mês", "nenhuma: já vem nos juros"),
        ("taxa_legal", "desde 30/08/2024", "Taxa legal", "IPCA"),
    ]


def test_every_rule_of_fees_is_told():
    assert [row[:3] for row in rules.of_fees().rows] == [
        ("CHG-HON-B2C", "honorarios (B2C)", "recusa sem prova"),
        ("CHG-HON-COND", "honorarios (condominio)", "recusa"),
        ("CHG-HON-B2B", "honorarios (B2B)", "recusa sem prova"),
        ("CHG-FEE-BOLETO", "boleto (B2C)", "recusa"),
    ]


def test_the_house_window_is_told_though_no_uf_has_it():
    assert rules.when().rows[-1][0] == "CON-HR-POL"


def test_every_event_has_an_example_that_may_be_a_payload():
    for kind in EVENTS.values():
        assert kind.from_payload(events.example(kind).to_payload()) == events.example(kind)
