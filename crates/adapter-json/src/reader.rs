//! A document to rows, one at a time.
//!
//! 1. down: members are passed over until the path of the rows has been walked;
//! 2. rows: each entry of the array there is one row; an object there is the only row, and `null` is none;
//! 3. up: what stands behind the rows is read to the end of the document, so that a cut document is never taken for a
//!    whole one.
//!
//! What stands beside the rows is checked and not kept.

use std::collections::BTreeSet;

use lienthong_adapter::mapping::reasons::{BESIDE_ROWS, NOT_CONSTANT, TOO_MANY_ROWS};
use lienthong_adapter::rows::{Column, Constant, Input, JsonLayout, Layout, Row, RowFault, RowReader, Tally};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, phrase};

use crate::layout::Level;
use crate::parse::{Parser, at, twice};
use crate::pick::{Extra, Picker, cell};
use crate::reasons::ROWS_NOT_FOUND;
use crate::tree::Value;
use lienthong_adapter::rows::json_path::{self as path, Step};

pub(crate) struct JsonReader<'a> {
    parser: Parser<'a>,
    level: Level,
    columns: Vec<Column>,
    limits: Limits,
    /// Members of the root that are its envelope: path and text.
    constants: Vec<(String, &'a Constant)>,
    state: State,
    /// For each open object around the rows, the names seen in it.
    around: Vec<BTreeSet<String>>,
    /// The names of these objects, but for the root.
    path: Vec<String>,
    /// The first member beside the rows that says something: its path, and the bytes before it.
    beside: Option<(String, u64)>,
    drop_beside: bool,
    extra: Extra,
    rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first entry of the array.
    First,
    /// Behind an entry.
    Next,
    /// Before the only row.
    Only,
    /// Behind the rows.
    Behind,
    Done,
}

impl<'a> JsonReader<'a> {
    pub(crate) fn open(
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        json: &'a JsonLayout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let column = |name: &str| Column { name: name.to_owned(), letter: None, declared: None };
        let constants = json.constants.iter().map(|(name, constant)| {
            let mut path = String::new();
            path::push_name(&mut path, name);
            (path, constant)
        });
        let constants = constants.collect();
        let mut reader = Self {
            parser: Parser::new(input, limits)?,
            level: Level::new(&layout.columns, &layout.groups),
            columns: layout.columns.iter().map(|one| column(one.name())).collect(),
            limits: *limits,
            constants,
            state: State::Done,
            around: Vec::new(),
            path: Vec::new(),
            beside: None,
            drop_beside: json.drop_beside,
            extra: Extra::default(),
            rows: 0,
        };
        let steps = if json.rows.is_empty() { Vec::new() } else { path::parse(&json.rows) };
        for step in &steps {
            let Step::Name(name) = step else {
                return Err(reader.no_rows(Phrase::new("an array", "mảng"), json)?.into());
            };
            reader.down(name, json)?;
            reader.path.push(name.clone());
        }
        reader.state = match reader.parser.token()? {
            Some(b'[') => {
                reader.parser.source.advance(1);
                State::First
            }
            Some(b'{') => State::Only,
            Some(b'n') => {
                reader.parser.row(reader.around.len())?;
                State::Behind
            }
            None => return Err(reader.parser.unexpected(Phrase::new("a document", "tài liệu"))?.into()),
            Some(_) => {
                // What is not JSON at all is refused as that.
                reader.parser.row(reader.around.len())?;
                let found = reader.parser.tree.nodes[0].value.word();
                return Err(reader.no_rows(found, json)?.into());
            }
        };
        Ok(reader)
    }

    /// Into the member of this name of the object that begins here.
    fn down(&mut self, name: &str, json: &JsonLayout) -> Result<(), Finding> {
        if self.parser.token()? != Some(b'{') {
            self.parser.row(self.around.len())?;
            let found = self.parser.tree.nodes[0].value.word();
            return Err(self.no_rows(found, json)?);
        }
        self.parser.source.advance(1);
        self.around.push(BTreeSet::new());
        if self.parser.token()? == Some(b'}') {
            return Err(self.no_rows(Phrase::new("an empty object", "đối tượng rỗng"), json)?);
        }
        loop {
            let own = self.member()?;
            if own == name {
                return Ok(());
            }
            self.pass_over(&own)?;
            if !self.parser.either(b',', b'}')? {
                let names: Vec<&str> = self.around.iter().flatten().map(String::as_str).collect();
                let found = phrase!("members {}", "các thành phần {}", names.join(", "));
                return Err(self.no_rows(found, json)?);
            }
        }
    }

    /// The name of the next member of the innermost open object.
    fn member(&mut self) -> Result<String, Finding> {
        self.parser.token()?;
        let offset = self.parser.source.offset();
        let name = self.parser.member()?;
        if let Some(flaw) = self.parser.flaw() {
            return Err(flaw);
        }
        let seen = self.around.last_mut();
        if seen.is_some_and(|seen| !seen.insert(name.clone())) {
            return Err(twice(&name, offset));
        }
        Ok(name)
    }

