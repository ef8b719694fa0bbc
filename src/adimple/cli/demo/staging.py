"""The first morning: credores, their people, what they charge, and the two whose messages are released."""

from dataclasses import dataclass
from datetime import timedelta

from adimple.cli.demo.portfolio import CREDORES, DISTRIBUTOR, SCHOOL, Credor, Portfolio
from adimple.domain.encargos import EncargosPolicy
from adimple.store.reads import access, credores
from adimple.usecases import add_member, change_settings, create_owner, release_sending, save_encargos_policy
from adimple.usecases.context import Context

PASSWORD = "exemplo-para-ver"
OWNER = "owner@exemplo.test"
OPERATOR = "operator@exemplo.test"
# Who else logs in, and over which credor only.
MEMBERS_OF = SCHOOL
MEMBERS = (
    ("manager@exemplo.test", "Marta Exemplo", "manager"),
    (OPERATOR, "Otávio Exemplo", "operator"),
    ("auditor@exemplo.test", "Aldo Exemplo", "auditor"),
)
_OLDEST_DAYS_LATE = 90
_POLICY_BACK = timedelta(days=400)
_PERCENT = 10_000_000


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a credor charges, and how many people it contacts a day at first."""

    kind: str
    policy: EncargosPolicy
    daily_ceiling: int


_TERMS = {
    SCHOOL.slug: _Terms(
        "B2C",
        EncargosPolicy(
            multa_ppb=2 * _PERCENT, juros_ppb_month=_PERCENT, discount_ppb=3 * _PERCENT, discount_days_before=5
        ),
        120,
    ),
    DISTRIBUTOR.slug: _Terms("B2B", EncargosPolicy(multa_ppb=2 * _PERCENT, juros_ppb_month=2 * _PERCENT), 60),
}


def open_credores(ctx: Context) -> dict[str, int]:
    """The three credores with one owner; ids by slug."""
    for credor in CREDORES:
        create_owner.create_owner(ctx, _owner_of(credor))
    rows = credores.list_credores(access.whole_scope())
    return {row.slug: row.id for row in rows}


def set_terms(ctx: Context, ids: dict[str, int]) -> None:
    """Who else logs in, where each credor is paid, what it charges."""
    for email, name, role in MEMBERS:
        command = add_member.AddMember(email=email, name=name, password=PASSWORD, role=role)
        add_member.add_member(ctx, ids[MEMBERS_OF.slug], command)
    for credor in CREDORES:
        change_settings.change_settings(ctx, ids[credor.slug], _settings_of(credor))
    for slug, terms in _TERMS.items():
        effective_on = ctx.on - _POLICY_BACK
        policy = save_encargos_policy.SaveEncargosPolicy(terms.kind, effective_on, terms.policy)
        save_encargos_policy.save_encargos_policy(ctx, ids[slug], policy)


def release_on(ctx: Context, portfolio: Portfolio, ids: dict[str, int]) -> None:
    """Who leaves ensaio at the end of this day; each sends a test to its owner first.

    The school on the first day, the distributor after a quarter of them; the gym stays, to show what ensaio shows.
    """
    quarter = (portfolio.end - portfolio.start) / 4
    days = {SCHOOL.slug: portfolio.start, DISTRIBUTOR.slug: portfolio.start + quarter}
    for slug, day in days.items():
        if day == ctx.on:
            command = release_sending.ReleaseSending(_OLDEST_DAYS_LATE, _TERMS[slug].daily_ceiling)
            release_sending.release_sending(ctx, ids[slug], command)


def _owner_of(credor: Credor) -> create_owner.CreateOwner:
    return create_owner.CreateOwner(
        name="Olga Exemplo",
        email=OWNER,
        password=PASSWORD,
        credor_name=credor.name,
        credor_document=credor.document,
        credor_address=_address(credor),
        credor_email=_email(credor),
        credor_city=credor.city,
        credor_uf=credor.uf,
        credor_slug=credor.slug,
    )


def _settings_of(credor: Credor) -> change_settings.ChangeSettings:
    return change_settings.ChangeSettings(
        name=credor.name,
        document=credor.document,
        address=_address(credor),
        city=credor.city,
        uf=credor.uf,
        email=_email(credor),
        phone="4004-0000",
        pix_key=credor.document,
        records_calls=credor == SCHOOL,
    )


def _address(credor: Credor) -> str:
    return f"{credor.address}, {credor.city}, {credor.uf}"


def _email(credor: Credor) -> str:
    return f"financeiro@{credor.slug}.test"
