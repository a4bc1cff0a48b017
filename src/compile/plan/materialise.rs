//! Finds values that are computed once, into a temporary, because they would be computed again at too many places.
//!
//! ```text
//! t = roll(t, 1) + t        reads the t before at 2 places
//! t = roll(t, 2) + t                              4
//! t = roll(t, 4) + t                              8, and a box falls into as many pieces
//! ```
//!
//! A shift or slice of a value computes it at other places, which is what makes a stencil one pass over memory; but
//! where values so read are made of values so read, the places multiply, and the work and the pieces with them. So the
//! graph is gone through from what is stored down, with the places at which each value is needed, as lowering would
//! find them if arrays had no edges; and where these cut a box into more pieces than a limit, the value becomes a
//! temporary, and the places of what it is made of are counted anew. Values that several passes need are counted for
//! each of them. Of a long array of which few elements are needed these are computed at their places, unless there are
//! very many of those.
//!
//! The temporaries are as large as the values. Two whose uses do not overlap share their memory ([`share`]).

use super::affine::{MapId, Maps, all_of, broadcast, moved, permuted, through_view};
use super::pass_graph::PassGraph;
use super::planned::Planned;
use crate::compile::array_graph::{ArrayGraph, ArraySource, Mode, Pick, Shift, view_shape};
use crate::compile::graph::{Leaf, Node, NodeId};
use crate::element::DType;
use crate::program::{Coordinate, Initial, Memory, Temporary};
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Into how many pieces the places of a value may cut a box. In two dimensions a Laplacian of a Laplacian needs its own
/// inner values at places that make 9, and one more around it 25, which then is a pass of its own. A pass of n pieces
/// costs about n² values to compile, so a limit of twice as many makes long chains cost twice as much.
const MOST_PIECES: usize = 16;
/// The same of a value that is not made of moved values. It costs its operations at each place, and no more; up to here
/// it is for [`keep`](super::tiling) to decide whether it is kept.
const MOST_PIECES_OF_SIMPLE: usize = 128;
/// A value that is needed at more places becomes a temporary even if fewer elements of it are needed than it has.
const MOST_PLACES: usize = 4096;

/// Which values go to temporaries, by node.
pub fn materialised(arrays: &ArrayGraph, is_needed: &[bool]) -> Vec<bool> {
    let nodes = arrays.graph.len();
    let moves = |(id, node): (NodeId, Node<ArraySource>)| is_needed[id.index()] && is_movable(node);
    if !arrays.graph.nodes().any(moves) {
        return vec![false; nodes];
    }
    let mut spread = Spread { arrays, maps: Maps::default(), volumes: HashMap::new(), places: vec![Vec::new(); nodes] };
    let mut is_stored = vec![false; nodes];
    spread.add_roots(&mut is_stored);
    let (is_simple, depths) = (simple(arrays), depths(arrays));
    let mut is_materialised = vec![false; nodes];
    for (id, node) in arrays.graph.nodes().rev() {
        let mut places = std::mem::take(&mut spread.places[id.index()]);
        if places.is_empty() || node.operands().is_empty() {
            continue;
        }
        places.sort_unstable();
        places.dedup();
        let own = PassKey::Value(id);
        let limit = if is_simple[id.index()] { MOST_PIECES_OF_SIMPLE } else { MOST_PIECES };
        let is_view = matches!(node, Node::Leaf(ArraySource::View(..) | ArraySource::Permuted(..)));
        match node {
            Node::Leaf(ArraySource::Reduced(array, reduction)) => {
                let how = (arrays.reduction(reduction).axes.clone(), depths[id.index()]);
                let whole = spread.whole(PassKey::over(arrays.shape(array), how), array);
                spread.places[array.index()].push(whole);
                continue;
            }
            Node::Leaf(ArraySource::LookedUp(array)) => {
                let whole = spread.whole(PassKey::Value(array), array);
                spread.places[array.index()].push(whole);
                continue;
            }
            Node::Leaf(ArraySource::Scanned(array, _) | ArraySource::Reshaped(array)) => {
                let whole = spread.whole(own, array);
                spread.places[array.index()].push(whole);
                continue;
            }
            _ if is_stored[id.index()] => places = vec![spread.whole(PassKey::over(arrays.shape(id), 0), id)],
            _ if !is_view && spread.pieces(&places) > limit && spread.is_worth_it(id, &places) => {
                is_materialised[id.index()] = true;
                places = vec![spread.whole(own, id)];
            }
            _ => {}
        }
        places.iter().for_each(|&place| spread.pass_on(id, node, place));
    }
    is_materialised
}

