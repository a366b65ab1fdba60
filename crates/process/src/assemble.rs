//! Assembles the standing of a process from the states of its items.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_record::ActorId;

use crate::{
    act::{ItemId, Kind, Scope},
    commitments::{Stage, commitment},
    deadlock::deadlocks,
    entry::days_between,
    fold::{At, Cut, Held, Item, Process, ReadingState},
    item::{Rules, is_talks},
    moves::add_moves,
    standing::{
        Claim, Closing, Condition, Contest, ExecutionFigures, Group, ItemKind, ItemStanding, Outcome, Readiness, Reason,
        Rounds, Standing, Suspension, WithoutEffect,
    },
};

impl Process {
    /// The standing as of its two clocks. Pure: the same notes give the same answer everywhere.
    pub fn standing(&self, at: At) -> Standing {
        let cut = self.cut(at);
        let whole = cut.until.is_none() && !cut.nothing && self.last_day().is_none_or(|last| last <= at.as_of);
        let mut items: Vec<(ItemId, &Item)> = self
            .items
            .iter()
            .filter(|(_, item)| cut.holds(self.held(item.opener)))
            .map(|(id, item)| (*id, item))
            .collect();
        items.sort_by_key(|(_, item)| self.held(item.opener).order);
        let folded: Vec<Folded<'_>> = items
            .into_iter()
            .map(|(id, item)| {
                let cached = whole && !item.readings.is_empty();
                let readings = if cached { None } else { Some(self.fold_item(&id, item, &cut)) };
                Folded { id, item, readings }
            })
            .collect();
        let mut assembly = Assembly { process: self, at, cut, folded, by_id: BTreeMap::new() };
        assembly.by_id = assembly.folded.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
        assembly.standing()
    }
}

/// An item with its readings: the process's own where every note counts, else folded for the cut.
struct Folded<'a> {
    id: ItemId,
    item: &'a Item,
    readings: Option<Vec<ReadingState>>,
}

impl Folded<'_> {
    fn readings(&self) -> &[ReadingState] {
        self.readings.as_deref().unwrap_or(&self.item.readings)
    }
    fn with(&self) -> Option<&ReadingState> {
        self.readings().first()
    }
}

struct Assembly<'a> {
    process: &'a Process,
    at: At,
    cut: Cut,
    folded: Vec<Folded<'a>>,
    by_id: BTreeMap<ItemId, usize>,
}

