//! A sheet of paper: lines, rectangles, texts and rasters, placed in pixels of the picture.

use super::Format;
use crate::plot::colour::Colour;
use plotters::coord::Shift;
use plotters::element::{CoordMapper, Drawable, PointCollection};
use plotters::prelude::{Circle, Color, DrawingArea, DrawingBackend, PathElement, Polygon, RGBColor, Rectangle, WHITE};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, TextStyle, register_font};

/// How much larger everything is drawn.
pub const SCALE: u32 = 4;

pub const BLACK: Colour = [0x22, 0x22, 0x22];
pub const GREY: Colour = [0x66, 0x66, 0x66];
pub const LIGHT: Colour = [0xe4, 0xe4, 0xe4];

/// The font's name in an SVG, whose viewer has it or one that is as wide: Verdana is of the same hand. In a PNG it is
/// the one from the crate.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// Which end of a text is at its place.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A rectangle.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// A grid of coloured cells that fill a rectangle, in pixels as they are drawn. Plotters has none whose cells are
/// larger than a pixel, so they are put into the picture when it is finished.
pub struct Raster {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
    pub columns: usize,
    /// Row by row; red, green, blue.
    pub pixels: Vec<u8>,
}

impl Raster {
    fn rows(&self) -> usize {
        self.pixels.len() / 3 / self.columns
    }

    /// The same with cells repeated: a viewer that smooths images, though it is told not to, then does so at edges
    /// only.
    pub fn enlarged(&self) -> (Vec<u8>, usize) {
        const ENOUGH: usize = 480;
        let (across, down) = (ENOUGH.div_ceil(self.columns), ENOUGH.div_ceil(self.rows()));
        let row = |row: &[u8]| row.chunks(3).flat_map(|cell| cell.repeat(across)).collect::<Vec<u8>>();
        let pixels = self.pixels.chunks(self.columns * 3).flat_map(|cells| row(cells).repeat(down)).collect();
        (pixels, self.columns * across)
    }

    /// Paints it over RGB pixels.
    pub fn paint(&self, pixels: &mut [u8], columns: usize) {
        let rows = self.rows();
        let (left, top, width, height) =
            (self.left as usize, self.top as usize, self.width as usize, self.height as usize);
        for (y, row) in pixels.chunks_mut(columns * 3).skip(top).take(height).enumerate() {
            let source = &self.pixels[y * rows / height * self.columns * 3..];
            for (x, pixel) in row.chunks_mut(3).skip(left).take(width).enumerate() {
                let start = x * self.columns / width * 3;
                pixel.copy_from_slice(&source[start..start + 3]);
            }
        }
    }
}

pub struct Sheet<B: DrawingBackend> {
    paper: DrawingArea<B, Shift>,
    format: Format,
    pub width: f64,
    pub height: f64,
    rasters: Vec<Raster>,
}

impl<B: DrawingBackend> Sheet<B> {
    /// A white sheet of a size.
    pub fn new(paper: DrawingArea<B, Shift>, format: Format, size: (f64, f64)) -> Result<Self, String> {
        register_font(FONT, FontStyle::Normal, dejavu::sans::regular()).map_err(|_| "the font is damaged")?;
        paper.fill(&WHITE).map_err(|error| error.to_string())?;
        Ok(Self { paper, format, width: size.0, height: size.1, rasters: Vec::new() })
    }

    /// Ends the drawing; the rasters are still to be put in.
    pub fn finish(self) -> Result<Vec<Raster>, String> {
        self.paper.present().map_err(|error| error.to_string())?;
        Ok(self.rasters)
    }

    /// A line through points, with round corners and ends.
    pub fn line(&mut self, points: &[(f64, f64)], colour: Colour, width: f64) -> Result<(), String> {
        let points: Vec<(i32, i32)> = points.iter().map(|point| (drawn(point.0), drawn(point.1))).collect();
        let width = drawn(width).max(1);
        let style = rgb(colour).stroke_width(width as u32);
        if self.format == Format::Svg {
            return self.draw(&PathElement::new(points, style));
        }
        // A whole path of a bitmap is filled as one polygon, with holes where it crosses itself.
        for ends in points.windows(2) {
            self.draw(&PathElement::new(ends.to_vec(), style))?;
        }
        for point in points {
            self.draw(&Circle::new(point, width / 2, rgb(colour).filled()))?;
        }
        Ok(())
    }

