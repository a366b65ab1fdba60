# Сама мова: назва, напрямок, дати, числа й переліки.

language-name = Українська
# Як її знають браузери: за цим вони пишуть дати.
language-tag = uk
# ltr або rtl
language-direction = ltr
# Чесно: хто читав ці тексти.
language-reviewed = Українські тексти ще не перевіряв носій мови.

# Що стоїть між групами з трьох цифр: нерозривний пробіл.
number-group = { "\u00A0" }
number = { GROUPED($n) }

date-long = { $day } { $month } { $year } року
month-1 = січня
month-2 = лютого
month-3 = березня
month-4 = квітня
month-5 = травня
month-6 = червня
month-7 = липня
month-8 = серпня
month-9 = вересня
month-10 = жовтня
month-11 = листопада
month-12 = грудня
month-short-1 = січ
month-short-2 = лют
month-short-3 = бер
month-short-4 = кві
month-short-5 = тра
month-short-6 = чер
month-short-7 = лип
month-short-8 = сер
month-short-9 = вер
month-short-10 = жов
month-short-11 = лис
month-short-12 = гру
axis-month-year = { $month } { $year }

days =
    { $n ->
        [one] { GROUPED($n) } день
        [few] { GROUPED($n) } дні
        [many] { GROUPED($n) } днів
       *[other] { GROUPED($n) } дня
    }
days-ago =
    { $n ->
        [0] цього ж дня
        [one] { GROUPED($n) } день тому
        [few] { GROUPED($n) } дні тому
        [many] { GROUPED($n) } днів тому
       *[other] { GROUPED($n) } дня тому
    }
bytes =
    { $n ->
        [one] { GROUPED($n) } байт
        [few] { GROUPED($n) } байти
        [many] { GROUPED($n) } байтів
       *[other] { GROUPED($n) } байта
    }
notes =
    { $n ->
        [one] { GROUPED($n) } нота
        [few] { GROUPED($n) } ноти
        [many] { GROUPED($n) } нот
       *[other] { GROUPED($n) } ноти
    }

# head, next: *а, б*; head, last: *а, б та в*
list-more = { $head }, { $next }
list-last = { $head } та { $last }
list-others = інші
list-or = { $head } або { $last }
# Речення, утворене з вислову.
sentence = { $words }.
