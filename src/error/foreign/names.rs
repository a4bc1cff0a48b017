//! Functions, attributes, parameters and constants that NumPy, SciPy and others have and this language has not.
//!
//! Only names that do not exist here may stand in these rows. A function that is missing is named by its help where
//! there is a way to write it, and by what it needs where there is none.

use super::row::{ForeignRow, help_for};

const ORDER: &str = "what needs elements in order of size is computed in the calling program";
const CHOSEN: &str = "how many elements a result has depends on shapes alone; `where(m, x, 0)` chooses by a condition, and \
                      `count_nonzero(m)` counts";
const SHAPES: &str = "there are `reshape(x, -1)`, `transpose(x)`, `broadcast_to(x, (2, 3))`, `repeat(x, 2)`, `tile(x, 2)` and \
                      slices; what else moves elements is done in the calling program";
const JOINED: &str =
    "arrays are joined by `concatenate((x, y))` and `stack((x, y))`, and parts are taken by slices, `x[:3]`";
const MATRICES: &str = "for vectors there is `dot(x, y)`, along an axis `sum(x*y, axis=-1)`; what solves or factors matrices \
                        is done in the calling program";
const TYPES: &str = "the types are bool, i8, i16, i32, i64, u8, u16, u32, u64, f16, f32, f64, c64 and c128";
const KNOWN: &str = "shapes and types are known to the calling program; give what is needed by value";
const RANDOM: &str = "uniform random numbers from 0 to 1 are `random(3, seed=1)`";
const NORMAL: &str = "uniform random numbers are `u = random(3, seed=1); v = random(3, seed=2)`; normal ones are made of \
                      them by `sqrt(-2*log(1 - u))*cos(tau*v)`";
const SPECIAL: &str = "of special functions there are erf, erfc, erfinv, erfcinv, ndtr, ndtri, gamma, lgamma, digamma, i0, i1, \
                       sinc, sigmoid and logit";
const GRIDS: &str =
    "indices broadcast: `arange(3)[:, None] + arange(4)`, and `zeros(3, 4) + index(1)` counts along an axis";
const MADE: &str = "arrays are given by the calling program under their names; `zeros(3)`, `arange(3)` and `linspace(0, 1, 3)` \
                    make some";
const NEIGHBOURS: &str = "neighbours are read by `shift(x, 1)` and `roll(x, 1)`, and weighed in a sum";
const PYTHON: &str = "an expression computes numbers; the rest is done in the calling program";

