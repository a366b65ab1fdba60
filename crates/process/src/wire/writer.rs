//! From types to JSON.

use std::collections::BTreeMap;

use verbale_record::{ActorId, Commitment};

use super::raw::{RawAct, RawAnnex, RawReading, RawReported};
use crate::act::{Act, Kind, Needs};

/// Writes an act as JSON, fields in the one order of this module.
pub fn write(act: &Act) -> String {
    let mut raw = RawAct { act: act.kind.name().to_owned(), ..RawAct::default() };
    raw.signers = act.signers.iter().map(ToString::to_string).collect();
    raw.annexes = act
        .annexes
        .iter()
        .map(|a| RawAnnex { commitment: a.commitment.to_string(), role: a.role, bytes: a.bytes })
        .collect();
    raw.series.clone_from(&act.series);
    raw.reported = act.reported.as_ref().map(|r| RawReported {
        by: r.by.as_ref().map(ToString::to_string),
        with: names(&r.with),
        on: r.on.to_string(),
        according_to: r.according_to.as_ref().map(ToString::to_string),
        medium: r.medium,
        received_by: r.received_by.as_ref().map(ToString::to_string),
        received_on: r.received_on.map(|d| d.to_string()),
    });
    fill(&mut raw, &act.kind);
    serde_json::to_string(&raw).unwrap_or_default()
}

fn names<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn some_paragraphs(paragraphs: &[u16]) -> Option<Vec<u16>> {
    (!paragraphs.is_empty()).then(|| paragraphs.to_vec())
}

fn some_names<T: ToString>(ids: &[T]) -> Option<Vec<String>> {
    (!ids.is_empty()).then(|| names(ids))
}

