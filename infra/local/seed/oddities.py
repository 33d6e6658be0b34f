"""What a desk sees beside ordinary questions: spam, a doubled ticket, a forwarded mail, somebody else who answers."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from infra.local.seed.casting import name_of
from infra.local.seed.people import CUSTOMERS, Person
from infra.local.seed.story import Act, Ends, Step, Story

HOUR = timedelta(hours=1)
SPAM = (
    (
        "Re: your domain is about to expire",
        "Dear owner, the search listing of your domain ends TODAY. Click to keep your place: http://renewals.example/now",
        "Listing Desk",
        "offers@renewals.example",
    ),
    (
        "Collaboration with your great brand!!",
        "Hi dear! I read your blog with much joy. We place your links on 900 sites for a small price. Send list?",
        "Growth Team",
        "team@links-for-all.example",
    ),
    (
        "Günstige Kredite ohne Prüfung",
        "Sie haben gewonnen! Wir haben für Sie einen Kredit bis 50.000 Euro und Sie müssen nicht einmal fragen.",
        "Kreditwelt",
        "angebot@kreditwelt.example",
    ),
    (
        "Lottery notification ref. 8812",
        "You have been chosen for the second prize. Please answer with your full name and the number of your account.",
        "Prize Office",
        "claims@prize-office.example",
    ),
)


def oddities(first: int, now: datetime) -> tuple[Story, ...]:
    """The stories that are no ordinary questions, numbered from `first`."""
    spam = [_spam(number, now) for number in range(len(SPAM))]
    told = (*spam, _trashed(now), *_doubled(first + len(spam) + 1, now), _forwarded(now), _by_somebody_else(now))
    return tuple(_numbered(story, first + number) for number, story in enumerate(told))


def _spam(number: int, now: datetime) -> Story:
    subject, text, name, email = SPAM[number]
    steps = (
        Step(Act.WRITES, HOUR, text),
        Step(Act.EDITS, HOUR / 3, agent="mikkel", edit=Edit(status=Status.SPAM)),
    )
    return Story(0, subject, "", "support", Person(name, email), steps, Ends(now - 31 * HOUR * (number + 1), 1))


def _trashed(now: datetime) -> Story:
    who = CUSTOMERS["en"][0]
    steps = (
        Step(Act.WRITES, HOUR, "Hello, this is only a test from my new phone. You can delete it, thanks. Hazel"),
        Step(Act.EDITS, HOUR / 4, agent="agent", edit=Edit(status=Status.TRASH)),
    )
    return Story(0, "test test", "en", "support", who, steps, Ends(now - 50 * HOUR, 1))


def _doubled(first: int, now: datetime) -> tuple[Story, Story]:
    """Somebody writes anew instead of answering; the second ticket is merged into the first (number `first`)."""
    who, agent = CUSTOMERS["en"][3], "jana"
    earlier = (
        Step(
            Act.WRITES,
            HOUR,
            "Hello, the hinge of my Kaarna Duo is loose after a month. Can I tighten it myself, or is that a case for"
            " the warranty?\n\nJasper",
        ),
        Step(Act.EDITS, HOUR, agent=agent, edit=Edit(assignee=agent, category="technical", tags=("warranty",))),
        Step(
            Act.ANSWERS,
            HOUR / 2,
            "Hello Jasper,\n\nplease do not force it: a photo from the side tells us whether the pin has broken.",
            agent=agent,
        ),
    )
    later = (
        Step(
            Act.WRITES,
            HOUR,
            "Hello, I wrote to you about the loose hinge of my Kaarna Duo and cannot find your answer any more, so"
            " this is a new mail. Here is the photo you asked for.\n\nJasper",
            files=("png",),
        ),
        Step(Act.MERGES, HOUR / 2, agent=agent, into=first),
    )
    return (
        Story(0, "Loose hinge", "en", "technical", who, earlier, Ends(now - 100 * HOUR, 2)),
        Story(0, "Photo of the loose hinge", "en", "technical", who, later, Ends(now - 26 * HOUR, 1)),
    )


def _forwarded(now: datetime) -> Story:
    """A customer wrote to an agent's own address, who passes it on to the desk."""
    agent, who = Person(name_of("agent"), "agent@example.com"), CUSTOMERS["sv"][2]
    text = (
        "She wrote to me because we met at the fair. Can somebody from billing look at the deposit?\n\n"
        "---------- Forwarded message ---------\n"
        f"From: {who.name} <{who.email}>\n"
        "Date: Mon, 9 Nov 2026 at 09:12\n"
        "Subject: Pant för transportlådan\n"
        f"To: {agent.name} <{agent.email}>\n\n"
        "Hej Otso,\n\nvi har skickat tillbaka transportlådan men har inte fått panten än. Kan du titta på det när"
        " du har tid?\n\nHälsningar\nElsa\n"
    )
    steps = (
        Step(Act.WRITES, HOUR, text, writer=agent),
        Step(Act.EDITS, HOUR / 2, agent="mikkel", edit=Edit(assignee="mikkel", category="billing")),
        Step(
            Act.ANSWERS,
            HOUR,
            "Hej Elsa,\n\nlådan är registrerad och panten betalas ut till ert konto på fredag.",
            agent="mikkel",
        ),
    )
    return Story(0, "Fwd: Pant för transportlådan", "sv", "billing", who, steps, Ends(now - 20 * HOUR, 2))


def _by_somebody_else(now: datetime) -> Story:
    """The customer passed our answer on, and a neighbour answers under an address that is not theirs."""
    who = CUSTOMERS["de"][1]
    neighbour = Person("Marlene Uferstein", "marlene.uferstein@briefkasten.example")
    steps = (
        Step(
            Act.WRITES,
            HOUR,
            "Guten Tag,\n\nich bin ab morgen vier Wochen auf See und nicht zu erreichen. Wer kann das Paket für mich"
            " annehmen?\n\nJonas",
        ),
        Step(Act.EDITS, HOUR / 3, agent="admin", edit=Edit(assignee="restricted", tags=("delivery",))),
        Step(
            Act.ANSWERS,
            HOUR,
            "Guten Tag Jonas,\n\nbitte nennen Sie uns jemanden aus dem Haus, dann vermerken wir das für den Boten.",
            agent="restricted",
        ),
        Step(
            Act.WRITES,
            5 * HOUR,
            "Guten Tag, Jonas hat mir Ihre Nachricht weitergeleitet. Ich wohne nebenan und nehme das Paket gern an,"
            " ich bin vormittags zu Hause. Marlene Uferstein",
            writer=neighbour,
        ),
    )
    return Story(0, "Annahme während meiner Reise", "de", "support", who, steps, Ends(now - 3 * HOUR, 3))


def _numbered(story: Story, number: int) -> Story:
    return replace(story, number=number)
