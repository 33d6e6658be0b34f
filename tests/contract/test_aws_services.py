"""Buckets, queue, signing keys and the user pool, on AWS in memory."""

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from chalicelib.adapters.cognito import CognitoIdentity
from chalicelib.adapters.keys import StoredKeys
from chalicelib.adapters.queue import SqsDerivedQueue, SqsOutboundQueue
from chalicelib.domain.errors import InvalidInput, NewPasswordRequired, NotFound, Unauthenticated, Unavailable
from tests.support.desk import AGENT, PASSWORD, REGION, SETTINGS, World
from tests.support.mails import notice

NEW_PASSWORD = "Battery-staple-8"


# files


def test_a_file_comes_back_as_it_was_put(world: World) -> None:
    world.desk.files.put("files/a", b"\x00\xff", "application/octet-stream")
    assert world.desk.files.get("files/a") == b"\x00\xff"


def test_a_file_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.desk.files.get("files/none")
    with pytest.raises(NotFound):
        world.desk.raw_mail.get("inbound/none")


def test_a_bucket_that_fails_is_unavailable(world: World) -> None:
    world.aws("s3").delete_bucket(Bucket=SETTINGS.files_bucket)
    with pytest.raises(Unavailable):
        world.desk.files.put("files/a", b"", "text/plain")


def test_an_upload_is_kept_by_copying_as_often_as_asked(world: World) -> None:
    world.desk.files.put("uploads/a", b"content", "text/plain")
    assert world.desk.files.keep("uploads/a", "files/a")
    assert world.desk.files.keep("uploads/a", "files/a")
    assert world.desk.files.get("files/a") == b"content"


def test_an_upload_that_never_arrived_cannot_be_kept(world: World) -> None:
    assert not world.desk.files.keep("uploads/none", "files/a")


def test_an_upload_form_permits_one_key_type_and_size(world: World) -> None:
    form = world.desk.files.upload_form("uploads/a", "image/png", 1234)
    assert form.fields["key"] == "uploads/a"
    assert form.fields["Content-Type"] == "image/png"
    assert SETTINGS.files_bucket in form.url
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    conditions = policy["conditions"]
    assert ["content-length-range", 1234, 1234] in conditions
    assert {"Content-Type": "image/png"} in conditions
    assert {"key": "uploads/a"} in conditions
    assert {"bucket": SETTINGS.files_bucket} in conditions


def test_a_download_link_ends_when_told_and_never_displays(world: World) -> None:
    name = 'a"b;\r\nX-Evil: ä/..\\.png'
    link = urlsplit(world.desk.files.download_url("files/a", name, timedelta(minutes=5)))
    asked = {key: value[0] for key, value in parse_qs(link.query).items()}
    assert link.path.endswith("files/a")
    assert asked["X-Amz-Expires"] == "300"
    assert asked["response-content-type"] == "application/octet-stream"
    disposition = asked["response-content-disposition"]
    kind, _, encoded = disposition.partition("; filename*=UTF-8''")
    assert kind == "attachment"
    assert encoded.isascii()
    assert not set(encoded) & set(' "\r\n;,/\\')
    assert unquote(encoded) == name


# queue


def test_an_outbox_id_travels_as_json(world: World) -> None:
    world.desk.outbound_queue.put("id-1")
    url = world.desk.settings.outbound_queue_url
    messages = world.aws("sqs").receive_message(QueueUrl=url)["Messages"]
    assert [json.loads(message["Body"]) for message in messages] == [{"outbox_id": "id-1"}]


def test_a_held_notification_comes_out_as_it_went_in(world: World) -> None:
    notification = notice("inbound/1") | {"odd": ["ä", "\ud83d", {"deep": None}]}
    world.desk.held_queue.put(notification)
    url = world.desk.settings.held_queue_url
    (message,) = world.aws("sqs").receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == notification


def test_news_travel_each_alone(world: World) -> None:
    news = [{"ticket": f"T{number}", "entries": [f"e{number}"] * number} for number in range(25)]
    world.desk.derived_queue.put(news)
    found = []
    sqs, url = world.aws("sqs"), world.desk.settings.derived_queue_url
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(message["Body"]) for message in messages]
    assert sorted(found, key=lambda each: int(each["ticket"][1:])) == news


