//! Rows to a document.
//!
//! Each row is an object on a line of its own, its members nested by the paths of the columns in their order. Columns
//! of one parent share it wherever they stand, since a member must not stand twice. Extra values follow, in the places
//! that their paths name, also within the entries of groups.

use lienthong_adapter::mapping::reasons::{NOT_ENCODABLE, NOT_SAYABLE};
use lienthong_adapter::rows::{
    ColumnLayout, GroupLayout, JsonLayout, Layout, OutCell, OutRow, Output, RowWriter,
};
use lienthong_adapter::{EncodeError, Finding, Phrase, Say, write_failed};
use lienthong_vntext::Charset;

use crate::out::{self, At, Kind, Out};
use lienthong_adapter::rows::json_path::{self as path, Step};

pub(crate) struct JsonWriter<'a> {
    output: Box<dyn Output + 'a>,
    json: &'a JsonLayout,
    level: Level,
    /// What closes the objects around the rows.
    tail: String,
    rows: u64,
    buffer: Vec<u8>,
}

/// Where the columns and groups of a row are written.
struct Level {
    columns: Vec<Place>,
    groups: Vec<(Vec<Step>, Level)>,
    /// The column that is the value itself.
    own: bool,
}

struct Place {
    steps: Vec<Step>,
    name: String,
    decomposed: bool,
}

impl<'a> JsonWriter<'a> {
    pub(crate) fn create(
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        json: &'a JsonLayout,
    ) -> Result<Self, EncodeError> {
        let level = Level::new(layout.charset, &layout.columns, &layout.groups)?;
        let mut writer = Self { output, json, level, tail: String::new(), rows: 0, buffer: Vec::new() };
        writer.head()?;
        Ok(writer)
    }

    /// Everything before the first row.
    fn head(&mut self) -> Result<(), Finding> {
        let json = self.json;
        let steps = if json.rows.is_empty() { Vec::new() } else { path::parse(&json.rows) };
        let mut names: Vec<&str> = json.constants.iter().map(|(name, _)| name.as_str()).collect();
        // Constants stand beside the first step alone.
        if let Some(Step::Name(first)) = steps.first() {
            names.push(first);
        }
        if steps.iter().any(|step| matches!(step, Step::Entry(_))) {
            return Err(unsayable(&json.rows, Phrase::new("a path of members", "đường dẫn các thành phần")));
        }
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|two| two[0] == two[1]) {
            return Err(unsayable(
                twice[0],
                Phrase::new("a member that stands once", "thành phần chỉ xuất hiện một lần"),
            ));
        }
        if steps.is_empty() {
            if !json.single && !json.constants.is_empty() {
                return Err(unsayable(
                    Phrase::new("constants beside a bare array", "hằng số bên cạnh mảng không có tên"),
                    Phrase::new("a path for the rows", "đường dẫn cho các dòng"),
                ));
            }
        } else {
            self.buffer.push(b'{');
            for (name, constant) in &json.constants {
                out::string(name, &mut self.buffer)?;
                self.buffer.push(b':');
                out::scalar(&constant.out_cell(), &mut self.buffer)?;
                self.buffer.push(b',');
            }
        }
        for (index, step) in steps.iter().enumerate() {
            let Step::Name(name) = step else { continue };
            if index > 0 {
                self.buffer.push(b'{');
            }
            out::string(name, &mut self.buffer)?;
            self.buffer.push(b':');
            self.tail.push('}');
        }
        if !json.single {
            self.buffer.push(b'[');
            self.tail.insert(0, ']');
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Finding> {
        let written = self.output.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(|error| write_failed(&error))
    }

    fn row(&mut self, row: &OutRow<'_>) -> Result<(), Finding> {
        if self.json.single && self.rows > 0 {
            return Err(unsayable(
                Phrase::new("a second row", "dòng thứ hai"),
                Phrase::new("one object", "một đối tượng"),
            ));
        }
        let is_envelope = self.json.rows.is_empty() && self.json.single;
        let constants = self.json.constants.iter().filter(|_| is_envelope);
        let constants: Vec<_> = constants
            .map(|(name, constant)| ([Step::Name(name.clone())], name.as_str(), constant.out_cell()))
            .collect();
        let extra: Vec<_> = row.extra.iter().map(|(path, text)| (path::parse(path), *path, *text)).collect();
        let mut out = Out::new(Kind::Object);
        for (steps, name, cell) in &constants {
            insert(&mut out, 0, steps, Kind::Value(cell.clone()), name)?;
        }
        self.level.fill(&mut out, 0, row, self.json.write_null)?;
        for (steps, path, text) in &extra {
            insert(&mut out, 0, steps, Kind::Value(OutCell::Text(text)), path)?;
        }
        if !self.json.single {
            self.buffer.extend_from_slice(if self.rows == 0 { b"\n" } else { b",\n" });
        }
        out.write(0, &mut self.buffer)?;
        self.rows += 1;
        self.flush()
    }
}

impl RowWriter for JsonWriter<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        self.row(row).map_err(|finding| finding.row(row.number).into())
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        if self.json.single && self.rows == 0 {
            return Err(unsayable(
                Phrase::new("no row", "không có dòng nào"),
                Phrase::new("one object", "một đối tượng"),
            )
            .into());
        }
        if !self.json.single && self.rows > 0 {
            self.buffer.push(b'\n');
        }
        self.buffer.extend_from_slice(self.tail.as_bytes());
        self.buffer.push(b'\n');
        self.flush()?;
        self.output.flush().map_err(|error| write_failed(&error).into())
    }
}

