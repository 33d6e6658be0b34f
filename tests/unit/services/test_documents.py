"""Messages as pages for a frame: harmless, and without pictures until they are asked for."""

import pytest

from chalicelib.api.headers import document_headers
from chalicelib.domain.errors import NotFound
from chalicelib.mail.document import as_document
from chalicelib.mail.html_text import text_to_html
from chalicelib.mail.sanitize import sanitize
from tests.support.desk import AGENT, OTHER
from tests.support.lambdas import Lambdas

PICTURE = (
    '<p title=" data-lippu-src=x">Hi</p><img src="https://tracker.example/1.gif" srcset="https://t.example/2.gif 2x">'
)


def test_pictures_from_elsewhere_are_loaded_only_when_asked_for():
    clean = sanitize(PICTURE).html
    assert ' src="https://tracker.example/1.gif"' not in as_document(clean, images=False)
    asked = as_document(clean, images=True)
    assert ' src="https://tracker.example/1.gif"' in asked and ' srcset="https://t.example/2.gif 2x"' in asked


def test_the_policy_of_a_document_lets_nothing_run_and_loads_pictures_only_when_asked_for():
    for images in (False, True):
        policy = document_headers(images)["Content-Security-Policy"].split("; ")
        assert policy[0].split()[0] == "sandbox" and "allow-scripts" not in policy[0] and "same-origin" not in policy[0]
        assert {"default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"} <= set(policy)
        assert ("img-src data:" in policy) is not images


def test_a_message_of_plain_text_is_a_plain_page(opened: Lambdas) -> None:
    ticket, (entry,) = opened.ticket(), opened.entries()
    assert text_to_html(entry.body.text) in opened.desk.documents.page(AGENT, ticket, entry.id, False)


def test_nobody_sees_a_message_of_a_ticket_that_they_do_not_see(opened: Lambdas) -> None:
    ticket, (entry,) = opened.ticket(), opened.entries()
    with pytest.raises(NotFound):
        opened.desk.documents.page(OTHER, ticket, entry.id, False)
    with pytest.raises(NotFound, match="no such document"):
        opened.desk.documents.page(AGENT, ticket, "0" * 26, False)
