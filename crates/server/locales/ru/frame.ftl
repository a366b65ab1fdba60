# В чём стоит каждая страница.

skip = Перейти к тексту
venue-default = Verbale
page-title = { $page } · { $process }
languages-label = Язык
sections-label = Процесс
series-label = Серии
sheets-label = Страницы списка
to-venue = На первую страницу

unofficial = Неофициальная хроника по открытым сообщениям; названные в ней государства и организации в ней не участвуют.

read-only = Журнал сейчас не принимает новых нот; то, что в нём есть, можно читать и проверять.

nav-standing = Положение дел
nav-items = Пункты
nav-rounds = Раунды
nav-groups = Рабочие группы
nav-commitments = Обязательства
nav-statements = Заявления
nav-picture = Картина
nav-record = Журнал
nav-search = Поиск

series-name = Серия { $series }
series-all = Все серии
series-none = Вне серий

clock-as-of = По состоянию на
clock-show = Показать
clock-today = Сегодня
clock-first = более ранних действий нет
clock-last = более поздних действий нет
clock-record-held = Что содержал журнал
clock-at-size-label = Число нот в журнале
clock-at-size = Показано то, что можно было знать, когда журнал содержал нот: { GROUPED($at) } из { GROUPED($size) }.
clock-whole = Все ноты
clock-play = Показать действие за действием
clock-pause = Пауза
clock-failed = Не удалось получить следующую страницу.

seal = журнал: { $notes }, вершина { $head }, { $cosigned }, { $verify }
cosigned =
    { $n ->
        [0] не заверено
        [one] заверено { GROUPED($n) } свидетелем
        [few] заверено { GROUPED($n) } свидетелями
        [many] заверено { GROUPED($n) } свидетелями
       *[other] заверено { GROUPED($n) } свидетелями
    }
verify-link = проверить
colophon-record = Журнал: { $notes } · вершина комнаты { $room }: { $head }
colophon-verify = Как проверить это самостоятельно
colophon-method = Как вычисляется положение дел
colophon-archive = Скачать журнал
colophon-feed = Новые ноты лентой (Atom)
colophon-calendar = Раунды и сроки для вашего календаря
colophon-portal = Показать это на другом сайте
calendar-reply-by = Срок ответа: { $title }
calendar-owed = Ожидается { $what } (от кого: { $actor }).

sheet-newer = Новее
sheet-older = Старше
sheet-earlier = Более ранние ноты
sheet-later = Более поздние ноты

problem-not_found = Здесь ничего нет
problem-not_found-next = По этому адресу нет ничего, что вам можно видеть. Проверьте адрес или начните с первой страницы.
problem-erased = Это удалено
problem-erased-next = В журнале осталось хеш-обязательство; слова показать больше нельзя.
problem-signed_out = Вы не вошли
problem-signed_out-next = Эта страница для участников. Войдите и вернитесь; если вы входили, ваш сеанс завершён.
problem-sign_in_failed = Вход не подтверждён
problem-sign_in_failed-next = Начните заново. Тем, у кого нет учётной записи, нужно приглашение.
problem-foreign_origin = Запрос пришёл с другого сайта
problem-foreign_origin-next = Ничего не сделано. Пользуйтесь страницами самой площадки.
problem-not_yours = Это не в вашем ведении
problem-not_yours-next = Попросите сделать это кого-либо из представителей участника или секретариата.
problem-conflict = Что-то этому препятствует
problem-conflict-next = Уберите то, что больше не используется, или выберите другое имя и попробуйте снова.
problem-method_not_allowed = Этот адрес так использовать нельзя
problem-method_not_allowed-next = Вернитесь и пользуйтесь ссылками и формами страницы.
problem-malformed = Адрес не читается
problem-malformed-next = Что-то в адресе имеет не ту форму, какую должно. Исправьте его или вернитесь и выберите снова.
problem-invalid_value = Значение непригодно
problem-invalid_value-next = Вернитесь и выберите другое значение.
problem-media_type = Данные не того вида
problem-media_type-next = Вернитесь и отправьте их снова в той форме, которой требует страница.
problem-body_too_large = Отправлено слишком много
problem-body_too_large-next = Вернитесь и отправьте меньше.
problem-address_too_long = Адрес слишком длинный
problem-address_too_long-next = Сократите адрес или начните с первой страницы.
problem-timed_out = Это заняло слишком много времени
problem-timed_out-next = Попробуйте снова через минуту.
problem-overloaded = Площадка перегружена
problem-overloaded-next = Попробуйте снова через минуту.
problem-refused = Журнал не принял ноту
problem-refused-next = Причина указана ниже; ничего не записано.
problem-read_only = Журнал сейчас ничего не принимает
problem-read_only-next = Его можно читать и проверять; тот, кто его ведёт, должен сначала восстановить недостающее.
problem-store_failed = Не удалось составить страницу
problem-store_failed-next = Ошибка на нашей стороне. Попробуйте снова через минуту; ничто из записанного не потеряно.
