//! `fusexpr plot`: what is drawn with characters, line by line, and what pictures show.
//!
//! `plot.txt` holds the words after `plot`, ` | ` between them, and the drawing; after `>` it is drawn without colours,
//! after `*` with colours, an escape being written `\e`. `FUSEXPR_BLESS=1 cargo test --test cli plot` rewrites it.

use super::{Folder, PROGRAM, Run, npy, printed, refused};
use base64::Engine;
use std::collections::HashMap;
use std::fmt::Write;

fn plot(folder: &Folder, words: &[&str], color: bool) -> Run {
    let mut command = folder.command(PROGRAM);
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    if color {
        command.env("CLICOLOR_FORCE", "1");
    }
    command.arg("plot").args(words).output().expect("the program starts").into()
}

fn refusal(words: &[&str]) -> Run {
    plot(&Folder::new(), words, false)
}

#[test]
fn draws_with_characters() {
    const GOLDEN: &str = include_str!("plot.txt");
    let mut drawn = String::new();
    for case in GOLDEN.lines().filter(|line| line.starts_with(['>', '*'])) {
        let words: Vec<&str> = case[2..].split(" | ").collect();
        let run = plot(&Folder::new(), &words, case.starts_with('*'));
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{case}");
        writeln!(drawn, "{case}\n{}", run.stdout.replace('\x1b', "\\e")).unwrap();
    }
    if std::env::var_os("FUSEXPR_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/plot.txt"), &drawn).unwrap();
        return;
    }
    let mut pairs = drawn.split("\n\n").zip(GOLDEN.split("\n\n"));
    assert!(drawn == GOLDEN, "{}", pairs.find(|(drawn, golden)| drawn != golden).map_or("", |(drawn, _)| drawn));
}

#[test]
fn a_drawing_is_as_large_as_it_may_be() {
    for size in ["30x10", "80x24", "200x60", "1000x1000"] {
        let (columns, rows) = size.split_once('x').unwrap();
        for words in [&["sin(arange(3000)/300)", "cos(arange(200)/50)"][..], &["arange(20)[:,None]*arange(30)"]] {
            let run = plot(&Folder::new(), &[words, &["--size", size]].concat(), false);
            assert_eq!(run.status, Some(0), "{}", run.stderr);
            let widest = run.stdout.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns.parse().unwrap(), "{size}\n{}", run.stdout);
            assert!(run.stdout.lines().count() <= rows.parse().unwrap(), "{size}\n{}", run.stdout);
        }
    }
}