fn fill(raw: &mut RawAct, kind: &Kind) {
    let text = |c: &Commitment| Some(c.to_string());
    match kind {
        Kind::Charter(charter) => raw.charter = Some(charter.clone()),
        Kind::Amendment { of, charter } => {
            raw.charter = Some(charter.clone());
            raw.of = text(of);
        }
        Kind::KeyChange { actor, key } => {
            raw.actor = Some(actor.to_string());
            raw.key = Some(key.clone());
        }
        Kind::Credential { actor, key, powers, from, until } => {
            raw.actor = Some(actor.to_string());
            raw.key = Some(key.clone());
            raw.powers = Some(powers.clone());
            raw.from = from.map(|d| d.to_string());
            raw.until = until.map(|d| d.to_string());
        }
        Kind::Revocation { key } => raw.key = Some(key.to_string()),
        Kind::Confirmation { re, given } => {
            raw.re = text(re);
            raw.given = Some(*given);
        }
        Kind::Round { number, mode, fulfils } => {
            raw.number = *number;
            raw.mode = *mode;
            raw.fulfils = some_names(fulfils);
        }
        Kind::Meeting { participants, track } => {
            raw.participants = Some(names(participants));
            raw.track = *track;
        }
        Kind::Proposal {
            to,
            track,
            topic,
            presented_at,
            supersedes,
            counter_to,
            reply_by,
            groups,
            needs,
        } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
            raw.topic = Some(topic.clone());
            raw.presented_at = presented_at.as_ref().and_then(text);
            raw.supersedes = supersedes.as_ref().and_then(text);
            raw.counter_to = counter_to.as_ref().and_then(text);
            raw.reply_by = reply_by.map(|d| d.to_string());
            raw.groups = (!groups.is_empty()).then(|| groups.clone());
            raw.needs = (*needs == Needs::Each).then(|| needs.to_string());
        }
        Kind::Question { to, track, topic, presented_at } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
            raw.topic = Some(topic.clone());
            raw.presented_at = presented_at.as_ref().and_then(text);
        }
        Kind::Answer { re, conditions } => {
            raw.re = text(re);
            raw.conditions = *conditions;
        }
        Kind::Delivery { re, to } | Kind::Release { re, to } => {
            raw.re = text(re);
            raw.to = Some(names(to));
        }
        Kind::Reply { re, position, counter_id, until } => {
            raw.re = text(re);
            raw.position = Some(*position);
            raw.counter_id = counter_id.as_ref().and_then(text);
            raw.until = until.map(|d| d.to_string());
        }
        Kind::Withdrawal { re }
        | Kind::Receipt { re }
        | Kind::NotReceived { re }
        | Kind::ConditionMet { re }
        | Kind::ConditionLifted { re }
        | Kind::Endorsement { re }
        | Kind::Initial { re }
        | Kind::Correction { re }
        | Kind::Publication { re } => raw.re = text(re),
        Kind::Approval { re, paragraphs } | Kind::Amend { re, paragraphs } => {
            raw.re = text(re);
            raw.paragraphs = some_paragraphs(paragraphs);
        }
        Kind::Readiness { stance, scope } => {
            raw.stance = Some(*stance);
            raw.scope_for = Some(*scope);
        }
        Kind::Condition { requires_of, needs, before, checkable } => {
            raw.requires_of = Some(names(requires_of));
            raw.needs = Some(needs.clone());
            raw.before = Some(before.clone());
            raw.checkable = Some(*checkable);
        }
        Kind::Commitment { from, obliges, category, quantity, unit, per, accounts, due } => {
            raw.from = text(from);
            raw.obliges = Some(names(obliges));
            raw.category = Some(category.clone());
            raw.quantity = *quantity;
            raw.unit = *unit;
            raw.per = *per;
            raw.due = due.map(|d| d.to_string());
            raw.accounts = (!accounts.is_empty()).then(|| {
                accounts
                    .iter()
                    .map(|(actor, r)| {
                        let reading = RawReading {
                            obliges: r.obliges.as_deref().map(names),
                            quantity: r.quantity,
                            per: r.per,
                        };
                        (actor.to_string(), serde_json::to_value(reading).unwrap_or_default())
                    })
                    .collect()
            });
        }
        Kind::Execution {
            counts_towards,
            may_count_towards,
            category,
            unit,
            handed_over,
            accounts,
            declares_complete,
        } => {
            let figures = |f: &BTreeMap<ActorId, Option<u64>>| -> BTreeMap<String, Option<u64>> {
                f.iter().map(|(a, n)| (a.to_string(), *n)).collect()
            };
            raw.counts_towards = Some(names(counts_towards));
            raw.may_count_towards = some_names(may_count_towards);
            raw.category = Some(category.clone());
            raw.unit = Some(*unit);
            raw.handed_over = Some(figures(handed_over));
            raw.declares_complete = some_names(declares_complete);
            raw.accounts = (!accounts.is_empty()).then(|| {
                accounts
                    .iter()
                    .map(|(actor, f)| {
                        (actor.to_string(), serde_json::to_value(figures(f)).unwrap_or_default())
                    })
                    .collect()
            });
        }
        Kind::Group { from, track, phase, works_in, until } => {
            raw.from = text(from);
            raw.track = Some(*track);
            raw.phase = Some(*phase);
            raw.works_in.clone_from(works_in);
            raw.until = until.map(|day| day.to_string());
        }
        Kind::Session { group, phase } => {
            raw.group = text(group);
            raw.phase = Some(*phase);
        }
        Kind::Statement { form, about, asserts_awaits, mediator, unnamed } => {
            raw.form = Some(*form);
            raw.about = Some(names(about));
            raw.asserts_awaits = some_names(asserts_awaits);
            raw.mediator = mediator.then_some(true);
            raw.unnamed = unnamed.then_some(true);
        }
        Kind::Objection { re, against, paragraphs } => {
            raw.re = text(re);
            raw.against = Some(*against);
            raw.paragraphs = some_paragraphs(paragraphs);
        }
        Kind::Suspension { scope } | Kind::Resumption { scope } => raw.scope = Some(scope.clone()),
        Kind::Minutes { of, paragraph_count } => {
            raw.of = text(of);
            raw.paragraph_count = *paragraph_count;
        }
        Kind::List { to, category } => {
            raw.to = Some(names(to));
            raw.category = Some(category.clone());
        }
        Kind::Report { group } => raw.group = text(group),
        Kind::Text { to, track } => {
            raw.to = Some(names(to));
            raw.track = Some(*track);
        }
        Kind::Sign { re, ad_referendum } => {
            raw.re = text(re);
            raw.ad_referendum = ad_referendum.then_some(true);
        }
        Kind::Communique { from, mirror } => {
            raw.from = from.as_ref().and_then(text);
            raw.mirror = mirror.as_ref().map(ToString::to_string);
        }
        Kind::Overtaken { re, by } => {
            raw.re = text(re);
            raw.by_item = by.as_ref().and_then(text);
        }
        Kind::Erased { annex } => raw.annex = text(annex),
        Kind::Unreadable { .. } => {}
    }
}
