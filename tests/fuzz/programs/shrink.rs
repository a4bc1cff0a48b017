//! Makes a failing case smaller: fewer statements, simpler expressions, smaller arrays, the usual way of evaluation.
//!
//! Greedy: the first change that leaves the failure of the same kind is kept, until none does. What a change breaks is
//! refused by both sides, and so is no failure.

use crate::common::arrays::Mood;
use crate::oracle::case::{Case, Destination, Spec, Variable};
use crate::oracle::program::{Given, Item, Node, Target};
use fusexpr::{Casting, DType, Threads};
use std::time::{Duration, Instant};

/// A change of a case.
type Change<'c> = dyn Fn(&mut Case) + 'c;

/// How long to try.
const PATIENCE: Duration = Duration::from_secs(30);

/// The smallest case that was found, and its failure.
pub fn shrink(case: Case, failure: String, fails: &dyn Fn(&Case) -> Option<String>) -> (Case, String) {
    let begun = Instant::now();
    let (mut best, mut reason) = (case, failure);
    'search: loop {
        let kind = kind(&reason);
        for candidate in candidates(&best) {
            if begun.elapsed() > PATIENCE {
                return (best, reason);
            }
            if let Some(found) = fails(&candidate).filter(|found| self::kind(found) == kind) {
                (best, reason) = (candidate, found);
                continue 'search;
            }
        }
        return (best, reason);
    }
}

/// What sort of failure it is: the message's first words, without numbers.
fn kind(failure: &str) -> String {
    let words = failure.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    words.take(3).collect::<Vec<_>>().join(" ")
}

fn candidates(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let mut add = |change: &Change<'_>| {
        let mut changed = case.clone();
        change(&mut changed);
        let unused: Vec<String> =
            changed.variables.iter().map(|(name, _)| name.clone()).filter(|name| !changed.names(name)).collect();
        changed.variables.retain(|(name, _)| !unused.contains(name));
        let is_assigned = |name: &String| {
            changed
                .program
                .iter()
                .any(|statement| statement.target.as_ref().is_some_and(|target| target.name() == name))
        };
        if let Destination::Outputs(outputs) = &mut changed.destination {
            outputs.retain(|(name, _)| is_assigned(name));
        }
        all.push(changed);
    };
    for i in (0..case.program.len()).rev() {
        add(&|case| drop(case.program.remove(i)));
    }
    for i in 0..case.program.len() {
        add(&|case| inline(case, i));
    }
    if let Destination::Outputs(outputs) = &case.destination {
        for i in 0..outputs.len() {
            add(&|case| match &mut case.destination {
                Destination::Outputs(outputs) => drop(outputs.remove(i)),
                _ => unreachable!("it has outputs"),
            });
        }
    }
    for i in 0..case.program.iter().map(|statement| statement.nodes().len()).sum() {
        for change in simpler(node_at(&mut case.clone(), i)) {
            add(&|case| *node_at(case, i) = change.clone());
        }
    }
    for i in 0..case.program.len() {
        if case.program[i].augmented.is_some() {
            add(&|case| case.program[i].augmented = None);
        }
        if let Some(Target::Part(name, items)) = &case.program[i].target {
            for change in fewer(items) {
                add(&|case| case.program[i].target = Some(Target::Part(name.clone(), change.clone())));
            }
        }
    }
    smaller_arrays(case, &mut add);
    usual_ways(case, &mut add);
    // Only what is smaller, or else not the same, so that there is an end.
    all.retain(|changed| changed.size() < case.size() || weight(changed) < weight(case));
    all
}

/// Puts the value of a temporary where it is read, and leaves out the statement that binds it.
fn inline(case: &mut Case, position: usize) {
    let statement = case.program.remove(position);
    let (Some(Target::Name(name)), None) = (&statement.target, statement.augmented) else { return };
    for later in &mut case.program[position..] {
        for root in later.roots_mut() {
            replace(root, name, &statement.value);
        }
        if later.target.as_ref().is_some_and(|target| target.name() == name) {
            break;
        }
    }
}

fn replace(node: &mut Node, name: &str, value: &Node) {
    match node {
        Node::Name(known) if known == name => *node = value.clone(),
        _ => node.children_mut().into_iter().for_each(|child| replace(child, name, value)),
    }
}

/// How far a case is from the usual.
fn weight(case: &Case) -> usize {
    let of_array = |spec: &Spec| {
        usize::from(spec.layout != 0)
            + usize::from(spec.mood != Mood::Small)
            + usize::from(spec.dtype != DType::F64)
            + usize::from(spec.values > 3)
    };
    let of_way =
        |way: &crate::oracle::case::Way| usize::from(way.threads != Threads::Serial) + usize::from(way.block.is_some());
    case.arrays().map(of_array).sum::<usize>()
        + case.ways.iter().map(|way| 1 + of_way(way)).sum::<usize>()
        + usize::from(case.level.is_some())
        + usize::from(case.contract)
        + usize::from(case.casting != Casting::SameKind)
        + usize::from(case.all_parentheses)
        + case.variables.iter().filter(|(_, variable)| !matches!(variable, Variable::Array(_))).count()
        + usize::from(!matches!(case.destination, Destination::Fresh))
        + case.program.iter().map(|statement| usize::from(statement.augmented.is_some())).sum::<usize>()
}