/// Whether a value is one of others, moved or folded.
fn is_movable(node: Node<ArraySource>) -> bool {
    matches!(node, Node::Leaf(leaf) if !leaf.operands().is_empty())
}

/// Which values are not made of moved values of operations.
fn simple(arrays: &ArrayGraph) -> Vec<bool> {
    let mut is_simple: Vec<bool> = Vec::with_capacity(arrays.graph.len());
    for (_, node) in arrays.graph.nodes() {
        let is_made_of_simple = node.operands().iter().all(|x| is_simple[x.index()]);
        let moves_none = || {
            let is_computed = |&x: &NodeId| match arrays.graph.node(x) {
                Node::Apply(_) => true,
                Node::Leaf(leaf) => {
                    !matches!(leaf, ArraySource::Reduced(..) | ArraySource::Scanned(..) | ArraySource::Reshaped(..))
                        && !leaf.operands().is_empty()
                }
                _ => false,
            };
            !node.operands().iter().any(is_computed)
        };
        is_simple.push(match node {
            _ if is_stored_whole(node) => true,
            Node::Leaf(_) => is_made_of_simple && moves_none(),
            _ => is_made_of_simple,
        });
    }
    is_simple
}

/// Whether a value is folded, scanned or in another shape, so that it is in memory for all who read it.
fn is_stored_whole(node: Node<ArraySource>) -> bool {
    matches!(node, Node::Leaf(ArraySource::Reduced(..) | ArraySource::Scanned(..) | ArraySource::Reshaped(..)))
}

/// How many folds of one another each value is made of: so many passes come before it.
fn depths(arrays: &ArrayGraph) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(arrays.graph.len());
    for (_, node) in arrays.graph.nodes() {
        let below = node.operands().iter().map(|x| depths[x.index()]).max().unwrap_or(0);
        depths.push(below + usize::from(is_stored_whole(node)));
    }
    depths
}

/// What is computed in one pass, as far as can be told before there are passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum PassKey {
    /// What is stored or folded over a shape, by a hash of that and of what else it takes for two to share a pass.
    Over(u64),
    /// A value that is computed alone.
    Value(NodeId),
}

impl PassKey {
    fn over(shape: &[usize], how: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        (shape, how).hash(&mut hasher);
        Self::Over(hasher.finish())
    }
}

/// Where a value is needed: in which pass, and at which coordinates for the places of its box.
type Need = (PassKey, MapId);

/// The places at which values are needed.
struct Spread<'a> {
    arrays: &'a ArrayGraph,
    maps: Maps,
    /// How many places the boxes of passes have.
    volumes: HashMap<PassKey, usize>,
    /// Those found so far, by node.
    places: Vec<Vec<Need>>,
}

