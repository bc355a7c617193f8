"""Replies: the writer's own words, in the languages and habits of our customers' mail programs."""

import pytest

from simcare.messaging.rules.replies import fragments, visible_reply
from tests.budget import work_budget

OWN = "It works now, thank you."


@pytest.mark.parametrize(
    "header",
    [
        "On Thu, Jun 13, 2024 at 9:00 AM Desk <desk@simcare.example> wrote:",
        "On 13 Jun 2024, at 09:00, Desk wrote:",
        "On Thu, Jun 13, 2024 at 9:00 AM Desk\n<desk@simcare.example>\nwrote:",
        "Am Do., 13. Juni 2024 um 09:00 Uhr schrieb Desk <desk@simcare.example>:",
        "Am 13.06.2024 um 09:00 schrieb Desk:",
        "Le jeu. 13 juin 2024 à 09:00, Desk <desk@simcare.example> a écrit :",
        "El jue, 13 jun 2024 a las 9:00, Desk (<desk@simcare.example>) escribió:",
        "Em qui., 13 de jun. de 2024 às 09:00, Desk <desk@simcare.example> escreveu:",
        "Il giorno gio 13 giu 2024 alle ore 09:00 Desk <desk@simcare.example> ha scritto:",
        "Op do 13 jun 2024 om 09:00 schreef Desk <desk@simcare.example>:",
        "czw., 13 cze 2024 o 09:00 Desk <desk@simcare.example> napisał(a):",
        "чт, 13 июн. 2024 г. в 09:00, Desk <desk@simcare.example>:",
        "13 июня 2024 г., в 09:00, Desk <desk@simcare.example> написал(а):",
        "Den tors 13 juni 2024 kl 09:00 skrev Desk <desk@simcare.example>:",
        "Den tor. 13. jun. 2024 kl. 09.00 skrev Desk <desk@simcare.example>:",
        "tor. 13. juni 2024 kl. 09:00 skrev Desk <desk@simcare.example\n>:",
        "to 13. kesäk. 2024 klo 9.00 Desk (desk@simcare.example) kirjoitti:",
        "čt 13. 6. 2024 v 9:00 odesílatel Desk <desk@simcare.example> napsal:",
        "Desk <desk@simcare.example>, 13 Haz 2024 Per, 09:00 tarihinde şunu yazdı:",
        "2024年6月13日(木) 9:00 Desk <desk@simcare.example>:",
        "2024/06/13 9:00、Desk <desk@simcare.example>のメール:",
        "2024년 6월 13일 (목) 오전 9:00, Desk <desk@simcare.example>님이 작성:",
        "Desk <desk@simcare.example> 于2024年6月13日周四 09:00写道：",
        "在 2024年6月13日，上午9:00，Desk <desk@simcare.example> 写道：",
        "Desk <desk@simcare.example> 於 2024年6月13日 週四 上午9:00寫道：",
        "Vào Th 5, 13 thg 6, 2024 vào lúc 09:00 Desk <desk@simcare.example> đã viết:",
        "في الخميس، 13 يونيو 2024 في 9:00 ص تمت كتابة ما يلي بواسطة Desk <desk@simcare.example>:",
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "------------------ 原始邮件 ------------------",
        "------------------&nbsp;原始邮件&nbsp;------------------".replace("&nbsp;", "\u00a0"),
        "----- 원본 메시지 -----",
        "________________________________\nFrom: Desk <desk@simcare.example>\nSent: Thursday, June 13, 2024 9:00 AM\nTo: Jim\nSubject: RE: Card",
        "*From:* Desk\n*Sent:* Thursday\n*To:* Jim\n*Subject:* Card",
        "Von: Desk\nGesendet: Donnerstag, 13. Juni 2024 09:00\nAn: Jim\nBetreff: Karte",
        "发件人: Desk\n发送时间: 2024年6月13日 9:00\n收件人: Jim\n主题: 卡",
        "寄件者: Desk\n傳送日期: 2024年6月13日\n收件者: Jim\n主旨: 卡",
        "差出人: Desk\n送信日時: 2024年6月13日\n宛先: Jim\n件名: SIM",
        "보낸 사람: Desk\n보낸 날짜: 2024년 6월 13일\n받는 사람: Jim\n제목: 유심",
        "От: Desk\nОтправлено: 13 июня 2024\nКому: Jim\nТема: Карта",
        "من: Desk\nتاريخ الإرسال: 13 يونيو\nإلى: Jim\nالموضوع: شريحة".replace("تاريخ الإرسال", "التاريخ"),
        "Từ: Desk\nNgày: 13/06/2024\nĐến: Jim\nChủ đề: SIM",
    ],
)
@pytest.mark.parametrize("body", ["> Please restart.\n> Thanks", "Please restart.\n\nThanks"])
def test_the_quoted_mail_is_left_out(header: str, body: str) -> None:
    assert visible_reply(f"{OWN}\n\n{header}\n\n{body}\n") == OWN


