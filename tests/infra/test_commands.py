"""Deploying and starting say what is wrong in a sentence, and change only what they own."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from infra import stack
from infra.deploy import write_variables
from infra.local.console import Console
from infra.local.ports import Ports
from infra.local.state import State
from infra.problem import Problem, told


class CloudFormation:
    """Plays back the states of one stack."""

    def __init__(self, *states: str | None, events: tuple[dict[str, str], ...] = ()) -> None:
        self.states = list(states)
        self.events = events
        self.called: list[str] = []
        self.no_change = False
        self.parameters: list[dict[str, Any]] = []

    def describe_stacks(self, **asked: str) -> dict[str, Any]:
        name, state = asked["StackName"], self.states.pop(0)
        if state is None:
            raise error("ValidationError", f"Stack with id {name} does not exist")
        outputs = [{"OutputKey": "Table", "OutputValue": name}]
        known = [{"ParameterKey": "AlarmEmail", "ParameterValue": "ops@example.com"}]
        return {"Stacks": [{"StackStatus": state, "Outputs": outputs, "Parameters": known}]}

    def create_stack(self, **request: Any) -> None:
        assert request["RetainExceptOnCreate"]
        self.called.append("create")
        self.parameters = request["Parameters"]

    def update_stack(self, **request: Any) -> None:
        self.called.append("update")
        self.parameters = request["Parameters"]
        if self.no_change:
            raise error("ValidationError", "No updates are to be performed.")

    def describe_stack_events(self, **_: str) -> dict[str, Any]:
        return {"StackEvents": list(self.events)}


def error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


def apply(cloudformation: CloudFormation) -> dict[str, str]:
    return stack.apply(cloudformation, "lippu-x", stack.TEMPLATE, {"Stage": "x"}, pause=0)


def test_a_stack_is_created_once_and_updated_afterwards() -> None:
    new = CloudFormation(None, "CREATE_IN_PROGRESS", "CREATE_COMPLETE")
    assert apply(new) == {"Table": "lippu-x"}
    old = CloudFormation("CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
    assert apply(old) == {"Table": "lippu-x"}
    assert (new.called, old.called) == (["create"], ["update"])


def test_what_is_not_said_stays_as_it_was_and_is_the_templates_default_at_first() -> None:
    asked = {"Stage": "x", "AlarmEmail": None, "UnknownToTheOldTemplate": None}
    new = CloudFormation(None, "CREATE_COMPLETE")
    old = CloudFormation("CREATE_COMPLETE", "UPDATE_COMPLETE")
    for cloudformation in (new, old):
        stack.apply(cloudformation, "lippu-x", stack.TEMPLATE, asked, pause=0)
    assert new.parameters == [{"ParameterKey": "Stage", "ParameterValue": "x"}]
    assert old.parameters == [*new.parameters, {"ParameterKey": "AlarmEmail", "UsePreviousValue": True}]


def test_a_stack_without_changes_is_fine() -> None:
    unchanged = CloudFormation("UPDATE_COMPLETE")
    unchanged.no_change = True
    assert apply(unchanged) == {"Table": "lippu-x"}


def test_a_failed_stack_names_the_first_resource_that_failed_and_why() -> None:
    events = (
        {"LogicalResourceId": "lippu-x", "ResourceStatus": "ROLLBACK_COMPLETE"},
        {"LogicalResourceId": "Table", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "cancelled"},
        {"LogicalResourceId": "RawBucket", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "name is taken"},
        {"LogicalResourceId": "lippu-x", "ResourceStatus": "CREATE_IN_PROGRESS"},
        {"LogicalResourceId": "Old", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "an earlier attempt"},
    )
    with pytest.raises(Problem, match=r"RawBucket.*name is taken"):
        apply(CloudFormation(None, "ROLLBACK_COMPLETE", events=events))


def test_a_stack_that_never_came_up_is_not_updated() -> None:
    broken = CloudFormation("ROLLBACK_COMPLETE")
    with pytest.raises(Problem, match="Delete it"):
        apply(broken)
    assert broken.called == []


def test_outputs_become_variables() -> None:
    assert stack.variables({"OutboundQueueUrl": "u", "Table": "t"}) == {
        "LIPPU_OUTBOUND_QUEUE_URL": "u",
        "LIPPU_TABLE": "t",
    }


def test_signing_keys_are_made_once_and_never_replaced() -> None:
    class Exists(Exception):
        pass

    class Ssm:
        exceptions = SimpleNamespace(ParameterAlreadyExists=Exists)
        stored: str | None = None

        def put_parameter(self, **asked: Any) -> None:
            assert (asked["Overwrite"], asked["Type"]) == (False, "SecureString")
            if self.stored:
                raise Exists
            self.stored = asked["Value"]

    ssm = Ssm()
    assert stack.ensure_keys(ssm, "/lippu/x/keys")
    first = ssm.stored
    assert not stack.ensure_keys(ssm, "/lippu/x/keys")
    assert ssm.stored == first
    assert len(json.loads(first or "{}")["1"]) >= 44


def test_a_stages_variables_are_replaced_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    dev = {"lambda_timeout": 5, "environment_variables": {"LIPPU_OLD": "gone", "OWN": "kept"}}
    config.write_text(json.dumps({"version": "2.0", "stages": {"dev": dev}}))
    write_variables(config, "dev", {"LIPPU_TABLE": "t"})
    write_variables(config, "prod", {"LIPPU_TABLE": "p"})
    written = json.loads(config.read_text())
    assert written["version"] == "2.0"
    assert written["stages"]["dev"] == dev | {"environment_variables": {"OWN": "kept", "LIPPU_TABLE": "t"}}
    assert written["stages"]["prod"]["environment_variables"] == {"LIPPU_TABLE": "p"}


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_broken_configuration_is_a_problem_and_stays_as_it_is(tmp_path: Path, content: str | None) -> None:
    config = tmp_path / "config.json"
    if content is not None:
        config.write_text(content)
    with pytest.raises(Problem, match="cannot be read"):
        write_variables(config, "dev", {})
    assert (config.read_text() if config.exists() else None) == content


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (Problem("Port 1 is taken.", 2), 2, "Port 1 is taken."),
        (NoCredentialsError(), 1, "AWS_PROFILE"),
        (error("AccessDenied", "not you"), 1, "not you"),
    ],
)
def test_a_problem_is_told_in_words(
    capsys: pytest.CaptureFixture[str], raised: Exception, code: int, words: str
) -> None:
    def fail() -> None:
        raise raised

    assert told(fail) == code
    assert words in " ".join(capsys.readouterr().err.split())


def test_a_mistake_in_the_program_keeps_its_trace() -> None:
    with pytest.raises(ZeroDivisionError):
        told(lambda: print(1 // 0))


@pytest.mark.parametrize("text", ["http", "-1", "65536", "80.5", "８０"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="PORT_API"):
        Ports.choose({"PORT_API": text, "PORT_MAIL": "0", "PORT_SENT": "0", "PORT_AWS": "0"})


@pytest.mark.parametrize("mark", ['{"format": 99}', "not json", "[]"])
def test_state_of_another_version_is_left_alone(tmp_path: Path, mark: str) -> None:
    (tmp_path / "lippu-state.json").write_text(mark)
    with pytest.raises(Problem, match="another version"):
        State(tmp_path)
    assert (tmp_path / "lippu-state.json").read_text() == mark


def test_fresh_empties_what_is_ours(tmp_path: Path) -> None:
    first = State(tmp_path)
    first.note_provisioned()
    (tmp_path / "sent" / "a.eml").write_text("x")
    first.close()
    again = State(tmp_path, fresh=True)
    assert not again.provisioned
    assert list(again.sent.iterdir()) == []
    again.close()


def test_no_control_character_of_a_mail_reaches_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("w") as out:
        Console(out).mail_in("\x1b[2J@example.org", ["a@example.com\r\n12:00 forged"])
    (line,) = path.read_text().splitlines()
    assert "\x1b" not in line
