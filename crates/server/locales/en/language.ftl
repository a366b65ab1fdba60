# The language itself: its name, its direction, dates, numbers and lists.

language-name = English
# As browsers know it: by this they write dates.
language-tag = en-GB
# ltr or rtl
language-direction = ltr
# Honestly: who has read these texts.
language-reviewed = English is the language in which these pages are written first.

# What stands between groups of three digits.
number-group = ,
number = { GROUPED($n) }

date-long = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
axis-month-year = { $month } { $year }

days =
    { $n ->
        [one] { GROUPED($n) } day
       *[other] { GROUPED($n) } days
    }
days-ago =
    { $n ->
        [0] on this day
        [one] { GROUPED($n) } day ago
       *[other] { GROUPED($n) } days ago
    }
bytes =
    { $n ->
        [one] { GROUPED($n) } byte
       *[other] { GROUPED($n) } bytes
    }
notes =
    { $n ->
        [one] { GROUPED($n) } note
       *[other] { GROUPED($n) } notes
    }

# head, next: *a, b*; head, last: *a, b and c*
list-more = { $head }, { $next }
list-last = { $head } and { $last }
list-others = others
list-or = { $head } or { $last }
# A sentence made of a phrase.
sentence = { $words }.
