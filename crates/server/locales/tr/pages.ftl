# Öteki sayfalar.

venue-title = Süreçler
venue-lead = Arabuluculukla yürüyen müzakereler için bir yer. Tarafların birbirinden ne beklediği, okuyabilen herkesin denetleyebileceği bir kayıttaki imzalı notalardan hesaplanır.
venue-empty = Burada kamuya açık bir süreç yok
venue-empty-next = Süreçler, onları yürütenler yayımladığında görünür. Başka hiçbir şey gösterilmez, başka süreç olup olmadığı bile.
venue-record = { $notes } içeren kayıt; kayıttaki en son işlemin günü: { $date }.
no-act-yet = henüz yok
process-register = Kütük: kamuya açık haberlerden derlenmiş, resmî olmayan kayıt; adı geçen hiçbir devlet ya da kuruluş buna katılmamaktadır.
process-talks = Görüşmeler: her aktör katılır ve kurucu belgeyi imzalamıştır.

items-title = Maddeler
items-open = Açık
items-open-none = Açık madde yok.
items-contested = Tartışmalı
items-contested-none = Tartışmalı madde yok.
items-expired = Süresi dolmuş
items-expired-none = Süresi dolmuş madde yok.
items-closed = Kapanmış
items-closed-none = Kapanmış madde yok.

items-more = Burada yalnızca en eskileri sıralanıyor; daha azını görmek için bir dizi seçin.

item-absent = { $date } itibarıyla bu madde henüz kayıtta değil.
item-now = Bugünkü durumu
item-standing-heading = Ne durumda
exchange-heading = Yazışma
after-this = Bundan sonra
the-note = Nota
the-proof = Kanıt
stands-beside = Maddenin yanında durur ve hiçbir şeyi değiştirmez.
without-effect = Etkisiz: { $reason }.
item-said-heading = Hakkında söylenenler
item-said-none = Kayıtta bununla ilgili bir açıklama yok.
item-note-link = Maddeyi açan nota, imzası ve kanıtıyla
carried-out-heading = Yerine getirilenler

erased-title = Metin silindi
erased-wording = Bu notanın ({ $prefix }) sözleri silindi; yaptığı geçerlidir ve kanıtı durmaktadır.
erased-next = Notanın yaptığı geçerlidir ve kanıtı durmaktadır; sözleri artık gösterilemez.
note-erased = { $act }, { $date } (metin silindi, { $prefix })
note-untitled = { $act }, { $date }
note-unknown = bu görünümde olmayan bir nota ({ $prefix })

fact-item = Madde
fact-happened = Olduğu gün
fact-registered = Kaydedildiği gün
fact-according-to = Kimin anlatımı
fact-medium = Nasıl öğrenildi
fact-received-by = Alan
fact-received-on = Alındığı gün
fact-person = Kişi
fact-office = Görev
fact-sources = Kaynaklar
fact-track = Kulvar
fact-form = Kaydediliş biçimi
fact-presented-at = Sunulduğu yer
fact-supersedes = Yerine geçtiği
fact-counter-to = Karşısına konduğu öneri
fact-reply-by = Yanıt için istenen son gün
fact-groups = Önerilen gruplar
fact-mode = Yapılış biçimi
fact-fulfils = Yerine getirdiği
fact-counts-towards = Sayıldığı taahhüt
fact-may-count-towards = Sayılabileceği taahhüt
fact-declares-complete = Tamamlandı dediği
fact-about = Konusu
fact-asserts = Ona göre sıradaki adım
fact-perhaps-overtaken = Belki gerisinde kaldığı
fact-key = İmzalayan anahtar
fact-commitment = Taahhüt özeti
fact-salt = Tuz
fact-place = Yeri
annex-wording = Metin, taahhüt özetiyle
annex-document = Belge, taahhüt özetiyle

# Documents, by work and language.
documents-heading = Belgeler
documents-none-authentic = Bu sürümlerden hiçbiri asıl metin olarak işaretlenmemiş.
document-unnamed = adı olmayan bir belge
document-erased = silindi: içeriği kalıcı olarak yok; notanın onu taşıdığını kayıt hâlâ kanıtlar
document-authentic = asıl metin olarak işaretli
document-not-marked = asıl metin olarak işaretlenmemiş

