//! Where the bars of a chart stand. No I/O.
//!
//! A day is a bar that grows up from a line for what was handed over and what waits, and down from it for what failed: the
//! three differ by their place, not by colour alone. All lengths are units of the drawing, which is stretched to the page's
//! width; its height stays.

use jiff::civil::Date;

use super::model::Tally;

/// Height of the drawing.
pub(super) const HEIGHT: i64 = 160;
/// Width of a day, with the gap after it.
pub(super) const DAY: i64 = 10;
/// Width of a bar.
pub(super) const BAR: i64 = 8;
/// Least height of what there is any of: one failure among thousands is still seen.
const LEAST: i64 = 3;

/// One day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub date: Date,
    pub tally: Tally,
    /// The left edge.
    pub x: i64,
    /// Upper edge and height of what was handed over.
    pub handed_over: (i64, i64),
    /// Upper edge and height of what waits.
    pub waiting: (i64, i64),
    /// Upper edge and height of what failed.
    pub failed: (i64, i64),
}

/// The bars of some days.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chart {
    pub bars: Vec<Bar>,
    pub width: i64,
    /// What the longest bar above the line stands for.
    pub most: i64,
    /// Where the line is that bars grow from.
    pub line: i64,
}

/// The chart of the days of a report.
pub(super) fn chart(tallies: &[(Date, Tally)]) -> Chart {
    let most = |of: fn(&Tally) -> i64| tallies.iter().map(|(_, t)| of(t)).max().unwrap_or(0);
    let (up, down) = (most(|t| t.handed_over() + t.waiting), most(|t| t.failed));
    // Room for the least heights of the parts that may stand on each other.
    let room = HEIGHT - 3 * LEAST;
    let long = |n: i64| match n {
        0 => 0,
        n => (n * room / (up + down)).max(LEAST),
    };
    let line = HEIGHT - long(down);
    let bars = (0..)
        .zip(tallies)
        .map(|(at, (date, tally))| {
            let (handed, waiting, failed) = (
                long(tally.handed_over()),
                long(tally.waiting),
                long(tally.failed),
            );
            Bar {
                date: *date,
                tally: *tally,
                x: at * DAY,
                handed_over: (line - handed, handed),
                waiting: (line - handed - waiting, waiting),
                failed: (line, failed),
            }
        })
        .collect();
    Chart {
        bars,
        width: i64::try_from(tallies.len()).unwrap_or(0) * DAY,
        most: up,
        line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(days: &[(i64, i64, i64)]) -> Chart {
        let date: Date = "2026-07-02".parse().unwrap();
        let days: Vec<_> = days
            .iter()
            .map(|&(sent, waiting, failed)| {
                let tally = Tally {
                    sent,
                    waiting,
                    failed,
                    ..Tally::default()
                };
                (date, tally)
            })
            .collect();
        chart(&days)
    }

    #[test]
    fn every_bar_lies_within_the_drawing() {
        for days in [
            &[(0, 0, 0)][..],
            &[(5_000, 0, 1), (1, 1, 1), (0, 9_000, 0)],
            &[(0, 0, 70_000), (3, 0, 0)],
            &[(1, 1, 1)],
        ] {
            let chart = of(days);
            assert_eq!(chart.width, days.len() as i64 * DAY);
            for bar in &chart.bars {
                for (y, height) in [bar.handed_over, bar.waiting, bar.failed] {
                    assert!(y >= 0 && height >= 0 && y + height <= HEIGHT, "{bar:?}");
                }
                assert!(bar.x + BAR <= chart.width);
            }
        }
    }

    #[test]
    fn one_failure_among_thousands_is_seen_below_the_line() {
        let chart = of(&[(5_000, 0, 1), (2_500, 0, 0)]);
        let (one, none) = (&chart.bars[0], &chart.bars[1]);
        assert_eq!(one.failed, (chart.line, LEAST));
        assert_eq!(none.failed.1, 0);
        assert!(one.handed_over.1 > 140, "{one:?}");
        assert_eq!(none.handed_over.1, one.handed_over.1 / 2);
    }
}
