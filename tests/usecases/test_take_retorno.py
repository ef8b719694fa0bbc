"""A retorno applied: kept first, read whole, each payment once; what disagrees waits for a person."""

from datetime import date

import pytest

from adimple.domain.errors import NotFound, Refused, Unreadable
from adimple.store import models
from adimple.store.reads import suggestions
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.release_retorno import discard_retorno, look_at_lines, release_retorno
from adimple.usecases.take_in import FEW
from adimple.usecases.take_retorno import receive_retorno
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db


@pytest.fixture
def convenio(devedor):
    return money_in.make_convenio(devedor.credor)


@pytest.fixture
def boleto(devedor, convenio):
    return money_in.make_boleto(convenio, builders.make_titulo(devedor))


# Due 10/11, paid 20/11: multa 17,00 + juros 2,83 on 850,00.
FACE, PAID = 850_00, 869_83


def paid(boleto, cents=PAID, on=PAID_ON, code="06"):
    return code, boleto.nosso_numero, FACE, cents, on


def receive(ctx, devedor, content, **given):
    return receive_retorno(ctx, devedor.credor_id, "CB1.RET", content, **given)


def broken(*lines):
    """Its trailer says another bank: the file contradicts itself."""
    return retorno_400(*lines).replace(b"\r\n9201341", b"\r\n9201237")


def test_a_paid_boleto_settles_its_titulo_as_the_bank_says(ctx, devedor, boleto):
    taken = receive(ctx, devedor, retorno_400(paid(boleto)))
    boleto.refresh_from_db()
    boleto.titulo.refresh_from_db()
    assert (taken.is_new, taken.settled.matched, taken.settled.waiting) == (True, 1, 0)
    assert (boleto.state, boleto.titulo.closed_on) == ("paid", PAID_ON)
    line = models.Ocorrencia.objects.get()
    assert (line.meaning, line.boleto_id, line.paid_cents) == ("paid", boleto.id, PAID)
    assert (line.incoming.state, line.incoming.why) == ("matched", "Conciliado pelo boleto.")
    retorno = models.Retorno.objects.get()
    assert (retorno.convenio_id, retorno.details, retorno.paid_cents, retorno.holds) == (
        boleto.convenio_id,
        1,
        PAID,
        [],
    )
    assert retorno.raw_payload.done_at is not None


def test_the_same_file_twice_is_one(ctx, devedor, boleto):
    content = retorno_400(paid(boleto))
    first, again = receive(ctx, devedor, content), receive(ctx, devedor, content)
    assert (again.is_new, again.retorno_id, again.received_on) == (False, first.retorno_id, "24/11/2026")
    assert models.Payment.objects.count() == models.RawPayload.objects.count() == 1


def test_a_day_told_again_in_another_file_counts_once(ctx, devedor, boleto):
    other = money_in.make_boleto(boleto.convenio, builders.make_titulo(devedor))
    receive(ctx, devedor, retorno_400(paid(boleto)))
    again = receive(ctx, devedor, retorno_400(paid(other), paid(boleto)))
    assert (again.settled.new, again.settled.known) == (1, 1)
    assert models.Payment.objects.count() == 2
    assert models.Ocorrencia.objects.filter(boleto=boleto).values("incoming").distinct().count() == 1


def test_each_line_of_a_long_file_names_its_receipt_also_the_one_that_was_known(ctx, devedor, boleto):
    receive(ctx, devedor, retorno_400(paid(boleto)))
    others = [money_in.make_boleto(boleto.convenio, builders.make_titulo(devedor)) for _ in range(FEW)]
    taken = receive(ctx, devedor, retorno_400(paid(boleto), *map(paid, others))).settled
    assert (taken.new, taken.known) == (FEW, 1)
    lines = models.Ocorrencia.objects.filter(retorno=models.Retorno.objects.latest("id"))
    named = dict(lines.values_list("boleto_id", "incoming_id"))
    assert named == dict(models.Incoming.objects.values_list("boleto_id", "id"))
    assert len(named) == FEW + 1


