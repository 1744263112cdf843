//! Where the cells of a table stand, whatever spans they claim.

use crate::model::{Cell, Row};

/// More columns than a page has room for: such a table is printed row by row.
pub(crate) const MOST_COLUMNS: usize = 14;

/// A cell in its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed<'a> {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) cell: &'a Cell,
}

/// Places the cells of `rows` as a browser does: each in the first free column of its row. Spans end with the rows, and no
/// two cells overlap. The number of columns comes with them.
pub(crate) fn place(rows: &[Row]) -> (usize, Vec<Placed<'_>>) {
    let mut taken: Vec<Vec<bool>> = vec![Vec::new(); rows.len()];
    let mut placed = Vec::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for cell in row {
            while is_taken(&taken[y], x) {
                x += 1;
            }
            let height = usize::from(cell.rows).clamp(1, rows.len() - y);
            let wanted = usize::from(cell.columns).max(1);
            let free = |line: &[bool], width: usize| (x..x + width).all(|c| !is_taken(line, c));
            let width = (1..=wanted)
                .rev()
                .find(|width| taken[y..y + height].iter().all(|line| free(line, *width)))
                .unwrap_or(1);
            for line in &mut taken[y..y + height] {
                line.resize(line.len().max(x + width), false);
                line[x..x + width].fill(true);
            }
            placed.push(Placed {
                x,
                y,
                columns: width,
                rows: height,
                cell,
            });
            x += width;
        }
    }
    let columns = taken.iter().map(Vec::len).max().unwrap_or(0);
    (columns, placed)
}

fn is_taken(line: &[bool], column: usize) -> bool {
    line.get(column).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(columns: u16, rows: u16) -> Cell {
        Cell {
            columns,
            rows,
            ..Cell::default()
        }
    }

    fn places(rows: &[Row]) -> Vec<(usize, usize, usize, usize)> {
        let (_, placed) = place(rows);
        placed
            .iter()
            .map(|p| (p.x, p.y, p.columns, p.rows))
            .collect()
    }

    #[test]
    fn cells_stand_beside_those_that_reach_down() {
        let rows = [vec![cell(1, 2), cell(2, 1)], vec![cell(1, 1), cell(1, 1)]];
        assert_eq!(place(&rows).0, 3);
        assert_eq!(
            places(&rows),
            [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]
        );
    }

    #[test]
    fn spans_end_with_the_rows_and_never_overlap() {
        let rows = [vec![cell(1, 1), cell(1, 9)], vec![cell(3, 1), cell(1, 1)]];
        assert_eq!(
            places(&rows),
            [(0, 0, 1, 1), (1, 0, 1, 2), (0, 1, 1, 1), (2, 1, 1, 1)]
        );
        assert_eq!(place(&[]).0, 0);
    }
}
