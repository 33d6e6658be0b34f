"""Dutch."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "We hebben uw bericht ontvangen",
        "Goedendag,",
        "We hebben uw bericht ontvangen. Het heeft nummer {{ticket.reference}}.",
        "U kunt {{expected_answer}} een antwoord verwachten.",
        "Wilt u iets toevoegen? Beantwoord dan gewoon deze e-mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "De antwoordtermijn loopt bijna af",
        "De antwoordtermijn van deze aanvraag loopt bijna af en er is nog niet geantwoord.",
        "Uiterlijk: {{due}}. Afdeling: {{department.name}}.",
    ),
    sla_breach=(
        "De antwoordtermijn is verstreken",
        "De antwoordtermijn van deze aanvraag is verstreken en er is nog niet geantwoord.",
        "Uiterlijk: {{due}}. Afdeling: {{department.name}}.",
    ),
    reminder=(
        "Herinnering",
        "U wilde aan deze aanvraag herinnerd worden:",
        "{{message}}",
        "Afdeling: {{department.name}}.",
    ),
    mentioned=(
        "U bent genoemd",
        "{{agent.name}} heeft u genoemd in een notitie bij deze aanvraag.",
        "Afdeling: {{department.name}}.",
    ),
    reply_stopped=(
        "Uw antwoord is niet verzonden",
        "Uw antwoord op deze aanvraag wachtte en is tegengehouden: er is iets veranderd sinds u het schreef.",
        "Bij de aanvraag staat wat. Uw tekst is bewaard als concept.",
        "Afdeling: {{department.name}}.",
    ),
    assigned=(
        "Aanvraag aan u toegewezen",
        "{{agent.name}} heeft deze aanvraag aan u toegewezen.",
        "Afdeling: {{department.name}}.",
    ),
    escalated=(
        "Aanvraag naar u geëscaleerd",
        "{{agent.name}} heeft deze aanvraag naar het volgende niveau doorgezet.",
        "Afdeling: {{department.name}}.",
    ),
    customer_wrote=(
        "De klant heeft geantwoord",
        "Er is een nieuw bericht van de klant bij uw aanvraag.",
        "Afdeling: {{department.name}}.",
    ),
    new_ticket=(
        "Nieuwe aanvraag",
        "Er is een nieuwe aanvraag in uw afdeling.",
        "Afdeling: {{department.name}}.",
    ),
    digest=("Overzicht van uw aanvragen", "Sinds het vorige overzicht is dit gebeurd:"),
    closing=(
        "Uw verzoek wordt binnenkort gesloten",
        "Goedendag,",
        "Sinds ons laatste bericht over {{ticket.reference}} hebben we niets meer van u gehoord.",
        "Als u verder niets nodig hebt, hoeft u niets te doen: het verzoek wordt op {{due}} gesloten.",
        "Is er nog iets te zeggen, beantwoord dan gewoon deze e-mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("binnen 1 minuut", "binnen {} minuten"),
        "hour": ("binnen 1 uur", "binnen {} uur"),
        "day": ("binnen 1 dag", "binnen {} dagen"),
    },
    day="{at:%d-%m-%Y}",
    clock=" om {at:%H:%M} UTC",
    wrote="Op {at} schreef {author}:",
    linked="Deze bestanden zijn te groot voor een e-mail. U kunt ze tot en met {until} downloaden:",
)