# A proposal beside the one that it counters or takes the place of.
fact-needs = Kabul için gerekli olan
compared-counter-heading = İlk öneriyle karşılaştırma
compared-counter-lead = { $item } önerisine karşı öneridir.
compared-counter-old = İlk öneri
compared-counter-new = Karşı öneri
compared-counter-old-only = yalnızca ilk öneride
compared-counter-new-only = yalnızca karşı öneride
compared-counter-old-erased = İlk önerinin sözleri silindi; metinler karşılaştırılamaz.
compared-counter-new-erased = Karşı önerinin sözleri silindi; metinler karşılaştırılamaz.
compared-later-heading = Önceki sürümle karşılaştırma
compared-later-lead = { $item } önerisinin yerini alır.
compared-later-old = Önceki sürüm
compared-later-new = Bu sürüm
compared-later-old-only = yalnızca önceki sürümde
compared-later-new-only = yalnızca bu sürümde
compared-later-old-erased = Önceki sürümün sözleri silindi; metinler karşılaştırılamaz.
compared-later-new-erased = Bu sürümün sözleri silindi; metinler karşılaştırılamaz.
compared-amended-heading = Önceki sözlerle karşılaştırma
compared-amended-lead = { $item } için değiştirilen: önceki sözler ve o andan sonrakiler.
compared-amended-old = Önceki sözler
compared-amended-new = Değiştirilen sözler
compared-amended-old-only = yalnızca önceki sözlerde
compared-amended-new-only = yalnızca değiştirilen sözlerde
compared-amended-old-erased = Önceki sözler en azından kısmen silindi; metinler karşılaştırılamaz.
compared-amended-new-erased = Değiştirilen sözler silindi; metinler karşılaştırılamaz.
compared-words = Metinler, kayıttaki hâliyle sözcük sözcük karşılaştırılmıştır:
compared-same = İki metin sözcüğü sözcüğüne aynıdır.
compared-long = Metinler sözcük sözcük karşılaştırılamayacak kadar uzun; yan yana duruyorlar.
compared-begins = [{ $where }:
compared-ends = ]
compared-fields = Başka farklar
compared-fields-same = Başlık, muhataplar, alan, konu, istenen tarih, gerekli rıza ve gruplar aynıdır.
compared-unsaid = belirtilmedi

rounds-title = Turlar ve görüşmeler
rounds-none = Kayıtta tur ya da görüşme yok.
rounds-last = Son turun günü: { $date }, { $ago }.
meetings-heading = Tur sayılmayan temaslar

groups-title = Çalışma grupları
groups-hint = Bir grup ancak kurucu belgenin rızasını istediği herkes kayıtta rıza verdiğinde var olur. O zamana kadar önerilmiş sayılır.
groups-established = Kurulmuş
groups-established-none = Kurulmuş grup yok.
groups-proposed = Önerilmiş
groups-proposed-none = Önerilmiş grup yok.
proposed-by = öneren: { $by }

commitments-title = Taahhütler ve yerine getirilenler
commitments-hint = Kimsenin bildirmediği sayı bilinmiyor demektir, sıfır değildir; böyle bir sayı içeren toplam “en az” diye okunur. Anlatımlar ayrıştığında her biri gösterilir. Cenazeler yalnızca tablolardadır.
commitments-none = Kayıtta taahhüt yok.
commitments-heading = Taahhütler
loose-heading = Bir taahhüde sayılmadan yerine getirilenler
loose-caption = Teslim edilen: { $what }

statements-title = Açıklamalar
statements-hint = Kamuoyuna söylenen sözler, kime ait olduklarıyla saklanır; her biri, andığı maddeler için kaydın gösterdiğinin yanında durur. Açıklama hiçbir şeyi değiştirmez.
statements-list = Açıklamalar, en yenisi önce
statements-none = Bu seçime uyan açıklama yok
statements-none-next = Başka bir konuşan ya da madde seçin ya da hepsini gösterin.
filter-actor = Kimden
filter-item = Konusu
filter-any = hepsi
filter-claims = Yalnızca sıranın kimde olduğunu söyleyenler
filter-show = Göster

column-number = No
column-day = Gün
column-kind = Tür
column-act = İşlem
column-title = Başlık
column-by = Kimden
column-who = Kimden
column-happened = Olduğu gün
column-registered = Kaydedildiği gün
column-standing = Durum