    /// A value beside the rows. An array is passed over entry by entry, so that it may be long.
    fn pass_over(&mut self, name: &str) -> Result<(), Finding> {
        let (depth, offset) = (self.around.len(), self.parser.source.offset());
        if self.parser.token()? != Some(b'[') {
            self.parser.row(depth)?;
            if let Some(flaw) = self.parser.flaw() {
                return Err(flaw);
            }
            if !self.says_nothing(name) {
                self.note(name, offset);
            }
            return Ok(());
        }
        self.parser.source.advance(1);
        if self.parser.token()? == Some(b']') {
            self.parser.source.advance(1);
            return Ok(());
        }
        self.note(name, offset);
        loop {
            self.parser.row(depth + 1)?;
            if let Some(flaw) = self.parser.flaw() {
                return Err(flaw);
            }
            if !self.parser.either(b',', b']')? {
                return Ok(());
            }
        }
    }

    /// Whether the value of a member beside the rows is none, or one that is written there.
    fn says_nothing(&self, name: &str) -> bool {
        let tree = &self.parser.tree;
        match &tree.nodes[0].value {
            Value::Null => true,
            Value::Text(span) if tree.text(span).is_empty() => true,
            Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
                let (path, found) = (self.beside_path(name), cell(tree, 0));
                self.constants.iter().any(|(own, constant)| *own == path && constant.cell() == found)
            }
            value => matches!(value, Value::Object(_)) && value.first().is_none(),
        }
    }

    fn beside_path(&self, name: &str) -> String {
        let mut path = String::new();
        let around = self.path.iter().take(self.around.len().saturating_sub(1)).map(String::as_str);
        around.chain([name]).for_each(|step| path::push_name(&mut path, step));
        path
    }

    fn note(&mut self, name: &str, offset: u64) {
        if self.beside.is_none() {
            self.beside = Some((self.beside_path(name), offset));
        }
    }

    fn no_rows(&mut self, found: Phrase, json: &JsonLayout) -> Result<Finding, Finding> {
        let expected = match json.rows.as_str() {
            "" => Phrase::new("the root (an array or an object)", "gốc tài liệu (mảng hoặc đối tượng)"),
            path => phrase!("{path} (an array or an object)", "{path} (mảng hoặc đối tượng)"),
        };
        Ok(at(&ROWS_NOT_FOUND, self.parser.source.offset()).found(found).expected(expected))
    }

    /// Reads on to the next row, into the parser's tree. False at the end.
    fn advance(&mut self) -> Result<bool, Finding> {
        match self.state {
            State::First if self.parser.token()? == Some(b']') => {
                self.parser.source.advance(1);
                self.state = State::Behind;
            }
            State::Next if !self.parser.either(b',', b']')? => self.state = State::Behind,
            _ => {}
        }
        let depth = self.around.len();
        match self.state {
            State::First | State::Next => {
                if self.rows >= self.limits.rows {
                    let finding = at(&TOO_MANY_ROWS, self.parser.source.offset());
                    return Err(finding.expected(self.limits.rows.to_string()));
                }
                self.parser.row(depth + 1)?;
                self.state = State::Next;
            }
            State::Only => {
                self.parser.row(depth)?;
                self.state = State::Behind;
            }
            State::Behind => {
                self.behind()?;
                self.state = State::Done;
                return Ok(false);
            }
            State::Done => return Ok(false),
        }
        self.rows += 1;
        Ok(true)
    }

    fn behind(&mut self) -> Result<(), Finding> {
        while !self.around.is_empty() {
            while self.parser.either(b',', b'}')? {
                let name = self.member()?;
                self.pass_over(&name)?;
            }
            self.around.pop();
        }
        self.parser.end()?;
        match self.beside.take().filter(|_| !self.drop_beside) {
            // It has a place and another value: what the answer says is not what the mapping takes.
            Some((path, offset))
                if let Some((_, constant)) = self.constants.iter().find(|(own, _)| *own == path) =>
            {
                let always = match constant {
                    Constant::Text(text) | Constant::Number(text) => text.clone(),
                    Constant::Bool(flag) => flag.to_string(),
                };
                let found = phrase!("another value of {path}", "giá trị khác của {path}").ours();
                Err(at(&NOT_CONSTANT, offset).found(found).expected(always))
            }
            Some((path, offset)) => {
                Err(at(&BESIDE_ROWS, offset).found(format!("`{path}`")).expected(Phrase::new(
                    "members that hold rows alone, or a mapping with beside = \"drop\"",
                    "chỉ có thành viên chứa các dòng, hoặc ánh xạ có beside = \"drop\"",
                )))
            }
            None => Ok(()),
        }
    }
}

impl RowReader for JsonReader<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        let number = self.rows + 1;
        match self.advance() {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(finding) => {
                let in_rows = matches!(self.state, State::First | State::Next | State::Only);
                self.state = State::Done;
                return Err(RowFault::fatal(if in_rows { finding.row(number) } else { finding }));
            }
        }
        if let Some(flaw) = self.parser.flaw() {
            return Err(RowFault::row(flaw.row(number)));
        }
        self.extra.clear();
        let tree = &self.parser.tree;
        let picked = Picker::new(tree, &mut self.extra).row(&self.level, 0, number);
        let mut row = picked.map_err(|finding| RowFault::row(finding.row(number)))?;
        row.extra = self.extra.cells(tree);
        if self.path.is_empty() {
            let constants = &self.constants;
            row.extra.retain(|extra| {
                let mut own = constants.iter().filter(|(path, _)| path == extra.path);
                !own.any(|(_, constant)| extra.cell == constant.cell())
            });
        }
        Ok(Some(row))
    }

    fn tally(&self) -> Tally {
        Tally::default()
    }
}
