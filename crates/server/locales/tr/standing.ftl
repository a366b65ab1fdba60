# Durum sayfası: cevap, taraflardan beklenenler, hamleler, koşullar, kulvarlar, açıklamalar, görünüm, hazır oluş.
# Özel adlara ek gelmeyecek biçimde yazılmıştır.

standing-title = Durum

answer-unanswered = { $date } itibarıyla yanıtsız öneriler var (öneren: { $whose }); en eskisinin tarihi { $since }.
answer-none = { $date } itibarıyla yanıtsız öneri yok.
answer-questions = Cevapsız sorular var (soran: { $whose }); en eskisinin tarihi { $since }.
answer-last-round = Son tur { $ago } yapıldı.
answer-no-round = Henüz tur yapılmadı.
answer-suspended = { $date } tarihinden beri askıda: { $scope }.
answer-contested-more = İtiraz konusu başka işlemler de var; aşağıda sıralanıyor.
both-sides = iki taraf da
all-sides = bütün taraflar
contested-reply = { $item }: verilen yanıt tartışmalı.
contested-answer = { $item }: verilen cevap tartışmalı.
contested-delivery = { $item }: teslim tartışmalı.
contested-existence = { $item }: gerçekleşip gerçekleşmediği tartışmalı.

owed-heading = Taraflardan beklenenler
owed-scale = Bütün çubuklar aynı gün ölçeğindedir.
alternat = İlk sıra her gün değişir; bu, { $date } gününün sırasıdır.
owes-heading = Beklenen taraf: { $actor }
owes-nothing = Beklenen bir şey yok.
owes-more = Beklenen öteki maddeler
owed-what = Beklenen: { $what }
owed-what-by = Beklenen: { $what }; öneren: { $by }
owed-since = { $date } tarihinden beri, { $days }
owed-due = { $since }; son gün: { $date }
owed-until = { $since }; { $date } tarihine ertelendi
others-heading = Başkalarından beklenenler
mark-conditional = koşullu yanıtlandı
mark-ad-referendum = onaya bağlı kabul edildi
mark-overdue = gecikmiş
mark-contested = tartışmalı
mark-perhaps-overtaken = belki olayların gerisinde kaldı
mark-proposed = önerildi
mark-established = kuruldu
mark-erased = silindi

moves-heading = Açık hamleler: { $actor }
move-reply = Yanıt – { $items }: { $options }.
move-answer = Cevap – { $items }: { $options }.
move-answer_to_conditions = Koşullara cevap – { $items }: { $options }.
move-confirmation = Onay – { $items }: { $options }.
move-approval = Tutanak onayı – { $items }: { $options }.
move-amend = Gözden geçirme – { $items }: { $options }.
move-objection = İtiraz – { $items }: { $options }.
move-withdrawal = Geri çekme – { $items }: { $options }.
move-condition_met = Koşulun yerine geldiğini bildirme – { $items }: { $options }.
move-condition_lifted = Koşulu kaldırma – { $items }: { $options }.
move-other = Hamle – { $items }: { $options }.
move-option = { $position }, { $then }

# *1 Haziran 2025 tarihinden beri beklenen: yanıt (Alfa)*
awaits = { $date } tarihinden beri beklenen: { $what } ({ $actor })
awaits-due = { $awaits }, son gün: { $date }
awaits-until = { $awaits }, { $date } tarihine ertelendi

outcome-with = Sayılırsa
outcome-without = Sayılmazsa
outcome-with-status = { $standing } Aşama: { $status }.
outcome-awaits-nothing = Açık; kimseden bir şey beklenmiyor.
outcome-condition-open = Yürürlükte.
outcome-commitment-open = Kayda göre bütünüyle yerine getirilmedi.
outcome-group-open = Grup kurulmuş durumda.
outcome-on-record = Kayıtta.
outcome-absent = O zaman bu madde olmazdı.
closed-on = { $date } tarihinde { $how }
closed-last-status = { $closed }; son aşama: { $status }
state-open = açık
state-absent = kayıtta değil

contest-account = Yalnızca bir tarafın anlatımından biliniyor: { $actor }.
contest-objection = İtiraz eden: { $actor }.
contest-objection-unnamed = İtiraz var.

conditions-heading = Koşullar
conditions-none = Yürürlükte koşul yok.
condition = { $condition }: önce { $needs }, sonra { $before }; istenen: { $of }; tarih: { $date }.
condition-by = { $by }, { $condition }: önce { $needs }, sonra { $before }; istenen: { $of }; tarih: { $date }.
condition-contested = { $condition } Öne sürülüp sürülmediği tartışmalı.
deadlock = { $conditions }: bu koşullar birbirini tıkıyor; biri, diğerinin sonra istediğini önce istiyor.
deadlock-contested = { $deadlock } Bunlardan biri tartışmalı.
deadlock-none = Birbirini tıkayan koşul yok.
graph-caption = Ok, önce istenenden sonra gelecek olana gider; sayısı aşağıdaki cümlenin sayısıdır. Kalın: birbirini tıkayan. Kesik: tartışmalı.
graph-label = Koşulların çizimi
graph-edge = Önce { $needs }, sonra { $before } ({ $condition }).

