# Her sayfanın çerçevesi.

skip = Metne geç
venue-default = Verbale
page-title = { $page } · { $process }
languages-label = Dil
sections-label = Süreç
series-label = Dizi
sheets-label = Sayfalar
to-venue = İlk sayfaya

unofficial = Kamuya açık haberlerden derlenmiş, resmî olmayan kayıt; adı geçen hiçbir devlet ya da kuruluş buna katılmamaktadır.

read-only = Kayıt şu anda yeni nota almıyor; kayıtta olanlar okunabilir ve denetlenebilir.

nav-standing = Durum
nav-items = Maddeler
nav-rounds = Turlar
nav-groups = Çalışma grupları
nav-commitments = Taahhütler
nav-statements = Açıklamalar
nav-picture = Görünüm
nav-record = Kayıt
nav-search = Arama

series-name = { $series } dizisi
series-all = Bütün diziler
series-none = Dizisi olmayanlar

clock-as-of = Tarih
clock-show = Göster
clock-today = Bugün
clock-first = daha önce işlem yok
clock-last = daha sonra işlem yok
clock-record-held = Kayıtta o sırada ne vardı
clock-at-size-label = Şu kadar notadan sonra
clock-at-size = Kayıtta { GROUPED($size) } notadan ilk { GROUPED($at) } tanesi varken bilinebilecek olan gösteriliyor.
clock-whole = Bütün notalar
clock-play = İşlem işlem oynat
clock-pause = Duraklat
clock-failed = Sonraki sayfa alınamadı.

seal = { $notes } içeren kayıt, baş { $head }, { $cosigned }, { $verify }
cosigned =
    { $n ->
        [0] ortak imza yok
       *[other] { GROUPED($n) } ortak imzalı
    }
verify-link = doğrula
colophon-record = { $notes } içeren kayıt · oda { $room }, baş: { $head }
colophon-verify = Bunu kendiniz nasıl denetlersiniz
colophon-method = Durum nasıl hesaplanıyor
colophon-archive = Kaydı indir
colophon-feed = Yeni notlar, akış olarak (Atom)
colophon-calendar = Turlar ve son günler, takviminiz için
colophon-portal = Bunu başka bir sitede göstermek için
calendar-reply-by = Yanıt için son gün: { $title }
calendar-owed = Beklenen: { $what } ({ $actor }).

sheet-newer = Daha yeni
sheet-older = Daha eski
sheet-earlier = Önceki notalar
sheet-later = Sonraki notalar

problem-not_found = Burada bir şey yok
problem-not_found-next = Bu adreste görebileceğiniz bir şey yok. Adresi denetleyin ya da ilk sayfadan başlayın.
problem-erased = Bu silinmiştir
problem-erased-next = Taahhüt özeti kayıtta duruyor; sözleri artık gösterilemez.
problem-signed_out = Oturum açmadınız
problem-signed_out-next = Bu sayfa üyeler içindir. Oturum açıp geri gelin; açmıştıysanız oturumunuz sona ermiştir.
problem-sign_in_failed = Oturum açılamadı
problem-sign_in_failed-next = Yeniden başlayın. Hesabı olmayanın bir davete ihtiyacı vardır.
problem-foreign_origin = Bu istek başka bir siteden geldi
problem-foreign_origin-next = Hiçbir şey yapılmadı. Bu yerin kendi sayfalarını kullanın.
problem-not_yours = Bunu yapmak size düşmüyor
problem-not_yours-next = İlgili aktörden ya da sekretaryadan birinin yapmasını isteyin.
problem-conflict = Buna engel olan bir şey var
problem-conflict-next = Artık kullanılmayanı kaldırın ya da başka bir ad seçin, sonra yeniden deneyin.
problem-method_not_allowed = Bu adres böyle kullanılamaz
problem-method_not_allowed-next = Geri dönün ve sayfadaki bağlantıları ve formları kullanın.
problem-malformed = Adres okunamıyor
problem-malformed-next = Adresteki bir şey olması gereken biçimde değil. Düzeltin ya da geri dönüp yeniden seçin.
problem-invalid_value = Bir değer kullanılamıyor
problem-invalid_value-next = Geri dönün ve başka bir değer seçin.
problem-media_type = Verinin türü uygun değil
problem-media_type-next = Geri dönün ve sayfanın istediği biçimde yeniden gönderin.
problem-body_too_large = Gönderilen çok büyük
problem-body_too_large-next = Geri dönün ve daha az gönderin.
problem-address_too_long = Adres çok uzun
problem-address_too_long-next = Adresi kısaltın ya da ilk sayfadan başlayın.
problem-timed_out = Çok uzun sürdü
problem-timed_out-next = Biraz sonra yeniden deneyin.
problem-overloaded = Şu anda çok yoğun
problem-overloaded-next = Biraz sonra yeniden deneyin.
problem-refused = Kayıt notayı kabul etmedi
problem-refused-next = Gerekçe aşağıdadır; hiçbir şey kaydedilmedi.
problem-read_only = Kayıt şu anda bir şey almıyor
problem-read_only-next = Okunabilir ve denetlenebilir; kaydı tutanın önce eksik olanı kurtarması gerekir.
problem-store_failed = Sayfa hazırlanamadı
problem-store_failed-next = Hata bizde. Biraz sonra yeniden deneyin; kaydedilmiş hiçbir şey kaybolmadı.
