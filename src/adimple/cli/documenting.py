"""`adimple shelves` and `adimple docs`: what can be added to, printed, and the reference written from it."""

from pathlib import Path

import typer

from adimple.cli import boot

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "referencia"


def register(app: typer.Typer) -> None:
    app.command("shelves")(shelves)
    app.command("docs")(docs)


def shelves() -> None:
    """Mostra cada prateleira, uma linha por coisa: canais, passos, regras (também as só de dia), eventos e modelos."""
    from adimple.cli.reference import pages

    for listing in pages.shelves():
        width = max(len(row[0]) for row in listing.rows)
        print(f"\n{listing.heading} ({len(listing.rows)}): {listing.where}")
        for code, *cells in listing.rows:
            print(f"  {code:<{width}}  {' · '.join(cell for cell in cells if cell)}")


def docs(
    check: bool = typer.Option(False, "--check", help="Não grava: sai com 1 e diz quais páginas estão velhas."),
) -> None:
    """Gera de novo, a partir do código, as páginas de docs/referencia."""
    if not (ROOT / "Makefile").exists():
        boot.fail("As páginas de referência se geram a partir do código-fonte. Baixe o projeto e rode make docs.")
    texts = wanted()
    stale = [name for name, text in texts.items() if written(name) != text]
    if check:
        if stale:
            boot.fail(f"Páginas velhas em docs/referencia: {', '.join(stale)}. Rode make docs.", 1)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(texts[name], encoding="utf-8")
    print(f"Páginas gravadas em docs/referencia: {', '.join(stale)}." if stale else "As páginas já estavam em dia.")


def wanted() -> dict[str, str]:
    """File name → the text it should have."""
    from adimple.cli.main import app
    from adimple.cli.reference import pages

    return pages.pages(app, ROOT)


def written(name: str) -> str | None:
    """The text it has; None when there is no such file."""
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else None
