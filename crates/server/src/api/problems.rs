//! The kinds of problem, at the addresses that their `type` names.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Path,
    problem::{PROBLEM_TYPE_PREFIX, Problem, ProblemKind},
};

/// A kind of problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemKind)]
pub struct ProblemKindShown {
    /// What the `type` of such a problem is.
    #[serde(rename = "type")]
    pub type_: String,
    /// In words.
    pub title: &'static str,
    /// The status that it usually comes with.
    pub status: u16,
}

impl From<ProblemKind> for ProblemKindShown {
    fn from(kind: ProblemKind) -> Self {
        ProblemKindShown {
            type_: format!("{PROBLEM_TYPE_PREFIX}{}", kind.name()),
            title: kind.title(),
            status: kind.status().as_u16(),
        }
    }
}

/// The kinds of problem
#[utoipa::path(
    get,
    path = "/api/v1/problems",
    operation_id = "list_problems",
    tag = "venue",
    responses((status = 200, description = "every kind", body = Vec<ProblemKindShown>))
)]
pub async fn list() -> Json<Vec<ProblemKindShown>> {
    Json(ProblemKind::ALL.iter().map(|kind| (*kind).into()).collect())
}

/// One kind of problem
#[utoipa::path(
    get,
    path = "/api/v1/problems/{name}",
    operation_id = "show_problem",
    tag = "venue",
    params(("name" = String, Path)),
    responses((status = 200, description = "the kind", body = ProblemKindShown))
)]
pub async fn show(Path(name): Path<String>) -> Result<Json<ProblemKindShown>, Problem> {
    let kind = ProblemKind::ALL.iter().find(|kind| kind.name() == name);
    kind.map(|kind| Json((*kind).into())).ok_or_else(Problem::not_found)
}
