"""French."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Nous avons bien reçu votre message",
        "Bonjour,",
        "Nous avons bien reçu votre message. Il porte le numéro {{ticket.reference}}.",
        "Vous recevrez en principe une réponse {{expected_answer}}.",
        "Pour ajouter quelque chose, répondez simplement à ce message.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Le délai de réponse expire bientôt",
        "Le délai de réponse à cette demande expire bientôt et personne n’y a encore répondu.",
        "Échéance : {{due}}. Service : {{department.name}}.",
    ),
    sla_breach=(
        "Le délai de réponse est dépassé",
        "Le délai de réponse à cette demande est dépassé et personne n’y a encore répondu.",
        "Échéance : {{due}}. Service : {{department.name}}.",
    ),
    reminder=(
        "Rappel",
        "Vous avez demandé un rappel au sujet de cette demande :",
        "{{message}}",
        "Service : {{department.name}}.",
    ),
    mentioned=(
        "Vous avez été mentionné",
        "{{agent.name}} vous a mentionné dans une note sur cette demande.",
        "Service : {{department.name}}.",
    ),
    reply_stopped=(
        "Votre réponse n'a pas été envoyée",
        "Votre réponse à cette demande était en attente et a été arrêtée : quelque chose a changé depuis sa rédaction.",
        "La demande indique quoi. Votre texte est conservé comme brouillon.",
        "Service : {{department.name}}.",
    ),
    assigned=(
        "Demande qui vous est attribuée",
        "{{agent.name}} vous a attribué cette demande.",
        "Service : {{department.name}}.",
    ),
    escalated=(
        "Demande escaladée vers vous",
        "{{agent.name}} a transmis cette demande au niveau supérieur.",
        "Service : {{department.name}}.",
    ),
    customer_wrote=(
        "Le client a répondu",
        "Votre demande contient un nouveau message du client.",
        "Service : {{department.name}}.",
    ),
    new_ticket=(
        "Nouvelle demande",
        "Il y a une nouvelle demande dans votre service.",
        "Service : {{department.name}}.",
    ),
    digest=("Résumé de vos demandes", "Voici ce qui s’est passé depuis le dernier résumé :"),
    closing=(
        "Votre demande sera bientôt close",
        "Bonjour,",
        "Nous n'avons pas eu de vos nouvelles depuis notre dernier message au sujet de {{ticket.reference}}.",
        "Si vous n'avez plus besoin de rien, vous n'avez rien à faire : la demande sera close le {{due}}.",
        "S'il reste quelque chose à dire, répondez simplement à ce message.",
        "{{department.name}}",
    ),
    within={
        "minute": ("dans un délai d’une minute", "dans un délai de {} minutes"),
        "hour": ("dans un délai d’une heure", "dans un délai de {} heures"),
        "day": ("dans un délai d’un jour", "dans un délai de {} jours"),
    },
    day="{at:%d/%m/%Y}",
    clock=" à {at:%H:%M} UTC",
    wrote="Le {at}, {author} a écrit :",
    linked="Ces fichiers sont trop volumineux pour un e-mail. Vous pouvez les télécharger jusqu’au {until} :",
)
