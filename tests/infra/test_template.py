"""Data outlives releases, only the named services may write, and what fails ends in a dead-letter queue."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamo.items import BY_ASSIGNEE, BY_BOX_DUE, BY_BOX_MOVED, BY_TIMER
from chalicelib.domain.drafts import KEPT_FOR
from chalicelib.settings import Settings
from infra.stack import variables
from tests.infra.templates import INFRA, ROOT, config, of_type, statements, template, values

QUEUES = of_type("AWS::SQS::Queue")
DEAD = {id: queue for id, queue in QUEUES.items() if id.endswith("DeadLetters")}
LIVE = {id: queue for id, queue in QUEUES.items() if id not in DEAD}
READERS = {
    "InboundQueue": "ingest_mail",
    "HeldQueue": "ingest_held",
    "OutboundQueue": "send_mail",
    "FeedbackQueue": "mail_feedback",
    "DerivedQueue": "derive",
}
FOURTEEN_DAYS = 1209600
TICKET_ROW = {"subject", "sub", "who", "prio", "born"}
QUARANTINE_ROW = {"sender", "reason", "recipients", "verdicts"}
KEPT = {
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::Cognito::UserPool",
    "AWS::Logs::LogGroup",
    "AWS::KMS::Key",
}


def test_cfn_lint_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    files = [str(INFRA / name) for name in ("template.yaml", "mail-in.yaml")]
    done = subprocess.run([linter, "-c", "I", "--", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_holds_data_outlives_its_stack() -> None:
    for id, resource in template()["Resources"].items():
        if resource["Type"] in KEPT:
            assert resource["DeletionPolicy"] == "Retain", id
            assert resource["UpdateReplacePolicy"] == "Retain", id


def test_the_template_fits_into_one_request() -> None:
    assert len((INFRA / "template.yaml").read_bytes()) <= 51_200


# table


def table() -> dict:
    (found,) = of_type("AWS::DynamoDB::Table").values()
    return found


def test_the_table_is_protected_encrypted_and_can_be_restored_to_any_second() -> None:
    assert table()["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table()["SSESpecification"]["SSEEnabled"]
    assert table()["DeletionProtectionEnabled"] == {"Fn::If": ["Protected", True, False]}
    assert template()["Parameters"]["DeletionProtection"]["Default"] == "true"
    assert table()["BillingMode"] == "PAY_PER_REQUEST"


def test_the_stream_carries_both_images_and_expired_items_go() -> None:
    assert table()["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table()["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


@pytest.mark.parametrize(
    ("index", "keys", "included"),
    [
        (BY_BOX_MOVED, ["box", "moved"], TICKET_ROW | {"due", "mine"} | QUARANTINE_ROW),
        (BY_BOX_DUE, ["box", "due"], TICKET_ROW | {"moved", "mine"}),
        (BY_ASSIGNEE, ["mine", "moved"], TICKET_ROW | {"box", "due"}),
        (BY_TIMER, ["timer", "fires"], None),
    ],
)
def test_an_index_has_the_keys_and_copies_that_lists_need(index: str, keys: list[str], included: set | None) -> None:
    (found,) = [i for i in table()["GlobalSecondaryIndexes"] if i["IndexName"] == index]
    assert [(key["AttributeName"], key["KeyType"]) for key in found["KeySchema"]] == [
        (keys[0], "HASH"),
        (keys[1], "RANGE"),
    ]
    assert set(found["Projection"].get("NonKeyAttributes", ())) == (included or set())
    assert found["Projection"]["ProjectionType"] == ("INCLUDE" if included else "KEYS_ONLY")


def test_the_indexes_are_the_ones_the_adapter_asks() -> None:
    assert {i["IndexName"] for i in table()["GlobalSecondaryIndexes"]} == {
        BY_BOX_MOVED,
        BY_BOX_DUE,
        BY_ASSIGNEE,
        BY_TIMER,
    }
    assert [key["AttributeName"] for key in table()["KeySchema"]] == ["pk", "sk"]


# queues


@pytest.mark.parametrize("id", LIVE)
def test_a_failing_message_ends_in_the_dead_letters_of_its_queue(id: str) -> None:
    redrive = LIVE[id]["RedrivePolicy"]
    dead = id.replace("Queue", "DeadLetters")
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [dead, "Arn"]}
    assert 5 <= redrive["maxReceiveCount"] <= 10
    assert DEAD[dead]["MessageRetentionPeriod"] == FOURTEEN_DAYS >= LIVE[id]["MessageRetentionPeriod"]


@pytest.mark.parametrize("id", DEAD)
def test_dead_letters_come_from_their_own_queue_only(id: str) -> None:
    allow = DEAD[id]["RedriveAllowPolicy"]
    source = LIVE[id.replace("DeadLetters", "Queue")]["QueueName"]["Fn::Sub"]
    assert allow["redrivePermission"] == "byQueue"
    assert [arn["Fn::Sub"].rpartition(":")[2] for arn in allow["sourceQueueArns"]] == [source]


@pytest.mark.parametrize("id", LIVE)
def test_a_message_stays_invisible_six_times_as_long_as_its_function_may_take(id: str) -> None:
    time_out = config()["lambda_functions"][READERS[id]]["lambda_timeout"]
    assert LIVE[id]["VisibilityTimeout"] >= 6 * time_out


@pytest.mark.parametrize("id", QUEUES)
def test_a_queue_is_encrypted_and_refuses_plain_http(id: str) -> None:
    assert QUEUES[id]["SqsManagedSseEnabled"]
    denials = [s for queue, s in statements("AWS::SQS::QueuePolicy", "Queues") if queue == id and s["Effect"] == "Deny"]
    assert [d["Condition"] for d in denials] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_only_the_topics_may_put_mail_and_events_into_queues() -> None:
    allowed = {queue: s for queue, s in statements("AWS::SQS::QueuePolicy", "Queues") if s["Effect"] == "Allow"}
    assert {queue: s["Condition"] for queue, s in allowed.items()} == {
        "InboundQueue": {"ArnEquals": {"aws:SourceArn": {"Ref": "ReceivedTopic"}}},
        "FeedbackQueue": {"ArnEquals": {"aws:SourceArn": {"Ref": "EventsTopic"}}},
    }


# topics


def test_queues_get_the_notices_of_ses_unwrapped() -> None:
    raw = {
        (s["TopicArn"]["Ref"], s["Endpoint"]["Fn::GetAtt"][0]): s["RawMessageDelivery"]
        for s in of_type("AWS::SNS::Subscription").values()
        if s["Protocol"] == "sqs"
    }
    assert raw == {("ReceivedTopic", "InboundQueue"): True, ("EventsTopic", "FeedbackQueue"): True}


@pytest.mark.parametrize("id", of_type("AWS::SNS::Topic"))
def test_a_topic_takes_only_its_publisher_of_this_account_and_only_tls(id: str) -> None:
    of_topic = [s for topic, s in statements("AWS::SNS::TopicPolicy", "Topics") if topic == id]
    (allow,) = [s for s in of_topic if s["Effect"] == "Allow"]
    conditions = {key: value for test in allow["Condition"].values() for key, value in test.items()}
    assert conditions["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert "lippu-${Stage}" in conditions["aws:SourceArn"]["Fn::Sub"]
    assert allow["Action"] == "sns:Publish"
    (deny,) = [s for s in of_topic if s["Effect"] == "Deny"]
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_topics_are_encrypted_on_request_with_a_key_that_admits_their_publishers() -> None:
    (key,) = of_type("AWS::KMS::Key").values()
    publishers = {
        s["Principal"]["Service"] for _, s in statements("AWS::SNS::TopicPolicy", "Topics") if s["Effect"] == "Allow"
    }
    (admitted,) = [s for s in key["KeyPolicy"]["Statement"] if "Service" in s["Principal"]]
    assert set(admitted["Principal"]["Service"]) == publishers
    assert admitted["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for topic in of_type("AWS::SNS::Topic").values():
        assert topic["KmsMasterKeyId"]["Fn::If"][:2] == ["TopicsEncrypted", {"Fn::GetAtt": ["TopicsKey", "Arn"]}]


# buckets


@pytest.mark.parametrize("id", of_type("AWS::S3::Bucket"))
def test_a_bucket_is_private_encrypted_versioned_and_cleans_up(id: str) -> None:
    bucket = of_type("AWS::S3::Bucket")[id]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert any("NoncurrentVersionExpiration" in rule for rule in bucket["LifecycleConfiguration"]["Rules"])
    denials = [s for b, s in statements("AWS::S3::BucketPolicy", "Bucket") if b == id and s["Effect"] == "Deny"]
    assert [d["Condition"] for d in denials] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_the_original_of_a_mail_never_expires() -> None:
    rules = of_type("AWS::S3::Bucket")["RawBucket"]["LifecycleConfiguration"]["Rules"]
    assert not any("ExpirationInDays" in rule for rule in rules)


def test_an_upload_that_nobody_used_expires_after_a_day_and_a_file_of_a_draft_long_after_it() -> None:
    rules = of_type("AWS::S3::Bucket")["FilesBucket"]["LifecycleConfiguration"]["Rules"]
    expiring = [(r["Prefix"], r["ExpirationInDays"]) for r in rules if "ExpirationInDays" in r]
    assert expiring == [("uploads/", 1), ("drafts/", 180)]
    assert KEPT_FOR.days < 180


def test_only_pages_of_the_public_address_may_upload() -> None:
    rules = of_type("AWS::S3::Bucket")["FilesBucket"]["CorsConfiguration"]["CorsRules"]
    assert [rule["AllowedOrigins"] for rule in rules] == [[{"Ref": "PublicUrl"}]]


def allowed_to_write() -> dict[str, dict[str, Any]]:
    """The one allowing statement of each bucket that has any."""
    found = [(b, s) for b, s in statements("AWS::S3::BucketPolicy", "Bucket") if s["Effect"] == "Allow"]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_nobody_but_two_services_may_write_into_buckets_from_outside() -> None:
    assert set(allowed_to_write()) == {"RawBucket", "AccessLogBucket"}


def test_reads_and_writes_of_mail_and_files_are_logged_in_a_bucket_of_its_own() -> None:
    buckets = of_type("AWS::S3::Bucket")
    logged = {id: bucket["LoggingConfiguration"] for id, bucket in buckets.items() if id != "AccessLogBucket"}
    assert {id: log["DestinationBucketName"] for id, log in logged.items()} == {
        "RawBucket": {"Ref": "AccessLogBucket"},
        "FilesBucket": {"Ref": "AccessLogBucket"},
    }
    allow = allowed_to_write()["AccessLogBucket"]
    assert allow["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert allow["Action"] == "s3:PutObject"
    prefixes = [log["LogFilePrefix"] for log in logged.values()]
    assert allow["Resource"] == [{"Fn::Sub": f"${{AccessLogBucket.Arn}}/{prefix}*"} for prefix in prefixes]
    assert allow["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    sources = allow["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert [arn["Fn::Sub"].rpartition(":::")[2] for arn in sources] == [
        buckets[id]["BucketName"]["Fn::Sub"] for id in logged
    ]


def test_the_log_of_reads_and_writes_is_kept_as_long_as_other_logs() -> None:
    (rule,) = of_type("AWS::S3::Bucket")["AccessLogBucket"]["LifecycleConfiguration"]["Rules"]
    assert {rule["ExpirationInDays"]} == {g["RetentionInDays"] for g in of_type("AWS::Logs::LogGroup").values()}


def test_only_the_receipt_rule_of_this_account_may_store_mail() -> None:
    allow = allowed_to_write()["RawBucket"]
    assert allow["Action"] == "s3:PutObject"
    assert allow["Principal"] == {"Service": "ses.amazonaws.com"}
    assert allow["Resource"] == {"Fn::Sub": "${RawBucket.Arn}/inbound/*"}
    conditions = allow["Condition"]["StringEquals"]
    assert conditions["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert conditions["aws:SourceArn"]["Fn::Sub"].endswith(":receipt-rule-set/lippu-${Stage}:receipt-rule/inbound")


def test_received_mail_is_scanned_stored_and_announced_with_its_verdicts() -> None:
    resources = template("mail-in.yaml")["Resources"]
    rule = resources["Inbound"]["Properties"]["Rule"]
    (action,) = rule["Actions"]
    assert rule["ScanEnabled"]
    assert rule["Name"] == "inbound"
    assert resources["RuleSet"]["Properties"]["RuleSetName"] == {"Fn::Sub": "lippu-${Stage}"}
    assert action["S3Action"]["ObjectKeyPrefix"] == "inbound/"
    bucket, topic = action["S3Action"]["BucketName"], action["S3Action"]["TopicArn"]
    assert bucket == of_type("AWS::S3::Bucket")["RawBucket"]["BucketName"]
    assert topic["Fn::Sub"].endswith(":" + of_type("AWS::SNS::Topic")["ReceivedTopic"]["TopicName"]["Fn::Sub"])


def test_what_is_received_stays_under_its_own_domain_signed_with_2048_bits() -> None:
    resources = template("mail-in.yaml")["Resources"]
    assert resources["Domain"]["Properties"]["DkimSigningAttributes"] == {"NextSigningKeyLength": "RSA_2048_BIT"}
    assert resources["Inbound"]["Properties"]["Rule"]["Recipients"] == [{"Ref": "MailDomain"}]


def test_a_key_of_our_own_is_renewed_every_year() -> None:
    (key,) = of_type("AWS::KMS::Key").values()
    assert key["EnableKeyRotation"] is True


# people and mail


def test_agents_are_made_by_administrators_and_sign_in_with_the_used_flows_only() -> None:
    (pool,) = of_type("AWS::Cognito::UserPool").values()
    (client,) = of_type("AWS::Cognito::UserPoolClient").values()
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"]
    assert client["AccessTokenValidity"] <= 60
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}


def test_ses_reports_everything_that_can_happen_to_a_mail() -> None:
    (destination,) = of_type("AWS::SES::ConfigurationSetEventDestination").values()
    events = destination["EventDestination"]
    assert set(events["MatchingEventTypes"]) == {"send", "delivery", "bounce", "complaint", "reject", "deliveryDelay"}
    assert events["SnsDestination"] == {"TopicARN": {"Ref": "EventsTopic"}}


def test_the_sentence_in_which_ses_announces_its_events_reaches_no_queue() -> None:
    """It is no JSON, so it would end among the dead letters of every new stage."""
    assert "SendingEvents" in template()["Resources"]["EventsSubscription"]["DependsOn"]


# logs and alarms


def test_every_function_has_a_log_group_with_an_end() -> None:
    groups = {g["LogGroupName"]["Fn::Sub"]: g["RetentionInDays"] for g in of_type("AWS::Logs::LogGroup").values()}
    functions = set(config()["lambda_functions"]) - {"api_handler"}
    assert set(groups) == {"/aws/lambda/lippu-${Stage}"} | {f"/aws/lambda/lippu-${{Stage}}-{f}" for f in functions}
    assert all(groups.values())


def test_dead_letters_and_waiting_messages_raise_an_alarm_somebody_can_get() -> None:
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    watched = {
        (a["MetricName"], a["Dimensions"][0]["Value"]["Fn::GetAtt"][0]) for a in alarms if a["Namespace"] == "AWS/SQS"
    }
    assert watched == {("ApproximateNumberOfMessagesVisible", id) for id in DEAD} | {
        ("ApproximateAgeOfOldestMessage", id) for id in LIVE
    }
    assert all(a["AlarmActions"] == [{"Ref": "AlarmTopic"}] for a in alarms)


# outputs


def test_outputs_are_exactly_the_variables_the_functions_read() -> None:
    read = {f"LIPPU_{field.upper()}" for field in Settings.__dataclass_fields__ if field != "region"}
    source = (ROOT / "app.py").read_text()
    read |= {part.split('"')[0] for part in source.split('os.environ["')[1:]}
    given = set(variables(dict.fromkeys(template()["Outputs"], "")))
    assert given == read


def test_no_name_in_the_template_leaves_the_namespace_of_the_stage() -> None:
    names = [
        value
        for resource in template()["Resources"].values()
        for key, value in resource.get("Properties", {}).items()
        if key.endswith("Name") and isinstance(value, dict) and "Fn::Sub" in value
    ]
    assert names
    assert all("lippu-${Stage}" in name["Fn::Sub"] for name in names), json.dumps(values(names))