    pub fn dot(&mut self, center: (f64, f64), colour: Colour, radius: f64) -> Result<(), String> {
        self.draw(&Circle::new((drawn(center.0), drawn(center.1)), drawn(radius), rgb(colour).filled()))
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area, colour: Colour) -> Result<(), String> {
        let corners = [(drawn(area.left), drawn(area.top)), (drawn(area.right()), drawn(area.bottom()))];
        self.draw(&Rectangle::new(corners, rgb(colour).filled()))
    }

    /// A polygon that lets through what is below.
    pub fn tint(&mut self, corners: &[(f64, f64)], colour: Colour) -> Result<(), String> {
        const OPACITY: f64 = 0.2;
        let corners: Vec<(i32, i32)> = corners.iter().map(|corner| (drawn(corner.0), drawn(corner.1))).collect();
        self.draw(&Polygon::new(corners, rgb(colour).mix(OPACITY)))
    }

    /// A text whose letters stand at the height of its place.
    pub fn text(&mut self, text: &str, place: (f64, f64), anchor: Anchor, font: Font) -> Result<(), String> {
        let anchor = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let colour = rgb(font.colour);
        let style = self.style(font.size).color(&colour).pos(Pos::new(anchor, VPos::Top));
        // How far below the top of a text its letters stand; plotters has different opinions.
        let below = match self.format {
            Format::Png => 0.5 * PNG_SIZE,
            Format::Svg => 0.76,
        };
        let place = (drawn(place.0), drawn(place.1 - below * font.size));
        self.paper.draw_text(text, &style, place).map_err(|error| error.to_string())
    }

    /// The width of a text.
    pub fn text_width(&self, text: &str, size: f64) -> Result<f64, String> {
        // Only where glyphs are drawn, their size is known exactly.
        let style = TextStyle::from((FONT, size * f64::from(SCALE) * PNG_SIZE));
        let (width, _) = self.paper.estimate_text_size(text, &style).map_err(|error| error.to_string())?;
        Ok(f64::from(width) / f64::from(SCALE))
    }

    /// The beginning of a text that is no wider than that, with an ellipsis if there is more.
    pub fn cut(&self, text: &str, width: f64, size: f64) -> Result<String, String> {
        /// No text is looked at farther: none so long fits.
        const LONGEST: usize = 300;
        let mut text: String = text.chars().take(LONGEST).collect();
        let mut cut = text.clone();
        while self.text_width(&cut, size)? > width && text.pop().is_some() {
            cut = format!("{}…", text.trim_end());
        }
        Ok(cut)
    }

    /// A grid of cells, `columns` in a row, that fill a rectangle.
    pub fn raster(&mut self, area: Area, columns: usize, pixels: Vec<u8>) {
        let (left, top) = (drawn(area.left), drawn(area.top));
        let (width, height) = (drawn(area.right()) - left, drawn(area.bottom()) - top);
        self.rasters.push(Raster { left, top, width, height, columns, pixels });
    }

    fn style(&self, size: f64) -> TextStyle<'static> {
        // The size that plotters wants is the height of a line, and the backends make different fonts of it.
        let line = match self.format {
            Format::Png => PNG_SIZE,
            Format::Svg => SVG_SIZE,
        };
        TextStyle::from((FONT, size * f64::from(SCALE) * line))
    }

    fn draw<'e, E, C>(&self, element: &'e E) -> Result<(), String>
    where
        C: CoordMapper,
        &'e E: PointCollection<'e, (i32, i32), C>,
        E: Drawable<B, C>,
    {
        self.paper.draw(element).map_err(|error| error.to_string())
    }
}

/// The size of a font and its colour.
#[derive(Clone, Copy)]
pub struct Font {
    pub size: f64,
    pub colour: Colour,
}

/// What plotters' font size is by the font's em, in a bitmap: ascent and descent of this font.
const PNG_SIZE: f64 = 1.164;
/// The same in an SVG, where plotters divides by it.
const SVG_SIZE: f64 = 1.24;

/// A length as it is drawn.
fn drawn(length: f64) -> i32 {
    (length * f64::from(SCALE)).round() as i32
}

fn rgb(colour: Colour) -> RGBColor {
    let [red, green, blue] = colour;
    RGBColor(red, green, blue)
}
