# Слово или выражение для каждого значения таблиц действий и положений.

act-charter = устав
act-amendment = изменение устава
act-key_change = смена ключа
act-credential = полномочия
act-revocation = аннулирование ключа
act-confirmation = подтверждение
act-round = раунд
act-meeting = встреча
act-proposal = предложение
act-question = вопрос
act-answer = ответ на вопрос или условия
act-delivery = вручение
act-reply = ответ
act-withdrawal = отзыв
act-receipt = уведомление о получении
act-not_received = сообщение о неполучении
act-readiness = сообщение о готовности
act-condition = условие
act-condition_met = выполнение условия
act-condition_lifted = снятие условия
act-commitment = обязательство
act-execution = исполнение
act-group = рабочая группа
act-session = заседание
act-statement = заявление
act-objection = возражение
act-endorsement = признание действия
act-suspension = приостановление
act-resumption = возобновление
act-minutes = протокол
act-approval = утверждение протокола
act-list = список
act-report = доклад
act-text = текст
act-amend = изменение текста
act-initial = парафирование
act-sign = подписание
act-communique = коммюнике
act-correction = исправление
act-overtaken = сообщение об утрате актуальности
act-release = разрешение передать слова
act-publication = опубликование
act-erased = удаление
act-unreadable = действие, которое эта версия прочесть не может

kind-proposal = предложение
kind-question = вопрос
kind-minutes = протокол
kind-list = список
kind-text = текст
kind-condition = условие
kind-commitment = обязательство
kind-execution = исполнение
kind-round = раунд
kind-meeting = встреча
kind-group = рабочая группа
kind-report = доклад
kind-communique = коммюнике
kind-statement = заявление
kind-objection = возражение

due-reply = ответ
due-answer = ответ на вопрос
due-answer_to_conditions = ответ на условия
due-confirmation = подтверждение
due-delivery = вручение текста
due-approval = утверждение протокола
due-revision = пересмотр абзацев, по которым есть возражения

status-made = внесено
status-delivered = вручено
status-received = получено
status-under_consideration = на рассмотрении
status-noted = принято к сведению
status-deferred = отложено

closing-accepted = принято
closing-rejected = отклонено
closing-countered = дано встречное предложение
closing-divided = завершено каждым адресатом отдельно
closing-answered = ответ дан
closing-withdrawn = отозвано
closing-superseded = заменено новым
closing-carried_out = выполнено в ходе раунда
closing-overtaken = утратило актуальность в силу событий
closing-expired = срок истёк
closing-agreed = согласовано
closing-met = выполнено
closing-lifted = снято
closing-moot = утратило предмет
closing-dissolved = распущена
closing-released = передано, далее ведётся в другом месте

# Что дал бы шаг: *отклонено — пункт закрыт без согласия*
then-accepted = пункт согласован и закрыт
then-rejected = пункт закрыт без согласия
then-countered = пункт закрыт, его место занимает встречное предложение
then-divided = каждый адресат завершает свою часть
then-answered = пункт закрыт: ответ дан
then-withdrawn = пункт закрыт как отозванный
then-superseded = пункт закрыт как заменённый
then-carried_out = пункт закрыт как выполненный
then-overtaken = пункт закрыт как утративший актуальность в силу событий
then-expired = пункт закрыт по истечении срока
then-agreed = протокол согласован
then-met = условие закрыто как выполненное
then-lifted = условие закрыто как снятое
then-moot = условие закрыто как утратившее предмет
then-dissolved = группа распущена
then-released = передано, и далее ведётся там, куда передано
then-groups = группы могут быть созданы
then-nothing = больше ничего не ожидается
then-same = ожидается то же
then-awaits = будет ожидаться { $what } (от кого: { $actor })

position-accept = принято
position-accept_ad_referendum = принято ad referendum
position-conditional = ответ с условиями
position-consider = взято на рассмотрение
position-note = принято к сведению
position-defer = отложено
position-reject = отклонено
position-counter = встречное предложение
position-met = условия выполнены
position-amended = предложение изменено
position-declined = условия отклонены
position-given = дано
position-refused = отказано

track-political = Политическое
track-military = Военное
track-humanitarian = Гуманитарное
track-procedure = Процедурное

