//! Functions of whole arrays: shifts, sequences of numbers, and reductions.
//!
//! They have no kernels of their own. The compiler turns the first two into where elements are read and into numbers that
//! count along an axis, and reductions into [folds](super::fold), so they stand beside the table in one of their own. What
//! is made of a shape alone takes its lengths one by one, or as a tuple.

/// One parameter of a function of arrays.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What stands for it where it is left out.
    pub default: Option<&'static str>,
    /// Whether it must be known when the program is compiled: a constant, or a number given by value.
    pub is_static: bool,
    /// Whether it stands for any number of arguments.
    pub is_repeated: bool,
}

const fn operand(name: &'static str) -> Parameter {
    Parameter { name, default: None, is_static: false, is_repeated: false }
}

const fn fixed(name: &'static str) -> Parameter {
    Parameter { is_static: true, ..operand(name) }
}

const fn optional(name: &'static str, default: &'static str) -> Parameter {
    Parameter { default: Some(default), ..fixed(name) }
}

const SHAPE: Parameter = Parameter { is_repeated: true, ..fixed("shape") };
const AXIS: Parameter = optional("axis", "None");
const KEEPDIMS: Parameter = optional("keepdims", "False");
const DTYPE: Parameter = optional("dtype", "None");
const DDOF: Parameter = optional("ddof", "0");

/// Declares the functions: documentation, variant, name, parameters.
macro_rules! array_functions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:ident $parameters:tt)*) => {
        /// A function of whole arrays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ArrayFunction {
            $($(#[doc = $doc])+ $variant,)*
        }

        static ROWS: &[Row] = &[
            $(Row {
                function: ArrayFunction::$variant,
                name: stringify!($name),
                doc: concat!($($doc),+).trim_ascii(),
                parameters: &$parameters,
            },)*
        ];
    };
}

struct Row {
    function: ArrayFunction,
    name: &'static str,
    doc: &'static str,
    parameters: &'static [Parameter],
}

