"""Files and texts are taken out of `winmail.dat`; what is damaged stays whole."""

import base64
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.compressed_rtf import decompressed
from chalicelib.mail.mapi import Damaged
from chalicelib.mail.parse import ParsedMail, parse
from chalicelib.mail.special import UNREADABLE_TNEF
from chalicelib.mail.tnef import MAX_NESTING, read_tnef
from tests.corpus_adapter import CORPUS
from tests.support.hostile_mails import tnef, tnef_in_itself

SAMPLES = CORPUS / "mimekit" / "UnitTests" / "TestData" / "tnef"
FILE_BEGINS = (2, 0x9002, bytes(14))
RTF = b"{\\rtf1 hello hello hello hello}"


def string(id_: int, text: str) -> bytes:
    value = (text + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x001F, id_, 1, len(value)) + value + bytes(-len(value) % 4)


def named_number(name: str) -> bytes:
    value = (name + "\0").encode("utf-16-le")
    tag = struct.pack("<HH", 3, 0x8001) + bytes(16) + struct.pack("<II", 1, len(value)) + value
    return tag + bytes(-len(value) % 4) + struct.pack("<I", 7)


def binary(id_: int, value: bytes) -> bytes:
    return struct.pack("<HHII", 0x0102, id_, 1, len(value)) + value + bytes(-len(value) % 4)


def number(id_: int, value: int) -> bytes:
    return struct.pack("<HHI", 3, id_, value)


def properties(*packed: bytes) -> bytes:
    return struct.pack("<I", len(packed)) + b"".join(packed)


def mail(winmail: bytes, text: str = "", times: int = 1) -> ParsedMail:
    head = b"From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + text.encode()
    part = b"\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    return parse(head + (part + base64.encodebytes(winmail)) * times + b"--b--\n")


def test_files_have_their_long_names_types_and_bytes():
    long_name = properties(string(0x3707, "Grüße vom Amt.pdf"), named_number("x"), string(0x370E, "application/pdf"))
    winmail = tnef(
        FILE_BEGINS, (2, 0x8010, b"GRUEE~1.PDF\0"), (2, 0x800F, b"%PDF"), (2, 0x9005, long_name), FILE_BEGINS,
        (1, 0x9007, struct.pack("<II", 1251, 0)), (2, 0x8010, "имя.txt\0".encode("cp1251")), (2, 0x800F, b"two"),
    )  # fmt: skip
    parsed = mail(winmail, "see the files")
    assert [(file.name, file.content_type, file.content) for file in parsed.attachments] == [
        ("Grüße vom Amt.pdf", "application/pdf", b"%PDF"),
        ("имя.txt", "application/octet-stream", b"two"),
    ]
    assert (parsed.text, parsed.notes) == ("see the files", ())


def test_folders_in_names_are_dropped():
    parsed = mail(tnef(FILE_BEGINS, (2, 0x8010, b"..\\..\\x.exe\0"), (2, 0x800F, b"x")))
    assert [file.name for file in parsed.attachments] == ["x.exe"]


def test_a_picture_in_it_is_shown_by_the_html_of_the_mail():
    picture = properties(string(0x3712, "<p1@x>"), string(0x370E, "image/png"), binary(0x3701, b"png"))
    html = properties(binary(0x1013, b"<img src='cid:p1@x'> Gr\xfc\xdfe"), number(0x3FDE, 28591))
    parsed = mail(tnef((1, 0x9003, html), FILE_BEGINS, (2, 0x9005, picture)))
    assert parsed.html == "<img src='cid:p1@x'> Grüße"
    assert parsed.text.strip() == "Grüße"
    assert [(file.content_id, file.content) for file in parsed.attachments] == [("p1@x", b"png")]


def test_its_text_is_the_text_of_a_mail_without_one_only():
    winmail = tnef((1, 0x800C, b"from Outlook\r\nwith love\0"))
    assert mail(winmail).text == "from Outlook\nwith love"
    assert mail(winmail, "own").text == "own"


def test_rich_text_becomes_a_file_where_there_is_no_other_text():
    plain = struct.pack("<II4sI", len(RTF) + 12, len(RTF), b"MELA", 0) + RTF
    parsed = mail(tnef((1, 0x9003, properties(binary(0x1009, plain)))))
    assert [(file.name, file.content) for file in parsed.attachments] == [("message.rtf", RTF)]
    assert mail(tnef((1, 0x9003, properties(binary(0x1009, plain)))), "own").attachments == ()


