"""Guards around customers, their groups, and tickets that follow them."""

from tests.guards.guard import A, D, Guard, S

OF_STORE = ("tests/contract/test_customer_store.py",)
MERGING = ("tests/unit/services/test_customer_merging.py",)
PROFILES = ("tests/unit/services/test_customer_profiles.py",)
BLOCKS = ("tests/unit/services/test_blocked_senders.py",)
GROUPS = ("tests/unit/services/test_customer_groups.py",)

CUSTOMERS = (
    Guard(
        "a customer is changed on the version that was read",
        A + "dynamo/customer_store.py",
        '"ConditionExpression": "#version = :version",',
        '"ConditionExpression": "#version >= :version OR #version < :version",',
        OF_STORE,
    ),
    Guard(
        "a ticket is opened only for a customer who stands as assumed",
        A + "dynamo/requesters.py",
        '"ConditionExpression": "attribute_not_exists(standing)",',
        '"ConditionExpression": "attribute_not_exists(standing) OR attribute_exists(standing)",',
        OF_STORE,
    ),
    Guard(
        "a further address is not taken from another customer",
        A + "dynamo/customer_store.py",
        '"TableName": self._table.name, "ConditionExpression": ABSENT}',
        '"TableName": self._table.name}',
        OF_STORE,
    ),
    Guard(
        "a merge is done once",
        S + "customer_merging.py",
        "if source.version != version or source.standing.merged_into:",
        "if False:",
        MERGING,
    ),
    Guard(
        "nobody is merged into themselves",
        S + "customer_merging.py",
        "if known[0].id == source.id:",
        "if False:",
        MERGING,
    ),
    Guard(
        "a merge leaves the tickets to be followed",
        D + "customer_changes.py",
        "        unsettled_at=now,",
        "        unsettled_at=None,",
        MERGING,
    ),
    Guard(
        "further addresses of a merged customer lead to the survivor without a detour",
        S + "customer_merging.py",
        "                *self._addresses(source, survivor.id),\n",
        "",
        MERGING,
    ),
    Guard(
        "what is still to follow stays due",
        S + "settling.py",
        "                if self._clock.now() - now > PATIENCE:\n                    return True",
        "                if self._clock.now() - now > PATIENCE:\n                    break",
        MERGING,
    ),
    Guard(
        "promises of a ticket that is over stay as they were",
        S + "settling.py",
        "regrouped = _is_alive(ticket) and group",
        "regrouped = group",
        GROUPS,
    ),
    Guard(
        "a group chosen by hand goes before the organisation's",
        D + "standing.py",
        "if standing.group in directory.groups:",
        "if False:",
        GROUPS,
    ),
    Guard(
        "policies go by the customer's group",
        D + "rulebook.py",
        "groups = (group,) if group else ()",
        "groups: tuple[str, ...] = ()",
        GROUPS,
    ),
    Guard(
        "a restricted agent lists no members",
        S + "customers.py",
        '        if sees_only_own(agent):\n            raise Forbidden("your role',
        '        if False:\n            raise Forbidden("your role',
        PROFILES,
    ),
    Guard(
        "a history names no hidden ticket's place",
        S + "customers.py",
        "return [ticket for ticket in self._store.tickets(references) if may_see(agent, ticket)]",
        "return [ticket for ticket in self._store.tickets(references)]",
        PROFILES,
    ),
    Guard(
        "mail of a blocked sender is set aside",
        S + "receive_mail.py",
        "    if blocked:\n        return",
        "    if False:\n        return",
        BLOCKS,
    ),
    Guard(
        "what a blocked sender posts is spam",
        S + "forms.py",
        'aside = post.honeypot or directory.blocked_by(email) != ""',
        "aside = post.honeypot",
        BLOCKS,
    ),
    Guard(
        "nobody blocks the desk or its agents",
        D + "consistency.py",
        "for address in sorted(directory.own_addresses() | people):",
        "for address in sorted(directory.own_addresses() & people):",
        BLOCKS,
    ),
)
