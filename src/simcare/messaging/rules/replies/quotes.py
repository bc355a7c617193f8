"""How mail programs mark what they quote: marks, "On … wrote:" lines, header blocks, dividers, in the languages of our
mails.

No single program's line is matched word for word: a quote header is a short line, perhaps wrapped, that ends with a
colon and holds a date together with an address or a word for "wrote". That covers programs and languages nobody has
listed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST_LINE = 400
"""Characters of a line that are looked at; no header is longer."""
_WRAPPED_LINES = 4
_TAIL = 24
"""Characters at the end of a header that can hold its last word."""
_LONG_QUOTED_LINE = 60


@dataclass(frozen=True, slots=True)
class Header:
    """A quote header: its lines as one, the number of the line after it, and whether it is a block of labelled lines."""

    text: str
    end: int
    is_block: bool


_MARK = re.compile(r" {0,3}[>＞](?! ?[:：]$)")  # ">:" alone is the end of a wrapped "<address>:"
_BEFORE = r"^[\s\-–—*_>]{0,6}"

_WROTE = (
    r"wrote|writes|said|schrieb\w*|hat .{0,80}geschrieben|a écrit|a ecrit|écrit|escribió|escribio|ha escrito|escreveu|ha scritto|scrisse"
    r"|schreef|heeft .{0,80}geschreven|napisał\w*(?:\(a\))?|pisze|написал\w*(?:\(а\))?|пишет|писал\w*|написав|пише|skrev|kirjoitti"
    r"|napsal\w*(?:\(a\))?|napísal\w*|şunu yazdı|yazdı|írta|a scris|schrijft|скрев|έγραψε|כתב\w*|viết|đã viết|menulis|เขียน\S*"
    r"|写道|寫道|写到|のメール|書きました|さんは書きました|作成|작성|님이 작성|كتب\w*|تمت كتابة|يكتب|نوشت|a wrote"
)
_WROTE_WORD = re.compile(rf"(?:^|[\s,>\)\]\"'，]|(?<=[\u3000-\ud7ff]))(?:{_WROTE})", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+%\-]{1,64}@[\w.\-]{1,255}\.?\w|<\s?mailto:")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|(?:19|20)\d\d ?[年년./\-]|\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}\b|\d{1,2}월 ?\d|\d{1,2}月\d"
)
_OPENER = re.compile(
    _BEFORE
    + r"(?:on|le|am|el|il|em|op|w dniu|dnia|den|dňa|dne|på|pe|a\(z\)|στις|в|от|у|vào|lúc|pada|na|data|ở|ב|בתאריך|في|بتاريخ|在|于|於|"
    r"\S{2,12}[.,]? ?\d{1,2}|\d|[\"'<«“].{1,80}[\"'>»”]|\S+@\S+|[^<>\n]{0,60}<\S+@\S+>)(?:[\s,.:\d年년/-]|$)",
    re.IGNORECASE,
)
_CJK_OPENER = re.compile(_BEFORE + r"(?:在|于|於)?\s*(?:19|20)?\d{2,4}\s*[年년./\-]")
_ENDS = re.compile(r"(?:[:：]|写道|寫道|작성|さんは書きました)\s*[*_]*$")
_ENDS_BARE = re.compile(rf"(?:{_WROTE})[\s\-]*$", re.IGNORECASE)

_DIVIDER_WORDS = (
    r"original message|original appointment|forwarded message|reply message|previous message|begin forwarded message"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d['’]origine|message original|message initial|message transféré"
    r"|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato"
    r"|oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|исходное сообщение|пересылаемое сообщение"
    r"|пересланное сообщение|ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|oprindelig besked|original meddelelse|opprinnelig melding"
    r"|alkuperäinen viesti|původní zpráva|původní e-mail|orijinal mesaj|özgün ileti|eredeti üzenet|pesan asli|thư gốc|tin nhắn gốc|thư chuyển tiếp"
    r"|原始邮件|原始郵件|回复的原邮件|转发的邮件|原邮件|原始訊息|原始信件|転送メッセージ|元のメッセージ|原文|원본 메시지|원본 메일|원본메일|전달된 메시지"
    r"|الرسالة الأصلية|رسالة أصلية|ההודעה המקורית|ข้อความต้นฉบับ"
)
_DIVIDER = re.compile(
    rf"^\s{{0,4}}[-—–=*_─>\s]{{2,80}}(?:{_DIVIDER_WORDS})\s*[:：]?[-—–=*_─<\s]{{2,80}}$", re.IGNORECASE
)
_RULE = re.compile(r"^\s{0,4}[-=_*─—]{5,200}$")

_LABEL = {
    "from": r"from|von|de|da|van|od|от|från|fra|frå|lähettäjä|kimden|gönderen|발신|보낸 ?사람|보낸이|发件人|寄件者|寄件人|差出人|送信者|người gửi|từ|من|المرسل|feladó|מאת|от кого|expéditeur|remitente|dari|จาก|від|expeditor|od koga|mittente|afzender|absender",
    "sent": r"sent|date|gesendet|datum|envoyé(?: le)?|enviado(?: el| em)?|fecha|data|inviato|verzonden|wysłano|дата|отправлено|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|odesláno|tarih|gönderildi|gönderilme tarihi|날짜|보낸 ?날짜|보낸 ?시간|发送时间|发送日期|日期|时间|傳送日期|寄件日期|送信日時|日時|日付|ngày|đã gửi|gửi|التاريخ|تاريخ|تم الإرسال|أرسلت|küldve|dátum|נשלח|תאריך|tanggal|dikirim|วันที่|дата отправки|надіслано|message du|odeslané|odoslané|trimis",
    "to": r"to|an|à|a|para|aan|do|кому|till|til|vastaanottaja|komu|kime|alıcı|받는 ?사람|받는이|收件人|收件者|宛先|đến|tới|người nhận|إلى|المستلم|címzett|אל|destinataire|destinatario|kepada|ถึง|către|pro|til|destinatário|empfänger|ontvanger",
    "subject": r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|тема|ämne|emne|aihe|předmět|predmet|konu|제목|主题|主題|主旨|件名|tiêu đề|chủ đề|الموضوع|موضوع|tárgy|נושא|sujet|subjek|perihal|เรื่อง|subiect",
}
_LABELLED = re.compile(
    r"^[\s*_|>]{0,12}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABEL.items()) + r")[\s*_]{0,4}[:：]",
    re.IGNORECASE,
)
_BLOCK_LINES = 8


def is_marked(line: str) -> bool:
    """Whether the line itself carries a quote mark."""
    return _MARK.match(line) is not None


def is_broken_quote(lines: list[str], at: int) -> bool:
    """Whether the line is the tail of a long quoted line that a mail server has broken in two."""
    if not 0 < at < len(lines) - 1 or not lines[at]:
        return False
    above = lines[at - 1]
    return len(above) >= _LONG_QUOTED_LINE and lines[at][0].islower() and is_marked(above) and is_marked(lines[at + 1])


def header_at(lines: list[str], at: int) -> Header | None:
    """The quote header that begins at this line, if one does."""
    line = lines[at]
    if not line or is_marked(line):
        return None
    if _DIVIDER.match(line[:LONGEST_LINE]):
        return Header(line, at + 1, is_block=True)
    return _block_at(lines, at) or _wrote_line_at(lines, at)


def _wrote_line_at(lines: list[str], at: int) -> Header | None:
    """ "On <date> <someone> wrote:", perhaps wrapped over a few lines."""
    if not _may_open(lines[at]):
        return None
    joined = ""
    for end in range(at, min(at + _WRAPPED_LINES, len(lines))):
        line = lines[end]
        if not line or is_marked(line) or len(joined) + len(line) > LONGEST_LINE:
            return None
        joined = f"{joined} {line.strip()}" if joined else line
        if _is_wrote_line(joined):
            return Header(joined, end + 1, is_block=False)
    return None


def _may_open(line: str) -> bool:
    start = line[:LONGEST_LINE]
    return _OPENER.match(start) is not None or _CJK_OPENER.match(start) is not None


def _is_wrote_line(line: str) -> bool:
    """Two of date, address and "wrote" before a colon; without the colon all three."""
    tail = line[-_TAIL:]
    with_colon = _ENDS.search(tail) is not None
    if not with_colon and not _ENDS_BARE.search(tail):
        return False
    clues = sum(pattern.search(line) is not None for pattern in (_DATE, _ADDRESS, _WROTE_WORD))
    return clues >= (2 if with_colon else 3)


def _block_at(lines: list[str], at: int) -> Header | None:
    """A block of From, Sent, To, Subject, perhaps under a rule; the rule and the first line make the header."""
    start = at
    if _RULE.match(lines[at][:LONGEST_LINE]):
        start = next((below for below in range(at + 1, min(at + 4, len(lines))) if lines[below]), len(lines))
    if start >= len(lines) or not _LABELLED.match(lines[start][:LONGEST_LINE]):
        return None
    labels = {_label(line) for line in lines[start : start + _BLOCK_LINES]} - {None}
    if len(labels) < 3 or not labels & {"from", "sent"}:
        return None
    return Header("\n".join(lines[at : start + 1]), start + 1, is_block=True)


@lru_cache(maxsize=64)  # each line of a block is asked about by the lines above it too
def _label(line: str) -> str | None:
    match = _LABELLED.match(line[:LONGEST_LINE])
    return match.lastgroup if match else None
