"""The words of mail clients, language by language: header labels, separator lines and subject prefixes, as data.

One word means one field in every language that uses it, so the engine never has to know the language of a mail.
All words are matched with letter case folded and invisible marks, bold marks and blanks around them removed.
"""

from typing import Literal

Field = Literal["from", "to", "cc", "date", "subject", "reply_to", "other"]

_LABELS: dict[Field, str] = {
    "from": """
        From|Sender|De|De la|Von|Absender|Van|Afzender|Från|Avsändare|Fra|Afsender|Avsender|Frá|Lähettäjä|Saatja
        Nuo|Siuntėjas|Kas|No|Sūtītājs|Od|Nadawca|Odesílatel|Odosielateľ|Pošiljatelj|Šalje|Šalje se od|Expediteur
        Expéditeur|Remitente|Remetente|Da|Mittente|Expeditor|Feladó|Küldő|Kimden|Gönderen|Από|Αποστολέας|От
        От кого|Отправитель|Від|Від кого|Відправник|Подател|Изпращач|Од|Шаље|Пошиљалац|מאת|من|المرسل|از|فرستنده
        से|प्रेषक|भेजने वाले|থেকে|அனுப்புநர்|నుండి|منجانب|Mula kay|Kutoka kwa
        จาก|ผู้ส่ง|Từ|Người gửi|Dari|Pengirim|Daripada|发件人|发信人|发送人|发送者|寄件人|寄件者
        寄信人|寄信者|發件人|寄件|發信人|来自|來自|发自|差出人|送信者|送信元|発信者|発信元|보낸 사람|보낸사람
        보낸이|보낸 이|발신|발신자|발신인|보내는 사람|O'd|Nga|Gan|Bidaltzailea|Nork
    """,
    "to": """
        To|An|Empfänger|Aan|Ontvanger|Till|Mottagare|Til|Modtager|Mottaker|Vastaanottaja|Saaja|Kellele|Kam
        Gavėjas|Adresatas|Iki|Do|Adresat|Komu|Příjemce|Prijemca|Príjemca|Za|Prima|Primatelj|Prejemnik|Para
        Destinatario|Destinatário|À|A|Pour|Destinataire|Per|Către|Destinatar|Címzett|Kime|Alıcı|Προς|Παραλήπτης
        Кому|Получатель|Одержувач|До|Получател|За|Прима|אל|إلى|الى|المستلم|به|گیرنده|प्रति|ถึง|ผู้รับ|Đến|Tới
        Người nhận|Gửi tới|Gửi đến|Kepada|Ke|Untuk|Penerima|Adresats|Nori|收件人|收信人|收件者|收信者|发送至
        發送至|发给|送达|宛先|受信者|送信先|あて先|받는 사람|받는사람|받는이|받는 이|수신|수신자|수신인|Uz
    """,
    "cc": """
        Cc|Bcc|Kopie|Kopia|Kopi|Kopio|Koopia|Kopija|Kópia|Kópie|Copia|Cópia|Copie|Copie à|Copie carbone|Cci|Cco
        Ccn|DW|UDW|DV|UDV|Másolat|Másolatot kap|Másolat címzettjei|Bilgi|Κοιν|Κοιν.|Κοινοποίηση|Копия
        Скрытая копия|Копія|Копие|Копија|Як.|Sk.|Skrytá|Slepá kopie|Κρυφή κοιν.|עותק|نسخة|نسخة إلى|نسخه|رونوشت
        सीसी|สำเนา|สำเนาถึง|Đồng gửi|Đồng kính gửi|Tembusan|Salinan|I kopi|Blindkopie|Másolatot|抄送|抄送人
        抄送至|抄送者|副本|副本抄送|密送|密件副本|密件抄送|暗送|写し|CC先|ＣＣ|참조|숨은참조|숨은 참조
    """,
    "date": """
        Date|Sent|Sent at|Sent on|Received|Datum|Gesendet|Gesendet am|Empfangen|Verzonden|Verstuurd|Skickat
        Skickat den|Dato|Sendt|Sent den|Lähetetty|Päivämäärä|Päiväys|Pvm|Kuupäev|Saadetud|Data|Išsiųsta
        Data ir laikas|Nosūtīts|Datums|Wysłano|Wysłane|Odesláno|Odoslané|Dátum|Poslano|Poslato|Datum slanja
        Vrijeme|Fecha|Enviado|Enviado el|Enviada|Enviado em|Enviada em|Data de envio|Envoyé|Envoyé le
        Date d'envoi|Inviato|Inviata|Data invio|Trimis|Trimis la|Dată|Küldve|Elküldve|Küldés dátuma|Gönderildi
        Gönderme|Gönderme Tarihi|Gönderim Tarihi|Tarih|Ημερομηνία|Ημ/νία|Στάλθηκε|Εστάλη|Дата|Отправлено
        Дата отправки|Дата и время|Надіслано|Дата надсилання|Изпратено|Послато|Датум|Адпраўлена|תאריך|נשלח
        تم الإرسال|التاريخ|تاريخ|تاريخ الإرسال|أُرسلت|أرسلت|تاریخ|ارسال شده|दिनांक|भेजा गया|วันที่|ส่งเมื่อ|ส่ง
        Đã gửi|Ngày|Ngày gửi|Vào|Gửi|Gửi lúc|Thời gian|Dikirim|Tanggal|Tarikh|Dihantar|Hora|Heure|发送时间
        发送日期|发件时间|发件日期|已发送|发送|日期|时间|接收时间|收件时间|发信时间|寄件日期|寄件時間|傳送日期
        傳送時間|寄信日期|發送時間|發送日期|已傳送|時間|日時|日付|送信日時|送信日|送信時刻|送信|보낸 날짜
        보낸날짜|보낸 시간|보낸시간|날짜|일시|발신일|발신일시|발송일|보낸 일시|보낸일시|작성일|Dáta|Sendt den
        Hatua
    """,
    "subject": """
        Subject|Betreff|Onderwerp|Ämne|Emne|Efni|Aihe|Otsikko|Teema|Tema|Temats|Temat|Předmět|Predmet|Zadeva
        Asunto|Assunto|Objet|Sujet|Oggetto|Subiect|Tárgy|Konu|Θέμα|Тема|Относно|Заглавие|Предмет|Наслов|Naslov
        נושא|الموضوع|موضوع|العنوان|विषय|เรื่อง|หัวเรื่อง|Chủ đề|Tiêu đề|Subjek|Perihal|Judul|Assumpte|Gaia|主题
        主旨|标题|主題|標題|邮件主题|件名|題名|タイトル|제목|Subyek|Pwnc|Tēma|Pealkiri|Subjekts
    """,
    "reply_to": """
        Reply-To|Reply to|Antwort an|Antwoord aan|Svara till|Svar til|Répondre à|Responder a|Responder para
        Rispondi a|Odpowiedz do|Odpovědět komu|回复|回复至|回复地址|答复|答复地址|回覆|回覆至|返信先|회신
        회신 주소|Ответить|Кому ответить|الرد على|Trả lời tới|Répondre|Yanıtla
    """,
    "other": """
        Organization|Organisation|Importance|Priority|Sensitivity|Attachments|Attachment|Wichtigkeit|Priorität
        Anlagen|Anhänge|Bijlagen|Bijlage|Bilagor|Vedhæftet|Vedlegg|Pièces jointes|Pièce jointe|Adjuntos
        Datos adjuntos|Anexos|Anexo|Allegati|Allegato|Załączniki|Přílohy|Prílohy|Liitteet|Mellékletek|Ekler|Ek
        Συνημμένα|Privitak|Privitci|Priloge|Importancia|Importância|Priorità|Prioridade|Вложения|Вложение
        Важность|Приоритет|Вкладення|المرفقات|الأهمية|קבצים מצורפים|Tệp đính kèm|Đính kèm|Mức độ quan trọng
        Mailing list|Resent-From|Message-ID|附件|重要性|优先级|優先順序|优先级别|添付ファイル|添付|重要度
        첨부 파일|첨부파일|첨부|중요도
    """,
}

