# Страница положения дел: ответ, что ожидается от сторон, шаги, условия, направления, заявления, картина, готовность.
# Написано так, чтобы имена стояли в именительном падеже.

standing-title = Положение дел

answer-unanswered = По состоянию на { $date } есть предложения без ответа (кто внёс: { $whose }), самое раннее — с { $since }.
answer-none = По состоянию на { $date } предложений без ответа нет.
answer-questions = Есть вопросы без ответа (кто задал: { $whose }), самый ранний — с { $since }.
answer-last-round = Последний раунд состоялся { $ago }.
answer-no-round = Раундов не было.
answer-suspended = Приостановлено с { $date }: { $scope }.
answer-contested-more = Оспариваются и другие действия; они перечислены ниже.
both-sides = обе стороны
all-sides = все стороны
contested-reply = { $item }: ответ оспаривается.
contested-answer = { $item }: ответ на вопрос или условия оспаривается.
contested-delivery = { $item }: вручение оспаривается.
contested-existence = { $item }: сам факт оспаривается.

owed-heading = Что ожидается от каждой стороны
owed-scale = Все полосы — в одном масштабе дней.
alternat = Первое место меняется каждый день; здесь порядок на { $date }.
owes-heading = Ожидается от стороны: { $actor }
owes-nothing = Ничего не ожидается.
owes-more = Что ещё ожидается
owed-what = { $what }
owed-what-by = { $what }; кто внёс: { $by }
owed-since = с { $date }, { $days }
owed-due = { $since }; срок — { $date }
owed-until = { $since }; отложено до { $date }
others-heading = Ожидается от других
mark-conditional = дан ответ с условиями
mark-ad-referendum = принято ad referendum
mark-overdue = срок прошёл
mark-contested = оспаривается
mark-perhaps-overtaken = возможно, утратило актуальность в силу событий
mark-proposed = предложена
mark-established = создана
mark-erased = удалено

moves-heading = Возможные шаги: { $actor }
move-reply = Ответ — { $items }: { $options }.
move-answer = Ответ на вопрос — { $items }: { $options }.
move-answer_to_conditions = Ответ на условия — { $items }: { $options }.
move-confirmation = Подтверждение — { $items }: { $options }.
move-approval = Утверждение протокола — { $items }: { $options }.
move-amend = Пересмотр — { $items }: { $options }.
move-objection = Возражение — { $items }: { $options }.
move-withdrawal = Отзыв — { $items }: { $options }.
move-condition_met = Сообщение о выполнении условия — { $items }: { $options }.
move-condition_lifted = Снятие условия — { $items }: { $options }.
move-other = Шаг — { $items }: { $options }.
move-option = { $position } — { $then }

# *Ожидается ответ (от кого: Альфа) с 1 июня 2025 года*
awaits = Ожидается { $what } (от кого: { $actor }) с { $date }
awaits-due = { $awaits }, срок — { $date }
awaits-until = { $awaits }, отложено до { $date }

outcome-with = Если это учитывать
outcome-without = Если это не учитывать
outcome-with-status = { $standing } Статус: { $status }.
outcome-awaits-nothing = Открыто; ни от кого ничего не ожидается.
outcome-condition-open = Действует.
outcome-commitment-open = Исполнено не полностью, насколько показывает журнал.
outcome-group-open = Группа существует.
outcome-on-record = Есть в журнале.
outcome-absent = Тогда этого пункта не было бы.
closed-on = { $how } { $date }
closed-last-status = { $closed }; последний статус: { $status }
state-open = открыто
state-absent = нет в журнале

contest-account = Известно только по сведениям одного участника: { $actor }.
contest-objection = Кто возражает: { $actor }.
contest-objection-unnamed = Есть возражение.

conditions-heading = Условия
conditions-none = Действующих условий нет.
condition = { $condition }: сначала { $needs }, затем { $before }; к кому обращено: { $of }; с { $date }.
condition-by = { $by } — { $condition }: сначала { $needs }, затем { $before }; к кому обращено: { $of }; с { $date }.
condition-contested = { $condition } Факт его выдвижения оспаривается.
deadlock = Условия { $conditions } блокируют друг друга: каждое требует сначала того, что другое относит на потом.
deadlock-contested = { $deadlock } Одно из них оспаривается.
deadlock-none = Нет условий, которые блокируют друг друга.
graph-caption = Стрелка ведёт от того, что нужно сначала, к тому, чему оно должно предшествовать; её номер — номер фразы ниже. Жирная: условия блокируют друг друга. Прерывистая: оспаривается.
graph-label = Условия на рисунке
graph-edge = Сначала { $needs }, затем { $before } ({ $condition }).

tracks-heading = Направления
tracks-none = Ни групп, ни обязательств в журнале нет.
track-none = Вне направлений
group-established = Создана { $date }: { $item }
group-proposed = Предложена { $date }, не создана: { $item }

commitment-promise = { $what }; основание: { $from }.
commitment-due = { $promise } Срок — { $date }.
binding = { $actor }: { $binding }.
quantity-persons =
    { $n ->
        [one] { GROUPED($n) } человек
        [few] { GROUPED($n) } человека
        [many] { GROUPED($n) } человек
       *[other] { GROUPED($n) } человека
    }
