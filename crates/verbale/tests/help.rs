//! What the help says is looked at when it changes: it is how most people meet the program.

mod program;

use expect_test::expect_file;
use program::Bench;

fn check(arguments: &[&str], snapshot: &str) {
    let mut with_help = arguments.to_vec();
    with_help.push("--help");
    let run = Bench::new().run(&with_help).ok();
    // Wrapped lines of the help end in no spaces; the terminal's width is not the test's affair.
    let text: Vec<&str> = run.out.lines().map(str::trim_end).collect();
    expect_file![format!("{}/tests/help/{snapshot}.txt", env!("CARGO_MANIFEST_DIR"))]
        .assert_eq(&(text.join("\n") + "\n"));
}

#[test]
fn the_help_of_the_program_is_as_written() {
    check(&[], "verbale");
}

#[test]
fn the_help_of_every_command_is_as_written() {
    for command in [
        "demo",
        "init",
        "invite",
        "serve",
        "log",
        "standing",
        "item",
        "import",
        "export",
        "verify",
        "backup",
        "restore",
        "completions",
        "man",
    ] {
        check(&[command], command);
    }
    for (command, parts) in [
        ("process", &["new", "draft", "found", "amend", "list"][..]),
        ("key", &["new", "show"]),
        ("note", &["new", "sign", "submit", "show"]),
        ("witness", &["init", "add", "show", "serve"]),
    ] {
        check(&[command], command);
        for part in parts {
            check(&[command, part], &format!("{command}-{part}"));
        }
    }
}

#[test]
fn every_command_shows_examples() {
    let help = Bench::new().run(&["--help"]).ok().out;
    let commands = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty());
    // What stands further in goes on with the line before.
    let names = commands.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    let commands: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in
        commands.iter().filter(|command| !["help", "process", "key", "note", "witness"].contains(command))
    {
        let help = Bench::new().run(&[command, "--help"]).ok().out;
        assert!(help.contains("Examples:"), "{command}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    for wrong in [
        &["standng"][..],
        &["standing"],
        &["standing", "x", "--as-of", "12.11.2025"],
        &["export", "x"],
        &["verify"],
    ] {
        assert_eq!(Bench::new().run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn completions_and_manual_pages_are_made() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        bench.run(&["completions", shell]).ok().prints("standing");
    }
    bench.run(&["man", "pages"]).ok();
    assert!(bench.read("pages/verbale-standing.1").contains("as\\-of"));
}
