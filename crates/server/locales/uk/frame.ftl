# Рамка кожної сторінки.

skip = Перейти до тексту
venue-default = Verbale
page-title = { $page } · { $process }
languages-label = Мова
sections-label = Процес
series-label = Серія
sheets-label = Аркуші
to-venue = На першу сторінку

unofficial = Неофіційна хроніка за публічними повідомленнями; жодна з названих держав чи організацій не бере в ній участі.

read-only = Журнал наразі не приймає нових нот; те, що в ньому є, можна читати й перевіряти.

nav-standing = Стан
nav-items = Пункти
nav-rounds = Раунди
nav-groups = Робочі групи
nav-commitments = Зобов’язання
nav-statements = Заяви
nav-picture = Схема
nav-record = Журнал
nav-search = Пошук

series-name = Серія { $series }
series-all = Усі серії
series-none = Поза серіями

clock-as-of = Станом на
clock-show = Показати
clock-today = Сьогодні
clock-first = раніших дій немає
clock-last = пізніших дій немає
clock-record-held = Що було в журналі
clock-at-size-label = Після такої кількості нот
clock-at-size =
    { $size ->
        [one] Показано те, що можна було знати, коли в журналі було { GROUPED($at) } з { GROUPED($size) } ноти.
        [few] Показано те, що можна було знати, коли в журналі було { GROUPED($at) } з { GROUPED($size) } нот.
        [many] Показано те, що можна було знати, коли в журналі було { GROUPED($at) } з { GROUPED($size) } нот.
       *[other] Показано те, що можна було знати, коли в журналі було { GROUPED($at) } з { GROUPED($size) } ноти.
    }
clock-whole = Усі ноти
clock-play = Показати дію за дією
clock-pause = Пауза
clock-failed = Не вдалося отримати наступну сторінку.

seal = журнал: { $notes }, вершина { $head }, { $cosigned }, { $verify }
cosigned =
    { $n ->
        [0] без співпідписів
        [one] { GROUPED($n) } співпідпис
        [few] { GROUPED($n) } співпідписи
        [many] { GROUPED($n) } співпідписів
       *[other] { GROUPED($n) } співпідпису
    }
verify-link = перевірити
colophon-record = Журнал: { $notes } · вершина кімнати { $room }: { $head }
colophon-verify = Як перевірити це самостійно
colophon-method = Як обчислюється стан
colophon-archive = Завантажити журнал
colophon-feed = Нові ноти як стрічка (Atom)
colophon-calendar = Раунди та строки для вашого календаря
colophon-portal = Показати це на іншому сайті
calendar-reply-by = Відповідь до цього дня: { $title }
calendar-owed = { $actor } — очікується { $what }.

sheet-newer = Новіші
sheet-older = Давніші
sheet-earlier = Попередні ноти
sheet-later = Наступні ноти

problem-not_found = Тут нічого немає
problem-not_found-next = За цією адресою немає нічого, що ви можете бачити. Перевірте адресу або почніть із першої сторінки.
problem-erased = Це видалено
problem-erased-next = Відбиток залишається в журналі; текст показати вже неможливо.
problem-signed_out = Вхід не виконано
problem-signed_out-next = Ця сторінка для учасників. Увійдіть і поверніться; якщо ви входили, ваш сеанс завершився.
problem-sign_in_failed = Вхід не вдався
problem-sign_in_failed-next = Почніть знову. Хто не має облікового запису, потребує запрошення.
problem-foreign_origin = Запит надійшов з іншого сайту
problem-foreign_origin-next = Нічого не виконано. Користуйтеся сторінками самого майданчика.
problem-not_yours = Ви не можете цього зробити
problem-not_yours-next = Попросіть зробити це представника відповідного суб’єкта або секретаріату.
problem-conflict = Цьому щось перешкоджає
problem-conflict-next = Приберіть те, що вже не використовується, або виберіть іншу назву й спробуйте знову.
problem-method_not_allowed = Цю адресу так використати не можна
problem-method_not_allowed-next = Поверніться й скористайтеся посиланнями та формами сторінки.
problem-malformed = Адресу неможливо прочитати
problem-malformed-next = Частина адреси має неналежний вигляд. Виправте її або поверніться й виберіть знову.
problem-invalid_value = Одне зі значень непридатне
problem-invalid_value-next = Поверніться й виберіть інше значення.
problem-media_type = Дані не того типу
problem-media_type-next = Поверніться й надішліть їх знову у вигляді, якого вимагає сторінка.
problem-body_too_large = Надіслано забагато
problem-body_too_large-next = Поверніться й надішліть менше.
problem-address_too_long = Адреса задовга
problem-address_too_long-next = Скоротіть адресу або почніть із першої сторінки.
problem-timed_out = Це тривало надто довго
problem-timed_out-next = Спробуйте знову за мить.
problem-overloaded = Майданчик перевантажено
problem-overloaded-next = Спробуйте знову за мить.
problem-refused = Журнал не прийняв ноти
problem-refused-next = Причину вказано нижче; нічого не записано.
problem-read_only = Журнал наразі нічого не приймає
problem-read_only-next = Його можна читати й перевіряти; хто його веде, має спершу відновити те, чого бракує.
problem-store_failed = Не вдалося підготувати сторінку
problem-store_failed-next = Помилка з нашого боку. Спробуйте знову за мить; нічого із записаного не втрачено.
