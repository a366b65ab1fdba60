//! The answer in words: what is open and since when, never how many per party.

use jiff::civil::Date;
use verbale_process::standing::{Due, ItemStanding};
use verbale_record::ActorId;

use crate::{
    locale::Arg,
    pages::{markup::Html, voice::Voice},
};

use super::{Shown, conditions};

/// Contested acts that the answer names; where there are more it says that the page lists them.
const CONTESTED_NAMED_MAX: usize = 4;

/// The answer, sentence by sentence.
pub fn answer(voice: &Voice<'_>, shown: &Shown) -> Vec<Html> {
    let mut sentences = vec![unanswered(voice, shown)];
    sentences.extend(questions(voice, shown));
    sentences.push(last_round(voice, shown));
    sentences.extend(suspensions(voice));
    sentences.extend(contested(voice, shown));
    sentences.push(conditions::answer(voice, shown));
    sentences
}

/// Items of the page's series that await this of somebody.
fn awaiting<'a>(
    voice: &'a Voice<'_>,
    shown: &'a Shown,
    what: Due,
) -> impl Iterator<Item = (&'a ItemStanding, Date)> {
    voice.standing.open_items().filter(|i| shown.has(&i.series)).filter_map(move |item| {
        let since = item.outcome.awaits().iter().filter(|a| a.what == what).map(|a| a.since).min()?;
        Some((item, since))
    })
}

/// Who opened these items, in words: *both sides*, or names.
fn openers(voice: &Voice<'_>, items: &[(&ItemStanding, Date)]) -> Html {
    let mut actors: Vec<ActorId> = Vec::new();
    for (item, _) in items {
        actors.extend(item.by.iter().filter(|a| !actors.contains(a)).cloned().collect::<Vec<_>>());
    }
    let all = voice.parties.len() > 1 && voice.parties.iter().all(|p| actors.contains(p));
    if !all {
        return voice.names(&actors);
    }
    let sides = if voice.parties.len() == 2 { voice.say("both-sides") } else { voice.say("all-sides") };
    let others: Vec<Html> =
        actors.iter().filter(|a| !voice.parties.contains(a)).map(|a| voice.name(a)).collect();
    voice.list(&[vec![sides], others].concat())
}

fn unanswered(voice: &Voice<'_>, shown: &Shown) -> Html {
    let items: Vec<_> = awaiting(voice, shown, Due::Reply).collect();
    let day = voice.date(shown.as_of);
    let Some((oldest, since)) = items.iter().min_by_key(|(i, since)| (*since, i.place)) else {
        return voice.html("answer-none", &[("date", day.into())]);
    };
    let since = voice.figure(&voice.item_href(&oldest.id), voice.date(*since));
    let args = [("date", Arg::from(day)), ("whose", openers(voice, &items).into()), ("since", since.into())];
    voice.html("answer-unanswered", &args)
}

fn questions(voice: &Voice<'_>, shown: &Shown) -> Option<Html> {
    let items: Vec<_> = awaiting(voice, shown, Due::Answer).collect();
    let (oldest, since) = items.iter().min_by_key(|(i, since)| (*since, i.place))?;
    let since = voice.figure(&voice.item_href(&oldest.id), voice.date(*since));
    Some(voice.html("answer-questions", &[("whose", openers(voice, &items).into()), ("since", since.into())]))
}

fn last_round(voice: &Voice<'_>, shown: &Shown) -> Html {
    let rounds = shown.series.as_ref().and_then(|s| voice.standing.rounds.get(s));
    let Some((rounds, last)) = rounds.and_then(|r| Some((r, r.rounds.last()?))) else {
        return voice.say("answer-no-round");
    };
    let ago = voice.html("days-ago", &[("n", u64::try_from(rounds.days_since).unwrap_or(0).into())]);
    let ago = voice.figure(&voice.item_href(last), ago);
    voice.html("answer-last-round", &[("ago", ago.into())])
}

fn suspensions(voice: &Voice<'_>) -> Vec<Html> {
    voice
        .standing
        .suspensions
        .iter()
        .map(|s| {
            let date = voice.to_note(&s.note, voice.date(s.on));
            voice.html(
                "answer-suspended",
                &[("scope", voice.term("scope", &s.scope).into()), ("date", date.into())],
            )
        })
        .collect()
}

fn contested(voice: &Voice<'_>, shown: &Shown) -> Vec<Html> {
    let all: Vec<Html> = voice
        .standing
        .items
        .iter()
        .filter(|i| i.kind.awaits() && shown.has(&i.series))
        .flat_map(|item| item.contests.iter().map(|c| voice.contested_sentence(item, c)))
        .collect();
    let mut named: Vec<Html> = all.iter().take(CONTESTED_NAMED_MAX).cloned().collect();
    if all.len() > named.len() {
        named.push(voice.say("answer-contested-more"));
    }
    named
}
