//! The documents of a note: listed by work, with language and authenticity in words, and handed out as
//! files that no browser runs.

use axum::{Router, http::StatusCode};
use serde_json::{Value, json};
use verbale_record::{Commitment, Opening, commitment::Kind};
use verbale_server::app;

use crate::{
    ask::get,
    fixture::{Author, Fixture, PRIVATE},
};

/// A statement with documents and what its wording says of them; the note and its documents.
async fn carrying(
    fixture: &Fixture,
    author: &Author,
    described: Value,
    contents: &[&str],
) -> (Commitment, Vec<Commitment>) {
    let said = json!({"act": "statement", "form": "quote", "about": [], "asserts_awaits": []});
    carrying_as(fixture, author, said, described, contents).await
}

/// As [`carrying`], with another act.
async fn carrying_as(
    fixture: &Fixture,
    author: &Author,
    said: Value,
    described: Value,
    contents: &[&str],
) -> (Commitment, Vec<Commitment>) {
    let wording = json!({"text": "With documents.", "documents": described}).to_string();
    let mut openings = vec![Opening { salt: [1; 32], content: wording.into_bytes() }];
    openings.extend(
        (2u8..)
            .zip(contents)
            .map(|(n, content)| Opening { salt: [n; 32], content: content.as_bytes().to_vec() }),
    );
    let commitments: Vec<Commitment> =
        openings.iter().map(|opening| opening.commit(Kind::Annex, &author.room)).collect();
    let annexes = openings.iter().zip(&commitments).enumerate().map(|(n, (opening, commitment))| {
        let role = if n == 0 { "wording" } else { "document" };
        json!({"commitment": commitment.to_hex(), "role": role, "bytes": opening.content.len()})
    });
    let mut act = said;
    act["signers"] = json!([author.key.name()]);
    act["annexes"] = annexes.collect();
    let receipt = fixture.submit(author.submission(&act.to_string(), "documents", openings)).await;
    (receipt.leaf.commitment, commitments[1..].to_vec())
}

async fn page(app: &Router, note: &Commitment) -> String {
    let answer = get(app, &format!("/istanbul/note/{note}?lang=en")).await;
    String::from_utf8(answer.body.to_vec()).expect("text")
}

