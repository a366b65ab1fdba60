//! Each reason for which an act has no effect, by an act that has none for it.

use verbale_process::{registry::KeyStatus, standing::Reason};

use crate::fixture::{actor, key_name, talks::Talks};

/// A script and the reason that it gives for the note labelled `x`.
const REASONS: [(Reason, &str); 28] = [
    (Reason::UnknownItem, "05-01 alpha withdrawal as=x re=nothing"),
    (Reason::OtherRoom, "05-01 alpha proposal as=p to=beta\n05-02 alpha withdrawal as=x re=p room=caucus"),
    (
        Reason::NotYetOpen,
        "05-05 alpha proposal as=p to=beta\n05-06 secretariat reply as=x re=p position=note by=beta on=05-04",
    ),
    (
        Reason::ClosedItem,
        "05-01 alpha proposal as=p to=beta\n05-02 alpha withdrawal re=p\n05-03 beta reply as=x re=p position=note",
    ),
    (
        Reason::Expired,
        "05-01 alpha proposal as=p to=beta reply_by=05-02\n05-04 beta reply as=x re=p position=note",
    ),
    (Reason::NotAddressee, "05-01 alpha proposal as=p to=beta\n05-02 alpha reply as=x re=p position=accept"),
    (Reason::NotProposer, "05-01 alpha proposal as=p to=beta\n05-02 beta withdrawal as=x re=p"),
    (Reason::NotStater, "05-01 alpha condition as=c needs=a before=b\n05-02 beta withdrawal as=x re=c"),
    (Reason::NotParty, "05-01 alpha text as=t to=beta\n05-02 mediator sign as=x re=t"),
    (
        Reason::NotConcerned,
        "parties 3\n05-01 alpha proposal as=p to=beta\n05-02 gamma objection as=x re=p against=existence",
    ),
    (Reason::NotMember, "members of caucus: alpha\n05-01 beta statement as=x room=caucus"),
    (Reason::WrongKind, "05-01 alpha question as=q to=beta\n05-02 beta approval as=x re=q"),
    (Reason::NothingToMove, "05-01 alpha proposal as=p to=beta\n05-02 alpha answer as=x re=p conditions=met"),
    (
        Reason::PartEnded,
        "parties 3\n05-01 alpha proposal as=p to=beta,gamma\n05-02 beta reply re=p position=accept\n05-03 beta reply as=x re=p position=note",
    ),
    (
        Reason::BeyondPowers,
        "05-01 alpha credential key=k powers=read\n05-02 alpha proposal as=x to=beta signs=k",
    ),
    (
        Reason::Crossed,
        "05-01 alpha proposal as=p to=beta\n05-02 alpha amend re=p\n05-03 beta reply as=x re=p position=accept sees=p",
    ),
    (Reason::NotEndorsed, "await endorsement\n05-01 secretariat proposal as=x to=beta by=alpha on=05-01"),
    (Reason::NoConsent, "05-01 alpha round as=x"),
    (Reason::NotEditor, "register\n05-01 alpha proposal as=x to=beta"),
    (Reason::NotSecretariat, "05-01 alpha proposal as=x to=beta by=beta on=05-01"),
    (
        Reason::NotAmendable,
        "05-01 mediator charter as=c\n05-02 mediator amendment as=x of=c change=offset signs=all",
    ),
    (
        Reason::UnsoundCharter,
        "05-01 mediator charter as=c\n05-02 mediator amendment as=x of=c change=twice:alpha signs=all",
    ),
    (
        Reason::NotReleased,
        "members of shuttle: alpha secretariat\n05-01 alpha proposal as=p to=secretariat room=shuttle\n05-02 alpha publication as=x re=p signs=alpha",
    ),
    (
        Reason::NotAuthor,
        "members of shuttle: alpha secretariat\nmembers of bilateral: alpha beta\n05-01 alpha proposal as=p to=beta room=shuttle\n05-02 secretariat release as=x re=p to=beta room=shuttle",
    ),
    (
        Reason::NotApproved,
        "members of shuttle: alpha secretariat\nmembers of bilateral: beta secretariat\n05-01 secretariat proposal as=p to=beta room=shuttle\n05-02 secretariat release as=x re=p to=beta room=shuttle",
    ),
    (
        Reason::AlreadyReleased,
        "members of shuttle: alpha secretariat\nmembers of bilateral: alpha beta\n05-01 alpha proposal as=p to=beta room=shuttle\n05-02 alpha release re=p to=beta room=shuttle\n05-03 alpha release as=x re=p to=beta room=shuttle",
    ),
    (
        Reason::NoRoom,
        "members of shuttle: alpha secretariat\nmembers of bilateral: alpha beta observer\n05-01 alpha proposal as=p to=beta room=shuttle\n05-02 alpha release as=x re=p to=beta room=shuttle",
    ),
    (Reason::Unreadable, "05-01 alpha ?proposal as=x colour=red"),
];

