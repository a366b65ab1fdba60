//! What a person is told by outside the pages, on their own page: their mail address, and the
//! programs of theirs that are called.

use verbale_process::entry::day_of;
use verbale_store::Mail;

use crate::{
    base64_text,
    locale::Locale,
    pages::{
        frame::process_title_text,
        markup::{Html, escape},
    },
    telling::{Reach, Telling, webhooks::Shown},
};

/// The section: what of it the operator has set up, and how it stands.
pub struct TellingFace {
    pub(super) mail: Option<MailFace>,
    pub(super) webhooks: Option<Vec<WebhookRow>>,
}

pub(super) struct MailFace {
    /// The address, and where it stands; none where there is none.
    pub(super) address: Option<(Html, MailState)>,
    pub(super) failed: bool,
}

pub(super) enum MailState {
    Unconfirmed,
    On,
    Off,
}

pub(super) struct WebhookRow {
    pub(super) id: String,
    pub(super) url: Html,
    pub(super) process: Html,
    /// What has become of its calls, a sentence each.
    pub(super) said: Vec<Html>,
    pub(super) given_up: bool,
}

impl TellingFace {
    /// The section for a person with this mail and these webhooks.
    pub(crate) fn new(
        locale: &Locale,
        telling: &Telling,
        mail: Option<Mail>,
        webhooks: &[Shown],
    ) -> TellingFace {
        let mail_face = || {
            let failed = mail.as_ref().is_some_and(|mail| mail.failed);
            let address = mail.and_then(|mail| {
                let state = match (mail.confirmed, mail.wanted) {
                    (false, _) => MailState::Unconfirmed,
                    (true, true) => MailState::On,
                    (true, false) => MailState::Off,
                };
                Some((escape(&mail.address?), state))
            });
            MailFace { address, failed }
        };
        let rows = || webhooks.iter().map(|shown| row(locale, shown)).collect();
        TellingFace {
            mail: telling.mail.as_ref().map(|_| mail_face()),
            webhooks: (telling.reach != Reach::Off).then(rows),
        }
    }
}

fn row(locale: &Locale, Shown { webhook, view, waiting }: &Shown) -> WebhookRow {
    let day = |ms: u64| escape(&locale.date(day_of(ms, 0)));
    let mut said = Vec::new();
    if *waiting > 0 {
        said.push(locale.html("me-webhook-waiting", &[("n", (*waiting).into())]));
    }
    if let Some(ms) = webhook.taken_ms {
        said.push(locale.html("me-webhook-taken", &[("date", day(ms).into())]));
    }
    if let Some(fault) = &webhook.fault {
        said.push(match fault.strip_prefix("status-") {
            Some(status) => locale.html("me-webhook-fault-status", &[("status", status.into())]),
            None if fault == "address" => locale.say("me-webhook-fault-address"),
            None if fault == "certificate" => locale.say("me-webhook-fault-certificate"),
            None if fault == "time" => locale.say("me-webhook-fault-time"),
            None => locale.say("me-webhook-fault-connection"),
        });
    }
    if webhook.given_up {
        said.push(locale.say("me-webhook-given-up"));
    }
    WebhookRow {
        id: base64_text::url_encode(&webhook.id.0),
        url: escape(&webhook.url),
        process: match view {
            Some(view) => escape(&process_title_text(view, locale)),
            None => locale.say("me-webhook-unseen"),
        },
        said,
        given_up: webhook.given_up,
    }
}