record-title = Kayıt
record-hint = Bütün notalar, kaydedildikleri sırayla. Bir işlem, kaydedilmesinden çok önce gerçekleşmiş olabilir; iki gün de gösterilir.
record-caption = { GROUPED($size) } notadan { GROUPED($from) } ile { GROUPED($to) } arası
nobody-named = kimse belirtilmemiş
without-effect-heading = Etkisiz kalan notalar
without-effect-none = Her nota etkisini göstermiştir.

signed-heading = İmzalanan
signed-unavailable = Tam metin burada gösterilmiyor; kaydın arşivinde bulunur.
registered-by = İmzalayan: { $actor }.
key-principal = asıl yetkilinin anahtarı ({ $actor }): her şeyi yapabilir
key-powers = { $actor } adına bir anahtar, o sıradaki yetkileri: { $powers }
key-revoked = geri alınmış bir anahtar
key-unknown = sicilin tanımadığı bir anahtar
note-place = oda { $room }, yaprak { GROUPED($leaf) }, giriş: { $date }
proof-download = Kanıtı indir (.tlog-proof)
check-here-heading = Burada denetleyin

# Bir notanın söylediği, bir cümleyle.
somebody = Belirtilmeyen biri
says-account = { $actor } anlatımına göre: { $says }
says-proposal = { $who } öneride bulundu; muhatap: { $to }.
says-question = { $who } soru sordu; muhatap: { $to }.
says-list = { $who } liste sundu; muhatap: { $to }.
says-text = { $who } metin sundu; muhatap: { $to }.
says-reply = { $who } yanıt verdi – { $item }: { $position }.
says-answer = { $who } cevap verdi: { $item }.
says-answer-conditions = { $who } koşullara cevap verdi – { $item }: { $position }.
says-delivery = { $who } metni teslim etti: { $item }; alan: { $to }.
says-readiness = { $who } hazır oluşunu bildirdi – { $scope }: { $stance }.
says-condition = { $who } koşul öne sürdü; istenen: { $of }.
says-commitment = Taahhüt; yükümlü: { $actors }; kaynağı: { $from }.
says-execution = Teslim gerçekleşti; bildiren: { $who }.
says-meeting = Görüşme; katılanlar: { $actors }; bildiren: { $who }.
says-round = Taraflar bir turda bir araya geldi.
says-objection = { $who } itiraz etti: { $item }; itiraz konusu: { $against }.
says-of-paragraphs = { $said } Paragraflar: { $numbers }.
says-group = Çalışma grubu kuruldu; kaynağı: { $item }.
says-group-dissolved = Çalışma grubu dağıtıldı: { $item }.
says-session-opened = Oturum açıldı: { $item }.
says-session-closed = Oturum kapandı: { $item }.
says-suspension = { $who } askıya aldı: { $scope }.
says-resumption = { $who } yeniden başlattı: { $scope }.
says-confirmation = { $who } onay verdi: { $item }.
says-confirmation-refused = { $who } onay vermedi: { $item }.
says-credential = Bir anahtara tam yetki verildi; adına: { $actor }.
says-key_change = Asıl yetkilinin anahtarı değiştirildi: { $actor }.
says-revocation = { $who } bir anahtarı geri aldı.
says-charter = Sürecin kurucu belgesi.
says-amendment = Kurucu belge değiştirildi.
says-statement = { $who } kamuoyuna açıklama yaptı.
says-statement-about = { $who } kamuoyuna açıklama yaptı; konu: { $items }.
says-erased = Ek silindi: { $annex }.
says-unreadable = Kendine { $name } diyen, bu sürümün okuyamadığı bir işlem.
says-release = { $who } iletilmesine izin verdi: { $item }; alacak olan: { $to }.
says-minutes = { $who } tutanağı sundu: { $item }.
says-report = { $who } rapor verdi: { $item }.
says-communique = { $who } ortak bildiri yayımladı.
says-mirror = { $who } bir ayna metin imzaladı.
fact-mirrors = Aynı metin
mirrors-none = gördüğünüz kadarıyla başka kimse imzalamadı
mirror-of = { $item }; imzalayan: { $who }
says-withdrawal = { $who } geri çekti: { $item }.
says-receipt = { $who } aldığını bildirdi: { $item }.
says-not_received = { $who } almadığını bildirdi: { $item }.
says-condition_met = { $who } yerine geldiğini bildirdi: { $item }.
says-condition_lifted = { $who } kaldırdı: { $item }.
says-endorsement = { $who } benimsedi: { $item }.
says-approval = { $who } onayladı: { $item }.
says-amend = { $who } değiştirdi: { $item }.
paragraphs-heading = Paragraflar
paragraph-approved = onaylayan
paragraph-objected = itiraz eden
paragraph-approval = { $number }. paragrafı onayla
paragraph-objection = { $number }. paragrafa itiraz et
paragraph-amend = { $number }. paragrafı yeniden yaz
says-initial = { $who } parafladı: { $item }.
says-sign = { $who } imzaladı: { $item }.
says-correction = { $who } ifadeyi düzeltti: { $item }.
says-overtaken = { $who } olayların gerisinde kaldığını bildirdi: { $item }.
says-publication = { $who } yayımladı: { $item }.

