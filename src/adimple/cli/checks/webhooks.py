"""Whether other people's programs are told what happens."""

from adimple.cli.checks.result import Result, judge
from adimple.store.reads import health

WHERE = "Em Configurações, API, Webhooks"


def webhooks() -> Result:
    """One that fails is a note: it is tried again by itself, and stops only after three days."""
    stopped, failing = health.stopped_webhooks(), health.failing_webhooks()
    if failing.count and not stopped.count:
        phrase = f"Webhooks que falham agora: {failing.count} (nº {', '.join(failing.examples)})."
        fix = f"{WHERE}, veja o que o endereço responde: tentamos de novo sozinhos, e em três dias assim ele para."
        return Result("webhooks", "note", phrase, fix, failing.count, failing.examples)
    return judge(
        "webhooks",
        stopped,
        right="Nenhum webhook parou sozinho.",
        wrong="Webhooks que pararam sozinhos",
        fix=f"{WHERE}, o dono vê por que parou, conserta o endereço e usa Religar: nada se perde.",
    )


CHECKS = [webhooks]
