"""Guards around bulk jobs."""

from tests.guards.guard import A, D, Guard, S

BULK_TESTS = ("tests/unit/services/test_bulk.py",)

BULK: tuple[Guard, ...] = (
    Guard(
        "a job changes a ticket under a key of both",
        S + "bulk_steps.py",
        "self._tickets.commit(replace(change, once=once))",
        "self._tickets.commit(change)",
        BULK_TESTS,
    ),
    Guard(
        "a ticket that a job changed already is not changed again",
        S + "bulk.py",
        "if (undone_key(job, reference) if undoing else done_key(job, reference)) in traces.mails:",
        "if False:",
        BULK_TESTS,
    ),
    Guard(
        "a ticket of a job must be in its agent's sight",
        S + "bulk_steps.py",
        "seen, now = visible(agent, ticket), self._clock.now()",
        "seen, now = ticket, self._clock.now()",
        BULK_TESTS,
    ),
    Guard(
        "what somebody changed since is not taken back",
        S + "bulk_steps.py",
        'if ticket.version != before["version"]:',
        "if False:",
        BULK_TESTS,
    ),
    Guard(
        "what was answered is not taken back",
        S + "bulk_steps.py",
        'if before["answered"]:',
        "if False:",
        BULK_TESTS,
    ),
    Guard(
        "the job of somebody disabled stops",
        S + "bulk.py",
        "if agent is None or not agent.enabled:",
        "if agent is None:",
        BULK_TESTS,
    ),
    Guard(
        "a job is its giver's and the admins'",
        D + "bulk.py",
        "or not (job.owner == agent.id or may(agent, Permission.CONFIGURE)):",
        "or not agent.enabled:",
        BULK_TESTS,
    ),
    Guard(
        "a job is taken back once",
        D + "bulk.py",
        "    if job.state is JobState.UNDONE:",
        "    if False:",
        BULK_TESTS,
    ),
    Guard(
        "a job is not taken back while it is under way",
        D + "bulk.py",
        "    if job.state in UNDER_WAY:",
        "    if False:",
        BULK_TESTS,
    ),
    Guard(
        "the clock leaves a job to whoever works on it",
        S + "bulk.py",
        "if fires_at is None or fires_at > self._clock.now():",
        "if fires_at is None:",
        BULK_TESTS,
    ),
    Guard(
        "a job is stored once for each request",
        A + "dynamo/bulk_store.py",
        "            return outbox_items.once_from_item(item) if item else None\n        return None",
        "            return None\n        return None",
        BULK_TESTS,
    ),
    Guard(
        "a report counts only on the version that was read",
        A + "dynamo/bulk_store.py",
        '"ConditionExpression": "#v = :version",',
        '"ConditionExpression": "#v = :version OR attribute_exists(pk)",',
        BULK_TESTS,
    ),
)
