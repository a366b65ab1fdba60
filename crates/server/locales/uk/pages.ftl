# Інші сторінки.

venue-title = Процеси
venue-lead = Майданчик для переговорів за посередництва. Що сторони очікують одна від одної, обчислюється з підписаних нот у журналі, який може перевірити кожен, хто має право його читати.
venue-empty = Публічних процесів тут немає
venue-empty-next = Процеси з’являються, коли їх оприлюднюють ті, хто їх веде. Більше нічого не показано, навіть того, чи є інші.
venue-record = Журнал: { $notes }; остання дія в ньому: { $date }.
no-act-yet = ще немає
process-register = Реєстр: неофіційна хроніка за публічними повідомленнями; жодна з названих держав чи організацій не бере в ній участі.
process-talks = Переговори: кожен суб’єкт бере участь і підписав статут.

items-title = Пункти
items-open = Відкриті
items-open-none = Відкритих пунктів немає.
items-contested = Оспорювані
items-contested-none = Оспорюваних пунктів немає.
items-expired = Строк яких сплив
items-expired-none = Пунктів, строк яких сплив, немає.
items-closed = Закриті
items-closed-none = Закритих пунктів немає.

items-more = Тут перелічено лише найдавніші; щоб бачити менше, виберіть серію.

item-absent = Станом на { $date } цього пункту в журналі ще немає.
item-now = Стан на сьогодні
item-standing-heading = Стан пункту
exchange-heading = Листування
after-this = Після цього
the-note = Нота
the-proof = Доказ
stands-beside = Стоїть поряд із пунктом і нічого не змінює.
without-effect = Без наслідків: { $reason }.
item-said-heading = Що про це кажуть
item-said-none = У журналі немає заяв про цей пункт.
item-note-link = Нота, яка його відкрила, з підписом і доказом
carried-out-heading = Що виконано

erased-title = Текст видалено
erased-wording = Слова цієї ноти ({ $prefix }) видалено; її наслідки чинні, доказ зберігає силу.
erased-next = Наслідки цієї ноти чинні, доказ зберігає силу; її слова показати вже неможливо.
note-erased = { $act }, { $date } (текст видалено, { $prefix })
note-untitled = { $act }, { $date }
note-unknown = нота, якої тут не видно ({ $prefix })

fact-item = Пункт
fact-happened = Відбулося
fact-registered = Зареєстровано
fact-according-to = За чиїм повідомленням
fact-medium = Як стало відомо
fact-received-by = Хто отримав
fact-received-on = Коли отримано
fact-person = Особа
fact-office = Посада
fact-sources = Джерела
fact-track = Напрям
fact-form = Як зафіксовано
fact-presented-at = Де подано
fact-supersedes = Замінює
fact-counter-to = Зустрічна до
fact-reply-by = Відповідь просять дати до
fact-groups = Запропоновані групи
fact-mode = Формат
fact-fulfils = Що виконано
fact-counts-towards = Зараховується до
fact-may-count-towards = Може зараховуватися до
fact-declares-complete = Оголошено завершеним
fact-about = Про що
fact-asserts = Чия черга, згідно із заявою
fact-perhaps-overtaken = Що, можливо, випередило
fact-key = Ключ підпису
fact-commitment = Відбиток
fact-salt = Сіль
fact-place = Місце
annex-wording = Виклад, за відбитком
annex-document = Документ, за відбитком

# Documents, by work and language.
documents-heading = Документи
documents-none-authentic = Жодну з цих версій не позначено як автентичну.
document-unnamed = документ без назви
document-erased = видалено: вмісту більше немає; запис і далі доводить, що нота його містила
document-authentic = позначено як автентичну
document-not-marked = не позначено як автентичну

