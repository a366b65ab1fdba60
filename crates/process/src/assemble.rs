//! Assembles the standing of a process from the states of its items.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_record::ActorId;

use crate::{
    act::{ItemId, Kind, Scope, Track},
    commitments::{Stage, commitment},
    contest::Accounting,
    deadlock::deadlocks,
    entry::days_between,
    fold::{At, Cut, Held, Item, Process},
    item::{Rules, State, is_talks},
    moves::add_moves,
    reading::{Course, Readings, RoundsHeld},
    rules::Turn,
    standing::{
        Claim, Closing, Condition, Contest, ExecutionFigures, Group, ItemKind, ItemStanding, Outcome,
        Readiness, Reason, Rounds, Standing, Suspension, WithoutEffect,
    },
};

impl Process {
    /// The standing as of its two clocks. Pure: the same notes give the same answer everywhere.
    pub fn standing(&self, at: At) -> Standing {
        let cut = self.cut(at);
        let mut items: Vec<(ItemId, &Item)> =
            self.items().filter(|(_, item)| cut.holds(self.held(item.opener))).collect();
        items.sort_by_key(|(_, item)| self.held(item.opener).order);
        let rounds = RoundsHeld::of(self, &cut);
        let accounting = Accounting::of(self, items.iter().copied(), &cut);
        let folded: Vec<Folded<'_>> = items
            .into_iter()
            .map(|(id, item)| Folded {
                id,
                item,
                readings: self.readings(&id, item, &cut, &rounds, &accounting),
            })
            .collect();
        let by_id = folded.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
        Assembly { process: self, at, cut, accounting, folded, by_id }.standing()
    }
}

/// An item with its readings.
struct Folded<'a> {
    id: ItemId,
    item: &'a Item,
    readings: Readings<'a>,
}

impl Folded<'_> {
    /// The item with every act counted.
    fn course(&self) -> &Course {
        &self.readings.main
    }

    fn is_open_in_record(&self) -> bool {
        self.course().state.opening.is_some()
    }
}

