"""Prepared texts and macros, as `operations.py` measures them."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from chalicelib.domain.canned import CannedText
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.ticket import Status
from chalicelib.services.bulk_ports import Wanted
from chalicelib.services.library_records import CannedEdit
from tests.budgets.surroundings import Office
from tests.budgets.texts import ANSWER
from tests.support.desk import ADMIN
from tests.support.prepared import OF_BILLING, PERSONAL, asked, macro, prepared

Act = Callable[[], object]


def listed(office: Office) -> Act:
    """Ten of the own, of the department and of everybody."""
    for number in range(10):
        for by, scope in ((office.agent, PERSONAL), (ADMIN, OF_BILLING)):
            prepared(office.desk, f"list {scope.reach} {number}", by=by, scope=scope)
    return lambda: office.desk.canned.list(office.agent)


def made(office: Office) -> Act:
    # the first record ever opens the log
    prepared(office.desk, office.key(), by=ADMIN, scope=OF_BILLING)
    office.desk.directory_cache.current()
    key = office.key()
    return lambda: prepared(office.desk, key, by=ADMIN, scope=OF_BILLING, texts={"en": ANSWER})


def changed(office: Office) -> Act:
    text = _text(office)
    office.desk.directory_cache.current()
    edit = CannedEdit(texts={"en": f"{ANSWER} Yours"})
    return lambda: office.desk.canned.change(ADMIN, text.id, 1, edit)


def filled_in(office: Office) -> Act:
    text, ticket = _text(office), office.opened()
    return lambda: office.desk.canned.render(office.agent, ticket, text.id)


def counted(office: Office) -> Act:
    text = _text(office)
    return lambda: office.desk.canned.count_uses(office.agent, [text.id])


def previewed(office: Office) -> Act:
    id, ticket = _macro(office), office.opened()
    return lambda: office.desk.macros.preview(office.agent, ticket, id)


def applied(office: Office) -> Act:
    id, ticket = _macro(office), office.opened()
    request = asked(office.key(), office.agent)
    return lambda: office.desk.macros.apply(office.agent, ticket, ticket.version, id, None, request)


def _text(office: Office) -> CannedText:
    return prepared(office.desk, office.key(), by=ADMIN, scope=OF_BILLING, texts={"en": ANSWER})


def _macro(office: Office) -> str:
    """It answers, resolves and tags."""
    recipe = Recipe(Status.RESOLVED, add_tags=("refund",), canned=_text(office).id, write_as=WriteAs.REPLY)
    made = macro(office.desk, recipe, by=ADMIN, scope=OF_BILLING, key=office.key())
    office.desk.directory_cache.current()
    return made.id


def bulk(office: Office) -> Act:
    """Of thirty tickets, which are one report."""
    references = [office.opened(answered=True).reference for _ in range(30)]
    request, wanted = asked(office.key(), office.agent), Wanted(Recipe(status=Status.CLOSED))
    return lambda: office.desk.bulk.begin(office.agent, references, wanted, request)


def bulk_undone(office: Office) -> Act:
    references = [office.opened(answered=True).reference for _ in range(30)]
    request, wanted = asked(office.key(), office.agent), Wanted(Recipe(status=Status.CLOSED))
    job = office.desk.bulk.begin(office.agent, references, wanted, request).job
    again = asked(office.key(), office.agent)
    return lambda: office.desk.bulk.undo(office.agent, job.id, again)


def bulk_followed(office: Office) -> Act:
    wanted = Wanted(Recipe(status=Status.CLOSED))
    references = [f"{number:08d}" for number in range(1000)]
    with patch("chalicelib.services.bulk.INLINE", timedelta()):
        job = office.desk.bulk.begin(office.agent, references, wanted, asked(office.key(), office.agent)).job
    return lambda: office.desk.bulk.get(office.agent, job.id)


OPERATIONS = {
    "list prepared texts (20, three scopes)": listed,
    "prepare a text for a department": made,
    "change a prepared text of a department": changed,
    "fill in a prepared text": filled_in,
    "count a use": counted,
    "preview a macro": previewed,
    "apply a macro that answers, resolves and tags": applied,
    "close 30 tickets in bulk (answered, nobody's)": bulk,
    "take that back": bulk_undone,
    "follow a bulk change of 1,000 tickets": bulk_followed,
}
