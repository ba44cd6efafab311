//! The rows of a table by the length of their names, worked out when the program is compiled: names are compared with
//! the few that are as long.

/// The rows of a table of `N` rows, those with short names first.
pub(super) struct ByLength<const N: usize> {
    rows: [usize; N],
    /// Behind which of them the names of each length end.
    ends: [usize; LONGEST + 1],
}

/// The most bytes that a name has.
const LONGEST: usize = 32;

impl<const N: usize> ByLength<N> {
    /// The rows with these names.
    pub(super) const fn of(names: &[&str; N]) -> Self {
        let mut sorted = Self { rows: [0; N], ends: [0; LONGEST + 1] };
        let (mut length, mut filled) = (0, 0);
        while length <= LONGEST {
            let mut row = 0;
            while row < N {
                if names[row].len() == length {
                    sorted.rows[filled] = row;
                    filled += 1;
                }
                row += 1;
            }
            sorted.ends[length] = filled;
            length += 1;
        }
        assert!(filled == N, "a name is too long");
        sorted
    }

    /// The rows whose names have `length` bytes, in the order of the table.
    pub(super) fn of_length(&self, length: usize) -> &[usize] {
        let before = length.checked_sub(1).and_then(|shorter| self.ends.get(shorter)).copied().unwrap_or(0);
        self.ends.get(length).map_or(&[], |end| &self.rows[before..*end])
    }
}
