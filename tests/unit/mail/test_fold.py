"""Quotes and signatures fold away; what the sender wrote stays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.fold import fold
from chalicelib.mail.html_text import html_to_text
from chalicelib.mail.language import LANGUAGES
from chalicelib.mail.quoting import Quoted, quotes
from tests.unit.mail.samples import conversation_samples, html_samples, reply_samples

LANGUAGES_OF_SAMPLES = {"cs", "da", "fi", "hu", "de", "fr", "es", "it", "pl", "nl", "sv", "pt", "en", "no", "sk", "ru"}
QUOTED = "\n> What is your number?\n> Thanks\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Apr 2, 2012 at 6:26 PM, Megan <megan@example.com> wrote:",
        "On Apr 3, 2012, at 4:19 PM, bob wrote:",
        "On Tue, Sep 25, 2012 at 8:59 AM, Chris Long-Name\n<notifications@example.com>wrote:",
        "Am 13.12.2017 um 21:11 schrieb Jane Doe <jane@example.com>:",
        "Am Mo., 2. Apr. 2012 um 18:26 Uhr schrieb Jane <jane@example.com>:",
        "Le lun. 15 nov. 2021 à 19:42, Jane <jane@example.com>\na écrit :",
        "El lun, 2 abr 2012 a las 18:26, Jane (<jane@example.com>) escribió:",
        "Il giorno lun 2 apr 2012 alle ore 18:26 Jane <jane@example.com> ha scritto:",
        "Em seg., 2 de abr. de 2012 às 18:26, Jane <jane@example.com> escreveu:",
        "Op ma 2 apr. 2012 om 18:26 schreef Jane <jane@example.com>:",
        "Den mån 2 apr. 2012 kl 18:26 skrev Jane <jane@example.com>:",
        "Den man. 2. apr. 2012 kl. 18.26 skrev Jane <jane@example.com>:",
        "ma 2. huhtik. 2012 klo 18.26 Jane (jane@example.com) kirjoitti:",
        "pon., 2 kwi 2012 o 18:26 Jane <jane@example.com> napisał(a):",
        "po 2. 4. 2012 v 18:26 odesílatel Jane <jane@example.com> napsal:",
        "Jane <jane@example.com> ezt írta (időpont: 2012. ápr. 2., H, 18:26):",
        "2017-11-24 16:32 GMT+01:00 Jane <jane@example.com>:",
        "2022年1月1日(金) 9:00 田中 <taro@example.com>:",
    ],
)
def test_an_attribution_line_and_the_quote_below_fold_in_many_languages(attribution):
    folded = fold(f"It is 42.\n\n{attribution}\n{QUOTED}")
    assert folded.reply == "It is 42."
    assert [part.kind for part in folded.parts] == ["reply", "quote"]


@pytest.mark.parametrize(
    "labels",
    [
        ("From", "Sent", "To", "Subject"),
        ("Von", "Gesendet", "An", "Betreff"),
        ("De", "Envoyé", "À", "Objet"),
        ("De", "Enviado el", "Para", "Asunto"),
        ("Da", "Inviato", "A", "Oggetto"),
        ("De", "Enviado", "Para", "Assunto"),
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        ("Från", "Skickat", "Till", "Ämne"),
        ("Fra", "Sendt", "Til", "Emne"),
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
        ("Od", "Wysłano", "Do", "Temat"),
        ("Od", "Odesláno", "Komu", "Předmět"),
        ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    ],
)
def test_a_header_block_and_all_below_fold_in_many_languages(labels):
    values = ("Jane <jane@example.com>", "2 Apr 2012 18:26", "help@desk.example", "Number")
    block = "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
    assert fold(f"It is 42.\n\n________________\n{block}\n\nWhat is your number?\n").reply == "It is 42."


@pytest.mark.parametrize(
    "rule",
    [
        "-----Original Message-----",
        "----- Original Message -----",
        "-----Ursprüngliche Nachricht-----",
        "-------- Message d'origine --------",
        "---- On Wed, 24 Feb 2021 14:02:50 +0530 jane@example.com wrote ----",
    ],
)
def test_a_rule_that_names_the_original_folds_all_below(rule):
    assert fold(f"It is 42.\n\n{rule}\n\nWhat is your number?\n").reply == "It is 42."


def test_an_answer_below_the_quote_stays():
    assert fold(f"On 2 Apr 2012 18:26, Jane wrote:{QUOTED}It is 42.\n").reply == "It is 42."


def test_answers_between_quotes_stay():
    text = "> Your number?\n42\n> Your name?\nJane\n"
    assert fold(text).reply.split() == ["42", "Jane"]


def test_a_quoted_line_that_a_mail_program_wrapped_folds_whole():
    text = "Yes.\n\n> " + "word " * 14 + "\nand its end\n> more\n"
    assert fold(text).reply == "Yes."


def test_the_signature_folds_as_a_part_of_its_own():
    folded = fold("It is 42.\n\n-- \nJane\nCEO\n\n> number?\n")
    assert [part.kind for part in folded.parts if part.text.strip()] == ["reply", "signature", "quote"]
    assert folded.reply == "It is 42."


@pytest.mark.parametrize(
    "ending",
    [
        "Sent from my iPhone",
        "Get Outlook for iOS<https://aka.ms/x>",
        "Kind regards,\n\nJane Doe",
        "Mit freundlichen Grüßen\nJ",
    ],
)
def test_device_lines_and_closings_fold(ending):
    assert fold(f"It is 42.\n\n{ending}\n").reply == "It is 42."


def test_words_like_a_device_line_in_a_sentence_stay():
    text = "Sent from my desk, is much easier than from my phone, as you know.\nRegards to all who helped us here.\n"
    assert fold(text).reply == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "> only\n> quotes\n",
        "-- \nsignature\n",
        "On 2 Apr 2012 18:26, Jane wrote:\n> all\n",
        "-----Original Message-----\nfrom: x\n",
        "Sent from my iPhone",
        "   \n\n",
    ],
)
def test_nothing_folds_where_nothing_would_remain(text):
    assert [part.kind for part in fold(text).parts] == ["reply"]


def test_no_text_has_no_parts():
    assert fold("").parts == ()


def test_what_is_forwarded_stays_visible():
    text = "Please help.\n\n---------- Forwarded message ---------\nFrom: A <a@example.com>\nDate: x\nTo: b\n\nHi\n"
    assert fold(text).reply == text.strip()


def test_a_mail_that_begins_with_a_copied_header_keeps_its_text():
    text = "From: A <a@example.com>\nDate: 2 Apr\nTo: b@example.com\nSubject: c\n\nIt does not work.\n"
    assert fold(text).reply == text.strip()


def test_a_sentence_that_speaks_of_writing_stays():
    text = "On 3 May 2020 I wrote\nto you and got no answer.\nHe wrote:\nnothing.\n"
    assert fold(text).reply == text.strip()


@pytest.mark.parametrize(
    "html",
    [
        '<div>It is 42.</div><div class="gmail_quote">On Mon, 2 Apr 2012 at 18:26, Jane &lt;'
        '<a href="mailto:jane@example.com">jane@example.com</a>&gt; wrote:<br>'
        '<blockquote class="gmail_quote">Number?</blockquote></div>',
        '<p>It is 42.</p><div class="moz-cite-prefix">On 02.04.2012 18:26, Jane wrote:<br></div>'
        '<blockquote type="cite"><p>Number?</p></blockquote>',
        '<p>It is 42.</p><div id="divRplyFwdMsg"><b>From:</b> Jane &lt;jane@example.com&gt;<br><b>Sent:</b> Monday<br>'
        "<b>To:</b> Help<br><b>Subject:</b> Number</div><p>Number?</p>",
        '<p>It is 42.</p><div class="yahoo_quoted"><div>On Monday, Jane wrote:</div><div>Number?</div></div>',
    ],
)
def test_html_replies_fold_too(html):
    assert fold(html_to_text(html)).reply == "It is 42."


@pytest.mark.parametrize("sample", list(html_samples()), ids=lambda sample: sample.name)
def test_the_html_of_this_program_folds(sample):
    assert fold(html_to_text(sample.text)).reply == sample.answer


def test_text_that_was_only_indented_stays():
    html = '<p>Look:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">mine</blockquote>'
    assert fold(html_to_text(html)).reply == "Look:\n\nmine"


@pytest.mark.parametrize("sample", list(reply_samples()), ids=lambda sample: sample.name)
def test_an_answer_of_this_program_in_this_language_stands_alone(sample):
    folded = fold(sample.text)
    assert folded.reply == sample.answer
    assert "".join(part.text for part in folded.parts) == sample.text


def test_the_samples_cover_languages_and_programs():
    names = [sample.name.split() for sample in reply_samples()]
    languages = {name[0] for name in names}
    assert len(names) >= 150
    assert languages >= LANGUAGES_OF_SAMPLES


@pytest.mark.parametrize("sample", list(conversation_samples()), ids=lambda sample: sample.name)
def test_what_the_writer_wrote_stays_and_only_the_rest_folds(sample):
    folded = fold(sample.text)
    assert folded.reply.split() == sample.answer.split()
    assert "".join(part.text for part in folded.parts) == sample.text


@pytest.mark.parametrize(
    ("text", "nothing_left"),
    [
        ("", True),
        ("\n \n", True),
        ("> Number?\n", True),
        ("On Mon, 2 Apr 2012 at 18:26, Jane <jane@example.com> wrote:\n> Number?\n", True),
        ("\n-----Original Message-----\nFrom: Jane <jane@example.com>\nSubject: x\n\nNumber?\n", True),
        ("42\n", False),
        ("On Mon, 2 Apr 2012 at 18:26, Jane <jane@example.com> wrote:\n> Number?\n\n42\n", False),
        ("---------- Forwarded message ---------\nFrom: Jane <jane@example.com>\nSubject: x\n\nNumber?\n", False),
    ],
)
def test_a_text_in_which_the_sender_wrote_nothing_says_so_and_stays_visible(text, nothing_left):
    folded = fold(text)
    assert folded.nothing_left is nothing_left
    assert folded.reply == text.strip() or not nothing_left


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("marked", [True, False])
def test_the_line_above_our_own_quotes_folds_in_every_language(language, marked):
    at = datetime(2021, 11, 15, 19, 42, tzinfo=UTC)
    (section,) = quotes([Quoted("ACME Support", at, "Does it work?\nRegards")], language)
    below = section.text if marked else section.text.replace("\n> ", "\n")
    assert fold(f"Yes.\n\n{below}\n").reply == "Yes."


@pytest.mark.parametrize(
    "text",
    [
        ">" * 1_000_000,
        "> \n" * 100_000,
        "On Mon, Apr 2, 2012 at 6:26 PM, somebody\n" * 20_000,
        "a" * 1_000_000,
        "From: a@b.example\nTo: c\n" * 10_000,
        "-- \n" * 50_000,
        "a@b.example:\n" * 20_000,
    ],
    ids=["marks", "marked lines", "half attributions", "one line", "half headers", "rules", "addresses"],
)
def test_a_flood_keeps_its_text(text):
    folded = fold(text)
    assert "".join(part.text for part in folded.parts) == text
    assert folded.reply


LINES = st.sampled_from(
    [
        "On Monday, a@example.com",
        "On Mon, Apr 2, 2012 at 6:26 PM, M <m@example.com> wrote:",
        "> quote",
        "From: a@example.com",
        "Date: 2012",
        "To: b",
        "Subject: c",
        "-- ",
        "-----Original Message-----",
        "Sent from my iPhone",
        "Regards,",
        "text",
        "",
        "\r",
        "\u2028",
    ]
)


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_the_parts_joined_are_the_text(text):
    folded = fold(text)
    assert "".join(part.text for part in folded.parts) == text
    assert bool(folded.reply) == bool(text.strip())
