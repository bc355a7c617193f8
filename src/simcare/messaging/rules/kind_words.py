"""The words and headers by which machines are told from people; sources: RFC 3834, RFC 5321 §4.5.5, the manuals of the
mail systems.
"""

import re

AUTO_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-ms-exchange-inbox-rules-loop",
    "x-cron-env",
    "x-vacation",
    "x-fc-machinegenerated",
)
"""Headers that only automatic answers carry. X-Auto-Response-Suppress is not one: people's mail carries it too."""

AUTO_REPLY_PRECEDENCE = {"auto_reply", "auto-reply", "junk"}

DAEMON = re.compile(
    r"mailer.?daemon|postmaster|mail\.?delivery|mail ?delivery (?:sub)?s[yu]|delivery subsystem|mail administrator|mail-?system|mailadm@|mdaemon@"
    r"|microsoft ?outlook <microsoftexchange|microsoftexchange[0-9a-f]{10}|jetmail system|delivery ?status ?notification|system administrator|symantec_antivirus",
    re.IGNORECASE,
)

FAILURE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|failed|problem|warning|report|delay|notification|has failed|incomplete)|failure (?:notice|delivery|notification)"
    r"|returned mail|mail (?:error|system error|delivery)|(?:mail|message|not|non).{0,12}(?:not|non)[ -]?(?:be )?deliver|could not be delivered|non[ -]delivery|non remis"
    r"|mail failed|failed mail|message (?:delayed|delivery)|delayed mail|processing error|returning message to sender|automatically rejected|rejected mail|user unknown"
    r"|unzustellbar|zustellung fehlgeschlagen|nicht zugestellt|nicht zustellbar|fehlgeschlagene zustellung|échec (?:de (?:la )?)?(?:remise|distribution)|non distribu|non remis|no se (?:pudo|puede|ha podido) entregar"
    r"|no entregado|error (?:de|en la) entrega|não (?:entregue|foi possível entregar)|falha na entrega|mancato recapito|mancata consegna|non recapitabile|onbestelbaar|niet afgeleverd|niet bezorgd"
    r"|niedostarczon|zwrot wiadomości|не доставлен|недоставлен|не удалось доставить|невозможно доставить|退信|无法投递|投递失败|未能投递|传递失败|无法送达|未送达|無法傳遞|無法傳送|配信不能|配信できません|未配信|送信エラー|配信エラー|배달되지 않음|전송 실패|반송"
    r"|تعذر (?:التسليم|تسليم)|لم يتم (?:التسليم|تسليم)|không (?:thể )?gửi được|gửi không thành công|iletilemedi|teslim edilemedi|kan ikke leveres|kunde inte levereras|toimitus epäonnistui|doručení se nezdařilo|nedoručiteln",
    re.IGNORECASE,
)

_REPLY = r"(?:(?:re|aw|antw|rép|sv|回复|答复|答復|回覆|رد)\s?[:：]\s?)?"
AUTO_REPLY_SUBJECT = re.compile(
    rf"^\s*{_REPLY}(?:"
    r"auto(?:matic|mated|-)? ?(?:reply|response|replies|respond\w*|answer|acknowledge?ment)\b|autoreply\b|auto: |autosvar|automatisk svar|automatiskt svar|automaattinen vastaus|out of (?:the )?office\b|ooo:|on vacation\b|vacation (?:reply|notice|response)"
    r"|i(?: am|'m) (?:out of|away from) (?:the |my )?office|away from (?:the |my )?office|on (?:annual|maternity|parental|sick) leave|"
    r"automatische (?:antwort|abwesenheit\w*|rückantwort)|abwesenheits(?:notiz|meldung|nachricht|assistent)|abwesend|nicht im büro|bin im urlaub|réponse automatique|absence (?:du|de) bureau|message d'absence|absent du bureau"
    r"|respuesta automática|contestación automática|fuera de (?:la )?oficina|auto ?respuesta|resposta automática|fora do escritório|ausência temporária|risposta automatica|fuori (?:sede|ufficio)|automatisch antwoord|afwezig|niet aanwezig"
    r"|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem|автоответ|автоматический ответ|нет на рабочем месте|я в отпуске|автовідповідь|automatická odpověď|otomatik (?:yanıt|cevap)|ofis dışında|fraværende|fravær|frånvarande|poissa"
    r"|自动(?:回复|答复)|自動(?:回覆|回復|答覆|返信|応答)|假期回复|外出中|休假|不在办公室|不在通知|不在(?:の|です|に)|자동 ?(?:회신|응답|답장)|부재중|trả lời tự động|thư trả lời tự động|vắng mặt|رد تلقائي|الرد التلقائي|خارج المكتب|תשובה אוטומטית|balasan otomatis|ตอบกลับอัตโนมัติ"
    r")",
    re.IGNORECASE,
)