#[test]
fn every_type_is_drawn() {
    for dtype in ["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"] {
        let elements = if dtype == "bool" { ["false", "true", "true"] } else { ["0", "1", "3"] };
        for big_endian in [false, true] {
            let descr = format!("'{}{}'", if big_endian { '>' } else { '<' }, npy::code(dtype));
            let file = npy::file(1, &descr, false, "(3,)", &npy::elements(dtype, big_endian, elements));
            let folder = Folder::new().with("x.npy", file);
            for words in [&["x", "x=x.npy"][..], &["x", "x=x.npy", "--hist"]] {
                let run = plot(&folder, words, false);
                assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{dtype}");
                let most = if dtype == "bool" { "1" } else { "3" };
                assert!(run.stdout.contains(&format!("x: {dtype}[3], 0 to {most}\n")), "{}", run.stdout);
            }
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let one = |name: &str| {
        refused(&format!("`{name}` is one value, and a plot takes at least two: print it, or plot the array it is of"))
    };
    assert_eq!(refusal(&["5"]), one("5"));
    assert_eq!(refusal(&["arange(1)[:,None]"]), one("arange(1)[:,None]"));
    assert_eq!(refusal(&["5", "--hist"]), one("5"));
    assert_eq!(refusal(&["arange(9)", "2 + 3"]), one("2 + 3"));
    assert_eq!(refusal(&["arange(0)"]), refused("`arange(0)` has no elements: i64[0]"));
    let nothing = |counts: &str| refused(&format!("`x` has no finite element: {counts}"));
    for (elements, counts) in
        [(["NaN", "NaN"], "2 NaN"), (["inf", "-inf"], "2 infinite"), (["inf", "NaN"], "1 NaN, 1 infinite")]
    {
        let file = npy::file(1, "'<f4'", false, "(2,)", &npy::elements("f32", false, elements));
        let folder = Folder::new().with("x.npy", file);
        for words in [&["x", "x=x.npy"][..], &["x", "x=x.npy", "--hist"], &["x", "x=x.npy", "-o", "x.png"]] {
            assert_eq!(plot(&folder, words, false), nothing(counts));
        }
        assert_eq!(folder.names(), ["x.npy"]);
    }
    let file = npy::file(1, "'|u1'", false, "(2, 2, 2)", &[0; 8]);
    let folder = Folder::new().with("x.npy", file);
    let axes = "`x` is u8[2,2,2], and a plot shows one or two axes: take a part, for instance `x[0]`, or a histogram";
    assert_eq!(plot(&folder, &["x", "x=x.npy"], false), refused(axes));
    assert_eq!(plot(&folder, &["x[0]", "x=x.npy"], false).status, Some(0));
    assert_eq!(plot(&folder, &["x", "x=x.npy", "--hist"], false).status, Some(0));
    let heat = "has two axes and makes a heat map, which does not go with others: plot it alone";
    let grid = "arange(3)[:,None]*arange(3)";
    assert_eq!(refusal(&[grid, "arange(3)"]), refused(&format!("`{grid}` {heat}")));
    assert_eq!(refusal(&["arange(3)", grid]), refused(&format!("`{grid}` {heat}")));
    let dates = "datetime64(arange(3), 'D')";
    assert_eq!(
        refusal(&[dates, "arange(3)"]),
        refused(&format!(
            "`{dates}` is datetime64[D] and `arange(3)` is i64, which do not go on one axis: plot them apart, or convert one"
        ))
    );
    let many = ["arange(3)"; 9];
    assert_eq!(refusal(&many), refused("9 series cannot be told apart: plot 8 at a time"));
}

#[test]
fn words_that_cannot_be_read() {
    let bad_word = |word: &str, place: &str, reason: &str| {
        refused(&format!("invalid value '{word}' for '{place}': {reason}\n\nFor more information, try '--help'."))
    };
    let form = "a size is written COLSxROWS, for instance 80x24";
    for size in ["80", "80x", "x24", "80x24x1", "-1x5", "80 x 24"] {
        assert_eq!(refusal(&["arange(3)", &format!("--size={size}")]), bad_word(size, "--size <COLSxROWS>", form));
    }
    for size in ["29x24", "80x9", "1001x24", "80x1001", "0x0"] {
        let reason = format!("a plot of {size} characters cannot be drawn: it takes 30x10 to 1000x1000");
        assert_eq!(refusal(&["arange(3)", "--size", size]), refused(&reason));
    }
    for name in ["x.gif", "png", "x.png.txt", ".png"] {
        let run = refusal(&["arange(3)", "-o", name]);
        assert_eq!(run, bad_word(name, "--output <FILE>", "a picture's name ends in .png or .svg"));
    }
    assert_eq!(refusal(&["x=3", "y=4"]), refused("there is no expression to plot, only operands"));
    assert_eq!(refusal(&["x", "x=3", "x=4"]), refused("`x` is given twice"));
    assert_eq!(refusal(&["x", "x="]), bad_word("x=", "[EXPR|NAME=VALUE]...", "nothing follows the `=`"));
}

#[test]
fn an_equals_sign_does_not_make_an_operand() {
    for words in [
        &["y = arange(5); y + 1"][..],
        &["n==arange(5)", "n=3"],
        &["sum(arange(6)[:,None]*ones_like(arange(2)), axis=1)"],
    ] {
        assert_eq!(refusal(words).status, Some(0), "{words:?}");
    }
}

/// The size and the pixels of a picture.
fn decoded(file: &[u8]) -> ((u32, u32), Vec<[u8; 3]>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG file");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut bytes).expect("a complete picture");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    ((info.width, info.height), bytes.chunks(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect())
}

/// How many pixels have each colour.
fn colours(pixels: &[[u8; 3]]) -> HashMap<[u8; 3], usize> {
    pixels.iter().fold(HashMap::new(), |mut colours, pixel| {
        *colours.entry(*pixel).or_default() += 1;
        colours
    })
}

fn png_of(words: &[&str]) -> Vec<[u8; 3]> {
    let folder = Folder::new();
    assert_eq!(plot(&folder, &[words, &["-o", "x.png"]].concat(), true), printed(""));
    assert_eq!(folder.names(), ["x.png"]);
    let (size, pixels) = decoded(&folder.read("x.png"));
    assert_eq!(size, (960, 600));
    pixels
}

const BLUE: [u8; 3] = [0, 114, 178];
const VERMILION: [u8; 3] = [213, 94, 0];
const WHITE: [u8; 3] = [255; 3];

#[test]
fn lines_as_a_picture() {
    let pixels = png_of(&["arange(50)", "49 - arange(50)"]);
    let colours = colours(&pixels);
    assert!(colours[&WHITE] > 500_000, "paper is white");
    assert!(colours[&BLUE] > 700 && colours[&VERMILION] > 700, "there are two lines");
    // One goes up, the other down.
    let half = |rows: std::ops::Range<usize>, colour| {
        let columns = |row: usize| (0..480).filter(move |column| row * 960 + column < 960 * 600);
        rows.flat_map(|row| columns(row).map(move |column| row * 960 + column)).filter(|i| pixels[*i] == colour).count()
    };
    assert!(half(320..600, BLUE) > 300 && half(320..600, VERMILION) == 0);
    assert!(half(100..300, BLUE) == 0 && half(100..300, VERMILION) > 300);
}

#[test]
fn a_heat_map_as_a_picture() {
    let pixels = png_of(&["where(arange(3)[:,None]*arange(2) == 1, nan, arange(3.)[:,None]*ones_like(arange(2)))"]);
    let colours = colours(&pixels);
    // A third of a square of some 470 pixels each, but for the missing element, and the ends of the bar.
    let [dark, bright, grey] = [[68, 1, 84], [254, 232, 37], [190; 3]].map(|colour| colours[&colour]);
    assert!((48_000..52_000).contains(&dark), "{dark}");
    assert!((48_000..52_000).contains(&bright), "{bright}");
    assert!((24_000..26_000).contains(&grey), "{grey}");
}

#[test]
fn a_histogram_as_a_picture() {
    let single = colours(&png_of(&["--hist", "arange(1000) % 4"]));
    assert!(single[&BLUE] > 300_000, "{}", single[&BLUE]);
    let two = colours(&png_of(&["--hist", "arange(100.)", "arange(50.) + 50"]));
    assert!(two[&BLUE] > 400 && two[&VERMILION] > 400);
}

#[test]
fn a_picture_can_be_made_of_lines_instead_of_pixels() {
    let folder = Folder::new();
    assert_eq!(plot(&folder, &["arange(5) * (arange(5) < 3)", "-o", "x.SVG"], false), printed(""));
    assert_eq!(folder.names(), ["x.SVG"]);
    let text = String::from_utf8(folder.read("x.SVG")).unwrap();
    assert!(text.starts_with("<svg width=\"960\" height=\"600\" viewBox=") && text.ends_with("</svg>\n"), "{text}");
    assert!(text.contains("arange(5) * (arange(5) &lt; 3)"), "the title is there");
    assert!(text.contains("<polyline fill=\"none\" opacity=\"1\" stroke=\"#0072B2\""), "there is a line");

    assert_eq!(plot(&folder, &["arange(3)[:,None]*arange(2)", "-o", "heat.svg"], false), printed(""));
    let text = String::from_utf8(folder.read("heat.svg")).unwrap();
    let images: Vec<&str> = text.split("data:image/png;base64,").skip(1).collect();
    let image = images[0].split('"').next().unwrap();
    let (size, pixels) = decoded(&base64::engine::general_purpose::STANDARD.decode(image).expect("base64"));
    assert_eq!((size, pixels[0], pixels[pixels.len() - 1]), ((480, 480), [68, 1, 84], [254, 232, 37]));
    assert_eq!(images.len(), 2, "the map and its colours");
}

#[test]
fn titles_may_be_anything() {
    let folder = Folder::new();
    let long = format!("arange(9) # {}", "<&\"\u{1}\u{202e}α漢\n# ".repeat(5000));
    for name in ["x.png", "x.svg"] {
        assert_eq!(plot(&folder, &[&long, "-o", name], false), printed(""));
    }
    let text = String::from_utf8(folder.read("x.svg")).unwrap();
    assert!(text.len() < 20_000 && !text.contains(['\u{1}', '\u{202e}']), "{}", text.len());
    let run = plot(&folder, &[&long, "--size", "60x12"], false);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 60), "{}", run.stdout);
    assert!(!run.stdout.contains(['\u{1}', '\u{202e}']));
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let folder = Folder::new().with("x.png", "as it was");
    for words in [&["arange(0)", "-o", "x.png"][..], &["y", "-o", "x.png"], &["x", "x=x.png", "-o", "y.svg"]] {
        assert_eq!(plot(&folder, words, false).status, Some(2));
    }
    std::fs::create_dir(folder.path().join("folder.png")).unwrap();
    let run = plot(&folder, &["arange(9)", "-o", "folder.png"], false);
    assert_eq!(run, refused("folder.png: is a directory"));
    let run = plot(&folder, &["arange(9)", "-o", "nowhere/x.png"], false);
    assert_eq!(run, refused("nowhere/x.png: No such file or directory (os error 2)"));
    assert_eq!(folder.read("x.png"), b"as it was");
    assert_eq!(folder.names(), ["folder.png", "x.png"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_picture() {
    let folder = Folder::new().with("x.svg", "as it was");
    let run = folder.shell("trap '' XFSZ; ulimit -f 1; fusexpr plot 'sin(arange(9000)**2)' -o x.svg");
    assert_eq!(run, refused("x.svg: File too large (os error 27)"));
    assert_eq!(folder.read("x.svg"), b"as it was");
    assert_eq!(folder.names(), ["x.svg"]);
}
