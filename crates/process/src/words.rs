//! The words that acts choose from: each an enum whose values have one stable name in JSON.

/// Defines an enum whose variants have one stable name in JSON, with `name`, `ALL` and `parse`.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }
        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text),+];
            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
            /// The value of that name, if there is one.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.name()) }
        }
    };
}
pub(crate) use named;

named! {
    /// What an annex is to its note.
    AnnexRole {
        /// The note's prose and persons.
        Wording = "wording",
        /// A document that the note carries.
        Document = "document",
    }
}
named! {
    /// How a reported act became known.
    Medium {
        /// A public source.
        PublicSource = "public_source",
        /// A formal diplomatic note.
        NoteVerbale = "note_verbale",
        /// A paper handed over.
        Paper = "paper",
        /// By word of mouth.
        Oral = "oral",
        /// By telephone.
        Telephone = "telephone",
        /// Said at a meeting.
        InTheRoom = "in_the_room",
    }
}
named! {
    /// The subject matter that an act belongs to.
    Track {
        /// Political questions.
        Political = "political",
        /// Military questions.
        Military = "military",
        /// Humanitarian questions.
        Humanitarian = "humanitarian",
        /// How the talks are held.
        Procedure = "procedure",
    }
}
named! {
    /// The position that a reply takes.
    Position {
        /// Accepted.
        Accept = "accept",
        /// Accepted subject to confirmation by the principal.
        AcceptAdReferendum = "accept_ad_referendum",
        /// Answered with conditions.
        Conditional = "conditional",
        /// Taken under consideration.
        Consider = "consider",
        /// Noted.
        Note = "note",
        /// Put off.
        Defer = "defer",
        /// Rejected.
        Reject = "reject",
        /// Answered with a proposal of its own.
        Counter = "counter",
    }
}
named! {
    /// What the proposer answers to the conditions of a conditional reply.
    ConditionsAnswer {
        /// The conditions are met.
        Met = "met",
        /// The proposal is amended in answer to them.
        Amended = "amended",
        /// The conditions are declined.
        Declined = "declined",
    }
}
named! {
    /// Whether one addressee's rejection ends a proposal for all.
    Needs {
        /// Every addressee must accept.
        All = "all",
        /// Each addressee decides for its own part.
        Each = "each",
    }
}
named! {
    /// What a party says of its own readiness.
    Stance {
        /// Ready.
        Ready = "ready",
        /// Ready on conditions.
        Conditional = "conditional",
        /// Not ready.
        NotReady = "not_ready",
    }
}
named! {
    /// What readiness is for.
    Scope {
        /// Talks as such.
        Talks = "talks",
        /// The next round.
        Round = "round",
        /// A meeting of leaders.
        Summit = "summit",
    }
}
named! {
    /// What an objection is against.
    Against {
        /// That the act happened.
        Existence = "existence",
        /// That the text was delivered.
        Delivery = "delivery",
        /// That there was such a reply, or none.
        Reply = "reply",
        /// The figures.
        Figures = "figures",
        /// The date.
        Date = "date",
        /// The words.
        Wording = "wording",
        /// The scope.
        Scope = "scope",
        /// The class that it was put in.
        Classification = "classification",
    }
}
named! {
    /// How words were taken down.
    Form {
        /// Word for word.
        Quote = "quote",
        /// In other words.
        Paraphrase = "paraphrase",
    }
}
named! {
    /// How a quantity is counted.
    Per {
        /// For each side.
        Side = "side",
        /// For both sides together.
        Total = "total",
        /// The sides read it differently: see the accounts.
        Disputed = "disputed",
    }
}
named! {
    /// What a quantity counts.
    Unit {
        /// Living persons.
        Persons = "persons",
        /// Remains.
        Bodies = "bodies",
        /// Papers.
        Documents = "documents",
    }
}
named! {
    /// How a meeting was held.
    Mode {
        /// At one place.
        InPerson = "in_person",
        /// By video or audio link.
        Online = "online",
    }
}
named! {
    /// What a person may do for an actor (Vienna Convention on the Law of Treaties, article 7).
    Power {
        /// Take part.
        Negotiate = "negotiate",
        /// Propose, ask, state conditions.
        Propose = "propose",
        /// Reply and answer.
        Reply = "reply",
        /// Initial a text.
        Initial = "initial",
        /// Accept or sign subject to confirmation.
        SignAdReferendum = "sign_ad_referendum",
        /// Accept, confirm, sign.
        Bind = "bind",
        /// Lodge lists of persons.
        LodgeLists = "lodge_lists",
        /// Read.
        Read = "read",
    }
}
named! {
    /// Whether a body or meeting begins or ends.
    Phase {
        /// A working group is established.
        Established = "established",
        /// A working group is dissolved.
        Dissolved = "dissolved",
        /// A session is opened.
        Opened = "opened",
        /// A session is closed.
        Closed = "closed",
    }
}
