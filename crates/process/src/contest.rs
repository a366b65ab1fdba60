//! What is contested: accounts of an item's acts, and which acts they contest or endorse.
//!
//! Only a reported act can be contested: while it is somebody's account that is not endorsed, or
//! while an actor concerned in it objects. An actor's last word on an act holds: an endorsement or
//! a receipt after its objection ends that.

use std::collections::BTreeMap;

use verbale_record::{ActorId, Commitment};

use crate::{
    act::{Against, Kind},
    charter::Role,
    entry::{Entry, Order},
    fold::{Cut, Held, Item, ItemNumber, Process},
    standing::{ItemKind, Reason},
};

/// What of an item's acts an objection can be against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Existence,
    Delivery,
    Reply,
}

impl Class {
    fn of(against: Against) -> Option<Class> {
        match against {
            Against::Existence => Some(Class::Existence),
            Against::Delivery => Some(Class::Delivery),
            Against::Reply => Some(Class::Reply),
            _ => None,
        }
    }

    /// The class of act that an account contests, where it contests any.
    fn contested_by(kind: &Kind) -> Option<Class> {
        match kind {
            Kind::Objection { against, .. } => Class::of(*against),
            Kind::NotReceived { .. } => Some(Class::Delivery),
            _ => None,
        }
    }

    /// Whether an act is of the class, where an objection names the item and not the act.
    fn has(self, kind: &Kind) -> bool {
        match self {
            Class::Existence => kind.opens(),
            Class::Delivery => matches!(kind, Kind::Delivery { .. }),
            Class::Reply => matches!(kind, Kind::Reply { .. } | Kind::Answer { .. }),
        }
    }

    fn fits(self, named: &Kind) -> bool {
        self == Class::Existence || self.has(named)
    }
}

/// Accounts by the actor whose they are.
type ByActor<'a> = BTreeMap<&'a ActorId, Vec<(Class, &'a Held)>>;

/// The accounts of an item's acts that count.
#[derive(Default)]
struct Accounts<'a> {
    /// Objections to one note, by note and actor, in order.
    direct: BTreeMap<u32, ByActor<'a>>,
    /// Objections to all acts of a class before them, by class and actor, in order.
    general: BTreeMap<(Class, &'a ActorId), Vec<&'a Held>>,
    /// Each actor's last endorsement of each note.
    endorsements: BTreeMap<u32, BTreeMap<&'a ActorId, Order>>,
    /// Each addressee's last receipt.
    receipts: BTreeMap<&'a ActorId, Order>,
}

/// The accounts of several items, as far as a cut reaches.
pub(crate) struct Accounting<'a> {
    process: &'a Process,
    by_item: BTreeMap<ItemNumber, Accounts<'a>>,
}

impl<'a> Accounting<'a> {
    /// The accounts of the acts of these items.
    pub fn of(process: &'a Process, items: impl Iterator<Item = &'a Item>, cut: &Cut) -> Accounting<'a> {
        let by_item = items
            .filter(|item| !item.accounts.is_empty())
            .map(|item| (item.number, accounts(process, item, cut)))
            .collect();
        Accounting { process, by_item }
    }

    fn of_act(&self, held: &Held) -> Option<&Accounts<'a>> {
        held.home().and_then(|home| self.by_item.get(&home))
    }

    /// Whether an act that moves an item is contested.
    pub fn is_contested(&self, held: &Held) -> bool {
        let Some(reported) = &held.entry.act.reported else { return false };
        if matches!(held.entry.act.kind, Kind::Statement { .. } | Kind::Objection { .. }) {
            return false;
        }
        (reported.according_to.is_some() && !self.is_endorsed(held)) || self.objections(held).next().is_some()
    }

    /// The objections that contest an act: of each actor the first that still holds.
    pub fn objections_to(&self, held: &Held) -> Vec<Commitment> {
        let mut found: Vec<(Order, Commitment)> = self.objections(held).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, objection)| objection).collect()
    }

    fn objections<'b>(&'b self, held: &'b Held) -> impl Iterator<Item = (Order, Commitment)> + 'b {
        let contestable = held.entry.act.reported.is_some();
        let accounts = self.of_act(held).filter(|_| contestable);
        accounts.into_iter().flat_map(move |accounts| {
            let mut by_actor: BTreeMap<&ActorId, (Order, Commitment)> = BTreeMap::new();
            let mut add = |actor: &'a ActorId, objection: Option<&Held>| {
                let Some(found) = objection.map(|o| (o.order, o.entry.commitment)) else { return };
                if self.process.is_concerned(actor, held) {
                    let first = by_actor.entry(actor).or_insert(found);
                    *first = (*first).min(found);
                }
            };
            let kind = &held.entry.act.kind;
            for (actor, objections) in accounts.direct.get(&held.index).into_iter().flatten() {
                let settled = accounts.settled(actor, held);
                let holds = |(class, o): &&(Class, &Held)| {
                    class.fits(kind) && settled.is_none_or(|last| last < o.order)
                };
                add(actor, objections.iter().find(holds).map(|(_, o)| *o));
            }
            for ((_, actor), objections) in accounts.general.iter().filter(|((class, _), _)| class.has(kind))
            {
                let after = accounts.settled(actor, held).map_or(held.order, |last| last.max(held.order));
                add(actor, objections.get(objections.partition_point(|o| o.order <= after)).copied());
            }
            by_actor.into_values()
        })
    }

    /// Whether the actor that a reported act is ascribed to, or for an actor's own account one
    /// whom it concerns, has endorsed it; for a delivery, its addressee by a receipt.
    fn is_endorsed(&self, held: &Held) -> bool {
        let Some(accounts) = self.of_act(held) else { return false };
        let Some(reported) = &held.entry.act.reported else { return false };
        let received = matches!(&held.entry.act.kind, Kind::Delivery { to, .. }
            if to.iter().any(|actor| accounts.receipts.get(actor).is_some_and(|on| *on > held.order)));
        let own_account = reported.by.is_none() || reported.according_to == reported.by;
        let endorses = |actor: &ActorId| match own_account {
            true => {
                reported.according_to.as_ref() != Some(actor)
                    && !held.entry.is_by(actor)
                    && self.process.is_concerned(actor, held)
            }
            false => held.entry.is_by(actor),
        };
        let mut endorsing = accounts.endorsements.get(&held.index).into_iter().flat_map(BTreeMap::keys);
        received || endorsing.any(|actor| endorses(actor))
    }
}

