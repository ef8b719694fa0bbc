"""The second step: turned on by a code, asked once with each code, off only for who may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models, sealing
from adimple.usecases import second_factor, second_step
from tests import builders

PASSWORD = "tres palavras juntas"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return builders.make_account(email="ana@exemplo.test")


@pytest.fixture
def ctx(ana):
    builders.make_membership(ana, builders.make_credor())
    return builders.context_of(ana)


def turn_on(ctx) -> list[str]:
    """With the secret the builders know."""
    second_factor.begin(ctx)
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))
    return second_factor.confirm(ctx, PASSWORD, builders.code_at(ctx.now))


def later(ctx, **by):
    return builders.context_of(models.Account.objects.get(id=ctx.actor.account_id), ctx.now + timedelta(**by))


def told() -> list[str]:
    return list(models.Event.objects.order_by("id").values_list("name", flat=True))


def test_a_code_and_the_password_turn_it_on_and_give_ten_codes_of_reserve(ctx, ana):
    second_factor.begin(ctx)
    assert second_step.find_account(ana.id) is None

    codes = turn_on(ctx)

    assert second_step.find_account(ana.id) == ana
    assert len(set(codes)) == 10
    assert told() == ["second_factor.on", "recovery_codes.made"]


def test_the_secret_and_the_codes_are_not_readable_in_the_database(ctx):
    codes = turn_on(ctx)

    row = models.SecondFactor.objects.get()
    assert builders.SECRET.encode() not in bytes(row.secret_sealed)
    assert sealing.unseal(bytes(row.secret_sealed)) == builders.SECRET
    kept = set(models.RecoveryCode.objects.values_list("sha256", flat=True))
    assert len(kept) == 10
    assert not kept & set(codes)


def test_each_wrong_field_is_told_and_it_stays_off(ctx, ana):
    second_factor.begin(ctx)

    with pytest.raises(Invalid) as wrong:
        second_factor.confirm(ctx, "errada de todo", "000000")

    assert [one.field for one in wrong.value.every] == ["code", "current"]
    assert second_step.find_account(ana.id) is None
    assert told() == []


def test_what_is_on_is_not_begun_again(ctx):
    turn_on(ctx)

    with pytest.raises(Refused, match="já está ligada"):
        second_factor.begin(ctx)
    assert second_factor.begun(ctx) is None


def test_the_code_that_turned_it_on_does_not_enter(ctx, ana):
    turn_on(ctx)

    assert second_step.try_code(ctx, ana.id, builders.code_at()) == "wrong"
    after = later(ctx, seconds=30)
    assert second_step.try_code(after, ana.id, builders.code_at(after.now)) == "ok"
    assert second_step.try_code(after, ana.id, builders.code_at(after.now)) == "wrong"


@pytest.mark.django_db(transaction=True)
def test_of_six_requests_with_one_code_one_enters(ctx, ana):
    builders.make_second_factor(ana)
    ready = Barrier(6)

    def attempt(_: int) -> str:
        try:
            connection.ensure_connection()
            ready.wait(10)
            return second_step.try_code(ctx, ana.id, builders.code_at())
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(attempt, range(6)))

    assert sorted(outcomes) == ["ok"] + ["wrong"] * 5


def test_a_code_of_reserve_enters_once(ctx, ana):
    first, second, *_ = turn_on(ctx)

    assert second_step.try_code(ctx, ana.id, first.upper().replace("-", " ")) == "ok"
    assert second_step.try_code(ctx, ana.id, first) == "wrong"
    assert second_step.try_code(ctx, ana.id, second) == "ok"
    left = models.Event.objects.filter(name="recovery_code.used").order_by("id").values_list("payload__left", flat=True)
    assert list(left) == [9, 8]


def test_a_code_of_reserve_of_another_person_does_not_enter(ctx, ana):
    codes = turn_on(ctx)
    eva = builders.make_account()
    builders.make_second_factor(eva)

    assert second_step.try_code(ctx, eva.id, codes[0]) == "wrong"


def test_eight_wrong_codes_close_the_door_for_fifteen_minutes_even_to_the_right_one(ctx, ana):
    builders.make_second_factor(ana)

    outcomes = [second_step.try_code(ctx, ana.id, "000000") for _ in range(8)]
    assert outcomes == ["wrong"] * 7 + ["blocked"]
    for minutes, outcome in ((14, "blocked"), (15, "ok")):
        after = later(ctx, minutes=minutes)
        assert second_step.try_code(after, ana.id, builders.code_at(after.now)) == outcome
    why = models.Event.objects.filter(name="login.failed").order_by("id").values_list("payload__why", flat=True)
    assert list(why) == ["code"] * 7 + ["code_blocked"] * 2


def test_a_right_code_forgets_the_wrong_ones(ctx, ana):
    builders.make_second_factor(ana)
    for _ in range(7):
        second_step.try_code(ctx, ana.id, "000000")
    assert second_step.try_code(ctx, ana.id, builders.code_at()) == "ok"

    assert second_step.try_code(ctx, ana.id, "000000") == "wrong"


def test_turning_it_off_asks_the_password_and_a_code(ctx, ana):
    builders.make_second_factor(ana)
    for password, code in (("errada de todo", builders.code_at()), (PASSWORD, "000000")):
        with pytest.raises(Invalid):
            second_factor.turn_off(ctx, password, code)
    assert models.SecondFactor.objects.get().failures == 1  # a wrong code counts here too

    second_factor.turn_off(ctx, PASSWORD, builders.code_at())

    assert not models.SecondFactor.objects.exists()
    assert told()[-1] == "second_factor.off"


def test_an_owner_in_production_does_not_turn_it_off(ctx, ana, settings):
    builders.make_second_factor(ana)
    settings.PRODUCTION = True

    with pytest.raises(Refused, match="Dono de credor entra sempre em duas etapas"):
        second_factor.turn_off(ctx, PASSWORD, builders.code_at())
    assert models.SecondFactor.objects.exists()


@pytest.mark.parametrize(
    ("production", "role", "missing"), [(True, "owner", True), (True, "manager", False), (False, "owner", False)]
)
def test_it_is_missing_only_to_an_owner_in_production(ana, settings, production, role, missing):
    settings.PRODUCTION = production
    builders.make_membership(ana, builders.make_credor(), role)
    builders.make_membership(ana, builders.make_credor(), "auditor")

    assert second_factor.is_missing(builders.context_of(ana)) == missing


def test_begun_and_not_confirmed_is_still_missing(ctx, settings):
    settings.PRODUCTION = True
    second_factor.begin(ctx)
    assert second_factor.is_missing(ctx)

    turn_on(ctx)
    assert not second_factor.is_missing(ctx)


def test_new_codes_of_reserve_end_the_former(ctx, ana):
    [old, *_] = turn_on(ctx)
    after = later(ctx, seconds=30)

    [new, *_] = second_factor.new_codes(after, PASSWORD, builders.code_at(after.now))

    assert second_step.try_code(after, ana.id, old) == "wrong"
    assert second_step.try_code(after, ana.id, new) == "ok"


def test_an_owner_resets_a_member_and_the_journal_knows(ctx, ana):
    credor_id, member = ctx.scope.credor_ids[0], builders.make_account()
    builders.make_membership(member, models.Credor.objects.get(), "operator")
    builders.make_second_factor(member)

    second_factor.reset_member(ctx, credor_id, member.id)

    assert second_step.find_account(member.id) is None
    row = models.Event.objects.get()
    assert (row.name, row.credor_id, row.actor) == ("second_factor.reset", credor_id, "ana@exemplo.test")


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_who_is_no_owner_resets_nobody(role, ana):
    credor, member = builders.make_credor(), builders.make_account()
    builders.make_membership(ana, credor, role)
    builders.make_membership(member, credor, "auditor")
    builders.make_second_factor(member)

    with pytest.raises(Refused, match="isto pede dono"):
        second_factor.reset_member(builders.context_of(ana), credor.id, member.id)
    assert models.SecondFactor.objects.exists()


def test_an_owner_resets_neither_a_stranger_nor_who_is_elsewhere_nor_oneself(ctx, ana):
    credor = models.Credor.objects.get()
    stranger, shared = builders.make_account(), builders.make_account()
    builders.make_membership(shared, credor, "operator")
    builders.make_membership(shared, builders.make_credor(), "operator")
    for account in (ana, stranger, shared):
        builders.make_second_factor(account)

    with pytest.raises(NotFound):
        second_factor.reset_member(ctx, credor.id, stranger.id)
    with pytest.raises(Refused, match="adimple totp-reset"):
        second_factor.reset_member(ctx, credor.id, shared.id)
    with pytest.raises(Refused, match="Minha conta"):
        second_factor.reset_member(ctx, credor.id, ana.id)
    assert models.SecondFactor.objects.count() == 3


def test_the_machine_resets_by_e_mail(ctx, ana):
    builders.make_second_factor(ana)

    assert second_factor.reset(ctx, " Ana@exemplo.test ") is True
    assert second_factor.reset(ctx, "ana@exemplo.test") is False
    with pytest.raises(Invalid, match="Ninguém entra"):
        second_factor.reset(ctx, "eva@exemplo.test")
    assert told() == ["second_factor.reset"]


def test_a_secret_of_another_key_still_lets_a_code_of_reserve_in(ctx, ana):
    [code, *_] = turn_on(ctx)
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET, b"outra" * 8))

    with pytest.raises(Refused):
        second_step.try_code(ctx, ana.id, "123456")
    assert second_step.try_code(ctx, ana.id, code) == "ok"
