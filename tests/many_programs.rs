//! Thousands of programs with machine code at the same time: what they take, and that it is given back; and that one
//! over short arrays gets it after many calls.
//!
//! The only test of its process, so that what is measured is its own.

#![cfg(target_os = "linux")]

use fusexpr::{Expr, Level, Options, Threads, Tier, vars};
use std::fs;

const PROGRAMS: usize = 5000;

/// Programs of a thread that are remembered with its last calls.
const REMEMBERED: usize = 16;

/// Bytes that the code of a small program takes: a page.
const CODE: usize = 4096;

/// Bytes that such a program may take beside it; measured are 5 KB.
const MOST_BESIDE: usize = 12 << 10;

/// Bytes of memory that is executable and no file's, and how many mappings that is.
fn executable() -> (usize, usize) {
    let maps = fs::read_to_string("/proc/self/maps").expect("the system tells");
    let sizes = maps.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_code = words.len() == 5 && words[1].contains('x');
        let (start, end) = words[0].split_once('-').filter(|_| is_code)?;
        let number = |text| usize::from_str_radix(text, 16).expect("it is an address");
        Some(number(end) - number(start))
    });
    sizes.fold((0, 0), |(bytes, count), size| (bytes + size, count + 1))
}

/// Bytes of the process that are in memory.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("the system tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it is told");
    let kilobytes = line.trim().split(' ').next().and_then(|text| text.parse::<usize>().ok());
    1024 * kilobytes.expect("it is a number")
}

fn check(expr: &Expr, i: usize, y: &mut [f64]) {
    let x = [0.0, 1.0, 2.5, -3.0, 4.0, 0.5, -0.25];
    expr.evaluate(&vars! { x }, &mut *y).expect("it fits");
    let expected = x.map(|x| x * i as f64 + (i + 1) as f64);
    assert_eq!(*y, expected, "program {i}");
}

#[test]
fn thousands_of_programs_take_pages_and_give_them_back() {
    if Level::detect() == Level::Base {
        return println!("no level with machine code: skipped, the processor lacks them");
    }
    let options = Options::new().tier(Tier::Native).threads(Threads::Serial);
    let parsed = |i: usize| Expr::parse(&format!("x*{i} + {}", i + 1)).expect("it is a program").with(options.clone());
    let mut y = [0.0; 7];
    check(&parsed(0), 0, &mut y); // what is found once is found
    let memory_before = resident();
    let programs: Vec<Expr> = (0..PROGRAMS).map(parsed).collect();
    for _ in 0..2 {
        programs.iter().enumerate().for_each(|(i, expr)| check(expr, i, &mut y));
    }
    let ((bytes, mappings), memory) = (executable(), resident() - memory_before);
    println!(
        "{PROGRAMS} programs: {} bytes of code each in {mappings} mappings, {} bytes in memory each",
        bytes / PROGRAMS,
        memory / PROGRAMS
    );
    assert_eq!(bytes, CODE * PROGRAMS);
    assert!(memory / PROGRAMS <= CODE + MOST_BESIDE, "{} bytes for each program", memory / PROGRAMS);
    drop(programs);
    let left = executable().0;
    assert!(left <= CODE * REMEMBERED, "{left} bytes of code are left");
    short_calls_add_up();
}

/// An expression over a short array has code made for it when all of its calls together are worth it.
fn short_calls_add_up() {
    let expr = Expr::parse("x*3 + 1").expect("it is an expression").with(Options::new().tier(Tier::Auto));
    let (x, mut y) = (vec![1.5; 4096], vec![0.0; 4096]);
    let mut call = || {
        let before = executable().0;
        y.fill(0.0);
        expr.evaluate(&vars! { x: &x }, &mut y).expect("it fits");
        assert!(y.iter().all(|&y| y == 5.5));
        executable().0 > before
    };
    let tier = std::env::var("FUSEXPR_TIER");
    assert_eq!(call(), tier.as_deref() == Ok("native"), "a single call is not worth it");
    let later = (0..100).filter(|_| call()).count();
    assert_eq!(later, usize::from(tier.is_err()), "it is made once");
}
