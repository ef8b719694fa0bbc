"""A school's spreadsheet becomes today's messages: imported, planned, sent, each refusal with its reason."""

from adimple.store import models
from tests.scenarios.story import Story, actions_on, at, november

TUESDAY = november(24)
MORNING = at(TUESDAY, 9)


def test_a_spreadsheet_becomes_one_message_for_each_person(story: Story):
    # Olga opens her school on Monday and drops in the sheet her system exports. Ana owes two títulos; Bruno one, due
    # on Sunday; Carla's row has a CPF that cannot be; of Davi there is neither CPF nor a way to reach him.
    story.open_school(at(november(23), 10))
    done = story.bring_titulos(
        at(november(23), 10),
        "CE-1;Ana Exemplo;529.982.247-25;ana@exemplo.test;;SP;22/11/2026;850,00;Mensalidade nov/2026",
        "CE-2;Ana Exemplo;529.982.247-25;ana@exemplo.test;;SP;14/11/2026;120,00;Material",
        "CE-3;Bruno Exemplo;111.444.777-35;bruno@exemplo.test;;RJ;29/11/2026;1.480,00;Mensalidade nov/2026",
        "CE-4;Carla Exemplo;111.444.777-36;carla@exemplo.test;;SP;22/11/2026;850,00;Mensalidade nov/2026",
        "CE-5;Davi Exemplo;;;;SP;22/11/2026;850,00;Mensalidade nov/2026",
    )

    # Four títulos enter. Carla's row comes back, with its line and what is wrong with it.
    assert (done.counts.accepted, done.counts.rejected) == (4, 1)
    assert [(bad.line, bad.code) for bad in done.rejections] == [(5, "documento.digito_verificador")]
    assert done.rejections[0].phrase == "CPF inválido: dígito verificador é 5, veio 6."

    # She releases the sending, after a test that reaches her own mailbox.
    story.release(at(november(23), 11))
    assert [letter.header("Subject") for letter in story.letters_to("olga@exemplo.test")] == [
        "Teste de envio do Adimple"
    ]

    # The night plans one contact for each person, whatever they owe; Davi's is refused, and says why.
    (counts,) = story.plan(TUESDAY)
    assert (counts.actions, counts.items, counts.refused) == (2, 3, 1)
    assert actions_on(TUESDAY) == [("Ana Exemplo", "email", "planned"), ("Bruno Exemplo", "email", "planned")]
    refused = models.ActionItem.objects.get(blocked_by__isnull=False)
    assert (refused.titulo.number, refused.blocked_by, refused.action) == ("CE-5", "POL-SEM-CONTATO", None)

    # Run again, or twice, it plans nothing more.
    (again,) = story.plan(TUESDAY)
    assert (again.actions, again.items, again.refused) == (0, 0, 0)

    # By the end of business hours both messages left. Ana's is one, and lists both títulos with what they owe today:
    # 850,00 two days late: multa 17,00, juros 850,00 × 1 % × 2/30 = 0,56; and 120,00 ten days late: 2,40 and 0,40.
    # 867,56 + 122,80 = 990,36.
    sent = story.send(at(TUESDAY, 18))
    assert (sent.sent, sent.refused) == (2, 0)
    (letter,) = story.letters_to("ana@exemplo.test")
    assert "Mensalidade nov/2026" in letter.text
    assert "Material" in letter.text
    assert "R$ 990,36" in letter.text
    assert "Colégio Exemplo" in letter.text
    assert "11.222.333/0001-81" in letter.text

    # Bruno owes nothing yet: his is a reminder, five days before the due date, without charges.
    (letter,) = story.letters_to("bruno@exemplo.test")
    assert "vence em 29/11/2026" in letter.text
    assert "Multa" not in letter.text

    # What was said is kept as proof, word for word.
    proof = models.Dispatch.objects.get(devedor__name="Ana Exemplo")
    assert (proof.status, proof.amounts.keys()) == (
        "accepted",
        {str(pk) for pk in models.Titulo.objects.filter(devedor=proof.devedor).values_list("id", flat=True)},
    )

    # The next night has nothing to say: each step happened, and none has fallen due since.
    (counts,) = story.plan(november(25))
    assert (counts.actions, counts.items, counts.refused) == (0, 0, 0)


def test_the_same_file_again_changes_nothing_and_a_corrected_one_adds_what_was_missing(story: Story):
    story.open_school(MORNING)
    wrong = "CE-1;Ana Exemplo;529.982.247-26;ana@exemplo.test;;SP;22/11/2026;850,00;Mensalidade"
    right = "CE-1;Ana Exemplo;529.982.247-25;ana@exemplo.test;;SP;22/11/2026;850,00;Mensalidade"
    other = "CE-2;Bruno Exemplo;111.444.777-35;bruno@exemplo.test;;SP;22/11/2026;90,00;Mensalidade"

    # One row is wrong: the other enters all the same.
    first = story.bring_titulos(MORNING, wrong, other)
    assert (first.counts.accepted, first.counts.unchanged, first.counts.rejected) == (1, 0, 1)

    # Sent again as it was, nothing changes; corrected, what was missing enters and nothing is repeated.
    again = story.bring_titulos(MORNING, wrong, other)
    assert (again.counts.accepted, again.counts.unchanged, again.counts.rejected) == (0, 1, 1)
    mended = story.bring_titulos(MORNING, right, other)
    assert (mended.counts.accepted, mended.counts.unchanged, mended.counts.rejected) == (1, 1, 0)
    assert models.Titulo.objects.count() == 2


def test_while_in_ensaio_nothing_is_planned_and_nothing_leaves(story: Story):
    story.open_school(MORNING)
    story.bring_titulos(MORNING, "CE-1;Ana Exemplo;529.982.247-25;ana@exemplo.test;;SP;22/11/2026;850,00;Mensalidade")
    assert story.plan(TUESDAY) == []
    assert actions_on(TUESDAY) == []
    assert story.send(at(TUESDAY, 18)).taken == 0
    assert story.letters_to("ana@exemplo.test") == []
