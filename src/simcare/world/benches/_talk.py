"""What customers of a made world write: eight languages, sentences with rare names and numbers in them."""

import random
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Tongue:
    """How one language complains. `{place}` and `{number}` make each text its own."""

    language: str
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    names: tuple[str, ...]
    asked: tuple[str, ...]
    """Words that people search for."""


TONGUES: Final = (
    Tongue(
        "en",
        (
            "Tracker offline at {place}",
            "No data since Sunday, site {number}",
            "Refund for {place}",
            "APN for router {number}",
        ),
        (
            "The device at {place} has had no data since this morning.",
            "We restarted it twice and nothing changed.",
            "The order number is {number}.",
            "Could you tell us which APN to use?",
            "The invoice for {place} looks wrong.",
            "It works again now, thank you for the quick help.",
            "The signal is weak, about -109 dBm.",
            "Please suspend the card until the van comes back.",
            "Roaming stopped after the border.",
        ),
        ("Maya Lindqvist", "Ole Hansen", "Priya Nair", "Jack Turner", "Grace Obi"),
        ("offline", "invoice", "roaming border", "order number", "weak signal", "refund"),
    ),
    Tongue(
        "de",
        ("Gerät {number} ohne Verbindung", "Kündigung für {place}", "Rechnung {number} unklar"),
        (
            "Das Gerät in {place} bucht sich seit gestern nicht ein.",
            "Wir haben den Zähler neu gestartet.",
            "Die Rechnungsnummer lautet {number}.",
            "Bitte senden Sie uns eine Ersatzkarte.",
            "Der Empfang ist schwach.",
            "Können Sie die Karte bis Montag sperren?",
        ),
        ("Jürgen Müller", "Anke Schäfer", "Björn Weiß"),
        ("gerät", "kuendigung", "ersatzkarte", "empfang schwach", "rechnungsnummer"),
    ),
    Tongue(
        "fr",
        ("Plus de réseau à {place}", "Facture {number}", "Compteur hors ligne"),
        (
            "Le compteur de {place} n'envoie plus rien depuis dimanche.",
            "La référence est {number}.",
            "Nous avons redémarré l'appareil sans succès.",
            "Merci de suspendre la carte du véhicule.",
            "Le réseau est faible.",
        ),
        ("Camille Moreau", "Élodie Lefèvre", "François Petit"),
        ("réseau", "compteur", "vehicule", "facture"),
    ),
    Tongue(
        "es",
        ("Sin señal en {place}", "Factura {number}", "Tarjeta bloqueada"),
        (
            "El sensor de {place} no tiene señal desde ayer.",
            "El número de pedido es {number}.",
            "Ya reiniciamos el equipo dos veces.",
            "Necesitamos la contraseña del APN.",
            "La tarjeta está bloqueada.",
        ),
        ("Lucía Fernández", "Íñigo Peña", "Carlos Ruiz"),
        ("señal", "contrasena", "tarjetas", "pedido"),
    ),
    Tongue(
        "pt",
        ("Cartão sem ligação em {place}", "Fatura {number}"),
        (
            "O quiosque de {place} perdeu a ligação.",
            "A referência é {number}.",
            "Já reiniciámos o equipamento.",
            "Pedimos o reembolso do pacote.",
        ),
        ("João Conceição", "Inês Araújo"),
        ("ligação", "reembolso", "cartoes"),
    ),
    Tongue(
        "zh",
        ("{place}的卡不上网", "设备{number}离线", "充值没有到账"),
        (
            "我司在{place}的充电柜从周六晚上开始就没有网络了。",
            "设备重启三次，没有效果。",
            "订单号是{number}。",
            "请帮忙查一下流量是不是用完了。",
            "摄像头画面一直卡顿，网速很慢。",
            "卡片已经损坏，请更换新卡。",
        ),
        ("刘志强", "周敏", "王小红", "陈伟"),
        ("充电柜", "没有网络", "流量", "网速很慢", "更换新卡"),
    ),
    Tongue(
        "ja",
        ("{place}の通信が途切れる", "端末{number}が圏外"),
        (
            "先週から{place}の水道メーターの通信が途切れています。",
            "注文番号は{number}です。",
            "再起動しましたが変わりません。",
            "ルーターのAPN設定を教えてください。",
        ),
        ("佐藤健一", "鈴木美咲"),
        ("水道メーター", "再起動", "通信", "注文番号"),
    ),
    Tongue(
        "ar",
        ("البطاقة لا تعمل في {place}", "فاتورة {number}"),
        (
            "الجهاز في {place} غير متصل بالشبكة منذ يومين.",
            "رقم الطلب هو {number}.",
            "أعدنا تشغيل الجهاز مرتين دون فائدة.",
            "نريد استرداد مبلغ الباقة.",
        ),
        ("أميرة حداد", "يوسف العلي"),
        ("الشبكة", "استرداد", "رقم الطلب"),
    ),
)
SHARES: Final = (40, 12, 8, 8, 5, 15, 6, 6)
"""Of a hundred tickets, how many each tongue has."""
_SYLLABLES: Final = (
    "ka",
    "lo",
    "mer",
    "sund",
    "bru",
    "vi",
    "ten",
    "gra",
    "ost",
    "pel",
    "nor",
    "hau",
    "ris",
    "dal",
    "fe",
    "zu",
)


def place(dice: random.Random) -> str:
    """One of some ten thousand made places."""
    return "".join(dice.choices(_SYLLABLES, k=3)).capitalize()


def filled(text: str, dice: random.Random) -> str:
    """The text with a place and a number of its own."""
    return text.replace("{place}", place(dice)).replace("{number}", str(dice.randrange(10_000, 999_999)))


def speech(tongue: Tongue, dice: random.Random) -> str:
    """A message of some sentences."""
    return "\n".join(filled(sentence, dice) for sentence in dice.choices(tongue.sentences, k=dice.randint(2, 6)))
