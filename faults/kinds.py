"""Every kind of fault, by the name that `--only` takes, and its part of many: what is quick is done more often."""

from faults import acts, file_acts, ledger_acts, pix_acts, queue_acts, refund_acts, web_acts

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
    "fila": queue_acts.kill_jobs,
    "mudo": queue_acts.mute_provider,
    "relogio": queue_acts.step_clock,
    "remessa": file_acts.kill_remessa,
    "retorno": file_acts.kill_retorno,
    "extrato": file_acts.kill_extrato,
    "pix": pix_acts.kill_pix,
    "cobranca-pix": pix_acts.kill_charges,
    "devolucao": refund_acts.kill_refunds,
    "console": web_acts.kill_console,
    "console-sem-banco": web_acts.kill_postgres_under_console,
}
PARTS = {
    "envios": 14,
    "noite": 25,
    "importacao": 12,
    "postgres": 3,
    "provedor": 36,
    "dois-envios": 2,
    "duas-noites": 3,
    "duas-importacoes": 3,
    "virada": 1,
    "disco": 0.4,
    "fila": 3,
    "mudo": 2,
    "relogio": 2,
    "remessa": 6,
    "retorno": 8,
    "extrato": 5,
    "pix": 10,
    "cobranca-pix": 8,
    "devolucao": 6,
    "console": 2,
    "console-sem-banco": 1.2,
}


def shares(chosen: list[str], injections: int) -> dict[str, int]:
    """How many of so many each kind makes: at least one, and not fewer in all than asked."""
    whole = sum(PARTS[name] for name in chosen)
    return {name: max(1, -int(-injections * PARTS[name] // whole)) for name in chosen}
