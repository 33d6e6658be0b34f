"""Flows of what agents write before and around a reply."""

from collections.abc import Callable

from tests.faults.acts import ask, changing, flow, new_ticket, uploaded
from tests.faults.site import Site


@flow("save a draft with a file")
def save_draft(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    body, path = {"text": "Pull the", "uploads": [uploaded(site, ticket)]}, f"/api/tickets/{ticket.reference}/drafts"

    def save() -> bool:
        response = ask(site, "PUT", f"{path}/reply", body, {})
        assert response is None or response.status_code == 200, response.body
        return response is not None

    return save


@flow("agent reply from a draft")
def reply_from_draft(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    words, path = {"text": "Pull the plug.", "uploads": [uploaded(site, ticket)]}, f"/api/tickets/{ticket.reference}"
    saved = ask(site, "PUT", f"{path}/drafts/reply", words, {})
    assert saved is not None and saved.status_code == 200
    draft = saved.json_body
    body = {"text": draft["text"], "uploads": [draft["attachments"][0]["id"]], "draft": draft["version"]}
    return changing(site, ticket, "POST", "/replies", body)
