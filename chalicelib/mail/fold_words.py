"""What mail programs write around quoted text and under a reply, by language. Only words; `fold.py` knows the rules."""

import re

# "On <date> <name> wrote:": how such a line begins and which words end it or stand before the name.
WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|a\s+[ée]crit|escribi[óo]|escribe|ha\s+scritto|escreveu|schreef|skrev|kirjoitti"
    r"|napisał(?:\(a\)|a)?|pisze|ezt\s+írta|írta|napsala?|napsal\(a\)|napísala?|написала?|пишет|пише|a\s+scris|yazdı|yazmış)"
    r"(?!\w)|写道|寫道|のメール|님이\s*작성|작성:",
    re.IGNORECASE,
)
ATTRIBUTION_START = re.compile(
    r"(?:on|le|am|el|il|in\s+data|em|no\s+dia|op|den|dne|w\s+dniu|dnia|la|pe|ma|ti|ke|to|la|su|mån|tis|ons|tor|tors|fre|lör|sön"
    r"|man|tir|lør|søn|a(?:z)?|date|於|在)\b|\W{0,3}\d{1,4}\b|[^\W\d_]{2,12}[.,]?\s+\d{1,2}\b|[^\W\d_]{2,3},\s",
    re.IGNORECASE,
)
YEAR_OR_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)")
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*")

ORIGINAL_MESSAGE = re.compile(
    r"[\s>*]*+[-_=]{2,}+\s*+(?:original\s+(?:message|appointment)|reply\s+message|ursprüngliche\s+nachricht|originalnachricht"
    r"|message\s+(?:d['’]origine|original)|mensaje\s+original|mensagem\s+original|messaggio\s+originale"
    r"|oorspronkelijk\s+bericht|origineel\s+bericht|oprindelig\s+(?:besked|meddelelse)|opprinnelig\s+melding"
    r"|ursprungligt\s+meddelande|originalmeddelande|alkuperäinen\s+viesti|wiadomość\s+oryginalna|oryginalna\s+wiadomość"
    r"|původní\s+zpráva|pôvodná\s+správa|eredeti\s+üzenet|исходное\s+сообщение|original\s+besked|mesaj\s+original)"
    r"\s*:?\s*[-_=]{2,}[\s*]*",
    re.IGNORECASE,
)
WROTE_RULE = re.compile(r"\s*+-{2,}+\s*+\S.{5,300}?\s-{2,}+\s*+")

FORWARDED = re.compile(
    r"[\s>*]*+(?>(?:[-_=]{2,}+\s*+)?)(?:begin\s+forwarded\s+message|forwarded\s+(?:message|by)|weitergeleitete\s+nachricht"
    r"|anfang\s+der\s+weitergeleiteten\s+nachricht|message\s+transf[ée]r[ée]|début\s+du\s+message\s+(?:transféré|réexpédié)"
    r"|mensaje\s+reenviado|mensagem\s+encaminhada|messaggio\s+inoltrato|inizio\s+messaggio\s+inoltrato"
    r"|doorgestuurd\s+bericht|videresendt\s+(?:besked|meddelelse)|videresendt\s+melding|vidarebefordrat\s+meddelande"
    r"|vidarebefordrat\s+brev|välitetty\s+viesti|edelleenlähetetty\s+viesti|przekazana\s+wiadomość"
    r"|wiadomość\s+przekazana|přeposlaná\s+zpráva|továbbított\s+(?:üzenet|levél)|пересылаемое\s+сообщение)"
    r"\s*:?\s*(?:[-_=]{2,})?[\s*]*",
    re.IGNORECASE,
)