# A proposal beside the one that it counters or takes the place of.
fact-needs = Для прийняття потрібно
compared-counter-heading = Порівняння з початковою пропозицією
compared-counter-lead = Це зустрічна пропозиція до { $item }.
compared-counter-old = Початкова пропозиція
compared-counter-new = Зустрічна пропозиція
compared-counter-old-only = лише в початковій пропозиції
compared-counter-new-only = лише в зустрічній пропозиції
compared-counter-old-erased = Слова початкової пропозиції стерто; тексти неможливо порівняти.
compared-counter-new-erased = Слова зустрічної пропозиції стерто; тексти неможливо порівняти.
compared-later-heading = Порівняння з попередньою редакцією
compared-later-lead = Вона замінює { $item }.
compared-later-old = Попередня редакція
compared-later-new = Ця редакція
compared-later-old-only = лише в попередній редакції
compared-later-new-only = лише в цій редакції
compared-later-old-erased = Слова попередньої редакції стерто; тексти неможливо порівняти.
compared-later-new-erased = Слова цієї редакції стерто; тексти неможливо порівняти.
compared-amended-heading = Порівняння з попередніми словами
compared-amended-lead = Що змінено в { $item }: слова до зміни й відтоді.
compared-amended-old = Попередні слова
compared-amended-new = Змінені слова
compared-amended-old-only = лише в попередніх словах
compared-amended-new-only = лише в змінених словах
compared-amended-old-erased = Попередні слова стерто принаймні частково; тексти неможливо порівняти.
compared-amended-new-erased = Змінені слова стерто; тексти неможливо порівняти.
compared-words = Тексти порівняно слово за словом так, як вони стоять у журналі:
compared-same = Обидва тексти збігаються слово в слово.
compared-long = Тексти задовгі для порівняння слово за словом; вони стоять поруч.
compared-begins = [{ $where }:
compared-ends = ]
compared-fields = Що ще відрізняється
compared-fields-same = Назва, адресати, напрям, тема, бажана дата, потрібна згода та групи збігаються.
compared-unsaid = не сказано

rounds-title = Раунди та зустрічі
rounds-none = У журналі немає ні раундів, ні зустрічей.
rounds-last = Останній раунд: { $date }, { $ago }.
meetings-heading = Контакти, що не є раундами

groups-title = Робочі групи
groups-hint = Група існує лише тоді, коли всі, чиєї згоди вимагає статут, надали її в журналі. Доти її запропоновано.
groups-established = Створені
groups-established-none = Жодної групи не створено.
groups-proposed = Запропоновані
groups-proposed-none = Жодної групи не запропоновано.
proposed-by = хто запропонував: { $by }

commitments-title = Зобов’язання та виконання
commitments-hint = Цифра, про яку ніхто не повідомив, невідома, а не нульова; сума, що її містить, читається як «щонайменше». Де повідомлення різняться, наведено кожне. Останки — лише в таблицях.
commitments-none = У журналі немає зобов’язань.
commitments-heading = Зобов’язання
loose-heading = Виконано без зарахування до зобов’язання
loose-caption = Передано: { $what }

statements-title = Заяви
statements-hint = Публічні слова, збережені із зазначенням, чиї вони; поруч із кожною заявою — те, що журнал показує для названих у ній пунктів. Заява нічого не змінює.
statements-list = Заяви, спершу найновіші
statements-none = Цьому вибору не відповідає жодна заява
statements-none-next = Виберіть іншого мовця чи пункт або покажіть усі.
filter-actor = Від кого
filter-item = Про що
filter-any = усі
filter-claims = Лише ті, що кажуть, чия черга
filter-show = Показати

column-number = №
column-day = День
column-kind = Вид
column-act = Дія
column-title = Назва
column-by = Від кого
column-who = Від кого
column-happened = Відбулося
column-registered = Зареєстровано
column-standing = Стан

record-title = Журнал
record-hint = Усі ноти в порядку їх внесення. Дія могла відбутися задовго до реєстрації; показано обидва дні.
record-caption = Ноти { GROUPED($from) }–{ GROUPED($to) } із { GROUPED($size) }
nobody-named = не названо
without-effect-heading = Ноти без наслідків
without-effect-none = Кожна нота мала свої наслідки.

