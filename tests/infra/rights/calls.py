"""Which rights a call to AWS needs. Resources get the names that `infra/template.yaml` gives them, whatever they are
called in a test.

Source: AWS Service Authorization Reference, and where it is silent the guide of the service.
"""

from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from typing import Any

from tests.infra.rights.judge import Need
from tests.infra.templates import of_type, template
from tests.support.desk import REGION, SETTINGS

ACCOUNT = "123456789012"  # moto's
STAGE = "test"
Arguments = Mapping[str, Any]

_WRITES = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


def needs(service: str, operation: str, arguments: Arguments) -> list[Need]:
    """Raises KeyError for a service that no function uses."""
    return list(_SERVICES[service](operation, arguments))


def telling_absent_from_forbidden(arguments: Arguments) -> Need:
    """Without this right S3 answers 403 for what is not there (S3 API, GetObject). Copies stay in their bucket."""
    return Need("s3:ListBucket", _bucket(arguments["Bucket"]))


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def named(logical_id: str, property: str) -> str:
    """A name as the template makes it for the stage of the tests."""
    name: str = template()["Resources"][logical_id]["Properties"][property]["Fn::Sub"]
    return name.replace("${Stage}", STAGE).replace("${AWS::AccountId}", ACCOUNT)


def table(rest: str = "") -> str:
    return arn("dynamodb", f"table/{named('Table', 'TableName')}{rest}")


def _dynamodb(operation: str, arguments: Arguments) -> Iterator[Need]:
    if operation == "TransactWriteItems":
        # rights are those of the single operations (DynamoDB guide, "Using IAM with transactions")
        for part in arguments["TransactItems"]:
            (kind,) = part
            yield Need(f"dynamodb:{_WRITES[kind]}", table())
    elif "IndexName" in arguments:
        yield Need(f"dynamodb:{operation}", table(f"/index/{arguments['IndexName']}"))
    else:
        yield Need(f"dynamodb:{operation}", table())


def _s3(operation: str, arguments: Arguments) -> Iterator[Need]:
    target = _object(arguments["Bucket"], arguments["Key"])
    if operation == "CopyObject":
        source = arguments["CopySource"]
        yield Need("s3:GetObject", _object(source["Bucket"], source["Key"]))
        yield Need("s3:PutObject", target)
    else:
        yield Need(f"s3:{operation}", target)


def _object(bucket: str, key: str) -> str:
    return f"{_bucket(bucket)}/{key}"


def _bucket(name: str) -> str:
    id = {SETTINGS.raw_bucket: "RawBucket", SETTINGS.files_bucket: "FilesBucket"}[name]
    return f"arn:aws:s3:::{named(id, 'BucketName')}"


def _sqs(operation: str, arguments: Arguments) -> Iterator[Need]:
    # a batch needs the right of its single messages (SQS guide, "API permissions")
    yield Need(f"sqs:{operation.removesuffix('Batch')}", arn("sqs", arguments["QueueUrl"].rpartition("/")[2]))


def _ssm(operation: str, arguments: Arguments) -> Iterator[Need]:
    # decryption needs nothing more: the key is `alias/aws/ssm`, which admits everybody who may read the parameter
    yield Need(f"ssm:{operation}", arn("ssm", f"parameter/{arguments['Name'].lstrip('/')}"))


def _ses(operation: str, arguments: Arguments) -> Iterator[Need]:
    # a raw mail is checked as SendRawEmail too, although the request is called SendEmail
    actions = [f"ses:{operation}", *(["ses:SendRawEmail"] if "Raw" in arguments.get("Content", {}) else [])]
    domain = parseaddr(arguments["FromEmailAddress"])[1].partition("@")[2]
    for action in actions:
        yield Need(action, arn("ses", f"identity/{domain}"))
        yield Need(action, arn("ses", f"configuration-set/{arguments['ConfigurationSetName']}"))


def _cognito(operation: str, arguments: Arguments) -> Iterator[Need]:
    (pool,) = of_type("AWS::Cognito::UserPool").values()
    tags = tuple(sorted(pool["UserPoolTags"].items()))
    yield Need(f"cognito-idp:{operation}", arn("cognito-idp", f"userpool/{arguments['UserPoolId']}"), tags)


_SERVICES: Mapping[str, Callable[[str, Arguments], Iterator[Need]]] = {
    "dynamodb": _dynamodb,
    "s3": _s3,
    "sqs": _sqs,
    "ssm": _ssm,
    "sesv2": _ses,
    "cognito-idp": _cognito,
}
