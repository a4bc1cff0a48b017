//! Makes most random trees well-typed.
//!
//! A tree of random operators over random types hardly ever is: bits of floats, differences of bools. Where the
//! interpreter refuses a node, its operands are wrapped in a cast. The trees that stay as they are test refusals.

use super::interpret::{Typed, interpret};
use super::tree::Tree;

/// The tree with casts where the types would not fit.
pub fn repair(tree: &Tree, variables: &[Typed]) -> Tree {
    let reduced: Vec<Typed> = variables.iter().map(Typed::reduced).collect();
    repair_node(tree, &reduced)
}

fn repair_node(tree: &Tree, variables: &[Typed]) -> Tree {
    let tree = tree.map_operands(|x| repair_node(x, variables));
    let is_fine = |tree: &Tree| interpret(tree, variables).is_ok_and(|value| value.exact);
    if is_fine(&tree) {
        return tree;
    }
    if let Tree::Binary("**", base, _) = &tree {
        // Powers of floats are exact for this exponent.
        let square = Tree::Binary("**", base.clone(), Box::new(Tree::Int(2)));
        if is_fine(&square) {
            return square;
        }
    }
    for cast in ["i32", "bool", "f64"] {
        let cast = tree.map_operands(|x| Tree::Call(cast, vec![x.clone()]));
        if is_fine(&cast) {
            return cast;
        }
    }
    tree.operands().first().map_or(Tree::Bool(true), |x| (*x).clone())
}