#[test]
fn every_reason_has_an_act_without_effect_for_it() {
    for (reason, script) in REASONS {
        let talks = Talks::play(script);
        let note = talks.name("x");
        let found: Vec<Reason> =
            talks.standing().without_effect.iter().filter(|w| w.note == note).map(|w| w.reason).collect();
        assert_eq!(found, [reason], "{script}");
    }
    for (reason, name) in Reason::NAMES {
        assert!(REASONS.iter().any(|(r, _)| r == reason), "no act for {name}");
        assert_eq!(reason.name(), *name);
    }
}

#[test]
fn a_note_that_names_what_is_no_item_is_listed_with_the_reason() {
    for (script, reason) in [
        // A reply to a paper of the item, and not to the item.
        (
            "05-01 alpha proposal as=p to=beta\n05-02 alpha delivery as=d re=p to=beta\n05-03 beta reply as=x re=d position=reject",
            "unknown_item",
        ),
        // A withdrawal that names one's own delivery closes nothing.
        (
            "05-01 alpha proposal as=p to=beta\n05-02 alpha delivery as=d re=p to=beta\n05-03 alpha withdrawal as=x re=d",
            "unknown_item",
        ),
        // What is about no item cannot be replied to.
        (
            "05-01 alpha readiness as=r stance=ready for=talks\n05-02 beta reply as=x re=r position=accept",
            "wrong_kind",
        ),
        // A chain that ends in nothing.
        (
            "05-01 alpha delivery as=d re=nothing to=beta\n05-02 beta objection as=x re=d against=delivery",
            "unknown_item",
        ),
    ] {
        let talks = Talks::play(script);
        let note = talks.name("x");
        let found: Vec<&str> = talks
            .standing()
            .without_effect
            .iter()
            .filter(|w| w.note == note)
            .map(|w| w.reason.name())
            .collect();
        assert_eq!(found, [reason], "{script}");
    }
}

#[test]
fn what_stands_beside_an_act_that_opens_nothing_is_not_astray() {
    let talks = Talks::play(
        "05-01 alpha readiness as=r stance=ready for=talks
        05-02 beta objection re=r against=wording
        05-02 alpha correction re=r",
    );
    assert_eq!(talks.standing().without_effect, []);
}

#[test]
fn executions_name_commitments_of_their_room() {
    let talks = Talks::play(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha commitment as=c from=p obliges=alpha room=public
        05-03 alpha execution as=x counts_towards=nothing,p,c handed_over=alpha:1",
    );
    let found: Vec<&str> = talks.standing().without_effect.iter().map(|w| w.reason.name()).collect();
    assert_eq!(found, ["wrong_kind", "other_room", "unknown_item"]);
}

#[test]
fn the_registry_tells_a_key_in_force_from_a_revoked_and_an_unknown_one() {
    let talks = Talks::play("05-01 beta credential key=k powers=reply\n05-03 beta revocation key=k");
    let process = talks.process();
    let registry = process.registry();
    let k = registry.keys().find(|(_, key)| !key.principal).expect("the credential's key");
    let after = verbale_process::Place { time_ms: u64::MAX, room: 1, leaf: 0 };
    assert_eq!(registry.status(k.0, k.1.admitted), KeyStatus::Active);
    assert_eq!(registry.status(k.0, after), KeyStatus::Revoked);
    assert_eq!(registry.status(&key_name(99), after), KeyStatus::Unknown);
    // What it signed before stays verifiable, for its own actor alone.
    let id = k.1.verifier.id();
    assert!(registry.verifier(&actor("beta"), k.0, id).is_some());
    assert!(registry.verifier(&actor("alpha"), k.0, id).is_none());
    assert!(registry.verifier(&actor("beta"), k.0, id ^ 1).is_none());
}
