# Слово або вислів для кожного значення таблиць дій і станів.

act-charter = статут
act-amendment = зміна статуту
act-key_change = заміна ключа
act-credential = повноваження
act-revocation = відкликання ключа
act-confirmation = підтвердження
act-round = раунд
act-meeting = зустріч
act-proposal = пропозиція
act-question = запитання
act-answer = відповідь на запитання чи умови
act-delivery = вручення
act-reply = відповідь
act-withdrawal = відкликання
act-receipt = повідомлення про отримання
act-not_received = повідомлення про неотримання
act-readiness = повідомлення про готовність
act-condition = умова
act-condition_met = виконання умови
act-condition_lifted = зняття умови
act-commitment = зобов’язання
act-execution = виконання
act-group = робоча група
act-session = засідання
act-statement = заява
act-objection = заперечення
act-endorsement = схвалення
act-suspension = призупинення
act-resumption = відновлення
act-minutes = протокол
act-approval = затвердження протоколу
act-list = список
act-report = звіт
act-text = текст
act-amend = зміна тексту
act-initial = парафування
act-sign = підписання
act-communique = комюніке
act-correction = виправлення
act-overtaken = повідомлення про те, що події випередили пункт
act-release = дозвіл на передання
act-publication = оприлюднення
act-erased = видалення
act-unreadable = дія, яку ця версія не може прочитати

kind-proposal = пропозиція
kind-question = запитання
kind-minutes = протокол
kind-list = список
kind-text = текст
kind-condition = умова
kind-commitment = зобов’язання
kind-execution = виконання
kind-round = раунд
kind-meeting = зустріч
kind-group = робоча група
kind-report = звіт
kind-communique = комюніке
kind-statement = заява
kind-objection = заперечення

due-reply = відповідь
due-answer = відповідь на запитання
due-answer_to_conditions = відповідь на умови
due-confirmation = підтвердження
due-delivery = вручення тексту
due-approval = затвердження протоколу
due-revision = перегляд абзаців, щодо яких є заперечення

status-made = внесено
status-delivered = вручено
status-received = отримано
status-under_consideration = на розгляді
status-noted = взято до відома
status-deferred = відкладено

closing-accepted = прийнято
closing-rejected = відхилено
closing-countered = внесено зустрічну пропозицію
closing-divided = завершено кожним адресатом окремо
closing-answered = надано відповідь
closing-withdrawn = відкликано
closing-superseded = замінено
closing-carried_out = виконано на раунді
closing-overtaken = випереджено подіями
closing-expired = строк сплив
closing-agreed = погоджено
closing-met = виконано
closing-lifted = знято
closing-moot = предмет відпав
closing-dissolved = розпущено
closing-released = передано, далі ведеться деінде

# Наслідок кроку: *відхилено — закрито без згоди*
then-accepted = погоджено й закрито
then-rejected = закрито без згоди
then-countered = закрито, на його місці зустрічна пропозиція
then-divided = кожен адресат завершує свою частину
then-answered = закрито: надано відповідь
then-withdrawn = закрито: відкликано
then-superseded = закрито: замінено
then-carried_out = закрито: виконано
then-overtaken = закрито: випереджено подіями
then-expired = закрито: строк сплив
then-agreed = протокол погоджено
then-met = закрито: виконано
then-lifted = закрито: знято
then-moot = закрито: предмет відпав
then-dissolved = групу розпущено
then-released = передано, і далі ведеться там, куди передано
then-groups = групи можна створити
then-nothing = нічого не очікуватиметься
then-same = очікується те саме
then-awaits = очікуватиметься { $what } ({ $actor })

position-accept = прийнято
position-accept_ad_referendum = прийнято ad referendum
position-conditional = поставлено умови
position-consider = взято на розгляд
position-note = взято до відома
position-defer = відкладено
position-reject = відхилено
position-counter = внесено зустрічну пропозицію
position-met = умови виконано
position-amended = пропозицію змінено
position-declined = умови відхилено
position-given = надано
position-refused = відмовлено

track-political = Політичний
track-military = Військовий
track-humanitarian = Гуманітарний
track-procedure = Процедурний

stance-ready = готовність є
stance-conditional = готовність за певних умов
stance-not_ready = готовності немає

