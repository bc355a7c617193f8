"""Categories: sentences as customers write them, in every language that we answer."""

import json
from pathlib import Path

import pytest

from simcare.messaging.rules.category import CATEGORIES, categorise

SENTENCES = """
zh|network|冷柜里的卡昨晚起一直掉线,请检查网络
zh|network|设备上不了网,信号满格但是 ping 不通
zh|network|出国以后没有信号,是不是漫游没开
zh|network|卡的網速非常慢,影片監控一直卡頓
zh|network|停车场道闸的物联卡无服务,重启后还是注册不上
zh|usage|这张卡的流量消耗太快了,请给我每天的用量
zh|usage|上个月的账单为什么多了两倍?
zh|usage|流量池超额了,請提供詳單
zh|apn|新设备的接入点名称应该填什么
zh|apn|請問 APN 的使用者名稱和密碼是什麼
zh|recharge|我昨天续费了,但套餐没生效
zh|recharge|微信支付成功,充值还没有到账
zh|recharge|想把 30M 套餐升级套餐到 100M,怎么操作
zh|refund|同一张卡被重复扣款,请把多扣的钱退回
zh|refund|項目取消了,剩餘的費用可以退嗎?申請退費
zh|replacement|卡片丢失,请补办一张寄到公司
zh|replacement|SIM 卡折断了,需要换卡
zh|replacement|輸入 PUK 錯誤太多次,卡被鎖了
zh|hardware|路由器开不了机,需要返修
zh|hardware|模块不识别卡,插到手机里正常
zh|dealer|三月的佣金为什么还没结算?我要提现
zh|dealer|我想申请代理,请问代理政策和返点
zh|presales|请报价 2000 张全国通用物联卡的单价
zh|presales|想了解一下你们有没有适合共享单车的卡,能寄测试卡吗
zh|other|请开具上个月的增值税发票
zh|other|为什么我的卡被停用?我们没有欠费
en|network|SIM shows no signal since this morning
en|network|The device keeps disconnecting from the network every few minutes
en|network|Camera went offline after moving to Spain, is roaming enabled?
en|usage|The data ran out in three days, please send the daily breakdown
en|usage|Our bill for May is much higher than usual
en|apn|What APN, username and password should I enter in the router?
en|recharge|I paid for a top up but the plan is not active yet
en|recharge|How can I renew the data package before it expires?
en|refund|I was charged twice for the same order, please refund one payment
en|refund|We never used these cards and want our money back
en|replacement|The SIM card is damaged, please send a replacement to our office
en|replacement|My SIM is asking for a PUK code
en|hardware|The modem says SIM not inserted but the card works in a phone
en|hardware|Tracker does not power on, can we get an RMA?
en|dealer|My commission for April is missing
en|dealer|We would like to become a reseller, please send the reseller agreement
en|presales|Could you send a quote for 500 SIM cards and two samples?
en|presales|We are looking for a SIM that works in Kenya and Uganda, what are your prices?
en|other|Please change the contact e-mail of our account
en|other|Why was my card suspended? There is money on the account
ja|network|昨日から端末がオフラインのままで通信できません
ja|usage|今月のデータ使用量が異常に多いので明細をください
ja|apn|APNの設定方法を教えてください
ja|recharge|チャージしたのに残高に反映されていません
ja|refund|二重に請求されたので返金をお願いします
ja|replacement|SIMカードを紛失したので再発行してください
ja|hardware|ルーターの電源が入らないため修理をお願いします
ja|dealer|代理店契約と手数料について教えてください
ja|presales|IoT用SIM 100枚の見積をお願いします
ko|network|단말기가 어제부터 오프라인이고 신호가 없습니다
ko|usage|이번 달 데이터 사용량이 너무 많습니다. 일별 내역 부탁드립니다
ko|apn|새 라우터의 APN 설정값을 알려주세요
ko|recharge|충전을 했는데 아직 반영되지 않았습니다
ko|refund|두 번 결제되어 환불 요청드립니다
ko|replacement|유심이 파손되어 재발급 부탁드립니다
ko|hardware|게이트웨이 전원이 켜지지 않아 수리 접수합니다
ko|dealer|4월 수수료 정산이 아직 안 되었습니다
ko|presales|유심 300장 견적과 샘플을 요청드립니다
ar|network|الجهاز غير متصل منذ أمس ولا توجد إشارة
ar|usage|استهلاك البيانات مرتفع جدا هذا الشهر، نرجو إرسال التفاصيل
ar|apn|ما هي إعدادات نقطة الوصول APN لهذه الشريحة؟
ar|recharge|قمت بشحن الباقة ولم يصل الرصيد
ar|refund|تم خصم المبلغ مرتين وأريد استرداد الفرق
ar|replacement|الشريحة تالفة ونحتاج شريحة بديلة
ar|hardware|الجهاز لا يتعرف على الشريحة ويحتاج إلى صيانة
ar|dealer|لم تصلني عمولة شهر أبريل
ar|presales|نرجو إرسال عرض سعر لعدد 500 شريحة مع عينات
ru|network|Терминал с утра не в сети, сигнала нет
ru|usage|Слишком большой расход трафика, пришлите детализацию по дням
ru|apn|Подскажите настройки APN, логин и пароль для модема
ru|recharge|Пополнил счёт, но деньги не зачислены
ru|refund|Списали дважды, прошу вернуть деньги
ru|replacement|Сим-карта повреждена, нужна замена карты
ru|hardware|Модем не видит SIM, нужен ремонт по гарантии
ru|dealer|Где моё агентское вознаграждение за апрель?
ru|presales|Пришлите прайс и коммерческое предложение на 1000 карт
vi|network|Thiết bị mất kết nối từ sáng nay, không có tín hiệu
vi|usage|Tháng này dung lượng tăng bất thường, xin chi tiết
vi|apn|Xin hỏi cấu hình APN cho router mới
vi|recharge|Tôi đã nạp tiền nhưng gói cước chưa được kích hoạt
vi|refund|Bị trừ tiền hai lần, đề nghị hoàn tiền
vi|replacement|SIM bị hỏng, xin cấp lại SIM mới
vi|hardware|Thiết bị không nhận SIM, cần bảo hành
vi|dealer|Đại lý chưa nhận được hoa hồng tháng 4
vi|presales|Nhờ báo giá 500 SIM và gửi vài SIM mẫu
de|network|Seit gestern kein Netz, das Gerät ist offline
de|usage|Der Datenverbrauch ist viel zu hoch, bitte Einzelnachweis pro Tag
de|apn|Welcher APN, Benutzername und welches Passwort sind einzutragen?
de|recharge|Ich habe das Guthaben aufgeladen, es wurde aber nicht gutgeschrieben
de|refund|Der Betrag wurde doppelt abgebucht, bitte um Rückerstattung
de|replacement|Die SIM-Karte ist beschädigt, bitte eine Ersatzkarte senden
de|hardware|Der Router schaltet sich nicht ein, Reparatur oder Garantie?
de|dealer|Meine Provision für April fehlt noch
de|presales|Bitte um ein Angebot für 300 Karten samt Musterkarten
de|other|Bitte senden Sie uns eine Rechnungskopie mit Umsatzsteuer
fr|network|Plus de réseau depuis hier, le boîtier est hors ligne
fr|usage|La consommation de données est anormale ce mois-ci
fr|apn|Quel APN et quel mot de passe faut-il mettre dans le routeur ?
fr|recharge|J'ai rechargé la carte mais le forfait n'est pas activé
fr|refund|J'ai été débité deux fois, je demande un remboursement
fr|replacement|La carte SIM est cassée, merci d'envoyer une carte de remplacement
fr|hardware|Le traceur ne s'allume plus, est-il sous garantie ?
fr|dealer|Je n'ai pas reçu ma commission de revendeur
fr|presales|Merci de nous envoyer un devis pour 200 cartes et des échantillons
es|network|El equipo está sin señal y no se conecta desde ayer
es|usage|El consumo de datos se disparó, necesito el detalle por día
es|apn|¿Qué APN, usuario y contraseña debo configurar?
es|recharge|Hice una recarga y el saldo no aparece
es|refund|Me cobraron dos veces, solicito el reembolso
es|replacement|La tarjeta está rota, necesito una reposición
es|hardware|El rastreador no enciende, ¿cómo gestiono la garantía?
es|dealer|No me han pagado la comisión de distribuidor
es|presales|Quisiera una cotización de 500 SIM y unas muestras
pt|network|O equipamento está sem sinal e fora do ar desde ontem
pt|usage|O consumo de dados está muito alto, envie o detalhamento
pt|apn|Qual APN, usuário e senha devo configurar?
pt|recharge|Fiz a recarga mas o saldo não caiu
pt|refund|Fui cobrado duas vezes e quero reembolso
pt|replacement|O chip foi perdido, preciso de segunda via
pt|hardware|O rastreador não liga, preciso acionar a garantia
pt|dealer|Minha comissão de revendedor não foi paga
pt|presales|Gostaria de um orçamento para 300 chips e amostras
it|network|Il dispositivo è offline da ieri, nessun segnale
it|usage|Il consumo di dati è troppo alto, vorrei il dettaglio giornaliero
it|refund|Mi hanno addebitato due volte, chiedo il rimborso
it|replacement|La SIM è danneggiata, serve una sostituzione
it|presales|Vorrei un preventivo per 200 schede
tr|network|Cihaz dünden beri çevrimdışı, sinyal yok
tr|usage|Veri kullanımı çok yüksek, günlük döküm istiyorum
tr|refund|İki kez ücret alındı, iade istiyorum
tr|recharge|Yükleme yaptım ama bakiye görünmüyor
pl|network|Urządzenie jest offline, brak zasięgu od wczoraj
pl|refund|Pobrano opłatę dwa razy, proszę o zwrot pieniędzy
pl|replacement|Karta SIM jest uszkodzona, proszę o wymianę karty
nl|network|Het apparaat is offline, geen signaal sinds gisteren
nl|refund|Ik ben twee keer belast, graag terugbetaling
nl|presales|Graag een offerte voor 100 simkaarten
id|network|Perangkat offline sejak kemarin, tidak ada sinyal
id|recharge|Saya sudah isi ulang tetapi paket belum aktif
id|refund|Saya ditagih dua kali, mohon pengembalian dana
"""
MAILS = """
zh|network|充电桩离线报障|您好,小区 6 号充电桩的卡今天早上开始上报不了数据,后台看是灰色的,请帮忙排查。
zh|network|抄表终端信号问题|终端在地下室,经常收不到数据,换了位置也一样,请看一下卡的状态
zh|usage|流量查询|请帮忙查一下这张卡 5 月份到底用了多少,客户说没怎么用
zh|usage|账单核对|贵司发来的 7 月账单和我们后台统计差了 12GB,麻烦核对
zh|apn|拨号参数|工业路由器换了厂家,需要重新填写接入参数,请告知
zh|recharge|充了钱还是停机|客户昨天交了一年的费用,今天还是不能用,订单截图附上
zh|recharge|套餐快到期了|下面的卡月底到期,请问怎么续?
zh|refund|申请退费|项目终止,三张卡没插过设备,请把钱退给我们
zh|replacement|卡芯片磨损|卡用了三年,芯片磨花了,机器读不到,想换张新的
zh|replacement|SIM卡丢失补办|工地搬迁时把卡弄丢了,麻烦办一张新的寄来
zh|hardware|摄像头无法开机|摄像头通电没反应,指示灯不亮,怀疑主板问题
zh|dealer|返佣核对|6月返佣金额与我方统计不符,请提供明细
zh|dealer|想合作|我们在东南亚做物联网设备,想代理你们的卡,政策怎么样
zh|presales|流量卡询价|做共享洗衣机,每台每月 50M,先要 500 张,麻烦报个价
zh|other|开票申请|请按附件抬头开 5 月份专票
en|network|Meters not communicating|40 smart meters in Leeds stopped communicating last night. Rebooting did not help.
en|network|No 4G in basement car park|SIM only gets 2G, barrier times out. Can you move it to another operator?
en|usage|SIM used 10 GB overnight|Normally it takes 200 MB a month. Please explain.
en|apn|Teltonika RUT setup|Which settings do we need to fill in for mobile data on the RUT241?
en|recharge|Bundle bought but still stopped|Bought the 12 month bundle yesterday, SIM is still inactive.
en|refund|Cancel and pay back|We bought 10 cards by mistake, not used, please pay us back.
en|replacement|SIM cracked|The card cracked when removing it from the tracker. Need another one.
en|hardware|Gateway fails to boot|After firmware 2.1 the gateway hangs at boot. SIM is OK in a phone.
en|dealer|Statement for Q2|Our Q2 commission statement lacks 14 SIMs we sold.
en|presales|SIMs for vending machines|We plan 1,200 machines in Poland and need prices and coverage info.
en|other|Change of company address|We moved, please update our records.
ja|network|センサーのデータが来ません|今朝からセンサーのデータが上がってきません。回線側をご確認ください。
ja|usage|通信量の確認|6月の通信量を教えてください。想定の10倍になっています。
ja|recharge|更新したのに使えません|昨日プランを更新し支払いも済みましたが、まだ使えません。
ja|refund|返金依頼|間違えて2回購入しました。1回分を返してください。
ja|hardware|ゲートウェイ不具合|ゲートウェイのランプが点灯せず、起動しません。
ko|network|단말 통신 두절|어제 밤부터 단말 5대가 통신 두절입니다. 망 상태 확인 바랍니다.
ko|recharge|요금 납부 후에도 정지 상태|어제 1년 요금을 결제했는데 아직 사용할 수 없습니다.
ko|refund|결제 취소 요청|실수로 두 장을 구매했습니다. 한 장은 취소 후 환불해 주세요.
ko|presales|차량 관제용 유심 문의|차량 500대에 사용할 유심 가격과 샘플 가능 여부 문의드립니다.
ar|network|الأجهزة لا ترسل بيانات|خمسة أجهزة تتبع توقفت عن الإرسال منذ مساء أمس
ar|recharge|تم الدفع ولم تتفعل الباقة|دفعنا قيمة الباقة السنوية أمس ولا تزال الشريحة موقوفة
ar|replacement|شريحة مكسورة|انكسرت الشريحة أثناء التركيب ونحتاج بديلا
ar|presales|استفسار عن الأسعار|نريد 300 شريحة لأجهزة الدفع، ما هي الأسعار؟
ru|network|Счётчики пропали|С ночи 12 счётчиков перестали передавать показания, проверьте связь.
ru|usage|Вопрос по счёту|В июне трафик вырос в пять раз, оборудование то же. Объясните.
ru|recharge|Оплатили, но карта не работает|Вчера оплатили годовой пакет, карта всё ещё отключена.
ru|replacement|Потеряли карту|При монтаже потеряли карту, нужна новая на тот же тариф.
ru|hardware|Роутер не видит карту|Роутер пишет «нет SIM», в телефоне карта работает. Ремонт?
ru|dealer|Вознаграждение за май|Не пришло агентское за май, проверьте, пожалуйста.
vi|network|Máy bán hàng mất mạng|Ba máy bán hàng không lên mạng từ tối qua, khởi động lại không được.
vi|recharge|Đã thanh toán nhưng SIM chưa mở|Hôm qua em đã chuyển tiền gia hạn 1 năm mà SIM vẫn bị khóa.
vi|refund|Xin hoàn tiền|Em mua nhầm 2 gói, xin hoàn lại 1 gói.
vi|presales|Hỏi giá SIM IoT|Bên em cần 200 SIM cho camera, cho em xin bảng giá.
de|network|Zähler melden sich nicht|Seit letzter Nacht melden sich 20 Zähler nicht mehr.
fr|replacement|Carte SIM perdue|La carte a été perdue lors de l'installation, merci d'en envoyer une autre.
es|recharge|Pagué y sigue sin servicio|Ayer pagué la renovación anual y la SIM sigue inactiva.
pt|hardware|Rastreador não reconhece o chip|O rastreador não reconhece o chip, mas no celular funciona.
"""
ROWS = [line.split("|", 2) for line in SENTENCES.strip().splitlines()]


