# Сторінка стану: відповідь, що очікується від кожної сторони, кроки, умови, напрями, заяви, схема, готовність.
# Назви суб’єктів стоять у називному відмінку; рід і число назви не впливають на речення.

standing-title = Стан

answer-unanswered = Станом на { $date } є пропозиції без відповіді (хто вніс: { $whose }), найдавніша — з { $since }.
answer-none = Станом на { $date } пропозицій без відповіді немає.
answer-questions = Є запитання без відповіді (хто поставив: { $whose }), найдавніше — з { $since }.
answer-last-round = Останній раунд відбувся { $ago }.
answer-no-round = Жодного раунду ще не було.
answer-suspended = Призупинено з { $date }: { $scope }.
answer-contested-more = Оспорюються й інші дії; їх перелічено нижче.
both-sides = обидві сторони
all-sides = усі сторони
contested-reply = { $item }: відповідь оспорюється.
contested-answer = { $item }: відповідь на запитання чи умови оспорюється.
contested-delivery = { $item }: вручення оспорюється.
contested-existence = { $item }: оспорюється, чи це відбулося.

owed-heading = Що очікується від кожної сторони
owed-scale = Усі смуги мають одну шкалу днів.
alternat = Перше місце змінюється щодня; це порядок на { $date }.
owes-heading = { $actor }: що очікується
owes-nothing = Нічого не очікується.
owes-more = Що ще очікується
owed-what = { $what }
owed-what-by = { $what }; хто вніс: { $by }
owed-since = з { $date }, { $days }
owed-due = { $since }; строк — до { $date }
owed-until = { $since }; відкладено до { $date }
others-heading = Очікується від інших
mark-conditional = відповідь з умовами
mark-ad-referendum = прийнято ad referendum
mark-overdue = прострочено
mark-contested = оспорюється
mark-perhaps-overtaken = можливо, випереджено подіями
mark-proposed = запропоновано
mark-established = створено
mark-erased = видалено

moves-heading = { $actor }: можливі кроки
move-reply = Відповідь — { $items }: { $options }.
move-answer = Відповідь на запитання — { $items }: { $options }.
move-answer_to_conditions = Відповідь на умови — { $items }: { $options }.
move-confirmation = Підтвердження — { $items }: { $options }.
move-approval = Затвердження протоколу — { $items }: { $options }.
move-amend = Перегляд — { $items }: { $options }.
move-objection = Заперечення — { $items }: { $options }.
move-withdrawal = Відкликання — { $items }: { $options }.
move-condition_met = Повідомлення, що умову виконано — { $items }: { $options }.
move-condition_lifted = Зняття умови — { $items }: { $options }.
move-other = Крок — { $items }: { $options }.
move-option = { $position } — { $then }

# *Альфа — очікується відповідь з 1 червня 2025 року*
awaits = { $actor } — очікується { $what } з { $date }
awaits-due = { $awaits }, строк — до { $date }
awaits-until = { $awaits }, відкладено до { $date }

outcome-with = Якщо враховувати
outcome-without = Якщо не враховувати
outcome-with-status = { $standing } Статус: { $status }.
outcome-awaits-nothing = Відкрито; ні від кого нічого не очікується.
outcome-condition-open = Умова чинна.
outcome-commitment-open = Згідно з журналом, повністю не виконано.
outcome-group-open = Група існує.
outcome-on-record = Є в журналі.
outcome-absent = Тоді цього пункту не було б.
closed-on = { $date } — { $how }
closed-last-status = { $closed }; останній статус: { $status }
state-open = відкрито
state-absent = немає в журналі

contest-account = Відомо лише з повідомлення одного суб’єкта: { $actor }.
contest-objection = Є заперечення: { $actor }.
contest-objection-unnamed = Є заперечення.

conditions-heading = Умови
conditions-none = Чинних умов немає.
condition = { $condition }: спершу { $needs }, потім { $before }; кому адресовано: { $of }; з { $date }.
condition-by = { $by }, { $condition }: спершу { $needs }, потім { $before }; кому адресовано: { $of }; з { $date }.
condition-contested = { $condition } Оспорюється, чи її було поставлено.
deadlock = Умови { $conditions } блокують одна одну: кожна ставить першим те, що інша відкладає на потім.
deadlock-contested = { $deadlock } Одна з них оспорюється.
deadlock-none = Умов, що блокують одна одну, немає.
graph-caption = Стрілка веде від того, що потрібно спершу, до того, чому воно має передувати; її номер — це номер речення нижче. Жирна: блокують одна одну. Переривчаста: оспорюється.
graph-label = Схема умов
graph-edge = Спершу { $needs }, потім { $before } ({ $condition }).

tracks-heading = Напрями
tracks-none = У журналі немає ні груп, ні зобов’язань.
track-none = Поза напрямами
group-established = Створено { $date }: { $item }
group-proposed = Запропоновано { $date }, не створено: { $item }

commitment-promise = { $what }; підстава: { $from }.
commitment-due = { $promise } Виконати до { $date }.
binding = { $actor }: { $binding }.
quantity-persons =
    { $n ->
        [one] { GROUPED($n) } особа
        [few] { GROUPED($n) } особи
        [many] { GROUPED($n) } осіб
       *[other] { GROUPED($n) } особи
    }
