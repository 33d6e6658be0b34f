"""Sessions, and the one round trip that every signed-in request begins with."""

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.directory_items import AGENT_SK, agent_from_item
from chalicelib.adapters.dynamo.items import DIRECTORY, SESSION, TICKET, SessionItem, ticket_pk
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.session import Session
from chalicelib.services.records import Identified


class DynamoSessionStore:
    """`SessionStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def identify(self, secret_hash: str, agent_id: str, reference: str | None) -> Identified:
        session = (_pk(secret_hash), SESSION)
        agent = (DIRECTORY, AGENT_SK + agent_id)
        ticket = (ticket_pk(reference), TICKET) if reference else None
        found = self._table.get_many([session, agent, *([ticket] if ticket else [])], consistent=True)
        return Identified(
            session=_from_item(found[session]) if session in found else None,
            agent=agent_from_item(found[agent]) if agent in found else None,
            ticket=ticket_items.from_item(found[ticket]) if ticket in found else None,
        )

    def save(self, session: Session) -> None:
        item = SessionItem(
            pk=_pk(session.secret_hash),
            sk=SESSION,
            agent=session.agent_id,
            created=session.created_at,
            until=session.expires_at,
            expires=int(session.expires_at.timestamp()),
        )
        self._table.put(item.raw())

    def delete(self, secret_hash: str) -> None:
        self._table.delete(_pk(secret_hash), SESSION)


def _pk(secret_hash: str) -> str:
    return f"SESSION#{secret_hash}"


def _from_item(item: Item) -> Session:
    stored = SessionItem.from_raw_data(dict(item))
    return Session(
        secret_hash=stored.pk.removeprefix("SESSION#"),
        agent_id=stored.agent,
        created_at=stored.created,
        expires_at=stored.until,
    )
