"""The words of pushes and mails to colleagues, in eight languages. No customer is named: a lock screen is public."""

from collections.abc import Mapping
from typing import Final

_EN: Final = {
    "assigned": "{subject} is yours now",
    "mentioned": "You are named in a note on {subject}",
    "continued": "The customer wrote again: {subject}",
    "promise_near": "A promise is near its end: {subject}",
    "promise_broken": "A promise is broken: {subject}",
    "quarantined": "A mail could not be read",
    "incident": "An incident on a network",
    "ticket": "ticket {number}",
    "digest": "Simcare: {count} waiting for you",
    "digest_end": "You chose these times. Change them in your settings: {link}",
    "invitation": "Your invitation to the desk",
    "invitation_text": "You are invited to the support desk. This link opens it once, within seven days:\n\n{link}\n",
    "membership": "Your invitation to the card portal",
    "membership_text": "You are invited to look after the SIM cards of {account}. This link opens the portal once, within seven days:\n\n{link}\n",
    "password": "A new password for the desk",
    "password_text": "Somebody asked for a new password for this address. This link opens once, within the hour:"
    "\n\n{link}\n\nIf it was not you, nothing needs to be done.\n",
}
_ZH: Final = {
    "assigned": "{subject} 已归您处理",
    "mentioned": "{subject} 的备注提到了您",
    "continued": "客户再次来信：{subject}",
    "promise_near": "承诺即将到期：{subject}",
    "promise_broken": "承诺已超时：{subject}",
    "quarantined": "有一封邮件无法读取",
    "incident": "某网络出现故障",
    "ticket": "工单 {number}",
    "digest": "Simcare：{count} 项等待您处理",
    "digest_end": "发送时间由您设定，可在设置中更改：{link}",
    "invitation": "加入工作台的邀请",
    "invitation_text": "您受邀加入客服工作台。此链接七天内有效，只能使用一次：\n\n{link}\n",
    "membership": "物联网卡门户邀请",
    "membership_text": "您受邀管理 {account} 的物联网卡。此链接七天内有效，只能使用一次：\n\n{link}\n",
    "password": "工作台的新密码",
    "password_text": "有人为此邮箱请求了新密码。此链接一小时内有效，只能使用一次：\n\n{link}\n\n如果不是您本人，无需处理。\n",
}
_DE: Final = {
    "assigned": "{subject} ist jetzt Ihres",
    "mentioned": "Eine Notiz zu {subject} nennt Sie",
    "continued": "Der Kunde hat wieder geschrieben: {subject}",
    "promise_near": "Eine Zusage läuft bald ab: {subject}",
    "promise_broken": "Eine Zusage ist gebrochen: {subject}",
    "quarantined": "Eine E-Mail war nicht lesbar",
    "incident": "Eine Störung in einem Netz",
    "ticket": "Ticket {number}",
    "digest": "Simcare: {count} warten auf Sie",
    "digest_end": "Diese Zeiten haben Sie gewählt. Ändern Sie sie in den Einstellungen: {link}",
    "invitation": "Ihre Einladung zum Desk",
    "invitation_text": "Sie sind zum Desk eingeladen. Dieser Link öffnet ihn einmal, binnen sieben Tagen:\n\n{link}\n",
    "membership": "Ihre Einladung zum Kartenportal",
    "membership_text": "Sie sind eingeladen, sich um die SIM-Karten von {account} zu kümmern. Dieser Link öffnet das Portal einmal, binnen sieben Tagen:\n\n{link}\n",
    "password": "Ein neues Passwort für den Desk",
    "password_text": "Jemand hat für diese Adresse ein neues Passwort verlangt. Dieser Link öffnet einmal, binnen einer "
    "Stunde:\n\n{link}\n\nWaren Sie es nicht, ist nichts zu tun.\n",
}
_ES: Final = {
    "assigned": "{subject} ya es suyo",
    "mentioned": "Una nota de {subject} le menciona",
    "continued": "El cliente ha vuelto a escribir: {subject}",
    "promise_near": "Una promesa está por vencer: {subject}",
    "promise_broken": "Una promesa se ha incumplido: {subject}",
    "quarantined": "Un correo no se pudo leer",
    "incident": "Una incidencia en una red",
    "ticket": "ticket {number}",
    "digest": "Simcare: {count} le esperan",
    "digest_end": "Usted eligió estas horas. Cámbielas en los ajustes: {link}",
    "invitation": "Su invitación al panel",
    "invitation_text": "Se le invita al panel de soporte. Este enlace lo abre una vez, en siete días:\n\n{link}\n",
    "membership": "Su invitación al portal de tarjetas",
    "membership_text": "Se le invita a gestionar las tarjetas SIM de {account}. Este enlace abre el portal una vez, en siete días:\n\n{link}\n",
    "password": "Una nueva contraseña para el panel",
    "password_text": "Alguien pidió una nueva contraseña para esta dirección. Este enlace se abre una vez, en una hora:"
    "\n\n{link}\n\nSi no fue usted, no hay que hacer nada.\n",
}
_FR: Final = {
    "assigned": "{subject} est à vous",
    "mentioned": "Une note sur {subject} vous cite",
    "continued": "Le client a réécrit : {subject}",
    "promise_near": "Une promesse arrive à échéance : {subject}",
    "promise_broken": "Une promesse n’est pas tenue : {subject}",
    "quarantined": "Un courrier n’a pas pu être lu",
    "incident": "Un incident sur un réseau",
    "ticket": "ticket {number}",
    "digest": "Simcare : {count} vous attendent",
    "digest_end": "Vous avez choisi ces heures. Changez-les dans vos réglages : {link}",
    "invitation": "Votre invitation au desk",
    "invitation_text": "Vous êtes invité au desk. Ce lien l’ouvre une fois, sous sept jours :\n\n{link}\n",
    "membership": "Votre invitation au portail des cartes",
    "membership_text": "Vous êtes invité à gérer les cartes SIM de {account}. Ce lien ouvre le portail une fois, sous sept jours :\n\n{link}\n",
    "password": "Un nouveau mot de passe pour le desk",
    "password_text": "Un nouveau mot de passe a été demandé pour cette adresse. Ce lien s’ouvre une fois, dans l’heure :"
    "\n\n{link}\n\nSi ce n’était pas vous, il n’y a rien à faire.\n",
}
_JA: Final = {
    "assigned": "{subject} があなたの担当になりました",
    "mentioned": "{subject} のメモであなたが指名されました",
    "continued": "お客様から再度連絡：{subject}",
    "promise_near": "期限が迫っています：{subject}",
    "promise_broken": "期限を過ぎました：{subject}",
    "quarantined": "読み取れないメールがあります",
    "incident": "ネットワークの障害",
    "ticket": "チケット {number}",
    "digest": "Simcare：{count} 件お待ちしています",
    "digest_end": "送信時刻は設定で変更できます：{link}",
    "invitation": "デスクへの招待",
    "invitation_text": "サポートデスクに招待されています。このリンクは 7 日以内に 1 回だけ使えます：\n\n{link}\n",
    "membership": "カードポータルへのご招待",
    "membership_text": "{account} の SIM カードの管理にご招待します。このリンクは7日以内に一度だけ開けます：\n\n{link}\n",
    "password": "デスクの新しいパスワード",
    "password_text": "このアドレスの新しいパスワードが要求されました。リンクは 1 時間以内に 1 回だけ使えます："
    "\n\n{link}\n\n心当たりがなければ何もする必要はありません。\n",
}
_PT: Final = {
    "assigned": "{subject} é seu",
    "mentioned": "Uma nota em {subject} refere-o",
    "continued": "O cliente voltou a escrever: {subject}",
    "promise_near": "Uma promessa está quase a expirar: {subject}",
    "promise_broken": "Uma promessa falhou: {subject}",
    "quarantined": "Não foi possível ler uma mensagem",
    "incident": "Um incidente numa rede",
    "ticket": "ticket {number}",
    "digest": "Simcare: {count} à sua espera",
    "digest_end": "Escolheu estas horas. Altere-as nas definições: {link}",
    "invitation": "O seu convite para o desk",
    "invitation_text": "Foi convidado para o desk de apoio. Este link abre-o uma vez, em sete dias:\n\n{link}\n",
    "membership": "O seu convite para o portal de cartões",
    "membership_text": "Foi convidado a gerir os cartões SIM de {account}. Esta ligação abre o portal uma vez, no prazo de sete dias:\n\n{link}\n",
    "password": "Uma nova palavra-passe para o desk",
    "password_text": "Foi pedida uma nova palavra-passe para este endereço. Este link abre uma vez, dentro de uma hora:"
    "\n\n{link}\n\nSe não foi você, nada é preciso fazer.\n",
}
_AR: Final = {
    "assigned": "{subject} لك الآن",
    "mentioned": "ذُكر اسمك في ملاحظة على {subject}",
    "continued": "كتب العميل ثانية: {subject}",
    "promise_near": "وعد يقترب موعده: {subject}",
    "promise_broken": "وعد لم يُوفَ به: {subject}",
    "quarantined": "تعذرت قراءة رسالة",
    "incident": "حادث في شبكة",
    "ticket": "التذكرة {number}",
    "digest": "Simcare: {count} بانتظارك",
    "digest_end": "اخترت هذه الأوقات. غيّرها من الإعدادات: {link}",
    "invitation": "دعوتك إلى المكتب",
    "invitation_text": "أنت مدعو إلى مكتب الدعم. يفتحه هذا الرابط مرة خلال سبعة أيام:\n\n{link}\n",
    "membership": "دعوتك إلى بوابة الشرائح",
    "membership_text": "أنت مدعو لإدارة شرائح {account}. يفتح هذا الرابط البوابة مرة واحدة خلال سبعة أيام:\n\n{link}\n",
    "password": "كلمة مرور جديدة للمكتب",
    "password_text": "طُلبت كلمة مرور جديدة لهذا العنوان. يفتح هذا الرابط مرة خلال ساعة:\n\n{link}\n\nإن لم تكن أنت فلا حاجة لشيء.\n",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": _EN,
    "zh-hans": _ZH,
    "de": _DE,
    "es": _ES,
    "fr": _FR,
    "ja": _JA,
    "pt": _PT,
    "ar": _AR,
}


def say(language: str, what: str, **values: object) -> str:
    """A sentence in the person's language; English where there is no other."""
    return WORDS.get(language, _EN)[what].format(**values)


def headline(language: str, kind: str, subject: str) -> str:
    """What happened, in one line that names a ticket by its number and nobody."""
    name, _colon, number = subject.partition(":")
    told = say(language, "ticket", number=number) if name == "ticket" else subject
    text = say(language, kind, subject=told)
    return text[:1].upper() + text[1:]