tracks-heading = Kulvarlar
tracks-none = Kayıtta ne grup ne taahhüt var.
track-none = Kulvarı olmayanlar
group-established = { $date } tarihinde kuruldu: { $item }
group-proposed = { $date } tarihinde önerildi, kurulmadı: { $item }

commitment-promise = { $what }; kaynağı: { $from }.
commitment-due = { $promise } Son gün: { $date }.
binding = { $actor }: { $binding }.
quantity-persons = { GROUPED($n) } kişi
quantity-bodies = { GROUPED($n) } kişinin cenazesi
quantity-documents = { GROUPED($n) } belge
quantity-of = { GROUPED($n) } ({ $what })
quantity-open = { $what }, sayı belirtilmedi
quantity-per = { $quantity }, { $per }
account-of = Anlatım: { $actor }
reading = { $reading }; { $reached }
reading-obliges = { $reading }, yükümlü: { $actors }
reading-reached = böyle okununca sayılar yetiyor
reading-not-reached = böyle okununca sayılar yetmiyor
reading-unknown = böyle okununca sayıların yetip yetmediği bilinmiyor
commitment-reached = Sayılar yetiyor.
commitment-not-reached = Sayılar yetmiyor.
commitment-complete = Tamamlandı.
declared-complete = Tamamlandığını bildiren: { $actors }.
handed-over-by = Teslim eden: { $actor }
sum-exact = { GROUPED($n) }
sum-at-least = en az { GROUPED($n) }; { GROUPED($k) } aşama bildirilmedi
sum-unknown = bilinmiyor; { GROUPED($k) } aşama bildirilmedi
sum-account = { $words }; { $actor } anlatımına göre { $sum }
sum-open-stages = { $words }; sayılıp sayılmayacağı açık olan aşamalarla { $sum }
stages-caption = Teslim edilen: { $what }
stage-column = Aşama
stage-open = sayılıp sayılmayacağı açık
by-column = teslim eden: { $actor }
not-reported = bildirilmedi
figure-account = { $actor } anlatımı: { GROUPED($n) }

said-heading = Kamuoyuna söylenenler
said-hint = Sıranın kimde olduğunu söyleyen en yeni açıklamalar, her biri kaydın gösterdiğinin yanında. Açıklama hiçbir şeyi değiştirmez.
said-none = Kayıtta sıranın kimde olduğunu söyleyen bir açıklama yok.
said-all = Sıranın kimde olduğunu söyleyen bütün açıklamalar
said-label = Söylenen
record-shows-label = Kaydın gösterdiği
the-statement = Açıklama
read-whole = devamı
claim-says = Ona göre sıradaki adım: { $actors }.
claims-nothing = Sıranın kimde olduğunu söylemiyor.
shows = { $item }: { $standing }
shows-on = kayıtta, { $date }.
shows-contested = { $shows } Tartışmalı.
shows-nothing-named = Kayıttaki bir maddeyi anmıyor.
speaker-unnamed = konuşan belirtilmemiş
in-outlet = yayın: { $outlet }
spoken-form = { $line }; { $form }

picture-region = Zaman içinde kulvarlar
picture-heading = Sürecin görünümü
picture-title = Zaman içinde kulvarlar, { $start } – { $end }: turlar, her tarafın önerileri yapıldıkları günden kapandıkları güne kadar, sayı çiftleri olarak değişimler ve açıklama günleri.
picture-caption = Çubuklar maddenin yapıldığı günden kapandığı güne uzanır; kenarı kesik olan hâlâ açıktır. Değişimler orta çizginin iki yanında çift olarak durur; kimsenin bildirmediği taralıdır. Cenazeler yalnızca tablodadır.
picture-cursor = { $on } itibarıyla
picture-none = Henüz çizilecek bir şey yok.
picture-as-table = Aynısı tablo olarak
picture-table-caption = Görünümdeki her şey, gün sırasıyla
lane-rounds = Turlar
lane-proposals = Öneriler: { $actor }
lane-exchanges = Değişimler
lane-statements = Açıklamalar
pair-figure = { GROUPED($n) } ({ $actor })
pair-unknown = bildirilmedi ({ $actor })
statements-count = { GROUPED($n) } açıklama

readiness-heading = Hazır oluş
readiness-nothing = kayıtta bir şey yok
readiness-since = { $stance }, { $date }
readiness-conditions = { $readiness }; kendi açık koşulları: { $conditions }
together-yes = Yürürlükteki koşullar birlikte yerine gelebilir: hiçbiri diğerini tıkamıyor.
together-no = Yürürlükteki koşulların hepsi öne sürüldüğü gibi yerine gelemez: bazıları birbirini tıkıyor.
together-none-stated = Başka bir koşulu tıkayabilecek, yürürlükte bir koşul yok.

earlier-heading = Öteki diziler
earlier-nothing = Beklenen bir şey yok.
earlier-all = Bu dizinin bütün maddeleri
without-effect-link = Etkisiz kalan notalar ve nedenleri
