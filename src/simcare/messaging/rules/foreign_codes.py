"""Codes and links by which other services prove that somebody owns an address (security.md S03).

Whoever gets hold of a reply address of ours may give it to such a service; its mail must not be seen by him.
"""

import re
from typing import Final

from simcare.messaging.values import ParsedMail

_WORDS: Final = re.compile(
    r"verif(?:y|ication)|confirm(?:ation)? (?:your|code|link)|one[- ]time|passcode|\botp\b|security code"
    r"|sign[- ]?in code|log[- ]?in code|activate your|reset your password|invited you|magic link|2fa|two[- ]factor"
    r"|验证码|校验码|动态码|确认您的|激活您?的|重置密码|確認コード|認証コード|パスワードの再設定|رمز التحقق|تأكيد بريدك"
    r"|bestätig\w*(?:code|link)|bestätigen sie ihre"
    r"|c[oó]digo de (?:verificaci[oó]n|confirmaci[oó]n|seguran[cç]a|acesso)"
    r"|confirm[ae] (?:tu|su|o seu|seu) (?:correo|e-?mail)|code de (?:v[ée]rification|confirmation|s[ée]curit[ée])"
    r"|confirmez votre|vérifiez votre",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"(?<![\w.#-])\d{4,8}(?![\w.-])|https?://\S{20,}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}")
_HEAD_CHARACTERS: Final = 4_000


def is_code_mail(parsed: ParsedMail) -> bool:
    """Whether it asks somebody to prove himself by a code or a link."""
    head = f"{parsed.subject}\n{parsed.text[:_HEAD_CHARACTERS]}"
    return _WORDS.search(head) is not None and _TOKEN.search(head) is not None
