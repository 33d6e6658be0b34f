"""Guards of who may see and do what, and of the tokens that prove it."""

from tests.guards.guard import A, D, Guard, H, M, S

WRITE = ("tests/unit/services/test_agents_write.py",)
READ = ("tests/unit/services/test_agents_read.py",)
SESSIONS = ("tests/unit/services/test_sessions.py", "tests/contract/test_small_stores.py")
FORMS = ("tests/unit/services/test_forms.py",)
PERMISSIONS = ("tests/unit/domain/test_permissions.py",)
SIGNING = ("tests/unit/domain/test_signing.py",)
ACCESS = ("tests/api/test_access.py",)
CURSORS = ("tests/api/test_cursors.py",)
SEALING = ("tests/unit/domain/test_sealing.py",)
QUARANTINE = ("tests/unit/services/test_quarantine.py", "tests/contract/test_quarantine_store.py")
SUPPRESSIONS = ("tests/unit/services/test_suppressions.py",)
MERGING = ("tests/unit/services/test_merging.py",)
PEOPLE = ("tests/unit/services/test_people_of_a_ticket.py",)

RIGHTS = (
    # who may see what
    Guard(
        "a disabled agent sees nothing",
        D + "agents.py",
        "return agent.enabled and permission in agent.permissions",
        "return permission in agent.permissions",
        PERMISSIONS,
    ),
    Guard(
        "a restricted agent sees only the own tickets",
        D + "permissions.py",
        "return may(agent, Permission.SEE_ASSIGNED) and assignee == agent.id",
        "return True",
        PERMISSIONS,
    ),
    Guard(
        "an agent sees only the own departments",
        D + "permissions.py",
        "return department in agent.departments",
        "return True",
        PERMISSIONS,
    ),
    Guard(
        "a ticket goes only to somebody of its department",
        D + "permissions.py",
        "if agent is None or not works_in(agent, department):",
        "if agent is None:",
        (*PERMISSIONS, *WRITE),
    ),
    Guard(
        "a disabled agent's session is over",
        D + "permissions.py",
        "if agent is None or not agent.enabled:\n        raise Unauthenticated",
        "if agent is None:\n        raise Unauthenticated",
        (*PERMISSIONS, *SESSIONS),
    ),
    Guard("a session ends", S + "sessions.py", " or not session.is_live(self._clock.now())", "", SESSIONS),
    Guard("a session belongs to its agent", S + "sessions.py", " or session.agent_id != agent_id", "", SESSIONS),
    Guard(
        "signing out ends the session", S + "sessions.py", "self._store.delete(hash_secret(parts[1]))", "pass", SESSIONS
    ),
    Guard(
        "lists show only visible departments",
        S + "reading.py",
        "if department not in mine and not sees_only_own(agent):",
        "if False:",
        READ,
    ),
    Guard(
        "a restricted agent lists only the own tickets",
        S + "reading.py",
        "if assignee not in (None, agent.id):",
        "if False:",
        READ,
    ),
    Guard("an opened ticket is a visible one", S + "reading.py", "visible(agent, page.ticket)", "pass", READ),
    Guard("a customer's page holds visible tickets", S + "customers.py", "if may_see(agent, ticket)", "if True", READ),
    Guard("changes need our Origin", H + "call.py", "if origin is not None and origin != ours:", "if False:", ACCESS),
    Guard(
        "changes with the cookie need an Origin",
        H + "call.py",
        "if origin is None and cookie is not None:",
        "if False:",
        ACCESS,
    ),
    # tokens
    Guard("each purpose has its own key", D + "signing.py", 'b"lippu:" + purpose.encode()', 'b"lippu:"', SIGNING),
    Guard("a retired key verifies nothing", D + "signing.py", "[:LIVE_VERSIONS]", "", SIGNING),
    Guard(
        "a signature covers the payload", D + "signing.py", "bytes([version]) + payload", "bytes([version])", SIGNING
    ),
    Guard(
        "a cursor is bound to caller and question",
        H + "cursors.py",
        "digest('cursor', caller, *question)",
        "digest('cursor')",
        CURSORS,
    ),
    Guard(
        "what is sealed is checked",
        D + "sealing.py",
        "return payload if signer.verify(purpose, bound_to + payload, code) else None",
        "return payload",
        SEALING,
    ),
    Guard("what is sealed has one spelling", D + "sealing.py", "or _spelled(raw) != sealed", "", SEALING),
    Guard(
        "a bond is inside the code",
        D + "sealing.py",
        "purpose, bound_to + payload, CODE",
        "purpose, payload, CODE",
        SEALING,
    ),
    Guard(
        "an upload belongs to agent and ticket",
        S + "attachments.py",
        "claim is None or claim[:2] != [agent.id, subject]",
        "claim is None",
        WRITE,
    ),
    Guard(
        "an upload ends", S + "attachments.py", "if int(claim[-1]) > self._clock.now().timestamp() else None", "", WRITE
    ),
    Guard("a form ends", S + "forms.py", "and age <= VALID_FOR.total_seconds()", "", FORMS),
    Guard(
        "a reply address is signed",
        M + "thread.py",
        "return token if genuine else None",
        "return token",
        ("tests/unit/mail/test_thread.py",),
    ),
    Guard(
        "our message ids are signed",
        M + "thread.py",
        "return OwnId(match[1], match[2]) if genuine else None",
        "return OwnId(match[1], match[2])",
        ("tests/unit/mail/test_thread.py",),
    ),
    # what was set aside
    Guard(
        "a mail set aside is for the departments it was sent to",
        D + "permissions.py",
        "return any(department.id in agent.departments for department in departments if department)",
        "return True",
        QUARANTINE,
    ),
    Guard(
        "a restricted agent sees no mail set aside",
        D + "permissions.py",
        "if sees_only_own(agent) or not may(agent, Permission.SEE_QUARANTINE):",
        "if not agent.enabled:",
        QUARANTINE,
    ),
    Guard(
        "a decision counts since the states it names",
        A + "dynamo/quarantine_store.py",
        "f\"box IN ({', '.join(boxes)})\"",
        "f\"attribute_exists(box) OR box IN ({', '.join(boxes)})\"",
        QUARANTINE,
    ),
    Guard(
        "a request decides once",
        A + "dynamo/quarantine_store.py",
        '"ConditionExpression": ABSENT,',
        '"ConditionExpression": f"{ABSENT} OR attribute_exists(pk)",',
        QUARANTINE,
    ),
    Guard(
        "a virus is for admins",
        S + "quarantine.py",
        'if ("virus", "FAIL") in mail.verdicts:',
        "if False:",
        QUARANTINE,
    ),
    Guard(
        "tickets of others are not named",
        S + "quarantine.py",
        "if may_see(agent, ticket)",
        "if ticket",
        QUARANTINE,
    ),
    Guard(
        "only admins lift a suppression",
        D + "permissions.py",
        "if not may(agent, Permission.CONFIGURE):",
        "if False:",
        SUPPRESSIONS,
    ),
    # merging and people
    Guard(
        "a merged ticket takes nothing in",
        D + "merging.py",
        "if target.merged_into is not None:",
        "if False:",
        MERGING,
    ),
    Guard(
        "a merged ticket takes no replies",
        D + "merging.py",
        "if ticket.merged_into is not None:",
        "if False:",
        MERGING,
    ),
    Guard(
        "a ticket is merged into one that the agent may see",
        S + "merging.py",
        "if target is None or not may_see(agent, target):",
        "if target is None:",
        MERGING,
    ),
    Guard(
        "the former requester has the ticket no more",
        A + "dynamo/ticket_store.py",
        '                writes.append(("former_customer", requesters.taken(self._table.name, change.before)))\n',
        "",
        PEOPLE,
    ),
    Guard(
        "the desk does not write to itself",
        S + "people.py",
        "if directory.is_own_address(address):",
        "if False:",
        PEOPLE,
    ),
)