scope-talks = переговори
scope-round = наступний раунд
scope-summit = зустріч лідерів

against-existence = сам факт
against-delivery = вручення
against-reply = відповідь
against-figures = цифри
against-date = дата
against-wording = формулювання
against-scope = обсяг
against-classification = класифікація

form-quote = цитата
form-paraphrase = переказ

medium-public_source = відкрите джерело
medium-note_verbale = вербальна нота
medium-paper = переданий документ
medium-oral = усно
medium-telephone = телефоном
medium-in_the_room = сказано в залі

mode-in_person = очно
mode-online = онлайн

per-side = для кожної сторони
per-total = для обох сторін разом
per-disputed = сторони тлумачать це по-різному

unit-persons = особи
unit-bodies = останки
unit-documents = документи

binding-signed = підписано
binding-accepted = прийнято
binding-said_to_be = за повідомленнями, є зобов’язання

power-negotiate = вести переговори
power-propose = вносити пропозиції
power-reply = давати відповіді
power-initial = парафувати
power-sign_ad_referendum = підписувати ad referendum
power-bind = брати зобов’язання
power-lodge_lists = подавати списки
power-read = читати

topic-settlement = врегулювання
topic-ceasefire = припинення вогню
topic-talks = переговори
topic-summit = зустріч лідерів
topic-round = раунд
topic-groups = робочі групи
topic-bodies = повернення останків
topic-children = діти
topic-venue = місце проведення

category-prisoners = полонені
category-wounded_ill = поранені та хворі полонені
category-under_25 = полонені віком до 25 років
category-wounded_ill_under_25 = поранені, хворі та полонені віком до 25 років
category-bodies = останки
category-papers = документи
category-corridors = гуманітарні коридори

reason-unknown_item = дія називає пункт, якого немає в журналі
reason-other_room = пункт належить до іншої кімнати
reason-not_yet_open = пункт відкрито пізніше
reason-closed_item = пункт уже було закрито
reason-expired = строк пункту вже сплив
reason-not_addressee = автор дії не є адресатом пункту
reason-not_proposer = автор дії не вносив цього пункту
reason-not_stater = автор дії не ставив цієї умови
reason-not_party = автор дії не є стороною
reason-not_concerned = предмет заперечення не стосується автора дії
reason-not_member = автор дії не входить до кімнати, до якої її внесено
reason-wrong_kind = така дія не стосується пунктів цього виду
reason-nothing_to_move = не було на що відповідати, що підтверджувати чи заперечувати
reason-part_ended = частину цього адресата вже було завершено
reason-beyond_powers = дія виходить за межі повноважень автора, і її не підтверджено
reason-crossed = після вершини, на яку посилається дія, зміст пункту змінився
reason-not_endorsed = дія чекає на схвалення, якого вимагає статут
reason-no_consent = у журналі немає згоди, якої вимагає статут
reason-not_editor = у реєстрі дії реєструє лише редактор, і лише ті, про які повідомлено
reason-not_secretariat = дії, що відбулися деінде, реєструє секретаріат
reason-not_amendable = дія змінила б у статуті те, що його зміни не зачіпають
reason-unsound_charter = викладений у ній статут суперечить сам собі, або якийсь його ключ непридатний
reason-not_released = слова з човникової кімнати передаються лише за дозволом на передання
reason-not_author = дозвіл на передання ноти може надати лише її автор
reason-not_approved = суб’єкт, якому належить кімната, не затвердив цих слів
reason-already_released = дозвіл на передання цих слів уже надано раніше
reason-no_room = немає кімнати, до якої входять лише автор та отримувачі
reason-unreadable = ця версія не може прочитати дію

# Поля викладу.
field-venue = Місце проведення
field-chair = Головування
field-host = Господар зустрічі
field-heads = Глави делегацій
field-agenda = Порядок денний
field-opened = Відкрито
field-closed = Закрито
field-duration_min = Тривалість у хвилинах
field-duration_text = Тривалість
field-outlet = Видання
field-claims = Твердження
field-of = { $actor }: { $words }

# Languages of documents.
tongue-ar = арабська
tongue-en = англійська
tongue-es = іспанська
tongue-fr = французька
tongue-ru = російська
tongue-tr = турецька
tongue-uk = українська
tongue-zh = китайська