signed-heading = Що підписано
signed-unavailable = Точного тексту тут не показано; він є в архіві журналу.
registered-by = Хто підписав: { $actor }.
key-principal = ключ довірителя ({ $actor }): дозволяє все
key-powers = ключ суб’єкта ({ $actor }) із повноваженнями на той час: { $powers }
key-revoked = ключ, який було відкликано
key-unknown = ключ, якого реєстр ключів не знає
note-place = кімната { $room }, листок { GROUPED($leaf) }, внесено { $date }
proof-download = Завантажити доказ (.tlog-proof)
check-here-heading = Перевірити тут

# Що каже нота, одним реченням.
somebody = Автора не названо
says-account = За повідомленням ({ $actor }): { $says }
says-proposal = { $who } — внесено пропозицію; кому: { $to }.
says-question = { $who } — поставлено запитання; кому: { $to }.
says-list = { $who } — подано список; кому: { $to }.
says-text = { $who } — внесено текст; кому: { $to }.
says-reply = { $who } — надано відповідь: { $item }; { $position }.
says-answer = { $who } — надано відповідь на запитання: { $item }.
says-answer-conditions = { $who } — надано відповідь на умови: { $item }; { $position }.
says-delivery = { $who } — вручено: { $item }; кому: { $to }.
says-readiness = { $who } — повідомлено про готовність ({ $scope }): { $stance }.
says-condition = { $who } — поставлено умову; кому адресовано: { $of }.
says-commitment = Зобов’язання; хто зобов’язується: { $actors }; підстава: { $from }.
says-execution = Відбулося передання; хто повідомив: { $who }.
says-meeting = Зустріч; хто зустрівся: { $actors }; хто повідомив: { $who }.
says-round = Сторони зустрілися на раунді.
says-objection = { $who } — висловлено заперечення: { $item }; предмет: { $against }.
says-of-paragraphs = { $said } Абзаци: { $numbers }.
says-group = Створено робочу групу; підстава: { $item }.
says-group-dissolved = Робочу групу розпущено: { $item }.
says-session-opened = Засідання відкрито: { $item }.
says-session-closed = Засідання закрито: { $item }.
says-suspension = { $who } — призупинено: { $scope }.
says-resumption = { $who } — відновлено: { $scope }.
says-confirmation = { $who } — підтверджено: { $item }.
says-confirmation-refused = { $who } — відмовлено в підтвердженні: { $item }.
says-credential = Ключу надано повноваження; від чийого імені: { $actor }.
says-key_change = Замінено ключ довірителя: { $actor }.
says-revocation = { $who } — відкликано ключ.
says-charter = Статут процесу.
says-amendment = Статут змінено.
says-statement = { $who } — зроблено публічну заяву.
says-statement-about = { $who } — зроблено публічну заяву; про що: { $items }.
says-erased = Додаток видалено: { $annex }.
says-unreadable = Дія під назвою { $name }, яку ця версія не може прочитати.
says-release = { $who } — надано дозвіл на передання: { $item }; кому: { $to }.
says-minutes = { $who } — внесено протокол: { $item }.
says-report = { $who } — подано звіт: { $item }.
says-communique = { $who } — видано спільний текст.
says-mirror = { $who } — підписано дзеркальний документ.
fact-mirrors = Той самий текст
mirrors-none = у видимій вам частині більше ніким не підписано
mirror-of = { $item }; підписано: { $who }
says-withdrawal = { $who } — відкликано: { $item }.
says-receipt = { $who } — отримано: { $item }.
says-not_received = { $who } — повідомлено про неотримання: { $item }.
says-condition_met = { $who } — повідомлено, що виконано: { $item }.
says-condition_lifted = { $who } — знято: { $item }.
says-endorsement = { $who } — схвалено: { $item }.
says-approval = { $who } — затверджено: { $item }.
says-amend = { $who } — змінено: { $item }.
paragraphs-heading = Абзаци
paragraph-approved = затверджено
paragraph-objected = заперечення
paragraph-approval = Затвердити абзац { $number }
paragraph-objection = Заперечити проти абзацу { $number }
paragraph-amend = Переписати абзац { $number }
says-initial = { $who } — парафовано: { $item }.
says-sign = { $who } — підписано: { $item }.
says-correction = { $who } — виправлено формулювання: { $item }.
says-overtaken = { $who } — повідомлено, що події випередили пункт: { $item }.
says-publication = { $who } — оприлюднено: { $item }.

