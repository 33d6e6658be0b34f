"""What agents set for themselves: whether they are there, which queues they take part in, and what they are told."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.digests import DigestPlan
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.permissions import active
from chalicelib.domain.values import dataclass
from chalicelib.services.configuration_ports import ConfigurationStore
from chalicelib.services.directory import DirectoryCache

TRIES = 5


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """What to change; None leaves a setting alone. `notifications` changes only the occasions that it names."""

    available: bool | None = None
    queue_off: Collection[str] | None = None
    notifications: Mapping[Occasion, Way] | None = None
    digest: DigestPlan | None = None
    language: str | None = None
    undo_seconds: int | None = None


class OwnSettings:
    def __init__(self, store: ConfigurationStore, cache: DirectoryCache) -> None:
        self._store = store
        self._cache = cache

    def change(self, agent: Agent, based_on: int | None, edit: OwnEdit) -> Agent:
        """The agent after the change; without `based_on` it is made on whatever an admin made of them meanwhile.

        Raises InvalidInput for a department they do not work in or a language the desk lacks, StaleVersion.
        """
        if based_on is not None and based_on != agent.version:
            raise StaleVersion(agent)
        if edit.language and edit.language not in LANGUAGES:
            raise InvalidInput.of("language", f"must be one of {', '.join(LANGUAGES)}")
        for _ in range(TRIES):
            after = _edited(agent, edit)
            try:
                self._store.replace_agent(agent, after)
            except StaleVersion as stale:
                if based_on is not None:
                    raise
                agent = active(stale.current)
                continue
            finally:
                self._cache.forget()
            return after
        raise StaleVersion(agent)


def _edited(agent: Agent, edit: OwnEdit) -> Agent:
    if edit.queue_off is not None and not set(edit.queue_off) <= set(agent.departments):
        raise InvalidInput.of("queue_off", "must be departments you work in")
    return replace(
        agent,
        available=agent.available if edit.available is None else edit.available,
        queue_off=agent.queue_off if edit.queue_off is None else frozenset(edit.queue_off),
        notifications={**agent.notifications, **(edit.notifications or {})},
        digest=agent.digest if edit.digest is None else edit.digest,
        language=agent.language if edit.language is None else edit.language,
        undo_seconds=agent.undo_seconds if edit.undo_seconds is None else edit.undo_seconds,
        version=agent.version + 1,
    )
