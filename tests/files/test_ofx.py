"""Statements in OFX as banks write them, and as nobody should: every name and figure here is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import limits
from adimple.domain.errors import Unreadable
from adimple.files import ofx

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n\n"
ACCOUNT = "<BANKACCTFROM><BANKID>0341<BRANCHID>0810<ACCTID>0053678-0<ACCTTYPE>CHECKING</BANKACCTFROM>"
BALANCE = "<LEDGERBAL><BALAMT>1.234,56<DTASOF>20260131</LEDGERBAL>"
XML = '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="220"?>'
JANUARY = date(2026, 1, 30)


def row(amount="10.50", kind="CREDIT", day="20260130", fitid="A1", memo="PIX Ana Exemplo", more=""):
    return (
        f"<STMTTRN>\n<TRNTYPE>{kind}\n<DTPOSTED>{day}\n<TRNAMT>{amount}\n<FITID>{fitid}\n<MEMO>{memo}\n{more}</STMTTRN>"
    )


def file(*rows, account=ACCOUNT, balance=BALANCE, header=HEADER, currency="BRL", end="</STMTRS></OFX>"):
    period = "<DTSTART>20260101<DTEND>20260131"
    listed = f"<BANKTRANLIST>{period}\n{chr(10).join(rows)}</BANKTRANLIST>"
    return f"{header}<OFX><STMTRS><CURDEF>{currency}{account}{listed}{balance}{end}"


def xml(memo):
    """One row as OFX 2 writes it."""
    account = "<BANKACCTFROM><BANKID>341</BANKID><ACCTID>53678-0</ACCTID></BANKACCTFROM>"
    leaves = {"TRNTYPE": "CREDIT", "DTPOSTED": "20260130", "TRNAMT": "10.50", "FITID": "A1", "MEMO": memo}
    listed = "".join(f"<{name}>{value}</{name}>" for name, value in leaves.items())
    body = f"{account}<BANKTRANLIST><DTSTART>20260101</DTSTART><STMTTRN>{listed}</STMTTRN></BANKTRANLIST>"
    return f"{XML}<OFX><STMTRS><CURDEF>BRL</CURDEF>{body}</STMTRS></OFX>"


def read(text, encoding="utf-8"):
    return ofx.read_ofx(text if isinstance(text, bytes) else text.encode(encoding))


def told(found):
    """(cents of what was accepted, codes of what was not)."""
    return [one.cents for one in found.movements], [one.code for one in found.rejections]


def test_a_row_says_who_it_is_its_day_and_its_cents():
    found = read(file(row("1.234,56", day="20260130100000[-3:BRT]", more="<CHECKNUM>77\n<NAME>ANA EXEMPLO\n")))
    one = found.movements[0]
    assert (one.bank, one.account, one.on, one.cents, one.kind) == ("341", "0053678-0", JANUARY, 1234_56, "CREDIT")
    assert (one.fitid, one.memo, one.name, one.check_number) == ("A1", "PIX Ana Exemplo", "ANA EXEMPLO", "77")
    assert (one.line, one.occurrence, one.notice) == (9, 0, "")
    assert (found.rejections, found.notices) == ((), ())


def test_a_statement_says_its_account_its_period_and_its_balance():
    one = read(file(row())).statements[0]
    assert (one.bank, one.agencia, one.account, one.kind) == ("341", "0810", "0053678-0", "CHECKING")
    assert (one.since, one.until) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (one.currency, one.balance_cents, one.balance_on) == ("BRL", 1234_56, date(2026, 1, 31))


CASES = [
    # (name, file, cents accepted, codes rejected)
    ("point", file(row("-10.50", "DEBIT")), [-10_50], []),
    ("comma", file(row("10,50")), [10_50], []),
    ("thousands in pt-BR", file(row("1.234,56")), [1234_56], []),
    ("thousands in English", file(row("1,234.56")), [1234_56], []),
    ("plus", file(row("+10.50")), [10_50], []),
    ("minus after", file(row("10,50-", "DEBIT")), [-10_50], []),
    ("currency sign", file(row("R$ 10,50")), [10_50], []),
    ("whole reais", file(row("1500")), [1500_00], []),
    ("one decimal", file(row("10.5")), [10_50], []),
    ("zeros beyond cents", file(row("1500.0000")), [1500_00], []),
    ("a thousand or one and some", file(row("1.234"), row("-1,234", "DEBIT")), [], ["ofx.valor", "ofx.valor"]),
    ("three decimals", file(row("10.505")), [], ["ofx.valor"]),
    ("no amount", file(row("")), [], ["ofx.valor"]),
    ("no number", file(*map(row, ("NaN", "1e3", "٣", "--1", "+-1", "1 0"))), [], ["ofx.valor"] * 6),
    ("past every ceiling", file(row("9" * 30)), [], ["ofx.valor"]),
    ("zero", file(row("0.00")), [], ["ofx.valor_zero"]),
    ("a debit without its minus", file(row("10.50", "DEBIT")), [-10_50], []),
    ("a type that can be either, where minuses are missing",
     file(row("10.50", "DEBIT"), row("20.00", "OTHER"), row("30.00", "CREDIT")), [-10_50, 30_00], ["ofx.sinal"]),
    ("a type that can be either, where signs are there",
     file(row("-10.50", "DEBIT"), row("20.00", "OTHER"), row("-5.00", "XFER")), [-10_50, 20_00, -5_00], []),
    ("a fee that comes in", file(row("10.50", "FEE")), [], ["ofx.sinal"]),
    ("a credit that leaves", file(row("-10.50", "CREDIT")), [-10_50], []),
    ("no type", file(row("10.50", "")), [10_50], []),
    ("not confirmed yet", file(row("10.50", "HOLD")), [], ["ofx.pendente"]),
    ("a list of what is pending", file(row()).replace("<LEDGERBAL>", "<BANKTRANLISTP><STMTTRNP><TRNAMT>9</STMTTRNP>"
     "</BANKTRANLISTP><LEDGERBAL>"), [10_50], ["ofx.fora"]),
    ("dollars", file(row(), currency="USD"), [], ["ofx.moeda"]),
    ("one row in dollars", file(row(), row(more="<CURRENCY><CURRATE>5.1<CURSYM>USD</CURRENCY>")), [10_50],
     ["ofx.moeda"]),
    ("bought in dollars, charged in reais", file(row(more="<ORIGCURRENCY><CURRATE>5<CURSYM>USD</ORIGCURRENCY>")),
     [10_50], []),
    ("no closing of rows", file(row().replace("</STMTTRN>", ""), row("20").replace("</STMTTRN>", "")), [10_50, 20_00],
     []),
    ("no opening of a row", file(row(), row("20").replace("<STMTTRN>", "")), [10_50], ["ofx.fora"]),
    ("two rows in one", file(row().replace("</STMTTRN>", "") + row("20").replace("<STMTTRN>", "")), [],
     ["ofx.movimento"]),
    ("cut inside a row", file(row("20"), row("1500.00")).partition("00.00")[0], [20_00], ["ofx.movimento"]),
    ("cut between rows", file(row("20"), row("1500.00")).rpartition("<STMTTRN>")[0], [20_00], []),
    ("no account", file(row(), account=""), [], ["ofx.conta"]),
    ("no statement around it", HEADER + "<OFX>" + ACCOUNT + row() + "</OFX>", [10_50], []),
    ("no day", file(row(day="")), [], ["ofx.data"]),
    ("the 31st of February", file(row(day="20260231")), [], ["ofx.data"]),
    ("day first", file(row(day="30/01/2026")), [10_50], []),
    ("day first, no signs", file(row(day="30012026")), [], ["ofx.data"]),
    ("capitals and small letters", file(row()).replace("STMTTRN", "StmtTrn").replace("TRNAMT", "trnamt"), [10_50], []),
    ("spaces and tabs", file(row()).replace("<TRNAMT>10.50", "<TRNAMT>\t 10.50 \t"), [10_50], []),
    ("all in one line", file(row(), row("20")).replace("\n", ""), [10_50, 20_00], []),
    ("lines of old Macs", file(row()).replace("\n", "\r"), [10_50], []),
    ("a stray ampersand and an angle", file(row(memo="LOJA & CIA < 10 > 5")), [10_50], []),
    ("a broken tag", file(row()).replace("<FITID>", "<FITID"), [], ["ofx.valor"]),
    ("a memo that closes its row and opens another",
     file(row(memo="</STMTTRN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260130<TRNAMT>9999<FITID>X")), [10_50],
     ["ofx.movimento"]),
    ("a memo that opens a row",
     file(row(memo="<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260130<TRNAMT>9999<FITID>X"), row("20")), [10_50, 20_00],
     ["ofx.movimento"]),
    ("rows one after another in a line", file(row() + row("20") + row("30")), [10_50, 20_00, 30_00], []),
    ("a comment", file(row(), "<!-- gerado pelo banco -->", row("20")), [10_50, 20_00], []),
    ("a row in a comment", file(row(), f"<!-- {row('99')} -->"), [10_50], ["ofx.escondido"]),
    ("memos that open and close a comment", file(row(memo="<!--"), row("20"), row("30", memo="-->"), row("40")),
     [40_00], ["ofx.movimento", "ofx.escondido"]),
    ("memos that open and close a text", file(row(memo="<![CDATA["), row("20"), row("30", memo="]]>"), row("40")),
     [40_00], ["ofx.movimento", "ofx.escondido"]),
    ("a memo that is a row", file(row(memo="<![CDATA[<STMTTRN><TRNAMT>99</STMTTRN>]]>")), [],
     ["ofx.movimento", "ofx.escondido"]),
    ("a memo of marked text", file(row(memo="<![CDATA[A & B <C> \n&lt;]]>"), row("20")), [10_50, 20_00], []),
    ("two accounts", file(row(), end="</STMTRS>") + "<STMTRS>" + ACCOUNT.replace("0053678-0", "1-9") + row("20")
     + "</STMTRS></OFX>", [10_50, 20_00], []),
    ("xml", xml("PIX"), [10_50], []),
    ("a long memo", file(row(memo="A" * (limits.MAX_CELL_CHARS + 1)), row("20")), [20_00], ["ofx.texto"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cents", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_sure_enters_and_what_is_not_is_told(text, cents, codes):
    found = read(text)
    assert told(found) == (cents, codes)
    assert all(one.phrase.endswith(".") and one.line > 0 for one in found.rejections)


STRAY = "<STMTTRN><DTPOSTED>20261120<TRNAMT>9999.00"


@pytest.mark.parametrize(
    ("memo", "cents"),
    [
        ("oi" + STRAY, [10_50, 20_00]),
        (f"oi{STRAY}{STRAY}", [10_50, 20_00]),
        (f"oi</STMTTRN>{STRAY}</STMTTRN>{STRAY}</STMTTRN>{STRAY}", [10_50, 20_00]),
        (f"oi</MEMO></STMTTRN><STMTRS><CURDEF>BRL{ACCOUNT}{STRAY}", [10_50, 20_00]),
    ],
)
def test_rows_inside_a_text_never_count_however_many_they_are(memo, cents):
    found = read(file(row(memo=memo), row("20")))
    assert [one.cents for one in found.movements] == cents
    assert {one.phrase for one in found.rejections if one.code == "ofx.movimento"} == {
        "O movimento começa na mesma linha que um texto: pode ter vindo de dentro dele. Confira-o no banco."
    }


@pytest.mark.parametrize("head", ["oi", "oi</STMTTRN>", "oi</MEMO></STMTTRN></BANKTRANLIST></STMTRS>"])
@pytest.mark.parametrize(
    "section",
    ["<LEDGERBAL><BALAMT>7777<DTASOF>20260101", "<CCACCTFROM><ACCTID>999", "<STMTRS><CURDEF>USD<CCACCTFROM><ACCTID>9"],
)
def test_a_text_moves_no_balance_and_no_account(head, section):
    found = read(file(row(memo=head + section), row("20")))
    assert [(one.account, one.balance_cents, one.currency) for one in found.statements] == [
        ("0053678-0", 1234_56, "BRL")
    ]
    assert [(one.account, one.cents) for one in found.movements] == [("0053678-0", 10_50), ("0053678-0", 20_00)]
    assert "ofx.texto" in [one.code for one in found.rejections]


def test_a_text_of_a_bank_that_writes_a_row_in_each_line_moves_nothing():
    rows = [row(memo=f"oi</STMTTRN>{STRAY}<LEDGERBAL><BALAMT>7777").replace("\n", ""), row("20").replace("\n", "")]
    found = read(file(*rows, "", balance="\n" + BALANCE))
    assert [one.cents for one in found.movements] == [10_50, 20_00]
    assert found.statements[0].balance_cents == 1234_56


def test_a_file_without_lines_says_that_a_text_in_it_cannot_be_told_from_a_row():
    found = read(file(row(), row("20")).replace("\n", ""))
    assert [one.cents for one in found.movements] == [10_50, 20_00]
    assert [one for one in found.notices if "sem quebras de linha" in one] == [
        "O arquivo vem sem quebras de linha: um texto que imite um movimento ou um saldo não se distingue de um "
        "verdadeiro. Confira os créditos no banco."
    ]
    assert read(file(row(), row("20", fitid="A2"))).notices == ()


@pytest.mark.parametrize(
    "day",
    ["20260130", "20260130000000", "20260130235959[-3:BRT]", "20260130210000[-03:EST]", "20260130233000.000[-3:GMT]",
     "20260130000000[0:GMT]", "20260130120000[-3:BRT", "202601301200", "2026-01-30T23:30:00-03:00"],
)  # fmt: skip
def test_the_day_is_the_one_the_bank_wrote_whatever_its_offset(day):
    assert [one.on for one in read(file(row(day=day))).movements] == [JANUARY]


@pytest.mark.parametrize(
    ("header", "encoding", "notices"),
    [
        ("USASCII", "utf-8", 1),
        ("USASCII", "cp1252", 0),  # CHARSET:1252 stands in the header: it agrees
        ("UTF-8", "cp1252", 0),
        ("UTF-8", "utf-8", 0),
        ("UNICODE", "utf-16", 1),
        ("USASCII", "utf-8-sig", 1),
    ],
)
def test_accents_are_read_whatever_the_header_says(header, encoding, notices):
    text = file(row(memo="Pagamento de João Exemplo")).replace("ENCODING:USASCII", f"ENCODING:{header}")
    found = read(text, encoding)
    assert found.movements[0].memo == "Pagamento de João Exemplo"
    assert len(found.notices) == notices


@pytest.mark.parametrize(
    ("written", "memo"),
    [
        ("LOJA &amp; CIA &lt;1&gt; &#233; &#xE9;&nbsp;fim", "LOJA & CIA <1> é é fim"),
        ("A\x9b31mB\x7f", "A 31mB"),
        ("&amp;lt; &copy; R&D; &#0; &#xD800; &#9999999;", "&lt; &copy; R&D; &#0; &#xD800; &#9999999;"),
    ],
)
def test_entities_are_read_once_and_what_is_none_stays(written, memo):
    for text in (file(row(memo=written)), xml(written)):
        assert read(text).movements[0].memo == memo


def test_the_same_rows_in_another_file_are_the_same_and_equal_rows_are_two():
    one, two = row("10", fitid="A1"), row("10", fitid="A1")
    first = read(file(one, two, row("11", fitid="A1"), row("10", fitid="A1", day="20260129")))
    second = read(file(row("77", fitid="B2"), one, two, account=ACCOUNT.replace("0053678-0", "53678-0")))
    identities = [one.identity for one in first.movements]
    assert len(set(identities)) == 4
    assert [one.identity for one in second.movements][1:] == identities[:2]
    assert [one.occurrence for one in first.movements] == [0, 1, 0, 0]
    assert "contado à parte" in first.movements[1].notice
    assert first.notices == ("Movimentos que repetem o FITID de outro: 3. Cada um conta à parte.",)


@pytest.mark.parametrize(
    "changed",
    [
        row("10", fitid="A2"),
        row("10.01"),
        row("10", memo="PIX Beto Exemplo"),
        row("10", day="20260129"),
        row("-10", "DEBIT"),
    ],
)
def test_what_differs_in_anything_is_another(changed):
    assert read(file(changed)).movements[0].identity != read(file(row("10"))).movements[0].identity


def test_a_sign_that_was_put_is_told():
    assert "sem o sinal" in read(file(row("10", "DEBIT"))).movements[0].notice
    assert "negativo" in read(file(row("-10", "CREDIT"))).movements[0].notice


def test_a_file_that_was_cut_is_told_and_so_is_a_balance_that_is_not_read():
    assert "pode ter sido cortado" in read(file(row(), end="")).notices[0]
    assert read(file(row(), balance="<LEDGERBAL><BALAMT>muito</LEDGERBAL>")).notices == (
        "O saldo de 0053678-0 não se lê.",
    )
    zero = read(file(row(), balance="<LEDGERBAL><BALAMT>0.00<DTASOF>20260131</LEDGERBAL>"))
    assert (zero.statements[0].balance_cents, zero.notices) == (0, ())
    assert read(file(row(), balance="<LEDGERBAL><BALAMT>-5,00</LEDGERBAL>")).statements[0].balance_cents == -5_00
    other = "<AVAILBAL><BALAMT>9</AVAILBAL>"
    assert read(file(row(), balance=BALANCE + other)).statements[0].balance_cents == 1234_56


def test_a_card_is_a_card_and_each_row_has_the_account_it_is_under():
    card = "<CCSTMTRS><CURDEF>BRL<CCACCTFROM><ACCTID>5555</CCACCTFROM>" + row("-20", "DEBIT") + "</CCSTMTRS></OFX>"
    found = read(file(row(), end="</STMTRS>") + card)
    assert [one.kind for one in found.statements] == ["CHECKING", "CREDITCARD"]
    assert [(one.account, one.cents) for one in found.movements] == [("0053678-0", 10_50), ("5555", -20_00)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ofx.vazio"),
        (b" \n", "ofx.vazio"),
        (b"Data;Valor\n01/01/2026;10,00", "ofx.nao_e_ofx"),
        (b"%PDF-1.7", "ofx.nao_e_ofx"),
        (b"<html><body>Entre com a sua senha</body></html>", "ofx.nao_e_ofx"),
        (b"\x00\x01\x02\x03", "ofx.binario"),
        (b"<OFX></OFX>", "ofx.sem_extrato"),
        (b"<OFX><STATUS><CODE>2000<SEVERITY>ERROR</OFX>", "ofx.sem_extrato"),
        (b'<!DOCTYPE a [<!ENTITY b "c"><!entity d "&b;&b;">]><OFX><STMTRS></OFX>', "ofx.entidades"),
        (b"<OFX>" + b" " * limits.MAX_OFX_BYTES, "ofx.grande"),
        (b"<OFX>" + b"<STMTTRN>" * (limits.MAX_OFX_ROWS + 1), "ofx.muitas_linhas"),
        (b"<OFX>" + b"<TRNAMT>" * (limits.MAX_OFX_ROWS + 1), "ofx.muitas_linhas"),
    ],
)
def test_what_is_no_statement_is_refused_as_what_it_is(content, code):
    with pytest.raises(Unreadable) as refused:
        ofx.read_ofx(content)
    assert refused.value.code == code


@pytest.mark.parametrize("piece", ["<A", "<", "<!--", "<![CDATA[", "&#1", "A", "<A ", "</", "<A>&amp;"])
def test_no_shape_of_a_megabyte_costs_more_than_its_length(piece):
    # Anything quadratic in a megabyte would not end within the patience of whoever runs the tests.
    text = f"<OFX><STMTRS><STMTTRN><MEMO>{piece * (1_000_000 // len(piece))}"
    assert [one.code for one in read(text).rejections] == ["ofx.movimento"]


SAMPLE = file(row("1.234,56"), row("-7.00", "DEBIT", fitid="A2"), row("20", fitid="A3")).encode("cp1252")


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda content: b"<OFX><STMTRS>" + content))
def test_no_bytes_break_the_reader(content):
    answered(content)


@given(
    st.lists(
        st.sampled_from(["<OFX>", "</OFX>", "<STMTRS>", "<STMTTRN>", "</STMTTRN>", "<TRNAMT>", "10,5", "<LEDGERBAL>",
                         "<BALAMT>", "<CURRENCY>", "<CURSYM>", "<BANKACCTFROM>", "<ACCTID>", "1", "<DTPOSTED>",
                         "20260130", "<MEMO>", "<!--", "-->", "<![CDATA[", "]]>", "&#65;", "<A/>"]),
        max_size=40,
    )
)  # fmt: skip
def test_no_order_of_tags_breaks_the_reader(pieces):
    answered("".join(pieces).encode())


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255))
def test_a_byte_changed_adds_no_row_and_never_more_than_one_amount(place, byte):
    found = answered(SAMPLE[:place] + bytes([byte]) + SAMPLE[place + 1 :])
    if found is not None:
        cents = [one.cents for one in found.movements]
        assert len(cents) + len(found.rejections) <= 4
        assert sum(one not in (1234_56, -7_00, 20_00) for one in cents) <= 1


@given(st.integers(0, len(SAMPLE)))
def test_a_file_cut_anywhere_gives_only_amounts_that_were_whole(place):
    found = answered(SAMPLE[:place])
    if found is not None:
        cents = [one.cents for one in found.movements]
        assert cents == [1234_56, -7_00, 20_00][: len(cents)]


def answered(content):
    """What was read, each movement once and with all that settles it; None when it was refused in words."""
    try:
        found = ofx.read_ofx(content)
    except Unreadable:
        return None
    identities = [one.identity for one in found.movements]
    assert len(set(identities)) == len(identities)
    assert all(type(one.cents) is int and type(one.on) is date for one in found.movements)
    assert all(one.line >= 1 and one.phrase.endswith(".") for one in found.rejections)
    return found
