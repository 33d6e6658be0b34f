"""Prepared texts and macros for tests."""

from typing import Any

from chalicelib.bootstrap import Desk
from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import CannedKind, CannedText
from chalicelib.domain.recipes import Macro, Recipe
from chalicelib.domain.scopes import EVERYBODY, Reach, Scope
from chalicelib.services.library_records import CannedEdit, MacroEdit
from chalicelib.services.requests import Request, request_of
from tests.support.desk import ADMIN, SETTINGS

PERSONAL = Scope(Reach.PERSONAL)
OF_SUPPORT = Scope(Reach.DEPARTMENT, "support")
OF_BILLING = Scope(Reach.DEPARTMENT, "billing")
GREETING = {"en": "Hello {{requester.name}},\n\nyour ticket is {{ticket.reference}}.", "fi": "Hei {{requester.name}}!"}


def asked(key: str, agent: Agent = ADMIN, body: bytes = b"") -> Request:
    return request_of(agent.id, "test", key, body)


def prepared(
    desk: Desk, key: str = "text", *, by: Agent = ADMIN, scope: Scope = EVERYBODY, texts: Any = None, files: Any = ()
) -> CannedText:
    """A predefined answer, with files as they were uploaded."""
    edit = CannedEdit(f"Greeting {key}", "Everyday", texts or GREETING, uploads=files)
    return desk.canned.create(by, CannedKind.ANSWER, scope, edit, asked(key, by))


def macro(desk: Desk, recipe: Recipe, *, by: Agent = ADMIN, scope: Scope = EVERYBODY, key: str = "macro") -> Macro:
    return desk.macros.create(by, scope, MacroEdit(f"Do {key}", "Everyday", recipe), asked(key, by))


def uploaded_for_answer(desk: Desk, aws_s3: Any, agent: Agent = ADMIN, name: str = "terms.pdf") -> str:
    """The id of a file that was put where the desk said."""
    upload = desk.attachments.start_prepared_upload(agent, name, "application/pdf", 4, asked(name, agent))
    aws_s3.put_object(Bucket=SETTINGS.files_bucket, Key=upload.fields["key"], Body=b"%PDF")
    return upload.id
