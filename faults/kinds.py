"""Every kind of fault, by the name that `--only` takes."""

from faults import acts, ledger_acts

KINDS: dict[str, acts.Trial] = {
    "envios": acts.kill_dispatcher,
    "noite": acts.kill_cycle,
    "importacao": ledger_acts.kill_import,
    "postgres": ledger_acts.kill_postgres,
    "provedor": acts.break_provider,
    "dois-envios": acts.two_workers,
    "duas-noites": acts.two_cycles,
    "duas-importacoes": ledger_acts.two_imports,
    "virada": acts.cross_midnight,
    "disco": ledger_acts.fill_disk,
}
