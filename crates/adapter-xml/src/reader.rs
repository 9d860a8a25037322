//! A document to rows, one at a time.
//!
//! 1. unpack: the encoding, the SOAP envelope, the document in a text;
//! 2. order: the rows of a data set are looked over once; only where they are not in the order of `msdata:rowOrder` they
//!    are held and sorted;
//! 3. rows: each is read to a tree and picked into cells;
//! 4. end: the document is read to its end, so that a cut one is never taken for a whole one.

use std::collections::VecDeque;

use lienthong_adapter::mapping::reasons::TOO_MANY_ROWS;
use lienthong_adapter::rows::{
    Column, ColumnKind, Input, Layout, Row, RowFault, RowReader, Tally, XmlLayout,
};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit};

use crate::build::Builder;
use crate::dataset;
use crate::events::Events;
use crate::find::{self, Finder};
use crate::layout::Level;
use crate::pick::{Extra, Picker};
use crate::reasons::XML_TOO_LARGE;
use crate::soap;
use crate::source::Source;
use crate::space::Spaces;
use crate::tree::Tree;
use crate::unwrap;

pub(crate) struct XmlReader<'a> {
    events: Events<'a>,
    finder: Finder,
    builder: Builder,
    level: Level,
    columns: Vec<Column>,
    is_dataset: bool,
    /// Whether the start tag of a row came last.
    is_at_row: bool,
    /// Rows that had to be sorted, with their numbers and flaws.
    held: VecDeque<(u64, Tree, Option<Finding>)>,
    tree: Tree,
    extra: Extra,
    rows: u64,
    is_done: bool,
}

impl<'a> XmlReader<'a> {
    pub(crate) fn open(
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        xml: &'a XmlLayout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let spaces = Spaces::new(&xml.namespaces);
        let level = Level::new(&layout.columns, &layout.groups, &spaces)?;
        let mut source = Source::open(input, layout.charset, limits).map_err(|finding| match xml.soap {
            Some(version) => find::not_soap(finding, &soap::words(version)),
            None => finding,
        })?;
        let mut rows = xml.rows.as_str();
        let mut is_inner = false;
        let mut is_empty = false;
        if let Some(kind) = xml.unwrap {
            let (mut events, base) = begin(source, xml, false, &spaces, limits)?;
            match unwrap::inner(&mut events, xml, kind, base, layout.charset, limits)? {
                Some(inner) => source = inner,
                None => {
                    is_empty = true;
                    source = Source::converted(String::new());
                }
            }
            rows = unwrap::split(rows).1;
            is_inner = true;
        }
        let column = |name: &str| Column { name: name.to_owned(), letter: None, declared: None };
        let builder = Builder { limits: *limits, decode_names: xml.dataset };
        let (mut events, base) = match is_empty {
            true => (Events::new(source, spaces.clone(), limits), 0),
            false => begin(source, xml, is_inner, &spaces, limits)?,
        };
        let mut sorted = true;
        if xml.dataset && !is_empty {
            let mut finder = Finder::new(rows, xml, &spaces, base)?;
            sorted = is_sorted(&mut events, &mut finder)?;
            events = begin(events.into_source()?, xml, is_inner, &spaces, limits)?.0;
        }
        let finder = Finder::new(rows, xml, &spaces, base)?;
        let mut reader = Self {
            events,
            finder,
            builder,
            level,
            columns: layout
                .columns
                .iter()
                .map(|one| Column {
                    // As the schema in the data set says; a layout of elements knows of no types.
                    declared: Some(one.kind).filter(|kind| xml.dataset && *kind != ColumnKind::Text),
                    ..column(one.name())
                })
                .collect(),
            is_dataset: xml.dataset,
            is_at_row: false,
            held: VecDeque::new(),
            tree: Tree::default(),
            extra: Extra::default(),
            rows: 0,
            is_done: is_empty,
        };
        if !sorted {
            reader.hold()?;
        } else if !is_empty {
            reader.is_at_row = reader.finder.next(&mut reader.events)?;
            reader.is_done = !reader.is_at_row;
        }
        Ok(reader)
    }

