# Kişilere sayfaların dışında nasıl haber verildiği: kendi sayfalarında ve e-postada.
me-telling = Haber almak
me-telling-hint = Sizin için bir şey olduğu size haber verilebilir. Ne olduğu yalnızca burada yazar.
me-mail = E-postayla
me-mail-address = E-posta adresiniz
me-mail-address-hint = Oraya bir kod gönderilir. Adresi bu yerin işletmecisi saklar; diğer üyeler görmez.
me-mail-give = Kod gönder
me-mail-unconfirmed = Kodun gönderildiği adres:
me-mail-code = E-postadaki kod
me-mail-confirm = Onayla
me-mail-on = Saatte en çok bir e-posta, bir şey olduğunu söyler.
me-mail-off = E-posta gönderilmiyor.
me-mail-stop = Gönderme
me-mail-start = E-posta gönder
me-mail-failed = Son e-postayı posta sunucusu almadı; yeniden denenecek.
me-webhooks = Programınız çağrılarak (webhook)
me-webhook-process = Süreç
me-webhook-url = Programınızın adresi
me-webhook-url-hint = Görebileceğiniz her nota için bir kez, yalnızca notanın kayıttaki yeriyle çağrılır. Adres https:// ile başlar.
me-webhook-add = Ekle
me-webhook-resume = Yeniden çağır
me-webhook-unseen = artık görmediğiniz bir süreç
me-webhook-waiting = { $n ->
    [one] { GROUPED($n) } nota bekliyor
   *[other] { GROUPED($n) } nota bekliyor
}
me-webhook-taken = en son { $date } tarihinde alındı
me-webhook-fault-address = Son çağrı yapılmadı: ad, çağrılan bir adrese çıkmıyor.
me-webhook-fault-connection = Son çağrıda bağlantı kurulamadı ya da okunabilir bir yanıt gelmedi.
me-webhook-fault-certificate = Son çağrı yapılmadı: programınızın sertifikası müzakere yerinin güvendiği bir sertifika makamından değil, başka bir ad için ya da süresi geçmiş.
me-webhook-fault-time = Son çağrıya zamanında yanıt gelmedi.
me-webhook-fault-status = Son çağrının yanıtındaki durum kodu: { $status }.
me-webhook-given-up = Artık çağrılmıyor; bekleyenler saklanıyor.
acting-webhook-made = Yalnızca şimdi gösterilen bu gizli anahtarı programınıza verin:
mail-subject = Sizin için bir şey var
mail-text = Sizin için bir şey var: { $address }/me
mail-code-subject = Kodunuz
mail-code-text =
    { $code }

    Bu kodu yarım saat içinde { $address }/me sayfasına yazın.
    Kodu siz istemediyseniz bir şey yapmayın: buraya başka e-posta gelmez.
