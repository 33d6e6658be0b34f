"""Guards of views and counts: each change counts once, and nobody counts or lists what is not theirs to see."""

from tests.guards.guard import A, Guard, S

COUNTING = ("tests/unit/services/test_counting.py",)
VIEWS_TESTS = ("tests/unit/services/test_views.py",)

VIEWS = (
    Guard(
        "counts move once",
        A + "dynamo/count_store.py",
        '"ConditionExpression": "turn = :turn"',
        '"ConditionExpression": "turn = :turn OR turn <> :turn"',
        COUNTING,
    ),
    Guard(
        "a ticket is counted for the first time once",
        A + "dynamo/count_store.py",
        '"Item": item, "ConditionExpression": ABSENT}',
        '"Item": item, "ConditionExpression": f"{ABSENT} OR attribute_exists(pk)"}',
        COUNTING,
    ),
    Guard(
        "what was counted is compared with the ticket as it is then",
        S + "counting.py",
        "(moved and slots == wanted and now.version == ticket.version)",
        "(moved and slots == wanted)",
        COUNTING,
    ),
    Guard(
        "an agent's numbers are those of the departments that the agent sees",
        S + "counts.py",
        "if about == name and (self.departments is None or department in self.departments)",
        "if about == name",
        COUNTING,
    ),
    Guard(
        "a mail set aside counts for its departments",
        S + "counts.py",
        'if names != NOBODYS and mine & set(names.split("+"))',
        "if names != NOBODYS",
        COUNTING,
    ),
    Guard(
        "a team's view counts own tickets for who sees no others",
        S + "counts.py",
        "            return assignee == self.agent.id\n",
        "            return True\n",
        VIEWS_TESTS,
    ),
    Guard(
        "a view is listed for those who have it",
        S + "view_lists.py",
        "if made is None or not has_view(agent, made.view):",
        "if made is None:",
        VIEWS_TESTS,
    ),
    Guard(
        "a view is changed by those who have it",
        S + "saved_views.py",
        "if made is None or not has_view(agent, made.view):",
        "if made is None:",
        VIEWS_TESTS,
    ),
    Guard(
        "who was mentioned and may not see the ticket any more does not list it",
        S + "view_lists.py",
        "if may_see(agent, heads[row.reference]) and row.status in AT_WORK",
        "if row.status in AT_WORK",
        VIEWS_TESTS,
    ),
    Guard(
        "conditions name what their author knows of",
        S + "saved_views.py",
        "known = _known_to(agent, self._directory.current())",
        "known = self._directory.current()",
        VIEWS_TESTS,
    ),
)
