"""Finnish."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Olemme vastaanottaneet viestisi",
        "Hei!",
        "Olemme vastaanottaneet viestisi. Sen numero on {{ticket.reference}}.",
        "Voit odottaa vastausta {{expected_answer}}.",
        "Jos haluat lisätä jotain, vastaa vain tähän viestiin.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Vastauksen määräaika lähestyy",
        "Tämän tukipyynnön vastausaika on umpeutumassa, eikä siihen ole vielä vastattu.",
        "Määräaika: {{due}}. Osasto: {{department.name}}.",
    ),
    sla_breach=(
        "Vastauksen määräaika on ylittynyt",
        "Tämän tukipyynnön vastausaika on umpeutunut, eikä siihen ole vielä vastattu.",
        "Määräaika: {{due}}. Osasto: {{department.name}}.",
    ),
    reminder=(
        "Muistutus",
        "Pyysit muistutusta tästä tukipyynnöstä:",
        "{{message}}",
        "Osasto: {{department.name}}.",
    ),
    mentioned=(
        "Sinut mainittiin",
        "{{agent.name}} mainitsi sinut tämän tukipyynnön muistiinpanossa.",
        "Osasto: {{department.name}}.",
    ),
    reply_stopped=(
        "Vastaustasi ei lähetetty",
        "Ajastettu vastauksesi tähän tukipyyntöön pysäytettiin, koska jokin on muuttunut sen kirjoittamisen jälkeen.",
        "Tukipyynnöstä näet, mikä. Tekstisi on tallessa luonnoksena.",
        "Osasto: {{department.name}}.",
    ),
    assigned=(
        "Tukipyyntö on sinun",
        "{{agent.name}} antoi tämän tukipyynnön sinulle.",
        "Osasto: {{department.name}}.",
    ),
    escalated=(
        "Tukipyyntö siirrettiin ylöspäin sinulle",
        "{{agent.name}} siirsi tämän tukipyynnön seuraavalle tasolle.",
        "Osasto: {{department.name}}.",
    ),
    customer_wrote=(
        "Asiakas vastasi",
        "Tukipyynnössäsi on uusi viesti asiakkaalta.",
        "Osasto: {{department.name}}.",
    ),
    new_ticket=(
        "Uusi tukipyyntö",
        "Osastollasi on uusi tukipyyntö.",
        "Osasto: {{department.name}}.",
    ),
    digest=("Kooste tukipyynnöistäsi", "Edellisen koosteen jälkeen on tapahtunut tämä:"),
    closing=(
        "Tukipyyntösi suljetaan pian",
        "Hei!",
        "Emme ole kuulleet sinusta viimeisen viestimme jälkeen (tukipyyntö {{ticket.reference}}).",
        "Jos et tarvitse enempää apua, sinun ei tarvitse tehdä mitään: pyyntö suljetaan {{due}}.",
        "Jos jotain on vielä sanottavaa, vastaa vain tähän viestiin.",
        "{{department.name}}",
    ),
    within={
        "minute": ("1 minuutin kuluessa", "{} minuutin kuluessa"),
        "hour": ("1 tunnin kuluessa", "{} tunnin kuluessa"),
        "day": ("1 päivän kuluessa", "{} päivän kuluessa"),
    },
    day="{at.day}.{at.month}.{at.year}",
    clock=" klo {at.hour}.{at:%M} UTC",
    wrote="{at} {author} kirjoitti:",
    linked="Nämä tiedostot ovat liian suuria sähköpostiin. Voit ladata ne {until} asti:",
)
