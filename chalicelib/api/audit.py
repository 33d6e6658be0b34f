"""Read what admins changed."""

from msgspec import UNSET

from chalicelib.api import setting_schemas as schemas
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.api.setting_bodies import AuditQuery
from chalicelib.domain.errors import Forbidden
from chalicelib.services.audit import Audited
from chalicelib.services.configuration_ports import AuditRecord

routes = Routes("Audit log")


@routes.get(
    "/api/audit",
    access=Access.AGENT,
    query=AuditQuery,
    answers=Answer(200, schemas.AuditList),
    errors=(Forbidden,),
    summary="Read the audit log",
)
def list_audit(call: Call) -> schemas.AuditList:
    """Every change of the configuration with who made it, newest first, for admins. Nothing changes or removes one.

    Follow `next` until it is null: a page may be short although there are more.
    """
    query: AuditQuery = call.query
    kind = None if query.kind is UNSET else query.kind
    actor = None if query.actor is UNSET else query.actor
    cursors = call.cursors("audit", kind or "", actor or "")
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.audit.list(call.agent, query.limit, after, kind, actor)
    return schemas.AuditList(tuple(map(_record, page.records)), cursors.seal(page.next))


def _record(stored: AuditRecord) -> schemas.AuditRecord:
    return schemas.AuditRecord(
        id=stored.id,
        at=stored.at,
        actor=stored.actor,
        kind=Audited(stored.kind),
        setting=stored.setting,
        before=None if stored.before is None else dict(stored.before),
        after=None if stored.after is None else dict(stored.after),
        request_id=stored.request_id,
    )
