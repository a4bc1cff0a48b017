//! `:load`: what is bound, what is left out and why.

use super::{Folder, Run, fixture};

const TABLE: &str = "x,y,name,ok\n1,10,bob,true\n2,20,eve,\n";

fn session(folder: &Folder, lines: &[&str]) -> Run {
    let arguments: Vec<&str> = lines.iter().flat_map(|line| ["-e", line]).collect();
    folder.run(&arguments)
}

fn printed(folder: &Folder, lines: &[&str], expected: &str) {
    assert_eq!(session(folder, lines), super::printed(expected), "{lines:?}");
}

/// The message of the first line that fails.
fn refused(folder: &Folder, lines: &[&str], expected: &str) {
    let run = session(folder, lines);
    assert_eq!(run.status, Some(1), "{lines:?}: {run:?}");
    let (_, message) = run.stderr.split_once(": error: ").expect("a place and an error");
    assert_eq!(message.trim_end(), expected, "{lines:?}");
}

#[test]
fn what_is_left_out_is_told() {
    let folder = Folder::new()
        .with("t.csv", TABLE)
        .with("odd.csv", "a,a,,größe,`b`,\"c\td\"\n1,2,3,4,5,6\n")
        .with("members.npz", fixture("members.npz"))
        .with("kinds.parquet", fixture("kinds.parquet"));
    printed(
        &folder,
        &[":load t.csv"],
        "x: i64[2]\ny: i64[2]\nleft out `name`: texts are not supported: `bob` in line 2\n\
         left out `ok`: truth values of which some are missing are not supported: line 3\n",
    );
    printed(
        &folder,
        &[":load odd.csv"],
        "größe: i64[1]\nc\\td: i64[1]\nleft out `a`: the name stands there more than once; rename all but one\n\
         left out `column 3`: it has no name; write one into the header\nleft out ``b``: no variable can have this name\n",
    );
    printed(
        &folder,
        &[":load members.npz"],
        "bare: i64[3]\nx: f64[3]\ntwo words: u8[2]\nescape \\u{1b}[31m: u8[1]\n\
         left out `readme.txt`: it is not an array, but other bytes\n\
         left out `objects`: elements of type '|O' (Python objects) are not supported\n\
         left out `back`tick`: no variable can have this name\n",
    );
    printed(
        &folder,
        &[":load kinds.parquet"],
        "x: f64[2]\ndates: datetime64[D][2]\ninstants: datetime64[ns][2]\nleft out `halves`: 16-bit floats are not supported\nleft out `decimals`: decimals are not supported\n\
         left out `nulls`: of the type null: it has no values\nleft out `lists`: lists are not supported\n\
         left out `structures`: structures are not supported\nleft out `maps`: maps are not supported\n\
         left out `texts`: texts are not supported\nleft out `bytes`: bytes are not supported\n\
         left out `times`: times of a day are not supported\nleft out `categories`: texts are not supported\n\
         left out 2 more\n",
    );
}

#[test]
fn a_file_without_an_array() {
    let folder = Folder::new()
        .with("t.csv", "name,place\nbob,rome\n")
        .with("tick.csv", "`a`\n1\n")
        .with("lz4.parquet", fixture("lz4.parquet"));
    let csv = "t.csv: there is no array in it; `name`: texts are not supported: `bob` in line 2; and 1 more";
    refused(&folder, &[":load t.csv"], csv);
    refused(&folder, &[":load x t.csv"], csv);
    assert_eq!(folder.run(&["eval", "x", "x=t.csv"]), super::refused(csv));
    refused(&folder, &[":load tick.csv"], "tick.csv: there is nothing to load; ``a``: no variable can have this name");
    let codec = "lz4.parquet: there is no array in it; `i4`: compressed by LZ4_RAW, which is not supported; write it with \
                 snappy, gzip or zstd; and 1 more";
    assert_eq!(folder.run(&["eval", "x", "x=lz4.parquet"]), super::refused(codec));
}

/// A name that is there is never another array, whether it can be read or not; nor is one of several guessed.
#[test]
fn a_name_means_the_array_of_this_name() {
    let folder = Folder::new()
        .with("t.csv", TABLE)
        .with("two.csv", "x,name\n1,bob\n")
        .with("members.npz", fixture("members.npz"))
        .with("kinds.parquet", fixture("kinds.parquet"));
    printed(&folder, &[":load y t.csv", "y"], "y: i64[2]\n[10 20]\ni64[2]\n");
    printed(&folder, &[":load z two.csv", "z"], "z: i64[1]\n[1]\ni64[1]\n");
    printed(&folder, &[":load x members.npz", "x"], "x: f64[3]\n[0. 1. 2.]\nf64[3]\n");
    assert_eq!(folder.run(&["eval", "y", "y=t.csv"]), super::printed("[10 20]\ni64[2]\n"));
    for (name, file, reason) in [
        ("name", "two.csv", "`name`: texts are not supported: `bob` in line 2"),
        ("texts", "kinds.parquet", "`texts`: texts are not supported"),
        ("twice", "kinds.parquet", "`twice`: the name stands there more than once; rename all but one"),
        ("objects", "members.npz", "`objects`: elements of type '|O' (Python objects) are not supported"),
        ("readme.txt", "members.npz", "`readme.txt`: it is not an array, but other bytes"),
    ] {
        refused(&folder, &[&format!(":load {name} {file}")], &format!("{file}: {reason}"));
        let run = folder.run(&["eval", "1", &format!("{name}={file}")]);
        assert_eq!(run, super::refused(&format!("{file}: {reason}")));
    }
    refused(
        &folder,
        &[":load z t.csv"],
        "t.csv: there is no column `z` in it, but `x`, `y`; name the column that is meant, t.csv:x, or take all, \
         `:load t.csv`",
    );
    printed(&folder, &[":load z t.csv:y", "z"], "z: i64[2]\n[10 20]\ni64[2]\n");
    printed(&folder, &[":load t.csv:y", "y"], "y: i64[2]\n[10 20]\ni64[2]\n");
    refused(&folder, &[":load z t.csv:name"], "t.csv: `name`: texts are not supported: `bob` in line 2");
}

#[test]
fn names_in_backticks() {
    let folder = Folder::new().with("members.npz", fixture("members.npz"));
    printed(&folder, &[":load `two words` members.npz", "`two words` + 1"], "two words: u8[2]\n[1 2]\nu8[2]\n");
    let lines = ["`a b` = 3; x = 4", ":save `a b` x 'a b.npz'", ":drop `a b`", ":load `a b` 'a b.npz'", "`a b` * 2"];
    printed(&folder, &lines, "a b: i64[]\n6\ni64[]\n");
    refused(
        &folder,
        &[":load 'a`b' members.npz"],
        "`a`b` is no name; even in backticks it holds no backtick nor line break",
    );
    refused(&folder, &[":load `a b members.npz"], "the quote that begins with `a b members.npz does not end");
}
