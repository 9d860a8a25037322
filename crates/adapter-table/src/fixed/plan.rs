//! Where the columns of a layout stand in a record, and where they meet.

use lienthong_adapter::rows::{Align, ColumnKind, FixedLayout, FixedUnit, Layout, Pad};
use lienthong_adapter::{Finding, Phrase, Unit, phrase};
use lienthong_vntext::Charset;

use super::letters::Letters;
use crate::reasons::{CHARSET_NOT_OF_BYTES, FIXED_COLUMN_PLACE};
use crate::text_cell::{charset_of, check_charsets};

/// The places of a layout, in units of the layout.
pub(crate) struct Plan {
    pub(crate) unit: FixedUnit,
    /// Units of a record, without its end.
    pub(crate) length: usize,
    /// One for each column of the layout.
    pub(crate) places: Vec<Place>,
    /// The places between and behind the columns.
    pub(crate) gaps: Vec<Gap>,
    /// Where a letter may be cut, in order.
    borders: Vec<Border>,
}

/// Places that are no column's.
#[derive(Debug)]
pub(crate) struct Gap {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// As people count: `4-7`.
    pub(crate) name: String,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pad: Pad,
}

/// A border of a column of a charset with letters of several bytes.
struct Border {
    at: usize,
    letters: Letters,
    /// The columns that end and begin there.
    left: Option<usize>,
    right: Option<usize>,
}

/// A letter that a border goes through.
pub(crate) struct Cut {
    /// The byte of the border in the record.
    pub(crate) byte: usize,
    pub(crate) charset: Charset,
    left: Option<usize>,
    right: Option<usize>,
}

impl Plan {
    pub(crate) fn of(layout: &Layout, fixed: &FixedLayout) -> Result<Self, Finding> {
        check_charsets(layout, Phrase::new("fixed width", "tệp độ rộng cố định"))?;
        let mut places = Vec::with_capacity(layout.columns.len());
        for column in &layout.columns {
            let Some(span) = column.span.filter(|span| span.length > 0) else {
                let finding =
                    Finding::new(&FIXED_COLUMN_PLACE).found(Phrase::new("no place", "chưa khai báo"));
                return Err(finding
                    .expected(Phrase::new("start and length", "start và length"))
                    .field(column.name()));
            };
            let charset = charset_of(column, layout);
            if fixed.unit == FixedUnit::Char && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd) {
                let finding = Finding::new(&CHARSET_NOT_OF_BYTES).found(charset.name());
                return Err(finding
                    .expected(Phrase::new("positions in characters", "vị trí tính theo ký tự"))
                    .field(column.name()));
            }
            places.push(Place {
                start: span.start,
                end: span.start.saturating_add(span.length),
                pad: Pad {
                    is_number: column.pad.is_number || matches!(column.kind, ColumnKind::Number { .. }),
                    ..column.pad
                },
            });
        }
        let end = places.iter().map(|place| place.end).max().unwrap_or(0);
        let length = fixed.length.unwrap_or(end);
        if let Some(beyond) = places.iter().position(|place| place.end > length) {
            let finding = Finding::new(&FIXED_COLUMN_PLACE).found(phrase!(
                "its end at {}",
                "kết thúc ở {}",
                places[beyond].end
            ));
            let expected = phrase!(
                "at most {length}, where the record ends",
                "nhiều nhất {length}, nơi bản ghi kết thúc"
            );
            return Err(finding.expected(expected).field(layout.columns[beyond].name()));
        }
        let (borders, gaps) = (borders(layout, &places), gaps(&places, length));
        Ok(Self { unit: fixed.unit, length, places, gaps, borders })
    }

    /// The columns in the order of their places, which must not overlap: for writing.
    pub(crate) fn in_order(&self, layout: &Layout) -> Result<Vec<usize>, Finding> {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(|at| self.places[*at].start);
        for pair in order.windows(2) {
            if self.places[pair[1]].start < self.places[pair[0]].end {
                let name = layout.columns[pair[0]].name();
                let finding = Finding::new(&FIXED_COLUMN_PLACE)
                    .found(phrase!("a place in common with {name}", "trùng với vị trí của {name}"));
                return Err(finding
                    .expected(Phrase::new("a place of its own", "vị trí riêng"))
                    .field(layout.columns[pair[1]].name()));
            }
        }
        Ok(order)
    }

    /// The first border that cuts a letter of `record`. `bound` says at which byte a place is.
    pub(crate) fn cut_letter(&self, record: &[u8], bound: impl Fn(usize) -> usize) -> Option<Cut> {
        self.borders.iter().find_map(|border| {
            let byte = bound(border.at);
            let cut = Cut { byte, charset: border.letters.charset, left: border.left, right: border.right };
            border.letters.is_inside(record, byte).then_some(cut)
        })
    }

    /// The names of what meets at a cut.
    pub(crate) fn neighbours(&self, cut: &Cut, layout: &Layout) -> Phrase {
        let name = |column: Option<usize>| column.map(|column| layout.columns[column].name());
        let (left, right) = (name(cut.left), name(cut.right));
        let both = |nothing| format!("{} | {}", left.unwrap_or(nothing), right.unwrap_or(nothing));
        Phrase::of(both("(nothing)"), both("(không có gì)"))
    }

    /// The name of the column whose letter is cut.
    pub(crate) fn column_at<'l>(&self, cut: &Cut, layout: &'l Layout) -> &'l str {
        cut.left.or(cut.right).map_or("", |column| layout.columns[column].name())
    }

    /// Units of `bytes`.
    pub(crate) fn units(&self, bytes: &[u8]) -> usize {
        match self.unit {
            FixedUnit::Byte => bytes.len(),
            FixedUnit::Char => bytes.iter().filter(|byte| starts_character(**byte)).count(),
        }
    }

    /// So many units, in words.
    pub(crate) fn in_words(&self, units: usize) -> Phrase {
        match self.unit {
            FixedUnit::Byte => Phrase::count(units, Unit::Bytes),
            FixedUnit::Char => Phrase::count(units, Unit::Characters),
        }
    }
}

