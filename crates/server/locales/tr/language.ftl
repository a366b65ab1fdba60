# Dilin kendisi: adı, yönü, tarihler, sayılar ve sıralamalar.

language-name = Türkçe
# Tarayıcıların bildiği ad: tarihleri buna göre yazarlar.
language-tag = tr
# ltr ya da rtl
language-direction = ltr
# Dürüstçe: bu metinleri kim okudu.
language-reviewed = Türkçe metinler, ana dili Türkçe olan biri tarafından henüz gözden geçirilmemiştir.

# Üçlü basamak grupları arasındaki işaret.
number-group = .
number = { GROUPED($n) }

date-long = { $day } { $month } { $year }
month-1 = Ocak
month-2 = Şubat
month-3 = Mart
month-4 = Nisan
month-5 = Mayıs
month-6 = Haziran
month-7 = Temmuz
month-8 = Ağustos
month-9 = Eylül
month-10 = Ekim
month-11 = Kasım
month-12 = Aralık
month-short-1 = Oca
month-short-2 = Şub
month-short-3 = Mar
month-short-4 = Nis
month-short-5 = May
month-short-6 = Haz
month-short-7 = Tem
month-short-8 = Ağu
month-short-9 = Eyl
month-short-10 = Eki
month-short-11 = Kas
month-short-12 = Ara
axis-month-year = { $month } { $year }

days = { GROUPED($n) } gün
days-ago =
    { $n ->
        [0] o gün
       *[other] { GROUPED($n) } gün önce
    }
bytes = { GROUPED($n) } bayt
notes = { GROUPED($n) } nota

# head, next: *a, b*; head, last: *a, b ve c*
list-more = { $head }, { $next }
list-last = { $head } ve { $last }
list-others = başkaları
list-or = { $head } veya { $last }
# Bir sözden kurulan cümle.
sentence = { $words }.
