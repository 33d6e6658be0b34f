"""Whom the sample desk works for: a group with its own promise, two organisations, and what is noted about people."""

from datetime import datetime, timedelta

from chalicelib.domain.agents import Agent
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.settings import Setting
from chalicelib.domain.sla_policy import Conditions, Policy, Promise, Target
from infra.local.seed.desk import SeedDesk
from infra.local.seed.people import CUSTOMERS, Person
from infra.local.seed.policies import BREACH, WARNING, ZONE

VIP = CustomerGroup("vip", {"en": "VIP", "fi": "Avainasiakkaat", "de": "Stammkunden"}, order=10)
ORGANISATIONS = (
    Organisation("postkasse", "Postkasse ApS", ("postkasse.example",), VIP.id),
    Organisation("schranka", "Schránka s.r.o.", ("schranka.example",)),
)
FOR_VIPS = PlacedPolicy(
    5,
    Policy(
        id="vip",
        version=1,
        name="VIP",
        hours="extended",
        targets={
            Target.FIRST_RESPONSE: Promise(timedelta(hours=3), (WARNING, BREACH)),
            Target.NEXT_RESPONSE: Promise(timedelta(hours=6), (WARNING, BREACH)),
            Target.RESOLUTION: Promise(timedelta(hours=65), (BREACH,)),
        },
        conditions=Conditions(groups=frozenset({VIP.id})),
    ),
)
SETTINGS: tuple[Setting, ...] = (VIP, *ORGANISATIONS, FOR_VIPS)


def profiles() -> tuple[tuple[Person, CustomerEdit], ...]:
    """What is known of some customers."""
    return (
        (
            CUSTOMERS["fi"][0],
            CustomerEdit(
                phones=("+358 40 555 0101",),
                address="Koivukuja 4 A 12\n00000 Harjula",
                language="fi",
                zone=ZONE,
                notes="Assembles everything herself and knows the part numbers. Prefers a call before noon.",
            ),
        ),
        (
            CUSTOMERS["da"][0],
            CustomerEdit(
                phones=("+45 55 50 01 02",),
                language="da",
                zone="Europe/Copenhagen",
                notes="Orders for the whole house at Postkasse. Send copies of invoices to her, not to the warehouse.",
            ),
        ),
        (
            CUSTOMERS["cs"][1],
            CustomerEdit(language="cs", zone="Europe/Prague", notes="Writes Czech, reads English replies as well."),
        ),
        (
            CUSTOMERS["en"][2],
            CustomerEdit(
                group=VIP.id,
                phones=("+44 1632 960 103",),
                notes="Was let down twice over the spring delivery. We promised her quick answers until next summer.",
            ),
        ),
        (
            CUSTOMERS["de"][1],
            CustomerEdit(organisation="schranka", language="de", notes="Works from Leipzig for Schránka."),
        ),
    )


def introduce(desk: SeedDesk, agent: Agent, now: datetime) -> None:
    """Store the profiles of those who wrote. Doing it again changes nothing."""
    desk.set_clock.at = now
    for person, edit in profiles():
        stored = desk.customer_store.customer(customer_id_for(person.email))
        if stored:
            desk.customer_edits.edit(agent, stored.id, stored.version, edit)
