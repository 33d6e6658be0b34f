"""Hungarian."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Megkaptuk az üzenetét",
        "Tisztelt Ügyfelünk!",
        "Megkaptuk az üzenetét, amelyet {{ticket.reference}} számon rögzítettünk.",
        "Válaszunkra {{expected_answer}} számíthat.",
        "Ha szeretne valamit hozzáfűzni, egyszerűen válaszoljon erre a levélre.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Hamarosan lejár a válaszadási határidő",
        "Ennek a bejelentésnek hamarosan lejár a válaszadási határideje, és még senki sem válaszolt rá.",
        "Határidő: {{due}}. Részleg: {{department.name}}.",
    ),
    sla_breach=(
        "Lejárt a válaszadási határidő",
        "Ennek a bejelentésnek lejárt a válaszadási határideje, és még senki sem válaszolt rá.",
        "Határidő: {{due}}. Részleg: {{department.name}}.",
    ),
    reminder=(
        "Emlékeztető",
        "Emlékeztetőt kért erről a bejelentésről:",
        "{{message}}",
        "Részleg: {{department.name}}.",
    ),
    mentioned=(
        "Megemlítették Önt",
        "{{agent.name}} megemlítette Önt a bejelentéshez fűzött egyik jegyzetben.",
        "Részleg: {{department.name}}.",
    ),
    reply_stopped=(
        "A válasza nem lett elküldve",
        "Az erre a bejelentésre írt, küldésre váró válaszát leállítottuk: a megírása óta valami megváltozott.",
        "A bejelentésnél látható, hogy mi. A szövegét piszkozatként megőriztük.",
        "Részleg: {{department.name}}.",
    ),
    assigned=(
        "A bejelentés Öné",
        "{{agent.name}} Önhöz rendelte ezt a bejelentést.",
        "Részleg: {{department.name}}.",
    ),
    escalated=(
        "A bejelentés magasabb szintre, Önhöz került",
        "{{agent.name}} a következő szintre adta ezt a bejelentést.",
        "Részleg: {{department.name}}.",
    ),
    customer_wrote=(
        "Az ügyfél válaszolt",
        "Új üzenet érkezett az ügyféltől az Ön bejelentéséhez.",
        "Részleg: {{department.name}}.",
    ),
    new_ticket=(
        "Új bejelentés",
        "Új bejelentés érkezett az Ön részlegéhez.",
        "Részleg: {{department.name}}.",
    ),
    digest=("Bejelentéseinek összefoglalója", "A legutóbbi összefoglaló óta ez történt:"),
    closing=(
        "Megkeresését hamarosan lezárjuk",
        "Tisztelt Ügyfelünk!",
        "A(z) {{ticket.reference}} számú megkeresésről küldött legutóbbi üzenetünk óta nem kaptunk Öntől választ.",
        "Ha nincs szüksége többre, nincs teendője: a megkeresést lezárjuk ekkor: {{due}}.",
        "Ha maradt még mondanivalója, egyszerűen válaszoljon erre az e-mailre.",
        "{{department.name}}",
    ),
    within={
        "minute": ("1 percen belül", "{} percen belül"),
        "hour": ("1 órán belül", "{} órán belül"),
        "day": ("1 napon belül", "{} napon belül"),
    },
    day="{at:%Y. %m. %d.}",
    clock=" {at.hour}:{at:%M} UTC",
    wrote="{author} ezt írta ({at}):",
    linked="Ezek a fájlok túl nagyok egy e-mailhez. Letölthetők a következő napig: {until}",
)