def test_a_number_that_the_erp_gave_is_known_bare_or_as_printed(ctx, devedor, convenio):
    # Itaú, agência 1234, conta 56789, carteira 109: the digit is the bank's own rule.
    printed = money_in.itau().nosso_numero
    bare = builders.make_titulo(devedor, nosso_numero="777")
    from adimple.domain.bank import Convenio, Order

    told = printed(Convenio(**money_in.TERMS), Order("888"))
    whole = builders.make_titulo(devedor, nosso_numero="".join(filter(str.isalnum, told.printed)).lstrip("0"))
    lines = (("06", "00000777", FACE, PAID, PAID_ON), ("06", "00000888", FACE, PAID, PAID_ON))
    taken = receive(ctx, devedor, retorno_400(*lines))
    assert (taken.settled.matched, taken.settled.waiting) == (2, 0)
    assert models.Titulo.objects.filter(id__in=[bare.id, whole.id], closed_reason="paid").count() == 2


def test_a_file_that_contradicts_itself_waits_and_a_person_releases_it(ctx, devedor, boleto):
    taken = receive(ctx, devedor, broken(paid(boleto)))
    assert taken.settled is None
    assert models.Retorno.objects.get().holds != []
    assert not models.Incoming.objects.exists()
    assert not models.Ocorrencia.objects.filter(incoming_id__isnull=False).exists()
    boleto.refresh_from_db()
    assert boleto.state == "registered"
    assert release_retorno(ctx, taken.retorno_id).matched == 1
    assert models.Payment.objects.count() == 1
    with pytest.raises(Refused) as refused:
        discard_retorno(ctx, taken.retorno_id)
    assert refused.value.code == "retorno.released"


def test_a_file_discarded_does_not_enter_until_somebody_releases_it_after_all(ctx, devedor, boleto):
    content = broken(paid(boleto))
    taken = receive(ctx, devedor, content)
    discard_retorno(ctx, taken.retorno_id)
    with pytest.raises(Refused) as refused:
        discard_retorno(ctx, taken.retorno_id)
    assert refused.value.code == "retorno.discarded"
    assert receive(ctx, devedor, content).is_new is False
    assert not models.Incoming.objects.exists()
    assert release_retorno(ctx, taken.retorno_id).matched == 1
    assert models.Retorno.objects.get().discarded_at is None


def test_a_line_not_understood_goes_to_the_review_and_the_others_settle(ctx, devedor, boleto):
    odd = ("ZZ", "00009999", FACE, PAID, PAID_ON)
    taken = receive(ctx, devedor, retorno_400(odd, paid(boleto)))
    review = models.Ocorrencia.objects.get(meaning="review")
    assert (taken.settled.matched, models.Retorno.objects.get().reviews, review.line) == (1, 1, 2)
    assert "ZZ" in review.remarks[0]["phrase"]
    assert review.raw[0].startswith("102")
    assert look_at_lines(ctx, taken.retorno_id, [review.id]) == 1
    assert look_at_lines(ctx, taken.retorno_id) == 0


def test_a_payment_whose_parts_do_not_add_up_waits_with_the_banks_words(ctx, devedor, boleto):
    content = bytearray(retorno_400(paid(boleto)))
    at = content.index(b"\r\n") + 2 + 266  # juros of the line: zero, though more than the face was paid
    content[at : at + 13] = b"0" * 13
    taken = receive(ctx, devedor, bytes(content))
    incoming = models.Incoming.objects.get()
    assert (taken.settled.waiting, incoming.state, incoming.boleto_id) == (1, "waiting", boleto.id)
    assert incoming.why.startswith("O valor pago, R$ 869,83, não é o do título, R$ 850,00")


