//! Coordinates of the elements that a box of places comes down to, through slices, shifts and replaced parts.
//!
//! Coordinates advance in even steps (`start + step * i`). Where a step is uneven, at an edge, the box is to be
//! [`split`]: a function says so by an [`Uneven`]. `counts` are the numbers of places along the axes of the box.

use crate::compile::array_graph::{Mode, Pick, Shift};
use crate::program::Coordinate;
use std::collections::HashMap;
use std::ops::Index;

/// One axis of a box: `count` places from `start`, `step` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The first place.
    pub start: isize,
    /// From one to the next.
    pub step: isize,
    /// How many.
    pub count: usize,
}

/// Where to split an axis of a box.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// Before a place, by its number.
    Before(usize),
    /// Into every n-th place.
    Every(usize),
}

/// That steps are uneven along an axis of a box, and so where to split it.
#[derive(Clone, Copy, Debug)]
pub struct Uneven {
    /// The axis.
    pub axis: usize,
    /// Where.
    pub cut: Cut,
}

/// Index of a map among [`Maps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapId(u32);

/// Index maps, each once: a coordinate for each axis of an array.
#[derive(Default)]
pub struct Maps {
    all: Vec<Vec<Coordinate>>,
    known: HashMap<Vec<Coordinate>, MapId>,
}

impl Maps {
    /// The index of a map, which is added if it is new.
    pub fn id(&mut self, map: Vec<Coordinate>) -> MapId {
        let all = &mut self.all;
        *self.known.entry(map).or_insert_with_key(|map| {
            all.push(map.clone());
            MapId(all.len() as u32 - 1)
        })
    }
}

impl Index<MapId> for Maps {
    type Output = Vec<Coordinate>;

    fn index(&self, id: MapId) -> &Vec<Coordinate> {
        &self.all[id.0 as usize]
    }
}

/// The coordinates of so many places along each axis, from `begin` on.
pub fn along(begin: &[isize], lengths: &[usize]) -> Vec<Coordinate> {
    let along = |(axis, (&start, &length)): (usize, (&isize, &usize))| match length {
        1 => Coordinate::Fixed(start),
        _ => Coordinate::Along { axis, start, step: 1 },
    };
    begin.iter().zip(lengths).enumerate().map(along).collect()
}

/// The coordinates of all elements of an array, in a box of its shape.
pub fn all_of(shape: &[usize]) -> Vec<Coordinate> {
    along(&vec![0; shape.len()], shape)
}

/// The box cut in pieces.
pub fn split(extents: &[Extent], Uneven { axis, cut }: Uneven) -> Vec<Vec<Extent>> {
    let Extent { start, step, count } = extents[axis];
    let pieces: Vec<Extent> = match cut {
        Cut::Before(place) => {
            debug_assert!(0 < place && place < count);
            vec![
                Extent { start, step, count: place },
                Extent { start: start + step * place as isize, step, count: count - place },
            ]
        }
        Cut::Every(n) => (0..n.min(count))
            .map(|i| Extent {
                start: start + step * i as isize,
                step: step * n as isize,
                count: (count - i).div_ceil(n),
            })
            .collect(),
    };
    let replace = |piece| {
        let mut extents = extents.to_vec();
        extents[axis] = piece;
        extents
    };
    pieces.into_iter().map(replace).collect()
}

/// The coordinates in an operand of lower rank, or with axes of length 1, of a value at some coordinates.
pub fn broadcast(map: &[Coordinate], lengths: &[usize], operand: &[usize]) -> Vec<Coordinate> {
    let missing = map.len() - operand.len();
    let own = operand.iter().zip(&map[missing..]).zip(&lengths[missing..]);
    own.map(
        |((&length, &coordinate), &whole)| if length == 1 && whole != 1 { Coordinate::Fixed(0) } else { coordinate },
    )
    .collect()
}

/// `coordinate + by`
pub fn moved(coordinate: Coordinate, by: isize) -> Coordinate {
    match coordinate {
        Coordinate::Fixed(place) => Coordinate::Fixed(place + by),
        Coordinate::Along { axis, start, step } => Coordinate::Along { axis, start: start + by, step },
    }
}

