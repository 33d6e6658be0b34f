"""Swedish."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Vi har tagit emot ditt meddelande",
        "Hej!",
        "Vi har tagit emot ditt meddelande. Det har fått nummer {{ticket.reference}}.",
        "Du kan förvänta dig ett svar {{expected_answer}}.",
        "Om du vill lägga till något är det bara att svara på det här mejlet.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Svarstiden går snart ut",
        "Svarstiden för det här ärendet går snart ut och ingen har svarat än.",
        "Senast: {{due}}. Avdelning: {{department.name}}.",
    ),
    sla_breach=(
        "Svarstiden har gått ut",
        "Svarstiden för det här ärendet har gått ut och ingen har svarat än.",
        "Senast: {{due}}. Avdelning: {{department.name}}.",
    ),
    reminder=(
        "Påminnelse",
        "Du bad om en påminnelse om det här ärendet:",
        "{{message}}",
        "Avdelning: {{department.name}}.",
    ),
    mentioned=(
        "Du har blivit omnämnd",
        "{{agent.name}} nämnde dig i en anteckning om det här ärendet.",
        "Avdelning: {{department.name}}.",
    ),
    reply_stopped=(
        "Ditt svar skickades inte",
        "Ditt svar i det här ärendet väntade på att skickas och stoppades: något har ändrats sedan du skrev det.",
        "I ärendet står vad. Din text finns kvar som utkast.",
        "Avdelning: {{department.name}}.",
    ),
    assigned=(
        "Ärendet är ditt",
        "{{agent.name}} har tilldelat dig det här ärendet.",
        "Avdelning: {{department.name}}.",
    ),
    escalated=(
        "Ärendet har eskalerats till dig",
        "{{agent.name}} har lämnat det här ärendet till nästa nivå.",
        "Avdelning: {{department.name}}.",
    ),
    customer_wrote=(
        "Kunden har svarat",
        "Det finns ett nytt meddelande från kunden i ditt ärende.",
        "Avdelning: {{department.name}}.",
    ),
    new_ticket=(
        "Nytt ärende",
        "Det finns ett nytt ärende på din avdelning.",
        "Avdelning: {{department.name}}.",
    ),
    digest=("Sammanfattning av dina ärenden", "Sedan den senaste sammanfattningen har detta hänt:"),
    closing=(
        "Ditt ärende stängs snart",
        "Hej!",
        "Vi har inte hört något från dig sedan vårt senaste meddelande om {{ticket.reference}}.",
        "Om du inte behöver något mer behöver du inte göra något: ärendet stängs {{due}}.",
        "Om något återstår att säga, svara bara på det här mejlet.",
        "{{department.name}}",
    ),
    within={
        "minute": ("inom 1 minut", "inom {} minuter"),
        "hour": ("inom 1 timme", "inom {} timmar"),
        "day": ("inom 1 dag", "inom {} dagar"),
    },
    day="{at:%Y-%m-%d}",
    clock=" kl. {at:%H:%M} UTC",
    wrote="Den {at} skrev {author}:",
    linked="De här filerna är för stora för ett mejl. Du kan ladda ner dem till och med {until}:",
)
