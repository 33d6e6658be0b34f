"""The environment of a local run. It must be in place before the app is imported: decorators read it."""

import os
from collections.abc import Mapping

REGION = "eu-west-1"
_FOREIGN = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
)


def point_at_emulator(aws_url: str, ses_url: str) -> None:
    """Make every AWS client of this process talk to this machine, with credentials that are worth nothing
    elsewhere.

    The developer's own profile and credentials are put out of reach, so that a mistake cannot touch a real
    account.
    """
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ |= {
        # The only pair the emulator knows: it refuses links that are signed with another.
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_ENDPOINT_URL_SESV2": ses_url,
        # A proxy of the company cannot reach 127.0.0.1.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "POWERTOOLS_SERVICE_NAME": "lippu",
        "POWERTOOLS_LOG_LEVEL": "INFO",  # the console reads what the functions log
        "POWERTOOLS_METRICS_NAMESPACE": "Lippu",
    }


def name_resources(variables: Mapping[str, str]) -> None:
    """Set the LIPPU_* variables, as `infra.deploy` does for a stage."""
    os.environ |= variables
