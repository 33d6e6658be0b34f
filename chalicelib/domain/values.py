"""Values: dataclasses whose methods are written when the first object is made, not at import.

`dataclasses` compiles six functions for each frozen class, and a Lambda function imports far more of these classes than
it makes objects of before its first answer: a sixth of all import time went there (docs/architecture.md). To everybody
else, type checkers included, these are the dataclasses of the standard library.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

_WRITTEN_LATE = ("__init__", "__repr__", "__eq__", "__hash__")


def _late(plain: type) -> type:
    plain.__setattr__ = _refuse_to_set  # type: ignore[assignment]
    plain.__delattr__ = _refuse_to_delete  # type: ignore[assignment]
    plain.__setstate__ = _restore  # type: ignore[attr-defined]
    plain.__doc__ = plain.__doc__ or plain.__name__  # or a signature is made up, which takes longer than the rest
    value: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(plain)

    def write_and_start(self: object, *args: object, **kwargs: object) -> None:
        full = _with_methods(value)
        for name in _WRITTEN_LATE:
            setattr(value, name, getattr(full, name))
        value.__init__(self, *args, **kwargs)

    value.__init__ = write_and_start
    return value  # type: ignore[no-any-return]


def _with_methods(value: Any) -> type:
    """A dataclass of the standard library with the same fields, frozen."""
    after = {"__post_init__": value.__post_init__} if hasattr(value, "__post_init__") else {}
    shape = [(each.name, each.type, _again(each)) for each in dataclasses.fields(value)]
    return dataclasses.make_dataclass(value.__name__, shape, namespace=after, frozen=True)


def _again(field: dataclasses.Field[Any]) -> Any:
    arguments = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    return dataclasses.field(**{name: getattr(field, name) for name in arguments})


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _restore(self: object, state: tuple[None, dict[str, object]]) -> None:
    for name, content in state[1].items():
        object.__setattr__(self, name, content)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(**options: bool) -> Callable[[type], type]:
        """As in the standard library. Frozen ones with slots are written late."""
        return _late if options == {"frozen": True, "slots": True} else dataclasses.dataclass(**options)
