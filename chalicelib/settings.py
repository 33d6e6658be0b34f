"""The only reader of the environment: names of resources and addresses, set for each stage at deployment."""

import os
from collections.abc import Mapping

from chalicelib.domain.values import dataclass


class MissingSetting(Exception):
    """A variable that this function needs is not set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """See `infra/template.yaml` for what each name stands for; a test keeps the two lists equal."""

    table: str
    raw_bucket: str
    files_bucket: str
    held_queue_url: str
    outbound_queue_url: str
    derived_queue_url: str
    user_pool_id: str
    user_pool_client_id: str
    keys_parameter: str
    configuration_set: str
    public_url: str
    mail_domain: str
    region: str

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read at call time. Raises MissingSetting naming every variable that is absent."""
        source = os.environ if environment is None else environment
        variables = {field: f"LIPPU_{field.upper()}" for field in cls.__dataclass_fields__ if field != "region"} | {
            "region": "AWS_DEFAULT_REGION" if "AWS_REGION" not in source else "AWS_REGION"
        }
        missing = [variable for variable in variables.values() if not source.get(variable)]
        if missing:
            raise MissingSetting("not set: " + ", ".join(sorted(missing)))
        values = {field: source[variable] for field, variable in variables.items()}
        return cls(**(values | {"public_url": values["public_url"].rstrip("/")}))
