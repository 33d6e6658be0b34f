"""What stands below a reply, and how a mail's two bodies are made."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.mail.fold import fold
from chalicelib.mail.layout import laid_out, prose
from chalicelib.mail.linked_files import LinkedFile, linked_files
from chalicelib.mail.quoting import Quoted, quotes
from tests.api.pages import PageParser

AT = datetime(2026, 4, 2, 18, 26, tzinfo=UTC)


def reply_body(text: str, history: list[Quoted], language: str = "en") -> tuple[str, str]:
    body = laid_out([prose(text), *quotes(history, language)], language)
    return body.text, body.html


def test_a_reply_quotes_the_history_newest_first():
    history = [Quoted("Jane", AT, "First\nline"), Quoted("Agent <b>", AT, "<script>Second</script>")]
    text, html = reply_body("Answer\n<b>\n\n-- \nDesk\nTeam", history)
    assert text == (
        "Answer\n<b>\n\n-- \nDesk\nTeam\n\n"
        "On 2026-04-02 18:26 UTC, Agent <b> wrote:\n> <script>Second</script>\n\n"
        "On 2026-04-02 18:26 UTC, Jane wrote:\n> First\n> line\n"
    )
    assert html.index("Answer<br>\n&lt;b&gt;") < html.index("Agent &lt;b&gt; wrote:") < html.index("Jane wrote:")
    assert "First<br>\nline</blockquote>" in html
    assert html.count('<blockquote type="cite"') == 2
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_reply_is_bounded_however_long_the_history():
    text, html = reply_body("Answer", [Quoted("Jane", AT, "word " * 100_000) for _ in range(50)])
    assert len(text) < 40_000
    assert len(html) < 60_000
    assert text.startswith("Answer\n\nOn ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_see_their_own_quote_folded_in_every_language(language: str):
    text, _ = reply_body("Answer", [Quoted("Jane Doe", AT, "Question")], language)
    assert fold(text).reply == "Answer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_answers_ours_in_any_language_has_only_their_own_words_shown(language: str):
    ours, _ = reply_body("Pull the plug.", [], language)
    (line,) = quotes([Quoted("Customer support", AT, ours)], language)
    assert fold(f"It helped.\n\n{line.text}\n").reply == "It helped."


def test_html_is_a_whole_page_in_its_language_with_links_and_paragraphs():
    html = prose("One\ntwo\n\nhttps://desk.example/x?a=1&b=2.\n\n\n\n<i>three</i>").html
    assert html == (
        '<p dir="auto">One<br>\ntwo</p>\n'
        '<p dir="auto"><a href="https://desk.example/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">'
        "https://desk.example/x?a=1&amp;b=2</a>.</p>\n"
        '<p dir="auto">&lt;i&gt;three&lt;/i&gt;</p>'
    )
    page = laid_out([prose("One")], "fi").html
    assert page.startswith('<!doctype html>\n<html lang="fi">')
    parsed = PageParser(page)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in parsed.elements}


def test_files_behind_links_are_listed_with_size_and_last_day():
    files = [
        LinkedFile('<b>"pläne".zip', 20_000_001, "https://desk.example/files/abc"),
        LinkedFile("b", 1, "https://d/2"),
    ]
    section = linked_files(files, AT, "da")
    assert section.text.startswith("Disse filer er for store til en mail. Du kan hente dem til og med 02.04.2026:\n- ")
    assert section.text.endswith("pläne_.zip (21 MB): https://desk.example/files/abc\n- b (1 MB): https://d/2")
    assert "<b>" not in section.html
    assert '<a href="https://desk.example/files/abc" rel="noreferrer">&lt;b&gt;_pläne_.zip (21 MB)</a>' in section.html
    assert linked_files([], AT, "da").text == ""
