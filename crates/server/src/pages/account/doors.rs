//! Where one comes in: signing in, and taking up an invitation.

use askama::Template;

use crate::pages::{
    acting_words,
    frame::{Frame, PageContext},
    markup::Html,
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    words: Vec<(&'static str, Html)>,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    frame: Frame,
    words: Vec<(&'static str, Html)>,
}

/// The page on which one signs in.
pub fn sign_in_page(context: &PageContext) -> String {
    let title = context.locale.text("sign-in-title", &[]);
    let frame = Frame::of_venue(context, title).with_island("account.js");
    crate::pages::render(&SignInPage { frame, words: acting_words(context.locale) })
}

/// The page on which an invitation is taken up: its secret stands in the address's fragment, which
/// the browser sends to nobody.
pub fn invitation_page(context: &PageContext) -> String {
    let title = context.locale.text("invitation-title", &[]);
    let frame = Frame::of_venue(context, title).with_island("account.js");
    crate::pages::render(&InvitationPage { frame, words: acting_words(context.locale) })
}
