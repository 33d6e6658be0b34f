"""How mail programs begin a forwarded message, and what they put before its subject, by language."""

import re

_MARKS = (
    r"begin\s+forwarded\s+message|forwarded\s+(?:message|mail|by)(?:\s+follows)?"
    r"|(?:anfang\s+der\s+)?weitergeleiteten?\s+(?:nachricht|e-?mail)|(?:début\s+du\s+)?message\s+(?:transféré|réexpédié|transmis)"
    r"|(?:inicio\s+del\s+)?mensaje\s+reenviado|(?:início\s+da\s+)?mensagem\s+(?:re)?encaminhada"
    r"|(?:inizio\s+)?messaggio\s+inoltrato|(?:begin\s+)?doorgestuurd\s+bericht"
    r"|(?:start\s+på\s+)?videresendt\s+(?:besked|meddelelse|melding|e-post|mail)|vidarebefordrat\s+(?:meddelande|mejl|brev|mail)"
    r"|välitetty\s+viesti(?:\s+alkaa|\s+/\s+fwd\.msg)?|edelleenlähetetty\s+viesti|(?:začátek\s+)?přepos(?:laná|ílané)\s+zpráv[ay]"
    r"|(?:začiatok\s+)?prepos(?:laná|lanej|ielanej)\s+správ[ay](?:\s+-+\s+forwarded\s+message)?"
    r"|przekazana\s+wiadomość|wiadomość\s+przekazana|(?:początek|treść)\s+przekaz(?:yw)?anej\s+wiadomości"
    r"|továbbított\s+(?:üzenet|levél)(?:\s+kezdete)?|(?:mesaj(?:ul)?\s+|începe\s+mesajul\s+)(?:redirecționat|înaintat)"
    r"|(?:пересылаемое|перенаправленное|пересланное)\s+(?:сообщение|письмо)|начало\s+переадресованного\s+сообщения"
    r"|(?:переслане|перенаправлене)\s+повідомлення|початок\s+листа,\s+що\s+пересилається|препратено\s+съобщение"
    r"|(?:iletilmiş\s+mesaj|iletilen\s+(?:ileti|mesaj)|ileti\s+başlangıcı)|(?:započni\s+)?proslijeđen[au]\s+poruk[au]"
    r"|posredovano\s+sporočilo|προωθημένο\s+μήνυμα|(?:שהועברה\s+)?הודעה\s+(?:מועברת|שהועברה)|رسالة\s+معاد\s+توجيهها"
    r"|転送(?:された)?メッセージ|转发(?:的)?(?:邮件|信息)(?:信息)?|轉寄(?:的)?郵件|전달된\s*메시지"
)
_RULE = r"(?:[-_=–—]{2,}+)?"
FORWARDED = re.compile(rf"[\s>*]*+{_RULE}\s*+(?:{_MARKS})\s*:?\s*(?:[-_=–—]{{2,}}\s*)?[\s*]*", re.IGNORECASE)
_ROLLED = re.compile(r"([\s>*]*+[-_=]{3,}+[^-_=]{3,60}[-_=]{3,}+)\s*+(?=\S)")

FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?(?:fwd?|wg|weitergeleitet|tr|rv|i|enc|res|vs|vb|vl|videresend|pd|tov(?:ábbítás)?|továbbítva"
    r"|doorst|doorgestuurd|redir\.?|ilt|i̇lt|πρθ|переслано|пересылка|转发|轉寄|転送|전달)\s*[:：]",
    re.IGNORECASE,
)


def rolled_mark(line: str) -> int:
    """Where the mark ends in a line that goes on with the header of the message, as Yahoo writes it; else 0."""
    match = _ROLLED.match(line)
    return match.end() if match and FORWARDED.fullmatch(match[1]) else 0
