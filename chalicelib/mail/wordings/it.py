"""Italian."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Abbiamo ricevuto il suo messaggio",
        "Buongiorno,",
        "abbiamo ricevuto il suo messaggio. Il numero assegnato è {{ticket.reference}}.",
        "Può aspettarsi una risposta {{expected_answer}}.",
        "Se desidera aggiungere qualcosa, basta rispondere a questa e-mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Il termine per la risposta sta per scadere",
        "Il termine per rispondere a questa richiesta sta per scadere e nessuno ha ancora risposto.",
        "Scadenza: {{due}}. Reparto: {{department.name}}.",
    ),
    sla_breach=(
        "Il termine per la risposta è scaduto",
        "Il termine per rispondere a questa richiesta è scaduto e nessuno ha ancora risposto.",
        "Scadenza: {{due}}. Reparto: {{department.name}}.",
    ),
    reminder=(
        "Promemoria",
        "Ha chiesto un promemoria per questa richiesta:",
        "{{message}}",
        "Reparto: {{department.name}}.",
    ),
    mentioned=(
        "È stato menzionato",
        "{{agent.name}} l’ha menzionata in una nota a questa richiesta.",
        "Reparto: {{department.name}}.",
    ),
    reply_stopped=(
        "La sua risposta non è stata inviata",
        "La sua risposta a questa richiesta era in attesa ed è stata fermata: da allora qualcosa è cambiato.",
        "La richiesta dice che cosa. Il suo testo è conservato come bozza.",
        "Reparto: {{department.name}}.",
    ),
    assigned=(
        "Richiesta assegnata a Lei",
        "{{agent.name}} Le ha assegnato questa richiesta.",
        "Reparto: {{department.name}}.",
    ),
    escalated=(
        "Richiesta inoltrata a Lei",
        "{{agent.name}} ha passato questa richiesta al livello successivo.",
        "Reparto: {{department.name}}.",
    ),
    customer_wrote=(
        "Il cliente ha risposto",
        "C’è un nuovo messaggio del cliente nella Sua richiesta.",
        "Reparto: {{department.name}}.",
    ),
    new_ticket=(
        "Nuova richiesta",
        "C’è una nuova richiesta nel Suo reparto.",
        "Reparto: {{department.name}}.",
    ),
    digest=("Riepilogo delle Sue richieste", "Dall’ultimo riepilogo è successo quanto segue:"),
    closing=(
        "La sua richiesta verrà chiusa a breve",
        "Buongiorno,",
        "Non abbiamo più avuto sue notizie dal nostro ultimo messaggio su {{ticket.reference}}.",
        "Se non le serve altro, non deve fare nulla: la richiesta verrà chiusa il {{due}}.",
        "Se c'è ancora qualcosa da dire, risponda semplicemente a questa e-mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("entro un minuto", "entro {} minuti"),
        "hour": ("entro un’ora", "entro {} ore"),
        "day": ("entro un giorno", "entro {} giorni"),
    },
    day="{at:%d/%m/%Y}",
    clock=" alle {at:%H:%M} UTC",
    wrote="Il {at} {author} ha scritto:",
    linked="Questi file sono troppo grandi per un’e-mail. Può scaricarli fino al {until}:",
)
