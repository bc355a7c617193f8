"""The words of mail systems: how they say that a mail failed, is delayed, or that what follows is the returned mail."""

import re

GOOD_ACTIONS = {"delivered", "relayed", "expanded"}

ADDRESS = re.compile(
    r"[A-Za-z0-9_][\w!#$%&'*+/=?^`{|}~-]{0,63}(?:\.[\w!#$%&'*+/=?^`{|}~-]{1,63}){0,8}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,24}(?!\.\.)",
    re.ASCII,
)
STARTS_LINE = re.compile(
    rf"[\s*>•<\[\"'(-]{{0,8}}(?:(?:smtp|rfc822)[:;]\s?)?<?{ADDRESS.pattern}[>\])\"']{{0,2}}\s*(?::|$|\(|\.\.\.| - |;|\bon\b)",
    re.ASCII | re.I,
)

RETURNED_MESSAGE = re.compile(
    r"(?<!receive a )copy of (?:the|your) (?:original )?message|below this line|original message (?:follows|attached|details|header|below)|-{2,} ?original message"
    r"|(?:header|headers|text|lines) of (?:the|your) (?:original )?message|returned mail follows|message (?:text|headers?|body) (?:follows|below|suppressed)"
    r"|unsent message below|your message reads|original message as received|forwarded message ?-{2,}|returned message|mensaje original|original mail ?-"
    r"|nachricht (?:folgt|im anhang)|kopie der nachricht|copie du message|копия сообщения|原信件|原邮件|原始邮件|^-{4,} ?returned mail|source mail attached"
    r"|old message:|^return-path:|^received: ",
    re.IGNORECASE,
)

KEEPS_TRYING = re.compile(
    r"has not yet been delivered|not yet been able|still being retried|will be retried|will continue (?:trying|to (?:try|attempt|be))|continue to be made"
    r"|delivery .{0,30}(?:has been|was|is) delayed|(?:has been|is|was) (?:delayed|postponed)|warning (?:message )?only|will (?:be )?retr(?:y|ied)|will try again"
    r"|keep trying|no action is required on your part|further attempts will|attempts will continue|still awaiting delivery"
    r"|wird weiter(?:hin)? versucht|verzögert|weitere zustellversuche|sera réessayé|retardé|se ha retrasado|se volverá a intentar|foi adiada|tentará novamente"
    r"|è in ritardo|verrà ritentat|vertraagd|opóźnion|задерж|будет повторен|повторн|延迟|会继续尝试|將繼續嘗試|配送が遅れて|再試行|지연|تأخر",
    re.IGNORECASE,
)

FAILURE = re.compile(
    r"undeliver|not deliver|(?:could|can|was|were|can't|cannot|has|have|been)(?:\s?not|n't)? (?:be )?(?:deliver|reach|accept)|unable to (?:deliver|reach|send|transfer)"
    r"|deliver\w* .{0,60}\b(?:fail|abort|problem|delay|error)|delevery|fail(?:ed|ure|ing)?\b|did not (?:reach|receive|exactly match)|not (?:yet )?been (?:deliver|collected)"
    r"|returned? .{0,40}(?:error|mail)|permanent (?:fatal )?error|fatal error|unknown (?:user|recipient|host|address|mailbox)|(?:user|recipient|mailbox|account|address) .{0,40}"
    r"(?:unknown|not (?:known|found|listed|exist)|unavailable|does(?:n't| not) (?:exist|have)|disabled|rejected|full|over ?quota|invalid|no longer)|invalid .{0,40}(?:userid|recipient|address|mailbox|user)"
    r"|no such (?:user|recipient|mailbox|account|address)|quota (?:exceeded|violation)|mailbox (?:is )?full|intended recipient|error-for|failed recipient|have delivery notifications"
    r"|recipient: |addressed to|automatically rejected|wrong or no longer valid|local user|could not find a gateway|not accepting mail|postponed|delivery of email to"
    r"|unzustellbar|nicht zugestellt|konnte nicht|nicht erreicht|pas pu (?:e|ê)tre|n'a pas (?:été|pu)|échec|non remis|no (?:se )?pudo (?:ser )?entreg|no se ha podido entregar|não (?:pôde|foi) .{0,20}entreg"
    r"|non (?:è stato possibile|recapitat|consegnat)|mancata consegna|niet (?:worden )?(?:afgeleverd|bezorgd)|nie (?:można|może|został).{0,30}dostarcz|не может быть достав|не удалось достав|не доставлен|невозможно достав"
    r"|无法(?:发送|投递|送达)|退信|投递失败|发送失败|無法(?:傳送|遞送|送達)|配信(?:できません|に失敗|不能)|送信できません|送れません|전송(?:하지 못|에 실패|되지 않)|배달되지|تعذر|فشل|không (?:thể )?(?:gửi|chuyển)",
    re.IGNORECASE,
)

ADDRESSEE = re.compile(r"^to:\s", re.IGNORECASE)
"""The line of a report that says whom the mail was for; asked only when nothing else names anybody."""

ASIDE = re.compile(
    r"please (?:contact|send mail)|for (?:further )?assistance|contact:? |postmaster@|(?<!expanded )(?<!generated )\bfrom:|\be-?mail \S+@\S+ addressed to|reply-to:|message-id|^(?:to|cc|from|sender|subject):|mailer-daemon@|mailto:|via localhost"
    r"|return-path|envelope-from|accepting mail from|https?://|reporting-mta|remote-mta",
    re.IGNORECASE,
)
