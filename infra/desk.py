"""`python -m infra.desk`: the first departments and agents of a stage, before there is anybody who could sign in; and
what ops repair in a running one."""

import argparse
import json
import os
import re
import secrets
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import NoRegionError

from chalicelib.domain.directory import Agent, Department, Role
from chalicelib.domain.errors import InvalidInput, LippuError
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.founding import Founding
from chalicelib.services.recounting import Recounting
from chalicelib.services.reindexing import Reindexing
from infra.deploy import CONFIG
from infra.people import save_user
from infra.problem import Problem, told

if TYPE_CHECKING:
    from chalicelib.bootstrap import Desk

_ID = r"[a-z0-9][a-z0-9-]{0,31}"
# what the API's filter of lists takes instead of an agent
_NOT_AGENTS = ("me", "none")
_LONGEST_PROMISE_HOURS = 365 * 24


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.desk", description=__doc__)
    parser.add_argument("--stage", default="dev")
    commands = parser.add_subparsers(dest="command", required=True)

    department = commands.add_parser("add-department", help="make a department, or replace it")
    department.add_argument("id", help="short name in addresses and lists: support")
    department.add_argument("--name", required=True, help="as customers read it: Support")
    department.add_argument(
        "--address", required=True, action="append", help="support address; repeatable, the first one sends"
    )
    department.add_argument(
        "--answer-within", type=float, default=8.0, metavar="HOURS", help="promise of a first answer"
    )
    department.add_argument("--signature", default="", help="text below replies")
    department.add_argument("--notify", action="append", default=[], help="who hears of overdue tickets; repeatable")

    agent = commands.add_parser("add-agent", help="make an agent with an account, or replace the agent")
    agent.add_argument("email")
    agent.add_argument("--name", required=True)
    agent.add_argument("--role", choices=[role.value for role in Role], default="agent")
    agent.add_argument("--department", action="append", default=[], help="id of a department; repeatable")
    agent.add_argument("--id", help="short name in lists; by default from the e-mail address")

    account = commands.add_parser("add-account", help="make the account of an agent whom an admin set up")
    account.add_argument("email")

    commands.add_parser("reindex", help="make the search index anew from all tickets, while people work")

    recount = commands.add_parser("recount", help="count all tickets and compare, in a quiet moment")
    recount.add_argument(
        "--repair", action="store_true", help="correct what differs; also needed once after an upgrade"
    )

    return told(lambda: _run(parser.parse_args()))


def _run(options: argparse.Namespace) -> None:
    variables = _stage_variables(options.stage)
    try:
        if options.command == "reindex":
            reindex(_desk(variables).reindexing)
            return
        if options.command == "recount":
            recount(_desk(variables).recounting, repair=options.repair)
            return
        founding = _founding(variables)
        if options.command == "add-department":
            add_department(founding, options)
            return
        cognito, pool = boto3.client("cognito-idp"), variables["LIPPU_USER_POOL_ID"]
        if options.command == "add-agent":
            add_agent(founding, cognito, pool, options)
        else:
            add_account(founding, cognito, pool, options)
    except LippuError as error:
        raise Problem(f"Stage {options.stage} cannot be changed now: {error}.") from error


def _founding(variables: dict[str, str]) -> Founding:
    """How departments and agents of the stage are set up. Raises NoRegionError if no region is set."""
    return _desk(variables).founding


def _desk(variables: dict[str, str]) -> "Desk":
    """Raises NoRegionError if no region is set."""
    from chalicelib.bootstrap import build
    from chalicelib.settings import Settings

    region = boto3.session.Session().region_name
    if region is None:
        raise NoRegionError
    return build(Settings.from_env({"AWS_DEFAULT_REGION": region} | dict(os.environ) | variables))


def reindex(reindexing: Reindexing) -> None:
    """Every ticket is found by its words again. A count shows that it goes on; starting again does no harm."""
    number = 0
    for number, _ in enumerate(reindexing.tickets(), start=1):
        if number % 500 == 0:
            print(f"{number} tickets")
    print(f"{number} tickets can be found by their words.")


def recount(recounting: Recounting, *, repair: bool) -> None:
    """Says what is wrong, or that nothing is. Raises Problem where something is and stays so."""
    found = recounting.repair() if repair else recounting.differences()
    for each in found[:20]:
        print(f"{each.slot.owner} {each.slot.place} {each.slot.name}: {each.kept} is kept, {each.counted} were counted")
    if found:
        advice = "Somebody works at the desk; try again in a quiet moment." if repair else "Correct them with --repair."
        raise Problem(f"{len(found)} numbers are not what counting came to. {advice}")
    print("Every number is what counting came to.")


