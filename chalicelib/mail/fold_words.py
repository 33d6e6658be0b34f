"""What mail programs write above copied mail and below a reply, by language. Only words; `fold.py` knows the rules."""

import re

_RULE = r"[-_=–—]{2,}+"

# "-----Original Message-----": the earlier message follows, without marks of quotation.
_ORIGINAL = (
    r"original\s+(?:message|appointment|email|besked)|reply\s+message|ursprüngliche\s+nachricht|urspr\.\s+nachricht"
    r"|original-?\s?nachricht|message\s+(?:d['’]origine|original|initial)|(?:mensaje|correo)\s+original|mensagem\s+original"
    r"|messaggio\s+originale|oorspronkelijk\s+bericht|origineel\s+bericht|oprindelig\s+(?:besked|meddelelse|mail)"
    r"|opprinnelig\s+(?:melding|e-post)|ursprungligt\s+meddelande|originalmeddelande|alkuperäinen\s+viesti"
    r"|wiadomość\s+oryginalna|oryginalna\s+wiadomość|původní\s+(?:zpráva|e-mail)|pôvodná\s+správa|pôvodný\s+e-mail"
    r"|eredeti\s+üzenet|исходное\s+(?:сообщение|письмо)|оригинално\s+съобщение|оригінальне\s+повідомлення"
    r"|вихідне\s+повідомлення|mesaj(?:ul)?\s+original|orijinal\s+mesaj|izvorna\s+poruka|izvirno\s+sporočilo"
    r"|αρχικό\s+μήνυμα|הודעה\s+מקורית|الرسالة\s+الأصلية|元のメッセージ|オリジナルメッセージ|原始邮件|原始郵件|原始信息|回复的原邮件"
    r"|원본\s*(?:메시지|메일|이메일)"
)
ORIGINAL_MESSAGE = re.compile(rf"[\s>*]*+{_RULE}\s*+(?:{_ORIGINAL})\s*:?\s*{_RULE}[\s*]*", re.IGNORECASE)
WROTE_RULE = re.compile(r"\s*+-{2,}+\s*+\S.{5,300}?\s-{2,}+\s*+")