def test_registration_and_refusal_move_the_boleto(ctx, devedor, convenio):
    first, second = (money_in.make_boleto(convenio, builders.make_titulo(devedor), state="sent") for _ in range(2))
    receive(ctx, devedor, retorno_400(paid(first, 0, code="02"), paid(second, 0, code="03")))
    assert list(models.Boleto.objects.order_by("id").values_list("state", flat=True)) == ["registered", "refused"]


def test_an_overpayment_by_boleto_is_told_twice_in_one_file_only_when_the_bank_says_two(ctx, devedor, boleto):
    """The very same line twice is for a person; of two that differ elsewhere, the second is a double payment."""
    taken = receive(ctx, devedor, retorno_400(paid(boleto), (*paid(boleto), boleto.titulo.number)))
    keys = set(models.Incoming.objects.values_list("source_key", flat=True))
    assert (taken.settled.new, taken.settled.matched, taken.settled.waiting) == (2, 1, 1)
    assert {key.rsplit("/", 1)[1] for key in keys} == {"1", "2"}


def test_the_convenio_is_asked_where_the_header_does_not_name_one(ctx, devedor, boleto):
    content = retorno_400(paid(boleto)).replace(b"567890", b"999999", 1)
    with pytest.raises(Refused) as refused:
        receive(ctx, devedor, content)
    assert refused.value.code == "retorno.which_convenio"
    raw = models.RawPayload.objects.get()
    assert (raw.done_at, raw.phrase) == (None, refused.value.phrase)
    assert receive(ctx, devedor, content, convenio_id=boleto.convenio_id).settled.matched == 1


def test_a_bank_without_a_convenio_is_refused_and_the_file_kept(ctx, devedor):
    with pytest.raises(Refused) as refused:
        receive(ctx, devedor, retorno_400(("06", "00000777", FACE, PAID, PAID_ON)))
    assert refused.value.code == "retorno.no_convenio"
    assert "não tem convênio com Itaú." in refused.value.phrase  # no article: o Itaú, but a Caixa
    assert models.RawPayload.objects.count() == 1


def test_what_is_no_retorno_is_kept_with_the_reason(ctx, devedor):
    with pytest.raises(Unreadable):
        receive(ctx, devedor, b"nada disto")
    raw = models.RawPayload.objects.get()
    assert raw.done_at is not None
    assert raw.phrase.startswith("A primeira linha não é o cabeçalho")


def test_a_convenio_of_another_credor_is_not_found(ctx, devedor, boleto):
    foreign = money_in.make_convenio(builders.make_credor())
    with pytest.raises(NotFound):
        receive(ctx, devedor, retorno_400(paid(boleto)), convenio_id=foreign.id)
    assert not models.Incoming.objects.exists()


def test_a_payment_dated_after_today_waits(ctx, devedor, boleto):
    content = retorno_400(paid(boleto, on=date(2026, 11, 26)), generated_on=date(2026, 11, 26))
    receive(ctx, devedor, content)
    assert models.Incoming.objects.get().why == "O pagamento é de 26/11/2026, depois de hoje. Confira o dia."


def test_a_number_of_ours_in_another_convenio_names_no_titulo(ctx, devedor, convenio):
    """Our Bradesco boleto 1 is shown on its título as «1»; the Itaú of the former system numbers from 1 too."""
    terms = {"agencia": "1234", "conta": "56789", "conta_dv": "0", "carteira": "09"}
    bradesco = money_in.make_convenio(devedor.credor, bank_code="237", label="Bradesco", terms=terms)
    titulo = builders.make_titulo(devedor, nosso_numero="1")
    money_in.make_boleto(bradesco, titulo, nosso_numero="00000000001")
    taken = receive(ctx, devedor, retorno_400(("06", "00000001", FACE, PAID, PAID_ON)))
    titulo.refresh_from_db()
    assert (taken.settled.matched, taken.settled.waiting, titulo.closed_on) == (0, 1, None)