impl Level {
    fn new(charset: Charset, columns: &[ColumnLayout], groups: &[GroupLayout]) -> Result<Self, Finding> {
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let charset = column.charset.unwrap_or(charset);
            let decomposed = charset == Charset::Utf8Nfd;
            if !decomposed && charset.is_ascii_compatible() && charset != Charset::Utf8 {
                return Err(Finding::new(&NOT_ENCODABLE)
                    .found(Phrase::new("JSON is Unicode", "JSON dùng Unicode"))
                    .expected(charset.name())
                    .field(column.name()));
            }
            let name = column.name().to_owned();
            places.push(Place { steps: path::parse(&name), name, decomposed });
        }
        let mut inner = Vec::with_capacity(groups.len());
        for group in groups {
            inner.push((path::parse(&group.path), Self::new(charset, &group.columns, &group.groups)?));
        }
        let level =
            Self { own: places.iter().any(|place| place.steps.is_empty()), columns: places, groups: inner };
        level.check()?;
        Ok(level)
    }

    /// No path leads through or to the place of another.
    fn check(&self) -> Result<(), Finding> {
        let columns = self.columns.iter().map(|place| &place.steps);
        let mut all: Vec<&Vec<Step>> = columns.chain(self.groups.iter().map(|(steps, _)| steps)).collect();
        all.sort();
        match all.windows(2).find(|two| two[1].starts_with(two[0])) {
            None => Ok(()),
            Some(two) => {
                let place = self.columns.iter().find(|place| place.steps == *two[1]);
                let name = place.map_or("a group", |place| &place.name);
                Err(unsayable(name, Phrase::new("a value in a place of its own", "giá trị ở vị trí riêng"))
                    .field(name))
            }
        }
    }

    fn fill<'r>(
        &'r self,
        out: &mut Out<'r>,
        at: At,
        row: &'r OutRow<'r>,
        write_null: bool,
    ) -> Result<(), Finding> {
        if self.own {
            out.set(at, Kind::Value(OutCell::Absent));
        }
        for (place, cell) in self.columns.iter().zip(&row.cells) {
            if *cell == OutCell::Absent && !write_null {
                continue;
            }
            let kind = match cell {
                OutCell::Text(text) if place.decomposed => Kind::Made(decomposed(text, &place.name)?),
                cell => Kind::Value(cell.clone()),
            };
            if place.steps.is_empty() {
                out.set(at, kind);
            } else {
                insert(out, at, &place.steps, kind, &place.name)?;
            }
        }
        for ((steps, level), rows) in self.groups.iter().zip(&row.groups) {
            if rows.is_empty() && !write_null {
                continue;
            }
            let list = insert(out, at, steps, Kind::Array, "a group")?;
            for row in rows {
                let entry = out.push(list, "", Kind::Object);
                level.fill(out, entry, row, write_null)?;
            }
        }
        Ok(())
    }
}

fn insert<'r>(
    out: &mut Out<'r>,
    at: At,
    steps: &'r [Step],
    kind: Kind<'r>,
    path: &str,
) -> Result<At, Finding> {
    // The value itself is taken by the row.
    let place = if steps.is_empty() { None } else { out.insert(at, steps, kind) };
    place.ok_or_else(|| {
        unsayable(path, Phrase::new("a value in a place of its own", "giá trị ở vị trí riêng")).field(path)
    })
}

fn decomposed(text: &str, column: &str) -> Result<String, Finding> {
    let bytes = Charset::Utf8Nfd.encode(text);
    let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    text.map_err(|_| {
        unsayable(Phrase::new("a character", "một ký tự"), Phrase::new("a text", "văn bản")).field(column)
    })
}

fn unsayable(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&NOT_SAYABLE).found(found).expected(expected)
}
