//! Expressions over arrays by pointer, for callers that are not written in Rust.
//!
//! A [`Call`] is an expression with its arrays: what it takes to evaluate again and again. `fusexpr_prepare` makes one,
//! `fusexpr_call` evaluates it, `fusexpr_release` ends it. What goes wrong is a text, `fusexpr_message`.

use fusexpr::{ByteOrder, DType, Error, Expr, Level, Operand, Options, Output, Outputs, Threads, Tier, Vars};
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char};

thread_local! {
    /// What went wrong last in this thread.
    static MESSAGE: RefCell<CString> = RefCell::default();
}

/// An array of the caller's, with its strides in bytes.
#[repr(C)]
pub struct Array {
    name: *const c_char,
    dtype: *const c_char,
    start: *mut u8,
    rank: usize,
    shape: *const usize,
    strides: *const isize,
}

/// An array as it is kept.
struct Kept {
    name: String,
    dtype: DType,
    start: *mut u8,
    shape: Vec<usize>,
    strides: Vec<isize>,
}

/// An expression with its operands and outputs.
pub struct Call {
    expr: Expr,
    operands: Vec<Kept>,
    outputs: Vec<Kept>,
}

/// A text of the caller's.
///
/// # Safety
/// It ends with a zero byte.
unsafe fn text<'a>(start: *const c_char) -> Result<&'a str, String> {
    // SAFETY: the caller says so.
    unsafe { CStr::from_ptr(start) }.to_str().map_err(|error| error.to_string())
}

/// A list of the caller's; one without elements may be anywhere.
///
/// # Safety
/// There are so many elements.
unsafe fn list<'a, T>(start: *const T, len: usize) -> &'a [T] {
    // SAFETY: the caller says so.
    if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(start, len) } }
}

impl Kept {
    /// # Safety
    /// The pointers of `array` are what their names say.
    unsafe fn new(array: &Array) -> Result<Self, String> {
        // SAFETY: the caller says so.
        let (name, dtype) = unsafe { (text(array.name)?.to_owned(), text(array.dtype)?) };
        let dtype = dtype.parse().map_err(|error| format!("{error}"))?;
        // SAFETY: as above.
        let (shape, strides) = unsafe { (list(array.shape, array.rank), list(array.strides, array.rank)) };
        Ok(Self { name, dtype, start: array.start, shape: shape.to_vec(), strides: strides.to_vec() })
    }

    fn operand(&self) -> Result<Operand<'_>, Error> {
        let Self { dtype, start, shape, strides, .. } = self;
        // SAFETY: who prepared the call promised that the elements are there, and that nobody writes them meanwhile.
        unsafe { Operand::from_raw(*dtype, *start, shape, strides, ByteOrder::NATIVE) }
    }

    fn output(&self) -> Result<Output<'_>, Error> {
        let Self { dtype, start, shape, strides, .. } = self;
        // SAFETY: as above, and that nobody else reads or writes these.
        unsafe { Output::from_raw(*dtype, *start, shape, strides, ByteOrder::NATIVE) }
    }
}

impl Call {
    fn run(&self) -> Result<(), Error> {
        let mut vars = Vars::new();
        for operand in &self.operands {
            vars.insert(operand.name.as_str(), operand.operand()?);
        }
        if self.expr.has_result() {
            return self.expr.evaluate(&vars, self.outputs[0].output()?);
        }
        let mut outputs = Outputs::new();
        for output in &self.outputs {
            outputs.insert(output.name.as_str(), output.output()?);
        }
        self.expr.run(&vars, &mut outputs)
    }
}

/// # Safety
/// As `fusexpr_prepare`.
unsafe fn prepared(
    source: *const c_char,
    tier: *const c_char,
    threads: usize,
    arrays: *const Array,
    operands: usize,
    outputs: usize,
) -> Result<Call, String> {
    // SAFETY: the caller says so.
    let (source, tier) = unsafe { (text(source)?, text(tier)?) };
    let tier: Tier = tier.parse().map_err(|error| format!("{error}"))?;
    let threads = if threads == 1 { Threads::Serial } else { Threads::Exactly(threads) };
    let options = Options::new().tier(tier).threads(threads);
    let expr = Expr::parse(source).map_err(|error| error.to_string())?.with(options);
    if outputs == 0 {
        return Err("there is no output".to_owned());
    }
    // SAFETY: the caller says so.
    let arrays = unsafe { list(arrays, operands + outputs) };
    // SAFETY: as above.
    let kept = arrays.iter().map(|array| unsafe { Kept::new(array) }).collect::<Result<Vec<_>, _>>()?;
    let mut operands_then_outputs = kept.into_iter();
    let operands = operands_then_outputs.by_ref().take(operands).collect();
    Ok(Call { expr, operands, outputs: operands_then_outputs.collect() })
}

/// What `result` has, or nothing, with a message.
fn told<T>(result: Result<T, String>) -> Option<T> {
    result.map_err(|message| MESSAGE.set(CString::new(message.replace('\0', " ")).unwrap_or_default())).ok()
}

/// An expression with its operands and, behind them, its outputs; of an expression with a result there is one output,
/// whatever its name. `tier` is `auto`, `kernels` or `native`. Null if something is wrong.
///
/// # Safety
/// The pointers are what their names say, and texts end with a zero byte. Until the call is released, the elements of
/// all arrays are there, and while it runs nobody else writes them, or reads those of outputs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fusexpr_prepare(
    source: *const c_char,
    tier: *const c_char,
    threads: usize,
    arrays: *const Array,
    operands: usize,
    outputs: usize,
) -> *mut Call {
    // SAFETY: the caller says so.
    let call = told(unsafe { prepared(source, tier, threads, arrays, operands, outputs) });
    call.map_or(std::ptr::null_mut(), |call| Box::into_raw(Box::new(call)))
}

/// Evaluates; whether all went well.
///
/// # Safety
/// `call` is what `fusexpr_prepare` gave, and has not been released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fusexpr_call(call: *const Call) -> bool {
    // SAFETY: the caller says so.
    let call = unsafe { &*call };
    told(call.run().map_err(|error| error.to_string())).is_some()
}

/// Ends a call.
///
/// # Safety
/// As `fusexpr_call`; there is no call any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fusexpr_release(call: *mut Call) {
    // SAFETY: it came from a box.
    drop(unsafe { Box::from_raw(call) });
}

/// What went wrong last in this thread; there until something else does.
#[unsafe(no_mangle)]
pub extern "C" fn fusexpr_message() -> *const c_char {
    MESSAGE.with_borrow(|message| message.as_ptr())
}

/// The number of the level in use: 0 to 2 for base, v3 and v4.
#[unsafe(no_mangle)]
pub extern "C" fn fusexpr_level() -> u8 {
    Level::detect() as u8
}
