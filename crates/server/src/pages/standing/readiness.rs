//! Readiness of each party, dated and scoped, and whether the stated conditions go together.

use verbale_process::act::Scope;

use crate::{
    locale::Arg,
    pages::{markup::Html, voice::Voice},
};

use super::{Shown, conditions};

/// One party's readiness.
pub struct ReadinessFace {
    pub id: String,
    pub name: Html,
    pub pattern: usize,
    pub rows: Vec<(Html, Html)>,
}

/// Each party, in the order of the day, with every scope: what it has not spoken of is said to be so.
pub(super) fn readiness(voice: &Voice<'_>) -> Vec<ReadinessFace> {
    voice
        .parties
        .iter()
        .map(|party| {
            let stated = voice.standing.readiness.get(party);
            let rows = Scope::ALL
                .iter()
                .map(|scope| {
                    let words = match stated.and_then(|s| s.get(scope)) {
                        None => voice.say("readiness-nothing"),
                        Some(r) => {
                            let stance = voice.to_note(&r.note, voice.term("stance", r.stance.name()));
                            let args = [("stance", Arg::from(stance)), ("date", voice.date(r.on).into())];
                            let words = voice.html("readiness-since", &args);
                            let conditions: Vec<Html> = r.conditions.iter().map(|c| voice.cited(c)).collect();
                            if conditions.is_empty() {
                                words
                            } else {
                                let args = [
                                    ("readiness", Arg::from(words)),
                                    ("conditions", voice.list(&conditions).into()),
                                ];
                                voice.html("readiness-conditions", &args)
                            }
                        }
                    };
                    (voice.term("scope", scope.name()), words)
                })
                .collect();
            ReadinessFace {
                id: party.to_string(),
                name: voice.name(party),
                pattern: voice.pattern(party).unwrap_or(1),
                rows,
            }
        })
        .collect()
}

/// Whether the stated conditions can be met together.
pub(super) fn together(voice: &Voice<'_>, shown: &Shown) -> Html {
    if conditions::in_series(voice, shown).is_empty() {
        voice.say("together-none-stated")
    } else if conditions::has_deadlock(voice, shown) {
        voice.say("together-no")
    } else {
        voice.say("together-yes")
    }
}
