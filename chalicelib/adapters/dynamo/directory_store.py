"""Departments and agents, read whole with one query."""

from datetime import timedelta

from chalicelib.adapters.dynamo.items import DIRECTORY, AgentItem, DepartmentItem
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.directory import Agent, Department, Directory, Role
from chalicelib.domain.errors import Unavailable

DEPARTMENT_SK = "DEPARTMENT#"
AGENT_SK = "AGENT#"
MOST = 2000


class DynamoDirectoryStore:
    """`DirectoryStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self) -> Directory:
        answer = self._table.query("pk = :pk", {"pk": DIRECTORY}, limit=MOST)
        if "LastEvaluatedKey" in answer:
            raise Unavailable("the directory is too big to read at once")
        items: list[Item] = answer["Items"]
        departments = [department_from_item(i) for i in items if i["sk"]["S"].startswith(DEPARTMENT_SK)]
        agents = [agent_from_item(item) for item in items if item["sk"]["S"].startswith(AGENT_SK)]
        return Directory({d.id: d for d in departments}, {agent.id: agent for agent in agents})

    def save_department(self, department: Department) -> None:
        self._table.put(
            DepartmentItem(
                pk=DIRECTORY,
                sk=DEPARTMENT_SK + department.id,
                name=department.name,
                addresses=[address.lower() for address in department.addresses],
                first_response=int(department.first_response.total_seconds()),
                sender_name=department.sender_name or None,
                signature=department.signature or None,
                notify=list(department.notify),
            ).raw()
        )

    def save_agent(self, agent: Agent) -> None:
        self._table.put(
            AgentItem(
                pk=DIRECTORY,
                sk=AGENT_SK + agent.id,
                email=agent.email,
                name=agent.name,
                role=agent.role.value,
                departments=list(agent.departments),
                enabled=agent.enabled,
            ).raw()
        )


def department_from_item(item: Item) -> Department:
    stored = DepartmentItem.from_raw_data(dict(item))
    return Department(
        id=stored.sk.removeprefix(DEPARTMENT_SK),
        name=stored.name,
        addresses=tuple(stored.addresses),
        first_response=timedelta(seconds=int(stored.first_response)),
        sender_name=stored.sender_name or "",
        signature=stored.signature or "",
        notify=tuple(stored.notify),
    )


def agent_from_item(item: Item) -> Agent:
    stored = AgentItem.from_raw_data(dict(item))
    return Agent(
        id=stored.sk.removeprefix(AGENT_SK),
        email=stored.email,
        name=stored.name,
        role=Role(stored.role),
        departments=tuple(stored.departments),
        enabled=stored.enabled,
    )
