"""The running API for the fuzzer: Chalice's local server on a free port, AWS in memory, one ticket to find."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from chalice.app import Chalice

from chalicelib.api import provider
from chalicelib.api import routes as api_routes
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.mail_templates import Event
from chalicelib.domain.session import Session, hash_secret
from chalicelib.pages import routes as page_routes
from chalicelib.services.records import Change
from chalicelib.telemetry import log
from infra.local.ports import HOST
from infra.local.server import ApiServer
from infra.workspace import Workspace
from tests.fuzz import library, settings, tickets, views
from tests.support.desk import ADMIN, World, world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import CUSTOMER, PASS, mail
from tests.support.quick_moto import quick_transactions
from tests.support.tickets import a_ticket, an_entry

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Site:
    """`cookie` is a live session; `known` are values for the path's parameters that lead somewhere."""

    world: World
    url: str
    cookie: str
    known: dict[str, str]

    def ticket_version(self) -> int:
        ticket = self.world.desk.tickets.ticket(self.known["reference"])
        assert ticket
        return ticket.version

    def template_version(self) -> int:
        """At least 1, since no version is named by leaving If-Match out."""
        key = (Event(self.known["event"]), self.known["language"])
        stored = self.world.desk.directory.load().templates.get(key)
        return stored.version if stored else 1

    def two_tickets(self) -> tuple[str, str]:
        """References of new ones, which nothing else leads to."""
        desk = self.world.desk
        references = desk.ids.reference(), desk.ids.reference()
        for reference in references:
            entry = an_entry(desk.ids.ulid(desk.clock.now()), reference, at=desk.clock.now())
            desk.tickets.commit(Change(None, a_ticket(reference, now=desk.clock.now()), (entry,)))
        return references

    def agent_version(self) -> int:
        agent = self.world.desk.directory.agent(ADMIN.id)
        assert agent
        return agent.version

    def customer_version(self) -> int:
        found = self.world.desk.customer_store.customer(self.known["customer"])
        assert found
        return found.version


@contextmanager
def site() -> Iterator[Site]:
    before = provider._desk, provider._log
    with quick_transactions(), world(with_people=True) as fresh, lambdas_of(fresh) as lambdas:
        provider.use(lambda: fresh.desk, log)
        app = Chalice("lippu-fuzz", configure_logs=False)
        for blueprint in (*api_routes.blueprints(), *page_routes.blueprints()):
            app.register_blueprint(blueprint)
        server = ApiServer(app, 0, ROOT, Workspace(ROOT, "http://127.0.0.1", "http://127.0.0.1"))
        server.start()
        try:
            port = server._server.server_address[1]
            yield Site(fresh, f"http://{HOST}:{port}", _signed_in(fresh), _something_to_find(lambdas))
        finally:
            server.stop()
            provider._desk, provider._log = before


def _signed_in(world: World) -> str:
    now = world.clock.now()
    session = Session(hash_secret("a-secret-of-the-fuzzer"), ADMIN.id, now, now + timedelta(hours=12))
    world.desk.session_store.save(session)
    return f"{ADMIN.id}.a-secret-of-the-fuzzer"


def _something_to_find(lambdas: Lambdas) -> dict[str, str]:
    lambdas.receive(mail(html="<p>It <b>burns</b>.</p>", attachments={"fire.png": b"\x89PNG"}))
    lambdas.agent_replies()
    lambdas.receive(mail(message_id="<spam@customer.example>"), verdicts=PASS | {"spam": "FAIL"})
    settings.set_up(lambdas.world)
    lambdas.desk.outbox.suppress(CUSTOMER, "complained", lambdas.world.clock.now())
    ticket = lambdas.ticket()
    entry = next(entry for entry in lambdas.entries() if entry.attachments)
    return {
        "reference": ticket.reference,
        "entry": entry.id,
        "attachment": entry.attachments[0].id,
        "customer": customer_id_for(CUSTOMER),
        "event": "sla_breach",
        "language": "pt",
        "mail": lambdas.quarantine()[0]["pk"].removeprefix("QUARANTINE#"),
        "email": CUSTOMER,
        "view": views.new_view(lambdas.world),
        **settings.KNOWN,
        **tickets.known_things(lambdas.world, ticket.reference),
        **library.known_things(lambdas.world),
    }