def test_rich_text_is_decompressed_by_its_own_window():
    # "{\rtf1" of the preloaded window, " hello", then a run of 24 bytes that reaches into itself, then the end mark
    body = b"\x01\x00\x04 hello " + b"\x07" + b"\x0d\x4f" + b"\x0d\x55"
    text = decompressed(struct.pack("<II4sI", len(body) + 12, 36, b"LZFu", 0) + body)
    assert text.startswith(b"{\\rtf1 hello ")
    with pytest.raises(ValueError, match="usual size"):
        decompressed(struct.pack("<II4sI", 30, 0xFFFFFFFF, b"LZFu", 0) + bytes(30))


def test_rich_text_of_many_envelopes_is_opened_once():
    body = b"\x00hello" + bytes(100)
    rtf = struct.pack("<II4sI", len(body) + 12, 5, b"LZFu", 0) + body
    winmail = tnef((1, 0x9003, properties(binary(0x1009, rtf))))
    found = mail(winmail, times=5).attachments
    assert [(file.name, file.content) for file in found] == [("message.rtf", b"hello")]


def test_rich_text_is_not_opened_where_there_is_a_text():
    rtf = struct.pack("<II4sI", 18, 5, b"MELA", 0) + b"hello"
    with_both = tnef((1, 0x9003, properties(binary(0x1009, rtf))), (1, 0x800C, b"text\0"))
    assert mail(with_both).attachments == ()


def test_an_embedded_message_gives_its_files_and_its_text():
    inner = tnef((1, 0x800C, b"inner text\0"), FILE_BEGINS, (2, 0x8010, b"a.txt\0"), (2, 0x800F, b"a"))
    value = bytes.fromhex("0703020000000000c000000000000046") + inner
    embedded = struct.pack("<HHII", 0x000D, 0x3701, 1, len(value)) + value + bytes(-len(value) % 4)
    parsed = mail(tnef(FILE_BEGINS, (2, 0x9005, properties(string(0x3001, "Fwd"), embedded))))
    assert [(file.name, file.content) for file in parsed.attachments] == [("Fwd.txt", b"inner text"), ("a.txt", b"a")]


def test_a_damaged_one_stays_beside_what_could_be_read():
    winmail = tnef(FILE_BEGINS, (2, 0x8010, b"a.txt\0"), (2, 0x800F, b"a")) + b"\x02\x02\x90\x06\x00\xff\xff\xff\xff"
    parsed = mail(winmail)
    assert [(file.name, file.content) for file in parsed.attachments] == [("a.txt", b"a"), ("winmail.dat", winmail)]
    assert parsed.notes == (UNREADABLE_TNEF,)


def test_what_is_none_stays_whole():
    parsed = mail(b"not TNEF")
    assert [(file.name, file.content) for file in parsed.attachments] == [("winmail.dat", b"not TNEF")]
    assert parsed.notes == (UNREADABLE_TNEF,)


def test_nesting_is_limited():
    assert read_tnef(tnef_in_itself(MAX_NESTING)).is_whole
    assert not read_tnef(tnef_in_itself(MAX_NESTING + 2)).is_whole


@given(st.binary(max_size=400), st.integers(0, 400))
def test_reading_damaged_envelopes_never_fails(noise, place):
    whole = tnef(
        FILE_BEGINS, (2, 0x8010, b"a.txt\0"), (2, 0x9005, properties(string(0x3707, "b"), binary(0x3701, b"c")))
    )
    read_tnef(b"\x78\x9f\x3e\x22" + whole[4:place] + noise + whole[place:])
    try:
        decompressed(struct.pack("<II4sI", len(noise) + 12, 3000, b"LZFu", 0) + noise)
    except ValueError:
        pytest.fail("a compressed text of a usual size is read")


def test_only_its_signature_makes_it_one():
    with pytest.raises(Damaged):
        read_tnef(b"\x78\x9f\x3e")


@pytest.mark.skipif(not SAMPLES.exists(), reason="no mail corpus here")
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.tnef")), ids=lambda path: Path(path).stem)
def test_files_of_real_envelopes_are_found(sample):
    bodies = {"body.rtf", "body.html"}  # the list names texts as files
    expected = {name for name in sample.with_suffix(".list").read_text().split("\n") if name} - bodies
    found = read_tnef(sample.read_bytes())
    assert expected <= {file.name for file in found.files}
    if found.rtf:
        assert decompressed(found.rtf).startswith(b"{\\rtf1")
