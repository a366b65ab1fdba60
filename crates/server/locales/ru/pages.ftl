# Другие страницы.

venue-title = Процессы
venue-lead = Площадка для переговоров с посредником. Что стороны ожидают друг от друга, вычисляется по подписанным нотам журнала, который может проверить каждый, кто вправе его читать.
venue-empty = Здесь нет открытых для всех процессов
venue-empty-next = Процессы появляются, когда их публикуют те, кто их ведёт. Ничто другое не показывается, даже то, есть ли другие.
venue-record = Журнал: { $notes }; последнее действие: { $date }.
no-act-yet = даты пока нет
process-register = Регистр: неофициальная хроника по открытым сообщениям; названные в ней государства и организации в ней не участвуют.
process-talks = Переговоры: все названные участвуют и подписали устав.

items-title = Пункты
items-open = Открытые
items-open-none = Открытых пунктов нет.
items-contested = Оспариваемые
items-contested-none = Ничто не оспаривается.
items-expired = С истёкшим сроком
items-expired-none = Пунктов с истёкшим сроком нет.
items-closed = Закрытые
items-closed-none = Закрытых пунктов нет.

items-more = Здесь перечислены только самые ранние; чтобы сократить перечень, выберите серию.

item-absent = По состоянию на { $date } этого пункта в журнале ещё нет.
item-now = Каково положение сегодня
item-standing-heading = Каково положение
exchange-heading = Обмен нотами
after-this = После этого
the-note = Нота
the-proof = Доказательство
stands-beside = Стоит рядом с пунктом и ничего не меняет.
without-effect = Без последствий: { $reason }.
item-said-heading = Что об этом говорится
item-said-none = Заявлений об этом в журнале нет.
item-note-link = Нота, которой пункт открыт, с подписью и доказательством
carried-out-heading = Что исполнено

erased-title = Формулировка удалена
erased-wording = Слова этой ноты ({ $prefix }) удалены; то, что она сделала, остаётся в силе, и её доказательство верно.
erased-next = То, что нота сделала, остаётся в силе, и её доказательство верно; её слова показать больше нельзя.
note-erased = { $act } от { $date } (формулировка удалена, { $prefix })
note-untitled = { $act } от { $date }
note-unknown = нота, которой нет в этом представлении ({ $prefix })

fact-item = Пункт
fact-happened = Произошло
fact-registered = Зарегистрировано
fact-according-to = Чьи сведения
fact-medium = Как стало известно
fact-received-by = Кем получено
fact-received-on = Когда получено
fact-person = Лицо
fact-office = Должность
fact-sources = Источники
fact-track = Направление
fact-form = Форма записи
fact-presented-at = Где представлено
fact-supersedes = Что заменяет
fact-counter-to = На что это встречное
fact-reply-by = Запрошенный срок ответа
fact-groups = Предложенные группы
fact-mode = Как проходило
fact-fulfils = Что выполнено
fact-counts-towards = В счёт чего идёт
fact-may-count-towards = В счёт чего может идти
fact-declares-complete = Что объявлено завершённым
fact-about = О чём
fact-asserts = За кем, по заявлению, следующий шаг
fact-perhaps-overtaken = Чем, возможно, утрачена актуальность
fact-key = Чем подписано
fact-commitment = Хеш-обязательство
fact-salt = Соль
fact-place = Место
annex-wording = Формулировка, по хеш-обязательству
annex-document = Документ, по хеш-обязательству

# Documents, by work and language.
documents-heading = Документы
documents-none-authentic = Ни одна из этих версий не отмечена как аутентичная.
document-unnamed = документ без названия
document-erased = удалено: содержания больше нет; запись по-прежнему доказывает, что нота его содержала
document-authentic = отмечена как аутентичная
document-not-marked = не отмечена как аутентичная

