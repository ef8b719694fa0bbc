"""What no remessa may let through, as seen in other programs; each was a silent defect somewhere."""

from dataclasses import replace
from datetime import date

import pytest

from adimple.domain.bank import Order
from adimple.domain.errors import Invalid
from adimple.domain.remessa.items import Discount, Item
from adimple.domain.remessa.writing import write_remessa
from tests.banks import remessas
from tests.banks.remessas import BANKS, BENEFICIARIO, CONVENIOS, MADE_AT, POLICY, entry, lines


def refused(made, code="341", layout="CNAB400", **options):
    with pytest.raises(Invalid) as error:
        lines(code, layout, made, **options)
    return error.value.field


def test_the_multa_of_itau_is_a_record_of_type_2():
    assert [line[:1] for line in lines("341", "CNAB400", entry())] == [b"0", b"1", b"2", b"9"]
    # code 1: an amount; 11/12/2026; 2 % of 1.234,50 = 24,69
    assert lines("341", "CNAB400", entry())[2].startswith(b"21111220260000000002469 ")


def test_the_multa_of_banco_do_brasil_is_a_record_of_type_5():
    assert lines("001", "CNAB400", entry())[2].startswith(b"5991111226000000002469 ")


def test_juros_by_month_are_never_lost_as_zeros():
    assert refused(entry(policy=replace(POLICY, juros_basis="30"))) == "juros"


def test_a_second_discount_is_never_ignored():
    assert refused(entry(further_discounts=(Discount(date(2026, 12, 9), 1_00),))) == "discounts"


def test_a_percent_discount_is_its_amount():
    told = remessas.read("341", "CNAB400", lines("341", "CNAB400", entry()))[0]

    assert (told.said["discount_until"], told.said["discount_cents"]) == ("071226", "0000000006173")


def test_the_protesto_of_bradesco_has_its_code_and_days():
    line = lines("237", "CNAB400", entry(protesto_days=7))[1]

    assert line[156:160] == b"0607"
    assert refused(entry(protesto_days=3), "237") == "protesto_days"


@pytest.mark.parametrize("cents", [float("nan"), float("inf"), 1.5, "100", True, None, 0, -1])
def test_only_whole_cents_are_money(cents):
    assert refused(entry(cents=cents)) == "cents"


def test_an_amount_too_large_for_its_columns_is_refused():
    assert refused(entry(cents=10**13, policy=replace(POLICY, discount_ppb=0))) == "cents"


@pytest.mark.parametrize("sequence", ["12345678901", "A12", "123-4", "٣", "", "²"])
def test_a_nosso_numero_that_does_not_fit_is_refused(sequence):
    for code in ("341", "001", "033"):
        assert refused(entry(order=Order(sequence, date(2026, 11, 2), "7")), code) == "nosso_numero"


def test_a_wrong_document_is_refused():
    wrong = replace(remessas.PAGADOR, document="111.444.777-34")

    assert refused(entry(pagador=wrong)) == "pagador_document"
    assert refused(entry(), beneficiario=replace(BENEFICIARIO, document="")) == "beneficiario_document"


def test_an_alphanumeric_cnpj_keeps_its_letters():
    assert lines("341", "CNAB400", entry())[1][1:17] == b"0212ABC34501DE35"


@pytest.mark.parametrize("field", ["name", "address", "city"])
def test_what_the_bank_needs_of_the_payer_is_not_left_blank(field):
    assert refused(entry(pagador=replace(remessas.PAGADOR, **{field: " "}))) == f"pagador_{field}"


def test_a_seu_numero_is_never_cut():
    assert refused(entry(seu_numero="12345678901")) == "seu_numero"
    assert refused(entry(control="C" * 26)) == "control"
    assert refused(entry(seu_numero="")) == "seu_numero"


def test_banrisul_takes_one_decimal_of_multa():
    made = entry(cents=1_000_00, policy=replace(POLICY, multa_ppb=22_500_000))

    assert refused(made, "041") == "multa"
    # 2,2 % of 1.000,00; instruction 18
    line = lines("041", "CNAB400", replace(made, policy=replace(POLICY, multa_ppb=22_000_000)))[1]
    assert (line[158:160], line[321:324]) == (b"18", b"022")


def test_inter_takes_thirty_or_sixty_days_and_no_abatimento():
    assert lines("077", "CNAB400", entry())[1][139:141] == b"60"
    assert refused(entry(pay_until=date(2027, 2, 9)), "077") == "pay_until"
    assert refused(entry(abatimento_cents=100), "077") == "abatimento_cents"


def test_sicredi_400_has_no_column_for_our_mark():
    given = [Item("entry", entry())]
    with pytest.raises(Invalid) as error:
        list(
            write_remessa(
                BANKS["748"], CONVENIOS["748"], 1, MADE_AT, given, beneficiario=BENEFICIARIO, layout="CNAB400"
            )
        )
    assert error.value.field == "control"


def test_banco_do_brasil_400_is_for_convenios_of_seven():
    assert refused(entry(), "001", convenio=replace(CONVENIOS["001"], beneficiario="123456")) == "convenio"


def test_the_trailer_of_santander_adds_up():
    trailer = lines("033", "CNAB400", entry(), entry(cents=100_00))[-1]

    # a header, two boletos, a trailer; 1.234,50 + 100,00
    assert (trailer[1:7], trailer[7:20], trailer[394:400]) == (b"000004", b"0000000133450", b"000004")


def test_the_rest_is_refused_with_its_field():
    assert refused(entry(especie="XX")) == "especie"
    assert refused(entry(has_aceite=True), "237") == "has_aceite"
    assert refused(entry(pagador=replace(remessas.PAGADOR, uf="XX"))) == "pagador_uf"
    assert refused(entry(pagador=replace(remessas.PAGADOR, cep="123"))) == "pagador_cep"
    assert refused(entry(pay_until=date(2026, 12, 1))) == "due_on"
    assert refused(entry(), "237", convenio=replace(CONVENIOS["237"], conta_dv="")) == "conta_dv"
    assert refused(Item("vender", entry())) == "kind"
    assert refused(entry(), "341", "CNAB240") == "layout"


def test_the_item_that_cannot_go_is_numbered():
    with pytest.raises(Invalid, match="No 2º item:"):
        lines("341", "CNAB400", entry(), entry(especie="XX"))


def test_nothing_to_send_is_no_file():
    assert refused_of([]) == "items"


def test_lines_come_one_by_one():
    def endless():
        while True:
            yield Item("entry", entry())

    made = write_remessa(
        BANKS["341"], CONVENIOS["341"], 1, MADE_AT, endless(), beneficiario=BENEFICIARIO, layout="CNAB400"
    )

    assert [len(next(made)) for _ in range(100)] == [402] * 100


def test_the_number_of_the_file_is_its_own():
    assert refused_of([Item("entry", entry())], number=0) == "number"
    assert lines("237", "CNAB400", entry())[0][108:117] == b"MX0000042"


def refused_of(items, number=1):
    with pytest.raises(Invalid) as error:
        list(
            write_remessa(
                BANKS["341"], CONVENIOS["341"], number, MADE_AT, items, beneficiario=BENEFICIARIO, layout="CNAB400"
            )
        )
    return error.value.field
