"""The language of a mail, guessed well enough to answer politely."""

import pytest

from chalicelib.mail.language import LANGUAGES, language_of

TEXTS = {
    "en": "Hello, my printer does not work since yesterday. Would you please have a look at it?",
    "de": "Guten Tag, mein Drucker geht seit gestern nicht mehr. Können Sie mir bitte helfen? Danke und Gruß",
    "fr": "Bonjour, mon imprimante ne marche plus depuis hier. Pouvez-vous m'aider ? Merci pour votre réponse",
    "es": "Hola, la impresora no funciona desde ayer. ¿Me pueden ayudar, por favor? Gracias por todo, es una urgencia",
    "it": "Buongiorno, la mia stampante non funziona più da ieri. Potete aiutarmi? Grazie per una risposta",
    "pt": "Olá, a minha impressora não funciona desde ontem. Gostaria de saber quando fica pronta. Muito obrigado",
    "nl": "Hallo, mijn printer werkt sinds gisteren niet meer. Kunnen jullie mij helpen? Bedankt voor het antwoord",
    "sv": "Hej, min skrivare fungerar inte sedan i går. Kan ni hjälpa mig med det? Tack så mycket",
    "da": "Hej, min printer virker ikke siden i går. Kan I hjælpe mig med det? Mange tak og venlig hilsen, hvis muligt",
    "fi": "Hei, tulostin ei ole toiminut eilisen jälkeen. Voitteko auttaa? Kiitos, se on kiireellinen asia",
    "cs": "Dobrý den, tiskárna mi od včerejška nefunguje. Prosím o pomoc, je to naléhavé. Děkuji",
    "pl": "Dzień dobry, drukarka nie działa od wczoraj. Proszę o pomoc, jest to pilne. Dziękuję",
    "hu": "Tisztelt Ügyfélszolgálat! A nyomtatóm tegnap óta nem működik. Kérem, segítsenek. Köszönöm",
}


def test_there_is_a_sample_of_every_language() -> None:
    assert set(TEXTS) == set(LANGUAGES)


@pytest.mark.parametrize("language", TEXTS)
def test_an_everyday_mail_is_recognised(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "ok", "12345", "RE: 4711 / 12", "プリンターが動きません"])
def test_what_says_too_little_is_left_open_or_taken_from_the_header(text: str) -> None:
    assert language_of(text) == ""
    assert language_of(text, "fi-FI, en") == "fi"
    assert language_of(text, "tlh") == ""
