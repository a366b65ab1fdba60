# What people are told by outside the pages: on their own page, and in mail.
me-telling = Being told
me-telling-hint = You can be told that there is something for you. What it is stands here alone.
me-mail = By mail
me-mail-address = Your address of mail
me-mail-address-hint = A code goes there. The venue’s operator keeps the address; other members do not see it.
me-mail-give = Send a code
me-mail-unconfirmed = A code was sent to
me-mail-code = Code from the mail
me-mail-confirm = Confirm
me-mail-on = At most one mail an hour says that there is something.
me-mail-off = No mail is sent.
me-mail-stop = Send none
me-mail-start = Send mail
me-mail-failed = The last mail was not taken by the mail server; it is tried again.
me-webhooks = By calling your program (webhooks)
me-webhook-process = Process
me-webhook-url = Address of your program
me-webhook-url-hint = It is called once for each note that you may see, with the note’s place on the record and nothing else. The address begins with https://.
me-webhook-add = Add
me-webhook-resume = Call again
me-webhook-unseen = a process that you do not see any more
me-webhook-waiting = { $n ->
    [one] { GROUPED($n) } note waits
   *[other] { GROUPED($n) } notes wait
}
me-webhook-taken = last taken on { $date }
me-webhook-fault-address = The last call was not made: the name leads to no address that the venue calls.
me-webhook-fault-connection = The last call found no connection, or no answer that could be read.
me-webhook-fault-certificate = The last call was not made: your program’s certificate is of no authority that the venue trusts, for another name, or out of date.
me-webhook-fault-time = The last call had no answer in time.
me-webhook-fault-status = The last call was answered with the status { $status }.
me-webhook-given-up = It is not called any more; what waits is kept.
acting-webhook-made = Give your program this secret, which is shown only now:
mail-subject = There is something for you
mail-text = There is something for you at { $address }/me
mail-code-subject = Your code
mail-code-text =
    { $code }

    Type this code in at { $address }/me within half an hour.
    If you did not ask for it, do nothing: no further mail comes here.