array_functions! {
    /// x moved by shift places along an axis; what leaves one end enters at the other.
    Roll = roll [operand("x"), fixed("shift"), optional("axis", "0")]
    /// x moved by shift places along an axis; the mode (constant, nearest, reflect, mirror, wrap) says what enters.
    Shift = shift [
        operand("x"),
        fixed("shift"),
        optional("axis", "0"),
        optional("mode", "\"constant\""),
        Parameter { default: Some("0"), ..operand("value") },
    ]
    /// The numbers from start up to and without stop, step apart.
    Arange = arange [optional("start", "0"), fixed("stop"), optional("step", "1")]
    /// n numbers from start to stop, both included, evenly spaced.
    Linspace = linspace [operand("start"), operand("stop"), optional("n", "50")]
    /// The place of each element along an axis of the statement's shape.
    Index = index [fixed("axis")]
    /// Zeros.
    Zeros = zeros [SHAPE, DTYPE]
    /// Ones.
    Ones = ones [SHAPE, DTYPE]
    /// One value everywhere.
    Full = full [SHAPE, operand("value"), DTYPE]
    /// Random numbers from 0 up to and without 1, evenly spread; the same for the same seed.
    Random = random [SHAPE, optional("seed", "0")]
    /// The sum.
    Sum = sum [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The product.
    Prod = prod [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The least element; NaN if there is one.
    Min = min [operand("x"), AXIS, KEEPDIMS]
    /// The greatest element; NaN if there is one.
    Max = max [operand("x"), AXIS, KEEPDIMS]
    /// The arithmetic mean.
    Mean = mean [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The mean square distance from the mean, with n - ddof for n.
    Var = var [operand("x"), AXIS, KEEPDIMS, DDOF, DTYPE]
    /// The square root of the variance.
    Std = std [operand("x"), AXIS, KEEPDIMS, DDOF, DTYPE]
    /// Whether any element is not zero.
    Any = any [operand("x"), AXIS, KEEPDIMS]
    /// Whether no element is zero.
    All = all [operand("x"), AXIS, KEEPDIMS]
    /// Where the least element is, the first of equals; where the first NaN is, if there is one.
    ArgMin = argmin [operand("x"), AXIS, KEEPDIMS]
    /// Where the greatest element is, the first of equals; where the first NaN is, if there is one.
    ArgMax = argmax [operand("x"), AXIS, KEEPDIMS]
    /// How many elements are not zero.
    CountNonzero = count_nonzero [operand("x"), AXIS, KEEPDIMS]
    /// The square root of the sum of squares.
    Norm = norm [operand("x"), AXIS, KEEPDIMS]
    /// The sum of the products of two vectors.
    Dot = dot [operand("x"), operand("y")]
    /// The sum of what is not NaN.
    NanSum = nansum [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The product of what is not NaN.
    NanProd = nanprod [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The least element that is not NaN; NaN if there is none.
    NanMin = nanmin [operand("x"), AXIS, KEEPDIMS]
    /// The greatest element that is not NaN; NaN if there is none.
    NanMax = nanmax [operand("x"), AXIS, KEEPDIMS]
    /// The arithmetic mean of what is not NaN.
    NanMean = nanmean [operand("x"), AXIS, KEEPDIMS, DTYPE]
    /// The variance of what is not NaN.
    NanVar = nanvar [operand("x"), AXIS, KEEPDIMS, DDOF, DTYPE]
    /// The standard deviation of what is not NaN.
    NanStd = nanstd [operand("x"), AXIS, KEEPDIMS, DDOF, DTYPE]
    /// Where the least element is that is not NaN; -1 where all are NaN.
    NanArgMin = nanargmin [operand("x"), AXIS, KEEPDIMS]
    /// Where the greatest element is that is not NaN; -1 where all are NaN.
    NanArgMax = nanargmax [operand("x"), AXIS, KEEPDIMS]
    /// The sums of the elements up to each, along an axis.
    CumSum = cumsum [operand("x"), optional("axis", "0"), DTYPE]
    /// The products of the elements up to each, along an axis.
    CumProd = cumprod [operand("x"), optional("axis", "0"), DTYPE]
}

/// All functions of whole arrays.
///
/// ```
/// let shift = fusexpr::array_functions().find(|function| function.name() == "shift").unwrap();
/// assert_eq!(shift.signature(), r#"shift(x, shift, axis=0, mode="constant", value=0)"#);
/// ```
pub fn array_functions() -> impl Iterator<Item = ArrayFunction> {
    ROWS.iter().map(|row| row.function)
}

/// The function of a name.
pub fn array_function_named(name: &str) -> Option<ArrayFunction> {
    ROWS.iter().find(|row| row.name == name).map(|row| row.function)
}

impl ArrayFunction {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The name that it is called by.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it gives.
    pub fn doc(self) -> &'static str {
        self.row().doc
    }

    /// How it is called.
    pub fn signature(self) -> String {
        let parameter = |parameter: &Parameter| match parameter.default {
            Some(default) => format!("{}={default}", parameter.name),
            None if parameter.is_repeated => format!("{}…", parameter.name),
            None => parameter.name.to_owned(),
        };
        let parameters: Vec<_> = self.row().parameters.iter().map(parameter).collect();
        format!("{}({})", self.name(), parameters.join(", "))
    }

    /// The names that its arguments can be given by.
    pub fn keywords(self) -> impl Iterator<Item = &'static str> {
        self.parameters().iter().map(|parameter| parameter.name)
    }

    /// Those of them that must be given.
    ///
    /// ```
    /// let roll = fusexpr::array_functions().find(|function| function.name() == "roll").unwrap();
    /// assert_eq!(roll.keywords().collect::<Vec<_>>(), ["x", "shift", "axis"]);
    /// assert_eq!(roll.required().collect::<Vec<_>>(), ["x", "shift"]);
    /// ```
    pub fn required(self) -> impl Iterator<Item = &'static str> {
        self.parameters().iter().filter(|parameter| parameter.default.is_none()).map(|parameter| parameter.name)
    }

    /// Whether it makes an array of nothing but a shape.
    pub(crate) fn takes_shape(self) -> bool {
        self.parameters()[0].is_repeated
    }

    pub(crate) fn parameters(self) -> &'static [Parameter] {
        self.row().parameters
    }
}
