"""What mail systems and vacation programs write, by language, where no header says that they are machines."""

import re

DAEMON_NAME = re.compile(
    r"(?:the\s+)?(?:internet\s+)?(?:e?mail\s*delivery|mailer[-_\s]?daemon|mail\s*daemon|postmaster|mail\s+router"
    r"|mail\s+system\s+error|mail\s+(?:delivery\s+)?(?:sub)?system)(?:\s*(?:sub)?system)?(?:\s*-\s*returned\s+mail)?",
    re.IGNORECASE,
)

# Subjects that only machines write; nobody titles a question like this.
BOUNCE_SUBJECT = re.compile(
    r"\W{0,3}(?:undelivered\s+mail\s+returned\s+to\s+sender|undeliver(?:able|ed)(?:\s+(?:mail|message))?\s*(?::|$)"
    r"|mail\s+delivery\s+failed:\s+returning\s+message|mail\s+system\s+error\s+-\s+returned"
    r"|delivery\s+status\s+notification\s*(?:\(|$)|delivery\s+notification:|returned\s+mail:|failure\s+notice\s*$"
    r"|non-?\s?delivery\s+(?:report|notification|notice)|nondeliverable\s+mail|ndn:|delivery\s+failure:"
    r"|warning:\s+(?:could\s+not\s+send\s+message|message\s+.{0,60}delayed)|message\s+delivery\s+(?:failure|delayed)\s*$"
    r"|(?:unzustellbar|nicht\s+zustellbar|non\s+remis|non\s+distribuable|échec\s+de\s+(?:la\s+)?remise"
    r"|no\s+se\s+puede\s+entregar|non\s+recapitabile|mancato\s+recapito|onbestelbaar|niet\s+bezorgd|kan\s+ikke\s+leveres"
    r"|uleverbar|går\s+inte\s+att\s+leverera|olevererbart?|toimittamaton|ei\s+voi\s+toimittaa|niedostarczon[ea]"
    r"|nie\s+można\s+dostarczyć|nedoručiteln[éáý]|nedoručiteľn[éáý]|kézbesíthetetlen|não\s+é\s+possível\s+entregar"
    r"|não\s+entregue|не\s+удается\s+доставить|nu\s+se\s+poate\s+livra|teslim\s+edilemedi)\s*[:：]"
    r"|配信不能|配信できません|邮件投递失败|系统退信|退信|complaint\s+about\s+message\s+from\s+\d)",
    re.IGNORECASE,
)
# Subjects that machines write and people too, about parcels or about a bounce they got: the text decides.
POSSIBLE_BOUNCE_SUBJECT = re.compile(
    r"\W{0,3}(?:undeliver(?:able|ed)\b|(?:mail|message|e-mail)\s+(?:delivery\s+)?(?:fail|error|problem|could\s+not|not\s+delivered)"
    r"|mail\s+(?:status|system)|delivery\s+(?:failure|notification|problem|failed|has\s+failed|report|error|delayed)"
    r"|returned\s+(?:mail|to\s+sender|e-?mail)|fail(?:ed|ure)\s+(?:delivery|mail)|failure\s+notice"
    r"|unable\s+to\s+deliver|could\s+not\s+deliver|problem\s+(?:with\s+)?deliver|zustellung\s+fehlgeschlagen"
    r"|mancata\s+consegna|no\s+se\s+pudo\s+entregar|não\s+foi\s+possível\s+entregar|toimitus\s+epäonnistui"
    r"|nepodařilo\s+se\s+doručit|nem\s+kézbesíthető)",
    re.IGNORECASE,
)
BOUNCE_EVIDENCE = re.compile(
    r"(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])|(?<!\d)(?:421|45[0-2]|55[0-4])[ -]|\bsmtp\b|mail\s+(?:server|system)\b"
    r"|<[^<>\s]{1,64}@[^<>\s]{1,190}>:|(?:the\s+following|these)\s+(?:recipient|address)"
)
BOUNCE_TEXT = re.compile(
    r"this\s+is\s+the\s+(?:qmail-send\s+program|mail\s+(?:system|delivery)\s+(?:at|program|agent)|postfix\s+program)"
    r"|this\s+message\s+was\s+created\s+automatically\s+by\s+(?:the\s+)?(?:mail|delivery)"
    r"|the\s+original\s+message\s+was\s+received\s+at\s.{10,80}\sfrom\s|-----\s*the\s+following\s+addresses\s+had"
    r"|your\s+message\s+(?:could\s+not|was\s+not)\s+(?:be\s+)?delivered\s+to\s+the\s+following"
    r"|(?:following|these)\s+(?:recipients?|addresses|address)\W.{0,40}(?:failed|could\s+not\s+be\s+(?:reached|delivered))"
    r"|this\s+is\s+an?\s+(?:automatically\s+generated\s+delivery\s+status|email\s+abuse\s+report)",
    re.IGNORECASE | re.DOTALL,
)