_LABELS = {
    "from": "from|de|von|da|van|fra|från|od|lähettäjä|feladó|от|від|expéditeur|remitente|mittente|afzender"
    "|差出人|发件人|寄件者|보낸\\s*사람|gönderen|kimden",
    "date": "sent|date|gesendet|datum|envoyé(?:\\s+le)?|enviado(?:\\s+el|\\s+em)?|fecha|data|inviato|verzonden|sendt"
    "|dato|skickat|wysłano|odesláno|odoslané|lähetetty|päivämäärä|elküldve|dátum|отправлено|дата|message\\s+du|送信日時"
    "|发送时间|date\\s+d['’]envoi|tarih|sent\\s+at",
    "to": "to|an|à|a|para|aan|til|till|do|komu|vastaanottaja|címzett|кому|destinatario|宛先|收件人|kime",
    "cc": "cc|kopie|copie\\s+à|copia|kopia|kopio|másolatot\\s+kap|копия|bcc",
    "subject": "subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|emne|ämne|temat|předmět|predmet|aihe|tárgy"
    "|тема|件名|主题|konu|importance|priority",
}
HEADER_LABEL = re.compile(
    r"[\s>*]*+(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()) + r")\s?\*?\s?[:：]",
    re.IGNORECASE,
)

SENT_FROM = re.compile(
    r"[\s*_-]*+(?:sent\s+(?:from|via|with|using)\s+(?:my|the|a|an|mobile|yahoo|outlook|mail|gmail|proton\w*|samsung|iphone|ipad|android"
    r"|blackberry|windows)|get\s+outlook\s+for|from\s+my\s+(?:iphone|ipad|android|blackberry|phone)"
    r"|von\s+mein\w+\s+\S+\s+gesendet|gesendet\s+(?:von|mit|über)|diese\s+nachricht\s+wurde\s+von\s+mein"
    r"|envoyé\s+(?:depuis|de|à\s+partir\s+de|avec)|télécharger?\s+outlook|obtenir\s+outlook"
    r"|enviado\s+(?:desde|do|de|a\s+partir)|obtener?\s+outlook|obter\s+(?:o\s+)?outlook"
    r"|inviato\s+(?:da|dal|con)|scarica\s+outlook|ottieni\s+outlook|verzonden\s+(?:vanaf|met|via|vanuit)|verstuurd\s+vanaf"
    r"|sendt\s+fra|skickat\s+från|lähetetty\s+\S+(?:sta|stä|lta|ltä|ni)\b|hanki\s+outlook|wysłane?\s+(?:z|przez)"
    r"|odesláno\s+(?:z|ze)|elküldve\s+\S+|отправлено\s+(?:с|из))\b.{0,80}",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\W{0,2}(?:(?:kind|best|warm|warmest|many)\s+(?:regards|wishes)|regards|sincerely|yours\s+(?:sincerely|faithfully|truly)"
    r"|(?:mit\s+)?(?:freundlichen?|herzlichen?|besten?|liebe[nr]?|schöne[nr]?|viele[nr]?)\s+gr(?:ü|ue)(?:ß|ss)en?|mfg|vg"
    r"|cordialement|bien\s+cordialement|(?:bien\s+)?(?:à|a)\s+vous|salutations|meilleures\s+salutations"
    r"|saludos(?:\s+cordiales)?|un\s+saludo|atentamente|cordiali?\s+saluti|distinti\s+saluti"
    r"|atenciosamente|cumprimentos|com\s+os\s+melhores\s+cumprimentos|(?:met\s+)?vriendelijke\s+groet(?:en)?|groeten|mvg"
    r"|med\s+v[äe]n(?:lig|nlig)\s+h(?:ä|i)lsning(?:ar)?|(?:vänliga|bästa|venlig|bedste|vennlig|beste)\s+(?:hälsningar|hilsen"
    r"|hilsner)|mvh|vh|hilsen|ystävällisin\s+terveisin|parhain\s+terveisin|terveisin|t(?:ä|e)rv|pozdrawiam|z\s+poważaniem"
    r"|s\s+pozdravem|s\s+úctou|üdvözlettel|tisztelettel|с\s+уважением)\W{0,3}",
    re.IGNORECASE,
)