def add_department(founding: Founding, options: argparse.Namespace) -> None:
    """Raises Problem on a bad id, address or promise, or on an address that another department has."""
    id = _checked(options.id, _ID, "id of a department")
    addresses = tuple(map(_support_address, options.address))
    known = founding.current()
    for address in addresses:
        owner = known.department_for(address)
        if owner is not None and owner.id != id:
            raise Problem(f"{address} already belongs to department {owner.id}.")
    try:
        department = Department(
            id=id,
            name=options.name,
            addresses=addresses,
            first_response=_promise(options.answer_within),
            signature=options.signature,
            notify=tuple(map(_address, options.notify)),
        )
    except InvalidInput as error:
        raise Problem(f"Department {id} was not saved: {error}.", 2) from error
    founding.save(department)
    print(f"Department {id}: mail to {', '.join(addresses)} becomes its tickets.")


def add_agent(founding: Founding, cognito: Any, pool: str, options: argparse.Namespace) -> None:
    """The first agent becomes an owner, who alone makes other owners and admins in the workspace.

    Raises Problem on a bad id or address, an unknown department, or an id that another agent has.
    """
    email = _address(options.email)
    id = _checked(options.id or re.sub(r"[^a-z0-9]+", "-", email.partition("@")[0]).strip("-"), _ID, "id of an agent")
    if id in _NOT_AGENTS:
        raise Problem(f"Agents cannot be called {id}, which means something else in lists. Choose another id: --id.", 2)
    known = founding.current()
    unknown = [name for name in options.department if name not in known.departments]
    if unknown:
        raise Problem(f"There is no department {', '.join(unknown)}. Make it first: add-department.")
    if id in known.agents and known.agents[id].email.lower() != email:
        raise Problem(f"Agent {id} is {known.agents[id].email}. Choose another id: --id.")
    role = Role(options.role) if known.agents else Role.OWNER
    password = secrets.token_urlsafe(12)
    is_new = save_user(cognito, pool, email, password, permanent=False)
    founding.save(Agent(id, email, name=options.name, role=role, departments=tuple(options.department)))
    print(f"Agent {id} ({role}).")
    _tell_password(email, password, is_new)


def add_account(founding: Founding, cognito: Any, pool: str, options: argparse.Namespace) -> None:
    """Raises Problem if no agent has the address."""
    email = _address(options.email)
    agent = founding.current().agent_by_email(email)
    if agent is None:
        raise Problem(f"No agent has the address {email}. Set one up in the workspace, or use add-agent.")
    password = secrets.token_urlsafe(12)
    is_new = save_user(cognito, pool, email, password, permanent=False)
    print(f"Agent {agent.id} ({agent.role}).")
    _tell_password(email, password, is_new)


def _tell_password(email: str, password: str, is_new: bool) -> None:
    if is_new:
        print(f"First sign-in within 7 days: {email} with password {password}, which must be replaced then.")
    else:
        print("The account exists already; its password stays as it is.")


def _stage_variables(stage: str) -> dict[str, str]:
    try:
        stages = json.loads(CONFIG.read_text(encoding="utf-8"))["stages"]
    except (OSError, ValueError, KeyError) as error:
        raise Problem(f"{CONFIG} cannot be read as Chalice's configuration: {error}") from error
    variables = stages.get(stage, {}).get("environment_variables")
    if not variables:
        raise Problem(f"Stage {stage} is not known here. Run first: python -m infra.deploy --stage {stage} ...")
    return dict(variables)


def _address(text: str) -> str:
    try:
        return normalise_address(text)
    except ValueError as error:
        raise Problem(f"{text!r} is not valid as an address: {error}.", 2) from error


def _support_address(text: str) -> str:
    address = _address(text)
    if "+" in address.partition("@")[0]:
        raise Problem(f"{text!r} cannot be a support address: what stands behind a plus carries our own tokens.", 2)
    return address


def _promise(hours: float) -> timedelta:
    if not 0 < hours <= _LONGEST_PROMISE_HOURS:
        raise Problem(f"--answer-within {hours} is not a number of hours between 0 and a year.", 2)
    return timedelta(hours=hours)


def _checked(value: str, pattern: str, what: str) -> str:
    if not re.fullmatch(pattern, value):
        raise Problem(f"{value!r} is not valid as {what}.", 2)
    return value


if __name__ == "__main__":
    sys.exit(main())
