//! A venue that is served, and what the program does over the network.
#![cfg(unix)]

mod program;

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use program::{Bench, PROPOSAL, QUESTION, REPLY, served::Served};

#[test]
fn what_is_served_can_be_read_verified_and_added_to_from_elsewhere() {
    let bench = Bench::with_acts(&[PROPOSAL, REPLY]);
    let mut local = bench.json(&["standing", "river", "--data", "data", "--as-of", "2025-03-06"]);
    let served = Served::start(&bench);
    let url = served.address.clone();

    // The folder is the server's; the hint says what to do.
    bench
        .run(&["standing", "river", "--data", "data"])
        .fails(5)
        .says("in use by verbale serve")
        .says("--url");

    let remote = bench.json(&["standing", "river", "--url", &url, "--as-of", "2025-03-06"]);
    assert_eq!(local.as_object_mut(), remote.clone().as_object_mut());
    bench.run(&["item", "river", "a-bridge", "--url", &url]).ok().prints("A bridge");
    bench.run(&["log", "river", "--url", &url]).ok().prints("Beta: reply, consider");
    assert_eq!(bench.json(&["process", "list", "--url", &url])[0]["charter"], remote["charter"]);

    let address = format!("{url}/river");
    let hash = remote["charter"].as_str().expect("a hash");
    bench
        .run(&["verify", &address, "--charter", hash])
        .ok()
        .prints("it is the process that you named")
        .prints("continues");
    bench.run(&["verify", &format!("{url}/lake")]).fails(4);

    // A member elsewhere writes, signs and submits.
    bench.write(
        "act.json",
        r#"{"act":"withdrawal","re":"a-bridge","reported":{"by":"alpha","on":"2025-03-10","medium":"oral"}}"#,
    );
    let editor = "data/keys/river.chronicler.key";
    bench
        .run(&[
            "note", "new", "river", "--act", "act.json", "--signer", editor, "--text", "Back.", "--out",
            "w.draft", "--url", &url,
        ])
        .ok();
    bench.run(&["note", "sign", "w.draft", "--key", editor]).ok();
    let submitted = bench.json(&["note", "submit", "w.draft", "--url", &url]);
    assert_eq!(submitted["index"], 2);
    assert_eq!(bench.json(&["note", "submit", "w.draft", "--url", &url])["index"], 2);
    bench
        .run(&[
            "note",
            "show",
            submitted["note"].as_str().expect("a commitment"),
            "--process",
            "river",
            "--url",
            &url,
        ])
        .ok()
        .prints("Back.");
    let item = bench.json(&["item", "river", "a-bridge", "--url", &url, "--as-of", "2025-03-10"]);
    assert_eq!(item["outcome"]["closed"], "withdrawn");

    // A key that the registry does not know.
    bench.run(&["key", "new", "other.key"]).ok();
    bench
        .run(&[
            "note",
            "new",
            "river",
            "--act",
            "act.json",
            "--signer",
            "other.key",
            "--out",
            "x.draft",
            "--url",
            &url,
        ])
        .fails(1);
    served.stop();

    // Ended in order, the folder is free again and holds what was acknowledged.
    bench.import("data", &[PROPOSAL, REPLY, QUESTION]).ok().prints("1 act registered");
    assert_eq!(bench.json(&["process", "list", "--data", "data"])[0]["size"], 5);
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let bench = Bench::with_register();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    bench.run(&["serve", "--data", "data", "--listen", &address]).fails(5).says("--listen");
}

#[test]
fn the_demonstration_serves_and_names_addresses_to_look_at() {
    let bench = Bench::new();
    let mut command = bench.command(&["demo", "--data", "demo", "--listen", "127.0.0.1:0"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    assert!(line.contains("http://127.0.0.1:"), "{line}");
    let remarks = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
    assert!(remarks.take(12).any(|line| line.contains("/istanbul?as_of=2025-11-12")));
    child.kill().expect("killed");
    child.wait().expect("ended");
}
