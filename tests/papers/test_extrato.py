"""The extrato of a devedor: every título, every payment, on as many pages as it takes."""

from datetime import date

from adimple.papers.extrato import extrato_pdf
from tests.papers import builders, reading

MADE_ON = date(2026, 11, 13)


def test_it_shows_each_titulo_each_payment_and_the_sums():
    text = reading.words(extrato_pdf(builders.extrato(), made_on=MADE_ON))
    assert "Extrato em 13/11/2026" in text
    assert "NF-2 Mensalidade 2 de 2026 10/10/2026 Em aberto 500,00 10,00 5,00 515,00" in text
    assert "Devido em 13/11/2026 1.545,00" in text
    assert "12/11/2026 Pix NF-1 100,00" in text
    assert "Total pago 100,00" in text
    assert "Multa: 500,00 × 2% = 10,00." in text
    assert "Desconto" not in text


def test_five_hundred_titulos_go_on_over_pages_with_the_heading_on_each():
    pdf = extrato_pdf(builders.extrato(500, 100), made_on=MADE_ON)
    document = reading.opened(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    assert f"Página {len(pages)} de {len(pages)}" in pages[-1]
    assert len(pages) >= 10
    assert all("De que se trata" in text or "Pago em" in text for text in pages)
    text = reading.words(pdf)
    assert all(f"NF-{n} Mensalidade {n} de 2026" in text for n in range(1, 501))


def test_one_of_a_devedor_without_titulos_says_so():
    text = reading.words(extrato_pdf(builders.extrato(0, 0), made_on=MADE_ON))
    assert "Nenhum título em nome deste devedor." in text
    assert "Nenhum pagamento recebido até esta data." in text


def test_it_is_a_pdf_a_and_the_same_facts_give_the_same_bytes():
    pdf = extrato_pdf(builders.extrato(), made_on=MADE_ON)
    reading.assert_is_archival(pdf, name="Extrato de Ana Exemplo da Conceição em 13/11/2026")
    assert extrato_pdf(builders.extrato(), made_on=MADE_ON) == pdf
