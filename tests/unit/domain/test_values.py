"""Values are the dataclasses of the standard library; only their methods come later."""

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, replace

import pytest

from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Late:
    """A value."""

    name: str
    size: int = 1
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)
    seen: int = field(default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("too small")

    @property
    def double(self) -> int:
        return self.size * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    name: str
    size: int = 1
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)
    seen: int = field(default=0, compare=False, repr=False)


def test_a_value_is_made_shown_compared_and_hashed_like_a_dataclass() -> None:
    late, usual = Late("a", parts={"x": 1}, seen=3), Usual("a", parts={"x": 1}, seen=3)
    assert repr(late) == repr(usual).replace("Usual", "Late")
    assert late == Late("a", 1, {"x": 1}) != Late("b", 1, {"x": 1})
    assert late != usual
    assert hash(late) == hash(usual) == hash(Late("a"))
    assert dataclasses.asdict(late) == dataclasses.asdict(usual)
    assert late.double == 2


def test_each_value_has_defaults_of_its_own() -> None:
    assert Late("a").parts is not Late("a").parts
    assert Late("a").size == 1


@pytest.mark.parametrize("arguments", [(), ("a", 1, {}, 0, 5)])
def test_a_value_refuses_arguments_that_it_has_no_fields_for(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Late(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Late("a", colour="red")  # type: ignore[call-arg]


def test_a_value_is_checked_when_it_is_made_and_when_it_is_replaced() -> None:
    with pytest.raises(ValueError, match="too small"):
        Late("a", -1)
    assert replace(Late("a"), size=7) == Late("a", 7)
    with pytest.raises(ValueError, match="too small"):
        replace(Late("a"), size=-1)


def test_a_value_never_changes() -> None:
    value = Late("a")
    with pytest.raises(FrozenInstanceError, match="size"):
        value.size = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="size"):
        del value.size
    with pytest.raises(FrozenInstanceError):
        value.other = 2  # type: ignore[attr-defined]
    assert not hasattr(value, "__dict__")
    assert value == Late("a")


def test_a_value_can_be_matched_copied_and_pickled() -> None:
    value = Late("a", 2, {"x": 1})
    match value:
        case Late(name, size):
            assert (name, size) == ("a", 2)
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_what_is_not_a_frozen_value_with_slots_is_made_by_the_standard_library() -> None:
    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        number: int

    @dataclass(slots=True)
    class Open:
        number: int

    assert Ordered(1) < Ordered(2)
    thing = Open(1)
    thing.number = 2
    assert thing == Open(2)
