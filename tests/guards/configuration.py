"""Guards around what admins set up."""

from tests.guards.guard import Guard

STORE = "chalicelib/adapters/dynamo/configuration_store.py"
SERVICE = "chalicelib/services/configuration.py"
PEOPLE = "chalicelib/domain/people_rules.py"
OF_STORE = ("tests/contract/test_configuration_store.py",)
OF_SERVICE = ("tests/unit/services/test_configuration.py",)

CONFIGURATION: tuple[Guard, ...] = (
    Guard(
        "a setting is changed on the version it was read in",
        STORE,
        '"#v = :version OR (attribute_exists(pk)',
        '"attribute_exists(pk) OR #v = :version OR (attribute_exists(pk)',
        OF_STORE,
    ),
    Guard(
        "a setting is changed on the revision it was checked against",
        STORE,
        '"ConditionExpression": "revision = :revision" if change.revision else ABSENT,',
        '"ConditionExpression": "revision <> :next",',
        OF_STORE,
    ),
    Guard(
        "a record is never written over",
        STORE,
        '"Item": to_audit_item(change.record), "ConditionExpression": ABSENT}',
        '"Item": to_audit_item(change.record)}',
        OF_STORE,
    ),
    Guard(
        "what tickets have is not deleted at the same moment",
        STORE,
        'f"({_AT_VERSION}) AND attribute_not_exists(used)"',
        "_AT_VERSION",
        OF_STORE,
    ),
    Guard(
        "holidays are renewed when the year changes, and not before",
        "chalicelib/services/holiday_renewal.py",
        " or hours.renewed_at > now",
        "",
        ("tests/consumers/test_holiday_renewal.py",),
    ),
    Guard(
        "a category transfers only for who may",
        "chalicelib/services/checked_edit.py",
        " and ticket.transfers == 0 and may_transfer",
        " and ticket.transfers == 0",
        ("tests/consumers/test_handing_on.py",),
    ),
    Guard(
        "an old answer is given out only where that very request hid the ticket",
        "chalicelib/services/changes.py",
        "    if stored is None or stored.ticket is None:\n        return None\n",
        "    if stored is None or stored.ticket is None:\n        return ticket if stored else None\n",
        ("tests/consumers/test_handing_on.py",),
    ),
    Guard(
        "a change that adds a flaw is refused",
        SERVICE,
        "            require_consistent(directory, changed, after)\n",
        "",
        OF_SERVICE,
    ),
    Guard(
        "a department with tickets stays",
        SERVICE,
        "                self._require_no_tickets(id)\n",
        "                pass\n",
        OF_SERVICE,
    ),
    Guard(
        "an admin does not set what an agent set",
        SERVICE,
        "completed = replace(completed, **own)",
        "completed = replace(completed)",
        OF_SERVICE,
    ),
    Guard(
        "only an owner makes owners and admins",
        PEOPLE,
        "if agent.role in ABOVE_OTHERS and not",
        "if agent.role == '' and not",
        OF_SERVICE,
    ),
    Guard(
        "nobody gives a role more than they have",
        PEOPLE,
        "            _within(actor, role.permissions)",
        "            _within(actor, actor.permissions)",
        OF_SERVICE,
    ),
    Guard(
        "nobody lets others in where they have no access",
        PEOPLE,
        "        may_place_in(actor, department)",
        "        continue",
        OF_SERVICE,
    ),
    Guard(
        "an answer by mail needs the permission to reply",
        "chalicelib/services/agent_mail.py",
        " or not may(agent, Permission.REPLY)",
        "",
        ("tests/unit/services/test_custom_roles.py",),
    ),
)