impl Spread<'_> {
    /// Adds what is stored; says which values are then in memory for all others.
    fn add_roots(&mut self, is_stored: &mut [bool]) {
        for store in &self.arrays.stores {
            let shape = match &store.part {
                Some(part) => view_shape(part),
                None => self.arrays.outputs[store.output].shape.clone(),
            };
            let map = broadcast(&all_of(&shape), &shape, self.arrays.shape(store.value));
            let (pass, map) = (PassKey::over(&shape, 0), self.maps.id(map));
            self.volumes.insert(pass, volume(&shape));
            self.places[store.value.index()].push((pass, map));
            if let Some(in_memory) = store.holds {
                is_stored[in_memory.index()] = true;
            }
        }
    }

    /// The place of all elements of a value in a pass over them.
    fn whole(&mut self, pass: PassKey, id: NodeId) -> Need {
        let shape = self.arrays.shape(id);
        self.volumes.insert(pass, volume(shape));
        (pass, self.maps.id(all_of(shape)))
    }

    /// Whether a value has no more elements than would be computed of it at all places, or these are too many.
    fn is_worth_it(&self, id: NodeId, places: &[Need]) -> bool {
        let computed = places.iter().map(|(pass, _)| self.volumes[pass]).fold(0, usize::saturating_add);
        places.len() > MOST_PLACES || volume(self.arrays.shape(id)) <= computed
    }

    /// Into how many pieces the boxes of all passes fall that need a value at some places, in their order.
    fn pieces(&self, places: &[Need]) -> usize {
        let in_a_pass = |places: &[Need]| {
            let maps = || places.iter().map(|(_, map)| &self.maps[*map]);
            let rank = maps().next().map_or(0, Vec::len);
            let cuts = |axis: usize| maps().map(|map| start(map[axis])).collect::<BTreeSet<_>>().len();
            (0..rank).map(cuts).fold(1, usize::saturating_mul)
        };
        places.chunk_by(|x, y| x.0 == y.0).map(in_a_pass).fold(0, usize::saturating_add)
    }

    /// Adds the places that the operands of a value are needed at, for one of its own.
    fn pass_on(&mut self, id: NodeId, node: Node<ArraySource>, (pass, map): Need) {
        let arrays = self.arrays;
        let add = |spread: &mut Self, operand: NodeId, map: Vec<Coordinate>| {
            let map = spread.maps.id(map);
            spread.places[operand.index()].push((pass, map));
        };
        let own = &self.maps[map];
        match node {
            Node::Leaf(ArraySource::View(array, view)) => {
                let map = through_view(arrays.view(view), own);
                add(self, array, map);
            }
            Node::Leaf(ArraySource::Permuted(array, order)) => {
                let map = permuted(arrays.order(order), own);
                add(self, array, map);
            }
            Node::Leaf(ArraySource::Shift([array, value], shift)) => {
                let Shift { axis, by, mode } = arrays.shift(shift);
                let mut map = own.clone();
                map[axis] = within(moved(map[axis], -by), mode, arrays.shape(array)[axis]);
                add(self, array, map);
                add(self, value, Vec::new());
            }
            Node::Leaf(ArraySource::Replaced([array, part], view)) => {
                let (map, lengths) = in_part(arrays.view(view), own);
                let (map, own) = (broadcast(&map, &lengths, arrays.shape(part)), own.clone());
                add(self, part, map);
                add(self, array, own);
            }
            _ => {
                for &operand in node.operands() {
                    let (whole, shape) = (arrays.shape(id), arrays.shape(operand));
                    let own = &self.maps[map];
                    let map = if whole == shape { own.clone() } else { broadcast(own, whole, shape) };
                    add(self, operand, map);
                }
            }
        }
    }
}

/// How many elements an array of a shape has.
fn volume(shape: &[usize]) -> usize {
    shape.iter().copied().fold(1, usize::saturating_mul)
}

/// What tells one way along an axis from another: where it begins, in which steps, and along which axis of the box.
fn start(coordinate: Coordinate) -> (isize, isize, usize) {
    match coordinate {
        Coordinate::Fixed(place) => (place, 0, 0),
        Coordinate::Along { axis, start, step } => (start, step, axis),
    }
}

/// A coordinate that stays near its axis: where a mode repeats the axis, in the first of the repetitions, and elsewhere
/// no further away than it is long, beyond which nothing new is read.
fn within(coordinate: Coordinate, mode: Mode, length: usize) -> Coordinate {
    let most = isize::try_from(length).unwrap_or(isize::MAX).clamp(1, isize::MAX / 4);
    let near = |place: isize| match mode {
        Mode::Constant | Mode::Nearest => place.clamp(-most, 2 * most),
        Mode::Wrap => place.rem_euclid(most),
        Mode::Reflect => place.rem_euclid(2 * most),
        Mode::Mirror => place.rem_euclid((2 * most - 2).max(1)),
    };
    match coordinate {
        Coordinate::Fixed(place) => Coordinate::Fixed(near(place)),
        Coordinate::Along { axis, start, step } => Coordinate::Along { axis, start: near(start), step },
    }
}

