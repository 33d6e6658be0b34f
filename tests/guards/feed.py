"""Guards of the live feed, of presence, and of what the queue makes of it."""

from tests.guards.guard import A, D, Guard, S

FEED = ("tests/unit/services/test_feed.py",)
PRESENCE = ("tests/unit/services/test_presence.py",)

LIVE = (
    Guard(
        "a look begins before what was told last",
        S + "feed.py",
        "self._store.look(cursor.position - OVERLAP, MOST, here)",
        "self._store.look(cursor.position, MOST, here)",
        FEED,
    ),
    Guard(
        "what was told is not told again",
        S + "feed.py",
        "if cursor.tells(change):",
        "if True:",
        FEED,
    ),
    Guard(
        "a changed ticket is told to who sees it",
        S + "feed.py",
        "if sees(agent, latest.row.department, latest.row.assignee):",
        "if True:",
        FEED,
    ),
    Guard(
        "what is gone is told to who saw it",
        S + "feed.py",
        "elif any(_saw(agent, line) for line in lines):",
        "elif True:",
        FEED,
    ),
    Guard(
        "who works where a ticket left is told",
        S + "feed.py",
        "any(sees(agent, department, None) for department in line.left.departments)",
        "False",
        FEED,
    ),
    Guard(
        "who held a ticket is told",
        S + "feed.py",
        'any(sees(agent, "", holder) for holder in line.left.agents)',
        "False",
        FEED,
    ),
    Guard(
        "the highest version of a ticket counts",
        S + "feed.py",
        "change.version >= known.version:",
        "True:",
        FEED,
    ),
    Guard(
        "an old cursor says reload",
        S + "feed.py",
        "or now - cursor.position > KEPT:",
        "or False:",
        FEED,
    ),
    Guard(
        "other rights say reload",
        S + "feed.py",
        "cursor.scope != scope",
        "False",
        FEED,
    ),
    Guard(
        "too much says reload",
        S + "feed.py",
        "if not page.complete:",
        "if False:",
        FEED,
    ),
    Guard(
        "a cursor moves with what its reader sees",
        S + "feed.py",
        "cursor.moved(told, page.changes, now)",
        "cursor.moved(page.changes, page.changes, now)",
        FEED,
    ),
    Guard(
        "numbers that come along tell nothing of what others see",
        S + "feed.py",
        "recount = bool(after.told) or",
        "recount = bool(page.changes) or",
        FEED,
    ),
    Guard(
        "a line that took long is written again",
        S + "feed_log.py",
        "if self._clock.now() - began > IN_TIME:",
        "if False:",
        FEED,
    ),
    Guard(
        "two lines of one moment stand beside each other",
        A + "dynamo/feed_items.py",
        "#{ticket.reference}#{content}",
        "#{ticket.reference}#0",
        FEED,
    ),
    Guard(
        "only who sees a ticket sees who is there",
        S + "feed.py",
        "is_here(each, now) and sees(agent, *place)",
        "is_here(each, now)",
        PRESENCE,
    ),
    Guard(
        "where a ticket went decides who sees who is there",
        S + "feed.py",
        "if known and known.version > each.version:",
        "if False:",
        FEED,
    ),
    Guard(
        "nobody is at a ticket that they do not see",
        S + "feed.py",
        "seen, now = visible(agent, ticket), self._clock.now()",
        "seen, now = ticket, self._clock.now()",
        PRESENCE,
    ),
    Guard(
        "a presence fades",
        D + "presence.py",
        "return now - presence.at <= BELIEVED_FOR",
        "return True",
        PRESENCE,
    ),
    Guard(
        "the queue leaves to others what they look at",
        S + "queue.py",
        "row.reference in busy and row.assignee != agent.id",
        "False",
        PRESENCE,
    ),
    Guard(
        "the queue leaves to others what they write in",
        S + "queue.py",
        "return busy.get(row.reference, False) or",
        "return False or",
        PRESENCE,
    ),
)