stance-ready = есть готовность
stance-conditional = есть готовность на условиях
stance-not_ready = нет готовности

scope-talks = переговоры
scope-round = следующий раунд
scope-summit = встреча лидеров

against-existence = сам факт
against-delivery = вручение
against-reply = ответ
against-figures = цифры
against-date = дата
against-wording = формулировка
against-scope = охват
against-classification = классификация

form-quote = цитата
form-paraphrase = пересказ

medium-public_source = открытый источник
medium-note_verbale = вербальная нота
medium-paper = переданный документ
medium-oral = устно
medium-telephone = по телефону
medium-in_the_room = сказано на заседании

mode-in_person = очно
mode-online = онлайн

per-side = на каждую сторону
per-total = на обе стороны вместе
per-disputed = стороны толкуют это по-разному

unit-persons = люди
unit-bodies = останки
unit-documents = документы

binding-signed = подписано
binding-accepted = принято
binding-said_to_be = по сообщениям, обязательство взято

power-negotiate = ведение переговоров
power-propose = внесение предложений
power-reply = ответы
power-initial = парафирование
power-sign_ad_referendum = подписание ad referendum
power-bind = принятие обязательств
power-lodge_lists = сдача списков
power-read = чтение

topic-settlement = урегулирование
topic-ceasefire = прекращение огня
topic-talks = переговоры
topic-summit = встреча лидеров
topic-round = раунд
topic-groups = рабочие группы
topic-bodies = возвращение останков
topic-children = дети
topic-venue = место проведения

category-prisoners = пленные
category-wounded_ill = раненые и больные пленные
category-under_25 = пленные моложе 25 лет
category-wounded_ill_under_25 = раненые, больные и пленные моложе 25 лет
category-bodies = останки
category-papers = документы
category-corridors = гуманитарные коридоры

reason-unknown_item = назван пункт, которого нет в журнале
reason-other_room = пункт находится в другой комнате
reason-not_yet_open = пункт был открыт позже
reason-closed_item = пункт был закрыт
reason-expired = срок пункта истёк
reason-not_addressee = автор не является адресатом пункта
reason-not_proposer = автор не вносил этот пункт
reason-not_stater = автор не выдвигал это условие
reason-not_party = автор не является стороной
reason-not_concerned = автора не касается то, что он оспаривает
reason-not_member = автор не входит в комнату, в которой находится действие
reason-wrong_kind = действие не подходит к пункту этого вида
reason-nothing_to_move = не было того, на что отвечают, что подтверждают или оспаривают
reason-part_ended = часть этого адресата была завершена
reason-beyond_powers = действие выходит за пределы полномочий автора и не подтверждено
reason-crossed = содержание пункта изменилось после вершины, на которую ссылается действие
reason-not_endorsed = действие ожидает признания, которого требует устав
reason-no_consent = согласия, которого требует устав, нет в журнале
reason-not_editor = в регистре действия вносит только редактор, и только сообщённые
reason-not_secretariat = действия, совершённые вне площадки, регистрирует секретариат
reason-not_amendable = изменение затронуло бы то, что в уставе изменению не подлежит
reason-unsound_charter = изложенный устав противоречит сам себе, или указанный в нём ключ непригоден
reason-not_released = слова из челночной комнаты передаются только по разрешению их автора
reason-not_author = разрешить передачу слов может только автор ноты
reason-not_approved = участник, которому принадлежит комната, не утвердил эти слова
reason-already_released = передача этих слов была разрешена раньше
reason-no_room = нет комнаты, в которую входят только автор и получатели
reason-unreadable = эта версия не может прочесть это действие

# Поля формулировки.
field-venue = Место
field-chair = Председатель
field-host = Принимающая сторона
field-heads = Главы делегаций
field-agenda = Повестка дня
field-opened = Открытие
field-closed = Закрытие
field-duration_min = Продолжительность в минутах
field-duration_text = Продолжительность
field-outlet = Где сказано
field-claims = Утверждения
field-of = { $actor }: { $words }

# Languages of documents.
tongue-ar = арабский
tongue-en = английский
tongue-es = испанский
tongue-fr = французский
tongue-ru = русский
tongue-tr = турецкий
tongue-uk = украинский
tongue-zh = китайский