    /// Holds all rows, in the order of `msdata:rowOrder`; rows without one stay behind the one before them.
    fn hold(&mut self) -> Result<(), Finding> {
        let (mut held, mut last, mut bytes) = (Vec::new(), 0, 0);
        while self.finder.next(&mut self.events)? {
            last = dataset::row_order(&self.events)?.unwrap_or(last);
            self.count()?;
            let mut tree = Tree::default();
            let flaw = self.builder.read(&mut self.events, &mut tree)?;
            bytes += tree.bytes() as u64;
            if bytes > self.builder.limits.package_bytes {
                let most = Phrase::count(self.builder.limits.package_bytes, Unit::Bytes);
                return Err(self.events.at(&XML_TOO_LARGE, self.events.position()).expected(most));
            }
            held.push((last, (self.rows, tree, flaw)));
        }
        held.sort_by_key(|(order, _)| *order);
        self.held = held.into_iter().map(|(_, row)| row).collect();
        self.is_done = true;
        Ok(())
    }

    fn count(&mut self) -> Result<(), Finding> {
        let most = self.builder.limits.rows;
        if self.rows >= most {
            return Err(self.events.at(&TOO_MANY_ROWS, self.events.tag.offset).expected(most.to_string()));
        }
        self.rows += 1;
        Ok(())
    }

    /// Reads the next row into the tree: its number, and what spoils it.
    fn advance(&mut self) -> Result<Option<(u64, Option<Finding>)>, Finding> {
        if let Some((number, tree, flaw)) = self.held.pop_front() {
            self.tree = tree;
            return Ok(Some((number, flaw)));
        }
        if self.is_done {
            return Ok(None);
        }
        if !std::mem::take(&mut self.is_at_row) && !self.finder.next(&mut self.events)? {
            self.is_done = true;
            return Ok(None);
        }
        self.count()?;
        let flaw = self.builder.read(&mut self.events, &mut self.tree);
        let flaw = flaw.map_err(|finding| finding.row(self.rows))?;
        Ok(Some((self.rows, flaw)))
    }
}

/// Begins a document; the depth at which its rows' path begins.
fn begin<'a>(
    source: Source<'a>,
    xml: &XmlLayout,
    is_inner: bool,
    spaces: &Spaces,
    limits: &Limits,
) -> Result<(Events<'a>, usize), Finding> {
    let mut events = Events::new(source, spaces.clone(), limits);
    match xml.soap {
        Some(version) if !is_inner => {
            if xml.unwrap.is_some() {
                events.allowance = limits.package_bytes.saturating_add(1);
            }
            find::enter_body(&mut events, version, limits)?;
            Ok((events, 2))
        }
        _ => Ok((events, 0)),
    }
}

fn is_sorted(events: &mut Events<'_>, finder: &mut Finder) -> Result<bool, Finding> {
    let (mut last, mut sorted) = (0, true);
    while finder.next(events)? {
        let order = dataset::row_order(events)?.unwrap_or(last);
        sorted &= order >= last;
        last = order;
        events.skip()?;
        // What spoils a row is said when the row is read.
        events.flaw();
    }
    Ok(sorted)
}

impl RowReader for XmlReader<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        let (number, flaw) = match self.advance() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(None),
            Err(finding) => {
                self.is_done = true;
                return Err(RowFault::fatal(finding));
            }
        };
        if let Some(flaw) = flaw {
            return Err(RowFault::row(flaw.row(number)));
        }
        self.extra.clear();
        let mut picker = Picker {
            tree: &self.tree,
            spaces: self.events.spaces(),
            extra: &mut self.extra,
            is_dataset: self.is_dataset,
            has_offsets: self.events.offset(0).is_some(),
            path: String::new(),
        };
        let picked = picker.row(&self.level, 0, number);
        let mut row = picked.map_err(|finding| RowFault::row(finding.row(number)))?;
        row.extra = self.extra.cells(&self.tree, self.level.is_bare());
        Ok(Some(row))
    }

    fn tally(&self) -> Tally {
        Tally::default()
    }
}
