"""What the console's frame shows on every page: where one can go, who is here, whether messages leave."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from adimple.store.reads import credores, painel
from adimple.store.reads import foot as reads
from adimple.usecases.context import AUDITING_ROLES, ROLE_NAMES, ROLES
from adimple.web.console.staff import credores_of, working_in


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rail: `name` is the address's name, the icon's and, as a prefix, that of its inner pages."""

    name: str
    label: str
    url: str
    is_current: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class FootLine:
    """`is_told`: whether this person, an owner, also reads what doctor found."""

    seen: reads.Foot
    is_alive: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class Shell:
    entries: list[Entry]
    who: str
    role: str
    sending: credores.Sending
    sending_url: str
    foot: FootLine | None
    working: str  # the name of the credor one works in, "" for all


SILENCE = timedelta(minutes=2)
RAIL = (
    ("painel", "Painel"),
    ("acoes", "Ações de hoje"),
    ("tarefas", "Tarefas"),
    ("devedores", "Devedores"),
    ("titulos", "Títulos"),
    ("importar", "Importar"),
    ("pagamentos", "Pagamentos"),
    ("recebimentos", "Recebimentos"),
    ("regua", "Régua"),
    ("auditoria", "Auditoria"),
    ("credores", "Credores"),
    ("equipe", "Equipe"),
    ("configuracoes", "Configurações"),
)
# An inner page whose address name does not begin with its rail entry's.
BELONGS = {"devedor": "devedores", "por": "devedores"}


def shell(request) -> dict:
    """Lazy: pages without the rail (login, the devedor's) ask the database nothing."""
    return {"shell": SimpleLazyObject(lambda: frame(request))}


def frame(request) -> Shell:
    scope = request.ctx.scope
    counts = painel.rail_counts(scope, request.ctx.on)
    here = _entry_of(request.resolver_match.url_name if request.resolver_match else "")
    entries = [
        Entry(name, label, reverse(name), name == here, _shown(counts.get(name, 0)))
        for name, label in RAIL
        if name != "auditoria" or set(AUDITING_ROLES) & set(scope.roles.values())
    ]
    return Shell(
        entries, request.user.name, _role(scope), credores.sending(scope), _sending_url(request), foot(request),
        _working(request),
    )  # fmt: skip


def foot(request) -> FootLine | None:
    seen = reads.foot(request.ctx.scope)
    if seen is None:
        return None
    is_alive = seen.beat_at is not None and request.ctx.now - seen.beat_at < SILENCE
    return FootLine(seen, is_alive, is_told="owner" in request.ctx.scope.roles.values())


def _shown(count: int) -> str:
    """«12», «999+»; nothing for none."""
    if count >= painel.RAIL_COUNT_CEILING:
        return f"{painel.RAIL_COUNT_CEILING - 1}+"
    return str(count) if count else ""


def _working(request) -> str:
    slug = working_in(request, request.ctx.scope)
    return credores.get_credor(request.ctx.scope, slug).name if slug else ""


def _sending_url(request) -> str:
    """Where one releases, stops and resumes; the choice of credor first, where there is one."""
    rows = credores_of(request)
    return reverse("configuracoes_envios", args=[rows[0].slug]) if len(rows) == 1 else reverse("credores")


def _entry_of(url_name: str | None) -> str:
    first = (url_name or "").partition("_")[0]
    return BELONGS.get(first, first)


def _role(scope) -> str:
    """«Gestor · 3 credores»: the highest role held."""
    if not scope.roles:
        return "Sem acesso a nenhum credor"
    highest = min(scope.roles.values(), key=ROLES.index)
    many = len(scope.roles)
    return f"{ROLE_NAMES[highest].capitalize()} · {many} credor{'es' if many > 1 else ''}"
