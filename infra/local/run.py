"""One local run: start everything in order, wait for Ctrl-C, stop everything in the opposite order."""

import importlib
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import boto3

from infra import people, web
from infra.local import environment, provision
from infra.local.console import Console
from infra.local.invocation import call
from infra.local.mail_server import MailServer
from infra.local.ministack import Engine
from infra.local.ports import HOST, Ports
from infra.local.pump import Pump
from infra.local.seed.seeding import Seeding
from infra.local.sent import SentMails
from infra.local.server import ApiServer
from infra.local.ses import Ses
from infra.local.smtp_door import MailDoor
from infra.local.sources import QueueSource, Schedule, Source, StreamSource
from infra.local.state import State
from infra.local.viewer import Viewer
from infra.problem import Problem
from infra.workspace import Workspace

PROJECT = Path(__file__).parents[2]

Changes = Sequence[Mapping[str, Any]]

_log = logging.getLogger(__name__)


def run(state_folder: Path, *, fresh: bool, empty: bool, workspace: bool) -> None:
    """Run until interrupted. A new desk gets sample tickets unless it shall be `empty`. The agent `workspace` is built
    if that is wanted and necessary. Raises Problem when it cannot start, or when the emulator dies.
    """
    console = Console(sys.stdout)
    if workspace:
        _build_workspace(console)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with ExitStack() as stack:
        ports = Ports.choose()
        state = State(state_folder, fresh)
        stack.callback(state.close)
        log = state.logs / "lippu.log"
        stack.enter_context(_log_to(log))
        stack.enter_context(_failures_explained(log))
        engine = Engine(ports.aws, state.engine, state.logs / "engine.log", environment.REGION, state.lock)
        stack.callback(engine.stop)
        seeding = Seeding(state.folder, not (empty or state.provisioned), console.line)
        _start(stack, ports, state, engine, console, seeding)
        while not stopping.wait(0.5):
            if not engine.alive:
                raise Problem(f"The AWS emulator ended by itself; its log is {state.logs / 'engine.log'}.")
        console.line("stop", "writing state ...")


def _start(stack: ExitStack, ports: Ports, state: State, engine: Engine, console: Console, seeding: Seeding) -> None:
    public_url = f"http://{HOST}:{ports.api}"
    environment.point_at_emulator(engine.url, f"http://{HOST}:{ports.sent}")
    variables = provision.resources(public_url, state.provisioned)
    environment.name_resources(variables)
    state.note_provisioned()

    app = _load_app()
    directory = _directory()
    pool = variables["LIPPU_USER_POOL_ID"]
    cognito = boto3.client("cognito-idp")
    provision.sample_desk(directory, lambda email, password: people.save_user(cognito, pool, email, password, True))

    mails = SentMails(state.sent)
    sns = boto3.client("sns")
    events = provision.topic_arn("mail-events")
    ses = Ses(mails, lambda event: sns.publish(TopicArn=events, Message=event), console.mail_sent)
    mail_server = MailServer(ports.sent, ses, Viewer(mails))
    stack.enter_context(_told_on(console))
    stream = _stream(app, variables, lambda records: console.changes(seeding.others(records)))
    tick = seeding.paused_meanwhile(call(app.tick, "tick"))
    pump = Pump([*_queues(app, variables), stream, Schedule("tick", tick)])
    door = MailDoor(
        ports.mail,
        boto3.client("s3"),
        sns,
        variables["LIPPU_RAW_BUCKET"],
        provision.topic_arn("received"),
        lambda: _support_domains(directory),
        console.mail_in,
    )
    api = ApiServer(app.app, ports.api, PROJECT, Workspace(web.DIST, engine.url, engine.url))

    # Stopped from the end: first the doors, then what works on, and last what everything rests on.
    for start, stop in (
        (mail_server.start, mail_server.stop),
        (ses.start, ses.stop),
        (pump.start, lambda: _finish(pump, stream)),
        (door.start, door.stop),
        (api.start, api.stop),
    ):
        start()
        stack.callback(stop)
    state.write_endpoints(console.table(ports, public_url, engine.url, state.folder, variables))
    seeding.start()
    stack.callback(seeding.stop)


def _build_workspace(console: Console) -> None:
    """Without network or Node there is everything else."""
    try:
        web.build(lambda words: console.line("web", words))
    except Problem as problem:
        console.line("web", f"/agent/ is not there or not up to date; everything else is. {problem}")


def _finish(pump: Pump, stream: StreamSource) -> None:
    """The emulator forgets its stream when it stops: pass on what is still in it."""
    pump.stop()
    for _ in range(100):
        if not stream.poll():
            return


def _queues(app: Any, variables: dict[str, str]) -> Iterator[Source]:
    sqs = boto3.client("sqs")
    for variable, function, workers in (
        ("LIPPU_INBOUND_QUEUE", "ingest_mail", 2),
        ("LIPPU_HELD_QUEUE", "ingest_held", 1),
        ("LIPPU_OUTBOUND_QUEUE", "send_mail", 2),
        ("LIPPU_FEEDBACK_QUEUE", "mail_feedback", 1),
        ("LIPPU_DERIVED_QUEUE", "derive", 1),
    ):
        url = provision.queue_url(variables[variable])
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for _ in range(workers):
            yield QueueSource(sqs, url, arn, call(getattr(app, function), function))


def _stream(app: Any, variables: dict[str, str], on_changes: Callable[[Changes], None]) -> StreamSource:
    fan_out = call(app.fan_out, "fan_out")

    def invoke(event: dict[str, Any]) -> object:
        on_changes(event["Records"])
        return fan_out(event)

    return StreamSource(boto3.client("dynamodbstreams"), variables["LIPPU_STREAM_ARN"], invoke)


def _support_domains(directory: Any) -> frozenset[str]:
    """Read anew for each recipient: a department made a moment ago gets its mail."""
    return frozenset(address.rpartition("@")[2] for address in directory.load().own_addresses())


def _directory() -> Any:
    """Where departments and agents are stored."""
    from chalicelib.bootstrap import build
    from chalicelib.settings import Settings

    return build(Settings.from_env()).directory


def _load_app() -> Any:
    """Imported only now: its decorators read the names of queue and stream from the environment."""
    sys.path.insert(0, str(PROJECT))
    return importlib.import_module("app")


@contextmanager
def _failures_explained(log: Path) -> Iterator[None]:
    """What nobody foresaw goes to the log with its trace; the terminal gets a sentence."""
    try:
        yield
    except Problem:
        raise
    except Exception as error:
        _log.exception("the local run failed")
        raise Problem(
            f"The local run failed for a reason nobody foresaw ({type(error).__name__}). It is at the end of {log}."
        ) from error


@contextmanager
def _told_on(console: Console) -> Iterator[None]:
    """Show on the console what the functions log about mail."""
    from infra.local.outcomes import LOGGER, Outcomes

    handler = Outcomes(console.line)
    logging.getLogger(LOGGER).addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger(LOGGER).removeHandler(handler)


@contextmanager
def _log_to(path: Path) -> Iterator[None]:
    """Send what the functions print, and every log line, to a file; the console has its own few lines."""
    with path.open("a", encoding="utf-8", buffering=1) as file:
        handler = logging.StreamHandler(file)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.INFO)
        for library in ("botocore", "mail.log", "pynamodb"):
            logging.getLogger(library).setLevel(logging.WARNING)
        with redirect_stdout(file), redirect_stderr(file):
            try:
                yield
            finally:
                logging.getLogger().removeHandler(handler)