search-heading = Kayıtta arama
search-title = Arama: { $query }
search-label = Başlık, metin, ad ve görevlerde geçen sözler
search-button = Ara
search-hint = Her söz bulunmalıdır. Büyük küçük harf ve işaretler fark etmez.
search-found =
    { $n ->
        [0] { $query } için hiçbir şey bulunamadı.
       *[other] { $query } için { GROUPED($n) } nota bulundu.
    }
search-more = İlk { GROUPED($n) } sonuç gösteriliyor; daha azını görmek için bir söz ekleyin.
search-none = Hiçbir şey bulunamadı
search-none-next = Daha az ya da başka sözlerle deneyin. Yalnızca yayımlanmış olan, gösterilen güne kadar bulunabilir.

verify-title = Kaydı denetleyin
verify-lead = Tarayıcınız kaydı alır ve yeniden hesaplar: ağaçları, taahhüt özetlerini, imzaları. Bu sayfanın sözüne güvenilmez; güvenilen yalnızca bunu yapan programdır.
verify-without-script = Bu denetim tarayıcınızda çalışır ve JavaScript ister. O olmadan kaydı indirip şunu çalıştırın: { $command }
verify-heads = Denetlenecek olan
verify-heads-hint = Kurucu belgenin özeti süreci belirler: onu sürece katılan ya da kaydı tutan biriyle karşılaştırın. Başlar, odalardaki her şeyin yerine geçer.
verify-charter = Kurucu belge
verify-repeat = Biz olmadan nasıl yinelersiniz
verify-repeat-hint = Kaydı tek dosya olarak indirin ve kendi makinenizde, çevrim dışı denetleyin. Program her imzayı, ağacı ve taahhüt özetini denetler, durumu yeniden hesaplar ve yazdırır.

# A working group's own page.
group-page-link = Grubun kendi sayfası
group-item-link = Grup hakkındaki tüm notlar
group-from = Dayanağı
group-until = Şu tarihe kadar kuruldu
group-lapsed = süresi { $date } tarihinde doldu
group-room = Odası
group-room-members = Odanın üyeleri
group-overdue = Gecikmiş
group-overdue-none = Odasında gecikmiş bir şey yok.
group-open = Odasındaki konular
group-open-none = Odasında açık bir şey yok.
group-minutes = Tutanaklar
group-minutes-none = Hakkında tutanak sunulmadı.
group-reports = Genel kurula raporlar
group-reports-none = Rapor vermedi.
group-sessions = Oturumlar
group-sessions-none = Toplanmadı.
group-session-opened = Oturum { $date } tarihinde açıldı
group-session-closed = Oturum { $date } tarihinde kapandı
group-documents = Belgeler
group-documents-none = Odasındaki hiçbir not belge taşımıyor.
field-members = Üyeler
field-lifetime = Süre
field-attendance = Katılım
field-outcomes = Sonuçlar
field-rapporteur = Raportör
field-terms = Görev tanımı

portal-title = Yayımlananlar
portal-frame-title = { $process }: yayımlananlar
portal-communiques = Ortak bildiriler
portal-no-communiques = Yayımlanmış ortak bildiri yok.
portal-all-communiques = Bütün ortak bildiriler
portal-all-rounds = Bütün turlar ve görüşmeler
portal-whole = Kaydın tamamı
portal-verify = Kendiniz denetleyin
portal-embed = Bunu başka bir sitede gösterin
portal-embed-hint = Bu satırı bir sayfaya koyun. Gösterilen, her zaman herkesin gördüğüdür; kimse izlenmez, çerez okunmaz ve bırakılmaz. lang= ifadesinden sonra dil gelir: en, tr, uk ya da ru.
