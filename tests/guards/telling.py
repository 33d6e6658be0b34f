"""Guards around what agents are told."""

from tests.guards.guard import A, D, Guard, S

TOLD = ("tests/consumers/test_notifications.py",)

TELLING: tuple[Guard, ...] = (
    Guard(
        "nobody is told of their own acts",
        D + "notifications.py",
        "if agent and agent.id != entry.author.id and may_see(agent, ticket)",
        "if agent and may_see(agent, ticket)",
        TOLD,
    ),
    Guard(
        "nobody is told of what they do not see",
        D + "notifications.py",
        "if agent and agent.id != entry.author.id and may_see(agent, ticket)",
        "if agent and agent.id != entry.author.id",
        TOLD,
    ),
    Guard(
        "a notice is mailed only to who sees its ticket by then",
        S + "send_mail.py",
        "        if agent is None or not may_see(agent, letter.ticket):\n            return False\n",
        "        if agent is None:\n            return False\n",
        TOLD,
    ),
    Guard(
        "a digest tells only what its reader sees by then",
        S + "digests.py",
        "if reference in heads and may_see(agent, heads[reference])",
        "if reference in heads",
        TOLD,
    ),
    Guard(
        "a muted ticket is not heard",
        S + "notifying.py",
        " or each[0].id not in muted]",
        " or each[0].id]",
        TOLD,
    ),
    Guard(
        "a notice that comes again stays read",
        A + "dynamo/notice_store.py",
        "self._table.put(notice_items.notice_to_item(notice), only_new=True)",
        "self._table.put(notice_items.notice_to_item(notice))",
        TOLD,
    ),
)
