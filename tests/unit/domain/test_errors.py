from chalicelib.domain import errors
from chalicelib.domain.errors import FieldProblem, InvalidInput, LippuError, StaleVersion


def test_every_refusal_stands_in_the_tree_that_opens_the_module() -> None:
    refusals = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, LippuError) and value is not LippuError
    }
    drawn = {line.strip("|`- ").split()[0] for line in (errors.__doc__ or "").splitlines() if "-- " in line}
    assert drawn == refusals


def test_invalid_input_names_every_field() -> None:
    refusal = InvalidInput(FieldProblem("name", "is missing"), FieldProblem("tags[0]", "is too long"))
    assert str(refusal) == "name: is missing; tags[0]: is too long"
    assert InvalidInput.of("name", "is missing").problems == refusal.problems[:1]


def test_a_stale_version_carries_what_is_stored_now() -> None:
    assert StaleVersion("now").current == "now"