/// Functions, and words in their place.
pub(super) const FUNCTIONS: &[ForeignRow] = &[
    ("median nanmedian quantile nanquantile percentile nanpercentile mode iqr trimmed_mean", ORDER),
    ("sort sorted argsort lexsort partition argpartition topk msort sort_complex rank rankdata reverse", ORDER),
    ("unique unique_values unique_counts unique_inverse unique_all set union1d intersect1d setdiff1d setxor1d", ORDER),
    ("bincount histogram histogram2d histogramdd histogram_bin_edges", ORDER),
    ("isin in1d", "what is one of some values is found by `x in (1, 2)`"),
    ("fmean", "it is written `mean(x)`"),
    (
        "stdev stddev standard_deviation pstdev",
        "it is written `std(x)`; with n - 1 below the fraction it is `std(x, ddof=1)`",
    ),
    ("variance pvariance", "it is written `var(x)`; with n - 1 below the fraction it is `var(x, ddof=1)`"),
    ("cov", "the covariance of two vectors is `mean((x - mean(x))*(y - mean(y)))`"),
    (
        "corr corrcoef pearsonr correlation",
        "the correlation of two vectors is `mean((x - mean(x))*(y - mean(y)))/(std(x)*std(y))`",
    ),
    ("zscore standardize scale", "it is written `(x - mean(x))/std(x)`"),
    ("normalize", "it is written `x/norm(x)`, or `(x - min(x))/(max(x) - min(x))`"),
    ("sem", "the standard error of the mean is `std(x, ddof=1)/sqrt(count_nonzero(x == x))`"),
    ("gmean geometric_mean", "it is written `exp(mean(log(x)))`"),
    ("hmean harmonic_mean", "it is written `1/mean(1/x)`"),
    ("rms", "it is written `sqrt(mean(x**2))`"),
    ("peak_to_peak", "it is written `ptp(x)`"),
    ("nanptp", "it is written `nanmax(x) - nanmin(x)`"),
    ("skew kurtosis moment", "powers of distances from the mean are averaged: `mean(((x - mean(x))/std(x))**3)`"),
    ("amin", "it is written `min(x)`"),
    ("amax", "it is written `max(x)`"),
    ("sometrue", "it is written `any(x > 0)`"),
    ("alltrue", "it is written `all(x > 0)`"),
    ("total add_reduce", "it is written `sum(x)`"),
    ("fsum sumprod", "it is written `sum(x)`, or `dot(x, y)`"),
    ("product", "it is written `prod(x)`, or `x*y` for two operands"),
    ("sumsq sum_of_squares", "it is written `sum(x**2)`"),
    ("nancumsum", "it is written `cumsum(where(isnan(x), 0, x))`"),
    ("nancumprod", "it is written `cumprod(where(isnan(x), 1, x))`"),
    (
        "maximum_accumulate accumulate logcumsumexp cumulative_sum cumulative_prod",
        "what runs along an axis are `cumsum(x)`, `cumprod(x)`, `cummin(x)` and `cummax(x)`",
    ),
    ("ediff1d", "it is written `diff(x)`"),
    ("gradient", "it is written `(x[2:] - x[:-2])/2`"),
    ("laplacian del2", "it is written `x[2:] - 2*x[1:-1] + x[:-2]`"),
    ("trapz trapezoid", "it is written `sum((x[1:] + x[:-1])/2)`, times the distance of the points"),
    ("cumtrapz cumulative_trapezoid", "it is written `cumsum((x[1:] + x[:-1])/2)`, times the distance of the points"),
    ("simpson simps quad romb", "it is written `sum((x[1:] + x[:-1])/2)`, times the distance of the points"),
    (
        "convolve correlate convolve1d uniform_filter gaussian_filter laplace sobel rolling moving_average conv",
        NEIGHBOURS,
    ),
    ("fft ifft rfft irfft fft2 fftfreq fftshift dct", "transforms are made in the calling program"),
    (
        "interp1d spline polyfit polyval poly1d roots piecewise",
        "a polynomial is written out, `(2*x + 3)*x + 1`; pieces are chosen by `where(x < 0, 0, x)`",
    ),
    ("reversed", "it is written `x[::-1]`"),
    ("permute permute_dims rollaxis matrix_transpose", "it is written `transpose(x)`, or `moveaxis(x, 0, -1)`"),
    ("broadcast", "it is written `broadcast_to(x, (2, 3))`; operands broadcast by themselves"),
    ("flat resize view broadcast_arrays atleast_3d as_strided", SHAPES),
    ("unsqueeze", "an axis is added by `x[None, :]`, `x[:, None]` or `expand_dims(x, 0)`"),
    ("pad kron diag diagflat diagonal tril triu trace", SHAPES),
    ("meshgrid mgrid ogrid indices ix_ ndindex unravel_index ravel_multi_index", GRIDS),
    (
        "concat dstack row_stack block append insert delete cat r_ c_ split array_split hsplit vsplit dsplit unstack",
        JOINED,
    ),
    ("nonzero flatnonzero argwhere extract compress", CHOSEN),
    (
        "take_along_axis put place putmask gather index_select copyto put_along_axis apply_along_axis",
        "parts are taken by slices, `x[1:3]`, and elements chosen by `where(m, x, y)`",
    ),
    ("approx", "it is written `isclose(x, y)`; of all elements `allclose(x, y)`"),
    ("array_equiv", "it is written `all(x == y)`"),
    ("iszero", "it is written `x == 0`"),
    ("isnull isna isnone", "it is written `isnan(x)`"),
    ("notnull notna", "it is written `not isnan(x)`"),
    ("isposinf", "it is written `x == inf`"),
    ("isneginf", "it is written `x == -inf`"),
    ("isreal", "it is written `imag(x) == 0`"),
    ("iscomplex", "it is written `imag(x) != 0`"),
    (
        "isrealobj iscomplexobj real_if_close",
        "the type of a result is known before its values are; `real(x)` is the real part",
    ),
    ("clongdouble complex256", "it is written `c128(x)`, the widest type of complex numbers"),
    ("phase", "it is written `angle(x)`"),
    ("polar", "it is two expressions, `abs(x)` and `angle(x)`"),
    ("rect", "it is written `x * exp(1j*y)`"),
    ("fdim", "it is written `maximum(x - y, 0)`"),
    ("plus", "it is written `x + y`"),
    ("minus", "it is written `x - y`"),
    ("times mul", "it is written `x*y`"),
    ("div divmod", "quotient and remainder are `x // y` and `x % y`"),
    ("modf", "fraction and whole part are `frac(x)` and `trunc(x)`"),
    ("frexp", "its two results are `mantissa(x)` and `exponent(x)`"),
    ("rem", "it is written `fmod(x, y)`, with the sign of x, or `x % y`, with the sign of y"),
    ("sqr", "it is written `x**2`"),
    ("root nthroot", "it is written `x**(1/3)`"),
    ("isqrt", "it is written `floor(sqrt(x))`"),
    ("rsqrt", "it is written `1/sqrt(x)`"),
    ("inv inverse", "of a number it is `1/x`; a matrix is inverted in the calling program"),
    ("loge logn", "the natural logarithm is `log(x)`"),
    ("logaddexp2", "it is written `log2(exp2(x) + exp2(y))`"),
    ("log1pexp", "it is written `softplus(x)`"),
    ("log_expit logsigmoid", "it is written `-logaddexp(-x, 0)`"),
    ("entr", "it is written `where(x == 0, 0, -x*log(x))`"),
    ("rel_entr kl_div", "it is written `where(x == 0, 0, x*log(x/y))`"),
    ("exprel", "it is written `expm1(x)/x`"),
    ("cosm1", "it is written `-2*sin(x/2)**2`"),
    ("powm1", "it is written `expm1(y*log(x))`"),
    ("sine", "it is written `sin(x)`"),
    ("cosine", "it is written `cos(x)`"),
    ("tangent tg", "it is written `tan(x)`"),
    ("cot cotan ctg", "it is written `1/tan(x)`"),
    ("sec", "it is written `1/cos(x)`"),
    ("csc cosec", "it is written `1/sin(x)`"),
    ("acot", "it is written `arctan(1/x)`"),
    ("asec", "it is written `arccos(1/x)`"),
    ("acsc", "it is written `arcsin(1/x)`"),
    ("sech", "it is written `1/cosh(x)`"),
    ("csch", "it is written `1/sinh(x)`"),
    ("coth", "it is written `1/tanh(x)`"),
    ("sinpi", "it is written `sin(pi*x)`"),
    ("cospi", "it is written `cos(pi*x)`"),
    ("tanpi", "it is written `tan(pi*x)`"),
    ("sind sindg", "it is written `sin(radians(x))`"),
    ("cosd cosdg", "it is written `cos(radians(x))`"),
    ("tand tandg", "it is written `tan(radians(x))`"),
    ("cotdg", "it is written `1/tan(radians(x))`"),
    ("radian", "it is written `radians(x)`"),
    ("degree", "it is written `degrees(x)`"),
    ("unwrap", "an angle is brought to one turn by `x % tau`"),
    ("ceiling roundup", "it is written `ceil(x)`"),
    ("rounddown", "it is written `floor(x)`"),
    ("around round_", "it is written `round(x, 2)`"),
    ("fract", "it is written `x % 1`"),
    ("scalbn", "it is written `ldexp(x, 3)`"),
    ("logb ilogb", "it is written `exponent(x) - 1`"),
    ("spacing ulp eps nexttoward", "the distance to the next float is `nextafter(x, inf) - x`"),
    ("clamp limit bound", "it is written `clip(x, 0, 1)`"),
    ("sgnbit is_negative", "it is written `signbit(x)`"),
    ("dist cdist pdist euclidean distance", "the distance of two vectors is `norm(x - y)`"),
    ("magnitude vector_norm", "the length of a vector is `norm(x)`"),
    ("cross", "it is written out: `x[1]*y[2] - x[2]*y[1]` is the first element"),
    ("inner vdot vecdot", "it is written `dot(x, y)`"),
    ("outer", "it is written `x[:, None]*y`"),
    ("matmul mm bmm einsum tensordot multi_dot matvec vecmat linalg_norm matrix_power mv", MATRICES),
    (
        "det slogdet solve lstsq eig eigh eigvals eigvalsh svd svdvals qr cholesky lu pinv matrix_rank cond expm matrix_norm linalg",
        MATRICES,
    ),
    ("factorial fact", "it is written `gamma(x + 1)`"),
    (
        "comb binom ncr nchoosek binomial_coefficient",
        "it is written `exp(lgamma(x + 1) - lgamma(y + 1) - lgamma(x - y + 1))`",
    ),
    ("perm npr poch", "it is written `exp(lgamma(x + 1) - lgamma(x - y + 1))`"),
    ("beta", "it is written `exp(lgamma(x) + lgamma(y) - lgamma(x + y))`"),
    ("betaln", "it is written `lgamma(x) + lgamma(y) - lgamma(x + y)`"),
    ("erf_inv inverf", "it is written `erfinv(x)`"),
    ("normcdf norm_cdf", "it is written `ndtr(x)`"),
    ("norm_ppf probit", "it is written `ndtri(x)`"),
    (
        "bdtr bdtrc bdtri fdtr fdtrc fdtri gdtr gdtrc nbdtr nbdtrc nbdtri pdtr pdtrc pdtri chdtr chdtrc chdtri stdtr stdtrit",
        SPECIAL,
    ),
    ("normpdf norm_pdf", "it is written `exp(-x**2/2)/sqrt(tau)`"),
    ("log_ndtr", "it is written `log(erfc(-x/sqrt(2))/2)`"),
    ("polygamma trigamma gammainc gammaincc gammaincinv gammainccinv gammasgn rgamma loggamma multigammaln", SPECIAL),
    (
        "betainc betaincc betaincinv erfcx erfi wofz dawsn voigt_profile zeta zetac expi expn exp1 \
      i0e i1e k0 k0e k1 k1e j0 j1 jn jv jve y0 y1 yn yv yve iv ive kn kv kve besselj hyp2f1 hyp1f1 hyp0f1 hyperu lambertw \
      fresnel shichi sici airy airye ellipk ellipe ellipj ellipkinc ellipeinc owens_t spence struve boxcox boxcox1p inv_boxcox \
      huber pseudo_huber agm",
        SPECIAL,
    ),
    (
        "fromiter frombuffer fromfunction fromfile fromstring loadtxt \
      genfromtxt load read_csv tensor matrix list tuple",
        MADE,
    ),
    ("empty", "it is written `zeros(3)`"),
    ("fill", "it is written `zeros(3) + 5`, or `full(3, 5)`"),
    ("empty_like", "it is written `zeros_like(x)`"),
    ("identity eye", "a diagonal of ones is `arange(3)[:, None] == arange(3)`"),
    ("logspace", "it is written `10**linspace(0, 1, 3)`"),
    ("geomspace", "it is written `exp(linspace(log(1), log(8), 4))`"),
    ("range xrange seq colon iota", "it is written `arange(3)`"),
    (
        "enumerate zip map filter reduce apply vectorize foreach",
        "operators and functions take all elements at once: `x + y`, `sum(x)`; `arange(3)` counts",
    ),
    ("rand uniform random_sample runif ranf sample default_rng seed", RANDOM),
    ("randint integers randrange", "random integers below 6 are `i64(6*random(3, seed=1))`"),
    ("randn normal standard_normal rnorm gauss", NORMAL),
    ("poisson binomial exponential permutation shuffle choice", RANDOM),
    (
        "blackman hamming hanning bartlett kaiser",
        "windows are written out, for instance `0.5 - 0.5*cos(tau*linspace(0, 1, 5))`",
    ),
    (
        "length numel count nrow ncol shape",
        "elements are counted by `size(x)` and `count_nonzero(m)`; the length of an axis is `x.shape[0]`",
    ),
    ("cast convert dtype typeof", "types are converted by their names, `f32(x)` or `x.astype(f32)`"),
    ("typename isinstance type info finfo iinfo result_type promote_types can_cast", KNOWN),
    ("longdouble float128 longfloat object str string object_ bytes void str_ bytes_", TYPES),
    ("real64", "it is written `f64(x)`"),
    ("real32", "it is written `f32(x)`"),
    ("long integer Integer toInt parseInt", "it is written `i64(x)`"),
    ("ulong unsigned", "it is written `u8(x)`, `u16(x)`, `u32(x)` or `u64(x)`"),
    ("bool8 boolean logical", "it is written `bool(x)`"),
    ("Fraction Decimal tolist item tobytes to_numpy numpy values nbytes strides itemsize", PYTHON),
    ("bitwise_left_shift shl", "it is written `i << 1`"),
    ("bitwise_right_shift shr", "it is written `i >> 1`"),
    ("popcount popcnt", "it is written `bit_count(i)`"),
    ("packbits unpackbits binary_repr base_repr clz ctz", "bits are taken by `i & 1` and `i >> 1`"),
    ("iff ifelse ifthen if_else ternary merge", "a choice is written `x if m else y`, or `where(m, x, y)`"),
];

