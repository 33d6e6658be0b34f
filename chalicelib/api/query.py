"""Query parameters as a typed struct. A parameter whose default is a tuple may be repeated, any other may not; the
same value again counts once.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from chalice.app import MultiDict

from chalicelib.api.json_body import Malformed
from chalicelib.api.wording import in_words, shown

Model = TypeVar("Model")


def all_values(parameters: MultiDict | None) -> dict[str, list[str]]:
    """Every value of every parameter. Iterating Chalice's mapping itself gives the last one only."""
    return {name: parameters.getlist(name) for name in parameters} if parameters else {}


def read_query(parameters: Mapping[str, list[str]], model: type[Model]) -> Model:
    """The parameters as `model`. Raises Malformed for an unknown, repeated or unacceptable one."""
    repeatable = _repeatable(model)
    values: dict[str, Any] = {}
    for name, given in parameters.items():
        if name in repeatable:
            values[name] = tuple(dict.fromkeys(given))
        elif len(given) == 1:
            values[name] = given[0]
        else:
            raise Malformed.of(shown(name), "may be given only once")
    try:
        return msgspec.convert(values, model, strict=False)
    except msgspec.ValidationError as error:
        raise Malformed(in_words(str(error), model, "parameter")) from None


def _repeatable(model: Any) -> set[str]:
    names, defaults = model.__struct_fields__, model.__struct_defaults__
    return {
        name
        for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True)
        if isinstance(default, tuple)
    }
