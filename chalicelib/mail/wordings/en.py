"""English."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "We have received your message",
        "Hello,",
        "We have received your message. Its number is {{ticket.reference}}.",
        "You can expect an answer {{expected_answer}}.",
        "If you want to add something, simply reply to this mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Ticket is due soon",
        "This ticket is due soon and has not been answered.",
        "Due: {{due}}. Department: {{department.name}}.",
    ),
    sla_breach=(
        "Ticket is overdue",
        "This ticket is overdue and has not been answered.",
        "Due: {{due}}. Department: {{department.name}}.",
    ),
    reminder=(
        "Reminder",
        "You asked to be reminded of this ticket:",
        "{{message}}",
        "Department: {{department.name}}.",
    ),
    mentioned=(
        "You were mentioned",
        "{{agent.name}} mentioned you in a note on this ticket.",
        "Department: {{department.name}}.",
    ),
    reply_stopped=(
        "Your reply was not sent",
        "Your reply to this ticket was waiting to be sent and was stopped: something has changed since you wrote it.",
        "The ticket says what. Your words are kept as a draft.",
        "Department: {{department.name}}.",
    ),
    assigned=(
        "Ticket assigned to you",
        "{{agent.name}} assigned this ticket to you.",
        "Department: {{department.name}}.",
    ),
    escalated=(
        "Ticket escalated to you",
        "{{agent.name}} handed this ticket up to the next level.",
        "Department: {{department.name}}.",
    ),
    customer_wrote=(
        "The customer replied",
        "There is a new message of the customer on your ticket.",
        "Department: {{department.name}}.",
    ),
    new_ticket=(
        "New ticket",
        "There is a new ticket in your department.",
        "Department: {{department.name}}.",
    ),
    digest=("Digest of your tickets", "This has happened since the last digest:"),
    closing=(
        "This ticket will be closed soon",
        "Hello,",
        "We have not heard from you since our last message about {{ticket.reference}}.",
        "If you need nothing more, you do not have to do anything: it will be closed on {{due}}.",
        "If there is something left to say, simply reply to this mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("within 1 minute", "within {} minutes"),
        "hour": ("within 1 hour", "within {} hours"),
        "day": ("within 1 day", "within {} days"),
    },
    day="{at:%Y-%m-%d}",
    clock=" {at:%H:%M} UTC",
    wrote="On {at}, {author} wrote:",
    linked="These files are too big for a mail. You can download them until {until}:",
)
