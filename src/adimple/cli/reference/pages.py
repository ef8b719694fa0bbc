"""Every page of docs/referencia, and every shelf, made from the code they describe."""

from pathlib import Path

import typer

from adimple.cli.reference import (
    api,
    ceilings,
    channels,
    columns,
    commands,
    events,
    permissions,
    rules,
    shelved_banks,
    steps,
    templates,
)
from adimple.cli.reference.markdown import Listing


def pages(app: typer.Typer, root: Path) -> dict[str, str]:
    """File name → text. `root` is the checkout, whose Makefile is told too."""
    return {
        "comandos.md": commands.page(app, root / "Makefile"),
        "regras.md": rules.page(),
        "passos.md": steps.page(),
        "canais.md": channels.page(),
        "bancos.md": shelved_banks.page(),
        "eventos.md": events.page(),
        "modelos.md": templates.page(),
        "colunas-da-planilha.md": columns.page(),
        "limites.md": ceilings.page(),
        "api.md": api.page(),
        "permissoes.md": permissions.page(),
    }


def shelves() -> tuple[Listing, ...]:
    """What one file, or one record, adds to; in the order a contact meets them."""
    return (
        channels.listing(),
        shelved_banks.listing(),
        steps.kinds(),
        steps.shipped_steps(),
        rules.whether(),
        rules.when(),
        rules.duties(),
        rules.of_plan(),
        rules.of_encargos(),
        rules.of_regimes(),
        rules.of_fees(),
        events.listing(),
        templates.listing(),
    )
