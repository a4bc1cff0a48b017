//! Texts: comparison, search, length and choice, made of what there is for numbers.
//!
//! An array of texts is an array of characters with one axis more (see [`character`](crate::character)). At each place
//! of that axis the characters of all texts are an array of integers, so two texts are equal if their integers are at
//! all places, and `contains` asks that at some distance. Characters beyond the end are NUL, as those in memory are. So
//! texts have no kernels, and what is asked of them is fused with all else.
//!
//! Bytes that are compared for equality where they are in memory are read several at once, as one integer.

use super::context::{Infer, TypedNode};
use crate::character::Byte;
use crate::compile::array_graph::{Pick, View};
use crate::compile::graph::NodeId;
use crate::element::{Casting, DType, Scalar};
use crate::error::{CompileError, Error};
use crate::ops::Op;
use crate::span::Span;
use crate::syntax::SyntaxNode;
use std::ops::Range;

/// How many characters one operation may compare, for each element.
const MOST_COMPARED: usize = 100_000;

const WHAT_THERE_IS: &str =
    "texts are compared, searched by `contains`, `startswith` and `endswith`, measured by `len`, and chosen by `where`";

/// A text, or an array of texts.
pub(super) struct Text {
    /// What it is in messages.
    value: TypedNode,
    dtype: DType,
    /// The characters of a literal, without NUL at its end; of an array nothing.
    literal: Option<Vec<u32>>,
    /// How many characters there are, or places for them.
    pub width: usize,
}

impl Text {
    /// Whether it stands in the program.
    pub fn is_literal(&self) -> bool {
        self.literal.is_some()
    }

    /// The type of the integers that the characters are.
    fn number(&self) -> DType {
        if self.dtype == DType::S1 { DType::U8 } else { DType::U32 }
    }
}

/// The result of an operation on texts.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[TypedNode], span: Span) -> Result<Option<TypedNode>, Error> {
    if !operands.iter().any(|&x| infer.dtype(x).is_text()) {
        return Ok(None);
    }
    let node = match (op, operands) {
        (Op::Equal, &[x, y]) => infer.equality(x, y, span)?,
        (Op::NotEqual, &[x, y]) => {
            let equal = infer.equality(x, y, span)?;
            infer.truth(Op::LogicalNot, &[equal])
        }
        (Op::Less | Op::LessEqual, &[x, y]) => infer.order(op, [x, y], span)?,
        (Op::Greater, &[x, y]) => infer.order(Op::Less, [y, x], span)?,
        (Op::GreaterEqual, &[x, y]) => infer.order(Op::LessEqual, [y, x], span)?,
        (Op::Where, &[condition, x, y]) => infer.choice(condition, [x, y], span)?,
        (Op::Copy, &[x]) => x.node,
        _ => return Err(infer.refused_texts(&format!("`{}`", op.display_name()), operands, span)),
    };
    Ok(Some(TypedNode {
        text: operands.first().and_then(|x| x.text).filter(|_| op == Op::Copy),
        ..TypedNode::strong(node, span)
    }))
}

