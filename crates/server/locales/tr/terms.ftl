# İşlem ve durum tablolarındaki her değer için bir söz.

act-charter = kurucu belge
act-amendment = kurucu belge değişikliği
act-key_change = anahtar değişikliği
act-credential = tam yetki
act-revocation = yetkinin geri alınması
act-confirmation = onay
act-round = tur
act-meeting = görüşme
act-proposal = öneri
act-question = soru
act-answer = cevap
act-delivery = teslim
act-reply = yanıt
act-withdrawal = geri çekme
act-receipt = alındı bildirimi
act-not_received = alınmadığına ilişkin bildirim
act-readiness = hazır oluş bildirimi
act-condition = koşul
act-condition_met = koşulun yerine gelmesi
act-condition_lifted = koşulun kaldırılması
act-commitment = taahhüt
act-execution = yerine getirme
act-group = çalışma grubu
act-session = oturum
act-statement = açıklama
act-objection = itiraz
act-endorsement = benimseme
act-suspension = askıya alma
act-resumption = yeniden başlatma
act-minutes = tutanak
act-approval = tutanak onayı
act-list = liste
act-report = rapor
act-text = metin
act-amend = metin değişikliği
act-initial = paraf
act-sign = imza
act-communique = ortak bildiri
act-correction = düzeltme
act-overtaken = olayların gerisinde kaldığı bildirimi
act-release = iletme izni
act-publication = yayımlama
act-erased = silme
act-unreadable = bu sürümün okuyamadığı işlem

kind-proposal = öneri
kind-question = soru
kind-minutes = tutanak
kind-list = liste
kind-text = metin
kind-condition = koşul
kind-commitment = taahhüt
kind-execution = yerine getirme
kind-round = tur
kind-meeting = görüşme
kind-group = çalışma grubu
kind-report = rapor
kind-communique = ortak bildiri
kind-statement = açıklama
kind-objection = itiraz

due-reply = yanıt
due-answer = cevap
due-answer_to_conditions = koşullara cevap
due-confirmation = onay
due-delivery = metnin teslimi
due-approval = tutanak onayı
due-revision = itiraz edilen paragrafların gözden geçirilmesi

status-made = yapıldı
status-delivered = teslim edildi
status-received = alındı
status-under_consideration = inceleniyor
status-noted = not edildi
status-deferred = ertelendi

closing-accepted = kabul edildi
closing-rejected = reddedildi
closing-countered = karşı öneriyle yanıtlandı
closing-divided = her muhatap kendi payını sonlandırdı
closing-answered = cevaplandı
closing-withdrawn = geri çekildi
closing-superseded = yerini yenisi aldı
closing-carried_out = bir turla yerine getirildi
closing-overtaken = olayların gerisinde kaldı
closing-expired = süresi doldu
closing-agreed = üzerinde anlaşıldı
closing-met = yerine geldi
closing-lifted = kaldırıldı
closing-moot = konusuz kaldı
closing-dissolved = dağıtıldı
closing-released = iletildi, başka yerde sürüyor

# Bir hamlenin sonucu: *reddedilirse madde reddedilmiş olarak kapanır*
then-accepted = madde anlaşmayla kapanır
then-rejected = madde anlaşma olmadan kapanır
then-countered = madde kapanır, yerine karşı öneri geçer
then-divided = her muhatap kendi payını sonlandırır
then-answered = madde cevaplanmış olarak kapanır
then-withdrawn = madde geri çekilmiş olarak kapanır
then-superseded = madde yerini yenisine bırakarak kapanır
then-carried_out = madde yerine getirilmiş olarak kapanır
then-overtaken = madde olayların gerisinde kalmış olarak kapanır
then-expired = madde süresi dolmuş olarak kapanır
then-agreed = tutanak kesinleşir
then-met = koşul yerine gelmiş olarak kapanır
then-lifted = koşul kaldırılmış olarak kapanır
then-moot = koşul konusuz kalmış olarak kapanır
then-dissolved = grup dağıtılır
then-released = iletilir ve iletildiği odada sürer
then-groups = gruplar kurulabilir
then-nothing = beklenen bir şey kalmaz
then-same = beklenen değişmez
then-awaits = beklenen { $what } olur ({ $actor })

position-accept = kabul
position-accept_ad_referendum = onaya bağlı kabul
position-conditional = koşullu yanıt
position-consider = incelemeye alma
position-note = not etme
position-defer = erteleme
position-reject = ret
position-counter = karşı öneri
position-met = koşulların karşılanması
position-amended = önerinin değiştirilmesi
position-declined = koşulların reddi
position-given = verilmesi
position-refused = verilmemesi

track-political = Siyasi
track-military = Askerî
track-humanitarian = İnsani
track-procedure = Usul

