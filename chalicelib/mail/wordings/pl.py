"""Polish."""

from chalicelib.mail.wordings import Wording

WORDING = Wording(
    acknowledgement=(
        "Otrzymaliśmy Państwa wiadomość",
        "Dzień dobry,",
        "otrzymaliśmy Państwa wiadomość. Jej numer to {{ticket.reference}}.",
        "Odpowiedzi można się spodziewać {{expected_answer}}.",
        "Aby coś dodać, wystarczy odpowiedzieć na tę wiadomość.",
        "{{department.name}}",
    ),
    sla_warning=(
        "Zbliża się termin odpowiedzi",
        "Zbliża się termin odpowiedzi na to zgłoszenie, a nikt jeszcze na nie nie odpowiedział.",
        "Termin: {{due}}. Dział: {{department.name}}.",
    ),
    sla_breach=(
        "Minął termin odpowiedzi",
        "Minął termin odpowiedzi na to zgłoszenie, a nikt jeszcze na nie nie odpowiedział.",
        "Termin: {{due}}. Dział: {{department.name}}.",
    ),
    reminder=(
        "Przypomnienie",
        "Prośba o przypomnienie dotyczyła tego zgłoszenia:",
        "{{message}}",
        "Dział: {{department.name}}.",
    ),
    mentioned=(
        "Wspomniano o Tobie",
        "{{agent.name}} wspomina o Tobie w notatce do tego zgłoszenia.",
        "Dział: {{department.name}}.",
    ),
    reply_stopped=(
        "Twoja odpowiedź nie została wysłana",
        "Twoja odpowiedź w tym zgłoszeniu czekała na wysłanie i została zatrzymana: od jej napisania coś się zmieniło.",
        "W zgłoszeniu widać, co. Tekst zachowano jako wersję roboczą.",
        "Dział: {{department.name}}.",
    ),
    assigned=(
        "Zgłoszenie jest Twoje",
        "{{agent.name}} przydziela Ci to zgłoszenie.",
        "Dział: {{department.name}}.",
    ),
    escalated=(
        "Zgłoszenie trafiło na wyższy poziom, do Ciebie",
        "{{agent.name}} przekazuje to zgłoszenie na kolejny poziom.",
        "Dział: {{department.name}}.",
    ),
    customer_wrote=(
        "Klient odpowiedział",
        "W Twoim zgłoszeniu jest nowa wiadomość od klienta.",
        "Dział: {{department.name}}.",
    ),
    new_ticket=(
        "Nowe zgłoszenie",
        "W Twoim dziale jest nowe zgłoszenie.",
        "Dział: {{department.name}}.",
    ),
    digest=("Podsumowanie Twoich zgłoszeń", "Od ostatniego podsumowania wydarzyło się to:"),
    closing=(
        "Twoje zgłoszenie zostanie wkrótce zamknięte",
        "Dzień dobry,",
        "Od naszej ostatniej wiadomości w sprawie {{ticket.reference}} nie mieliśmy od Ciebie odpowiedzi.",
        "Jeśli nie potrzebujesz już niczego, nie musisz nic robić: zgłoszenie zostanie zamknięte {{due}}.",
        "Jeśli chcesz coś dodać, po prostu odpowiedz na tę wiadomość.",
        "{{department.name}}",
    ),
    within={
        "minute": ("w ciągu 1 minuty", "w ciągu {} minut"),
        "hour": ("w ciągu 1 godziny", "w ciągu {} godzin"),
        "day": ("w ciągu 1 dnia", "w ciągu {} dni"),
    },
    day="{at:%d.%m.%Y}",
    clock=" o {at:%H:%M} UTC",
    wrote="W dniu {at} {author} napisał(a):",
    linked="Te pliki są zbyt duże na e-mail. Można je pobrać do {until}:",
)
