# Durum nasıl hesaplanıyor.

method-title = Durum nasıl hesaplanıyor
method-lead = Neyin beklendiğini kimse elle yazmaz. Her işlem, yalnızca büyüyen bir kayıttaki imzalı bir notadır; durum yalnızca bu notalardan, her makinede aynı biçimde hesaplanır. Hiçbir şeyi öngörmez, kimseyi puanlamaz.
method-register = Bu süreç bir kütüktür: bir editör, başkalarının yaptıklarını kamuya açık kaynaklardan girer. Kütükteki her işlem, kaynaklarıyla birlikte bir haberdir ve adı geçen hiç kimse buna katılmamaktadır.

method-replies = Yanıtlar
method-replies-caption = Her yanıtın bir öneriye etkisi
method-column-reply = Yanıt
method-column-then = Bundan sonra beklenen
method-column-status = Aşama
method-column-move = İşlem
method-turn-addressee = aynı muhataptan, aynı günden beri
method-turn-principal = o muhatabın asıl yetkilisinden onay
method-turn-proposer = önerenden koşullara cevap
method-turn-ended = kimseden: o muhatabın payı kapanır ({ $how })

method-moves = Öteki işlemler
method-moves-caption = Öteki işlemlerin etkisi
method-made = Bir öneri yapılır ya da soru sorulur
method-made-then = o günden beri her muhataptan yanıt ya da cevap
method-answered = Bir soru cevaplanır
method-answered-then = kimseden: cevaplanmış olarak kapanır
method-conditions-answered = Öneren, bir yanıttaki koşullara cevap verir
method-conditions-answered-then = o günden beri, koşulları koyan muhataptan yanıt
method-reply-by = Önerenin yanıt için koyduğu gün geçer
method-reply-by-then = kimseden: son aşamasıyla birlikte süresi dolmuş olarak kapanır
method-withdrawn = Geri çekilir, yerini yenisi alır, bir turla yerine getirilir ya da bütün ilgililer olayların gerisinde kaldığında anlaşır
method-withdrawn-then = kimseden: kapanır
method-condition = Bir koşul öne sürülür
method-condition-then = kimseden: yerine gelene, kaldırılana ya da konusuz kalana kadar yürürlüktedir
method-commitment = Bir taahhüt doğar
method-commitment-then = yükümlülerin yerine getirmesi; her taraf için “en az” diye gösterilir
method-minutes = Tutanak sunulur
method-minutes-then = her taraftan onay

method-clocks = İki saat
method-clocks-1 = “Tarih”, işlemlerin olduğu güne bakar: daha sonraki günlerin işlemleri sayılmaz.
method-clocks-2 = “Kayıtta o sırada ne vardı”, işlemlerin kaydedildiği ana bakar: onunla, o sırada herkesin bilebileceği görülür.
method-contested = Tartışmalı olanlar
method-contested-1 = Haber olarak girilen bir işlem, yalnızca bir tarafın anlatımından biliniyorsa ya da ilgili bir aktör onun gerçekleştiğine, teslim edildiğine veya yanıtlandığına itiraz ediyorsa tartışmalıdır. O zaman madde, işlem sayılarak ve sayılmadan hesaplanır ve ikisi de gösterilir.
method-contested-2 = Başka her itiraz, konusunun yanında durur ve hiçbir şeyi değiştirmez. İmzalı bir işlem kanıtlanmıştır; ona yapılan itiraz yanında durur.
method-figures = Sayılar
method-figures-1 = Kimsenin bildirmediği sayı bilinmiyor demektir, sıfır değildir; böyle bir sayı içeren toplam “en az” diye okunur. Anlatımlar ayrıştığında her biri gösterilir.
method-figures-2 = Cenazeler tablolarda durur, çizimlerde asla yer almaz.
method-order = Kim önce yazılır
method-order-1 = Tarafların sırası dönüşümlüdür: ilk sıra, 1 Ocak 1970 tarihinden sayılarak gösterilen her günle bir ilerler; böylece her taraf eşit sıklıkta ilk sırada yer alır.
method-order-2 = Tarafların rengi yoktur. Yerleri, adları ve eşit ağırlıkta bir desenle ayırt edilirler.
method-not = Neyi söylemez
method-not-1 = Kimseyi saymaz, puanlamaz. Birinin basına söylediği, kaydın yanında açıklama olarak saklanır ve hiçbir şeyi değiştirmez.
method-not-2 = Yanıt gösterilmemesi, bu kayıtta yanıt olmadığı anlamına gelir; başka bir yerde olabilir.
method-licences = Yazı ve program
method-licences-1 = Source Serif 4 ve Source Sans 3 yazı tipleri SIL Open Font License 1.1 altındadır; lisansları yanlarında sunulur. Program Apache License 2.0 altındadır.
