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