impl Accounts<'_> {
    /// When an actor last accepted an act, by endorsement or receipt.
    fn settled(&self, actor: &ActorId, held: &Held) -> Option<Order> {
        let endorsed = self.endorsements.get(&held.index).and_then(|e| e.get(actor)).copied();
        let received = match &held.entry.act.kind {
            Kind::Delivery { to, .. } if to.contains(actor) => self.receipts.get(actor).copied(),
            _ => None,
        };
        endorsed.max(received)
    }
}

fn accounts<'a>(process: &'a Process, item: &'a Item, cut: &Cut) -> Accounts<'a> {
    let mut accounts = Accounts::default();
    for index in &item.accounts {
        let held = process.held(*index);
        if !cut.holds(held) || held.entry.place.room != item.room || process.gate(*index, cut).is_some() {
            continue;
        }
        let Some(named) = process.note_named(held).map(|named| named.index) else { continue };
        match &held.entry.act.kind {
            Kind::Endorsement { .. } => {
                let endorsements = accounts.endorsements.entry(named).or_default();
                held.entry.actors().for_each(|actor| keep_last(endorsements, actor, held.order));
            }
            Kind::Receipt { .. } => {
                held.entry.actors().for_each(|actor| keep_last(&mut accounts.receipts, actor, held.order));
            }
            kind => {
                let Some(class) = Class::contested_by(kind) else { continue };
                if process.is_withdrawn(held, cut) {
                    continue;
                }
                for actor in held.entry.actors() {
                    if named == item.opener && class != Class::Existence {
                        accounts.general.entry((class, actor)).or_default().push(held);
                    } else {
                        let objections = accounts.direct.entry(named).or_default().entry(actor).or_default();
                        objections.push((class, held));
                    }
                }
            }
        }
    }
    for objections in accounts.general.values_mut() {
        objections.sort_unstable_by_key(|o| o.order);
    }
    for objections in accounts.direct.values_mut().flat_map(BTreeMap::values_mut) {
        objections.sort_unstable_by_key(|(_, o)| o.order);
    }
    accounts
}

fn keep_last<'a>(map: &mut BTreeMap<&'a ActorId, Order>, actor: &'a ActorId, order: Order) {
    let last = map.entry(actor).or_insert(order);
    *last = (*last).max(order);
}

impl Process {
    /// Whether an actor is an act's author or one addressed by it.
    pub(crate) fn is_concerned(&self, actor: &ActorId, held: &Held) -> bool {
        let entry = &held.entry;
        if entry.is_by(actor) {
            return true;
        }
        let opener = || held.home().map(|home| &*self.held(self.item(home).opener).entry);
        let charter = || self.charter_where(entry.place);
        let is_party = || charter().actor(actor).is_some_and(|a| a.role == Role::Party);
        match &entry.act.kind {
            Kind::Delivery { to, .. }
            | Kind::Proposal { to, .. }
            | Kind::Question { to, .. }
            | Kind::List { to, .. }
            | Kind::Text { to, .. } => to.contains(actor),
            Kind::Condition { requires_of, .. } => requires_of.contains(actor),
            Kind::Commitment { obliges, .. } => obliges.contains(actor),
            Kind::Meeting { participants, .. } => participants.contains(actor),
            Kind::Execution { handed_over, accounts, .. } => {
                handed_over.contains_key(actor) || accounts.contains_key(actor)
            }
            // These are of the parties as such.
            Kind::Round { .. }
            | Kind::Minutes { .. }
            | Kind::Group { .. }
            | Kind::Communique { .. }
            | Kind::Report { .. } => is_party(),
            // A reply, an answer, an approval and a receipt address whoever opened the item; what
            // whoever opened it does later addresses those whom the item addresses.
            _ => opener().is_some_and(|opener| {
                let by_opener = opener.actors().any(|author| entry.is_by(author));
                opener.is_by(actor) || (by_opener && addressees(opener).contains(actor))
            }),
        }
    }

