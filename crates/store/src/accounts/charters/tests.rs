use verbale_record::Hash;

use super::*;
use crate::accounts::{Device, Invitation, InvitedTo, Newcomer, Passkey};

const HOUR_MS: u64 = 3_600_000;
const CHARTER: CharterId = CharterId([5; 16]);

fn actor(id: &str) -> ActorId {
    ActorId::new(id).expect("an id")
}

fn device(n: u8) -> Device {
    let key = format!("k{n:016x}").parse().expect("a key name");
    Device { key, vkey: format!("k{n}+0+A"), label: "laptop".to_owned(), made_ms: 1 }
}

fn newcomer(n: u8) -> Newcomer {
    let passkey = Passkey {
        id: vec![n],
        label: "laptop".to_owned(),
        state: "{}".to_owned(),
        made_ms: 1,
        used_ms: None,
    };
    Newcomer { id: PersonId([n; 16]), name: format!("person {n}"), passkey, device: Some(device(n)) }
}

fn to_sign(id: &str) -> InvitedTo {
    InvitedTo::Charter { charter: CHARTER, actor: actor(id) }
}

async fn invite(accounts: &Accounts, n: u8, to: InvitedTo) -> Hash {
    let token = Hash([n; 32]);
    let invitation = Invitation { token, to, made_by: Some(PersonId([1; 16])), until_ms: HOUR_MS };
    accounts.invite(&invitation, 0).await.expect("invited");
    token
}

/// Accounts in which person 1, who signs for `team`, drafts a charter that alpha and beta are to
/// sign with them.
async fn drafting() -> Accounts {
    let accounts = Accounts::in_memory().await.expect("opened");
    let first = Invitation { token: Hash([1; 32]), to: InvitedTo::Venue, made_by: None, until_ms: HOUR_MS };
    accounts.invite(&first, 0).await.expect("invited");
    accounts.take_up(&first.token, &newcomer(1), 1).await.expect("asked").expect("taken up");
    accounts.draft_charter(&draft()).await.expect("kept");
    accounts
}

fn draft() -> CharterDraft {
    let mut signers: Vec<_> = ["alpha", "beta", "team"].map(|id| CharterSigner::awaited(actor(id))).into();
    (signers[2].person, signers[2].vkey) = (Some(PersonId([1; 16])), Some(device(1).vkey));
    let made_by = PersonId([1; 16]);
    CharterDraft {
        id: CHARTER,
        made_by,
        made_ms: 9,
        revision: 0,
        plan: "{}".to_owned(),
        draft: None,
        fixed_ms: None,
        process: None,
        signers,
    }
}

async fn now(accounts: &Accounts) -> CharterDraft {
    accounts.charter_draft(CHARTER).await.expect("asked").expect("a charter")
}

#[tokio::test]
async fn who_takes_an_invitation_up_signs_for_its_actor_and_the_link_works_once() {
    let accounts = drafting().await;
    let token = invite(&accounts, 2, to_sign("alpha")).await;
    assert!(accounts.take_up(&token, &newcomer(2), HOUR_MS).await.expect("asked").is_none(), "over");
    accounts.take_up(&token, &newcomer(2), 1).await.expect("asked").expect("taken up");
    assert!(accounts.take_up(&token, &newcomer(3), 1).await.expect("asked").is_none(), "used up");
    let alpha = now(&accounts).await.signers[0].clone();
    assert_eq!((alpha.person, alpha.vkey), (Some(PersonId([2; 16])), Some(device(2).vkey)));
    let of = async |n: u8| accounts.charter_drafts_of(PersonId([n; 16])).await.expect("asked").len();
    assert_eq!((of(1).await, of(2).await, of(3).await), (1, 1, 0));
}

#[tokio::test]
async fn a_new_link_for_an_actor_ends_the_one_before_it_and_no_other() {
    let accounts = drafting().await;
    let [alpha, beta] =
        [invite(&accounts, 2, to_sign("alpha")).await, invite(&accounts, 3, to_sign("beta")).await];
    invite(&accounts, 4, to_sign("alpha")).await;
    assert_eq!(accounts.invitation(&alpha, 1).await.expect("asked"), None);
    assert!(accounts.invitation(&beta, 1).await.expect("asked").is_some());
}

#[tokio::test]
async fn another_key_for_an_actor_voids_what_was_signed() {
    let accounts = drafting().await;
    let signed = {
        let mut signed = now(&accounts).await;
        (signed.draft, signed.fixed_ms) = (Some("text".to_owned()), Some(10));
        signed.signers[2].signature = Some("line".to_owned());
        signed.signers[1].declined = Some("no".to_owned());
        signed
    };
    assert!(accounts.change_charter(&signed).await.expect("asked"));
    let token = invite(&accounts, 2, to_sign("alpha")).await;
    accounts.take_up(&token, &newcomer(2), 1).await.expect("asked").expect("taken up");
    let after = now(&accounts).await;
    assert_eq!((after.draft, after.fixed_ms), (None, None));
    assert!(after.signers.iter().all(|signer| signer.signature.is_none()));
    assert_eq!(after.signers[1].declined.as_deref(), Some("no"), "who declined has not changed their mind");
}

