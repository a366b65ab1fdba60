//! Assembles the standing of a process from the states of its items.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{ItemId, Kind, Scope, Stance, Track},
    charter::Charter,
    commitments::{Stage, commitment},
    contest::Accounting,
    deadlock::deadlocks,
    entry::{Order, days_between},
    fold::{At, Cut, Held, Item, ItemNumber, Process},
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
        let order = |item: &Item| self.held(item.opener).order;
        let mut items: Vec<&Item> =
            self.items().iter().filter(|item| cut.holds(self.held(item.opener))).collect();
        items.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
        let rounds = RoundsHeld::of(self, &cut);
        let accounting = Accounting::of(self, items.iter().copied(), &cut);
        let mut by_item = vec![None; self.items().len()];
        let mut folded = Vec::with_capacity(items.len());
        for item in items {
            by_item[item.number.index()] = Some(folded.len());
            folded.push(Folded { item, readings: self.readings(item, &cut, &rounds, &accounting) });
        }
        Assembly { process: self, at, cut, accounting, folded, by_item }.standing()
    }
}

/// An item with its readings.
struct Folded<'a> {
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
    /// By an item's number: its place among the folded.
    by_item: Vec<Option<usize>>,
}

impl Assembly<'_> {
    fn standing(&self) -> Standing {
        let items: Vec<ItemStanding> = self.opened().filter_map(|folded| self.item(folded)).collect();
        let conditions = self.conditions(&items);
        let (groups_established, groups_proposed, ungrounded) = self.groups(&items);
        let loose = self.loose();
        // Each entry counts in its room's log, also one of a later day.
        let rooms = &self.process.charter_of(&self.cut.whatever_the_day()).rooms;
        let mut room_sizes = vec![0; rooms.len()];
        let mut at_size = 0;
        for place in self.process.leaves(&self.cut) {
            at_size += 1;
            if let Some(size) = room_sizes.get_mut(usize::from(place.room)) {
                *size += 1;
            }
        }
        Standing {
            as_of: self.at.as_of,
            at_size,
            room_sizes,
            readiness: self.readiness(&loose, &conditions),
            deadlocks: deadlocks(&conditions),
            conditions,
            rounds: self.rounds(&items),
            groups_established,
            groups_proposed,
            commitments: self.commitments(),
            executions: self.executions(),
            suspensions: self.suspensions(&loose),
            moves: self.moves(),
            claims: self.claims(),
            without_effect: self.without_effect(ungrounded),
            items,
        }
    }

    /// The charter in force at the cut.
    fn charter(&self) -> &Charter {
        self.process.charter_of(&self.cut)
    }

    fn outcome(&self, state: &State) -> Outcome {
        state.outcome(self.charter(), self.at.as_of)
    }

    /// The items that exist and are known with all that moves them, in the order of the standing's
    /// own; one whose words were released only where it goes on, by who sees that.
    fn opened(&self) -> impl Iterator<Item = &Folded<'_>> {
        let exists = |folded: &Folded<'_>| {
            folded.is_open_in_record() && self.process.is_known_whole(folded.item, &self.cut)
        };
        let goes_on_elsewhere = move |folded: &Folded<'_>| {
            let mut released = self.process.released_as(self.process.held(folded.item.opener));
            released.any(|held| {
                let item = self.process.item_opened_by(held);
                item.and_then(|item| self.folded_of(item)).is_some_and(exists)
            })
        };
        self.folded.iter().filter(move |folded| exists(folded) && !goes_on_elsewhere(folded))
    }

    fn folded_of(&self, item: &Item) -> Option<&Folded<'_>> {
        self.by_item[item.number.index()].map(|at| &self.folded[at])
    }

    /// Those of them that were not released from this view's sight.
    fn living(&self) -> impl Iterator<Item = &Folded<'_>> {
        let was_released = |folded: &Folded<'_>| {
            folded.course().state.closed.as_ref().is_some_and(|closed| closed.how == Closing::Released)
        };
        self.opened().filter(move |folded| !was_released(folded))
    }

    /// The items that exist of one kind, each with the note that opened it and its standing.
    fn shown<'b>(
        &'b self,
        items: &'b [ItemStanding],
        kind: ItemKind,
    ) -> impl Iterator<Item = (&'b Held, &'b ItemStanding)> {
        let shown = self.opened().zip(items).filter(move |(_, item)| item.kind == kind);
        shown.map(|(folded, item)| (self.process.held(folded.item.opener), item))
    }

    /// The item of that id, as a room has it, with every act counted.
    fn course_of(&self, room: u16, id: &ItemId) -> Option<&Course> {
        let opener = self.process.reached_from(room, id)?;
        self.process.item_opened_by(opener).and_then(|item| self.folded_of(item)).map(Folded::course)
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
            id: folded.item.id,
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
            beside: self.commitments_of(&course.beside),
            perhaps_overtaken: self.commitments_of(&course.perhaps_overtaken),
            paragraphs: course.state.paragraphs(&folded.item.id),
        })
    }

    fn commitments_of(&self, notes: &[u32]) -> Vec<Commitment> {
        notes.iter().map(|index| self.process.held(*index).entry.commitment).collect()
    }

    fn conditions(&self, items: &[ItemStanding]) -> Vec<Condition> {
        let open = self.shown(items, ItemKind::Condition).filter(|(_, item)| item.outcome.is_open());
        open.filter_map(|(opener, item)| {
            let Kind::Condition { requires_of, needs, before, .. } = &opener.entry.act.kind else {
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
            // What an actor said it said once, though it was released since.
            let counts = |again: &Held| {
                self.cut.holds(again) && self.process.in_effect(again.index, &self.cut).is_some()
            };
            (!self.process.released_as(held).any(counts)).then_some((order, held, day))
        };
        let mut loose: Vec<_> = self.process.loose().filter_map(held).collect();
        loose.sort_by_key(|(order, ..)| *order);
        loose.into_iter().map(|(_, held, day)| (held, day)).collect()
    }

    fn readiness(
        &self,
        loose: &[(&Held, Date)],
        conditions: &[Condition],
    ) -> BTreeMap<ActorId, BTreeMap<Scope, Readiness>> {
        let mut last: BTreeMap<(&ActorId, Scope), (Stance, &Held, Date)> = BTreeMap::new();
        for (held, day) in loose {
            let Kind::Readiness { stance, scope } = &held.entry.act.kind else { continue };
            for actor in held.entry.actors() {
                last.insert((actor, *scope), (*stance, held, *day));
            }
        }
        let mut readiness: BTreeMap<ActorId, BTreeMap<Scope, Readiness>> = BTreeMap::new();
        for ((actor, scope), (stance, held, on)) in last {
            let own = conditions.iter().filter(|c| c.by.as_ref() == Some(actor) && is_before(c, scope));
            let stated = Readiness {
                stance,
                on,
                note: held.entry.commitment,
                conditions: own.map(|c| c.id).collect(),
                contested: self.process.is_own_word_contested(held, &self.cut),
            };
            readiness.entry(actor.clone()).or_default().insert(scope, stated);
        }
        readiness
    }

    fn suspensions(&self, loose: &[(&Held, Date)]) -> Vec<Suspension> {
        let mut suspensions: Vec<Suspension> = Vec::new();
        // A suspension ends by the word of whoever declared it.
        let mut ended: BTreeSet<(&str, Option<&ActorId>)> = BTreeSet::new();
        for (held, day) in loose.iter().rev() {
            let by = held.entry.actor();
            match &held.entry.act.kind {
                Kind::Suspension { scope } if !ended.contains(&(scope, by)) => {
                    suspensions.push(Suspension {
                        scope: scope.clone(),
                        by: by.cloned(),
                        on: *day,
                        note: held.entry.commitment,
                    });
                }
                Kind::Resumption { scope } => {
                    ended.insert((scope, by));
                }
                _ => {}
            }
        }
        suspensions.reverse();
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
    fn groups(&self, items: &[ItemStanding]) -> (Vec<Group>, Vec<Group>, Vec<(u32, Reason)>) {
        let mut established = Vec::new();
        let mut without_effect = Vec::new();
        let mut from_proposals = BTreeSet::new();
        for (opener, item) in self.shown(items, ItemKind::Group) {
            let Kind::Group { from, track, .. } = &opener.entry.act.kind else { continue };
            if let Some(reason) = self.group_without_effect(item, from, *track) {
                without_effect.push((opener.index, reason));
            } else if !from_proposals.insert((*from, *track)) {
                without_effect.push((opener.index, Reason::NothingToMove));
            } else if item.outcome.is_open() {
                let tracks = vec![*track];
                established.push(Group { id: item.id, tracks, on: item.opened, series: item.series.clone() });
            }
        }
        let mut proposed = Vec::new();
        for (opener, item) in self.shown(items, ItemKind::Proposal) {
            let Kind::Proposal { groups, .. } = &opener.entry.act.kind else { continue };
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
        let proposal = self.process.reached_from(item.place.room, from).map(|held| &*held.entry);
        let (Some(proposal), Some(course)) = (proposal, self.course_of(item.place.room, from)) else {
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
        for folded in self.living().filter(|folded| folded.item.kind == ItemKind::Commitment) {
            let Item { id, opener, .. } = folded.item;
            let entry = &self.process.held(*opener).entry;
            let Kind::Commitment { from, .. } = &entry.act.kind else { continue };
            let from_state = self.course_of(folded.item.room, from).map(|course| &course.state);
            let stages: Vec<Stage<'_>> = self
                .process
                .stages_of(folded.item)
                .into_iter()
                .filter(|stage| self.counts_as_stage(stage, entry.place.room))
                .filter_map(|stage| match &stage.entry.act.kind {
                    Kind::Execution { counts_towards, declares_complete, .. } => Some(Stage {
                        entry: &stage.entry,
                        counts: counts_towards.contains(id),
                        declares: declares_complete.contains(id),
                    }),
                    _ => None,
                })
                .collect();
            let registry = self.process.registry();
            found.extend(commitment(self.charter(), registry, *id, entry, from_state, &stages));
        }
        found
    }

    fn counts_as_stage(&self, held: &Held, room: u16) -> bool {
        held.entry.place.room == room
            && self.cut.holds(held)
            && self.process.in_effect(held.index, &self.cut).is_some()
    }

    fn executions(&self) -> Vec<ExecutionFigures> {
        let openers = self.living().filter(|f| f.item.kind == ItemKind::Execution);
        openers
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
                    id: f.item.id,
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
        for folded in self.opened() {
            let rules = Rules { charter: self.charter(), room: folded.item.room };
            add_moves(&rules, &folded.item.id, &folded.course().state, self.at.as_of, &mut moves);
        }
        moves
    }

    fn claims(&self) -> Vec<Claim> {
        let statements = self.living().filter(|f| f.item.kind == ItemKind::Statement);
        statements
            .filter_map(|f| {
                let held = self.process.held(f.item.opener);
                let Kind::Statement { about, asserts_awaits, .. } = &held.entry.act.kind else { return None };
                (!asserts_awaits.is_empty()).then(|| Claim {
                    id: f.item.id,
                    by: held.entry.actor().cloned(),
                    on: held.day,
                    asserts_awaits: asserts_awaits.clone(),
                    about: about.clone(),
                })
            })
            .collect()
    }

    fn without_effect(&self, groups: Vec<(u32, Reason)>) -> Vec<WithoutEffect> {
        let process = self.process;
        let mut found: Vec<(Order, WithoutEffect)> = Vec::new();
        let mut add = |held: &Held, item: Option<ItemId>, reason: Reason| {
            found.push((held.order, WithoutEffect { note: held.entry.commitment, item, reason }));
        };
        for held in process.all_held() {
            // What passed on is what it is where it passed to.
            if !self.cut.holds(held) || process.has_passed_on(held, &self.cut) {
                continue;
            }
            if let Some(reason) = process.gate(held.index, &self.cut) {
                if process.in_effect(held.index, &self.cut).is_none() {
                    let home = held.home().filter(|_| self.cut.holds_to_home(held));
                    add(held, home.map(|home| process.item(home).id), reason);
                }
            } else if let Some(reason) = self.astray(held) {
                add(held, None, reason);
            } else if matches!(held.entry.act.kind, Kind::Release { .. }) && held.home().is_none() {
                // A release on an item is judged with it.
                if let Some(reason) = process.release_without(held, &self.cut) {
                    add(held, None, reason);
                }
            } else if matches!(held.entry.act.kind, Kind::Execution { .. }) {
                self.stray_stages(held).for_each(|(item, reason)| add(held, Some(item), reason));
            }
        }
        for folded in &self.folded {
            for (index, reason) in &folded.course().without {
                let held = process.held(*index);
                if !process.has_passed_on(held, &self.cut) {
                    add(held, Some(folded.item.id), *reason);
                }
            }
        }
        for (index, reason) in groups {
            let opener = process.held(index);
            add(opener, Some(opener.entry.commitment), reason);
        }
        found.sort_by_key(|(order, without)| (*order, without.item, without.reason));
        let mut found: Vec<WithoutEffect> = found.into_iter().map(|(_, without)| without).collect();
        found.dedup();
        found
    }

    /// Why a note cannot be brought together with what it names, as far as the cut reaches.
    fn astray(&self, held: &Held) -> Option<Reason> {
        let counts = |item: Option<ItemNumber>| item.is_some_and(|item| self.by_item[item.index()].is_some());
        let astray = match self.cut.holds_to_named(held) && self.process.items_moved(held).all(counts) {
            true => held.astray()?,
            false => Reason::UnknownItem,
        };
        // Who sees the words that it names is told why it does not reach them.
        let is_secluded = astray == Reason::UnknownItem && self.process.names_secluded(held, &self.cut);
        Some(match &held.entry.act.kind {
            Kind::Release { .. } if is_secluded => Reason::OtherRoom,
            _ if is_secluded => Reason::NotReleased,
            _ => astray,
        })
    }

    fn stray_stages<'b>(&'b self, held: &'b Held) -> impl Iterator<Item = (ItemId, Reason)> + 'b {
        let counts = |item: &ItemId| {
            self.process.reached_from(held.entry.place.room, item).filter(|named| self.cut.holds(named))
        };
        let stray = move |item: &ItemId| match counts(item).map(|held| &held.entry) {
            None => Some(Reason::UnknownItem),
            Some(e) if e.place.room != held.entry.place.room => Some(Reason::OtherRoom),
            Some(e) if !matches!(e.act.kind, Kind::Commitment { .. }) => Some(Reason::WrongKind),
            Some(_) => None,
        };
        let stages = crate::naming::named(&held.entry).stages;
        stages.into_iter().flatten().filter_map(move |item| Some((*item, stray(item)?)))
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