/// The node at a position among all of the program.
fn node_at(case: &mut Case, position: usize) -> &mut Node {
    let mut path = None;
    let mut left = position;
    for (root, node) in case.program.iter_mut().flat_map(|statement| statement.roots_mut()).enumerate() {
        if let Some(found) = path_to(node, &mut left) {
            path = Some((root, found));
            break;
        }
    }
    let (root, steps) = path.expect("the position is that of a node");
    let mut node = case.program.iter_mut().flat_map(|statement| statement.roots_mut()).nth(root).expect("it was found");
    for step in steps {
        node = node.children_mut().into_iter().nth(step).expect("it was found");
    }
    node
}

/// Which children lead to the node at a position.
fn path_to(node: &Node, left: &mut usize) -> Option<Vec<usize>> {
    if *left == 0 {
        return Some(Vec::new());
    }
    *left -= 1;
    for (i, child) in node.children().into_iter().enumerate() {
        if let Some(mut path) = path_to(child, left) {
            path.insert(0, i);
            return Some(path);
        }
    }
    None
}

/// What may stand for a node.
fn simpler(node: &Node) -> Vec<Node> {
    let mut all: Vec<Node> = node.children().into_iter().cloned().collect();
    match node {
        Node::Int(_) | Node::Bool(_) => {}
        Node::Name(_) | Node::Float(_) | Node::Constant(_) => all.push(Node::int(1)),
        _ => {
            all.push(Node::int(1));
            all.push(Node::Bool(true));
        }
    }
    match node {
        Node::Int(value) if value.bits() > 2 => all.extend([Node::int(2), Node::Int(value / 2)]),
        Node::Index(x, items) => {
            all.extend(fewer(items).into_iter().map(|items| Node::Index(x.clone(), items)));
        }
        Node::Comparison(first, rest) if rest.len() > 1 => {
            all.push(Node::Comparison(first.clone(), rest[..rest.len() - 1].to_vec()));
            all.push(Node::Comparison(Box::new(rest[0].1.clone()), rest[1..].to_vec()));
        }
        Node::Membership { item, list, negated } => {
            for i in 0..list.len() {
                let mut list = list.clone();
                list.remove(i);
                all.push(Node::Membership { item: item.clone(), list, negated: *negated });
            }
        }
        Node::Whole(name, arguments) => {
            for i in 1..arguments.len() {
                let mut fewer = arguments.clone();
                fewer.remove(i);
                all.push(Node::Whole(name, fewer));
                if let Given::Tuple(nodes) = &arguments[i].value
                    && nodes.len() > 1
                {
                    let mut shorter = arguments.clone();
                    shorter[i].value = Given::Tuple(nodes[1..].to_vec());
                    all.push(Node::Whole(name, shorter));
                }
            }
        }
        _ => {}
    }
    all
}

/// An index with less in it.
fn fewer(items: &[Item]) -> Vec<Vec<Item>> {
    let mut all = Vec::new();
    for i in 0..items.len() {
        if items.len() > 1 {
            let mut shorter = items.to_vec();
            shorter.remove(i);
            all.push(shorter);
        }
        if let Item::Range { start, stop, step } = &items[i] {
            let parts = [start.is_some(), stop.is_some(), step.is_some()];
            for without in (0..3).filter(|&part| parts[part]) {
                let mut simpler = items.to_vec();
                let keep = |part: usize, value: &Option<Node>| if part == without { None } else { value.clone() };
                simpler[i] = Item::Range { start: keep(0, start), stop: keep(1, stop), step: keep(2, step) };
                all.push(simpler);
            }
        }
    }
    all
}

/// Shorter axes, in all arrays at once so that they go on to fit, and simpler arrays.
fn smaller_arrays(case: &Case, add: &mut dyn FnMut(&Change<'_>)) {
    let mut lengths: Vec<usize> =
        case.arrays().flat_map(|spec| spec.shape.clone()).filter(|&length| length > 1).collect();
    lengths.sort_unstable();
    lengths.dedup();
    for length in lengths {
        for shorter in
            [1, 2, length / 2, length - length / 4, length - 1].into_iter().filter(|&shorter| shorter < length)
        {
            add(&|case| {
                let all = case.arrays_mut().flat_map(|spec| spec.shape.iter_mut());
                all.filter(|own| **own == length).for_each(|own| *own = shorter);
            });
        }
    }
    add(&|case| {
        case.arrays_mut()
            .filter(|spec| !spec.shape.is_empty())
            .for_each(|spec| spec.shape.truncate(spec.shape.len() - 1))
    });
    for i in 0..case.arrays().count() {
        let mut change = |change: &dyn Fn(&mut Spec)| {
            add(&|case| change(case.arrays_mut().nth(i).expect("there are as many")));
        };
        change(&|spec| spec.layout = 0);
        change(&|spec| spec.mood = Mood::Small);
        change(&|spec| spec.dtype = DType::F64);
        change(&|spec| spec.values = 1);
        change(&|spec| {
            if !spec.shape.is_empty() {
                spec.shape.remove(0);
            }
        });
        change(&|spec| spec.shape.iter_mut().for_each(|length| *length = 1));
    }
}

fn usual_ways(case: &Case, add: &mut dyn FnMut(&Change<'_>)) {
    for i in 0..case.ways.len() {
        if case.ways.len() > 1 {
            add(&|case| {
                case.ways.remove(i);
            });
        }
        add(&|case| case.ways[i].threads = Threads::Serial);
        add(&|case| case.ways[i].block = None);
    }
    add(&|case| case.level = None);
    add(&|case| case.contract = false);
    add(&|case| case.casting = Casting::SameKind);
    add(&|case| case.all_parentheses = false);
    add(&|case| case.destination = Destination::Fresh);
    // The last value that a name was given, as the result.
    add(&|case| {
        case.destination = Destination::Fresh;
        if let Some(last) = case.program.last_mut() {
            last.target = None;
            last.augmented = None;
        }
    });
}
