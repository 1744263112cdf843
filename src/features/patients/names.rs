//! When two names are so near that one could be taken for the other (M26). No I/O.

use super::terms::compact;

/// Names with this few letters must be equal to be near.
const SHORTEST_TO_DIFFER: usize = 4;

/// Whether two people's names are the same or nearly: the same letters in either order, or one family name and given
/// names that differ by a slip of the hand (and the other way round).
pub(super) fn near(a: (&str, &str), b: (&str, &str)) -> bool {
    let (a, b) = (folded(a), folded(b));
    (alike(&a.0, &b.0) && alike(&a.1, &b.1)) || (a.0 == b.1 && a.1 == b.0)
}

/// Whether two people of one birth date could be taken for each other: one of their names is the same or nearly.
pub(super) fn one_alike(a: (&str, &str), b: (&str, &str)) -> bool {
    let (a, b) = (folded(a), folded(b));
    let same = |x: &str, y: &str| !x.is_empty() && alike(x, y);
    same(&a.0, &b.0) || same(&a.1, &b.1)
}

fn folded((given, family): (&str, &str)) -> (String, String) {
    (compact(given), compact(family))
}

fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let shortest = a.chars().count().min(b.chars().count());
    // `Chris` is near `Christine`, `Jon` is near `Jonathan`.
    let begins = shortest >= 3 && (a.starts_with(b) || b.starts_with(a));
    begins || (shortest >= SHORTEST_TO_DIFFER && one_slip(a, b))
}

/// Whether one letter more, less, other, or two letters exchanged make `a` into `b`.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = |x: usize, y: usize| a.get(x..) == b.get(y..);
    let exchanged = a.len() >= 2 && b.len() >= 2 && a[0] == b[1] && a[1] == b[0] && tail(2, 2);
    exchanged || tail(1, 1) || tail(1, 0) || tail(0, 1)
}

#[cfg(test)]
mod tests {
    use super::{near, one_alike};

    #[test]
    fn of_one_birth_date_one_name_alike_is_enough() {
        assert!(one_alike(("Sam", "Lee"), ("Sara", "Lee")));
        assert!(one_alike(("Marie", "Roy"), ("Maria", "Gagnon")));
        assert!(!one_alike(("Sam", ""), ("Ann", "")));
    }

    #[test]
    fn near_names_are_those_one_takes_for_another() {
        let ann = ("Ann", "Lee");
        assert!(near(ann, ("ANN", "Lée")));
        assert!(near(ann, ("Lee", "Ann")));
        assert!(near(ann, ("Anna", "Lee")));
        assert!(near(("Marie", "Gagnon"), ("Maria", "Gagnon")));
        assert!(near(("Marie", "Gagnon"), ("Marie", "Gangon")));
        assert!(near(("Jon", "Smith"), ("Jonathan", "Smyth")));
        assert!(!near(ann, ("Amy", "Lee")));
        assert!(!near(("Marie", "Gagnon"), ("Martin", "Gagnon")));
        assert!(!near(("Marie", "Gagnon"), ("Marie", "Tremblay")));
    }
}
