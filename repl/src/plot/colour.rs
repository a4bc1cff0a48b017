//! Colours of series and of heat maps.

use plotters::style::colors::colormaps::{ColorMap, ViridisRGB};

/// Red, green, blue.
pub type Colour = [u8; 3];

/// The colours of series, in their order: those of Okabe and Ito (jfly.uni-koeln.de/color), which the colour-blind can
/// tell apart, without the yellow, which white paper swallows, and without black, which terminals do; then two more.
/// All can be read on white as well as on black.
pub const SERIES: [Colour; 8] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [86, 180, 233],
    [230, 159, 0],
    [148, 103, 189],
    [127, 127, 127],
];

/// Where a heat map has no finite element.
pub const NOTHING: Colour = [190, 190, 190];

/// The colour of a place between the least value, 0, and the largest, 1, or of no value: Viridis, whose lightness grows
/// evenly.
pub fn heat(place: Option<f64>) -> Colour {
    place.map_or(NOTHING, |place| {
        let colour = ViridisRGB.get_color(place.clamp(0.0, 1.0) as f32);
        [colour.0, colour.1, colour.2]
    })
}