# A proposal beside the one that it counters or takes the place of.
fact-needs = Для принятия требуется
compared-counter-heading = Сравнение с исходным предложением
compared-counter-lead = Это встречное предложение к { $item }.
compared-counter-old = Исходное предложение
compared-counter-new = Встречное предложение
compared-counter-old-only = только в исходном предложении
compared-counter-new-only = только во встречном предложении
compared-counter-old-erased = Слова исходного предложения стёрты; тексты нельзя сравнить.
compared-counter-new-erased = Слова встречного предложения стёрты; тексты нельзя сравнить.
compared-later-heading = Сравнение с прежней редакцией
compared-later-lead = Оно заменяет { $item }.
compared-later-old = Прежняя редакция
compared-later-new = Эта редакция
compared-later-old-only = только в прежней редакции
compared-later-new-only = только в этой редакции
compared-later-old-erased = Слова прежней редакции стёрты; тексты нельзя сравнить.
compared-later-new-erased = Слова этой редакции стёрты; тексты нельзя сравнить.
compared-amended-heading = Сравнение с прежними словами
compared-amended-lead = Что изменено в { $item }: слова до изменения и с того времени.
compared-amended-old = Прежние слова
compared-amended-new = Изменённые слова
compared-amended-old-only = только в прежних словах
compared-amended-new-only = только в изменённых словах
compared-amended-old-erased = Прежние слова стёрты по крайней мере частично; тексты нельзя сравнить.
compared-amended-new-erased = Изменённые слова стёрты; тексты нельзя сравнить.
compared-words = Тексты сравнены слово за словом так, как они стоят в журнале:
compared-same = Оба текста совпадают слово в слово.
compared-long = Тексты слишком длинны для сравнения слово за словом; они стоят рядом.
compared-begins = [{ $where }:
compared-ends = ]
compared-fields = Что ещё отличается
compared-fields-same = Название, адресаты, направление, тема, желаемая дата, требуемое согласие и группы совпадают.
compared-unsaid = не сказано

rounds-title = Раунды и встречи
rounds-none = Раундов и встреч в журнале нет.
rounds-last = Последний раунд: { $date }, { $ago }.
meetings-heading = Контакты, которые не являются раундами

groups-title = Рабочие группы
groups-hint = Группа существует, только когда все, чьё согласие требует устав, дали его в журнале. До этого она предложена.
groups-established = Созданные
groups-established-none = Созданных групп нет.
groups-proposed = Предложенные
groups-proposed-none = Предложенных групп нет.
proposed-by = кто предложил: { $by }

commitments-title = Обязательства и исполнение
commitments-hint = Число, о котором никто не сообщил, неизвестно, а не равно нулю; сумма с таким числом читается «не менее». Где сведения расходятся, приводятся все. Останки — только в таблицах.
commitments-none = Обязательств в журнале нет.
commitments-heading = Обязательства
loose-heading = Исполнено не в счёт обязательств
loose-caption = Передача: { $what }

statements-title = Заявления
statements-hint = Публичные слова, сохранённые с указанием, чьи они, каждое заявление рядом с тем, что показывает журнал по названным в нём пунктам. Заявление ничего не меняет.
statements-list = Заявления, сначала новые
statements-none = Этому выбору не отвечает ни одно заявление
statements-none-next = Выберите другого говорящего или другой пункт либо покажите все.
filter-actor = От кого
filter-item = О чём
filter-any = все
filter-claims = Только те, где сказано, за кем следующий шаг
filter-show = Показать

column-number = №
column-day = День
column-kind = Вид
column-act = Действие
column-title = Заголовок
column-by = От кого
column-who = От кого
column-happened = Произошло
column-registered = Зарегистрировано
column-standing = Положение

record-title = Журнал
record-hint = Все ноты в том порядке, в каком они внесены. Действие могло произойти задолго до регистрации; показаны оба дня.
record-caption = Ноты { GROUPED($from) }–{ GROUPED($to) } из { GROUPED($size) }
nobody-named = никто не назван
without-effect-heading = Ноты без последствий
without-effect-none = Нот без последствий нет.

