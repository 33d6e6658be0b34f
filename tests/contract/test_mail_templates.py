"""Templates of mail in the table, read with the rest of the directory."""

from dataclasses import replace
from threading import Barrier, Thread

from chalicelib.domain.directory import FOLLOW_UP_WINDOW
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mail_templates import MOST_BYTES, MOST_BYTES_OF_SUBJECT, Event, MailTemplate
from tests.support.desk import ADMIN, SETTINGS, SUPPORT, World
from tests.support.setting_up import set_up

FIRST = MailTemplate(Event.REPLY, "fi", "Hei", "{{message}}\n\n{{ticket.reference}} äö", version=1)
KEY = (Event.REPLY, "fi")
WORDS = "{{message}} {{ticket.reference}}"


def stored(world: World) -> MailTemplate | None:
    return world.desk.directory.load().templates.get(KEY)


def save(world: World, template: MailTemplate, before: MailTemplate | None = None) -> None:
    world.desk.recorded.store("a-admin", world.desk.recorded.read(), before, template)


def test_a_template_is_read_back_as_it_was_saved(world: World) -> None:
    assert world.desk.directory.load().templates == {}
    save(world, FIRST)
    assert world.desk.directory.load().templates == {KEY: FIRST}
    gone = MailTemplate(Event.REPLY, "fi", "", "", version=2, is_built_in=True)
    save(world, gone, FIRST)
    assert stored(world) == gone


def test_a_template_is_saved_over_the_version_before_and_no_other(world: World) -> None:
    recorded, second = world.desk.recorded, replace(FIRST, subject="Other", version=2)
    assert not recorded.store("a-admin", recorded.read(), FIRST, second)
    save(world, FIRST)
    for wrong in (None, replace(FIRST, version=2)):
        assert not recorded.store("a-admin", recorded.read(), wrong, second)
    assert stored(world) == FIRST
    assert recorded.store("a-admin", recorded.read(), FIRST, second)
    assert stored(world) == second


def test_of_many_who_change_a_template_at_once_one_wins(world: World) -> None:
    world.desk.mail_templates.save(ADMIN, *KEY, None, "Hei", WORDS)
    start, refused = Barrier(5), []

    def change(number: int) -> None:
        start.wait()
        try:
            world.desk.mail_templates.save(ADMIN, *KEY, 1, f"By {number}", WORDS)
        except StaleVersion:
            refused.append(number)

    threads = [Thread(target=change, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = stored(world)
    assert winner is not None
    assert winner.version == 2
    assert len(refused) == 4
    assert winner.subject not in {f"By {number}" for number in refused}


def test_the_directory_still_fits_one_answer_when_every_template_is_as_long_as_can_be(world: World) -> None:
    for event in Event:
        for language in LANGUAGES:
            words = "s" * MOST_BYTES_OF_SUBJECT, "t" * MOST_BYTES
            set_up(world.desk, MailTemplate(event, language, *words, version=1))
    assert len(world.desk.directory.load().templates) == len(Event) * len(LANGUAGES)


def test_a_template_of_an_event_that_a_newer_release_knows_is_not_ours_to_read(world: World) -> None:
    item = {
        "pk": {"S": "DIRECTORY"},
        "sk": {"S": "TEMPLATE#birthday#en"},
        "subject": {"S": "Congratulations"},
        "text": {"S": "{{years}}"},
        "version": {"N": "1"},
    }
    world.aws("dynamodb").put_item(TableName=SETTINGS.table, Item=item)
    assert world.desk.directory.load().templates == {}


def test_a_department_stored_before_it_had_a_language_writes_english(world: World) -> None:
    world.aws("dynamodb").update_item(
        TableName=SETTINGS.table,
        Key={"pk": {"S": "DIRECTORY"}, "sk": {"S": f"DEPARTMENT#{SUPPORT.id}"}},
        UpdateExpression="REMOVE #language, follow_up_window",
        ExpressionAttributeNames={"#language": "language"},
    )
    department = world.desk.directory.load().departments[SUPPORT.id]
    assert (department.language, department.follow_up_window) == ("en", FOLLOW_UP_WINDOW)