_SEPARATORS: dict[Literal["forward", "original", "reply"], str] = {
    "forward": """
        Forwarded message|Begin forwarded message|Forwarded email|Forwarded mail|Forwarded by|Forward message
        Forwarded|Forwarded Original Message|Start of forwarded message|Original forwarded message
        Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht|Anfang der weitergeleiteten E-Mail
        Weitergeleitete E-Mail|Weitergeleitete Mail|Doorgestuurd bericht|Begin doorgestuurd bericht
        Vidarebefordrat meddelande|Vidarebefordrat brev|Börja vidarebefordrade meddelande|Videresendt meddelelse
        Start på videresendt besked|Videresendt besked|Videresendt melding|Videresendt e-post
        Start på videresendt melding|Välitetty viesti|Välitetty viesti alkaa|Edelleenlähetetty viesti
        Edasisaadetud kiri|Edastatud kiri|Edastatud sõnum|Persiųstas laiškas|Persiųsta žinutė|Pārsūtīta ziņa
        Pārsūtītā ziņa|Pārsūtīts ziņojums|Message transféré|Message transmis|Début du message réexpédié
        Début du message transféré|Message réexpédié|Courriel transféré|E-mail transféré|Mail transféré
        Mensaje reenviado|Inicio del mensaje reenviado|Correo reenviado|Mensaje remitido|Missatge reenviat
        Inici del missatge reenviat|Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem reencaminhada
        Início da mensagem encaminhada|Messaggio inoltrato|Inizio messaggio inoltrato|Mail inoltrata
        Mesaj redirecționat|Mesaj redirectionat|Mesaj transmis|Început mesaj redirecționat
        Începe mesajul redirecționat|Mesaj retransmis|Mesaj reexpediat|Începutul mesajului redirecționat
        Wiadomość przesłana dalej|Wiadomość przekazana|Treść przekazanej wiadomości
        Początek przekazywanej wiadomości|Początek przekazanej wiadomości|Przekazana wiadomość
        Przekazana wiadomość e-mail|Przesłana wiadomość|Přeposlaná zpráva|Začátek přeposílané zprávy
        Začátek přeposlané zprávy|Přeposílaná zpráva|Preposlaná správa|Preposielaná správa
        Začiatok preposlanej správy|Začiatok preposielanej správy|Správa odovzdaná ďalej|Proslijeđena poruka
        Početak proslijeđene poruke|Prosleđena poruka|Početak prosleđene poruke|Posredovano sporočilo
        Začetek posredovanega sporočila|Прослеђена порука|Továbbított üzenet|Továbbított levél
        Továbbított levél kezdete|A továbbított levél kezdete|Iletilmiş Mesaj|İletilen mesaj|İletilmiş Mesaj
        İletilen ileti|İleti başlangıcı|İletilen iletinin başlangıcı|İletilen posta|Προωθημένο μήνυμα
        Αρχή προωθημένου μηνύματος|Προωθούμενο μήνυμα|Προωθημένο mail|Пересылаемое сообщение
        Переадресованное сообщение|Перенаправленное сообщение|Пересланное сообщение
        Начало пересылаемого сообщения|Начало переадресованного сообщения|Пересылаемое письмо|Пересланное письмо
        Переслане повідомлення|Початок листа, що пересилається|Початок пересланого повідомлення
        Переслано повідомлення|Препратено съобщение|Начало на препратеното съобщение|Перасланае паведамленне
        הודעה שהועברה|תחילת ההודעה שהועברה|تحويل الرسالة|رسالة معاد توجيهها|الرسالة المعاد توجيهها|رسالة محولة
        بدء الرسالة المحولة|بداية الرسالة المعاد توجيهها|رسالة مُعاد توجيهها|بداية الرسالة المحولة
        الرسالة المحولة|پیام هدایت شده|पुनः प्रेषित संदेश|अग्रेषित संदेश|ข้อความที่ส่งต่อ
        เริ่มข้อความที่ถูกส่งต่อ|Thư được chuyển tiếp|Thư chuyển tiếp|Tin nhắn được chuyển tiếp
        Bắt đầu thư được chuyển tiếp|Bắt đầu thư đã chuyển tiếp|Email được chuyển tiếp|Nội dung chuyển tiếp
        Pesan terusan|Pesan yang diteruskan|Mulai pesan yang diteruskan|Mesej yang dimajukan|Pesan diteruskan
        转发邮件信息|转发邮件|转发的邮件|转发的邮件信息|被转发的邮件|被转发邮件|以下是转发的邮件
        以下为转发的邮件|以下是转发邮件|开始转发的邮件|已转发邮件|已转发的邮件|转发消息|转发的消息|邮件转发信息
        转发信息|转发内容|轉寄郵件|轉寄的郵件|轉寄信件|轉寄訊息|以下是轉寄的郵件|以下為轉寄的郵件|開始轉寄郵件
        開始轉寄的郵件|已轉寄的郵件|已轉寄郵件|轉寄郵件訊息|轉發郵件|轉發的郵件|以下是轉發的郵件|轉寄的訊息
        開始轉發的郵件|転送メッセージ|転送されたメッセージ|転送されたメール|転送メール|以下、転送メッセージ
        以下転送メッセージ|以下は転送されたメッセージです|転送元メッセージ|転送|전달된 메시지|전달된 메일
        전달한 메시지|전달 메시지|전달된 메세지|아래는 전달된 메시지입니다|다음은 전달된 메시지입니다
        전달받은 메시지|전달된 이메일|전달된 편지
    """,
    "original": """
        Original Message|Original|Original mail|Original email|Original E-mail|Original e-mail message
        Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Ursprüngliche E-Mail|Oorspronkelijk bericht
        Origineel bericht|Originalmeddelande|Ursprungligt meddelande|Oprindelig meddelelse|Original besked
        Opprinnelig melding|Alkuperäinen viesti|Algne sõnum|Originalus laiškas|Message d'origine
        Message original|Message initial|Courriel original|Mensaje original|Missatge original|Mensagem original
        Messaggio originale|Mesaj original|Mesajul original|Wiadomość oryginalna|Oryginalna wiadomość
        Původní zpráva|Pôvodná správa|Izvorna poruka|Originalna poruka|Izvirno sporočilo|Eredeti üzenet
        Eredeti levél|Orijinal Mesaj|Orijinal ileti|Özgün İleti|Αρχικό μήνυμα|Исходное сообщение
        Оригинальное сообщение|Первоначальное сообщение|Оригінальне повідомлення|Початкове повідомлення
        Оригинално съобщение|הודעה מקורית|الرسالة الأصلية|رسالة أصلية|پیام اصلی|ข้อความต้นฉบับ|Thư gốc
        Tin nhắn gốc|Thông điệp gốc|Thư ban đầu|Pesan Asli|Mesej Asal|原始邮件|原邮件|原始信息|原始消息|原始郵件
        原始信件|原始訊息|原郵件|元のメッセージ|元のメール|オリジナルメッセージ|원본 메시지|원본 메일|원본메시지
        원본메일|원본 이메일|원래 메시지|원본
    """,
    "reply": """
        Replied Message|回复的原邮件|回复的邮件|回覆的原郵件|回复邮件信息|In reply to|返信元メッセージ
    """,
}