# "Sent from my iPhone": a line of its own.
SENT_FROM = re.compile(
    r"[\s*_>(<-]*+(?:(?:sent\s+from\s+(?-i:[A-Z])[^\s,;:]*"
    r"|sent\s+(?:from|via|with|using|by)\s+(?:my|the|a|an|mobile|yahoo|outlook|mail|gmail|proton\w*|samsung|galaxy|iphone"
    r"|ipad|android|blackberry|windows|airmail|spark|mailbox|sparrow)"
    r"|(?:get|download)\s+outlook\s+for"
    r"|from\s+my\s+(?:iphone|ipad|android|blackberry|phone)|yahoo\s+mail:\s+search"
    r"|von\s+mein\S+\s+\S+.{0,40}\s+gesendet|gesendet\s+(?:von|mit|über|aus)|diese\s+nachricht\s+wurde\s+von\s+mein"
    r"|(?:holen\s+sie\s+sich|laden\s+sie)\s+outlook|outlook\s+für\s+\S+\s+(?:beziehen|herunterladen)"
    r"|envoyé\s+(?:depuis|de|à\s+partir\s+d\S+|avec|via)|(?:télécharger?|téléchargez|obtenir|obtenez)\s+outlook|provenance\s*:"
    r"|enviado\s+(?:desde|do|de|a\s+partir|con|com|através|via|pelo)|(?:obtener?|obtenga|descargar?|obter|obtenha|baixar)"
    r"\s+(?:o\s+)?outlook|inviato\s+(?:da|dal|con|tramite)|(?:scarica|ottieni)\s+outlook"
    r"|(?:verzonden|verstuurd|gestuurd)\s+(?:vanaf|met|via|vanuit)|(?:download|haal)\s+outlook"
    r"|outlook\s+voor\s+\S+\s+downloaden|sendt\s+(?:fra|via|med)|(?:hent|få|last\s+ned)\s+outlook"
    r"|(?:skickat|skickades)\s+(?:från|med|via)|(?:hämta|skaffa|ladda\s+ned)\s+outlook"
    r"|lähetetty\s+.{0,40}?(?:sta|stä|lta|ltä|ni|lla|llä)\b|(?:hanki|lataa)\s+outlook"
    r"|wysłan[eoa]\s+(?:z|ze|za|przez|przy)|pobierz\s+(?:\w+\s+)?outlook|odesláno\s+(?:z|ze|pomocí)|(?:získat|stáhnout)\s+outlook"
    r"|odoslané\s+(?:z|zo|cez|pomocou)|(?:získať|stiahnuť)\s+outlook|(?:el)?küldve\s+(?:az?|innen|mobil)"
    r"|az\s+outlook\s+.{0,20}\s+letöltése|outlook\s+\S+\s+beszerzése"
    r"|trimis\s+(?:de\s+pe|din|de\s+la|prin)|отправлено\s+(?:с|из)|надіслано\s+(?:з|із)|изпратено\s+от|poslano\s+(?:s|z|sa|iz)"
    r"|στάλθηκε\s+από|נשלח\s+מה|أُ?رسلت?\s+من)(?!\w).{0,80}"
    r"|\S+.{0,30}(?:ról|ről)\s+küldve\.?|\S+.{0,40}\s+gönderildi\.?|.{0,20}(?:iphone|ipad|android|galaxy|メール).{0,10}から送信.{0,10}"
    r"|(?:发自|發自|发送自|从).{1,20}(?:iphone|ipad|手机|邮箱|邮件|发送|mail).{0,10}|從.{1,20}傳送|.{0,10}(?:iphone|ipad|galaxy).{0,10}에서\s*보냄)",
    re.IGNORECASE,
)
# The footer of a mailing list below a rule.
LIST_FOOTER = re.compile(r"mailing\s+list|listinfo|@lists?\.|-list@|unsubscribe", re.IGNORECASE)
# "Kind regards": a line of its own near the end, with nothing but the name behind it.
_CLOSINGS = (
    r"(?:kind(?:est)?|best|warm(?:est)?|many|with\s+(?:kind|best|warm))\s+(?:regards|wishes)|regards|sincerely|cheers"
    r"|yours\s+(?:sincerely|faithfully|truly)|all\s+the\s+best|(?:mit\s+)?(?:(?:freundlich|herzlich|best|lieb|schön|viel|sonnig)e[nrm]?"
    r"\s+){1,2}(?:gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss))|gr(?:ü|ue)(?:ß|ss)e?|hochachtungsvoll|mfg|vg|lg"
    r"|(?:(?:bien|très)\s+)?cordialement|bien\s+(?:à|a)\s+(?:vous|toi)|(?:(?:meilleures|sincères|cordiales)\s+)?salutations"
    r"(?:\s+distinguées)?|(?:(?:un\s+)?cordial(?:es)?\s+)?saludos?(?:\s+cordial(?:es)?)?|un\s+(?:cordial\s+)?saludo|atentamente"
    r"|atte|(?:cordiali|distinti|i\s+migliori|tanti)\s+saluti|cordialmente|un\s+caro\s+saluto|atenciosamente|att|abraços?"
    r"|(?:(?:com\s+os\s+)?(?:melhores|meus)\s+)?cumprimentos|(?:met\s+)?(?:vriendelijke|hartelijke|beste)\s+groet(?:en)?"
    r"|m\.?v\.?g|groeten?|(?:med\s+)?(?:v[äa]nliga?|b[äa]sta|hj[äa]rtliga)\s+h[äa]lsning(?:ar)?|h[äa]lsningar"
    r"|(?:med\s+)?(?:de\s+)?(?:venlige?|vennlige?|bedste|beste)\s+(?:hilsner|hilsen(?:er)?)|m?vh|hilsen|dbh"
    r"|(?:yst[äa]v[äa]llisin|parhain|lämpimin|kunnioittavasti)(?:\s+terveisin)?|terveisin|terveiset|(?:yst\.?\s?)?terv|yt"
    r"|(?:serdecznie\s+)?pozdrawiam(?:\s+serdecznie)?|z\s+(?:powa[żz]aniem|wyrazami\s+szacunku)|pozdrowienia"
    r"|s\s+(?:přátelským\s+)?pozdrav[oe]m|s\s+úct[oa]u|zdravím|s\s+prianím\s+pekného\s+dňa|s\s+přáním\s+(?:pěkného|hezkého)\s+dne"
    r"|(?:sz[íi]v[ée]lyes\s+)?[üu]dv[öo]zlettel|üdv(?:özlöm)?|tisztelettel|с\s+уважением|з\s+повагою|с\s+уважение|cu\s+(?:stimă|respect)"
    r"|o\s+zi\s+bună|saygılarımla|saygılar|iyi\s+çalışmalar|srdačan\s+pozdrav|lijep\s+pozdrav|lep\s+pozdrav|lp"
    r"|με\s+εκτίμηση|φιλικά|בברכה|مع\s+(?:أطيب\s+)?التحيات?|よろしくお願い(?:いた|致)?します|敬具|此致|祝好|敬上|감사합니다"
)
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ſ][\w.'’-]{0,30}"
CLOSING = re.compile(rf"\W{{0,2}}(?i:{_CLOSINGS})(?:\W{{0,3}}|[\s,.!]{{1,3}}{_NAME}(?:\s{_NAME}){{0,3}}\W{{0,2}})")
