"""The promises about a ticket, explained."""

from datetime import timedelta

from chalicelib.api import explained_schemas as schemas
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.domain.ids import show_reference
from chalicelib.services.sla_view import Explained, SlaExplained

routes = Routes("Tickets")


@routes.get(
    "/api/tickets/{reference}/sla",
    access=Access.AGENT,
    answers=Answer(200, schemas.SlaExplained),
    summary="Explain what was promised",
)
def explain_sla(call: Call) -> schemas.SlaExplained:
    """Each promise with what counted, what did not and why, and what is left: read from the timeline, so that a kept
    or missed promise can be proved.
    """
    return _shown(call.desk.sla_view.explain(call.agent, call.ticket))


def _shown(found: SlaExplained) -> schemas.SlaExplained:
    policy = found.terms.policy if found.terms else None
    hours = found.terms.hours if found.terms else None
    return schemas.SlaExplained(
        reference=show_reference(found.ticket.reference),
        at=found.at,
        policy=schemas.PolicyInForce(policy.id, policy.version, policy.name) if policy else None,
        hours=schemas.HoursInForce(hours.id, hours.name, hours.zone) if hours else None,
        clocks=tuple(map(_clock, found.clocks)),
    )


def _clock(explained: Explained) -> schemas.ExplainedClock:
    reading = explained.reading
    return schemas.ExplainedClock(
        target=reading.target,
        state=reading.state,
        promised_seconds=_seconds(reading.promised),
        counted_seconds=_seconds(reading.counted),
        left_seconds=_seconds(reading.left),
        started=reading.started,
        due=reading.due,
        breached_at=reading.breached_at,
        spans=tuple(
            schemas.Span(span.start, span.end, span.kind, span.because, *(span.policy or (None, None)))
            for span in explained.spans
        ),
    )


def _seconds(length: timedelta) -> float:
    return length.total_seconds()
