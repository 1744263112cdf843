//! The picture of a run: each ratio as a bar on a common scale, its goal as a line across it.

use std::fmt::Write as _;

use crate::report::{Goal, Report, Shown};

const ROW: f64 = 26.0;
const LEFT: f64 = 270.0;
const WIDE: f64 = 420.0;
/// The largest ratio that has room.
const MOST: f64 = 3.0;

/// Draws the report as SVG that reads on light and dark pages.
pub(crate) fn draw(report: &Report) -> String {
    let shown: Vec<Shown> = report
        .shown()
        .into_iter()
        .filter(|s| s.goal.is_some())
        .collect();
    let high = ROW * shown.len() as f64 + 50.0;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0} {high:.0}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="22" font-weight="600" fill="#1b2733">Carepost over the bare database: pages, time a request; sends, sends a second</text>
"##,
        LEFT + WIDE + 70.0
    );
    for (index, one) in shown.iter().enumerate() {
        // Writing to a string can't fail.
        let _ = row(&mut svg, index, one);
    }
    svg + "</svg>\n"
}

fn row(svg: &mut String, index: usize, one: &Shown) -> std::fmt::Result {
    let Some(goal) = one.goal else { return Ok(()) };
    let y = 38.0 + ROW * index as f64;
    let at = |ratio: f64| ratio.min(MOST) / MOST * WIDE;
    let fill = if goal.met(one.ratio.median) {
        "#1f7a5c"
    } else {
        "#b3401f"
    };
    let word = match goal {
        Goal::AtMost(_) => "left of the line is better",
        Goal::AtLeast(_) => "right of the line is better",
    };
    writeln!(
        svg,
        r##"<text x="12" y="{:.1}" fill="#1b2733">{}: {}</text>"##,
        y + 13.0,
        one.engine,
        one.name
    )?;
    writeln!(
        svg,
        r##"<rect x="{LEFT}" y="{y:.1}" width="{:.1}" height="16" rx="3" fill="{fill}"><title>{word}</title></rect>"##,
        at(one.ratio.median)
    )?;
    writeln!(
        svg,
        r##"<line x1="{x:.1}" x2="{x:.1}" y1="{:.1}" y2="{:.1}" stroke="#1b2733" stroke-width="2"/>"##,
        y - 3.0,
        y + 19.0,
        x = LEFT + at(goal.limit())
    )?;
    writeln!(
        svg,
        r##"<text x="{:.1}" y="{:.1}" fill="#1b2733">{:.2}</text>"##,
        LEFT + at(one.ratio.median).max(at(goal.limit())) + 8.0,
        y + 13.0,
        one.ratio.median
    )
}