# A closing line says one of these words; what stands below it is the forwarder's again.
_ENDS = """
    end|ends|ende|fin|fine|fim|koniec|konec|kraj|vége|sonu|τέλος|конец|завершение|кінець|край|einde|slut|slutt
    loppu|结束|結束|终|完|終わり|おわり|ここまで|끝|نهاية|انتهت|סוף|kết thúc|sfârșit|akhir
"""

_FORWARD_PREFIXES = """
    Fw|Fwd|Forward|Forwarded|Fwrd|TR|WG|Wtr|Wtrlt|RV|RVA|Reenv|Reenviado|ENC|Encaminhado|Encam|I|Inoltra|Inoltro
    Inoltrato|VB|VL|Edelleenlähetetty|Välitetty|Doorst|Doorgestuurd|Dst|PD|PDal|Przek|Przekazane|Přep|PŘ
    Přeposláno|Fw.|Preposl|Prepos|Proslijeđeno|Posr|Továbbítás|Továbbítva|Tov|İLT|ILT|İletildi|ΠΡΘ|Προώθ
    Προώθηση|Пересл|Переслать|Пересылка|ПЕР|На пересылку|Переслано|Препр|Препратено|הועבר|העברה|إعادة توجيه
    إعادة التوجيه|تحويل|محول|توجيه|ارسال|अग्रेषित|ส่งต่อ|Chuyển tiếp|TRS|Terusan|Teruskan|Majukan|FS|YML|转发
    转寄|转|轉寄|轉發|轉|转递|转交|転送|전달|회송|Redirecționat|Edasi|Pārs|Persiųsta|Prs
"""