signed-heading = Что было подписано
signed-unavailable = Точный текст здесь не показан; он есть в архиве журнала.
registered-by = Кто подписал: { $actor }.
key-principal = ключ доверителя ({ $actor }): с ним можно всё
key-powers = ключ участника ({ $actor }), полномочия на то время: { $powers }
key-revoked = ключ, который был аннулирован
key-unknown = ключ, которого реестр не знает
note-place = комната { $room }, лист { GROUPED($leaf) }, внесено { $date }
proof-download = Скачать доказательство (.tlog-proof)
check-here-heading = Проверить здесь

# Что говорит нота, одной фразой.
somebody = Автор не указан
says-account = Чьи сведения: { $actor }. { $says }
says-proposal = { $who }: внесено предложение; адресат: { $to }.
says-question = { $who }: задан вопрос; адресат: { $to }.
says-list = { $who }: сдан список; адресат: { $to }.
says-text = { $who }: представлен текст; адресат: { $to }.
says-reply = { $who }: дан ответ по пункту { $item } — { $position }.
says-answer = { $who }: дан ответ на вопрос { $item }.
says-answer-conditions = { $who }: дан ответ на условия по пункту { $item } — { $position }.
says-delivery = { $who }: вручено — { $item }; кому вручено: { $to }.
says-readiness = { $who }: сообщение о готовности ({ $scope }) — { $stance }.
says-condition = { $who }: выдвинуто условие; к кому обращено: { $of }.
says-commitment = Обязательство; кого обязывает: { $actors }; основание: { $from }.
says-execution = Передача состоялась; кто сообщил: { $who }.
says-meeting = Встреча; кто участвовал: { $actors }; кто сообщил: { $who }.
says-round = Стороны провели раунд.
says-objection = { $who }: заявлено возражение — { $item }; что оспаривается: { $against }.
says-of-paragraphs = { $said } Абзацы: { $numbers }.
says-group = Создана рабочая группа; основание: { $item }.
says-group-dissolved = Рабочая группа распущена: { $item }.
says-session-opened = Открыто заседание: { $item }.
says-session-closed = Закрыто заседание: { $item }.
says-suspension = { $who }: приостановлено — { $scope }.
says-resumption = { $who }: возобновлено — { $scope }.
says-confirmation = { $who }: дано подтверждение — { $item }.
says-confirmation-refused = { $who }: отказано в подтверждении — { $item }.
says-credential = Ключу выданы полномочия; от чьего имени: { $actor }.
says-key_change = Ключ доверителя сменён: { $actor }.
says-revocation = { $who }: аннулирован ключ.
says-charter = Устав процесса.
says-amendment = Устав изменён.
says-statement = { $who }: публичное заявление.
says-statement-about = { $who }: публичное заявление; о чём: { $items }.
says-erased = Приложение { $annex } удалено.
says-unreadable = Действие, которое называет себя { $name } и которое эта версия прочесть не может.
says-release = { $who }: разрешено передать слова — { $item }; кому: { $to }.
says-minutes = { $who }: представлен протокол — { $item }.
says-report = { $who }: представлен доклад — { $item }.
says-communique = { $who }: выпущен совместный текст.
says-mirror = { $who }: подписан зеркальный документ.
fact-mirrors = Тот же текст
mirrors-none = в видимой вам части больше никем не подписан
mirror-of = { $item }; подписано: { $who }
says-withdrawal = { $who }: отозвано — { $item }.
says-receipt = { $who }: получено — { $item }.
says-not_received = { $who }: сообщено о неполучении — { $item }.
says-condition_met = { $who }: сообщено о выполнении — { $item }.
says-condition_lifted = { $who }: снято — { $item }.
says-endorsement = { $who }: действие признано — { $item }.
says-approval = { $who }: утверждено — { $item }.
says-amend = { $who }: изменено — { $item }.
paragraphs-heading = Абзацы
paragraph-approved = утверждено
paragraph-objected = возражение
paragraph-approval = Утвердить абзац { $number }
paragraph-objection = Возразить против абзаца { $number }
paragraph-amend = Переписать абзац { $number }
says-initial = { $who }: парафировано — { $item }.
says-sign = { $who }: подписано — { $item }.
says-correction = { $who }: исправлена формулировка — { $item }.
says-overtaken = { $who }: сообщено об утрате актуальности в силу событий — { $item }.
says-publication = { $who }: опубликовано — { $item }.