search-heading = Пошук у журналі
search-title = Пошук: { $query }
search-label = Слова в назвах, текстах, іменах і посадах
search-button = Шукати
search-hint = Має бути знайдено кожне слово. Регістр літер і діакритичні знаки не мають значення.
search-found =
    { $n ->
        [0] За запитом { $query } нічого не знайдено.
        [one] За запитом { $query } знайдено { GROUPED($n) } ноту.
        [few] За запитом { $query } знайдено { GROUPED($n) } ноти.
        [many] За запитом { $query } знайдено { GROUPED($n) } нот.
       *[other] За запитом { $query } знайдено { GROUPED($n) } ноти.
    }
search-more = Показано перші { GROUPED($n) }; щоб бачити менше, додайте слово.
search-none = Нічого не знайдено
search-none-next = Спробуйте менше слів або інші. Знайти можна лише оприлюднене, до дня, який показано.

verify-title = Перевірити журнал
verify-lead = Ваш браузер отримує журнал і обчислює його заново: дерева, відбитки, підписи. Цій сторінці не потрібно вірити ні в чому, крім програми, яка це робить.
verify-without-script = Ця перевірка виконується у вашому браузері й потребує JavaScript. Без нього завантажте журнал і виконайте: { $command }
verify-heads = Що підлягає перевірці
verify-heads-hint = Геш статуту ідентифікує процес: порівняйте його з кимось, хто бере участь у процесі або веде його. Вершини відповідають усьому, що є в кімнатах.
verify-charter = Статут
verify-repeat = Як повторити це без нас
verify-repeat-hint = Завантажте журнал одним файлом і перевірте його на власному комп’ютері, без мережі. Програма перевіряє кожен підпис, дерево й відбиток, заново обчислює стан і виводить його.

# A working group's own page.
group-page-link = Власна сторінка групи
group-item-link = Усі ноти про групу
group-from = Утворено на підставі
group-until = Утворено до
group-lapsed = її строк сплив { $date }
group-room = Її кімната
group-room-members = Члени кімнати
group-overdue = Прострочено
group-overdue-none = У її кімнаті нічого не прострочено.
group-open = Питання в її кімнаті
group-open-none = У її кімнаті немає нічого відкритого.
group-minutes = Протоколи
group-minutes-none = Її протоколів не внесено.
group-reports = Звіти пленарному засіданню
group-reports-none = Вона не звітувала.
group-sessions = Засідання
group-sessions-none = Вона не збиралася.
group-session-opened = Засідання відкрито { $date }
group-session-closed = Засідання закрито { $date }
group-documents = Документи
group-documents-none = Жодна нота в її кімнаті не містить документа.
field-members = Члени
field-lifetime = Строк
field-attendance = Присутність
field-outcomes = Підсумки
field-rapporteur = Доповідач
field-terms = Повноваження

portal-title = Що опубліковано
portal-frame-title = { $process }: що опубліковано
portal-communiques = Спільні комюніке
portal-no-communiques = Спільних комюніке не опубліковано.
portal-all-communiques = Усі спільні комюніке
portal-all-rounds = Усі раунди та зустрічі
portal-whole = Увесь журнал
portal-verify = Перевірте самі
portal-embed = Показати це на іншому сайті
portal-embed-hint = Вставте цей рядок у сторінку. Показується завжди те, що бачать усі; ні за ким не стежать, файли cookie не читаються і не зберігаються. Після lang= стоїть мова: en, tr, uk або ru.
