import errno
import os

import pytest

from adimple.sandbox import mailbox
from adimple.sandbox.mailbox import Mailbox


def add(box, *, to="ana@exemplo.test", subject="Lembrete", body="Olá"):
    content = f"From: Credor <c@x.test>\r\nSubject: {subject}\r\nDate: d\r\n\r\n{body}\r\n".encode()
    return box.add("c@x.test", [to], content)


def numbers(box, **question):
    return [row.number for row in box.page(**question)[0]]


def test_messages_are_numbered_from_one_and_listed_newest_first(tmp_path):
    box = Mailbox(tmp_path)
    assert [add(box) for _ in range(3)] == [1, 2, 3]
    assert numbers(box) == [3, 2, 1]


def test_a_message_is_read_back_under_its_envelope(tmp_path):
    box = Mailbox(tmp_path)
    box.add("c@x.test", ["ana@exemplo.test", "bia@exemplo.test"], b"Subject: a\r\n\r\ncorpo\r\n")
    assert box.read(1).startswith(
        b"Return-Path: <c@x.test>\r\nDelivered-To: ana@exemplo.test\r\nDelivered-To: bia@exemplo.test\r\nReceived: "
    )
    assert box.read(1).endswith(b"Subject: a\r\n\r\ncorpo\r\n")
    assert box.find(1).fields["delivered-to"] == "ana@exemplo.test, bia@exemplo.test"
    assert box.read(2) is None


def test_another_start_finds_every_message_and_goes_on_counting(tmp_path):
    first = Mailbox(tmp_path, per_file=2)
    for n in range(5):
        add(first, subject=f"s{n}")
    before = [first.read(number) for number in range(1, 6)]
    again = Mailbox(tmp_path, per_file=2)
    assert [again.read(number) for number in range(1, 6)] == before
    assert [row.fields["subject"] for row in again.page()[0]] == ["s4", "s3", "s2", "s1", "s0"]
    assert add(again) == 6
    assert numbers(Mailbox(tmp_path)) == [6, 5, 4, 3, 2, 1]


def test_a_message_cut_off_by_a_crash_is_not_there_and_the_others_are(tmp_path):
    box = Mailbox(tmp_path)
    add(box)
    add(box)
    (file,) = tmp_path.iterdir()
    with file.open("rb+") as opened:
        opened.truncate(file.stat().st_size - 1)
    again = Mailbox(tmp_path)
    assert numbers(again) == [1]
    assert add(again) == 2
    assert numbers(Mailbox(tmp_path)) == [2, 1]


def test_only_the_newest_are_kept_and_whole_old_files_leave_the_disk(tmp_path):
    box = Mailbox(tmp_path, max_messages=3, per_file=2)
    for _ in range(7):
        add(box)
    assert numbers(box) == [7, 6, 5]
    assert box.read(4) is None
    # files hold 1-2, 3-4, 5-6, 7: the first two have nothing kept
    assert sorted(file.name for file in tmp_path.iterdir()) == ["000000000005.mbox", "000000000007.mbox"]
    assert numbers(Mailbox(tmp_path, max_messages=3)) == [7, 6, 5]


def test_clearing_deletes_every_file_and_new_messages_still_arrive(tmp_path):
    box = Mailbox(tmp_path)
    add(box)
    add(box)
    assert box.clear() == 2
    assert list(tmp_path.iterdir()) == []
    assert len(box) == 0
    assert add(box) == 3
    assert box.read(3).endswith("Olá\r\n".encode())


def test_a_full_disk_leaves_no_half_message(tmp_path, monkeypatch):
    box = Mailbox(tmp_path)
    add(box)
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, octets: real(descriptor, octets[:20]))
    with pytest.raises(OSError) as full:
        add(box)
    monkeypatch.undo()
    assert full.value.errno == errno.ENOSPC
    assert add(box) == 2
    assert numbers(Mailbox(tmp_path)) == [2, 1]


def test_pages_follow_each_other_without_gap_or_repeat(tmp_path):
    box = Mailbox(tmp_path)
    for _ in range(5):
        add(box)
    assert numbers(box, limit=2) == [5, 4]
    assert numbers(box, limit=2, before=4) == [3, 2]
    assert numbers(box, limit=2, before=2) == [1]
    assert numbers(box, limit=2, before=1) == []


def test_search_wants_every_word_and_ignores_case_and_accents(tmp_path):
    box = Mailbox(tmp_path)
    add(box, to="joao@exemplo.test", subject="=?utf-8?B?VMOtdHVsbyB2ZW5jaWRv?=")  # Título vencido
    add(box, to="joao@exemplo.test", subject="Recibo")
    assert numbers(box, words="JOÃO titulo") == [1]
    assert numbers(box, words="joao") == [2, 1]
    assert numbers(box, words="joao ausente") == []


def test_an_exact_address_finds_only_its_own_messages(tmp_path):
    box = Mailbox(tmp_path)
    add(box, to="ana@exemplo.test")
    add(box, to="mariana@exemplo.test")
    add(box, to="Ana@exemplo.test")
    assert [row.number for row in box.sent_to("ana@exemplo.test", limit=9)] == [3, 1]
    assert [row.number for row in box.sent_to("ana@exemplo.test", limit=1)] == [3]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Lembrete", "Lembrete"),
        (b"=?utf-8?B?Q29sw6lnaW8=?=\r\n =?utf-8?Q?_Exemplo?=", "Colégio Exemplo"),
        (b"=?nada?B?Q29s?=", "=?nada?B?Q29s?="),
        (b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
def test_a_broken_header_is_shown_and_never_an_error(raw, shown):
    assert mailbox.decode(raw) == shown
