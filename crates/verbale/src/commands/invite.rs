//! `verbale invite`: an invitation to the venue's secretariat.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use verbale_record::Hash;
use verbale_server::api::accounts::invitations::{INVITATION_BYTES, INVITATION_MS_MAX, invitation_link};
use verbale_store::{Invitation, InvitedTo};

use crate::{
    cli::{Folder, Settings},
    clock,
    console::Console,
    failure::Failure,
    folder::{DataFolder, Venue},
    random,
    venue::HeldVenue,
};

/// Invite somebody to the venue's secretariat.
///
/// Prints a link that works once, for three days. Whoever opens it makes a passkey, and from then
/// on can sign in, found processes and invite others. Run it where no server holds the data
/// folder; while it is served, members invite on its pages.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale invite
  verbale invite --data /srv/verbale")]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    folder: Folder,
}

/// Does it.
pub async fn run(args: Args, console: Console) -> Result<(), Failure> {
    let folder = DataFolder::open(&args.folder.data)?;
    let settings = args.settings.over(&folder)?;
    let venue = HeldVenue::open(&folder, "invite").await?;
    let link = first_invitation(&venue, &settings).await?;
    venue.close().await?;
    console.print(&link)
}

/// An invitation to the secretariat of a venue that this process holds: its link.
pub async fn first_invitation(venue: &HeldVenue, settings: &Venue) -> Result<String, Failure> {
    let secret: [u8; INVITATION_BYTES] = random::bytes()?;
    let now_ms = clock::now_ms();
    let until_ms = now_ms + INVITATION_MS_MAX;
    let invitation = Invitation { token: Hash::of(&secret), to: InvitedTo::Venue, made_by: None, until_ms };
    let accounts = venue.lock.accounts().await?;
    accounts.invite(&invitation, now_ms).await?;
    accounts.close().await?;
    let origins = settings.origins(settings.listen);
    let origin = origins.first().map_or("", String::as_str);
    Ok(invitation_link(origin, &BASE64_URL_SAFE_NO_PAD.encode(secret)))
}
