"""Nobody finds what they may not read: neither the ticket nor that there is one."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.roles.actors import Actor, actors_of
from tests.roles.scene import Scene, scene
from tests.support.proof import is_full

PRIVATE = ("note about", "message of", "subject of", "reply to", "tag of", "attachment name of", "summary of")
WHO = ("other-dept", "agent", "restricted", "unassigned", "admin")


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    with scene() as built:
        built.lambdas.derive_everything()
        yield built


@pytest.fixture(scope="module")
def actors(stage: Scene) -> list[Actor]:
    return [actor for actor in actors_of(stage) if actor.name in WHO]


def test_a_private_text_is_found_by_its_readers_alone(stage: Scene, actors: list[Actor]) -> None:
    """Case by case: one hit for a reader, the answer to a word that nobody wrote for everybody else."""
    asked = 0
    cases = list(stage.cases.values())[:: 1 if is_full() else 4]
    for actor in actors:
        nothing = _answer(stage, actor, "nobodywrotethis")
        for case in cases:
            private = {f"{what} {case.customer.key}" for what in PRIVATE}
            texts = [canary for canary in stage.aviary.canaries if canary.what in private]
            assert len(texts) == len(PRIVATE)
            for canary in texts:
                asked += 1
                answer = _answer(stage, actor, canary.value)
                may_read = actor.reader in case.customer.readers
                assert (answer == nothing) != may_read, f"{actor.name} and the {canary.what}"
                for question in (case.customer.email, case.reference, f'"{canary.value}"', f"{canary.value} sort"):
                    assert may_read or _answer(stage, actor, question) == nothing, f"{actor.name} asks {question}"
    assert asked > (90 if is_full() else 20)
    assert sorted({str(leak) for leak in stage.aviary.leaks()}) == []


def _answer(stage: Scene, actor: Actor, question: str) -> bytes:
    path = f"/api/search?{urlencode({'q': question})}"
    response = stage.browser.send("GET", path, agent=actor.cookie, headers={"Origin": actor.origin})
    assert response.status_code == 200
    stage.aviary.witness("answer", f"{actor.name}: {path}", actor.reader, response.body, "GET /api/search")
    body: bytes = response.body
    return body
