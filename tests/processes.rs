//! What a process may lack: the threads of the one it was forked from, any other thread, memory, or such as is
//! executable.
//!
//! Each case runs in a child that is forked, and that a signal ends if it hangs. The tests are one function: a process
//! may be forked while other threads are at work, but then a test would fork those of another one.

#![cfg(target_os = "linux")]
#![allow(unsafe_code)]

use fusexpr::inspect::{Spec, Updates};
use fusexpr::{
    BindError, CallbackError, DType, Error, ErrorKind, Expr, Level, Options, ReadRows, Stream, Threads, Tier, Vars,
    WriteRows, evaluate, outputs, vars,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Seconds after which a child that has not ended hangs.
const PATIENCE: u32 = 60;

const LENGTH: usize = 1 << 20;

/// Who does the work.
const WAYS: [Threads; 3] = [Threads::Pool, Threads::Exactly(2), Threads::Exactly(3)];

/// Runs something in a child; it has to end well and in time.
fn forked(what: &str, work: impl FnOnce()) {
    // SAFETY: the child runs what any process may, and ends without running what belongs to its parent.
    let status = unsafe {
        let child = libc::fork();
        if child == 0 {
            libc::alarm(PATIENCE);
            libc::_exit(i32::from(catch_unwind(AssertUnwindSafe(work)).is_err()));
        }
        let mut status = 0;
        assert!(child > 0 && libc::waitpid(child, &mut status, 0) == child, "{what}: no child");
        status
    };
    assert!(!libc::WIFSIGNALED(status), "{what}: ended by signal {}", libc::WTERMSIG(status));
    assert_eq!(libc::WEXITSTATUS(status), 0, "{what} fails");
}

/// Two arrays, which are there before memory is limited.
fn arrays() -> [Vec<f64>; 2] {
    [vec![0.25; LENGTH], vec![0.0; LENGTH]]
}

/// Evaluates what several threads share, by fold and element by element.
fn evaluates(threads: Threads, [x, mut y]: [Vec<f64>; 2]) {
    let parsed = |text: &str| Expr::parse(text).expect("it is an expression").with(Options::new().threads(threads));
    parsed("sqrt(x) + sin(x)*exp(x)").evaluate(&vars! { x: &x }, &mut y).expect("it fits");
    let expected = 0.5 + 0.25_f64.sin() * 0.25_f64.exp();
    assert!(y.iter().all(|&y| (y - expected).abs() < 1e-15));
    let sum = parsed("sum(x)").eval::<f64>(&vars! { x: &x }).expect("it fits");
    assert_eq!(sum.first(), Some(&(0.25 * LENGTH as f64)));
    evaluate("x*2 + sqrt(x)", &vars! { x: &x }, &mut y).expect("it fits");
    assert!(y.iter().all(|&y| y == 1.0));
}

/// Rows that are ones, as many as there are asked for.
struct Ones([usize; 2]);

impl ReadRows for Ones {
    fn dtype(&self) -> DType {
        DType::F64
    }

    fn shape(&self) -> &[usize] {
        &self.0
    }

    fn read_rows(&mut self, _: usize, rows: &mut [u8]) -> Result<(), CallbackError> {
        rows.chunks_exact_mut(8).for_each(|element| element.copy_from_slice(&1.0_f64.to_ne_bytes()));
        Ok(())
    }
}

/// Counts bytes.
struct Count(Arc<Mutex<usize>>);

impl WriteRows for Count {
    fn write_rows(&mut self, rows: &[u8]) -> Result<(), CallbackError> {
        assert!(rows.chunks_exact(8).all(|element| element == 2.0_f64.to_ne_bytes()));
        *self.0.lock().expect("nobody panics") += rows.len();
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), CallbackError> {
        Ok(())
    }
}

/// Doubles rows of so many elements on their way; gives the bytes written.
fn streams(shape: [usize; 2]) -> Result<usize, Error> {
    let (written, mut rows) = (Arc::new(Mutex::new(0)), Ones(shape));
    let doubled = Expr::parse("x*2").expect("it is an expression").with(Options::new().threads(Threads::Serial));
    let sink = Count(written.clone());
    let mut sink = Some(Box::new(sink) as Box<dyn WriteRows>);
    doubled.stream(&Vars::new(), Stream::new().source("x", &mut rows).sinks(|_, _, _| Ok(sink.take())))?;
    let bytes = *written.lock().expect("nobody panics");
    Ok(bytes)
}

/// Lets the process take no more address space than it has, and so many bytes.
fn limit_memory(more: u64) {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("the system tells");
    let pages: u64 = pages.split(' ').next().and_then(|pages| pages.parse().ok()).expect("it is a number");
    let bytes = pages * 4096 + more;
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: the limit is read, and this process's own.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
}

/// Whether a thread can be started.
fn starts_a_thread() -> bool {
    std::thread::Builder::new().spawn(|| ()).is_ok()
}

fn without_threads() {
    for threads in WAYS {
        forked("a process that starts no thread", move || {
            let arrays = arrays();
            limit_memory(1 << 20); // no stack fits into that
            assert!(!starts_a_thread());
            evaluates(threads, arrays);
        });
    }
    forked("a process that starts few threads", || {
        let arrays = arrays();
        limit_memory(48 << 20);
        evaluates(Threads::Exactly(64), arrays);
    });
    forked("a stream whose lots leave no room for a thread", || {
        limit_memory(25 << 20);
        assert_eq!(streams([4096, 1024]).expect("one lot fits"), 4096 * 1024 * 8);
    });
}

fn without_memory() {
    forked("memory that does not suffice", || {
        // Each beyond 64 MiB, which the allocator sets aside for a thread.
        let (mut u, w) = (vec![1.0; 16 << 20], vec![1.0; 9 << 20]);
        limit_memory(100 << 20);
        let is_refused = |outcome: Result<(), Error>| {
            let kind = outcome.map_err(|error| error.kind().clone());
            matches!(kind, Err(ErrorKind::Bind(BindError::OutOfMemory { .. } | BindError::ShapeTooLarge { .. })))
        };
        for text in ["u + 1", "sum(cumsum(u))", "zeros(100000000)*u[0]", "sum(u[:, None] + u[:2], axis=1)"] {
            let expr = Expr::parse(text).expect("it is an expression");
            assert!(is_refused(expr.eval_any(&vars! { u: &u }).map(|_| ())), "{text}");
        }
        assert!(is_refused(streams([4, 9 << 20]).map(|_| ())), "a row");
        // What is updated is there, but not what it is compared with.
        let update = Expr::parse("w += 1").expect("it is a program");
        assert!(is_refused(update.profile(&vars! { w: &w }, Updates::InPlace).map(|_| ())), "a profile");
        limit_memory(20 << 20);
        let update = Expr::parse("u[8000000:] += u[:-8000000]").expect("it is a program");
        assert!(is_refused(update.run(&vars! {}, &mut outputs! { u })), "what is held back");
        assert!(u.iter().all(|&u| u == 1.0));
    });
}

fn after_a_fork() {
    for threads in WAYS {
        evaluates(threads, arrays());
    }
    for threads in WAYS {
        forked("a child of a parent that has evaluated", move || evaluates(threads, arrays()));
    }
    forked("a child that evaluates and has a child", || {
        evaluates(Threads::Pool, arrays());
        forked("a child of a child", || evaluates(Threads::Pool, arrays()));
        evaluates(Threads::Pool, arrays());
    });
    forked("a child that streams", || {
        assert_eq!(streams([4096, 1024]).expect("there is memory"), 4096 * 1024 * 8);
    });
    // Whatever another thread holds at that moment.
    let is_done = Arc::new(AtomicBool::new(false));
    let busy = std::thread::spawn({
        let is_done = is_done.clone();
        move || {
            let mut y = [0.0];
            for i in 0.. {
                if is_done.load(Ordering::Relaxed) {
                    break;
                }
                evaluate(&format!("x + {i}"), &vars! { x: [1.0] }, &mut y).expect("it fits");
            }
        }
    });
    for _ in 0..200 {
        forked("a child of a parent that is evaluating", || {
            let mut y = [0.0];
            evaluate("x + 1", &vars! { x: [1.0] }, &mut y).expect("it fits");
            assert_eq!(y, [2.0]);
        });
    }
    is_done.store(true, Ordering::Relaxed);
    busy.join().expect("it does not panic");
}

/// Evaluates `x*x - 3`.
fn by_machine_code(expr: &Expr, x: &[f64]) {
    let mut y = vec![0.0; x.len()];
    expr.evaluate(&vars! { x: x }, &mut y).expect("it fits");
    assert!(y.iter().zip(x).all(|(y, x)| *y == x * x - 3.0));
}

/// What an explanation says of the machine code of `x*x - 3`.
fn told(expr: &Expr) -> String {
    let spec = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    let explanation = expr.explain(&[("x", spec)], Updates::IntoNew).expect("it fits").to_string();
    let line = explanation.lines().find_map(|line| line.trim_start().strip_prefix("machine code: "));
    line.expect("a pass has a line").to_owned()
}

fn native() -> Expr {
    Expr::parse("x*x - 3").expect("it is an expression").with(Options::new().tier(Tier::Native))
}

fn with_machine_code() {
    let x: Vec<f64> = (0..1000).map(f64::from).collect();
    let expr = native();
    by_machine_code(&expr, &x);
    forked("a child that runs the machine code of its parent, and its own", || {
        by_machine_code(&expr, &x);
        by_machine_code(&native(), &x);
        drop(expr.clone());
        forked("a child of a child", || by_machine_code(&expr, &x));
    });
    by_machine_code(&expr, &x);
    if Level::detect() == Level::Base {
        return println!("no level with machine code: skipped, the processor lacks them");
    }
    forked("a process that is granted no executable memory", || {
        let (refuse, none) = (libc::c_ulong::from(libc::PR_MDWE_REFUSE_EXEC_GAIN), 0 as libc::c_ulong);
        // SAFETY: what is asked for concerns this process alone.
        if unsafe { libc::prctl(libc::PR_SET_MDWE, refuse, none, none, none) } != 0 {
            return println!("executable memory that is refused: skipped, the system has no such limit");
        }
        by_machine_code(&expr, &x);
        let refused = native();
        assert_eq!(told(&refused), "none, as the system grants no executable memory: permission denied");
        by_machine_code(&refused, &x);
    });
}

/// The order matters: the stacks of a parent's threads are used again in its children, which then start threads without
/// memory for them.
#[test]
fn a_process_does_with_what_it_has() {
    without_threads();
    without_memory();
    after_a_fork();
    with_machine_code();
}
