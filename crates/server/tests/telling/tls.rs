//! Mail servers and programs that webhooks call are spoken to over TLS where their certificates are
//! believed, and told nothing where they are not.

use std::sync::Arc;

use axum::http::Method;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};
use verbale_server::telling::{
    Authorities, Reach, Telling,
    authorities::Distrust,
    mail::send_due,
    mailer::{Mail, MailFault},
    webhooks::RETRY_MS_MAX,
};

use crate::{
    Told,
    fixture::NOW_MS,
    logged::Log,
    mail::confirmed,
    mailbox::{Mailbox, PASSWORD, Tls, mailer_of},
    receiver::Receiver,
    webhooks::{add, pass},
};

/// A certificate authority.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed"))
    }

    /// As an operator trusts it.
    fn trusted(&self) -> Authorities {
        Authorities::with(self.0.pem().as_bytes()).expect("an authority")
    }

    /// What a server of a name, or of an address, shows.
    fn certify(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("signed");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).expect("a key"),
            );
        TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")))
    }
}

/// An address that leads to this machine as every one of a name does, and is not taken for this machine
/// itself, to which mail goes without TLS: the unspecified one.
const ANOTHER: &str = "0.0.0.0";

fn starttls(port: u16) -> String {
    format!("smtp://{ANOTHER}:{port}")
}

fn implicit(port: u16) -> String {
    format!("smtps://localhost:{port}")
}

/// Hands one mail over, and gives what came at the server with it.
async fn hand_over(
    mailbox: &mut Mailbox,
    server: String,
    authorities: Authorities,
) -> (Result<(), MailFault>, Vec<String>) {
    let (subject, text) = ("x".to_owned(), "x\n".to_owned());
    let mail = Mail { to: "delegate@delegation.example", subject, text, id: [1; 16], time_ms: NOW_MS };
    let taken = mailer_of(server, authorities).send(mail).await;
    (taken, mailbox.so_far())
}

#[tokio::test]
async fn mail_goes_over_tls_to_a_server_whose_authority_the_operator_trusts() {
    let authority = Authority::new();
    let mut from_the_beginning = Mailbox::with(Tls::Implicit(authority.certify("localhost"))).await;
    let server = implicit(from_the_beginning.port);
    let (taken, mails) = hand_over(&mut from_the_beginning, server, authority.trusted()).await;
    assert_eq!((taken, mails.len()), (Ok(()), 1));
    let mut once_asked = Mailbox::with(Tls::Starttls(authority.certify(ANOTHER))).await;
    let server = starttls(once_asked.port);
    let (taken, mails) = hand_over(&mut once_asked, server, authority.trusted()).await;
    assert_eq!((taken, mails.len()), (Ok(()), 1));
    assert!(mails[0].starts_with("EHLO") && mails[0].contains("AUTH PLAIN "), "all under TLS: {}", mails[0]);
}

#[tokio::test]
async fn a_mail_server_whose_certificate_is_not_believed_is_handed_nothing() {
    let (authority, another) = (Authority::new(), Authority::new());
    for (authorities, name, distrust) in [
        (Authorities::default(), None, Distrust::Authority),
        (another.trusted(), None, Distrust::Authority),
        (authority.trusted(), Some("mail.example"), Distrust::Name),
    ] {
        let mut from_the_beginning =
            Mailbox::with(Tls::Implicit(authority.certify(name.unwrap_or("localhost")))).await;
        let server = implicit(from_the_beginning.port);
        let (taken, mails) = hand_over(&mut from_the_beginning, server, authorities.clone()).await;
        assert_eq!((taken, mails.len()), (Err(MailFault::Certificate(distrust)), 0));
        let mut once_asked = Mailbox::with(Tls::Starttls(authority.certify(name.unwrap_or(ANOTHER)))).await;
        let server = starttls(once_asked.port);
        let (taken, mails) = hand_over(&mut once_asked, server, authorities).await;
        assert_eq!((taken, mails.len()), (Err(MailFault::Certificate(distrust)), 0));
    }
}

