"""The `adimple` command: each subcommand lives in a module of its own."""

import typer

from adimple.cli import checking, conforming, demoing, documenting, importing, nightly, owning, saving, serving, working

app = typer.Typer(
    name="adimple",
    help="Crédito e cobrança para o Brasil: importa títulos, planeja a régua, envia o que a lei permite e explica.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (demoing, serving, working, owning, saving, checking, importing, nightly, conforming, documenting):
    module.register(app)
