"""Everything that answers JSON, in the order of its documentation. `app.py` registers the blueprints."""

from chalice.app import Blueprint

from chalicelib.api import (
    audit,
    beside,
    bulk,
    canned,
    configuration,
    customer_settings,
    customers,
    description,
    documents,
    drafts,
    feed,
    macros,
    mail_templates,
    merging,
    notifications,
    originals,
    quarantine,
    queue,
    search,
    sessions,
    sla,
    sla_settings,
    suppressions,
    ticket_views,
    tickets,
    trash,
    writing,
)
from chalicelib.api.http import Declaration, Routes, in_our_form

INTERFACE: tuple[Routes, ...] = (
    sessions.routes,
    tickets.routes,
    search.routes,
    ticket_views.routes,
    writing.routes,
    drafts.routes,
    queue.routes,
    feed.routes,
    notifications.routes,
    beside.routes,
    trash.routes,
    canned.routes,
    macros.routes,
    bulk.routes,
    sla.routes,
    originals.routes,
    documents.routes,
    merging.routes,
    customers.routes,
    suppressions.routes,
    quarantine.routes,
    mail_templates.routes,
    configuration.routes,
    sla_settings.routes,
    customer_settings.routes,
    audit.routes,
    description.routes,
)

# Middleware counts for the whole app, whichever blueprint brings it.
guard = Blueprint(__name__)
guard.register_middleware(in_our_form, "http")


def blueprints() -> tuple[Blueprint, ...]:
    return (guard, *INTERFACE)


def declarations() -> list[Declaration]:
    """Every route of the JSON interface."""
    return [declaration for blueprint in INTERFACE for declaration in blueprint.declarations]