_REPLY_PREFIXES = """
    Re|RES|Resp|Respuesta|Resposta|RIF|R|Risp|AW|Antw|Antwort|SV|Svar|Vast|Odp|Odpověď|Odpoveď|Odg|Odgovor|YNT
    Yanıt|Vá|Válasz|ΑΠ|ΑΝΤ|ΣΧΕΤ|Απάντηση|RÉ|Réponse|Отв|Ответ|НА|Відп|Відповідь|Отг|Отговор|תשובה|השב|תגובה|رد
    الرد|ردّ|رد على|پاسخ|उत्तर|ตอบ|ตอบกลับ|Trả lời|TL|Phản hồi|BLS|Balas|Balasan|Jwb|Atb|Ats|Atsakymas|回复|答复
    回覆|答覆|回|复|返信|答|답장|회신|답변
"""


def fold(word: str) -> str:
    """How a word is looked up: letter case and blanks between words do not count."""
    return " ".join(word.casefold().split())


def _words(table: str) -> frozenset[str]:
    return frozenset(fold(word) for line in table.splitlines() for word in line.split("|") if word.strip())


# As clients write them, longest first: for labels that are glued to the words around them.
LABEL_SPELLINGS = tuple(
    sorted(
        (
            word.strip()
            for table in _LABELS.values()
            for line in table.splitlines()
            for word in line.split("|")
            if word.strip()
        ),
        key=len,
        reverse=True,
    )
)
LABELS: dict[str, Field] = {word: field for field, table in _LABELS.items() for word in _words(table)}
FORWARD_SEPARATORS = _words(_SEPARATORS["forward"])
ORIGINAL_SEPARATORS = _words(_SEPARATORS["original"])
REPLY_SEPARATORS = _words(_SEPARATORS["reply"])
ENDS = _words(_ENDS)
FORWARD_PREFIXES = _words(_FORWARD_PREFIXES)
REPLY_PREFIXES = _words(_REPLY_PREFIXES)
# "VS" forwards in Danish and Norwegian and replies in Finnish: the labels of the block tell which.
AMBIGUOUS_PREFIXES = {"vs": frozenset({"lähettäjä"})}
