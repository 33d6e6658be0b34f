"""Guards of what agents write: drafts, and replies that come too late."""

from tests.guards.guard import A, D, Guard, S

DRAFTS = ("tests/unit/services/test_drafts.py",)
STALE = ("tests/unit/services/test_stale_replies.py",)

COMPOSING = (
    # drafts
    Guard(
        "a draft is saved over the version that was read",
        A + "dynamo/draft_items.py",
        'UNCHANGED = "version = :version"',
        'UNCHANGED = "version >= :version OR version < :version"',
        DRAFTS,
    ),
    Guard(
        "a first draft needs a free place",
        A + "dynamo/draft_items.py",
        'FREE = f"{ABSENT} OR expires < :now"',
        'FREE = f"{ABSENT} OR expires >= :now OR expires < :now"',
        DRAFTS,
    ),
    Guard(
        "an expired draft makes room",
        A + "dynamo/draft_items.py",
        'FREE = f"{ABSENT} OR expires < :now"',
        'FREE = f"{ABSENT} OR (expires < :now AND expires > :now)"',
        DRAFTS,
    ),
    Guard(
        "an expired draft counts as gone",
        S + "drafts.py",
        "return draft.expires_at > self._clock.now()",
        "return True",
        DRAFTS,
    ),
    Guard(
        "a repeated save finds itself",
        A + "dynamo/draft_store.py",
        "if found is None or not is_same_save(found, draft, based_on):",
        "if True:",
        DRAFTS,
    ),
    Guard(
        "versions of drafts begin anew nowhere",
        D + "drafts.py",
        "return (now - _EPOCH) // _MILLISECOND if based_on is None else based_on + 1",
        "return (based_on or 0) + 1",
        DRAFTS,
    ),
    Guard(
        "what is sent was the draft's newest version",
        A + "dynamo/draft_items.py",
        '"ConditionExpression": f"{ABSENT} OR {UNCHANGED}"',
        '"ConditionExpression": f"{ABSENT} OR version > :version OR {UNCHANGED}"',
        DRAFTS,
    ),
    Guard(
        "a draft goes with what it became",
        S + "replies.py",
        "if version is not None else None\n",
        "if False else None\n",
        DRAFTS,
    ),
    Guard(
        "a draft is discarded in the version that was read",
        A + "dynamo/draft_store.py",
        'ConditionExpression=f"{ABSENT} OR {draft_items.UNCHANGED}",',
        'ConditionExpression=f"{ABSENT} OR version > :version OR {draft_items.UNCHANGED}",',
        DRAFTS,
    ),
    Guard(
        "own drafts are listed while their tickets are seen",
        S + "drafts.py",
        "if ticket and may_see(agent, ticket)",
        "if ticket",
        DRAFTS,
    ),
    Guard(
        "drafting needs the right to write",
        S + "drafts.py",
        "        require(agent, NEEDED[kind])\n",
        "",
        DRAFTS,
    ),
    # replies that come too late
    Guard(
        "a reply waits until the news were read",
        S + "news.py",
        "        if news:\n",
        "        if False:\n",
        STALE,
    ),
    Guard(
        "only what the agent has not read is news",
        A + "dynamo/timelines.py",
        'f"{entry_sk(entry_id)}$"',
        'f"{entry_sk(entry_id)[:-4]}"',
        STALE,
    ),
    Guard(
        "the own answer from another window is news",
        D + "news.py",
        "if entry.kind in (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT):",
        "if entry.kind is EntryKind.MESSAGE_IN:",
        STALE,
    ),
    Guard(
        "the own note is no news",
        D + "news.py",
        "    if entry.author.id == agent_id:\n        return False\n",
        "",
        STALE,
    ),
    Guard(
        "a note of others is news",
        D + "news.py",
        "if entry.kind is EntryKind.NOTE:\n        return True",
        "if entry.kind is EntryKind.NOTE:\n        return False",
        STALE,
    ),
    Guard(
        "tags and priorities are no news",
        D + "news.py",
        "any(change.field in TELLING for change in entry.changes)",
        "bool(entry.changes)",
        STALE,
    ),
    Guard(
        "news are shown rather than written over",
        S + "changes.py",
        "            if stale.news:\n                raise\n",
        "",
        STALE,
    ),
)