/// Constants.
const VALUES: &[ForeignRow] = &[
    ("null nil none undefined NA missing nullptr NULL", "missing values are NaN: `nan`, found by `isnan(x)`"),
    ("infinity Infinity Inf PINF", "it is written `inf`"),
    ("NINF", "it is written `-inf`"),
    ("euler_gamma egamma", "it is 0.57721566490153286"),
    ("π", "it is written `pi`"),
    ("τ", "it is written `tau`"),
    ("euler", "it is written `e`"),
    ("yes on", "it is written `True`"),
    ("no off", "it is written `False`"),
];

/// Attributes of arrays.
const ATTRIBUTES: &[ForeignRow] = &[
    ("mT H", SHAPES),
    ("itemsize nbytes strides", KNOWN),
    ("flat", SHAPES),
    ("iloc loc at iat", "elements are taken by `x[0]` and slices by `x[1:3]`"),
    ("values", "the array is written by its name, `x`"),
];

/// Parameters: the name that they have here, where the function has it, or what to do.
const KEYWORDS: &[ForeignRow] = &[
    ("where", "choose before or after: `where(m, x, 0)`"),
    ("out", "a result is assigned to the name of an output"),
    ("dtype", "convert the operand or the result: `f32(x)`"),
    ("initial", "combine it with the result: `maximum(max(x), 0)`"),
    ("weights", "only `average(x, weights=w)` has them"),
    ("endpoint", "leave the last one out: `linspace(0, 1, 5)[:-1]`"),
    ("ord", "the norm is the root of the sum of squares; others are written out: `sum(abs(x))`, `max(abs(x))`"),
    ("ddof", "only `var(x, ddof=1)` and `std(x, ddof=1)` have it"),
    ("nan posinf neginf", "replace them before: `nan_to_num(x)`"),
    ("order casting subok like device copy mean retstep overwrite_input", "leave it out"),
];

