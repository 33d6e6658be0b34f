"""How agents are told of what happens: as they chose, else as this page says.

A mail goes at once to those who want one. Those who want it collected get none at once: everything that a digest tells
stands on the timelines. The workspace shows what is there to everybody but those who turned it off.
"""

from collections.abc import Iterable, Mapping

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.directory import Directory

UNLESS_CHOSEN: Mapping[Occasion, Way] = {
    Occasion.SLA_WARNING: Way.MAIL,
    Occasion.SLA_BREACH: Way.MAIL,
    Occasion.REMINDER: Way.MAIL,
    Occasion.REPLY_STOPPED: Way.MAIL,
}


def way_of(agent: Agent, occasion: Occasion) -> Way:
    return agent.notifications.get(occasion) or UNLESS_CHOSEN.get(occasion, Way.WORKSPACE)


def wants_mail(agent: Agent, occasion: Occasion) -> bool:
    """Whether a mail goes to this agent at once. Those who left are never told."""
    return agent.enabled and way_of(agent, occasion) is Way.MAIL


def mailed(addresses: Iterable[str], occasion: Occasion, directory: Directory) -> tuple[str, ...]:
    """The addresses without those of agents who chose otherwise. A list of a department is nobody's own choice."""
    agents = {address: directory.agent_by_email(address) for address in addresses}
    return tuple(address for address, agent in agents.items() if agent is None or wants_mail(agent, occasion))