search-heading = Поиск в журнале
search-title = Поиск: { $query }
search-label = Слова в заголовках, текстах, именах и должностях
search-button = Найти
search-hint = Должно найтись каждое слово. Регистр букв и диакритические знаки не важны.
search-found =
    { $n ->
        [0] По запросу { $query } ничего не найдено.
        [one] По запросу { $query } найдена { GROUPED($n) } нота.
        [few] По запросу { $query } найдены { GROUPED($n) } ноты.
        [many] По запросу { $query } найдено { GROUPED($n) } нот.
       *[other] По запросу { $query } найдено { GROUPED($n) } ноты.
    }
search-more = Показаны первые { GROUPED($n) }; добавьте слово, чтобы сократить перечень.
search-none = Ничего не найдено
search-none-next = Попробуйте меньше слов или другие слова. Найти можно только опубликованное, до показанного дня.

verify-title = Проверка журнала
verify-lead = Ваш браузер получает журнал и вычисляет его заново: деревья, хеш-обязательства, подписи. На веру от этой страницы не принимается ничего, кроме программы, которая это делает.
verify-without-script = Эта проверка идёт в вашем браузере и требует JavaScript. Без него скачайте журнал и выполните: { $command }
verify-heads = Что предстоит проверить
verify-heads-hint = Процесс определяется хешем устава: сравните его с тем, который есть у кого-либо из участников или у того, кто ведёт процесс. Вершины представляют всё, что есть в комнатах.
verify-charter = Устав
verify-repeat = Как повторить это без нас
verify-repeat-hint = Скачайте журнал одним файлом и проверьте его на своей машине без подключения к сети. Программа проверяет каждую подпись, дерево и хеш-обязательство, заново вычисляет положение дел и выводит его.

# A working group's own page.
group-page-link = Собственная страница группы
group-item-link = Все ноты о группе
group-from = Создана на основании
group-until = Создана до
group-lapsed = её срок истёк { $date }
group-room = Её комната
group-room-members = Члены комнаты
group-overdue = Просрочено
group-overdue-none = В её комнате ничего не просрочено.
group-open = Вопросы в её комнате
group-open-none = В её комнате нет ничего открытого.
group-minutes = Протоколы
group-minutes-none = Её протоколов не представлено.
group-reports = Доклады пленарному заседанию
group-reports-none = Она не докладывала.
group-sessions = Заседания
group-sessions-none = Она не собиралась.
group-session-opened = Заседание открыто { $date }
group-session-closed = Заседание закрыто { $date }
group-documents = Документы
group-documents-none = Ни одна нота в её комнате не содержит документа.
field-members = Члены
field-lifetime = Срок
field-attendance = Присутствие
field-outcomes = Итоги
field-rapporteur = Докладчик
field-terms = Полномочия

portal-title = Что опубликовано
portal-frame-title = { $process }: что опубликовано
portal-communiques = Совместные коммюнике
portal-no-communiques = Совместных коммюнике не опубликовано.
portal-all-communiques = Все совместные коммюнике
portal-all-rounds = Все раунды и встречи
portal-whole = Весь журнал
portal-verify = Проверьте сами
portal-embed = Показать это на другом сайте
portal-embed-hint = Вставьте эту строку в страницу. Показывается всегда то, что видят все; ни за кем не следят, файлы cookie не читаются и не сохраняются. После lang= стоит язык: en, tr, uk или ru.