quantity-bodies =
    { $n ->
        [one] останки { GROUPED($n) } человека
        [few] останки { GROUPED($n) } человек
        [many] останки { GROUPED($n) } человек
       *[other] останки { GROUPED($n) } человека
    }
quantity-documents =
    { $n ->
        [one] { GROUPED($n) } документ
        [few] { GROUPED($n) } документа
        [many] { GROUPED($n) } документов
       *[other] { GROUPED($n) } документа
    }
quantity-of = { GROUPED($n) } ({ $what })
quantity-open = { $what }, без указания числа
quantity-per = { $quantity }, { $per }
account-of = Толкование: { $actor }
reading = { $reading }; { $reached }
reading-obliges = { $reading }, от кого ожидается: { $actors }
reading-reached = при таком толковании число достигнуто
reading-not-reached = при таком толковании число не достигнуто
reading-unknown = при таком толковании неизвестно, достигнуто ли число
commitment-reached = Число достигнуто.
commitment-not-reached = Число не достигнуто.
commitment-complete = Исполнение завершено.
declared-complete = Кто объявил исполнение завершённым: { $actors }.
handed-over-by = Кто передал: { $actor }
sum-exact = { GROUPED($n) }
sum-at-least =
    { $k ->
        [one] не менее { GROUPED($n) }; по { GROUPED($k) } этапу сведений нет
        [few] не менее { GROUPED($n) }; по { GROUPED($k) } этапам сведений нет
        [many] не менее { GROUPED($n) }; по { GROUPED($k) } этапам сведений нет
       *[other] не менее { GROUPED($n) }; по { GROUPED($k) } этапа сведений нет
    }
sum-unknown =
    { $k ->
        [one] неизвестно; по { GROUPED($k) } этапу сведений нет
        [few] неизвестно; по { GROUPED($k) } этапам сведений нет
        [many] неизвестно; по { GROUPED($k) } этапам сведений нет
       *[other] неизвестно; по { GROUPED($k) } этапа сведений нет
    }
sum-account = { $words }; сведения ({ $actor }): { $sum }
sum-open-stages = { $words }; с этапами, учёт которых не решён: { $sum }
stages-caption = Передача: { $what }
stage-column = Этап
stage-open = учёт не решён
by-column = кто передал: { $actor }
not-reported = нет сведений
figure-account = сведения ({ $actor }): { GROUPED($n) }

said-heading = Что говорится публично
said-hint = Последние заявления о том, за кем следующий шаг, каждое рядом с тем, что показывает журнал. Заявление ничего не меняет.
said-none = В журнале нет заявлений о том, за кем следующий шаг.
said-all = Все заявления о том, за кем следующий шаг
said-label = Сказано
record-shows-label = Журнал показывает
the-statement = Заявление
read-whole = читать дальше
claim-says = За кем, по заявлению, следующий шаг: { $actors }.
claims-nothing = Не говорит, за кем следующий шаг.
shows = { $item }: { $standing }
shows-on = есть в журнале, { $date }.
shows-contested = { $shows } Оспаривается.
shows-nothing-named = Не называет ни одного пункта журнала.
speaker-unnamed = говорящий не назван
in-outlet = где сказано: { $outlet }
spoken-form = { $line }; { $form }

picture-region = Дорожки времени
picture-heading = Картина процесса
picture-title = Дорожки времени, { $start } — { $end }: раунды, предложения каждой стороны от дня внесения до дня закрытия, обмены как пары чисел и дни заявлений.
picture-caption = Полосы идут от дня внесения пункта до дня его закрытия; прерывистый край — пункт ещё открыт. Обмены стоят парами у средней линии; то, о чём никто не сообщил, заштриховано. Останки — только в таблице.
picture-cursor = По состоянию на { $on }
picture-none = Изображать пока нечего.
picture-as-table = То же в виде таблицы
picture-table-caption = Всё, что есть на картине, по дням
lane-rounds = Раунды
lane-proposals = Предложения: { $actor }
lane-exchanges = Обмены
lane-statements = Заявления
pair-figure = { GROUPED($n) } (кто передал: { $actor })
pair-unknown = нет сведений ({ $actor })
statements-count =
    { $n ->
        [one] { GROUPED($n) } заявление
        [few] { GROUPED($n) } заявления
        [many] { GROUPED($n) } заявлений
       *[other] { GROUPED($n) } заявления
    }

readiness-heading = Готовность
readiness-nothing = в журнале ничего нет
readiness-since = { $stance }, { $date }
readiness-conditions = { $readiness }; собственные открытые условия: { $conditions }
together-yes = Действующие условия выполнимы вместе: ни одно не блокирует другое.
together-no = Действующие условия, как они выдвинуты, нельзя выполнить все: некоторые блокируют друг друга.
together-none-stated = Нет действующих условий, которые могли бы блокировать друг друга.

earlier-heading = Другие серии
earlier-nothing = Ничего не ожидается.
earlier-all = Все пункты этой серии
without-effect-link = Ноты без последствий, с указанием причины