def test_a_chosen_convenio_that_the_header_contradicts_is_refused(ctx, devedor, boleto):
    terms = {**money_in.TERMS, "conta": "99999", "conta_dv": "1"}
    other = money_in.make_convenio(devedor.credor, terms=terms, label="Outra conta")
    with pytest.raises(Refused) as refused:
        receive(ctx, devedor, retorno_400(paid(boleto)), convenio_id=other.id)
    assert refused.value.code == "retorno.other_convenio"
    assert "«Itaú»" in refused.value.phrase
    raw = models.RawPayload.objects.get()
    assert (raw.done_at, raw.phrase) == (None, refused.value.phrase)
    assert receive(ctx, devedor, retorno_400(paid(boleto)), convenio_id=boleto.convenio_id).settled.matched == 1


@pytest.mark.parametrize("seu_numero", ["T0000000A", ""])
def test_two_people_without_nosso_numero_are_never_one_receipt(ctx, devedor, convenio, seu_numero):
    line = ("06", "00000000", FACE, PAID, PAID_ON)
    for place, told in enumerate((seu_numero, seu_numero and "T0000000B")):
        content = retorno_400(line, generated_on=date(2026, 11, 23 + place))
        receive(ctx, devedor, content.replace(b"T000000002", told.ljust(10).encode()))
    assert models.Incoming.objects.filter(state="waiting").count() == 2


def test_a_line_without_nosso_numero_told_again_with_its_seu_numero_is_one(ctx, devedor, convenio):
    line = ("06", "00000000", FACE, PAID, PAID_ON)
    receive(ctx, devedor, retorno_400(line))
    again = receive(ctx, devedor, retorno_400(line, ("02", "00000000", FACE, 0, PAID_ON)))
    assert (again.settled.known, models.Incoming.objects.count()) == (1, 1)


def test_money_that_a_person_told_waits_when_a_retorno_tells_it_again(ctx, devedor, boleto):
    command = RegisterPayment(
        devedor_id=devedor.id, cents=400_00, paid_on=PAID_ON, external_key="k1", titulo_ids=(boleto.titulo_id,)
    )
    number = register_payment(ctx, command).payment_id
    models.Boleto.objects.update(cents=400_00)
    receive(ctx, devedor, retorno_400(("06", boleto.nosso_numero, 400_00, 400_00, PAID_ON)))
    incoming = models.Incoming.objects.get(source="retorno")
    assert (incoming.state, models.Payment.objects.count()) == ("waiting", 1)
    assert f"ode ser o mesmo dinheiro do pagamento nº {number}" in incoming.why


@pytest.mark.parametrize("change", ["cents", "day", "titulo", "undone"])
def test_a_payment_that_differs_or_was_undone_holds_up_no_receipt(ctx, devedor, boleto, change):
    titulo_id = builders.make_titulo(devedor).id if change == "titulo" else boleto.titulo_id
    command = RegisterPayment(
        devedor_id=devedor.id,
        cents=399_99 if change == "cents" else 400_00,
        paid_on=date(2026, 11, 19) if change == "day" else PAID_ON,
        external_key="k1",
        titulo_ids=(titulo_id,),
    )
    number = register_payment(ctx, command).payment_id
    if change == "undone":
        undo_payment(ctx, number, "engano")
    models.Boleto.objects.update(cents=400_00)
    receive(ctx, devedor, retorno_400(("06", boleto.nosso_numero, 400_00, 400_00, PAID_ON)))
    assert models.Incoming.objects.get(source="retorno").state == "matched"


def test_a_receipt_told_twice_by_one_source_with_other_identities_is_shown_as_alike(ctx, devedor):
    raw = money_in.make_raw(devedor.credor, source="ofx")
    first, again = (money_in.make_incoming(raw, reference="TED 123") for _ in range(2))
    money_in.make_incoming(raw, reference="TED 124")
    assert [one.id for one in suggestions.alike(ctx.scope, again.id)] == [first.id]