# What vacation programs put before the subject they answer, or alone. "Out of office hours?" is a question.
AWAY_SUBJECT = re.compile(
    r"\W{0,2}(?:auto:\s.{1,80}\b(?:out\s+of|away|abwesend|absent)|(?:"
    r"out\s+of\s+(?:the\s+)?office(?:\s+(?:auto(?:matic)?[-\s]?)?(?:reply|response|message|notification|notice))?"
    r"|auto(?:mat(?:ic|ed))?[-\s]?(?:reply|response|responder|answer)(?:\s+(?:from|message)\b.{0,60})?"
    r"|vacation\s+(?:reply|message|response)|(?:i\s+am\s+|i['’]m\s+)?(?:currently\s+)?away\s+from\s+(?:my\s+)?(?:mail|desk|office)"
    r"|automatische\s+antwort|abwesenheits(?:notiz|nachricht|meldung|assistent)|abwesend|réponse\s+automatique"
    r"|absence\s+du\s+bureau|message\s+d['’]absence|respuesta\s+automática|fuera\s+de\s+(?:la\s+)?oficina"
    r"|risposta\s+automatica|fuori\s+(?:sede|ufficio)|resposta\s+automática|ausência\s+temporária|automatisch\s+antwoord"
    r"|afwezigheids(?:bericht|melding|assistent)|niet\s+aanwezig|automatiskt?\s+(?:svar|meddelande)|autosvar"
    r"|frånvaro(?:meddelande)?|frånvarande|fraværs(?:besked|melding)|ikke\s+til\s*stede"
    r"|automaattinen\s+vastaus|poissaoloviesti|poissa\s+(?:toimistosta|työpaikalta)|automatyczna\s+odpowiedź"
    r"|odpowiedź\s+automatyczna|autoodpowiedź|automatick[áa]\s+odpov[ěe][ďd]|mimo\s+kancelář(?:e)?|automatikus\s+válasz"
    r"|házon\s+kívül|автоматический\s+ответ|автоответ|нет\s+на\s+месте|автоматична\s+відповідь|răspuns\s+automat"
    r"|otomatik\s+yanıt|αυτόματη\s+απάντηση|תגובה\s+אוטומטית|رد\s+تلقائي|自動応答|自動返信|自动(?:回复|答复)|自動回覆|자동\s*(?:회신|응답)"
    r")\s*(?:[:：]|-\s|–\s|\(|\[|re:|$))",
    re.IGNORECASE,
)

# Programs that only people write mail with; mail systems and vacation programs name none of them.
MAIL_PROGRAM = re.compile(
    r"thunderbird|apple\s+mail|i(?:phone|pad)\s+mail|outlook|evolution|k-?mail|mutt|the\s+bat|roundcube|horde|squirrelmail"
    r"|webmail|claws|sylpheed|foxmail|android|open-xchange|yahoo|zimbra|mailmate|airmail|spark|samsung",
    re.IGNORECASE,
)