@pytest.mark.parametrize(("language", "category", "sentence"), ROWS)
def test_a_sentence_of_the_trade_has_its_category(language: str, category: str, sentence: str) -> None:
    assert categorise("", sentence, language) == category


@pytest.mark.parametrize(("language", "category", "sentence"), ROWS)
def test_a_subject_alone_is_enough(language: str, category: str, sentence: str) -> None:
    assert categorise(sentence, "", language) == category


@pytest.mark.parametrize("row", MAILS.strip().splitlines())
def test_a_mail_has_its_category_without_being_told_its_language(row: str) -> None:
    _, category, subject, text = row.split("|")
    assert categorise(subject, text) == category


def test_every_category_is_met_in_the_sentences() -> None:
    assert {category for _, category, _ in ROWS} == set(CATEGORIES)


def test_the_subject_outweighs_a_word_in_passing() -> None:
    assert categorise("Top-up not credited", "Please help, or refund it.", "en") == "recharge"


def test_what_the_forwarder_adds_tips_the_scale() -> None:
    assert categorise("SIM", "Order 5521", "en", passed_on_with="Customer wants a refund.") == "refund"


@pytest.mark.parametrize("text", ["", "Hello!", "您好", "12345", "FYI"])
def test_words_that_say_nothing_are_other(text: str) -> None:
    assert categorise("", text) == "other"


def test_an_unknown_language_is_read_by_its_english_words() -> None:
    assert categorise("", "APN APN APN", "xx") == "apn"


def test_a_language_is_no_path() -> None:
    assert categorise("refund", "", "../../etc") == "refund"


@pytest.mark.shared
def test_forwarded_mails_have_their_category(shared_data: Path) -> None:
    truths = [
        json.loads(line) for line in (shared_data / "forwards-zh" / "truth.jsonl").read_text("utf-8").splitlines()
    ]
    wrong = [
        (truth["file"], got)
        for truth in truths
        if (got := categorise(truth["subject"], truth["text"], passed_on_with=truth["forwarder_text"] or ""))
        != truth["category"]
    ]
    assert len(wrong) <= 0.1 * len(truths), wrong
