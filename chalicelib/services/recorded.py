"""Changes of settings, each stored together with its record in the audit log, whoever makes it."""

from collections.abc import Mapping

from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory
from chalicelib.domain.settings import Stored, kind_of
from chalicelib.services.audit import described
from chalicelib.services.configuration_ports import AuditRecord, ConfigurationChange, ConfigurationStore, Overtaken
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids

# how often a change is checked anew because others were faster
TRIES = 5
# authors who are no agents: whoever deploys the desk, and the desk itself
OPERATIONS = "~operations"
LIPPU = "~lippu"


class Recorded:
    def __init__(self, store: ConfigurationStore, cache: DirectoryCache, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._cache = cache
        self._clock = clock
        self._ids = ids

    def read(self) -> Directory:
        """The directory as it is stored now, to check a change against."""
        return self._store.read()

    def store(
        self,
        actor: str,
        directory: Directory,
        before: Stored | None,
        after: Stored | None,
        along: tuple[tuple[Agent, Agent], ...] = (),
        request_id: str = "",
    ) -> bool:
        """Store the change with its record; False if something else changed since the directory was read."""
        changed = after or before
        if changed is None:
            raise ValueError("nothing changes")
        now = self._clock.now()
        record = AuditRecord(
            id=self._ids.ulid(now),
            at=now,
            actor=actor,
            kind=kind_of(changed),
            setting=changed.id,
            before=_recorded(before, [old for old, _ in along]),
            after=_recorded(after, [new for _, new in along]),
            request_id=request_id,
        )
        # one that came with the desk is not in the table
        stored = before if before and before.version else None
        try:
            self._store.commit(ConfigurationChange(stored, after, along, directory.revision, record))
        except Overtaken:
            return False
        finally:
            self._cache.forget()
        return True


def _recorded(setting: Stored | None, agents: list[Agent]) -> Mapping[str, object] | None:
    """A setting for the audit log, with the agents that changed along."""
    if setting is None:
        return None
    found = described(setting)
    if agents:
        found["agents"] = {agent.id: described(agent) for agent in agents}
    return found
