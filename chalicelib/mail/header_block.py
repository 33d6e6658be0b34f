"""The block of From, Sent, To and Subject that mail programs put above a copied message, in many languages."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from chalicelib.domain.values import dataclass

MAX_LINES = 40
MAX_VALUE = 2000
_LABEL_REACH = 60  # characters of a line within which its label ends
_FOREIGN_LINES = 2  # lines without a label that continue the value above; more of them end the block

# Every way these programs name a field; a blank stands for any white space.
_NAMES = {
    "from": "from|de|von|da|van|fra|från|od|lähettäjä|feladó|от|от кого|від|від кого|отправитель|expéditeur|expeditorul"
    "|de la|remitente|mittente|afzender|absender|avsender|afsender|nadawca|odesílatel|odosielateľ|saatja|šalje|nuo|από"
    "|gönderen|kimden|מאת|من|差出人|送信者|发件人|寄件者|寄件人|보낸 사람|보낸사람",
    "sent": "sent|sent at|gesendet|envoyé|envoyé le|date d['’]envoi|message du|enviad[oa]|enviado el|enviad[oa] em"
    "|inviato|verzonden|sendt|skickat|wysłan[oe]|odesláno|odoslané|lähetetty|elküldve|küldve|отправлено|надіслано|відправлено"
    "|изпратено|trimis|poslano|gönderildi|gönderilen|gönderme tarihi|saadetud|išsiųsta|nosūtīts|enviat|στάλθηκε"
    "|נשלח|تم الإرسال|送信日時|发送时间|发送日期|寄件日期|보낸 날짜",
    "date": "date|datum|fecha|data|dato|päivämäärä|päiväys|dátum|дата|dată|tarih|kuupäev|ημερομηνία|תאריך|التاريخ|日付"
    "|日期|날짜",
    "to": "to|an|à|a|para|aan|til|till|do|komu|pre|vastaanottaja|címzett|кому|до|destinatari[oa]|destinatarul"
    "|destinataire|ontvanger|odbiorca|adresat|către|prima|za|pour|per a|kime|saaja|adressaat|kam|προς|אל|إلى"
    "|宛先|收件人|收件者|받는 사람",
    "cc": r"b?cc|kopie|kopie \(cc\)|copie|copie à|copia|cópia|kopia|kópia|kopi|kopio|másolat|másolatot kap|копия|копія"
    "|u?dw|bilgi|κοιν|抄送|副本|참조",
    "subject": "subject|betreff|objet|sujet|asunto|oggetto|assunto|assumpte|onderwerp|emne|ämne|temat|předmět|predmet"
    "|aihe|tárgy|тема|относно|subiect|subiectul|zadeva|naslov|konu|teema|tema|tēma|θέμα|נושא|الموضوع"
    "|件名|主题|主題|主旨|제목",
    "other": "reply-to|antwort an|répondre à|responder a|rispondi a|antwoord aan|svar til|svara till|vastaus|odpověď na"
    "|odpowiedź-do|odpovedať-pre|válaszcím|ответ-кому|importance|priority|wichtigkeit|priorität|attachments|anlagen"
    "|pièces jointes|organi[sz]ation",
}
_FIELD = "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES.items()).replace(" ", r"\s")
_LABEL = rf"(?i:{_FIELD})[ \t]?\*?\s?[:：]"
_LINE_LABEL = re.compile(rf"[\s>*]*+(?:{_LABEL})")
_WHOLE = frozenset({"from", "date", "sent", "to", "subject"})
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[\w-]{1,63}\.\w")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The fields of a block: `from`, `date`, `to`, `cc`, `subject` or `other`, each with its value as written.

    `first` is the field it begins with; `sent` is true if the date was called so; `end` is the index of the line after.
    """

    first: str
    fields: Mapping[str, str]
    sent: bool
    end: int

    @property
    def names_a_message(self) -> bool:
        """True if these fields say who wrote a mail, and enough beside that to be no list of somebody's own.

        "From: Prague, To: Brno, Date: Monday" is such a list: it has no subject, and nobody's address.
        """
        kinds = self.fields.keys() - {"other", "cc"}
        if "from" not in kinds:
            return False
        if len(kinds) >= 3 and ("subject" in kinds or self.sent):
            return True
        return len(kinds) >= 2 and kinds != {"from", "to"} and bool(_ADDRESS.search(self.fields["from"]))


def read_header_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """The block that begins at line `start`, None if that line does not name the author, date or subject.

    MAX_LINES are looked at. A value may go on for a few lines as long as another label follows; so may one after a
    blank line, because HTML turned to text has a paragraph for each. A field that comes twice belongs
    to the message below.
    """
    opening = _label(lines[start])
    if opening is None or opening.lastgroup in ("to", "cc", "other"):
        return None
    if rolled := _unrolled(lines[start], opening):
        return _block(rolled, start + 1)
    fields: dict[str, list[str]] = {}
    current, end, waiting = "", start, list[str]()
    for index in range(start, min(len(lines), start + MAX_LINES)):
        line = lines[index]
        match = _label(line)
        kind = match.lastgroup if match else None
        if match and kind and kind not in fields:
            if waiting:
                fields[current].extend(waiting)
            fields[kind] = [line[match.end() :]]
            current, end, waiting = kind, index + 1, []
        elif match or (len(waiting) >= _FOREIGN_LINES and not _ADDRESS.search(line)):
            break
        elif line.strip(" >"):
            waiting.append(line)
        elif len(fields.keys() & _WHOLE) == 4 or (current == "subject" and fields.keys() >= {"from", "to"}):
            break
    if current in ("from", "to", "cc") and waiting and _only_addresses(waiting[0]):
        fields[current].append(waiting[0])
        end += 1
    return _block({kind: _value(parts) for kind, parts in fields.items()}, end)


def _label(line: str) -> re.Match[str] | None:
    start = line[:_LABEL_REACH]
    return _LINE_LABEL.match(line) if ":" in start or "：" in start else None


def _block(fields: dict[str, str], end: int) -> HeaderBlock:
    first, sent = next(iter(fields)), "sent" in fields
    named = {"date" if kind == "sent" else kind: value for kind, value in fields.items()}
    return HeaderBlock("date" if first == "sent" else first, MappingProxyType(named), sent, end)


@cache
def _inner_label() -> re.Pattern[str]:
    """Labels inside a line: they stand apart, or are glued to the value before and begin with a capital.

    Rarely needed, and slow to compile.
    """
    return re.compile(rf"(?:(?<=[\s>\])])|(?=[^\W\d_a-zà-öø-ÿа-я])(?<=\S))(?:{_LABEL})")


def _unrolled(line: str, opening: re.Match[str]) -> dict[str, str]:
    """The fields of a block in one line, empty if this line is none."""
    if line.count(":", 0, MAX_VALUE) + line.count("：", 0, MAX_VALUE) < 3:
        return {}
    marks = [opening, *_inner_label().finditer(line, opening.end(), MAX_VALUE)]
    ends = [match.start() for match in marks[1:]] + [len(line)]
    fields: dict[str, str] = {}
    for match, end in zip(marks, ends, strict=True):
        if match.lastgroup:
            fields.setdefault(match.lastgroup, _value([line[match.end() : end]]))
    return fields if len(fields) >= 3 else {}


def _only_addresses(line: str) -> bool:
    return bool(_ADDRESS.search(line)) and len(line) < 200 and line.rstrip(" ;,").endswith((">", ")", "]"))


def _value(parts: Sequence[str]) -> str:
    joined = " ".join(part.strip(" \t>*") if index else part.strip(" \t*") for index, part in enumerate(parts))
    return joined[:MAX_VALUE].strip()
