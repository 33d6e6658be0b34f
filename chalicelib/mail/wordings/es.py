"""Spanish."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Hemos recibido su mensaje",
        "Hola:",
        "Hemos recibido su mensaje. El número asignado es {{ticket.reference}}.",
        "Puede esperar una respuesta {{expected_answer}}.",
        "Si desea añadir algo, basta con responder a este correo.",
        "{{department.name}}",
    ),
    sla_warning=(
        "El plazo de respuesta está a punto de vencer",
        "El plazo de respuesta de esta solicitud está a punto de vencer y todavía nadie ha respondido.",
        "Vencimiento: {{due}}. Departamento: {{department.name}}.",
    ),
    sla_breach=(
        "El plazo de respuesta ha vencido",
        "El plazo de respuesta de esta solicitud ha vencido y todavía nadie ha respondido.",
        "Vencimiento: {{due}}. Departamento: {{department.name}}.",
    ),
    reminder=(
        "Recordatorio",
        "Usted pidió que se le recordara esta solicitud:",
        "{{message}}",
        "Departamento: {{department.name}}.",
    ),
    mentioned=(
        "Le han mencionado",
        "{{agent.name}} le ha mencionado en una nota de esta solicitud.",
        "Departamento: {{department.name}}.",
    ),
    reply_stopped=(
        "Su respuesta no se ha enviado",
        "Su respuesta en esta solicitud esperaba el envío y se ha detenido: algo ha cambiado desde que la escribió.",
        "La solicitud indica qué. Su texto se conserva como borrador.",
        "Departamento: {{department.name}}.",
    ),
    assigned=(
        "Solicitud asignada a usted",
        "{{agent.name}} le ha asignado esta solicitud.",
        "Departamento: {{department.name}}.",
    ),
    escalated=(
        "Solicitud escalada a usted",
        "{{agent.name}} ha pasado esta solicitud al siguiente nivel.",
        "Departamento: {{department.name}}.",
    ),
    customer_wrote=(
        "El cliente ha respondido",
        "Hay un nuevo mensaje del cliente en su solicitud.",
        "Departamento: {{department.name}}.",
    ),
    new_ticket=(
        "Nueva solicitud",
        "Hay una nueva solicitud en su departamento.",
        "Departamento: {{department.name}}.",
    ),
    digest=("Resumen de sus solicitudes", "Desde el último resumen ha ocurrido lo siguiente:"),
    closing=(
        "Su solicitud se cerrará pronto",
        "Hola:",
        "No hemos tenido noticias suyas desde nuestro último mensaje sobre {{ticket.reference}}.",
        "Si no necesita nada más, no tiene que hacer nada: la solicitud se cerrará el {{due}}.",
        "Si queda algo por decir, responda simplemente a este correo.",
        "{{department.name}}",
    ),
    within={
        "minute": ("en el plazo de un minuto", "en el plazo de {} minutos"),
        "hour": ("en el plazo de una hora", "en el plazo de {} horas"),
        "day": ("en el plazo de un día", "en el plazo de {} días"),
    },
    day="{at:%d/%m/%Y}",
    clock=" a las {at:%H:%M} UTC",
    wrote="El {at}, {author} escribió:",
    linked="Estos archivos son demasiado grandes para un correo. Puede descargarlos hasta el {until}:",
)
