"""How clients of many languages introduce a forward: the subject they make, and the block above the original."""

BLOCKS = {
    "gmail-de": (
        "Fwd: Signal",
        "---------- Forwarded message ---------\n"
        "Von: Kim Berg <kim@end.example>\n"
        "Date: Mo., 3. Juni 2024 um 10:05 Uhr\n"
        "Subject: Signal\n"
        "To: <partner@reseller.example>\n"
        "\n"
        "\n",
    ),
    "outlook-de": (
        "WG: Signal",
        "Von: Kim Berg <kim@end.example> \n"
        "Gesendet: Montag, 3. Juni 2024 10:05\n"
        "An: Partner <partner@reseller.example>\n"
        "Betreff: Signal\n"
        "\n",
    ),
    "outlook-fr": (
        "TR: Signal",
        "________________________________\n"
        "De : Kim Berg <kim@end.example>\n"
        "Envoyé : lundi 3 juin 2024 10:05\n"
        "À : Partner <partner@reseller.example>\n"
        "Objet : Signal\n"
        "\n",
    ),
    "outlook-es": (
        "RV: Signal",
        "De: Kim Berg <kim@end.example>\n"
        "Enviado el: lunes, 3 de junio de 2024 10:05\n"
        "Para: Partner <partner@reseller.example>\n"
        "Asunto: Signal\n"
        "\n",
    ),
    "outlook-it": (
        "I: Signal",
        "Da: Kim Berg <kim@end.example>\n"
        "Inviato: lunedì 3 giugno 2024 10:05\n"
        "A: Partner <partner@reseller.example>\n"
        "Oggetto: Signal\n"
        "\n",
    ),
    "outlook-pl": (
        "PD: Signal",
        "Od: Kim Berg <kim@end.example>\n"
        "Wysłano: poniedziałek, 3 czerwca 2024 10:05\n"
        "Do: Partner <partner@reseller.example>\n"
        "Temat: Signal\n"
        "\n",
    ),
    "outlook-tr": (
        "İLT: Signal",
        "Kimden: Kim Berg <kim@end.example>\n"
        "Gönderildi: 3 Haziran 2024 Pazartesi 10:05\n"
        "Kime: Partner <partner@reseller.example>\n"
        "Konu: Signal\n"
        "\n",
    ),
    "outlook-da": (
        "VS: Signal",
        "Fra: Kim Berg <kim@end.example>\n"
        "Sendt: 3. juni 2024 10:05\n"
        "Til: Partner <partner@reseller.example>\n"
        "Emne: Signal\n"
        "\n",
    ),
    "outlook-fi": (
        "VL: Signal",
        "Lähettäjä: Kim Berg <kim@end.example>\n"
        "Lähetetty: maanantai 3. kesäkuuta 2024 10.05\n"
        "Vastaanottaja: Partner <partner@reseller.example>\n"
        "Aihe: Signal\n"
        "\n",
    ),
    "outlook-hu": (
        "Továbbítás: Signal",
        "Feladó: Kim Berg <kim@end.example>\n"
        "Elküldve: 2024. június 3. 10:05\n"
        "Címzett: Partner <partner@reseller.example>\n"
        "Tárgy: Signal\n"
        "\n",
    ),
    "outlook-el": (
        "ΠΡΘ: Signal",
        "Από: Kim Berg <kim@end.example>\n"
        "Στάλθηκε: Δευτέρα, 3 Ιουνίου 2024 10:05\n"
        "Προς: Partner <partner@reseller.example>\n"
        "Θέμα: Signal\n"
        "\n",
    ),
    "outlook-uk": (
        "Переслати: Signal",
        "Від: Kim Berg <kim@end.example>\n"
        "Надіслано: 3 червня 2024 р. 10:05\n"
        "Кому: Partner <partner@reseller.example>\n"
        "Тема: Signal\n"
        "\n",
    ),
    "outlook-ro": (
        "FW: Signal",
        "De la: Kim Berg <kim@end.example>\n"
        "Trimis: luni, 3 iunie 2024 10:05\n"
        "Către: Partner <partner@reseller.example>\n"
        "Subiect: Signal\n"
        "\n",
    ),
    "outlook-id": (
        "FW: Signal",
        "Dari: Kim Berg <kim@end.example>\n"
        "Dikirim: Senin, 03 Juni 2024 10:05\n"
        "Kepada: Partner <partner@reseller.example>\n"
        "Subjek: Signal\n"
        "\n",
    ),
    "outlook-th": (
        "FW: Signal",
        "จาก: Kim Berg <kim@end.example>\n"
        "ส่งเมื่อ: 3 มิถุนายน 2567 10:05\n"
        "ถึง: Partner <partner@reseller.example>\n"
        "เรื่อง: Signal\n"
        "\n",
    ),
    "outlook-he": (
        "FW: Signal",
        "\u200fמאת: Kim Berg <kim@end.example>\n"
        "\u200fנשלח: יום שני 03 יוני 2024 10:05\n"
        "\u200fאל: Partner <partner@reseller.example>\n"
        "\u200fנושא: Signal\n"
        "\n",
    ),
    "outlook-bold": (
        "FW: Signal",
        "*From:* Kim Berg <kim@end.example<mailto:kim@end.example>>\n"
        "*Sent:* Monday, June 3, 2024 10:05 AM\n"
        "*To:* Partner <partner@reseller.example>\n"
        "*Subject:* Signal\n"
        "\n",
    ),
    "outlook-wrapped": (
        "FW: Signal",
        "From: Kim Berg <kim@end.example>\n"
        "Sent: Monday, June 3, 2024 10:05 AM\n"
        "To: Partner <partner@reseller.example>; Second\n"
        " <second@reseller.example>; Third <third@reseller.example>\n"
        "Subject: Signal\n"
        "\n",
    ),
    "outlook-double-spaced": (
        "FW: Signal",
        "From: Kim Berg <kim@end.example>\n"
        "\n"
        "Sent: Monday, June 3, 2024 10:05 AM\n"
        "\n"
        "To: Partner <partner@reseller.example>\n"
        "\n"
        "Subject: Signal\n"
        "\n",
    ),
    "thunderbird-de": (
        "Fwd: Signal",
        "-------- Weitergeleitete Nachricht --------\n"
        "Betreff: \tSignal\n"
        "Datum: \tMon, 3 Jun 2024 10:05:00 +0200\n"
        "Von: \tKim Berg <kim@end.example>\n"
        "An: \tpartner@reseller.example\n"
        "\n"
        "\n"
        "\n",
    ),
    "yandex-ru": (
        "Fwd: Signal",
        '-------- Пересылаемое сообщение --------\n03.06.2024, 10:05, "Kim Berg" <kim@end.example>:\n\n',
    ),
    "mail.ru": (
        "Fwd: Signal",
        "-------- Пересылаемое сообщение --------\n"
        "От кого: Kim Berg <kim@end.example>\n"
        "Кому: partner@reseller.example\n"
        "Дата: Понедельник, 3 июня 2024, 10:05 +03:00\n"
        "Тема: Signal\n"
        "\n",
    ),
    "yahoo-en": (
        "Fw: Signal",
        "   ----- Forwarded Message ----- From: Kim Berg "
        '<kim@end.example>To: "partner@reseller.example" '
        "<partner@reseller.example>Sent: Monday, June 3, 2024, 10:05:00 AM GMT+2Subject: Signal\n"
        " ",
    ),
    "yahoo-es": (
        "RV: Signal",
        "  ----- Mensaje reenviado ----- De: Kim Berg "
        '<kim@end.example>Para: "partner@reseller.example" '
        "<partner@reseller.example>Enviado: lunes, 3 de junio de 2024, 10:05:00 CESTAsunto: Signal\n"
        " ",
    ),
    "netease": (
        "转发：Signal",
        "-------- 转发邮件信息 --------\n"
        '发件人："Kim Berg" <kim@end.example>\n'
        "发送日期：2024-06-03 10:05:00\n"
        "收件人：partner@reseller.example\n"
        "主题：Signal\n",
    ),
    "netease-master": (
        "转发：Signal",
        "---- 转发的邮件 ----\n"
        "| 发件人 | Kim Berg<kim@end.example> |\n"
        "| 日期 | 2024年06月03日 10:05 |\n"
        "| 收件人 | partner@reseller.example |\n"
        "| 抄送至 | |\n"
        "| 主题 | Signal |\n",
    ),
    "foxmail": (
        "Fw: Signal",
        "From: Kim Berg\nDate: 2024-06-03 10:05\nTo: partner\nSubject: Signal\n",
    ),
    "qq-en": (
        "Fw:Signal",
        "------------------ Original ------------------\n"
        'From:  "Kim Berg"<kim@end.example>;\n'
        "Date:  Mon, Jun 3, 2024 10:05 AM\n"
        'To:  "Partner"<partner@reseller.example>; \n'
        "Subject:  Signal\n"
        "\n",
    ),
    "naver": (
        "FW: Signal",
        "-----Original Message-----\n"
        'From: "Kim Berg" <kim@end.example>\n'
        "To: <partner@reseller.example>;\n"
        "Sent: 2024-06-03 (월) 10:05:11 (GMT+09:00)\n"
        "Subject: Signal\n"
        "\n",
    ),
    "daum": (
        "FW: Signal",
        "--------- 원본 메일 ---------\n"
        "보낸사람: Kim Berg <kim@end.example>\n"
        "받는사람: partner@reseller.example\n"
        "날짜: 2024년 6월 3일 월요일, 10시 05분\n"
        "제목: Signal\n"
        "\n",
    ),
    "gmail-ko": (
        "Fwd: Signal",
        "---------- Forwarded message ---------\n"
        "보낸사람: Kim Berg <kim@end.example>\n"
        "Date: 2024년 6월 3일 (월) 오전 10:05\n"
        "Subject: Signal\n"
        "To: <partner@reseller.example>\n"
        "\n"
        "\n",
    ),
    "zoho": (
        "Fwd: Signal",
        "============ Forwarded message ============\n"
        "From: Kim Berg <kim@end.example>\n"
        'To: "partner"<partner@reseller.example>\n'
        "Date: Mon, 03 Jun 2024 10:05:00 +0100\n"
        "Subject: Signal\n"
        "============ Forwarded message ============\n\n",
    ),
    "dingtalk": (
        "转发：Signal",
        "------------------------------------------------------------------\n"
        "发件人：Kim Berg<kim@end.example>\n"
        "日　期：2024年06月03日 10:05:00\n"
        "收件人：partner<partner@reseller.example>\n"
        "主　题：Signal\n\n",
    ),
    "gmail-hi": (
        "Fwd: Signal",
        "---------- Forwarded message ---------\n"
        "भेजने वाले: Kim Berg <kim@end.example>\n"
        "Date: सोम, 3 जून 2024, 10:05 am\n"
        "Subject: Signal\n"
        "To: <partner@reseller.example>\n\n\n",
    ),
    "unknown-separator": (
        "Fwd: Signal",
        "======= Edasi saadetud kiri X =======\n"
        "From: Kim Berg <kim@end.example>\n"
        "Date: 2024-06-03 10:05\n"
        "To: partner@reseller.example\n"
        "Subject: Signal\n"
        "\n",
    ),
}
