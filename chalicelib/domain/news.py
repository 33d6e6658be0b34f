"""What arrived while an agent was writing, and may have made their answer wrong."""

from chalicelib.domain.timeline import AuthorKind, Entry, EntryKind

# who gets the answer, and whether the ticket is still worth one
TELLING = frozenset({"requester", "participants", "status"})


def is_news(entry: Entry, agent_id: str) -> bool:
    """Whether an agent should read this before they answer: messages, notes of others, and who else decided what.

    A message of their own counts as well: it was sent from another window, or another device.
    """
    if entry.kind in (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT):
        return True
    if entry.author.id == agent_id:
        return False
    if entry.kind is EntryKind.NOTE:
        return True
    return entry.author.kind is AuthorKind.AGENT and any(change.field in TELLING for change in entry.changes)


def overtakes(entry: Entry, agent_id: str) -> bool:
    """Whether this stops a reply that was written before: the customer has said more, or somebody else answered."""
    return entry.kind is EntryKind.MESSAGE_IN or (entry.kind is EntryKind.MESSAGE_OUT and entry.author.id != agent_id)
