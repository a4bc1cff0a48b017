//! Drawings as pictures, PNG or SVG.
//!
//! The crate plotters draws what there is in both. It counts in whole pixels and its thick lines have rough edges, so
//! everything is drawn [`sheet::SCALE`] times as large, and is made smaller at the end: a PNG by the mean of pixels, an
//! SVG by its view box. Its charts are not used: their axes reach no farther than half of f64, and their labels
//! overlap.

mod bars;
mod frame;
mod heat;
mod lines;
mod sheet;

use super::figure::{Figure, Kind, Series};
use crate::data::whole::{Whole, shown};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::prelude::{BitMapBackend, DrawingBackend, IntoDrawingArea, SVGBackend};
use sheet::{Raster, SCALE, Sheet};
use std::io::Write;
use std::path::Path;

/// Pixels across and down.
const SIZE: (u32, u32) = (960, 600);

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Format {
    Png,
    Svg,
}

impl Format {
    /// The format that a name stands for.
    ///
    /// # Errors
    /// For names with any other ending.
    pub fn of(path: &Path) -> Result<Self, String> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "png" => Ok(Self::Png),
            "svg" => Ok(Self::Svg),
            _ if path == Path::new("-") => Ok(Self::Png),
            _ => Err("a picture's name ends in .png or .svg".to_string()),
        }
    }
}

/// Draws a picture; the format follows from the name: .png or .svg.
///
/// The file is complete or not there at all.
///
/// # Errors
/// In one line, why there is no picture.
pub fn picture(kind: Kind, series: &[Series<'_>], title: &str, path: &Path) -> Result<(), String> {
    let in_file = |reason: String| format!("{}: {reason}", shown(path));
    let format = Format::of(path).map_err(in_file)?;
    let figure = Figure::of(kind, series)?;
    let bytes = match format {
        Format::Png => png(&figure, title)?,
        Format::Svg => svg(&figure, title)?,
    };
    let write = || {
        let whole = Whole::create(path)?;
        whole.file().write_all(&bytes).map_err(|error| error.to_string())?;
        whole.finish()
    };
    write().map_err(in_file)
}

fn png(figure: &Figure<'_>, title: &str) -> Result<Vec<u8>, String> {
    let size = (SIZE.0 * SCALE, SIZE.1 * SCALE);
    let bytes = (size.0 * size.1 * 3) as usize;
    let mut pixels = Vec::new();
    pixels.try_reserve_exact(bytes).map_err(|_| "there is no memory for the pixels of a picture")?;
    pixels.resize(bytes, 0);
    let rasters = draw(BitMapBackend::with_buffer(&mut pixels, size), Format::Png, figure, title)?;
    for raster in &rasters {
        raster.paint(&mut pixels, size.0 as usize);
    }
    encoded(&reduced(&pixels), SIZE)
}

fn svg(figure: &Figure<'_>, title: &str) -> Result<Vec<u8>, String> {
    let size = (SIZE.0 * SCALE, SIZE.1 * SCALE);
    let mut text = String::new();
    let rasters = draw(SVGBackend::with_string(&mut text, size), Format::Svg, figure, title)?;
    // Everything is inside of the root element, whose first line says how large it is.
    let inside = text.split_once(">\n").and_then(|(_, rest)| rest.trim_end().strip_suffix("</svg>"));
    let inside = inside.ok_or("the picture has no root element")?;
    let mut text = format!(
        "<svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\" stroke-linecap=\"round\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n{inside}",
        SIZE.0, SIZE.1, size.0, size.1
    );
    for raster in &rasters {
        let (pixels, columns) = raster.enlarged();
        let rows = pixels.len() / 3 / columns;
        let image = STANDARD.encode(encoded(&pixels, (columns as u32, rows as u32))?);
        text.push_str(&format!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
             style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{image}\"/>\n",
            raster.left, raster.top, raster.width, raster.height
        ));
    }
    text.push_str("</svg>\n");
    Ok(text.into_bytes())
}

/// Draws everything but the rasters.
fn draw<B: DrawingBackend>(
    backend: B,
    format: Format,
    figure: &Figure<'_>,
    title: &str,
) -> Result<Vec<Raster>, String> {
    let mut sheet = Sheet::new(backend.into_drawing_area(), format, (f64::from(SIZE.0), f64::from(SIZE.1)))?;
    match figure {
        Figure::Lines(entries) => lines::draw(&mut sheet, entries, title),
        Figure::Heat(entry) => heat::draw(&mut sheet, entry, title),
        Figure::Bars(entries) => bars::draw(&mut sheet, entries, title),
    }?;
    sheet.finish()
}

/// The picture with each pixel the mean of those that were drawn for it.
fn reduced(pixels: &[u8]) -> Vec<u8> {
    let (columns, scale) = (SIZE.0 as usize, SCALE as usize);
    let mut reduced = Vec::with_capacity(pixels.len() / scale / scale);
    for rows in pixels.chunks(columns * scale * 3 * scale) {
        let mut sums = vec![0_u32; columns * 3];
        for row in rows.chunks(columns * scale * 3) {
            for (sum, block) in sums.chunks_mut(3).zip(row.chunks(scale * 3)) {
                for pixel in block.chunks(3) {
                    sum.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += u32::from(*part));
                }
            }
        }
        let count = SCALE * SCALE;
        reduced.extend(sums.iter().map(|sum| ((sum + count / 2) / count) as u8));
    }
    reduced
}

/// RGB as a PNG file.
fn encoded(pixels: &[u8], size: (u32, u32)) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(pixels).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}