quantity-bodies =
    { $n ->
        [one] останки { GROUPED($n) } особи
        [few] останки { GROUPED($n) } осіб
        [many] останки { GROUPED($n) } осіб
       *[other] останки { GROUPED($n) } особи
    }
quantity-documents =
    { $n ->
        [one] { GROUPED($n) } документ
        [few] { GROUPED($n) } документи
        [many] { GROUPED($n) } документів
       *[other] { GROUPED($n) } документа
    }
quantity-of = { GROUPED($n) } ({ $what })
quantity-open = { $what }, кількість не вказано
quantity-per = { $quantity }, { $per }
account-of = Повідомлення: { $actor }
reading = { $reading }; { $reached }
reading-obliges = { $reading }, хто зобов’язаний: { $actors }
reading-reached = за цим тлумаченням цифр достатньо
reading-not-reached = за цим тлумаченням цифр недостатньо
reading-unknown = за цим тлумаченням невідомо, чи цифр достатньо
commitment-reached = Цифр достатньо.
commitment-not-reached = Цифр недостатньо.
commitment-complete = Завершено.
declared-complete = Хто оголосив завершеним: { $actors }.
handed-over-by = Хто передав: { $actor }
sum-exact = { GROUPED($n) }
sum-at-least =
    { $k ->
        [one] щонайменше { GROUPED($n) }; не повідомлено про { GROUPED($k) } етап
        [few] щонайменше { GROUPED($n) }; не повідомлено про { GROUPED($k) } етапи
        [many] щонайменше { GROUPED($n) }; не повідомлено про { GROUPED($k) } етапів
       *[other] щонайменше { GROUPED($n) }; не повідомлено про { GROUPED($k) } етапу
    }
sum-unknown =
    { $k ->
        [one] невідомо; не повідомлено про { GROUPED($k) } етап
        [few] невідомо; не повідомлено про { GROUPED($k) } етапи
        [many] невідомо; не повідомлено про { GROUPED($k) } етапів
       *[other] невідомо; не повідомлено про { GROUPED($k) } етапу
    }
sum-account = { $words }; за повідомленням ({ $actor }): { $sum }
sum-open-stages = { $words }; з етапами, щодо яких відкрито, чи їх зараховувати: { $sum }
stages-caption = Передано: { $what }
stage-column = Етап
stage-open = відкрито, чи зараховувати
by-column = хто передав: { $actor }
not-reported = не повідомлено
figure-account = за повідомленням ({ $actor }): { GROUPED($n) }

said-heading = Що кажуть публічно
said-hint = Найновіші заяви про те, чия черга; поруч із кожною — те, що показує журнал. Заява нічого не змінює.
said-none = У журналі немає заяв про те, чия черга.
said-all = Усі заяви про те, чия черга
said-label = Сказано
record-shows-label = Журнал показує
the-statement = Заява
read-whole = читати далі
claim-says = Чия черга, згідно із заявою: { $actors }.
claims-nothing = Не каже, чия черга.
shows = { $item }: { $standing }
shows-on = у журналі, { $date }.
shows-contested = { $shows } Оспорюється.
shows-nothing-named = Заява не називає жодного пункту журналу.
speaker-unnamed = мовця не названо
in-outlet = видання: { $outlet }
spoken-form = { $line }; { $form }

picture-region = Смуги в часі
picture-heading = Схема процесу
picture-title = Смуги в часі, { $start } — { $end }: раунди, пропозиції кожної сторони від дня внесення до дня закриття, обміни як пари чисел і дні заяв.
picture-caption = Смуги тягнуться від дня, коли пункт внесено, до дня, коли його закрито; з переривчастим краєм — ще відкрито. Обміни показано парами обабіч середньої лінії; те, про що ніхто не повідомив, заштриховано. Останки — лише в таблиці.
picture-cursor = Станом на { $on }
picture-none = Показувати на схемі ще нічого.
picture-as-table = Те саме таблицею
picture-table-caption = Усе, що є на схемі, за днями
lane-rounds = Раунди
lane-proposals = Пропозиції: { $actor }
lane-exchanges = Обміни
lane-statements = Заяви
pair-figure = { $actor }: { GROUPED($n) }
pair-unknown = { $actor }: не повідомлено
statements-count =
    { $n ->
        [one] { GROUPED($n) } заява
        [few] { GROUPED($n) } заяви
        [many] { GROUPED($n) } заяв
       *[other] { GROUPED($n) } заяви
    }

readiness-heading = Готовність
readiness-nothing = у журналі нічого немає
readiness-since = { $stance }, { $date }
readiness-conditions = { $readiness }; власні відкриті умови: { $conditions }
together-yes = Чинні умови можна виконати разом: жодна не блокує іншої.
together-no = Чинні умови неможливо виконати всі так, як їх поставлено: деякі блокують одна одну.
together-none-stated = Немає чинної умови, яка могла б блокувати іншу.

earlier-heading = Інші серії
earlier-nothing = Нічого не очікується.
earlier-all = Усі пункти цієї серії
without-effect-link = Ноти без наслідків, із причиною
