"""Where a signature begins: "-- ", a rule of underscores, the line that a phone or mail program adds, a name behind a
dash.
"""

import re

_LONGEST = 120
_DELIMITER = re.compile(r"^(?:--|—|__+|-{3,5}|_{5,})$")
_NAME_AFTER_DASH = re.compile(r"^[-–—]{1,2} ?(?:[^\W\d_][\w.'’]*)(?: [^\W\d_][\w.'’]*){0,3}$")
_DEVICE_NAME = r"(?:[\w\-.®™()]+ ?){1,5}"
_DEVICE = re.compile(
    r"^[\s*_<\[]{0,4}(?:"
    rf"sent (?:from|with|via|using) my {_DEVICE_NAME}"
    r"|sent (?:from|via|with|by) (?:mail|outlook|yahoo|gmail|mailbird|spark|proton|samsung|iphone|ipad|android|blackberry|nylas|superhuman|hey|aol|xfinity|windows|mobile|huawei|xiaomi|zoho|postbox|airmail|sparrow|mail\.ru)\b.{0,60}"
    r"|sent (?:from|with|via) [\w ]{2,30}<https?://\S{1,80}>"
    r"|get outlook for .{1,40}"
    r"|(?:von meinem|von|gesendet von|gesendet mit|gesendet über) .{2,50} gesendet|gesendet (?:von|mit|über|aus) .{2,60}"
    r"|envoyé (?:de|depuis|à partir de|par|avec) .{2,60}|enviado (?:desde|do|de|a partir de|a partir do|pelo|con|via) .{2,60}"
    r"|inviato (?:da|dal|tramite|con) .{2,60}|verzonden (?:vanaf|vanuit|met|via) .{2,60}|verstuurd (?:vanaf|met) .{2,60}"
    r"|wysłane? (?:z|za|przez) .{2,60}|отправлено (?:с|из|от) .{2,60}|надіслано (?:з|із) .{2,60}"
    r"|skickat från .{2,60}|sendt fra .{2,60}|lähetetty .{2,60}|odesláno (?:z|ze) .{2,60}|odoslané z .{2,60}"
    r"|\S{2,30}(?: \S{2,20})?(?:dan|den|tan|ten) gönderildi|.{2,40}(?:ról|ről|val|vel) küldve|trimis (?:de pe|din) .{2,60}"
    r"|.{1,40}から送信|.{1,40}より送信|나의 .{1,40}에서 보냄|.{1,40}에서 보냄|내 .{1,40}에서 보냄"
    r"|发自我的.{1,40}|發自我的.{1,40}|从我的.{1,40}发送|從我的.{1,40}傳送|从.{1,40}发送|来自我的.{1,30}|签名由.{1,20}定制|發送自.{1,40}|发送自.{1,40}|傳送自.{1,40}|从 (?:windows|outlook).{1,30}"
    r"|được gửi từ .{2,60}|đã gửi từ .{2,60}|gửi từ .{2,60}|أرسلت من .{2,60}|أُرسلت من .{2,60}|تم الإرسال من .{2,60}|مرسل من .{2,60}"
    r"|נשלח מ.{2,60}|dikirim dari .{2,60}|ส่งจาก.{2,60}|στάλθηκε από .{2,60}"
    r")[\s*_>\]]{0,4}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[,;!?]|\.\s|\.$")


def begins(lines: list[str], at: int) -> bool:
    """Whether a signature begins at this line."""
    line = lines[at]
    if not line or len(line) > _LONGEST:
        return _is_rule(line)
    if _DELIMITER.match(line):
        return True
    if _DEVICE.match(line) and not _SENTENCE.search(line):
        return True
    return _is_name_after_dash(lines, at)


def _is_rule(line: str) -> bool:
    return len(line) > 5 and not line.strip("_")


def _is_name_after_dash(lines: list[str], at: int) -> bool:
    """ "-Jim Beam", alone between empty lines; a list has its next item right below."""
    alone = (at == 0 or not lines[at - 1]) and (at + 1 >= len(lines) or not lines[at + 1])
    return alone and at > 0 and _NAME_AFTER_DASH.match(lines[at]) is not None and lines[at].lstrip("-–— ")[:1].isupper()
