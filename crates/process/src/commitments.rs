//! Commitments and their execution, by account.
//!
//! A figure that nobody reported is unknown, never zero: a sum that lacks one reads *at least*.
//! Where accounts differ, each account has a sum of its own, and the common sum counts the least.

use std::collections::{BTreeMap, BTreeSet};

use verbale_record::ActorId;

use crate::{
    act::{Figures, ItemId, Kind, Per},
    charter::{Charter, Role},
    entry::Entry,
    item::State,
    registry::Registry,
    rules::Turn,
    standing::{AccountReading, Binding, Closing, CommitmentStanding, Executed, Sum},
};

/// The executions that name a commitment, each with what it says of it.
pub(crate) struct Stage<'a> {
    pub entry: &'a Entry,
    /// It counts towards the commitment; else that is open.
    pub counts: bool,
    /// Its author called the commitment complete.
    pub declares: bool,
}

/// The standing of one commitment. `from` is the state of the proposal that it comes from.
pub(crate) fn commitment(
    charter: &Charter,
    registry: &Registry,
    id: ItemId,
    entry: &Entry,
    from_state: Option<&State>,
    stages: &[Stage<'_>],
) -> Option<CommitmentStanding> {
    let Kind::Commitment { from, obliges, category, quantity, unit, per, accounts, due } = &entry.act.kind
    else {
        return None;
    };
    let counted: Vec<&Entry> = stages.iter().filter(|s| s.counts).map(|s| s.entry).collect();
    let open: Vec<&Entry> =
        stages.iter().filter(|s| !s.counts && may_count(s.entry, &id)).map(|s| s.entry).collect();
    let executed = executed(&counted, &open);
    let readings: BTreeMap<ActorId, AccountReading> = accounts
        .iter()
        .map(|(actor, reading)| {
            let obliges = reading.obliges.clone().unwrap_or_else(|| obliges.clone());
            let quantity = reading.quantity.or(*quantity);
            let per = reading.per.or(*per);
            let reached = reached(quantity, per, &obliges, &executed);
            (actor.clone(), AccountReading { obliges, quantity, per, reached })
        })
        .collect();
    let base = reached(*quantity, *per, obliges, &executed);
    let mut declared: Vec<ActorId> = Vec::new();
    for actor in stages.iter().filter(|s| s.declares).filter_map(|s| s.entry.actor()) {
        if !declared.contains(actor) {
            declared.push(actor.clone());
        }
    }
    let concerned = concerned(charter, obliges, accounts.keys(), from_state);
    let all_declared = !concerned.is_empty() && concerned.iter().all(|a| declared.contains(a));
    let reached_in_all = match readings.is_empty() {
        true => base == Some(true),
        false => readings.values().all(|r| r.reached == Some(true)),
    };
    Some(CommitmentStanding {
        id,
        from: *from,
        series: entry.act.series.clone(),
        category: category.clone(),
        unit: *unit,
        quantity: *quantity,
        per: *per,
        due: *due,
        obliges: obliges.iter().map(|a| (a.clone(), binding(registry, a, entry, from_state))).collect(),
        accounts: accounts.clone(),
        readings,
        reached: base,
        executed,
        stages: counted.iter().map(|e| e.commitment).collect(),
        open_stages: open.iter().map(|e| e.commitment).collect(),
        declared_complete_by: declared,
        complete: all_declared || reached_in_all,
    })
}

fn may_count(entry: &Entry, id: &ItemId) -> bool {
    matches!(&entry.act.kind, Kind::Execution { may_count_towards, .. } if may_count_towards.contains(id))
}

fn figures(entry: &Entry) -> Option<(&Figures, &BTreeMap<ActorId, Figures>)> {
    match &entry.act.kind {
        Kind::Execution { handed_over, accounts, .. } => Some((handed_over, accounts)),
        _ => None,
    }
}

/// The least figure that anybody gave for what a side handed over at a stage; `None` where the
/// side has no part in it, `Some(None)` where nobody gave one.
fn least(entry: &Entry, side: &ActorId) -> Option<Option<u64>> {
    let (handed_over, accounts) = figures(entry)?;
    let given = handed_over.get(side).into_iter().chain(accounts.values().filter_map(|f| f.get(side)));
    let mut any = false;
    let least = given.inspect(|_| any = true).filter_map(|f| *f).min();
    any.then_some(least)
}

/// The figure in one account: the account's own, else the common one.
fn in_account(entry: &Entry, side: &ActorId, account: &ActorId) -> Option<Option<u64>> {
    let (_, accounts) = figures(entry)?;
    match accounts.get(account).and_then(|f| f.get(side)) {
        Some(figure) => Some(*figure),
        None => least(entry, side),
    }
}

fn sum<'a>(
    stages: impl Iterator<Item = &'a Entry>,
    figure: impl Fn(&'a Entry) -> Option<Option<u64>>,
) -> Sum {
    let mut sum = Sum::default();
    for reported in stages.filter_map(figure) {
        match reported {
            Some(n) => sum.at_least = sum.at_least.saturating_add(n),
            None => sum.unreported += 1,
        }
    }
    sum
}

fn executed(counted: &[&Entry], open: &[&Entry]) -> BTreeMap<ActorId, Executed> {
    let all = || counted.iter().chain(open).copied();
    let mut sides: BTreeSet<&ActorId> = BTreeSet::new();
    let mut reporters: BTreeSet<&ActorId> = BTreeSet::new();
    for (handed_over, accounts) in all().filter_map(figures) {
        sides.extend(handed_over.keys());
        sides.extend(accounts.values().flat_map(BTreeMap::keys));
        reporters.extend(accounts.keys());
    }
    sides
        .into_iter()
        .map(|side| {
            let common = sum(counted.iter().copied(), |e| least(e, side));
            let by_account: BTreeMap<ActorId, Sum> = reporters
                .iter()
                .map(|r| ((*r).clone(), sum(counted.iter().copied(), |e| in_account(e, side, r))))
                .collect();
            let differ = by_account.values().any(|s| *s != common);
            let executed = Executed {
                sum: common,
                by_account: if differ { by_account } else { BTreeMap::new() },
                with_open_stages: (!open.is_empty()).then(|| sum(all(), |e| least(e, side))),
            };
            (side.clone(), executed)
        })
        .collect()
}

/// Whether figures reach a quantity; `None` where that cannot be known: a figure was not reported,
/// or it would turn on whether a stage counts.
fn reached(
    quantity: Option<u64>,
    per: Option<Per>,
    obliges: &[ActorId],
    executed: &BTreeMap<ActorId, Executed>,
) -> Option<bool> {
    let quantity = quantity?;
    let of = |figure: fn(&Executed) -> Sum| -> Vec<Option<Sum>> {
        obliges.iter().map(|actor| executed.get(actor).map(figure)).collect()
    };
    let surely = of(|e| e.sum);
    let at_most = of(|e| e.with_open_stages.unwrap_or(e.sum));
    let is_known = |sum: &Option<Sum>| sum.is_some_and(|s| s.unreported == 0);
    let of_side = |sum: &Option<Sum>| sum.map_or(0, |s| s.at_least);
    let total = |sums: &[Option<Sum>]| sums.iter().map(of_side).fold(0, u64::saturating_add);
    let (reached, short) = match per? {
        Per::Disputed => return None,
        Per::Side => (
            !surely.is_empty() && surely.iter().all(|s| of_side(s) >= quantity),
            at_most.iter().any(|s| is_known(s) && of_side(s) < quantity),
        ),
        Per::Total => {
            (total(&surely) >= quantity, at_most.iter().all(is_known) && total(&at_most) < quantity)
        }
    };
    match (reached, short) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// Those whose common word closes a commitment: whom it obliges, who reads it in an account of
/// its own, and who made and accepted the proposal that it comes from; of these the parties.
fn concerned<'a>(
    charter: &Charter,
    obliges: &'a [ActorId],
    accounts: impl Iterator<Item = &'a ActorId>,
    from: Option<&'a State>,
) -> BTreeSet<&'a ActorId> {
    let opening = from.and_then(|s| s.opening.as_ref());
    let others = opening.into_iter().flat_map(|o| o.by.iter().chain(&o.to));
    obliges
        .iter()
        .chain(accounts)
        .chain(others)
        .filter(|a| charter.actor(a).is_some_and(|entry| entry.role == Role::Party))
        .collect()
}

/// A commitment binds those who signed it or accepted what it comes from; of others it is said.
fn binding(registry: &Registry, actor: &ActorId, entry: &Entry, from: Option<&State>) -> Binding {
    let signed_alone = entry.act.reported.is_none() && entry.author == *actor;
    if signed_alone || registry.has_signed(actor, entry) {
        return Binding::Signed;
    }
    let Some(state) = from else { return Binding::SaidToBe };
    let accepted = |turn: Turn| turn == Turn::Ended(Closing::Accepted);
    let proposed =
        state.opening.as_ref().is_some_and(|o| o.by.as_ref() == Some(actor) || o.with.contains(actor));
    let by_all = !state.parts.is_empty() && state.parts.iter().all(|p| accepted(p.turn));
    let by_itself = state.addressees().any(|(addressee, part)| addressee == actor && accepted(part.turn));
    if by_itself || (proposed && by_all) { Binding::Accepted } else { Binding::SaidToBe }
}