def test_a_queue_that_takes_only_some_messages_is_unavailable(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = SqsDerivedQueue(world.desk.settings.derived_queue_url, REGION)
    answer = {"Successful": [{"Id": "0"}], "Failed": [{"Id": "1"}]}
    monkeypatch.setattr(queue._sqs, "send_message_batch", lambda **asked: answer)
    with pytest.raises(Unavailable):
        queue.put([{"ticket": "T1"}, {"ticket": "T2"}])


def test_a_queue_that_fails_is_unavailable(world: World) -> None:
    queue = SqsOutboundQueue(world.desk.settings.outbound_queue_url + "-gone", REGION)
    with pytest.raises(Unavailable):
        queue.put("id-1")
    derived = SqsDerivedQueue(world.desk.settings.derived_queue_url + "-gone", REGION)
    with pytest.raises(Unavailable):
        derived.put([{"ticket": "T1"}])


# keys


def store_keys(world: World, **secrets: bytes) -> None:
    value = json.dumps({version.strip("v"): base64.b64encode(secret).decode() for version, secret in secrets.items()})
    world.aws("ssm").put_parameter(Name=SETTINGS.keys_parameter, Value=value, Type="SecureString", Overwrite=True)


def test_keys_are_read_from_the_parameter_and_again_after_five_minutes(world: World) -> None:
    keys = StoredKeys(SETTINGS.keys_parameter, REGION, world.clock)
    first = keys.sign("p", b"x", 17)
    assert first[0] == 1
    store_keys(world, v1=b"k" * 32, v2=b"n" * 32)
    world.clock.advance(timedelta(minutes=5))
    assert keys.sign("p", b"x", 17) == first
    world.clock.advance(timedelta(milliseconds=1))
    assert keys.sign("p", b"x", 17)[0] == 2
    assert keys.verify("p", b"x", first)
    store_keys(world, v2=b"n" * 32, v3=b"o" * 32)
    world.clock.advance(timedelta(minutes=6))
    assert not keys.verify("p", b"x", first)


def test_keys_that_cannot_be_read_are_unavailable(world: World) -> None:
    with pytest.raises(Unavailable):
        StoredKeys("/no/such", REGION, world.clock).sign("p", b"x", 17)


# user pool


@pytest.fixture
def identity(peopled_world: World) -> CognitoIdentity:
    settings = peopled_world.desk.settings
    return CognitoIdentity(settings.user_pool_id, settings.user_pool_client_id, REGION)


def invited(world: World, email: str, password: str) -> None:
    pool, cognito = world.desk.settings.user_pool_id, world.aws("cognito-idp")
    cognito.admin_create_user(UserPoolId=pool, Username=email, TemporaryPassword=password, MessageAction="SUPPRESS")


def test_the_right_password_is_accepted(identity: CognitoIdentity) -> None:
    identity.check_password(AGENT.email, PASSWORD, None)


@pytest.mark.parametrize(
    ("email", "password"), [(AGENT.email, "wrong"), ("nobody@example.com", PASSWORD), (AGENT.email, PASSWORD + " ")]
)
def test_every_wrong_pair_is_refused_alike(identity: CognitoIdentity, email: str, password: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        identity.check_password(email, password, None)
    assert type(refusal.value) is Unauthenticated
    assert str(refusal.value) == "the e-mail address or the password is wrong"


def test_a_password_that_somebody_else_chose_must_be_replaced_first(
    identity: CognitoIdentity, peopled_world: World
) -> None:
    invited(peopled_world, "new@example.com", PASSWORD)
    with pytest.raises(NewPasswordRequired):
        identity.check_password("new@example.com", PASSWORD, None)
    identity.check_password("new@example.com", PASSWORD, NEW_PASSWORD)
    identity.check_password("new@example.com", NEW_PASSWORD, None)
    with pytest.raises(Unauthenticated):
        identity.check_password("new@example.com", PASSWORD, None)


def test_a_weak_new_password_is_a_problem_of_that_field(
    identity: CognitoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_with(identity, monkeypatch, {"admin_respond_to_auth_challenge": "InvalidPasswordException"})
    with pytest.raises(InvalidInput) as refusal:
        identity.check_password("new@example.com", PASSWORD, "weak")
    assert [problem.field for problem in refusal.value.problems] == ["new_password"]


@pytest.mark.parametrize(
    "code",
    ["NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException", "UserNotConfirmedException"],
)
def test_an_account_that_cannot_sign_in_is_refused_like_a_wrong_password(
    identity: CognitoIdentity, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    answered_with(identity, monkeypatch, {"admin_initiate_auth": code})
    with pytest.raises(Unauthenticated):
        identity.check_password(AGENT.email, PASSWORD, None)


def test_a_user_pool_that_fails_is_unavailable(identity: CognitoIdentity, monkeypatch: pytest.MonkeyPatch) -> None:
    answered_with(identity, monkeypatch, {"admin_initiate_auth": "TooManyRequestsException"})
    with pytest.raises(Unavailable):
        identity.check_password(AGENT.email, PASSWORD, None)


def test_a_sign_in_step_that_is_not_offered_is_no_sign_in(
    identity: CognitoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_with(identity, monkeypatch, {}, challenge="SOFTWARE_TOKEN_MFA")
    with pytest.raises(Unauthenticated):
        identity.check_password(AGENT.email, PASSWORD, NEW_PASSWORD)


def answered_with(
    identity: CognitoIdentity,
    monkeypatch: pytest.MonkeyPatch,
    codes: dict[str, str],
    challenge: str = "NEW_PASSWORD_REQUIRED",
) -> None:
    """Let the pool answer operations with errors, and every sign-in that has none with a challenge."""
    from botocore.exceptions import ClientError

    def make_api_call(name: str, arguments: object) -> object:
        operation = {"AdminInitiateAuth": "admin_initiate_auth"}.get(name, "admin_respond_to_auth_challenge")
        if operation in codes:
            raise ClientError({"Error": {"Code": codes[operation], "Message": ""}}, name)
        return {"ChallengeName": challenge, "Session": "s" * 20}

    monkeypatch.setattr(identity._cognito, "_make_api_call", make_api_call)
