"""Languages of short and mixed texts."""

import pytest

from simcare.messaging.rules.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("卡 89860425110030001205 不上网,请看一下", "zh"),
        ("物聯網卡無法連線", "zh"),
        ("IoT用SIM 100枚の見積をお願いします", "ja"),
        ("通信障害の調査をお願いします", "ja"),
        ("유심 교체 부탁드립니다", "ko"),
        ("الشريحة لا تتصل بالإنترنت", "ar"),
        ("سیم‌کارت من کار نمی‌کند چگونه پیگیری کنم", "fa"),
        ("הכרטיס לא עובד", "he"),
        ("ซิมการ์ดใช้งานไม่ได้", "th"),
        ("Η κάρτα δεν λειτουργεί", "el"),
        ("Карта не работает", "ru"),
        ("Картка не працює, перевірте мережу", "uk"),
        ("Картата не работи от вчера, няма връзка", "bg"),
        ("My card has been offline since Monday", "en"),
        ("Die SIM-Karte funktioniert seit gestern nicht mehr", "de"),
        ("La carte SIM ne fonctionne plus depuis hier", "fr"),
        ("La tarjeta no funciona desde ayer", "es"),
        ("O cartão não funciona desde ontem", "pt"),
        ("La scheda non funziona da ieri", "it"),
        ("De kaart werkt sinds gisteren niet meer", "nl"),
        ("Karta nie działa od wczoraj", "pl"),
        ("Kart dünden beri çalışmıyor", "tr"),
        ("SIM không có mạng từ hôm qua", "vi"),
        ("Kartu tidak berfungsi sejak kemarin", "id"),
    ],
)
def test_a_sentence(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "   ", "89860425110030001205", "https://shop.example/a?b=c", "jim@shop.example", "APN SIM ICCID", "OK"]
)
def test_a_text_without_words_takes_the_hint_or_english(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text, hint="ja") == "ja"


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Card 8944200000033344477 is offline.", "en", "en"),  # looks German to the statistics
        ("Karte offline", "de", "de"),
        ("La tarjeta no funciona", "en", "es"),
        ("Kamera ohne Netz", "en", "de"),
        ("Merci beaucoup", "de", "fr"),
    ],
)
def test_of_few_words_the_hint_gives_way_only_to_a_sure_language(text: str, hint: str, language: str) -> None:
    assert detect(text, hint=hint) == language


def test_quoted_mail_does_not_count() -> None:
    text = "Danke, jetzt funktioniert die Karte wieder.\n\nOn 13 Jun 2024, at 09:00, Desk <d@simcare.example> wrote:\n> 您好,请重启设备,然后再试一次,谢谢\n> 您好"
    assert detect(text) == "de"


def test_a_long_text_is_read_in_its_beginning() -> None:
    assert detect("La carte ne marche plus. " * 100_000) == "fr"
