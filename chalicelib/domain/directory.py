"""The desk's configuration: who works at it, what its departments promise, and the words and lists admins made.

Small, read whole, and cached for seconds.
"""

from collections.abc import Mapping
from dataclasses import field

from chalicelib.domain.agents import Agent as Agent
from chalicelib.domain.agents import may
from chalicelib.domain.blocks import Block, names_of
from chalicelib.domain.categories import SHIPPED_CATEGORIES, Category
from chalicelib.domain.customer_groups import CustomerGroup, Organisation, domains_above
from chalicelib.domain.departments import FOLLOW_UP_WINDOW as FOLLOW_UP_WINDOW
from chalicelib.domain.departments import Department as Department
from chalicelib.domain.fields import CustomField
from chalicelib.domain.hours import ALWAYS, BusinessHours
from chalicelib.domain.mail_templates import Event, MailTemplate
from chalicelib.domain.roles import CustomRole, Permission
from chalicelib.domain.roles import Role as Role
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.sla_policy import Policy, Terms
from chalicelib.domain.statuses import SHIPPED_STATUSES, CustomStatus
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class PlacedPolicy:
    """A policy and its place in the list: the first that fits a ticket, by `order`, is the ticket's."""

    order: int
    policy: Policy

    @property
    def id(self) -> str:
        return self.policy.id

    @property
    def version(self) -> int:
        return self.policy.version


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything that admins set up, by id; templates of mail by event and language.

    `revision` counts changes, so that two admins who change things that depend on each other are noticed.
    `former_policies` are replaced ones, by id and version: tickets keep what they were promised.
    `audited_since` is the month (`2026-11`) of the first one.
    """

    departments: Mapping[str, Department] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)
    templates: Mapping[tuple[Event, str], MailTemplate] = field(default_factory=dict)
    statuses: Mapping[str, CustomStatus] = field(default_factory=lambda: SHIPPED_STATUSES)
    categories: Mapping[str, Category] = field(default_factory=lambda: SHIPPED_CATEGORIES)
    fields: Mapping[str, CustomField] = field(default_factory=dict)
    roles: Mapping[str, CustomRole] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, PlacedPolicy] = field(default_factory=dict)
    former_policies: Mapping[tuple[str, int], Policy] = field(default_factory=dict)
    groups: Mapping[str, CustomerGroup] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    revision: int = 0
    audited_since: str = ""

    def department_for(self, address: str) -> Department | None:
        """The department that owns a support address; a plus part (`support+x@...`) does not matter."""
        local, _, domain = address.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        for department in self.departments.values():
            if plain in department.addresses:
                return department
        return None

    def is_own_address(self, address: str) -> bool:
        return self.department_for(address) is not None

    def own_addresses(self) -> frozenset[str]:
        return frozenset(address for department in self.departments.values() for address in department.addresses)

    def agent_by_email(self, email: str) -> Agent | None:
        wanted = email.strip().lower()
        return next((agent for agent in self.agents.values() if agent.email.lower() == wanted), None)

    def members(self, department_id: str) -> tuple[Agent, ...]:
        """Who works in a department, former colleagues left out."""
        return tuple(agent for agent in self.agents.values() if agent.enabled and department_id in agent.departments)

    def notified_about(self, department_id: str) -> tuple[str, ...]:
        """Addresses told about an unassigned ticket: the department's list, else its members who may see it."""
        department = self.departments.get(department_id)
        if department is not None and department.notify:
            return department.notify
        return tuple(agent.email for agent in self.members(department_id) if not may(agent, Permission.SEE_ASSIGNED))

    def organisation_for(self, address: str) -> Organisation | None:
        """The organisation whose mail domain an address belongs to; the nearest of several domains counts."""
        owners = {domain: each for each in self.organisations.values() if not each.retired for domain in each.domains}
        return next((owners[domain] for domain in domains_above(address) if domain in owners), None)

    def blocked_by(self, email: str) -> str:
        """The address or domain by which this sender is blocked, empty if they are not."""
        return next((name for name in names_of(email) if name in self.blocks), "")

    def hours(self, id: str) -> BusinessHours | None:
        """Business hours by id; those around the clock come with the desk."""
        if id == ALWAYS.id:
            return ALWAYS
        schedule = self.schedules.get(id)
        return schedule.hours if schedule else None

    @property
    def ordered_policies(self) -> tuple[Policy, ...]:
        """The list in which the first policy that fits is a ticket's."""
        placed = sorted(self.policies.values(), key=lambda each: (each.order, each.id))
        return tuple(each.policy for each in placed)

    def policy_as_promised(self, id: str, version: int) -> Policy | None:
        """A policy in the version that a ticket was promised; None if nobody kept it."""
        placed = self.policies.get(id)
        if placed and placed.version == version:
            return placed.policy
        return self.former_policies.get((id, version))

    def terms(self, policy: Policy) -> Terms | None:
        """The policy with its hours; None if they are gone, which consistency checks prevent."""
        hours = self.hours(policy.hours)
        return Terms(policy, hours) if hours else None