/// The coordinates in a part of an array of those in the array, as if none lay outside of it, and the part's lengths.
fn in_part(view: &[Pick], map: &[Coordinate]) -> (Vec<Coordinate>, Vec<usize>) {
    let (mut through, mut lengths) = (Vec::new(), Vec::new());
    let mut axes = map.iter();
    for pick in view {
        match *pick {
            Pick::New => {
                through.push(Coordinate::Fixed(0));
                lengths.push(1);
            }
            Pick::At(_) => drop(axes.next()),
            Pick::Range { start, step, count } => {
                let offset = |place: isize| (place - start as isize).div_euclid(step);
                through.extend(axes.next().map(|coordinate| match *coordinate {
                    Coordinate::Fixed(place) => Coordinate::Fixed(offset(place)),
                    Coordinate::Along { axis, start, step: pace } => {
                        Coordinate::Along { axis, start: offset(start), step: (pace / step).max(1) }
                    }
                }));
                lengths.push(count);
            }
        }
    }
    (through, lengths)
}

/// Lets temporaries of one type and shape share memory where one is written after the last time that the other is read.
/// Those that folds go to are not among them: they are small, and hold something before the first pass.
pub fn share(passes: &mut [Planned], temporaries: &mut [Temporary]) {
    let mut last = vec![0; temporaries.len()];
    for (i, pass) in passes.iter().enumerate() {
        used(pass).for_each(|temporary| last[temporary] = i);
    }
    let is_shared = |temporary: &Temporary| temporary.shape.is_some() && temporary.initial == Initial::Open;
    let mut is_shared: Vec<bool> = temporaries.iter().map(is_shared).collect();
    for temporary in temporaries.iter() {
        if let Initial::Of(row) = temporary.initial {
            is_shared[row] = false;
        }
    }
    let mut free: HashMap<(DType, Box<[usize]>), Vec<usize>> = HashMap::new();
    let mut stands_for: Vec<usize> = (0..temporaries.len()).collect();
    let mut is_met = vec![false; temporaries.len()];
    for (i, pass) in passes.iter_mut().enumerate() {
        let here: BTreeSet<usize> = used(pass).filter(|&temporary| is_shared[temporary]).collect();
        for &temporary in here.iter().filter(|&&temporary| !std::mem::replace(&mut is_met[temporary], true)) {
            let Temporary { dtype, shape, .. } = &mut temporaries[temporary];
            let key = (*dtype, shape.clone().unwrap_or_default());
            if let Some(other) = free.get_mut(&key).and_then(Vec::pop) {
                stands_for[temporary] = other;
                *shape = None; // nobody writes to it any more
            }
        }
        rename(pass, &stands_for);
        for temporary in here.into_iter().filter(|&temporary| last[temporary] == i) {
            let place = stands_for[temporary];
            let Temporary { dtype, shape, .. } = &temporaries[place];
            free.entry((*dtype, shape.clone().unwrap_or_default())).or_default().push(place);
        }
    }
}

/// The graphs of a pass: its own, and those of what it keeps.
fn graphs(pass: &Planned) -> impl Iterator<Item = &PassGraph> {
    std::iter::once(&pass.points).chain(pass.tile_buffers.iter().map(|(points, _)| points))
}

/// The temporaries that a pass reads or writes, some of them several times.
fn used(pass: &Planned) -> impl Iterator<Item = usize> {
    let of = |points: &PassGraph| -> Vec<Memory> {
        let loads = points.loads.iter().map(|load| load.memory);
        loads.chain(points.stores.iter().map(|(store, _)| store.memory)).collect()
    };
    let all = graphs(pass).flat_map(of).filter_map(|memory| match memory {
        Memory::Temporary(temporary) => Some(temporary),
        _ => None,
    });
    all.chain(pass.scan.map(|scan| scan.temporary)).collect::<Vec<_>>().into_iter()
}

/// Lets a pass use the temporaries that others stand for.
fn rename(pass: &mut Planned, stands_for: &[usize]) {
    let new = |memory: &mut Memory| {
        if let Memory::Temporary(temporary) = memory {
            *temporary = stands_for[*temporary];
        }
    };
    for points in std::iter::once(&mut pass.points).chain(pass.tile_buffers.iter_mut().map(|(points, _)| points)) {
        points.loads.iter_mut().for_each(|load| new(&mut load.memory));
        points.stores.iter_mut().for_each(|(store, _)| new(&mut store.memory));
    }
    if let Some(scan) = &mut pass.scan {
        scan.temporary = stands_for[scan.temporary];
    }
}
