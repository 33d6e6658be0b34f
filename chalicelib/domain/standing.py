"""What must be known of a customer before a ticket is opened for them, and the group that follows from it.

Most customers are ordinary: nobody merged them with others or chose a group or an organisation for them. Tickets are
opened on the assumption that a customer is, under a condition, so that nobody has to be asked first.
"""

from chalicelib.domain.directory import Directory
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """`merged_into` is the id of the customer that this one is part of; `group` and `organisation` are what somebody
    chose by hand."""

    merged_into: str = ""
    group: str = ""
    organisation: str = ""


ORDINARY = Standing()


def organisation_of(email: str, standing: Standing, directory: Directory) -> str:
    """The id of the customer's organisation: the one chosen by hand, else the one whose domain they write from."""
    if standing.organisation in directory.organisations:
        return standing.organisation
    found = directory.organisation_for(email)
    return found.id if found else ""


def group_of(email: str, standing: Standing, directory: Directory) -> str:
    """The id of the customer's group: the one chosen by hand, else their organisation's; empty for none."""
    if standing.group in directory.groups:
        return standing.group
    organisation = directory.organisations.get(organisation_of(email, standing, directory))
    return (organisation.group if organisation else None) or ""
