"""What mail systems and vacation programs write, by language, where no header says that they are machines."""

import re

DAEMON_NAME = re.compile(
    r"mail\s*delivery\s*(?:sub)?system|mailer[-_ ]?daemon|postmaster(?:@|\s*<)|system\s+administrator\s*<"
    r"|mail\s+administrator|internet\s+mail\s+delivery|mail\s+router|mail\s+system\s+error"
)

BOUNCE_SUBJECT = re.compile(
    r"^(?:(?:re|fwd?)\s*:\s*)?(?:\W*(?:undeliver(?:able|ed)(?:\s+mail)?\b|mail\s+(?:delivery|system)\s+(?:fail|error|status)"
    r"|delivery\s+(?:status\s+notification|failure|notification|problem|failed|has\s+failed|report|error)"
    r"|(?:message|mail)\s+(?:delivery\s+failure|delivery\s+has\s+failed|could\s+not\s+be|not\s+delivered|undeliverable)"
    r"|returned\s+(?:mail|to\s+sender)|failure\s+(?:notice|delivery)|fail(?:ed|ure)\s+(?:delivery|mail)|non\s*delivery\s+(?:report|notification)"
    r"|nondeliverable\s+mail|unable\s+to\s+deliver|could\s+not\s+deliver|warning:\s+(?:could\s+not\s+send|message\s+.{0,40}delayed)"
    r"|unzustellbar|nicht\s+zustellbar|zustellung\s+fehlgeschlagen|non\s+(?:remis|distribuable)|échec\s+de\s+(?:la\s+)?remise"
    r"|no\s+se\s+(?:puede|pudo)\s+entregar|non\s+recapitabile|mancata\s+consegna|onbestelbaar|kan\s+ikke\s+leveres|olevererbar"
    r"|niet\s+bezorgd|nie\s+można\s+dostarczyć|niedostarczono|nedoručiteln|kézbesíthetetlen|toimitus\s+epäonnistui"
    r"|não\s+foi\s+possível\s+entregar|配信不能|配信できません|邮件投递失败|系统退信|退信|complaint\s+about\s+message\s+from))",
    re.IGNORECASE,
)

AWAY_SUBJECT = re.compile(
    r"(?:(?:re|aw|sv|vs|odp)\s*:\s*)?\W{0,2}(?:out\s+of\s+(?:the\s+)?office|automatic\s+reply|auto(?:matic)?[-\s]?(?:reply|response|responder)"
    r"|autoreply|i\s+am\s+(?:currently\s+)?(?:away|out\s+of)|on\s+vacation|away\s+from\s+(?:my\s+)?(?:mail|office)|vacation\s+(?:reply|message)"
    r"|automatische\s+antwort|abwesenheit|réponse\s+automatique|absence\s+du\s+bureau|respuesta\s+automática|fuera\s+de\s+la\s+oficina"
    r"|risposta\s+automatica|fuori\s+sede|resposta\s+automática|automatisch\s+antwoord|afwezig|automatisk\s+sv[ae]r|autosvar|frånvaro"
    r"|automaattinen\s+vastaus|poissa|automatyczna\s+odpowied|autoodpowied|automatická\s+odpověď|automatikus\s+válasz|自動応答|自动回复)",
    re.IGNORECASE,
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
