"""Czech."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Přijali jsme vaši zprávu",
        "Dobrý den,",
        "přijali jsme vaši zprávu a evidujeme ji pod číslem {{ticket.reference}}.",
        "Odpověď můžete očekávat {{expected_answer}}.",
        "Chcete-li něco doplnit, stačí odpovědět na tento e-mail.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Blíží se termín odpovědi",
        "Blíží se termín odpovědi na tento požadavek a zatím na něj nikdo neodpověděl.",
        "Termín: {{due}}. Oddělení: {{department.name}}.",
    ),
    sla_breach=(
        "Termín odpovědi uplynul",
        "Termín odpovědi na tento požadavek uplynul a zatím na něj nikdo neodpověděl.",
        "Termín: {{due}}. Oddělení: {{department.name}}.",
    ),
    reminder=(
        "Připomínka",
        "Přáli jste si připomenout tento požadavek:",
        "{{message}}",
        "Oddělení: {{department.name}}.",
    ),
    mentioned=(
        "Byli jste zmíněni",
        "{{agent.name}} vás zmiňuje v poznámce k tomuto požadavku.",
        "Oddělení: {{department.name}}.",
    ),
    reply_stopped=(
        "Vaše odpověď nebyla odeslána",
        "Vaše odpověď na tento požadavek čekala na odeslání a byla zastavena: od jejího napsání se něco změnilo.",
        "Co se změnilo, najdete v požadavku. Váš text je uložen jako koncept.",
        "Oddělení: {{department.name}}.",
    ),
    assigned=(
        "Požadavek je váš",
        "{{agent.name}} vám přiděluje tento požadavek.",
        "Oddělení: {{department.name}}.",
    ),
    escalated=(
        "Požadavek byl předán výš a je váš",
        "{{agent.name}} předává tento požadavek na vyšší úroveň.",
        "Oddělení: {{department.name}}.",
    ),
    customer_wrote=(
        "Zákazník odpověděl",
        "K vašemu požadavku přišla nová zpráva od zákazníka.",
        "Oddělení: {{department.name}}.",
    ),
    new_ticket=(
        "Nový požadavek",
        "Ve vašem oddělení je nový požadavek.",
        "Oddělení: {{department.name}}.",
    ),
    digest=("Přehled vašich požadavků", "Od posledního přehledu se stalo toto:"),
    closing=(
        "Váš požadavek bude brzy uzavřen",
        "Dobrý den,",
        "Od naší poslední zprávy k požadavku {{ticket.reference}} jsme od vás nic nedostali.",
        "Pokud už nic nepotřebujete, nemusíte nic dělat: požadavek bude uzavřen {{due}}.",
        "Pokud chcete ještě něco doplnit, stačí odpovědět na tento e-mail.",
        "{{department.name}}",
    ),
    within={
        "minute": ("do 1 minuty", "do {} minut"),
        "hour": ("do 1 hodiny", "do {} hodin"),
        "day": ("do 1 dne", "do {} dnů"),
    },
    day="{at.day}. {at.month}. {at.year}",
    clock=" v {at.hour}:{at:%M} UTC",
    wrote="Dne {at} {author} napsal(a):",
    linked="Tyto soubory jsou na e-mail příliš velké. Stáhnout je můžete do {until}:",
)