#[tokio::test]
async fn a_mail_server_that_does_not_offer_the_tls_that_is_asked_for_is_handed_nothing() {
    let authority = Authority::new();
    let mut plain = Mailbox::open().await;
    let server = starttls(plain.port);
    let (taken, mails) = hand_over(&mut plain, server, authority.trusted()).await;
    assert_eq!((taken, mails.len()), (Err(MailFault::Unsuited), 0));
    let server = implicit(plain.port);
    let (taken, mails) = hand_over(&mut plain, server, authority.trusted()).await;
    assert_eq!((taken, mails.len()), (Err(MailFault::Unreached), 0));
}

#[tokio::test]
async fn what_was_amiss_with_tls_is_logged_without_password_and_address_and_the_mail_goes_later() {
    let log = Log::default();
    let _logged = tracing::subscriber::set_default(log.clone());
    let authority = Authority::new();
    let mut mailbox = Mailbox::with(Tls::Implicit(authority.certify("localhost"))).await;
    let telling = |mailbox: &Mailbox, authorities: Authorities| Telling {
        mail: Some(mailer_of(implicit(mailbox.port), authorities)),
        reach: Reach::Off,
        ..Telling::default()
    };
    let mut told = Told::by(telling(&mailbox, authority.trusted())).await;
    confirmed(&told, &mut mailbox, "alpha").await;
    told.say("beta", "plenary").await;
    told.telling = telling(&mailbox, Authorities::default());
    let mut told = told.started_anew().await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
    let logged = log.so_far();
    assert!(logged.contains("certificate is of no authority that is trusted here"), "{logged}");
    assert!(!logged.contains("delegat") && !logged.contains(PASSWORD), "{logged}");
    told.later(RETRY_MS_MAX);
    told.telling = telling(&mailbox, authority.trusted());
    let told = told.started_anew().await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    assert_eq!(mailbox.so_far().len(), 1);
}

#[tokio::test]
async fn a_program_is_called_over_tls_where_its_authority_is_trusted_and_its_owner_told_where_not() {
    let authority = Authority::new();
    let telling = |authorities: Authorities| Telling { mail: None, reach: Reach::Private, authorities };
    let mut told = Told::by(telling(authority.trusted())).await;
    let alpha = told.member("alpha").await;
    let mut by_address = Receiver::behind(Some(authority.certify("127.0.0.1")), &[]).await;
    let mut by_name = Receiver::behind(Some(authority.certify("localhost")), &[]).await;
    let mut another = Receiver::behind(Some(authority.certify("hooks.example")), &[]).await;
    let url_by_name = by_name.url.replace("127.0.0.1", "localhost");
    for url in [&by_address.url, &url_by_name, &another.url] {
        add(&told, &alpha, url).await;
    }
    told.say("beta", "plenary").await;
    pass(&told).await;
    assert_eq!((by_address.so_far().len(), by_name.so_far().len(), another.so_far().len()), (1, 1, 0));
    let faults = async |told: &Told| {
        let me = told.me(&alpha).await;
        let fault = |webhook: &serde_json::Value| (webhook["url"].clone(), webhook["fault"].clone());
        let mut faults: Vec<_> = me["webhooks"].as_array().expect("webhooks").iter().map(fault).collect();
        faults.sort_by_key(|(url, _)| url.to_string());
        faults
    };
    let fault_of = |faults: &[(serde_json::Value, serde_json::Value)], url: &str| {
        faults.iter().find(|(of, _)| of == url).expect("a webhook").1.clone()
    };
    let shown = faults(&told).await;
    assert_eq!(fault_of(&shown, &by_address.url), json!(null));
    assert_eq!(fault_of(&shown, &url_by_name), json!(null));
    assert_eq!(fault_of(&shown, &another.url), json!("certificate"));
    // The operator trusts the authority no more.
    told.telling = telling(Authorities::default());
    let mut told = told.started_anew().await;
    told.say("beta", "plenary").await;
    pass(&told).await;
    assert!(by_address.so_far().is_empty() && by_name.so_far().is_empty());
    assert_eq!(fault_of(&faults(&told).await, &by_address.url), json!("certificate"));
    let page = told.ask(Method::GET, "/me", &alpha, None).await;
    assert!(page.text().contains("certificate is of no authority that the venue trusts"), "{}", page.text());
}
