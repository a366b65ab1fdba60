//! The public JSON: its description, and what it says.

use serde_json::{Value, json};
use verbale_process::report;
use verbale_server::{api, app};

use crate::{ask::get, fixture::Fixture};

#[tokio::test]
async fn the_description_of_the_api_is_served_as_it_stands() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let served = get(&app, "/api/v1/openapi.json").await.json();
    assert_eq!(served, serde_json::to_value(api::document()).expect("JSON"));
    insta::assert_json_snapshot!("openapi", served);
}

#[tokio::test]
async fn every_operation_of_the_api_is_described_with_the_problem_that_all_share() {
    let document = serde_json::to_value(api::document()).expect("JSON");
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            assert!(operation["summary"].is_string() && ids.insert(id.clone()), "{method} {path}: {id}");
            let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"];
            assert_eq!(problem["$ref"], "#/components/schemas/Problem", "{method} {path}");
        }
    }
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

#[tokio::test]
async fn the_standing_is_the_report_that_the_command_line_prints() {
    let fixture = Fixture::whole().await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    for (query, at) in [
        ("?as_of=2025-11-12", verbale_process::At { as_of: jiff::civil::date(2025, 11, 12), at_size: None }),
        (
            "?as_of=2022-04-01&at_size=20",
            verbale_process::At { as_of: jiff::civil::date(2022, 4, 1), at_size: Some(20) },
        ),
        ("", verbale_process::At { as_of: jiff::civil::date(2025, 11, 22), at_size: None }),
    ] {
        let served = get(&app, &format!("/api/v1/processes/istanbul/standing{query}")).await.json();
        let heads = view.rooms.iter().map(|room| report::RoomHead {
            room: room.entry.name.clone(),
            origin: room.entry.origin.to_string(),
            size: room.head.size,
            root: room.head.root.to_hex(),
        });
        let standing = view.process.standing(at);
        let charter = verbale_record::Hash(view.id.0);
        let printed =
            report::report(&view.process, &charter, &standing, &view.wordings, "public", heads.collect());
        assert_eq!(served, serde_json::to_value(printed).expect("JSON"), "{query}");
    }
}

#[tokio::test]
async fn processes_items_histories_and_notes_have_their_form() {
    let fixture = Fixture::whole().await;
    let app = app(fixture.state.clone());
    for (name, address) in [
        ("processes", "/api/v1/processes"),
        ("process", "/api/v1/processes/istanbul"),
        ("item", "/api/v1/processes/istanbul/items/three-groups?as_of=2025-11-12"),
        ("history", "/api/v1/processes/istanbul/items/three-groups/history?as_of=2025-11-12"),
        ("notes", "/api/v1/processes/istanbul/notes?from=1&limit=2"),
        ("problems", "/api/v1/problems"),
    ] {
        insta::assert_json_snapshot!(name, form(get(&app, address).await.json()));
    }
}

/// JSON without its hashes, which tell nothing of its form.
fn form(json: Value) -> Value {
    match json {
        Value::String(text) => {
            let digits = text.bytes().filter(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
            if digits >= 32 && !text.contains(' ') { "…".into() } else { text.into() }
        }
        Value::Array(list) => list.into_iter().map(form).collect(),
        Value::Object(object) => object.into_iter().map(|(name, value)| (name, form(value))).collect(),
        other => other,
    }
}

#[tokio::test]
async fn whatever_is_said_of_a_register_comes_with_its_notice() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    let notice =
        json!("Unofficial chronicle from public reports; no state or organisation named takes part.");
    let (label, note) = fixture.labels.first_key_value().expect("a label");
    for address in [
        "/api/v1/processes/istanbul".to_owned(),
        format!("/api/v1/processes/istanbul/items/{label}"),
        format!("/api/v1/processes/istanbul/items/{label}/history"),
        "/api/v1/processes/istanbul/notes".to_owned(),
        format!("/api/v1/processes/istanbul/notes/{note}"),
    ] {
        assert_eq!(get(&app, &address).await.json()["notice"], notice, "{address}");
    }
    assert_eq!(get(&app, "/api/v1/processes").await.json()[0]["notice"], notice);
}

#[tokio::test]
async fn notes_are_listed_in_the_order_that_at_size_counts() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    let mut listed = Vec::new();
    while listed.len() < 31 {
        let page = get(&app, &format!("/api/v1/processes/istanbul/notes?from={}&limit=7", listed.len()))
            .await
            .json();
        assert_eq!(page["size"], 31);
        listed.extend(
            page["notes"]
                .as_array()
                .expect("notes")
                .iter()
                .map(|note| note["commitment"].as_str().map(str::to_owned)),
        );
    }
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    let entered: Vec<_> = view.process.entries().map(|entry| Some(entry.commitment.to_hex())).collect();
    assert_eq!(listed, entered);
}
