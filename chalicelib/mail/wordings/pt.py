"""Portuguese."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Recebemos a sua mensagem",
        "Olá,",
        "Recebemos a sua mensagem. O número atribuído é {{ticket.reference}}.",
        "Pode esperar uma resposta {{expected_answer}}.",
        "Se quiser acrescentar algo, basta responder a este e-mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "O prazo de resposta termina em breve",
        "O prazo de resposta deste pedido termina em breve e ainda ninguém respondeu.",
        "Prazo: {{due}}. Departamento: {{department.name}}.",
    ),
    sla_breach=(
        "O prazo de resposta terminou",
        "O prazo de resposta deste pedido terminou e ainda ninguém respondeu.",
        "Prazo: {{due}}. Departamento: {{department.name}}.",
    ),
    reminder=(
        "Lembrete",
        "Pediu para ser lembrado deste pedido:",
        "{{message}}",
        "Departamento: {{department.name}}.",
    ),
    mentioned=(
        "Foi mencionado",
        "{{agent.name}} mencionou-o numa nota deste pedido.",
        "Departamento: {{department.name}}.",
    ),
    reply_stopped=(
        "A sua resposta não foi enviada",
        "A sua resposta a este pedido aguardava o envio e foi interrompida: algo mudou desde que a escreveu.",
        "O pedido indica o quê. O seu texto está guardado como rascunho.",
        "Departamento: {{department.name}}.",
    ),
    assigned=(
        "Pedido atribuído a si",
        "{{agent.name}} atribuiu-lhe este pedido.",
        "Departamento: {{department.name}}.",
    ),
    escalated=(
        "Pedido escalado para si",
        "{{agent.name}} passou este pedido para o nível seguinte.",
        "Departamento: {{department.name}}.",
    ),
    customer_wrote=(
        "O cliente respondeu",
        "Há uma nova mensagem do cliente no seu pedido.",
        "Departamento: {{department.name}}.",
    ),
    new_ticket=(
        "Novo pedido",
        "Há um novo pedido no seu departamento.",
        "Departamento: {{department.name}}.",
    ),
    digest=("Resumo dos seus pedidos", "Desde o último resumo aconteceu o seguinte:"),
    closing=(
        "O seu pedido será encerrado em breve",
        "Olá,",
        "Não tivemos notícias suas desde a nossa última mensagem sobre {{ticket.reference}}.",
        "Se não precisa de mais nada, não tem de fazer nada: o pedido será encerrado em {{due}}.",
        "Se ainda houver algo a dizer, basta responder a este e-mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("no prazo de um minuto", "no prazo de {} minutos"),
        "hour": ("no prazo de uma hora", "no prazo de {} horas"),
        "day": ("no prazo de um dia", "no prazo de {} dias"),
    },
    day="{at:%d/%m/%Y}",
    clock=" às {at:%H:%M} UTC",
    wrote="Em {at}, {author} escreveu:",
    linked="Estes anexos são grandes demais para um e-mail. Estão disponíveis até {until}:",
)
