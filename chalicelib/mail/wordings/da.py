"""Danish."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Vi har modtaget din besked",
        "Hej",
        "Vi har modtaget din besked. Den har fået nummer {{ticket.reference}}.",
        "Du kan forvente svar {{expected_answer}}.",
        "Hvis du vil tilføje noget, kan du blot svare på denne mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Svarfristen nærmer sig",
        "Svarfristen for denne sag nærmer sig, og ingen har svaret endnu.",
        "Frist: {{due}}. Afdeling: {{department.name}}.",
    ),
    sla_breach=(
        "Svarfristen er overskredet",
        "Svarfristen for denne sag er overskredet, og ingen har svaret endnu.",
        "Frist: {{due}}. Afdeling: {{department.name}}.",
    ),
    reminder=(
        "Påmindelse",
        "Du bad om en påmindelse om denne sag:",
        "{{message}}",
        "Afdeling: {{department.name}}.",
    ),
    mentioned=(
        "Du er blevet nævnt",
        "{{agent.name}} nævnte dig i en note til denne sag.",
        "Afdeling: {{department.name}}.",
    ),
    reply_stopped=(
        "Dit svar blev ikke sendt",
        "Dit svar i denne sag ventede på at blive sendt og blev stoppet: noget har ændret sig, siden du skrev det.",
        "I sagen står der hvad. Din tekst er gemt som kladde.",
        "Afdeling: {{department.name}}.",
    ),
    assigned=(
        "Sagen er din",
        "{{agent.name}} har tildelt dig denne sag.",
        "Afdeling: {{department.name}}.",
    ),
    escalated=(
        "Sagen er eskaleret til dig",
        "{{agent.name}} har sendt denne sag videre til næste niveau.",
        "Afdeling: {{department.name}}.",
    ),
    customer_wrote=(
        "Kunden har svaret",
        "Der er en ny besked fra kunden i din sag.",
        "Afdeling: {{department.name}}.",
    ),
    new_ticket=(
        "Ny sag",
        "Der er en ny sag i din afdeling.",
        "Afdeling: {{department.name}}.",
    ),
    digest=("Oversigt over dine sager", "Siden den sidste oversigt er dette sket:"),
    closing=(
        "Din henvendelse lukkes snart",
        "Hej",
        "Vi har ikke hørt fra dig siden vores seneste besked om {{ticket.reference}}.",
        "Hvis du ikke har brug for mere, skal du ikke gøre noget: henvendelsen lukkes {{due}}.",
        "Er der mere at sige, så svar blot på denne mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("inden for 1 minut", "inden for {} minutter"),
        "hour": ("inden for 1 time", "inden for {} timer"),
        "day": ("inden for 1 dag", "inden for {} dage"),
    },
    day="{at:%d.%m.%Y}",
    clock=" kl. {at:%H.%M} UTC",
    wrote="Den {at} skrev {author}:",
    linked="Disse filer er for store til en mail. Du kan hente dem til og med {until}:",
)
