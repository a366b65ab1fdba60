# Сам язык: его название, направление, даты, числа и перечисления.

language-name = Русский
# Как его знают браузеры: по этому они пишут даты.
language-tag = ru
# ltr или rtl
language-direction = ltr
# Честно: кто читал эти тексты.
language-reviewed = Русские тексты ещё не проверены носителем языка.

# Что стоит между группами по три цифры.
number-group = { "\u00A0" }
number = { GROUPED($n) }

date-long = { $day } { $month } { $year } года
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
month-short-1 = янв
month-short-2 = фев
month-short-3 = мар
month-short-4 = апр
month-short-5 = май
month-short-6 = июн
month-short-7 = июл
month-short-8 = авг
month-short-9 = сен
month-short-10 = окт
month-short-11 = ноя
month-short-12 = дек
axis-month-year = { $month } { $year }

days =
    { $n ->
        [one] { GROUPED($n) } день
        [few] { GROUPED($n) } дня
        [many] { GROUPED($n) } дней
       *[other] { GROUPED($n) } дня
    }
days-ago =
    { $n ->
        [0] в этот день
        [one] { GROUPED($n) } день назад
        [few] { GROUPED($n) } дня назад
        [many] { GROUPED($n) } дней назад
       *[other] { GROUPED($n) } дня назад
    }
bytes =
    { $n ->
        [one] { GROUPED($n) } байт
        [few] { GROUPED($n) } байта
        [many] { GROUPED($n) } байт
       *[other] { GROUPED($n) } байта
    }
notes =
    { $n ->
        [one] { GROUPED($n) } нота
        [few] { GROUPED($n) } ноты
        [many] { GROUPED($n) } нот
       *[other] { GROUPED($n) } ноты
    }

# head, next: *а, б*; head, last: *а, б и в*
list-more = { $head }, { $next }
list-last = { $head } и { $last }
list-others = другие
list-or = { $head } или { $last }
# Предложение из выражения.
sentence = { $words }.
