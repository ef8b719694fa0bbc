"""The `adimple` command: each subcommand lives in a module of its own."""

from adimple.cli import (
    checking,
    closing,
    conforming,
    demoing,
    documenting,
    ending,
    exporting,
    importing,
    indexing,
    keying,
    nightly,
    owning,
    publishing,
    rekeying,
    resetting_totp,
    saving,
    serving,
    setting_password,
    upgrading,
    webhooking,
    working,
)
from adimple.cli.speaking import Adimple, Group

app = Adimple(
    name="adimple",
    cls=Group,
    help="Crédito e cobrança para o Brasil: importa títulos, planeja a régua, envia o que a lei permite e explica.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (
    demoing,
    serving,
    working,
    owning,
    setting_password,
    resetting_totp,
    keying,
    webhooking,
    ending,
    saving,
    upgrading,
    rekeying,
    checking,
    importing,
    closing,
    exporting,
    publishing,
    indexing,
    nightly,
    conforming,
    documenting,
):
    module.register(app)