@pytest.mark.parametrize(
    "line",
    [
        "-- \nJim Beam\nShop Ltd",
        "--\nJim Beam",
        "_______________\nA list\nhttps://list.example",
        "Sent from my iPhone",
        "Sent from Outlook for Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Gesendet von Mail für Windows",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Odesláno z iPhonu",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "发自我的iPhone",
        "發自我的 iPhone",
        "Đã gửi từ iPhone của tôi",
        "أرسلت من الـ iPhone",
    ],
)
def test_the_signature_is_left_out(line: str) -> None:
    assert visible_reply(f"{OWN}\n\n{line}\n") == OWN


def test_an_answer_under_each_question_keeps_the_questions() -> None:
    text = "On Thu, 13 Jun 2024 09:00, Desk <d@simcare.example> wrote:\n> Which APN?\n\ncmiot\n\n> Which device?\n\nEC20\n\n> Bye\n"
    assert visible_reply(text).splitlines()[1:] == ["> Which APN?", "cmiot", "", "> Which device?", "EC20"]


def test_a_text_that_is_all_quote_still_shows_something() -> None:
    assert visible_reply("> Please restart.\n") == "> Please restart."


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_an_empty_text_has_an_empty_reply(text: str) -> None:
    assert visible_reply(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "On Thursday the card went offline.\n\nOn Friday it came back:\n\nstrange.",
        "Sent from my desk, it is easier than on the phone.",
        "The list:\n- one\n- two\n-three",
        "From: the depot\nwe sent 3 cards",
        "He wrote:\nno signal",
        "Call me at 12:30:\nor later",
    ],
)
def test_words_that_only_look_like_a_quote_or_signature_stay(text: str) -> None:
    assert visible_reply(text) == text


def test_fragments_know_what_they_are() -> None:
    parts = fragments(f"{OWN}\n\nOn 13 Jun 2024 09:00, Desk <d@simcare.example> wrote:\n> Hello\n\n--\nJim")
    assert [(part.quoted, part.signature, part.hidden) for part in parts] == [
        (False, False, False),
        (True, False, True),
        (False, False, True),
        (False, True, True),
    ]


def test_line_ends_of_windows_are_line_ends() -> None:
    assert visible_reply(f"{OWN}\r\n\r\n> Hello\r\n") == OWN


@pytest.mark.parametrize(
    "unit",
    [
        ">",
        "> ",
        ">\n",
        "On Thursday 2024,\n",
        "On 12:30 <a@b.example>\n",
        "_",
        "-",
        "- ",
        "From: x\n",
        "a@b.example wrote:\n",
        "a" * 50 + "\n> b\n",
        "wrote: ",
        "\n",
        " ",
        "hat ",
    ],
)
def test_a_megabyte_of_anything_is_cut_in_time(unit: str) -> None:
    with work_budget():
        fragments(unit * (1_000_000 // len(unit)))
