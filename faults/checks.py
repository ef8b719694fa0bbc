"""What must be true after any fault, as sentences about what is not."""

from collections import Counter, defaultdict

from faults.world import World

OPEN = ("planned", "leased")


def messages(world: World, also: Counter[str] | None = None) -> tuple[list[str], int, int]:
    """(what is wrong, how many ended `uncertain`, how many of those the provider had never taken).

    The provider's log is the witness: each action reached it at most once, each it took is `sent` or `uncertain`.
    `also`: what another provider took.
    """
    from adimple.channels import mime

    names = world.rows("""
        SELECT d.action_id, d.attempt, d.status, c.slug FROM dispatch d JOIN credor c ON c.id = d.credor_id
    """)
    action_of = {f"<{mime._digest(f'{action}/{attempt}')}@adimple.test>": action for action, attempt, _, _ in names}
    taken = world.installation.provider.taken() + (also or Counter())
    wrong = [f"o provedor tem uma mensagem que ninguém registrou: {name}" for name in taken if name not in action_of]
    times: Counter[int] = Counter()
    for name, count in taken.items():
        if name in action_of:
            times[action_of[name]] += count
    states = {row[0]: row[1:] for row in world.rows("SELECT id, state, note FROM action WHERE channel = 'email'")}
    explained = {row[0] for row in world.rows("SELECT action_id FROM dispatch WHERE status = 'uncertain'")}
    found = defaultdict(list)
    for action, (state, note) in states.items():
        if times[action] > 1:
            found["mensagem em dobro"].append(action)
        if times[action] and state not in ("sent", "uncertain"):
            found[f"mensagem entregue e dada como {state}"].append(action)
        if state == "sent" and not times[action]:
            found["mensagem dada como enviada que nunca saiu"].append(action)
        if state in OPEN:
            found[f"ação esquecida ({state})"].append(action)
        if state in ("uncertain", "failed") and not note:
            found[f"ação {state} sem explicação para uma pessoa"].append(action)
        if state == "uncertain" and action not in explained:
            found["ação incerta cujo envio diz outra coisa"].append(action)
    wrong += [f"{what}: {ids[:5]}" for what, ids in found.items()]
    uncertain = [action for action, (state, _) in states.items() if state == "uncertain"]
    return wrong, len(uncertain), sum(not times[action] for action in uncertain)


def night(world: World, on) -> list[str]:
    """The night after a fault is the night without one."""
    same = world.night_checksum(on) == world.installation.night[on]
    return [] if same else [f"a noite de {on:%d/%m/%Y} não é a que seria sem a falha"]


def ledger(world: World, *, titulos: tuple[int, int], payments: tuple[int, int] = (0, 0)) -> list[str]:
    """Counts and sums in cents of what was imported; the events tell the same number."""
    wrong = []
    kept = world.rows("SELECT count(*), coalesce(sum(principal_cents), 0) FROM titulo WHERE number LIKE 'NF-%'")[0]
    if kept != titulos:
        wrong.append(f"títulos: {kept} em vez de {titulos}")
    paid = world.rows("SELECT count(*), coalesce(sum(amount_cents), 0) FROM payment")[0]
    if paid != payments:
        wrong.append(f"pagamentos: {paid} em vez de {payments}")
    return wrong


def money(world: World) -> list[str]:
    """Every cent of every payment that stands is on títulos, or a credit."""
    wrong = world.rows("""
        SELECT p.id, p.amount_cents, p.leftover_cents,
               coalesce(sum(i.principal_cents + i.multa_cents + i.juros_cents + i.correcao_cents), 0)
        FROM payment p LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
        WHERE p.undone_at IS NULL GROUP BY p.id
        HAVING p.amount_cents <> p.leftover_cents
               + coalesce(sum(i.principal_cents + i.multa_cents + i.juros_cents + i.correcao_cents), 0)
    """)
    return [f"pagamentos cujos centavos não fecham: {wrong[:3]}"] if wrong else []