    /// Whether what is reported as an actor's own word, of its readiness, is another's account
    /// that it has not endorsed, or one that it objects to.
    pub(crate) fn is_own_word_contested(&self, held: &Held, cut: &Cut) -> bool {
        let Some(reported) = &held.entry.act.reported else { return false };
        let is_said = |by: &&Held| {
            cut.holds(by)
                && by.entry.place.room == held.entry.place.room
                && by.entry.actor() == held.entry.actor()
                && self.gate(by.index, cut).is_none()
        };
        let naming = self.naming(held).map(|i| self.held(i)).filter(is_said);
        let last = naming
            .filter(|by| match &by.entry.act.kind {
                Kind::Endorsement { .. } => true,
                Kind::Objection { against, .. } => {
                    *against == Against::Existence && !self.is_withdrawn(by, cut)
                }
                _ => false,
            })
            .max_by_key(|by| by.order);
        match last.map(|by| &by.entry.act.kind) {
            Some(Kind::Endorsement { .. }) => false,
            Some(_) => true,
            None => reported.according_to.is_some() && reported.according_to != reported.by,
        }
    }

    fn is_withdrawn(&self, objection: &Held, cut: &Cut) -> bool {
        let Some(item) = self.item_opened_by(objection) else { return false };
        item.touching.iter().any(|index| {
            let held = self.held(*index);
            matches!(&held.entry.act.kind, Kind::Withdrawal { re } if *re == objection.entry.commitment)
                && cut.holds(held)
                && held.entry.place.room == objection.entry.place.room
                && objection.entry.actor().is_some_and(|actor| held.entry.is_by(actor))
                && self.gate(*index, cut).is_none()
        })
    }

    /// Why an objection that could contest something contests nothing: there is no such act
    /// before it, or its author is not concerned in any. `acted` are those concerned in the
    /// item's acts of each class so far.
    pub(crate) fn contest_without_effect(&self, held: &Held, item: &Item, acted: &Acted) -> Option<Reason> {
        if !matches!(held.entry.act.kind, Kind::Objection { .. }) {
            return None;
        }
        let class = Class::contested_by(&held.entry.act.kind)?;
        let opener = self.held(item.opener);
        if item.kind == ItemKind::Statement {
            return None;
        }
        let named = self.note_named(held);
        if named.is_none_or(|named| named.index != item.opener) {
            let named = named.filter(|named| class.fits(&named.entry.act.kind));
            let Some(named) = named else { return Some(Reason::NothingToMove) };
            let concerned = held.entry.actors().any(|actor| self.is_concerned(actor, named));
            return (!concerned).then_some(Reason::NotConcerned);
        }
        let concerned = match class {
            Class::Existence => held.entry.actors().any(|actor| self.is_concerned(actor, opener)),
            Class::Delivery if acted.in_deliveries.is_empty() => return Some(Reason::NothingToMove),
            Class::Reply if acted.in_replies.is_empty() => return Some(Reason::NothingToMove),
            Class::Delivery => held.entry.actors().any(|actor| acted.in_deliveries.contains(actor)),
            Class::Reply => held.entry.actors().any(|actor| acted.in_replies.contains(actor)),
        };
        (!concerned).then_some(Reason::NotConcerned)
    }
}

/// Who was concerned in an item's deliveries and replies so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acted {
    in_deliveries: Vec<ActorId>,
    in_replies: Vec<ActorId>,
}

impl Acted {
    /// Takes note of an act that moved the item.
    pub fn note(&mut self, entry: &Entry, opener: &Entry) {
        match &entry.act.kind {
            Kind::Delivery { to, .. } => {
                entry.actors().chain(to).for_each(|actor| add(&mut self.in_deliveries, actor))
            }
            Kind::Reply { .. } => {
                entry.actors().chain(opener.actors()).for_each(|actor| add(&mut self.in_replies, actor));
            }
            // An answer to conditions addresses those whom the item addresses.
            Kind::Answer { .. } => entry
                .actors()
                .chain(opener.actors())
                .chain(addressees(opener))
                .for_each(|actor| add(&mut self.in_replies, actor)),
            _ => {}
        }
    }
}

fn add(actors: &mut Vec<ActorId>, actor: &ActorId) {
    if !actors.contains(actor) {
        actors.push(actor.clone());
    }
}

/// Those whom the note that opened an item addresses.
fn addressees(opener: &Entry) -> &[ActorId] {
    match &opener.act.kind {
        Kind::Proposal { to, .. }
        | Kind::Question { to, .. }
        | Kind::List { to, .. }
        | Kind::Text { to, .. } => to,
        Kind::Condition { requires_of, .. } => requires_of,
        _ => &[],
    }
}