impl Place {
    pub(crate) fn width(&self) -> usize {
        self.end - self.start
    }
    pub(crate) fn pad(&self) -> Pad {
        self.pad
    }
    /// Whether the field is a number with zeros in front of it.
    pub(crate) fn is_zero_filled(&self) -> bool {
        self.pad.is_number && self.pad.with == b'0' && self.pad.align == Align::Right
    }
    /// The value in a field. A number keeps the zero before its point, and its only digit.
    pub(crate) fn strip<'c>(&self, field: &'c [u8]) -> &'c [u8] {
        let pad = self.pad.with;
        match self.pad.align {
            Align::Left => {
                let end = field.iter().rposition(|byte| *byte != pad).map_or(0, |at| at + 1);
                &field[..end]
            }
            Align::Right => {
                let mut start = field.iter().position(|byte| *byte != pad).unwrap_or(field.len());
                let needs_zero = !field.get(start).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
                if self.is_zero_filled() && start > 0 && needs_zero {
                    start -= 1;
                }
                &field[start..]
            }
        }
    }
}

/// Whether a byte of UTF-8 begins a character.
pub(crate) const fn starts_character(byte: u8) -> bool {
    !matches!(byte, 0x80..0xC0)
}

fn gaps(places: &[Place], length: usize) -> Vec<Gap> {
    let mut taken: Vec<(usize, usize)> = places.iter().map(|place| (place.start, place.end)).collect();
    taken.sort_unstable();
    taken.push((length, length));
    let mut gaps = Vec::new();
    let mut behind = 0;
    for (start, end) in taken {
        if start > behind {
            gaps.push(Gap { start: behind, end: start, name: format!("{}-{start}", behind + 1) });
        }
        behind = behind.max(end);
    }
    gaps
}

fn borders(layout: &Layout, places: &[Place]) -> Vec<Border> {
    let mut at: Vec<usize> =
        places.iter().flat_map(|place| [place.start, place.end]).filter(|at| *at > 0).collect();
    at.sort_unstable();
    at.dedup();
    let charset = |column: Option<usize>| column.map(|column| charset_of(&layout.columns[column], layout));
    at.into_iter()
        .filter_map(|at| {
            let left = places.iter().position(|place| place.end == at);
            let right = places.iter().position(|place| place.start == at);
            let (one, other) = (charset(left), charset(right));
            // Two charsets that meet share no letter.
            let same = one.is_none() || other.is_none() || one == other;
            let letters = Letters::of(one.or(other)?)?;
            same.then_some(Border { at, letters, left, right })
        })
        .collect()
}