impl Assembly<'_> {
    fn standing(&self) -> Standing {
        let items: Vec<ItemStanding> = self.folded.iter().filter_map(|f| self.item(f)).collect();
        let conditions = self.conditions(&items);
        let (groups_established, groups_proposed, ungrounded) = self.groups(&items);
        let mut room_sizes = vec![0; self.process.charter().rooms.len()];
        let mut at_size = 0;
        for held in self.process.all_held() {
            let counts = !self.cut.nothing && self.cut.until.is_none_or(|until| held.entry.arrived <= until);
            if counts {
                at_size += 1;
                if let Some(size) = room_sizes.get_mut(usize::from(held.entry.arrived.room)) {
                    *size += 1;
                }
            }
        }
        Standing {
            as_of: self.at.as_of,
            at_size,
            room_sizes,
            readiness: self.readiness(&conditions),
            deadlocks: deadlocks(&conditions),
            conditions,
            rounds: self.rounds(&items),
            groups_established,
            groups_proposed,
            commitments: self.commitments(),
            executions: self.executions(),
            suspensions: self.suspensions(),
            moves: self.moves(),
            claims: self.claims(),
            without_effect: self.without_effect(ungrounded),
            items,
        }
    }

    fn outcome(&self, reading: &ReadingState) -> Outcome {
        reading.state.outcome(self.process.charter(), self.at.as_of)
    }

    fn item(&self, folded: &Folded<'_>) -> Option<ItemStanding> {
        let with = folded.with()?;
        let opening = with.state.opening.as_ref()?;
        let opener = self.process.held(folded.item.opener);
        let contests = folded
            .readings()
            .iter()
            .filter_map(|reading| {
                let index = reading.without?;
                let contested = self.process.held(index);
                Some(Contest {
                    act: contested.entry.commitment,
                    according_to: contested.entry.act.reported.as_ref().and_then(|r| r.according_to.clone()),
                    objections: self.process.objections_to(index, &self.cut).map(|o| o.entry.commitment).collect(),
                    with: self.outcome(with),
                    without: self.outcome(reading),
                })
            })
            .collect();
        Some(ItemStanding {
            id: folded.id,
            kind: folded.item.kind,
            place: opener.entry.place,
            by: opening.by.clone(),
            with: opening.with.clone(),
            to: opening.to.clone(),
            track: opening.track,
            series: opener.entry.act.series.clone(),
            opened: opening.on,
            outcome: self.outcome(with),
            contests,
            beside: with.state.beside.clone(),
            perhaps_overtaken: with.state.perhaps_overtaken.clone(),
        })
    }

    fn conditions(&self, items: &[ItemStanding]) -> Vec<Condition> {
        let open = items.iter().filter(|i| i.kind == ItemKind::Condition && i.outcome.is_open());
        open.filter_map(|item| {
            let Kind::Condition { requires_of, needs, before, .. } = &self.process.entry(&item.id)?.act.kind else {
                return None;
            };
            Some(Condition {
                id: item.id,
                by: item.by.clone(),
                requires_of: requires_of.clone(),
                needs: needs.clone(),
                before: before.clone(),
                on: item.opened,
                series: item.series.clone(),
                contested: !item.contests.is_empty(),
            })
        })
        .collect()
    }

    fn loose(&self) -> impl Iterator<Item = &Held> {
        let counts = |i: &&u32| self.cut.holds(self.process.held(**i)) && self.process.gate(**i, &self.cut).is_none();
        self.process.loose.values().filter(counts).map(|i| self.process.held(*i))
    }

    fn readiness(&self, conditions: &[Condition]) -> BTreeMap<ActorId, BTreeMap<Scope, Readiness>> {
        let mut readiness: BTreeMap<ActorId, BTreeMap<Scope, Readiness>> = BTreeMap::new();
        for held in self.loose() {
            let (Kind::Readiness { stance, scope }, Some(actor)) = (&held.entry.act.kind, held.entry.actor()) else {
                continue;
            };
            let own = conditions.iter().filter(|c| c.by.as_ref() == Some(actor) && is_before(c, *scope));
            let stated = Readiness {
                stance: *stance,
                on: held.day,
                note: held.entry.commitment,
                conditions: own.map(|c| c.id).collect(),
            };
            readiness.entry(actor.clone()).or_default().insert(*scope, stated);
        }
        readiness
    }

    fn suspensions(&self) -> Vec<Suspension> {
        let mut suspensions: Vec<Suspension> = Vec::new();
        for held in self.loose() {
            match &held.entry.act.kind {
                Kind::Suspension { scope } => suspensions.push(Suspension {
                    scope: scope.clone(),
                    by: held.entry.actor().cloned(),
                    on: held.day,
                    note: held.entry.commitment,
                }),
                // A suspension ends by the word of whoever declared it.
                Kind::Resumption { scope } => {
                    suspensions.retain(|s| s.scope != *scope || s.by.as_ref() != held.entry.actor());
                }
                _ => {}
            }
        }
        suspensions
    }

    fn rounds(&self, items: &[ItemStanding]) -> BTreeMap<String, Rounds> {
        let mut rounds: BTreeMap<String, Rounds> = BTreeMap::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Round) {
            let series = item.series.clone().unwrap_or_default();
            let entry = rounds.entry(series).or_insert_with(|| Rounds {
                rounds: Vec::new(),
                last: item.opened,
                days_since: 0,
            });
            entry.rounds.push(item.id);
            entry.last = entry.last.max(item.opened);
        }
        for entry in rounds.values_mut() {
            entry.days_since = i32::try_from(days_between(entry.last, self.at.as_of)).unwrap_or(i32::MAX);
        }
        rounds
    }

    /// Established groups, proposed ones, and notes that would establish one without consent.
    fn groups(&self, items: &[ItemStanding]) -> (Vec<Group>, Vec<Group>, Vec<ItemId>) {
        let mut established = Vec::new();
        let mut without_consent = Vec::new();
        let mut from_proposals = BTreeSet::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Group && i.outcome.is_open()) {
            let Some(Kind::Group { from, track, .. }) = self.process.entry(&item.id).map(|e| &e.act.kind) else {
                continue;
            };
            let agreed = self.by_id.get(from).and_then(|i| self.folded[*i].with()).is_some_and(|reading| {
                matches!(
                    self.outcome(reading),
                    Outcome::Closed(ref c) if matches!(c.how, Closing::Accepted | Closing::CarriedOut)
                )
            });
            if agreed {
                from_proposals.insert((*from, *track));
                let group =
                    Group { id: item.id, tracks: vec![*track], on: item.opened, series: item.series.clone() };
                established.push(group);
            } else {
                without_consent.push(item.id);
            }
        }
        let mut proposed = Vec::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Proposal) {
            let Some(Kind::Proposal { groups, .. }) = self.process.entry(&item.id).map(|e| &e.act.kind) else {
                continue;
            };
            let alive = match &item.outcome {
                Outcome::Open(_) => true,
                Outcome::Closed(closed) => closed.how == Closing::Accepted,
                Outcome::Absent => false,
            };
            let tracks: Vec<_> =
                groups.iter().filter(|t| !from_proposals.contains(&(item.id, **t))).copied().collect();
            if alive && !tracks.is_empty() {
                proposed.push(Group { id: item.id, tracks, on: item.opened, series: item.series.clone() });
            }
        }
        (established, proposed, without_consent)
    }

    fn commitments(&self) -> Vec<crate::standing::CommitmentStanding> {
        let mut found = Vec::new();
        for folded in self.folded.iter().filter(|f| f.item.kind == ItemKind::Commitment) {
            let present = folded.with().is_some_and(|r| r.state.opening.is_some());
            let entry = &self.process.held(folded.item.opener).entry;
            let Kind::Commitment { from, .. } = &entry.act.kind else { continue };
            if !present {
                continue;
            }
            let from_state = self.by_id.get(from).and_then(|i| self.folded[*i].with()).map(|r| &r.state);
            let stages: Vec<Stage<'_>> = self
                .process
                .stages_of(&folded.id)
                .filter(|h| self.counts_as_stage(h, entry.place.room))
                .filter_map(|h| match &h.entry.act.kind {
                    Kind::Execution { counts_towards, declares_complete, .. } => Some(Stage {
                        entry: &h.entry,
                        counts: counts_towards.contains(&folded.id),
                        declares: declares_complete.contains(&folded.id),
                    }),
                    _ => None,
                })
                .collect();
            let process = self.process;
            found.extend(commitment(process.charter(), process.registry(), folded.id, entry, from_state, &stages));
        }
        found
    }

    fn counts_as_stage(&self, held: &Held, room: u16) -> bool {
        let index = self.process.index(&held.entry.commitment);
        held.entry.place.room == room
            && self.cut.holds(held)
            && index.is_some_and(|i| self.process.gate(i, &self.cut).is_none())
    }

    fn executions(&self) -> Vec<ExecutionFigures> {
        let openers = self.folded.iter().filter(|f| f.item.kind == ItemKind::Execution);
        openers
            .filter(|f| f.with().is_some_and(|r| r.state.opening.is_some()))
            .filter_map(|f| match &self.process.held(f.item.opener).entry.act.kind {
                Kind::Execution { category, unit, handed_over, accounts, counts_towards, may_count_towards, .. } => {
                    Some(ExecutionFigures {
                        id: f.id,
                        category: category.clone(),
                        unit: *unit,
                        handed_over: handed_over.clone(),
                        accounts: accounts.clone(),
                        counts_towards: counts_towards.clone(),
                        may_count_towards: may_count_towards.clone(),
                    })
                }
                _ => None,
            })
            .collect()
    }

    fn moves(&self) -> BTreeMap<ActorId, Vec<crate::standing::Move>> {
        let mut moves = BTreeMap::new();
        for folded in &self.folded {
            let Some(reading) = folded.with() else { continue };
            let outcome = self.outcome(reading);
            let room = self.process.held(folded.item.opener).entry.place.room;
            let rules = Rules { charter: self.process.charter(), room };
            add_moves(&rules, &folded.id, &reading.state, &outcome, self.at.as_of, &mut moves);
        }
        moves
    }

    fn claims(&self) -> Vec<Claim> {
        let statements = self.folded.iter().filter(|f| f.item.kind == ItemKind::Statement);
        statements
            .filter_map(|f| {
                let held = self.process.held(f.item.opener);
                let Kind::Statement { about, asserts_awaits, .. } = &held.entry.act.kind else { return None };
                f.with()?.state.opening.as_ref()?;
                (!asserts_awaits.is_empty()).then(|| Claim {
                    id: f.id,
                    by: held.entry.actor().cloned(),
                    on: held.day,
                    asserts_awaits: asserts_awaits.clone(),
                    about: about.clone(),
                })
            })
            .collect()
    }

    fn without_effect(&self, ungrounded_groups: Vec<ItemId>) -> Vec<WithoutEffect> {
        let mut found: Vec<WithoutEffect> = Vec::new();
        for (index, held) in self.process.all_held().iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            if !self.cut.holds(held) {
                continue;
            }
            let note = held.entry.commitment;
            if let Some(reason) = self.process.gate(index, &self.cut) {
                if !self.is_confirmed(held, reason) {
                    found.push(WithoutEffect { note, item: held.home, reason });
                }
            } else if matches!(held.entry.act.kind, Kind::Execution { .. }) {
                found.extend(self.stray_stages(held));
            }
        }
        for index in self.process.dangling() {
            let held = self.process.held(index);
            // A statement about something of another room says what it says.
            if self.cut.holds(held) && self.process.gate(index, &self.cut).is_none() {
                found.push(WithoutEffect { note: held.entry.commitment, item: None, reason: Reason::UnknownItem });
            }
        }
        for folded in &self.folded {
            let without = folded.with().into_iter().flat_map(|r| &r.state.without);
            found.extend(without.map(|(note, reason)| WithoutEffect { note: *note, item: Some(folded.id), reason: *reason }));
        }
        found.extend(ungrounded_groups.into_iter().map(|id| WithoutEffect {
            note: id,
            item: Some(id),
            reason: Reason::NoConsent,
        }));
        found.sort_by_key(|w| {
            let order = self.process.index(&w.note).map(|i| self.process.held(i).order);
            (order, w.item, w.reason)
        });
        found.dedup();
        found
    }

    /// Whether an act beyond powers was confirmed later.
    fn is_confirmed(&self, held: &Held, reason: Reason) -> bool {
        let Some(folded) = held.home.and_then(|home| self.by_id.get(&home)).map(|i| &self.folded[*i]) else {
            return false;
        };
        reason == Reason::BeyondPowers
            && folded.item.touching.iter().map(|(_, i)| (*i, self.process.held(*i))).any(|(i, h)| {
                matches!(&h.entry.act.kind, Kind::Confirmation { re, given: true } if *re == held.entry.commitment)
                    && self.cut.holds(h)
                    && self.process.gate(i, &self.cut).is_none()
                    && held.entry.actor().is_some_and(|actor| h.entry.is_by(actor))
            })
    }

    fn stray_stages(&self, held: &Held) -> Vec<WithoutEffect> {
        let named = crate::fold::named(&held.entry).stages;
        let stray = |item: &ItemId| match self.process.entry(item) {
            None => Some(Reason::UnknownItem),
            Some(e) if e.place.room != held.entry.place.room => Some(Reason::OtherRoom),
            Some(e) if !matches!(e.act.kind, Kind::Commitment { .. }) => Some(Reason::WrongKind),
            Some(_) => None,
        };
        named
            .iter()
            .filter_map(|item| {
                Some(WithoutEffect { note: held.entry.commitment, item: Some(*item), reason: stray(item)? })
            })
            .collect()
    }
}

fn is_before(condition: &Condition, scope: Scope) -> bool {
    match scope {
        Scope::Talks | Scope::Round => is_talks(&condition.before),
        Scope::Summit => condition.before == "summit",
    }
}

/// Days from one day to another, for readers of a standing.
pub fn days(from: Date, to: Date) -> i64 {
    days_between(from, to)
}
