//! Makes parts fit each other: shapes that can be broadcast, indices that exist, types that may be written.

use super::calls::by_place;
use super::draw::{Drawer, Part};
use crate::oracle::program::{Argument, Given, Item, Node};
use crate::oracle::typed::Typed;
use fusexpr::{Casting, DType};

impl Drawer {
    /// A value made no larger than a shape, of lengths that can be broadcast to it.
    pub fn fit_to(&mut self, (node, typed): Part, shape: &[usize]) -> Part {
        if self.is_refused {
            return (node, typed);
        }
        let extra = typed.shape.len().saturating_sub(shape.len());
        let missing = shape.len().saturating_sub(typed.shape.len());
        let own = &typed.shape[extra..];
        let is_hopeless = typed.shape[..extra].contains(&0)
            || own.iter().zip(&shape[missing..]).any(|(&own, &length)| own == 0 && length != 0);
        if is_hopeless {
            let one = Node::int(1);
            let typed = self.value_of(&one).expect("it is a literal");
            return (one, typed);
        }
        let cut = |(&own, &length): (&usize, &usize)| match own {
            own if own == length || own == 1 => Item::range(None, None, None),
            own if own > length => Item::range(None, Some(length as i64), None),
            _ => Item::range(Some(0), Some(1), None),
        };
        let leading = (0..extra).map(|_| Item::At(Node::int(0)));
        let items = leading.chain(own.iter().zip(&shape[missing..]).map(cut)).collect();
        self.indexed((node, typed), items)
    }

    /// `node[items]`, or the node itself if nothing is left out.
    fn indexed(&mut self, (node, typed): Part, items: Vec<Item>) -> Part {
        if items.iter().all(|item| *item == Item::range(None, None, None)) {
            return (node, typed);
        }
        let indexed = self.built(
            &|mut parts| Node::Index(Box::new(parts.remove(0)), items.clone()),
            &[(node.clone(), typed.clone())],
        );
        indexed.unwrap_or((node, typed))
    }

    /// Operands of which none is longer along an axis than another, but for those of length 1.
    pub fn cut_to_meet(&mut self, operands: Vec<Part>) -> Vec<Part> {
        let rank = operands.iter().map(|(_, typed)| typed.shape.len()).max().unwrap_or(0);
        let length = |typed: &Typed, back: usize| typed.shape.iter().rev().nth(back).copied().unwrap_or(1);
        let shortest: Vec<Option<usize>> = (0..rank)
            .map(|back| operands.iter().map(|(_, typed)| length(typed, back)).filter(|&length| length != 1).min())
            .collect();
        let cut = |(node, typed): Part| {
            let item = |axis: usize| {
                let own = typed.shape[axis];
                match shortest[typed.shape.len() - 1 - axis] {
                    Some(shortest) if own != 1 && own > shortest => Item::range(None, Some(shortest as i64), None),
                    _ => Item::range(None, None, None),
                }
            };
            let items = (0..typed.shape.len()).map(item).collect();
            self.indexed((node, typed), items)
        };
        operands.into_iter().map(cut).collect()
    }
}

/// The value in a type that may be written into an array's.
pub fn cast_to(value: Node, typed: &Typed, dtype: DType, casting: Casting) -> Node {
    match typed.cast_into(dtype, casting) {
        Ok(_) => value,
        Err(_) => cast(value, dtype),
    }
}

/// The node that converts a value to a type.
pub fn cast(value: Node, dtype: DType) -> Node {
    match dtype {
        DType::Datetime64(unit) | DType::Timedelta64(unit) => {
            let unit = Argument { parameter: "unit", by_keyword: false, value: Given::Text(unit.symbol()) };
            Node::Whole(dtype.name(), vec![by_place("x", value), unit])
        }
        _ => Node::Call(dtype.name(), vec![value]),
    }
}

/// An index that exists: no more items than axes, no position in an axis without elements, one `...`.
pub fn fit_items(items: &[Item], shape: &[usize]) -> Vec<Item> {
    const MOST_NEW_AXES: usize = 2;
    let is_taking = |item: &Item| matches!(item, Item::At(_) | Item::Range { .. });
    let mut fitted: Vec<Item> = Vec::new();
    let (mut taken, mut has_rest, mut new_axes) = (0, false, 0);
    for item in items {
        let keep = match item {
            Item::Rest => !std::mem::replace(&mut has_rest, true),
            Item::NewAxis => {
                new_axes += 1;
                new_axes <= MOST_NEW_AXES
            }
            _ => {
                taken += 1;
                taken <= shape.len()
            }
        };
        if keep {
            fitted.push(item.clone());
        }
    }
    // Which axis an item takes: counted from the front before `...`, from the back behind it.
    let before_rest = fitted.iter().position(|item| matches!(item, Item::Rest)).unwrap_or(fitted.len());
    let behind = fitted[before_rest..].iter().filter(|item| is_taking(item)).count();
    let mut axis = 0;
    for (i, item) in fitted.iter_mut().enumerate() {
        if i == before_rest {
            axis = shape.len() - behind;
        }
        if !is_taking(item) {
            continue;
        }
        if let Item::At(at) = item {
            match (shape[axis] as i64, &*at) {
                (0, _) => *item = Item::range(None, None, None),
                (length, Node::Int(value)) => {
                    let value = i64::try_from(value).unwrap_or(0);
                    *item = Item::At(Node::int(value.rem_euclid(2 * length) - length));
                }
                _ => *item = Item::At(Node::int(0)),
            }
        }
        axis += 1;
    }
    if fitted.is_empty() { vec![Item::Rest] } else { fitted }
}