impl Infer<'_> {
    /// The error of what is not there for texts.
    pub(super) fn refused_texts(&self, operation: &str, operands: &[TypedNode], span: Span) -> Error {
        let types: Vec<String> = operands.iter().map(|&x| self.dtype(x).to_string()).collect();
        let kind = CompileError::UnsupportedTypes { operation: operation.to_owned(), operands: types.join(" and ") };
        Error::compile(kind, span).with_help(WHAT_THERE_IS)
    }

    /// Values as texts of one type; a literal of characters is taken as bytes beside bytes.
    pub(super) fn texts<const N: usize>(
        &self,
        values: [TypedNode; N],
        what: &str,
        span: Span,
    ) -> Result<[Text; N], Error> {
        let is_open = |x: &&TypedNode| x.text.is_some() && self.dtype(**x) == DType::U1;
        let dtype = values.iter().find(|x| !is_open(x)).map_or(DType::U1, |&x| self.dtype(x));
        let fits = |x: &TypedNode| self.dtype(*x) == dtype || is_open(&x);
        if !dtype.is_text() || !values.iter().all(fits) {
            return Err(self.refused_texts(what, &values, span));
        }
        let mut texts = Vec::with_capacity(N);
        for value in values {
            let literal = match value.text.map(|id| self.tree.node(id)) {
                Some(SyntaxNode::Text(text) | SyntaxNode::Bytes(text)) => {
                    if dtype == DType::S1 && !text.is_ascii() {
                        return Err(Error::compile(CompileError::NotBytes { text: text.to_string() }, value.span));
                    }
                    Some(text.trim_end_matches('\0').chars().map(u32::from).collect::<Vec<_>>())
                }
                _ => None,
            };
            let width = match &literal {
                Some(literal) => literal.len(),
                None => *self.arrays.shape(value.node).last().expect("an array of texts has an axis of characters"),
            };
            texts.push(Text { value, dtype, literal, width });
        }
        Ok(texts.try_into().unwrap_or_else(|_| unreachable!("there is a text for each value")))
    }

    /// One operation on truth values that broadcast.
    fn truth(&mut self, op: Op, operands: &[NodeId]) -> NodeId {
        self.arrays.apply(op, DType::Bool, operands).expect("the texts broadcast")
    }

    /// The characters at a place, as integers.
    fn character(&mut self, text: &Text, place: usize) -> NodeId {
        let number = text.number();
        if let Some(literal) = &text.literal {
            return self.integer_constant(literal.get(place).copied().unwrap_or(0).into(), number);
        }
        if place < text.width {
            return self.packed(text, place, number);
        }
        let shape = self.arrays.shape(text.value.node).clone();
        if text.width > 0 || place > 0 || shape.len() == 1 {
            return self.integer_constant(0, number);
        }
        // Texts of no characters have a shape.
        let zeros = self.zeros(&shape[..shape.len() - 1]);
        self.converted(zeros, number)
    }

    /// Bytes or a character from a place on, as one integer.
    fn packed(&mut self, text: &Text, place: usize, dtype: DType) -> NodeId {
        if let Some(name) = self.arrays.as_input(text.value.node) {
            return self.arrays.packed(name, text.value.node, place, dtype);
        }
        let shape = self.arrays.shape(text.value.node).clone();
        let axes = shape[..shape.len() - 1].iter().map(|&count| Pick::Range { start: 0, step: 1, count });
        let view: View = axes.chain([Pick::At(place)]).collect();
        let characters = self.arrays.part(text.value.node, view);
        self.converted(characters, dtype)
    }

    fn integer_constant(&mut self, value: u64, dtype: DType) -> NodeId {
        let value = Scalar::from_integer(&value.into(), dtype).expect("the type holds the characters");
        self.arrays.constant(value)
    }

    /// Whether the characters at some places compare so; the first ones show whether the texts broadcast.
    fn compare(
        &mut self,
        op: Op,
        [x, y]: [&Text; 2],
        [place_x, place_y]: [usize; 2],
        span: Span,
    ) -> Result<NodeId, Error> {
        let nodes = [self.character(x, place_x), self.character(y, place_y)];
        self.of_texts(op, [x, y], nodes, x.number(), span)
    }

    /// An operation on integers that were made of two texts, which may not broadcast.
    pub(super) fn of_texts(
        &mut self,
        op: Op,
        texts: [&Text; 2],
        nodes: [NodeId; 2],
        number: DType,
        span: Span,
    ) -> Result<NodeId, Error> {
        let result = self.arrays.apply(op, number, &nodes);
        result.map_err(|mismatch| {
            let operands = [0, 1].map(|i| TypedNode { node: nodes[i], ..texts[i].value });
            self.mismatch(&mismatch, &operands, span)
        })
    }

    fn equality(&mut self, x: TypedNode, y: TypedNode, span: Span) -> Result<NodeId, Error> {
        let [x, y] = self.texts([x, y], "`==`", span)?;
        let mut equal = None;
        let mut place = 0;
        let width = x.width.max(y.width).max(1);
        while place < width {
            let bytes = self.bytes_at_once([&x, &y], place);
            let one = match bytes {
                1 => self.compare(Op::Equal, [&x, &y], [place, place], span)?,
                _ => {
                    let number = unsigned(bytes);
                    let nodes = [self.several(&x, place, number), self.several(&y, place, number)];
                    self.of_texts(Op::Equal, [&x, &y], nodes, number, span)?
                }
            };
            equal = Some(self.joined(Op::LogicalAnd, equal, one));
            place += bytes;
        }
        Ok(equal.expect("there is a place at least"))
    }

    /// How many bytes of both texts can be read as one integer from a place on.
    fn bytes_at_once(&self, texts: [&Text; 2], place: usize) -> usize {
        let left = |text: &Text| match text.literal {
            Some(_) => usize::MAX, // NUL as far as one likes
            None if text.dtype != DType::S1 || self.arrays.as_input(text.value.node).is_none() => 1,
            None if place >= text.width => usize::MAX,
            None => text.width - place,
        };
        let left = texts.into_iter().map(left).min().filter(|_| self.signature.has_bytes_in_rows).unwrap_or(1);
        [8, 4, 2].into_iter().find(|&bytes| bytes <= left && left != usize::MAX).unwrap_or(1)
    }

    /// Bytes from a place on as one integer.
    fn several(&mut self, text: &Text, place: usize, number: DType) -> NodeId {
        if text.literal.is_none() && place < text.width {
            return self.packed(text, place, number);
        }
        let mut bytes = [0; 8];
        let rest = text.literal.iter().flatten().skip(place).take(number.size());
        bytes.iter_mut().zip(rest).for_each(|(byte, &character)| *byte = character as u8);
        let value = match number.size() {
            8 => u64::from_ne_bytes(bytes),
            4 => u32::from_ne_bytes(bytes[..4].try_into().expect("there are four")).into(),
            _ => u16::from_ne_bytes(bytes[..2].try_into().expect("there are two")).into(),
        };
        self.integer_constant(value, number)
    }

    fn joined(&mut self, op: Op, all: Option<NodeId>, one: NodeId) -> NodeId {
        match all {
            None => one,
            Some(all) => self.truth(op, &[all, one]),
        }
    }

    /// `x < y` or `x <= y`, as texts are sorted: the first characters that differ decide.
    fn order(&mut self, op: Op, operands: [TypedNode; 2], span: Span) -> Result<NodeId, Error> {
        let [x, y] = self.texts(operands, &format!("`{}`", op.display_name()), span)?;
        let last = x.width.max(y.width).max(1) - 1;
        let mut holds = self.compare(op, [&x, &y], [last, last], span)?;
        for place in (0..last).rev() {
            let less = self.compare(Op::Less, [&x, &y], [place, place], span)?;
            let equal = self.compare(Op::Equal, [&x, &y], [place, place], span)?;
            let later = self.truth(Op::LogicalAnd, &[equal, holds]);
            holds = self.truth(Op::LogicalOr, &[less, later]);
        }
        Ok(holds)
    }

    /// How many characters a text has: the place behind the last that is not NUL.
    pub(super) fn length(&mut self, text: &Text) -> NodeId {
        let mut length = self.arrays.constant(0_i64.into());
        for place in 0..text.width.max(1) {
            let (character, nul) = (self.character(text, place), self.integer_constant(0, text.number()));
            let operands = [character, nul];
            let is_there = self.arrays.apply(Op::NotEqual, text.number(), &operands).expect("a constant broadcasts");
            let so_far = self.arrays.constant((place as i64 + 1).into());
            length =
                self.arrays.apply(Op::Where, DType::I64, &[is_there, so_far, length]).expect("constants broadcast");
        }
        length
    }

    /// Whether `y` stands in `x`, at any place or at those where `is_place` is true too.
    pub(super) fn search(
        &mut self,
        [x, y]: [&Text; 2],
        places: Range<usize>,
        mut is_place: impl FnMut(&mut Self, usize) -> Option<Result<NodeId, Error>>,
        span: Span,
    ) -> Result<NodeId, Error> {
        if places.len().saturating_mul(y.width.max(1)) > MOST_COMPARED {
            let kind = CompileError::TextsTooLong { first: x.width, second: y.width };
            return Err(Error::compile(kind, span));
        }
        // Of a text in an array the places behind its last character need not agree.
        let mut is_over = vec![None; y.width];
        if y.literal.is_none() {
            let mut over = None;
            for place in (0..y.width).rev() {
                let (character, nul) = (self.character(y, place), self.integer_constant(0, y.number()));
                let operands = [character, nul];
                let is_nul = self.arrays.apply(Op::Equal, y.number(), &operands).expect("a constant broadcasts");
                over = Some(self.joined(Op::LogicalAnd, over, is_nul));
                is_over[place] = over;
            }
        }
        let mut found = None;
        for place in places {
            let mut agrees = is_place(self, place).transpose()?;
            for (i, over) in is_over.iter().enumerate() {
                let equal = self.compare(Op::Equal, [x, y], [place + i, i], span)?;
                let equal = over.map_or(equal, |over| self.truth(Op::LogicalOr, &[over, equal]));
                agrees = Some(self.joined(Op::LogicalAnd, agrees, equal));
            }
            let agrees = match agrees {
                Some(agrees) => agrees,
                // Nothing stands anywhere.
                None => self.compare(Op::Equal, [x, x], [0, 0], span)?,
            };
            found = Some(self.joined(Op::LogicalOr, found, agrees));
        }
        match found {
            Some(found) => Ok(found),
            None => self.compare(Op::NotEqual, [x, x], [0, 0], span), // it is longer than there is place
        }
    }

    /// `where` of texts: one or the other, with as many places as the wider one has.
    fn choice(&mut self, condition: TypedNode, operands: [TypedNode; 2], span: Span) -> Result<NodeId, Error> {
        if self.dtype(condition).is_text() {
            return Err(self.refused_texts("`where`", &[condition, operands[0], operands[1]], span));
        }
        let texts = self.texts(operands, "`where`", span)?;
        let width = texts[0].width.max(texts[1].width);
        let [x, y] = texts.each_ref().map(|text| self.array_of(text, width));
        let condition = TypedNode { node: self.convert(condition, DType::Bool)?, ..condition };
        let lengths = self.arrays.shape(condition.node).clone();
        let whole = lengths.iter().map(|&count| Pick::Range { start: 0, step: 1, count });
        let condition = match lengths.is_empty() {
            true => condition.node,
            false => self.arrays.part(condition.node, whole.chain([Pick::New]).collect()),
        };
        let nodes = [condition, x, y];
        self.arrays.apply(Op::Where, texts[0].dtype, &nodes).map_err(|mismatch| {
            let operands = nodes.map(|node| TypedNode::strong(node, span));
            self.mismatch(&mismatch, &operands, span)
        })
    }

    /// A text as an array of so many characters; those beyond its own are NUL, and those that it has too many of are cut.
    fn array_of(&mut self, text: &Text, width: usize) -> NodeId {
        if let Some(literal) = &text.literal {
            let character = |place: usize| {
                let code = literal.get(place).copied().unwrap_or(0);
                Scalar::from_integer(&code.into(), text.dtype).expect("characters are of their type")
            };
            let characters = (0..width).map(character).collect();
            return self.arrays.constants(text.dtype, [width].as_slice().into(), characters);
        }
        let array = text.value.node;
        let shape = self.arrays.shape(array).clone();
        let outer = &shape[..shape.len() - 1];
        let first = |count: usize| -> View {
            let whole = outer.iter().chain([&count]).map(|&count| Pick::Range { start: 0, step: 1, count });
            whole.collect()
        };
        if width <= text.width {
            return self.arrays.part(array, first(width));
        }
        let wide: Vec<usize> = outer.iter().copied().chain([width]).collect();
        let nul = self.zeros(&wide);
        let nul = self.converted(nul, text.dtype);
        self.arrays.replaced(nul, first(text.width), array)
    }

    /// Zeros of a shape, as integers.
    fn zeros(&mut self, shape: &[usize]) -> NodeId {
        let mut zeros = self.arrays.constant(0_i64.into());
        for axis in 0..shape.len() {
            let places = self.arrays.places(axis, shape);
            let none = self.arrays.apply(Op::ZerosLike, DType::I64, &[places]).expect("one operand broadcasts");
            zeros = self.arrays.apply(Op::Add, DType::I64, &[zeros, none]).expect("the axes are of one shape");
        }
        zeros
    }

    /// A text as it is stored: a literal as an array, of as many characters as there is place for. More of them are
    /// refused, unless the casting rule says otherwise.
    pub(super) fn text_to_store(&mut self, value: TypedNode, room: Option<(DType, usize)>) -> Result<TypedNode, Error> {
        let span = value.span;
        let [text] = self.texts([value], "an assignment", span)?;
        let (dtype, width) = room.filter(|(dtype, _)| dtype.is_text()).unwrap_or((text.dtype, text.width));
        let text = match text.literal {
            // A literal of characters goes into bytes, too.
            Some(_) if dtype != text.dtype => {
                let beside = TypedNode { node: self.arrays.constant(Scalar::from(Byte::default())), ..value };
                let [text, _] = self.texts([value, beside], "an assignment", span)?;
                text
            }
            _ => text,
        };
        if text.width > width && self.signature.casting != Casting::Unsafe {
            let kind = CompileError::TextTooLong { width: text.width, room: width };
            return Err(Error::compile(kind, span).with_help(
                "give an output with room for it, or choose the casting rule `unsafe`, which cuts texts off",
            ));
        }
        let node = self.array_of(&text, width);
        Ok(TypedNode { node, weak: false, text: None, ..value })
    }
}

/// The unsigned integers of so many bytes.
fn unsigned(bytes: usize) -> DType {
    match bytes {
        1 => DType::U8,
        2 => DType::U16,
        4 => DType::U32,
        _ => DType::U64,
    }
}
