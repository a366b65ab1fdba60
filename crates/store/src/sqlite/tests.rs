use super::*;

async fn execute(path: &Path, statement: &'static str) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn refused(path: &Path) -> StoreError {
    match SqliteStore::open(path).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    SqliteStore::create(&path).await.unwrap().close().await.unwrap();
    execute(&path, "PRAGMA user_version = 99").await;
    let before = std::fs::read(&path).unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::NewerSchema { found: 99, known: SCHEMA_VERSION, .. }), "{error:?}");
    assert!(error.to_string().contains("open it with the newer program"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_of_the_first_schema_is_brought_up_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (new, old) = (folder.path().join("new"), folder.path().join("old"));
    SqliteStore::create(&new).await.unwrap().close().await.unwrap();
    // A record as the first version wrote it: one room with one entry.
    execute(&old, include_str!("schema.sql")).await;
    execute(
        &old,
        "PRAGMA application_id = 0x5672626c; PRAGMA user_version = 1;
         BEGIN;
         INSERT INTO process VALUES (1, zeroblob(32), 'p', 'verbale/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a');
         INSERT INTO room VALUES
            (1, 1, 'verbale/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'registry', 1, zeroblob(32), x'', 7);
         INSERT INTO leaf VALUES (1 << 36, 7, zeroblob(32), 0);
         INSERT INTO note VALUES (1 << 36, zeroblob(32), 0, x'6e6f7465');
         COMMIT",
    )
    .await;
    let store = SqliteStore::open(&old).await.unwrap();
    assert_eq!(store.schema_version(), 2);
    let origin = Origin::from_bytes([10; 16]);
    let entries = store.entries(&origin, 0..9).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].leaf.time_ms, &entries[0].opening.content[..]), (7, &b"note"[..]));
    assert_eq!(entries[0].evidence, None);
    store.close().await.unwrap();
    // Both files have the same tables now.
    let tables = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
    let mut found = Vec::new();
    for path in [&old, &new] {
        let mut connection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
        let row = sqlx::query(tables).fetch_one(&mut connection).await.unwrap();
        found.push(sqlx::Row::get::<String, _>(&row, 0));
        connection.close().await.unwrap();
    }
    assert_eq!(found[0], found[1]);
    assert!(found[0].contains("evidence BLOB"));
}

#[tokio::test]
async fn what_is_no_store_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text");
    std::fs::write(&text, "not a database, but long enough to look at: ".repeat(50)).unwrap();
    let other = folder.path().join("other");
    execute(&other, "CREATE TABLE other (a)").await;
    for path in [text, other] {
        let before = std::fs::read(&path).unwrap();
        let error = refused(&path).await;
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    let missing = refused(&folder.path().join("missing")).await;
    assert!(matches!(missing, StoreError::NotAStore { .. }), "{missing:?}");
}

#[tokio::test]
async fn a_store_is_made_where_no_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    std::fs::write(&path, "").unwrap();
    assert!(SqliteStore::create(&path).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"");
}

#[tokio::test]
async fn commits_are_synced_and_erasures_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&folder.path().join("store")).await.unwrap();
    let mut writer = store.writer().await.unwrap();
    for (pragma, expected) in [
        ("PRAGMA synchronous", "2"),
        ("PRAGMA journal_mode", "wal"),
        ("PRAGMA secure_delete", "1"),
        ("PRAGMA foreign_keys", "1"),
    ] {
        let row = sqlx::query(pragma).fetch_one(&mut *writer).await.unwrap();
        let value = sqlx::Row::try_get::<i64, _>(&row, 0).map(|n| n.to_string());
        let value = value.or_else(|_| sqlx::Row::try_get::<String, _>(&row, 0)).unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
}

#[tokio::test]
async fn lookups_go_by_their_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&folder.path().join("store")).await.unwrap();
    let mut writer = store.writer().await.unwrap();
    for (statement, index) in [
        (read::FIND_NOTE, "leaf_commitment"),
        (read::FIND_TEXT, "note_text"),
        (read::FIND_TEXTS, "note_text"),
        (read::FIND_ANNEX, "annex_commitment"),
        (write::ERASE, "annex_commitment"),
    ] {
        // EXPLAIN takes the statement as it stands; it is one of this crate's constants.
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let rows = sqlx::query(explain).fetch_all(&mut *writer).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| sqlx::Row::get(row, 3)).collect();
        let by_index = plan.iter().any(|step| step.contains(&format!("INDEX {index} (<expr>=? AND")));
        assert!(by_index, "{index}: {plan:#?}");
        let scans =
            plan.iter().filter(|step| matches!(step.as_str(), "SCAN leaf" | "SCAN note" | "SCAN annex"));
        assert_eq!(scans.count(), 0, "{plan:#?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&folder.path().join("store")).await.unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.file_name());
    }
    drop(store);
}

#[tokio::test]
async fn a_closed_store_is_one_file_and_says_that_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SqliteStore::create(&path).await.unwrap();
    assert!(beside(&path, "-wal").exists());
    store.close().await.unwrap();
    assert!(!beside(&path, "-wal").exists());
    assert!(matches!(store.rooms().await, Err(StoreError::Closed)));
    assert!(matches!(store.commit(&Batch::default()).await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn the_log_of_a_database_that_is_gone_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    std::fs::write(beside(&path, "-wal"), "left").unwrap();
    assert!(matches!(SqliteStore::create(&path).await, Err(StoreError::Exists { .. })));
    assert!(!path.exists());
}