/// `factor * coordinate + by`
fn scaled(coordinate: Coordinate, factor: isize, by: isize) -> Coordinate {
    match coordinate {
        Coordinate::Fixed(place) => Coordinate::Fixed(factor * place + by),
        Coordinate::Along { axis, start, step } => {
            Coordinate::Along { axis, start: factor * start + by, step: factor * step }
        }
    }
}

/// The coordinates in an array of those in a view of it.
pub fn through_view(view: &[Pick], map: &[Coordinate]) -> Vec<Coordinate> {
    let mut own = map.iter();
    let mut next = || *own.next().expect("a view has an axis for each range");
    let mut through = Vec::with_capacity(view.len());
    for pick in view {
        match *pick {
            Pick::At(place) => through.push(Coordinate::Fixed(place as isize)),
            Pick::Range { start, step, .. } => through.push(scaled(next(), step, start as isize)),
            Pick::New => {
                next();
            }
        }
    }
    through
}

/// The coordinates in an array of those in the same array with its axes in another order.
pub fn permuted(order: &[usize], map: &[Coordinate]) -> Vec<Coordinate> {
    let mut through = map.to_vec();
    for (&axis, &coordinate) in order.iter().zip(map) {
        through[axis] = coordinate;
    }
    through
}

/// Whether the coordinates along an axis lie in a part of it.
enum Inside {
    /// All of them, at these coordinates of the part.
    All(Coordinate),
    /// None.
    None,
    /// Some of them.
    Some(Uneven),
}

/// The cut where coordinates cross from below `bound` to `bound` or beyond, or the other way.
fn crossing(coordinate: Coordinate, bound: isize) -> Uneven {
    let Coordinate::Along { axis, start, step } = coordinate else {
        unreachable!("what does not move crosses nothing");
    };
    // The first place on the other side.
    let place = match step > 0 {
        true => (bound - start + step - 1).div_euclid(step),
        false => (start - bound).div_euclid(-step) + 1,
    };
    Uneven { axis, cut: Cut::Before(place as usize) }
}

/// The coordinates in an array of those in the shifted one; none if they lie beyond its ends.
pub fn through_shift(
    counts: &[usize],
    Shift { axis, by, mode }: Shift,
    length: usize,
    map: &[Coordinate],
) -> Result<Option<Vec<Coordinate>>, Uneven> {
    let n = length as isize;
    let own = moved(map[axis], -by);
    let (first, last) = own.ends(counts);
    // Along the axis, and beyond it, lie stretches that are each read in one direction.
    let stretch = match mode {
        Mode::Constant | Mode::Nearest => isize::MAX,
        Mode::Wrap | Mode::Reflect => n,
        Mode::Mirror => (n - 1).max(1),
    };
    let number = |place: isize| match mode {
        Mode::Constant | Mode::Nearest => isize::from(place >= n) - isize::from(place < 0),
        _ => place.div_euclid(stretch),
    };
    let (low, high) = (number(first.min(last)), number(first.max(last)));
    if low != high {
        // Cut where the stretch that the walk begins in ends.
        let bound = match (mode, first < last) {
            (Mode::Constant | Mode::Nearest, true) => {
                if low < 0 {
                    0
                } else {
                    n
                }
            }
            (Mode::Constant | Mode::Nearest, false) => {
                if high > 0 {
                    n
                } else {
                    0
                }
            }
            (_, true) => (low + 1) * stretch,
            (_, false) => high * stretch,
        };
        return Err(crossing(own, bound));
    }
    let is_backwards = low.rem_euclid(2) == 1;
    let there = match mode {
        Mode::Constant if low != 0 => return Ok(None),
        Mode::Nearest if low != 0 => Coordinate::Fixed(if low < 0 { 0 } else { n - 1 }),
        Mode::Constant | Mode::Nearest => own,
        Mode::Wrap => moved(own, -low * n),
        Mode::Reflect if is_backwards => scaled(own, -1, (low + 1) * n - 1),
        Mode::Reflect => moved(own, -low * n),
        Mode::Mirror if n == 1 => Coordinate::Fixed(0),
        Mode::Mirror if is_backwards => scaled(own, -1, (low + 1) * stretch),
        Mode::Mirror => moved(own, -low * stretch),
    };
    let mut through = map.to_vec();
    through[axis] = there;
    Ok(Some(through))
}