#[tokio::test]
async fn versions_of_a_document_stand_together_with_which_is_authentic() {
    let fixture = Fixture::with_acts(3).await;
    let app = app(fixture.state.clone());
    let described = json!([
        {"title": "A <bridge>", "name": "köprü.pdf", "type": "application/pdf", "language": "tr", "authentic": true, "work": 1},
        {"name": "mist.html", "type": "text/html", "language": "uk", "work": 1},
    ]);
    let (note, documents) = carrying(&fixture, &fixture.editor, described, &["tr text", "<b>uk</b>"]).await;
    let page = page(&app, &note).await;
    for words in [
        "A &lt;bridge&gt;",
        "Turkish: ",
        "marked as authentic",
        "Ukrainian: ",
        "not marked as authentic",
        "7 bytes",
    ] {
        assert!(page.contains(words), "{words:?}");
    }
    assert!(!page.contains("None of these versions"));
    let address = |n: usize| format!("/istanbul/public/annex/{}?note={note}", documents[n]);
    assert!(page.contains(&format!("href=\"{}\" download", address(0))), "{page}");

    let first = get(&app, &address(0)).await;
    assert_eq!(first.body, "tr text");
    assert_eq!(
        first.header("content-disposition"),
        "attachment; filename=\"k_pr_.pdf\"; filename*=UTF-8''k%C3%B6pr%C3%BC.pdf"
    );
    assert_eq!(first.header("content-type"), "application/pdf");
    let second = get(&app, &address(1)).await;
    assert_eq!(second.header("content-type"), "application/octet-stream", "nothing that a browser would run");
    assert!(second.header("content-disposition").starts_with("attachment;"));
    assert_eq!(second.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn where_no_version_is_marked_as_authentic_that_is_said() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let described =
        json!([{"name": "a", "language": "tr", "work": 1}, {"name": "b", "language": "uk", "work": 1}]);
    let (note, _) = carrying(&fixture, &fixture.editor, described, &["a", "b"]).await;
    let page = page(&app, &note).await;
    assert!(page.contains("None of these versions is marked as authentic."));
    assert!(!page.contains("not marked as authentic"));
}

#[tokio::test]
async fn a_document_of_which_nothing_is_said_or_that_was_erased_is_listed_all_the_same() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let (note, documents) =
        carrying(&fixture, &fixture.editor, json!([7, {"name": ".."}]), &["a", "b"]).await;
    let listed = page(&app, &note).await;
    assert_eq!(listed.matches("a document without a name").count(), 2);
    let act =
        json!({"act": "erased", "signers": [fixture.editor.key.name()], "annex": documents[0].to_hex()});
    fixture.submit(fixture.editor.submission(&act.to_string(), "erasure", Vec::new())).await;
    let listed = page(&app, &note).await;
    let address = |n: usize| format!("/istanbul/public/annex/{}?note={note}", documents[n]);
    assert!(!listed.contains(&address(0)) && listed.contains(&address(1)));
    assert_eq!(get(&app, &address(0)).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_erased_document_is_said_to_be_in_words_and_without_a_link_wherever_it_is_named() {
    let fixture = Fixture::with_acts(1).await;
    let app = app(fixture.state.clone());
    let registered = json!({
        "act": "proposal", "to": ["ukraine"], "track": "political", "topic": "bridge",
        "reported": {"by": "russia", "on": "2025-11-01", "medium": "public_source"},
    });
    let described = json!([{"name": "gone.pdf"}, {"name": "here.pdf"}]);
    let (note, documents) = carrying_as(&fixture, &fixture.editor, registered, described, &["a", "b"]).await;
    let act =
        json!({"act": "erased", "signers": [fixture.editor.key.name()], "annex": documents[0].to_hex()});
    let pages = [format!("/istanbul/item/{note}?lang=en"), format!("/istanbul/note/{note}?lang=en")];
    for address in &pages {
        let page = get(&app, address).await.text().to_owned();
        assert_eq!(page.matches("annex/").count(), 2, "{page}");
    }
    fixture.submit(fixture.editor.submission(&act.to_string(), "erasure", Vec::new())).await;
    for address in &pages {
        let page = get(&app, address).await.text().to_owned();
        assert!(!page.contains(&format!("annex/{}", documents[0])), "{page}");
        assert!(page.contains(&format!("annex/{}", documents[1])), "{page}");
        let words = page.split("gone.pdf").nth(1).expect("its name").split("here.pdf").next();
        assert!(words.is_some_and(|words| words.contains("its content is gone for good")), "{page}");
    }
}

#[tokio::test]
async fn a_document_is_handed_out_under_the_name_of_a_note_that_carries_it_alone() {
    let fixture = Fixture::with_acts(2).await;
    let app = app(fixture.state.clone());
    let (note, documents) = carrying(&fixture, &fixture.editor, json!([{"name": "a.pdf"}]), &["words"]).await;
    let other = fixture.labels.values().next().expect("a note");
    for carried_by in [other.to_hex(), "0".repeat(64)] {
        let answer = get(&app, &format!("/istanbul/public/annex/{}?note={carried_by}", documents[0])).await;
        assert_eq!(answer.problem(), "not_found", "{carried_by}");
    }
    // Of talks that publish nothing an outsider gets the same answer as of what does not exist.
    let author = Author::of_talks("alpha", "plenary");
    let (secret, documents) = carrying(&fixture, &author, json!([{"name": "b.pdf"}]), &["secret"]).await;
    let answer = get(&app, &format!("/{PRIVATE}/plenary/annex/{}?note={secret}", documents[0])).await;
    let absent = get(&app, &format!("/{PRIVATE}/plenary/annex/{0}?note={note}", "0".repeat(64))).await;
    assert_eq!((answer.status, answer.body), (absent.status, absent.body));
}
