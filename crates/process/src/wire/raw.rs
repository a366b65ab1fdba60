//! The flat object as it stands in JSON: every field that any kind of act has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    act::{
        Against, AnnexRole, ConditionsAnswer, Form, Medium, Mode, Per, Phase, Position, Power, Scope, Stance,
        Track, Unit,
    },
    charter::Charter,
};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAct {
    pub act: String,
    pub signers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<RawAnnex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<RawReported>,

    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ad_referendum: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserts_awaits: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charter: Option<Box<Charter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<ConditionsAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_towards: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declares_complete: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub scope_for: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfils: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Track>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<BTreeMap<String, Option<u64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_count_towards: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mediator: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obliges: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph_count: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraphs: Option<Vec<u16>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powers: Option<Vec<Power>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presented_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub re: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<Track>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unnamed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub works_in: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnnex {
    pub commitment: String,
    pub role: AnnexRole,
    pub bytes: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReported {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    pub on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub according_to: Option<String>,
    pub medium: Medium,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReading {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obliges: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
}