/// Other names of parameters, and the parameter.
const PARAMETERS: &[ForeignRow] = &[
    ("dim dims dimension along", "axis"),
    ("keep_dims keep keepdim", "keepdims"),
    ("count steps", "n"),
    ("size", "shape"),
    ("correction dof", "ddof"),
    ("cval fill", "value"),
    ("array input data obj", "x"),
    ("other", "y"),
    ("amin low lower minimum", "min"),
    ("amax high upper maximum", "max"),
    ("digits places precision", "decimals"),
    ("type", "dtype"),
    ("k by periods offset distance", "shift"),
    ("end", "stop"),
];

/// What NumPy and Python call parameters, and the parameter, which is meant.
const SYNONYMS: &[ForeignRow] = &[
    ("num", "n"),
    ("fill_value", "value"),
    ("a arr x1 object", "x"),
    ("b x2", "y"),
    ("a_min", "min"),
    ("a_max", "max"),
    ("ndigits", "decimals"),
    ("newshape", "shape"),
    ("A", "x"),
    ("tup", "arrays"),
];

#[cfg(test)]
pub(super) const TABLES: &[&[ForeignRow]] = &[FUNCTIONS, VALUES, ATTRIBUTES, KEYWORDS, PARAMETERS, SYNONYMS];

/// The parameter that a keyword gives, of those that a function has.
pub fn parameter(keyword: &str, mut parameters: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    let other = SYNONYMS.iter().find(|(spellings, _)| spellings.split(' ').any(|known| known == keyword));
    let find = |name: &str| parameters.clone().find(|parameter| *parameter == name);
    find(keyword).or_else(|| other.and_then(|(_, meant)| parameters.find(|parameter| parameter == meant)))
}

/// The help for a function of this name.
pub fn function(name: &str) -> Option<&'static str> {
    help_for(FUNCTIONS, name)
}

/// The help for a constant of this name.
pub fn value(name: &str) -> Option<&'static str> {
    help_for(VALUES, name)
}

/// The help for an attribute of this name.
pub fn attribute(name: &str) -> Option<&'static str> {
    help_for(ATTRIBUTES, name)
}

/// The help for a keyword that a function with these parameters does not know.
pub fn keyword(keyword: &str, mut parameters: impl Iterator<Item = &'static str>) -> Option<String> {
    let meant = help_for(PARAMETERS, keyword).filter(|meant| parameters.any(|parameter| parameter == *meant));
    match meant {
        Some(meant) => Some(format!("did you mean `{meant}`?")),
        None => help_for(KEYWORDS, keyword).map(str::to_owned),
    }
}
