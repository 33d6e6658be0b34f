"""botocore sessions and clients, made to start quickly. `tests/budgets/test_lean_aws.py` holds them against stock ones.

botocore does two things before it makes a first client, each an eighth or more of the time to the first request, that
are left out here:

- It lists its several hundred service folders, to give a friendly error for a service that does not exist.
- It reads an address book of all services in all regions, 1.2 MB. Addresses come from each service's own rules; the
  book only has to know the partitions, which stand in a small file of their own.
"""

from typing import Any

import botocore
import botocore.config
import botocore.loaders
import botocore.session


class _LeanLoader(botocore.loaders.Loader):  # type: ignore[misc]  # botocore has no types
    SERVICES = ("dynamodb", "s3", "sqs", "sesv2", "ssm", "cognito-idp")

    def list_available_services(self, type_name: str) -> list[str]:
        return list(self.SERVICES)

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        if name != "endpoints":
            found: tuple[Any, str] = super().load_data_with_path(name)
            return found
        known, path = super().load_data_with_path("partitions")
        return {"version": 3, "partitions": [_address_book(partition) for partition in known["partitions"]]}, path


def _address_book(partition: dict[str, Any]) -> dict[str, Any]:
    """A partition without any services, in the form of botocore's `endpoints.json`."""
    outputs = partition["outputs"]
    return {
        "partition": partition["id"],
        "dnsSuffix": outputs["dnsSuffix"],
        "regionRegex": partition["regionRegex"],
        "regions": partition["regions"],
        "services": {},
        "defaults": {
            "hostname": "{service}.{region}.{dnsSuffix}",
            "protocols": ["https"],
            "signatureVersions": ["v4"],
            "variants": [
                {"tags": ["fips"], "hostname": "{service}-fips.{region}.{dnsSuffix}"},
                {"tags": ["dualstack"], "dnsSuffix": outputs["dualStackDnsSuffix"]},
            ],
        },
    }


# shared, so that a function with several clients reads each file once
_LOADER = _LeanLoader()


# a given name saves putting a long one together twice for each request, a tenth of a small one's work
_DEFAULTS = botocore.config.Config(user_agent=f"Lippu Botocore/{botocore.__version__}")


def lean_session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", _LOADER)
    session.set_default_client_config(_DEFAULTS)
    return session


def client(service: str, region: str, *, read_timeout: float = 10, attempts: int = 3) -> Any:
    """A botocore client of one of the services above; times in seconds, `attempts` counts the first one too."""
    config = botocore.config.Config(
        connect_timeout=3,
        read_timeout=read_timeout,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        s3=_s3_options() if service == "s3" else None,
        signature_version="s3v4" if service == "s3" else None,
    )
    return lean_session().create_client(service, region_name=region, config=config)


def _s3_options() -> Any:
    """Buckets are asked for in their own region: without that, links lead to us-east-1, which redirects. An emulator
    has no DNS name for each bucket."""
    emulated = lean_session().get_config_variable("endpoint_url")
    return {"addressing_style": "path" if emulated else "virtual", "us_east_1_regional_endpoint": "regional"}
