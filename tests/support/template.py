"""Reads `infra/template.yaml` with CloudFormation's short forms, as far as tests need the values."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"


class _Loader(yaml.SafeLoader):
    pass


def _intrinsic(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix: value}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def resources() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(TEMPLATE.read_text(), Loader=_Loader)
    found: dict[str, Any] = loaded["Resources"]
    return found


def table_properties() -> dict[str, Any]:
    """The table as `CreateTable` wants it."""
    tables = [r["Properties"] for r in resources().values() if r["Type"] == "AWS::DynamoDB::Table"]
    wanted = (
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "StreamSpecification",
        "BillingMode",
    )
    properties = {name: tables[0][name] for name in wanted}
    properties["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    return properties