#[tokio::test]
async fn a_charter_is_changed_only_by_who_has_read_it_as_it_is() {
    let accounts = drafting().await;
    let read = now(&accounts).await;
    assert!(accounts.change_charter(&read).await.expect("asked"));
    assert!(!accounts.change_charter(&read).await.expect("asked"), "it is one revision further");
    assert!(!accounts.end_charter(CHARTER, read.revision).await.expect("asked"));
    let long = CharterDraft { plan: "x".repeat(CHARTER_DRAFT_BYTES_MAX + 1), ..now(&accounts).await };
    assert!(matches!(accounts.change_charter(&long).await, Err(StoreError::Limit { .. })));
}

#[tokio::test]
async fn an_actor_who_signs_no_more_takes_their_invitation_with_them() {
    let accounts = drafting().await;
    let token = invite(&accounts, 2, to_sign("alpha")).await;
    let mut without = now(&accounts).await;
    without.signers.remove(0);
    assert!(accounts.change_charter(&without).await.expect("asked"));
    assert_eq!(accounts.invitation(&token, 1).await.expect("asked"), None);
}

#[tokio::test]
async fn who_has_an_account_joins_with_it_and_signs_for_one_actor_only() {
    let accounts = drafting().await;
    let person = PersonId([1; 16]);
    let token = invite(&accounts, 2, to_sign("alpha")).await;
    let refused = accounts.join(&token, person, &device(8), 1).await;
    assert!(matches!(refused, Err(StoreError::Exists { .. })), "{refused:?}");
    let back = invite(&accounts, 3, InvitedTo::Return(person)).await;
    assert_eq!(accounts.join(&back, person, &device(8), 1).await.expect("asked"), None);
    for unchanged in [token, back] {
        assert!(accounts.invitation(&unchanged, 1).await.expect("asked").is_some(), "it stays open");
    }
    assert_eq!(accounts.devices(person).await.expect("asked").len(), 1);
    // For their own actor a further link brings a further key.
    let own = invite(&accounts, 4, to_sign("team")).await;
    assert_eq!(accounts.join(&own, person, &device(8), 1).await.expect("asked"), Some(to_sign("team")));
    assert_eq!(now(&accounts).await.signers[2].vkey, Some(device(8).vkey));
}

#[tokio::test]
async fn who_signed_has_a_seat_once_the_process_is_founded_and_the_draft_is_forgotten() {
    let accounts = drafting().await;
    let token = invite(&accounts, 2, to_sign("alpha")).await;
    accounts.take_up(&token, &newcomer(2), 1).await.expect("asked").expect("taken up");
    let open = invite(&accounts, 3, to_sign("beta")).await;
    let process = ProcessId([7; 32]);
    for _ in 0..2 {
        accounts.charter_founded(CHARTER, &process).await.expect("noted");
    }
    let seats = accounts.seats(PersonId([2; 16])).await.expect("asked");
    assert_eq!(seats, [Seat { process, actor: actor("alpha") }]);
    let after = now(&accounts).await;
    assert_eq!((after.process, after.plan.as_str(), after.draft.clone()), (Some(process), "", None));
    assert_eq!(accounts.charter_drafts_of(PersonId([1; 16])).await.expect("asked"), []);
    assert_eq!(accounts.invitation(&open, 1).await.expect("asked"), None);
    assert!(!accounts.change_charter(&after).await.expect("asked"), "the record has it now");
    assert!(!accounts.end_charter(CHARTER, after.revision).await.expect("asked"));
}

#[tokio::test]
async fn one_person_drafts_so_many_charters_at_a_time_and_no_more() {
    let accounts = drafting().await;
    for n in 1..CHARTER_DRAFTS_MAX as u8 {
        let further = CharterDraft { id: CharterId([100 + n; 16]), ..draft() };
        accounts.draft_charter(&further).await.expect("kept");
    }
    let beyond = accounts.draft_charter(&CharterDraft { id: CharterId([99; 16]), ..draft() }).await;
    assert!(matches!(beyond, Err(StoreError::Limit { .. })), "{beyond:?}");
    assert!(accounts.end_charter(CHARTER, 0).await.expect("asked"));
    accounts.draft_charter(&CharterDraft { id: CharterId([99; 16]), ..draft() }).await.expect("kept");
}
