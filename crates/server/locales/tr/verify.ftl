# Kaydı okurun tarayıcısında denetleyen parçanın sözleri: web/src/verify/messages.ts dosyasındaki her anahtar için,
# önünde `island-` ile, bir ileti.

island-start = Kaydı denetle
island-cancel = Durdur
island-again = Yeniden denetle
island-download-fork = Çatallanmanın kanıtını kaydet

island-check-charter = Kurucu belge, süreci tanımlayan özete sahip ve adını andıklarınca imzalı
island-check-checkpoints = Denetim noktaları kurucu belgedeki kayıt anahtarıyla imzalı
island-check-cosignatures = Denetim noktaları kurucu belgedeki tanıklarca da imzalı
island-check-leaves = Kayıtlar zaman sırasıyla birbirini izliyor
island-check-trees = Bütün kayıtların ağaçları, denetim noktalarının bildirdiği köklere varıyor
island-check-tiles = Yayımlanan karolar bu ağaçların özetlerini taşıyor
island-check-openings = Notalar, kayıtların taahhüt ettiği içeriği açıyor
island-check-annexes = Ekler, notalarının taahhüt ettiği içeriği açıyor
island-check-signatures = Notalar, kurucu belgenin ve yetki belgelerinin anahtarlarıyla imzalı
island-check-heads = Notaların andığı başlar bu kaydın başlangıçları
island-check-proof = Nota, odasının bir kaydı: kanıt denetim noktasına varıyor
island-check-remembered = Kayıt, bu tarayıcının daha önce doğruladığının devamı

island-count = { $done } / { $total }
island-count-none-asked = istenmemiş
island-count-first-time = burada ilk kez
island-count-unreached = ulaşılmadı

island-good-title = Denetlenenler tutuyor
island-good = { $rooms } odalarının { $entries } kaydının tümü burada alındı ve yeniden hesaplandı. Notalar imzaya yetkili anahtarlarla imzalı, denetim noktalarının bildirdiği ağaçlarda yer alıyor; hiçbiri değiştirilmemiş, çıkarılmamış ya da yeri değiştirilmemiş.
island-good-note-title = Bu nota kayıtta
island-good-note = { $size } kayıt tutan { $room } odasının { $index } numaralı kaydı. Tamamı denetlenen sicildeki bir anahtarla imzalı.
island-continues = Bu tarayıcı { $date } günü { $room } odasının { $size } kaydını doğruladı; kayıt hâlâ onlarla başlıyor.

island-bad-title = Bir denetim tutmadı
island-fail-charter = Sunulan kurucu belge bu süreci tanımlayan belge değil ya da imzası tutmuyor. O olmadan başka hiçbir şeye güvenilemez.
island-fail-checkpoints = { $room } odasının denetim noktası, kurucu belgede adı geçen kayıt anahtarıyla imzalı değil.
island-fail-cosignatures = Kurucu belge { $quorum } tanık imzası istiyor; { $room } odasının denetim noktasında doğrulanan { $got } imza var.
island-fail-leaves = { $room } odasının { $index } numaralı kaydı bir günlük kaydı değil ya da zamanı kendinden öncekinden önce.
island-fail-trees = { $room } odasının kayıtları, denetim noktasının bildirdiği ağacı oluşturmuyor: bir kayıt değiştirilmiş, eklenmiş, çıkarılmış ya da yeri değiştirilmiş.
island-fail-tiles = { $room } odasının { $path } dosyası, denetim noktasının bildirdiği ağacın özetlerini taşımıyor.
island-fail-openings = { $room } odasının { $index } numaralı kaydı, kaydın taahhüt ettiğinden başka bir şey olarak sunuldu.
island-fail-annexes = { $room } odasının { $index } numaralı kaydının bir eki, notasının taahhüt ettiği ek değil.
island-fail-signatures = { $room } odasının { $index } numaralı kaydı, onu imzalayabilecek bir anahtarla imzalı değil ya da imzası tutmuyor.
island-fail-heads = { $room } odasının { $index } numaralı kaydı, bu kaydın hiç sahip olmadığı bir başı anıyor: yazarı başka bir kayıt görmüş.
island-fail-proof = { $room } odasının { $index } numaralı kaydının bu nota olduğunun kanıtı tutmuyor.
island-fail-fork = { $room } odasının iki başı çelişiyor: kayıt, bu tarayıcı onu doğruladıktan sonra yeniden yazılmış ya da başka okurlara başka bir kayıt gösteriliyor. Kanıtı bunu herkese gösterir.
island-fail-shorter = { $room } odasında, bu tarayıcının doğruladığından daha az kayıt var. Eski bir kopya sunuluyor ya da kayıtlar çıkarılmış.
island-head-before = Burada { $date } günü doğrulanan: { $size } kayıt, kök { $root }
island-head-now = Şimdi sunulan: { $size } kayıt, kök { $root }
island-detail = Bulunan: { $detail }

island-cancelled-title = Durduruldu
island-cancelled = Denetimi siz durdurdunuz. Ulaşılmayanlar hakkında bir şey söylenmiyor.
island-offline-title = Yanıt yok
island-offline = Sunucu yanıt vermedi; çevrimdışı olabilirsiniz. Kayıt hakkında bir şey söylenmiyor. Bağlandığınızda yeniden deneyin.
island-refused-title = Sunucu reddetti
island-refused = Sunucu { $path } için { $status } yanıtını verdi. O olmadan kayıt denetlenemez; hakkında bir şey söylenmiyor. Daha sonra yeniden deneyin ya da işletene sorun.
island-malformed-title = Yanıt okunamıyor
island-malformed = Sunucunun { $path } için verdiği yanıt, bir günlüğün yayımlandığı biçimde değil. Kayıt hakkında bir şey söylenmiyor; onu aşağıdaki programla denetleyin.
island-unsupported-title = Bu tarayıcı imzaları denetleyemiyor
island-unsupported = Ed25519 imzalarını tanımıyor ya da bu sayfa güvenli olmayan bir bağlantıyla geldi. Daha yeni bir tarayıcı ya da aşağıdaki programı kullanın.
island-too-large-title = Bir sayfa için fazla büyük
island-too-large = { $size } kayıt, bir sayfanın denetlemesi gerekenden fazladır. Aşağıdaki programı kullanın.

island-not-checked-title = Denetlenmeyenler
island-not-checked-program = Bu sayfanın kendi programı. Kayıtla aynı sunucudan geldi.
island-not-checked-charter = Bunun, sizin düşündüğünüz sürecin kurucu belgesi olup olmadığı. Özetini, sürece katılan ya da onu tutan biriyle karşılaştırın: { $hash }
island-not-checked-replica = Sunucunun başkalarına ne gösterdiği. Başka bir kopyayla karşılaştırılmadı.
island-not-checked-standing = İmzalayanların yetkileri ve durum. Burada yeniden hesaplanmadılar.
island-not-checked-rest = Notanın bulunduğu odanın öteki kayıtları.
island-not-checked-erased = İçeriği silinmiş ekler: { $count }
island-not-checked-unknown = Denetim noktalarında, kurucu belgenin adını anmadığı { $names } imzaları.
island-not-checked-time = Kayıtların ne zaman yapıldığı. Kayıttaki zamanlara hiçbir tanık kefil değil.
island-not-checked-first = Kaydın daha önce ne tuttuğu. Bu tarayıcı onu ilk kez doğruladı ve bundan sonra karşılaştıracak.

island-repeat-title = Bu sayfa olmadan nasıl yinelenir
island-repeat = Bu projenin programıyla, kendi makinenizde: { $command }
