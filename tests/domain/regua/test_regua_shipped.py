from datetime import date

import pytest

from adimple.domain import shelf
from adimple.domain.regua import document, regua, shipped, steps, templates
from adimple.domain.regua.step import Step

SHIPPED = document.read_regua(shipped.document(effective_on=date(2026, 12, 1)))


def days_of(profile):
    return [step.day for step in SHIPPED.steps if step.profile == profile]


def test_people_are_reminded_from_five_days_before_to_sixty_after():
    assert days_of("pf") == [-5, 0, 2, 5, 10, 15, 20, 30, 40, 50, 60]


def test_companies_are_reminded_from_five_days_before_to_forty_five_after():
    assert days_of("pj") == [-5, 0, 3, 7, 15, 20, 30, 45]


def test_the_shipped_profiles_are_people_and_companies():
    assert regua.profiles(SHIPPED) == tuple(shipped.PROFILES)


def test_the_friendly_phase_ends_and_nothing_follows():
    # The last pf step is D+60; ten days later nothing is plannable.
    assert regua.step_due(SHIPPED, "pf", 69).code == "encerramento_d60"
    assert regua.step_due(SHIPPED, "pf", 70) is None


@pytest.mark.parametrize("step", SHIPPED.steps, ids=lambda step: f"{step.profile}-{step.code}")
def test_a_step_uses_a_template_of_its_own_profile(step):
    assert step.template.startswith(f"{step.profile}_")


def test_every_shipped_template_is_used_once():
    assert sorted(step.template for step in SHIPPED.steps) == sorted(document.SHIPPED_TEMPLATES)
    assert len(document.SHIPPED_TEMPLATES) == len(templates.TEMPLATES) == 19


def test_every_kind_of_step_is_shipped():
    assert {step.kind for step in SHIPPED.steps} == set(document.KINDS)


@pytest.mark.parametrize("kind", shelf.shelf(steps, "STEP"), ids=lambda kind: kind.code)
def test_a_kind_of_step_is_complete(kind):
    assert isinstance(kind, Step)
    assert kind.produces in ("message", "task")
    assert kind.channels
    assert set(kind.asks) <= {"channels", "template", "minimum_cents"}
    assert kind.phrase.endswith(".")
    assert kind.first_day <= kind.last_day