struct Assembly<'a> {
    process: &'a Process,
    at: At,
    cut: Cut,
    accounting: Accounting<'a>,
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

    fn outcome(&self, state: &State) -> Outcome {
        state.outcome(self.process.charter(), self.at.as_of)
    }

    /// The item of that id, with every act counted.
    fn course_of(&self, id: &ItemId) -> Option<&Course> {
        self.by_id.get(id).map(|i| self.folded[*i].course())
    }

    fn item(&self, folded: &Folded<'_>) -> Option<ItemStanding> {
        let course = folded.course();
        let opening = course.state.opening.as_ref()?;
        let opener = self.process.held(folded.item.opener);
        let with = self.outcome(&course.state);
        let contests = folded.readings.without.iter().map(|(index, without)| {
            let contested = self.process.held(*index);
            Contest {
                act: contested.entry.commitment,
                according_to: contested.entry.act.reported.as_ref().and_then(|r| r.according_to.clone()),
                objections: self.accounting.objections_to(contested),
                with: with.clone(),
                without: without.as_ref().map_or_else(|| with.clone(), |state| self.outcome(state)),
            }
        });
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
            contests: contests.collect(),
            outcome: with,
            beside: course.beside.clone(),
            perhaps_overtaken: course.perhaps_overtaken.clone(),
        })
    }

    fn conditions(&self, items: &[ItemStanding]) -> Vec<Condition> {
        let open = items.iter().filter(|i| i.kind == ItemKind::Condition && i.outcome.is_open());
        open.filter_map(|item| {
            let Kind::Condition { requires_of, needs, before, .. } = &self.process.entry(&item.id)?.act.kind
            else {
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

    /// Acts that move no item and took effect, in the order and with the day in which they did.
    fn loose(&self) -> Vec<(&Held, Date)> {
        let held = |index| {
            let held = self.process.held(index);
            let (order, day) = self.process.in_effect(index, &self.cut).filter(|_| self.cut.holds(held))?;
            Some((order, held, day))
        };
        let mut loose: Vec<_> = self.process.loose().filter_map(held).collect();
        loose.sort_by_key(|(order, ..)| *order);
        loose.into_iter().map(|(_, held, day)| (held, day)).collect()
    }

    fn readiness(&self, conditions: &[Condition]) -> BTreeMap<ActorId, BTreeMap<Scope, Readiness>> {
        let mut readiness: BTreeMap<ActorId, BTreeMap<Scope, Readiness>> = BTreeMap::new();
        for (held, day) in self.loose() {
            let Kind::Readiness { stance, scope } = &held.entry.act.kind else { continue };
            for actor in held.entry.actors() {
                let own = conditions.iter().filter(|c| c.by.as_ref() == Some(actor) && is_before(c, *scope));
                let stated = Readiness {
                    stance: *stance,
                    on: day,
                    note: held.entry.commitment,
                    conditions: own.map(|c| c.id).collect(),
                    contested: self.process.is_own_word_contested(held, &self.cut),
                };
                readiness.entry(actor.clone()).or_default().insert(*scope, stated);
            }
        }
        readiness
    }

    fn suspensions(&self) -> Vec<Suspension> {
        let mut suspensions: Vec<Suspension> = Vec::new();
        for (held, day) in self.loose() {
            match &held.entry.act.kind {
                Kind::Suspension { scope } => suspensions.push(Suspension {
                    scope: scope.clone(),
                    by: held.entry.actor().cloned(),
                    on: day,
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

    /// Established groups, proposed ones, and notes that would establish one and do not.
    fn groups(&self, items: &[ItemStanding]) -> (Vec<Group>, Vec<Group>, Vec<(ItemId, Reason)>) {
        let mut established = Vec::new();
        let mut without_effect = Vec::new();
        let mut from_proposals = BTreeSet::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Group) {
            let Some(Kind::Group { from, track, .. }) = self.process.entry(&item.id).map(|e| &e.act.kind)
            else {
                continue;
            };
            if let Some(reason) = self.group_without_effect(item, from, *track) {
                without_effect.push((item.id, reason));
            } else if !from_proposals.insert((*from, *track)) {
                without_effect.push((item.id, Reason::NothingToMove));
            } else if item.outcome.is_open() {
                let tracks = vec![*track];
                established.push(Group { id: item.id, tracks, on: item.opened, series: item.series.clone() });
            }
        }
        let mut proposed = Vec::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Proposal) {
            let Some(Kind::Proposal { groups, .. }) = self.process.entry(&item.id).map(|e| &e.act.kind)
            else {
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
        (established, proposed, without_effect)
    }

    /// A group exists by the consent that was given to the proposal of it (DESIGN section 2,
    /// law 6): of that group, in that room.
    fn group_without_effect(&self, item: &ItemStanding, from: &ItemId, track: Track) -> Option<Reason> {
        let proposal = self.process.entry(from);
        let (Some(proposal), Some(course)) = (proposal, self.course_of(from)) else {
            return Some(Reason::UnknownItem);
        };
        if proposal.place.room != item.place.room {
            return Some(Reason::OtherRoom);
        }
        let Kind::Proposal { groups, .. } = &proposal.act.kind else { return Some(Reason::WrongKind) };
        let accepted = course.state.addressees().all(|(_, part)| part.turn == Turn::Ended(Closing::Accepted));
        let agreed = match self.outcome(&course.state) {
            Outcome::Closed(closed) => {
                matches!(closed.how, Closing::Accepted | Closing::CarriedOut) && accepted
            }
            _ => false,
        };
        (!agreed || !groups.contains(&track)).then_some(Reason::NoConsent)
    }

    fn commitments(&self) -> Vec<crate::standing::CommitmentStanding> {
        let mut found = Vec::new();
        for folded in
            self.folded.iter().filter(|f| f.item.kind == ItemKind::Commitment && f.is_open_in_record())
        {
            let entry = &self.process.held(folded.item.opener).entry;
            let Kind::Commitment { from, .. } = &entry.act.kind else { continue };
            let from_state = self.course_of(from).map(|course| &course.state);
            let stages: Vec<Stage<'_>> = self
                .process
                .stages_of(&folded.id)
                .filter(|index| self.counts_as_stage(*index, entry.place.room))
                .map(|index| &self.process.held(index).entry)
                .filter_map(|stage| match &stage.act.kind {
                    Kind::Execution { counts_towards, declares_complete, .. } => Some(Stage {
                        entry: stage,
                        counts: counts_towards.contains(&folded.id),
                        declares: declares_complete.contains(&folded.id),
                    }),
                    _ => None,
                })
                .collect();
            let process = self.process;
            found.extend(commitment(
                process.charter(),
                process.registry(),
                folded.id,
                entry,
                from_state,
                &stages,
            ));
        }
        found
    }

    fn counts_as_stage(&self, index: u32, room: u16) -> bool {
        let held = self.process.held(index);
        held.entry.place.room == room
            && self.cut.holds(held)
            && self.process.in_effect(index, &self.cut).is_some()
    }

    fn executions(&self) -> Vec<ExecutionFigures> {
        let openers = self.folded.iter().filter(|f| f.item.kind == ItemKind::Execution);
        openers
            .filter(|f| f.is_open_in_record())
            .filter_map(|f| match &self.process.held(f.item.opener).entry.act.kind {
                Kind::Execution {
                    category,
                    unit,
                    handed_over,
                    accounts,
                    counts_towards,
                    may_count_towards,
                    ..
                } => Some(ExecutionFigures {
                    id: f.id,
                    category: category.clone(),
                    unit: *unit,
                    handed_over: handed_over.clone(),
                    accounts: accounts.clone(),
                    counts_towards: counts_towards.clone(),
                    may_count_towards: may_count_towards.clone(),
                }),
                _ => None,
            })
            .collect()
    }

    fn moves(&self) -> BTreeMap<ActorId, Vec<crate::standing::Move>> {
        let mut moves = BTreeMap::new();
        for folded in &self.folded {
            let room = self.process.held(folded.item.opener).entry.place.room;
            let rules = Rules { charter: self.process.charter(), room };
            add_moves(&rules, &folded.id, &folded.course().state, self.at.as_of, &mut moves);
        }
        moves
    }

    fn claims(&self) -> Vec<Claim> {
        let statements =
            self.folded.iter().filter(|f| f.item.kind == ItemKind::Statement && f.is_open_in_record());
        statements
            .filter_map(|f| {
                let held = self.process.held(f.item.opener);
                let Kind::Statement { about, asserts_awaits, .. } = &held.entry.act.kind else { return None };
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

    fn without_effect(&self, groups: Vec<(ItemId, Reason)>) -> Vec<WithoutEffect> {
        let process = self.process;
        let mut found: Vec<WithoutEffect> = Vec::new();
        for (index, held) in (0..).zip(process.all_held()) {
            if !self.cut.holds(held) {
                continue;
            }
            let note = held.entry.commitment;
            if let Some(reason) = process.gate(index, &self.cut) {
                if process.in_effect(index, &self.cut).is_none() {
                    let item = held.home.filter(|_| self.cut.holds_to_home(held));
                    found.push(WithoutEffect { note, item, reason });
                }
            } else if let Some(reason) = self.astray(index, held) {
                found.push(WithoutEffect { note, item: None, reason });
            } else if matches!(held.entry.act.kind, Kind::Execution { .. }) {
                found.extend(self.stray_stages(held));
            }
        }
        for folded in &self.folded {
            let without = &folded.course().without;
            found.extend(without.iter().map(|(note, reason)| WithoutEffect {
                note: *note,
                item: Some(folded.id),
                reason: *reason,
            }));
        }
        found.extend(groups.into_iter().map(|(id, reason)| WithoutEffect {
            note: id,
            item: Some(id),
            reason,
        }));
        found.sort_by_key(|w| (process.index(&w.note).map(|i| process.held(i).order), w.item, w.reason));
        found.dedup();
        found
    }

    /// Why a note cannot be brought together with what it names, as far as the cut reaches.
    fn astray(&self, index: u32, held: &Held) -> Option<Reason> {
        let counts = |item: &ItemId| self.by_id.contains_key(item);
        if !self.cut.holds_to_named(held) || !crate::naming::named(&held.entry).moves.iter().all(counts) {
            return Some(Reason::UnknownItem);
        }
        self.process.astray(index)
    }

    fn stray_stages(&self, held: &Held) -> Vec<WithoutEffect> {
        let names = crate::naming::named(&held.entry);
        let counts = |item: &ItemId| {
            self.process.index(item).map(|i| self.process.held(i)).filter(|h| self.cut.holds(h))
        };
        let stray = |item: &ItemId| match counts(item).map(|held| &held.entry) {
            None => Some(Reason::UnknownItem),
            Some(e) if e.place.room != held.entry.place.room => Some(Reason::OtherRoom),
            Some(e) if !matches!(e.act.kind, Kind::Commitment { .. }) => Some(Reason::WrongKind),
            Some(_) => None,
        };
        names
            .stages()
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
