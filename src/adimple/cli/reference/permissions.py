"""Who may do what: the acts by role, the address of each, and what opens without a login."""

import os

from adimple.cli.reference import markdown
from adimple.usecases.context import ROLE_NAMES, ROLES

INTRO = """
O que cada papel pode fazer num credor, e em que endereço do console. Quem não pode recebe uma recusa que diz qual
papel o ato pede; de outro credor, a resposta é a mesma de quando não há nada ali. Um teste pede cada endereço, em cada
método, por cada papel, por quem é de outro credor e por quem não entrou (as respostas: `tests/web/matrix.py`).
"""
ADDRESSES = """
## Endereços que mudam alguma coisa

Todos pedem a chave do formulário (CSRF); sem ela, nada acontece.
"""
ALONE = """
## Sobre si mesmo

Estes endereços agem só sobre a própria conta, ou só sobre o que a pessoa pode: qualquer papel os usa.
"""
OPEN = """
## Sem entrar

| Endereço | Quem | O que mostra |
| --- | --- | --- |
| `/p/…` | quem tem o link de uma mensagem, por 90 dias | o que aquela mensagem nomeou, com o boleto em PDF; por \
30 dias, os pagamentos que foram só a isso, com o recibo em PDF; e quatro respostas |
| `/p/…` | quem tem o link que a equipe entrega em mãos, por 90 dias | o mesmo, de tudo o que está em aberto e de \
todos os pagamentos da pessoa àquele credor; e três respostas, pois não há canal a recusar |
| `/senha/…`, `/convite/…` | quem tem o link, uma vez | o formulário da própria senha |
| `/verdade/` | todos | de um código inteiro (linha, Pix, endereço), quem recebe; 120 perguntas por minuto |
| `/healthz` | todos | se o banco responde |
| `/metrics` | esta máquina, ou quem tem `ADIMPLE_METRICS_TOKEN` | números, sem pessoas |
| `/api/openapi.json` | todos | a descrição da API, sem dados |

A API pede uma chave, e cada endereço dela uma permissão: [API](api.md).
"""


def page() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
    import django

    django.setup()
    from adimple.web.console import urls
    from adimple.web.console.configuracoes.rights import OF_ANYBODY, RIGHTS

    routes = {pattern.name: f"/{pattern.pattern}" for pattern in urls.urlpatterns}
    names = tuple(ROLE_NAMES[role].capitalize() for role in ROLES)
    acts = [
        (
            right.words,
            *("sim" if role in (right.roles or ROLES[: ROLES.index(right.role) + 1]) else "não" for role in ROLES),
        )
        for right in RIGHTS
    ]
    addresses = [
        (markdown.code(routes[address]), right.words, right.who) for right in RIGHTS for address in right.addresses
    ]
    return markdown.page(
        "Quem pode o quê",
        INTRO,
        markdown.table(("Ato", *names), acts),
        ADDRESSES,
        markdown.table(("Endereço", "Ato", "Quem"), addresses),
        ALONE,
        markdown.table(("Endereço",), [(markdown.code(routes[address]),) for address in OF_ANYBODY]),
        OPEN,
    )