/// The coordinates in a part of those in the array; none if they all lie outside of the part.
pub fn through_part(
    counts: &[usize],
    view: &[Pick],
    part_shape: &[usize],
    map: &[Coordinate],
) -> Result<Option<Vec<Coordinate>>, Uneven> {
    let (mut through, mut lengths) = (Vec::new(), Vec::new());
    let mut obstacle = None;
    let mut axes = map.iter();
    for pick in view {
        let inside = match *pick {
            Pick::New => {
                through.push(Coordinate::Fixed(0));
                lengths.push(1);
                continue;
            }
            Pick::At(place) => inside(counts, *axes.next().expect("an axis for each pick"), place as isize, 1, 1),
            Pick::Range { start, step, count } => {
                inside(counts, *axes.next().expect("an axis for each pick"), start as isize, step, count)
            }
        };
        match inside {
            Inside::None => return Ok(None),
            Inside::Some(uneven) => obstacle = obstacle.or(Some(uneven)),
            Inside::All(coordinate) => {
                if let Pick::Range { count, .. } = *pick {
                    through.push(coordinate);
                    lengths.push(count);
                }
            }
        }
    }
    match obstacle {
        Some(obstacle) => Err(obstacle),
        None => Ok(Some(broadcast(&through, &lengths, part_shape))),
    }
}

/// A test of a coordinate.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// It is that place or a later one.
    AtLeast(isize),
    /// It is that place or an earlier one.
    AtMost(isize),
    /// It is a number of steps away from a place.
    Every {
        /// The place.
        start: isize,
        /// The step.
        step: isize,
    },
}

/// What coordinates in an array must fulfil to lie in a part of it, where some do and others do not.
pub fn tests_of_part(counts: &[usize], view: &[Pick], map: &[Coordinate]) -> Vec<(Coordinate, Test)> {
    let mut tests = Vec::new();
    let mut axes = map.iter();
    for pick in view {
        let (start, step, count) = match *pick {
            Pick::New => continue,
            Pick::At(place) => (place as isize, 1, 1),
            Pick::Range { start, step, count } => (start as isize, step, count),
        };
        let coordinate = *axes.next().expect("an axis for each pick");
        if let Coordinate::Fixed(_) = coordinate {
            continue; // it lies in the part, or none would
        }
        let end = start + step * (count as isize - 1);
        let (first, last) = coordinate.ends(counts);
        if first.min(last) < start.min(end) {
            tests.push((coordinate, Test::AtLeast(start.min(end))));
        }
        if first.max(last) > start.max(end) {
            tests.push((coordinate, Test::AtMost(start.max(end))));
        }
        if step.abs() > 1 {
            tests.push((coordinate, Test::Every { start, step: step.abs() }));
        }
    }
    tests
}

/// Whether coordinates are among `start + step * k` for k below `count`, and at which k.
fn inside(counts: &[usize], coordinate: Coordinate, start: isize, step: isize, count: usize) -> Inside {
    if count == 0 {
        return Inside::None;
    }
    let end = start + step * (count as isize - 1);
    let (low, high) = (start.min(end), start.max(end));
    let (first, last) = coordinate.ends(counts);
    let (least, most) = (first.min(last), first.max(last));
    if most < low || least > high {
        return Inside::None;
    }
    if least < low || most > high {
        // Cut at the bound that the walk comes to first.
        let bound = match first < last {
            true => {
                if least < low {
                    low
                } else {
                    high + 1
                }
            }
            false => {
                if most > high {
                    high + 1
                } else {
                    low
                }
            }
        };
        return Inside::Some(crossing(coordinate, bound));
    }
    let apart = step.unsigned_abs();
    let offset = |place: isize| (place - start).rem_euclid(apart as isize);
    match coordinate {
        Coordinate::Fixed(place) if offset(place) == 0 => Inside::All(Coordinate::Fixed((place - start) / step)),
        Coordinate::Fixed(_) => Inside::None,
        Coordinate::Along { axis, start: begin, step: pace } => {
            let common = greatest_common_divisor(pace.unsigned_abs(), apart);
            if common != apart {
                return Inside::Some(Uneven { axis, cut: Cut::Every(apart / common) });
            }
            match offset(begin) {
                0 => Inside::All(Coordinate::Along { axis, start: (begin - start) / step, step: pace / step }),
                _ => Inside::None,
            }
        }
    }
}

fn greatest_common_divisor(mut x: usize, mut y: usize) -> usize {
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}
