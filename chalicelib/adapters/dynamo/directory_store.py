"""Everything that admins set up, read whole with one query, and what deployments store without asking."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chalicelib.adapters.dynamo import setting_items
from chalicelib.adapters.dynamo.directory_items import (
    AGENT_SK,
    agent_from_item,
    agent_to_item,
    department_from_item,
    department_to_item,
)
from chalicelib.adapters.dynamo.items import DIRECTORY
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.categories import SHIPPED_CATEGORIES
from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.mail_templates import Event
from chalicelib.domain.settings import Kind
from chalicelib.domain.statuses import SHIPPED_STATUSES

# those of events that only a newer release knows mean nothing here
KNOWN_TEMPLATES = tuple(f"{setting_items.SKS[Kind.MAIL_TEMPLATE]}{event.value}#" for event in Event)
REVISION = "REVISION"
MOST = 2000
Kept = TypeVar("Kept")


class DynamoDirectoryStore:
    """`DirectoryStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self) -> Directory:
        return load_directory(self._table, consistent=False)

    def agent(self, agent_id: str) -> Agent | None:
        item = self._table.get(DIRECTORY, AGENT_SK + agent_id)
        return agent_from_item(item) if item else None

    def save_department(self, department: Department) -> None:
        self._table.put(department_to_item(department))

    def save_agent(self, agent: Agent) -> None:
        self._table.put(agent_to_item(agent))


def load_directory(table: Table, *, consistent: bool) -> Directory:
    """The whole directory. Raises Unavailable if it does not fit one answer, which admins' changes see to."""
    answer = table.query("pk = :pk", {"pk": DIRECTORY}, limit=MOST, consistent=consistent)
    if "LastEvaluatedKey" in answer:
        raise Unavailable("the directory is too big to read at once")
    items: Mapping[str, Item] = {item["sk"]["S"]: item for item in answer["Items"]}

    def of(kind: Kind, from_item: Callable[[Item], Any]) -> dict[str, Any]:
        prefix = setting_items.SKS[kind]
        return {sk.removeprefix(prefix): from_item(item) for sk, item in items.items() if sk.startswith(prefix)}

    templates = [setting_items.template_from_item(item) for sk, item in items.items() if sk.startswith(KNOWN_TEMPLATES)]
    replaced = (item for sk, item in items.items() if sk.startswith(setting_items.FORMER_SK))
    formers = [setting_items.policy_from_item(item) for item in replaced]
    revision = items.get(REVISION, {})
    return Directory(
        departments=of(Kind.DEPARTMENT, department_from_item),
        agents=of(Kind.AGENT, agent_from_item),
        templates={(template.event, template.language): template for template in templates},
        statuses={**SHIPPED_STATUSES, **of(Kind.STATUS, setting_items.status_from_item)},
        categories={**SHIPPED_CATEGORIES, **of(Kind.CATEGORY, setting_items.category_from_item)},
        fields=of(Kind.FIELD, setting_items.field_from_item),
        roles=of(Kind.ROLE, setting_items.role_from_item),
        schedules=of(Kind.HOURS, setting_items.schedule_from_item),
        policies=of(Kind.POLICY, setting_items.policy_from_item),
        former_policies={(former.id, former.version): former.policy for former in formers},
        groups=of(Kind.GROUP, setting_items.group_from_item),
        organisations=of(Kind.ORGANISATION, setting_items.organisation_from_item),
        blocks=of(Kind.BLOCK, setting_items.block_from_item),
        revision=int(revision["revision"]["N"]) if revision else 0,
        audited_since=revision["since"]["S"] if revision else "",
    )