stance-ready = hazır
stance-conditional = koşullu olarak hazır
stance-not_ready = hazır değil

scope-talks = görüşmeler
scope-round = sonraki tur
scope-summit = liderler toplantısı

against-existence = gerçekleştiği
against-delivery = teslim
against-reply = yanıt
against-figures = sayılar
against-date = tarih
against-wording = ifade
against-scope = kapsam
against-classification = sınıflandırma

form-quote = alıntı
form-paraphrase = aktarım

medium-public_source = açık kaynak
medium-note_verbale = sözlü nota
medium-paper = elden verilen belge
medium-oral = sözlü
medium-telephone = telefonla
medium-in_the_room = toplantıda söylendi

mode-in_person = yüz yüze
mode-online = çevrim içi

per-side = her taraf için
per-total = iki taraf toplam
per-disputed = taraflar farklı okuyor

unit-persons = kişiler
unit-bodies = cenazeler
unit-documents = belgeler

binding-signed = imzaladı
binding-accepted = kabul etti
binding-said_to_be = bağlı olduğu söyleniyor

power-negotiate = görüşme
power-propose = öneri sunma
power-reply = yanıt verme
power-initial = paraflama
power-sign_ad_referendum = onaya bağlı imza
power-bind = bağlama
power-lodge_lists = liste sunma
power-read = okuma

topic-settlement = çözüm
topic-ceasefire = ateşkes
topic-talks = görüşmeler
topic-summit = liderler toplantısı
topic-round = tur
topic-groups = çalışma grupları
topic-bodies = cenazelerin iadesi
topic-children = çocuklar
topic-venue = görüşme yeri

category-prisoners = esirler
category-wounded_ill = yaralı ve hasta esirler
category-under_25 = 25 yaş altı esirler
category-wounded_ill_under_25 = yaralı, hasta ve 25 yaş altı esirler
category-bodies = cenazeler
category-papers = belgeler
category-corridors = insani koridorlar

reason-unknown_item = kayıtta olmayan bir maddeyi anıyor
reason-other_room = madde başka bir odada
reason-not_yet_open = madde daha sonra açıldı
reason-closed_item = madde kapanmıştı
reason-expired = maddenin süresi dolmuştu
reason-not_addressee = yapan, maddenin muhatabı değil
reason-not_proposer = yapan, maddeyi öneren değil
reason-not_stater = yapan, koşulu öne süren değil
reason-not_party = yapan, taraf değil
reason-not_concerned = yapan, itiraz edilen konunun ilgilisi değil
reason-not_member = yapan, bulunduğu odanın üyesi değil
reason-wrong_kind = işlem bu tür bir maddeye uymuyor
reason-nothing_to_move = cevaplanacak, onaylanacak ya da itiraz edilecek bir şey yoktu
reason-part_ended = o muhatabın payı sonlanmıştı
reason-beyond_powers = yapanın yetkisini aşıyor ve onaylanmadı
reason-crossed = anılan baştan sonra koşullar değişmişti
reason-not_endorsed = kurucu belgenin istediği benimsemeyi bekliyor
reason-no_consent = kurucu belgenin istediği rıza kayıtta yok
reason-not_editor = bir kütükte işlemleri yalnızca editör kaydeder, yalnızca haber olarak
reason-not_secretariat = başka yerde olan işlemleri sekretarya kaydeder
reason-not_amendable = kurucu belgede, bir değişikliğin olduğu gibi bıraktığı bir şeyi değiştirirdi
reason-unsound_charter = bildirdiği kurucu belge kendisiyle çelişiyor ya da içindeki bir anahtar kullanılamıyor
reason-not_released = mekik odasındaki sözler başka odaya yalnızca iletme izniyle geçer
reason-not_author = bir nota için iletme iznini yalnızca yazarı verebilir
reason-not_approved = odanın aktörü bu sözleri onaylamadı
reason-already_released = bu sözler için iletme izni daha önce verildi
reason-no_room = üyeleri yalnızca yazar ve alıcılar olan bir oda yok
reason-unreadable = bu sürüm okuyamıyor

# Bir metnin alanları.
field-venue = Yer
field-chair = Başkan
field-host = Ev sahibi
field-heads = Heyet başkanları
field-agenda = Gündem
field-opened = Açılış
field-closed = Kapanış
field-duration_min = Süre (dakika)
field-duration_text = Süre
field-outlet = Yayın
field-claims = İddialar
field-of = { $actor }: { $words }

# Languages of documents.
tongue-ar = Arapça
tongue-en = İngilizce
tongue-es = İspanyolca
tongue-fr = Fransızca
tongue-ru = Rusça
tongue-tr = Türkçe
tongue-uk = Ukraynaca
tongue-zh = Çince
