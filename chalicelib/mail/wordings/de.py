"""German."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Wir haben Ihre Nachricht erhalten",
        "Guten Tag,",
        "wir haben Ihre Nachricht erhalten. Sie hat die Nummer {{ticket.reference}}.",
        "Eine Antwort können Sie {{expected_answer}} erwarten.",
        "Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Antwortfrist läuft bald ab",
        "Die Antwortfrist für diese Anfrage läuft bald ab, und sie ist noch nicht beantwortet.",
        "Frist: {{due}}. Abteilung: {{department.name}}.",
    ),
    sla_breach=(
        "Antwortfrist überschritten",
        "Die Antwortfrist für diese Anfrage ist abgelaufen, und sie ist noch nicht beantwortet.",
        "Frist: {{due}}. Abteilung: {{department.name}}.",
    ),
    reminder=(
        "Erinnerung",
        "Sie wollten an diese Anfrage erinnert werden:",
        "{{message}}",
        "Abteilung: {{department.name}}.",
    ),
    mentioned=(
        "Sie wurden erwähnt",
        "{{agent.name}} hat Sie in einer Notiz zu dieser Anfrage erwähnt.",
        "Abteilung: {{department.name}}.",
    ),
    reply_stopped=(
        "Ihre Antwort wurde nicht gesendet",
        "Ihre Antwort auf diese Anfrage wartete auf den Versand und wurde angehalten: Seitdem hat sich etwas geändert.",
        "Was es ist, steht bei der Anfrage. Ihr Text ist als Entwurf erhalten.",
        "Abteilung: {{department.name}}.",
    ),
    assigned=(
        "Anfrage Ihnen zugewiesen",
        "{{agent.name}} hat Ihnen diese Anfrage zugewiesen.",
        "Abteilung: {{department.name}}.",
    ),
    escalated=(
        "Anfrage an Sie eskaliert",
        "{{agent.name}} hat diese Anfrage an die nächste Stufe übergeben.",
        "Abteilung: {{department.name}}.",
    ),
    customer_wrote=(
        "Der Kunde hat geantwortet",
        "Zu Ihrer Anfrage gibt es eine neue Nachricht des Kunden.",
        "Abteilung: {{department.name}}.",
    ),
    new_ticket=(
        "Neue Anfrage",
        "In Ihrer Abteilung gibt es eine neue Anfrage.",
        "Abteilung: {{department.name}}.",
    ),
    digest=("Übersicht Ihrer Anfragen", "Seit der letzten Übersicht ist Folgendes geschehen:"),
    closing=(
        "Ihre Anfrage wird bald geschlossen",
        "Guten Tag,",
        "Seit unserer letzten Nachricht zu {{ticket.reference}} haben wir nichts mehr von Ihnen gehört.",
        "Wenn Sie nichts weiter brauchen, müssen Sie nichts tun: Die Anfrage wird am {{due}} geschlossen.",
        "Wenn noch etwas offen ist, antworten Sie einfach auf diese E-Mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("innerhalb einer Minute", "innerhalb von {} Minuten"),
        "hour": ("innerhalb einer Stunde", "innerhalb von {} Stunden"),
        "day": ("innerhalb eines Tages", "innerhalb von {} Tagen"),
    },
    day="{at:%d.%m.%Y}",
    clock=" um {at:%H:%M} UTC",
    wrote="Am {at} schrieb {author}:",
    linked="Diese Dateien sind zu groß für eine E-Mail. Sie können sie bis zum {until} herunterladen:",
)
