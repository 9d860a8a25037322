//! `mappings/*.toml`: how one legacy format carries one schema. One mapping in a file.
//!
//! ```toml
//! name = "khai-sinh-lam-binh"      # optional: the name of the file
//! title = "Khai sinh, phần mềm cũ" # optional
//! schema = "khai-sinh/v1"
//! direction = "both"               # optional: "both" | "read" | "write"
//! unmapped = "refuse"              # optional: "refuse" | "keep" | "drop": columns that no field names
//! on_error = "refuse"              # optional: "refuse" | "quarantine": rows that cannot be read
//! key = ["so_dinh_danh"]           # optional: fields that together stand once in a file
//! where = { column = "LOAI", is = ["KS"] }  # optional: rows that count (fixed: at = { … } for column);
//!                                           # is_not = […], filled = true or digits = true for is
//! carry = ["NameEn"]               # optional: columns without a field that are kept and written by their name
//! leave_out = ["ghi_chu"]          # optional: fields that this format does not carry, and that is meant
//! rewrites = ["loai"]              # optional: fields whose cells may be written otherwise than they stood, and that is
//! #                                  meant: several codes of one meaning, a changed case, a default
//!
//! # "both": what is read, written and read again is the same record. Where it could not be, that is an error; where
//! # only the text of a cell may differ, a warning that `rewrites` takes back; and a record of another system that this
//! # format cannot say (no value where a blank is read as the default) is refused when it is written.
//! # on_unknown = "keep" keeps a code that neither side knows; one that means something on the other side is refused.
//!
//! [source]
//! format = "csv"                   # csv, fixed, dbf, xlsx, xls, xml, json
//! charset = "tcvn3-abc"            # required for csv, fixed, dbf; else utf-8
//! # csv:   delimiter = ";" | "tab", quote = "\"" | "none", bom, utf16, excel_safe, line_end = "crlf" | "lf",
//! #        short = "refuse" | "absent"
//! # csv, xlsx, xls: header = { row = 5, rows = 2, fold_diacritics = true } | { find = ["Mã"] } | "none"
//! # csv, fixed, xlsx, xls: until = "empty-row" | { empty = "Mã" } | { text = "Tổng", column = "Tên" }, ignore_after_end
//! # xlsx, xls: sheet = 1 | "Sheet1"
//! # fixed: line_end = "crlf" | "lf" | "none", unit = "byte" | "char", length, short = "refuse" | "absent",
//! #        heading = ["MA   TEN"] | 2
//! # dbf:   version = "dbase3" | "dbase4" | "foxpro" | "visual-foxpro", deleted = "skip" | "include",
//! #        trust = "header" | "size"
//! # xml:   rows = "DanhSach/Ho", namespaces = { p = "urn:x" }, soap = "1.1" | "1.2", dataset, unwrap = "xml" |
//! #        "base64-xml", write_empty
//! # json:  rows = "data", single, constants = { version = "1" }, write_null
//!
//! [[field]]
//! to = "ho_ten"                    # a field of the schema; in a group cha.ho_ten
//! from = ["HOTEN", "Họ tên"]       # the column: names under which it is found; the first is written. Or one of:
//! # at = { start = 1, length = 40 }                  # fixed: places count from 1
//! # join = { from = ["HO", "TEN"], with = " " }      # fixed: at = [{ … }, { … }]
//! # const = "VN"                                     # it is always this
//! # split = { at = ", ", part = 1, of = 3 }          # beside from or at: a part of the column
//! # all of these are optional:
//! required = true                  # the column must exist; by itself where the field is required
//! charset = "vni-win"
//! nothing = ["-", "NULL"]          # texts that mean nothing, beside blank; the first is written
//! default = "…"                    # the value of rows that have none, in canonical form
//! trim = true
//! collapse_spaces = false
//! case = "title"                   # "upper" | "lower" | "title"
//! pad_left = { with = "0", to = 5 }
//! repair = "double_utf8"           # or "html": &#7853; becomes the letter; or a list of both
//! fix_lookalikes = false           # Ð (Iceland) becomes Đ
//! fractions = "refuse" | "drop"     # of a second, in times in ISO
//! script = "any" | "vietnamese"    # refuses letters of other alphabets that look like Vietnamese ones
//! takes_numbers = false            # a number in the cell may stand for text
//! fill_down = false                # merged cells: the value of the row above
//! dates = ["dd/MM/yyyy"]           # and pivot = 30 for yy
//! number = { group = ".", decimal = ",", suffix = "đ" }
//! codes = { "Xã" = "xa" }          # or { list = "loai-hinh", column = "hotich_cu" }, a column of codelists/
//! on_unknown = "refuse"            # "refuse" | "keep"
//! yes = ["1", "x"]                 # and no
//! column = { type = "text", width = 40, decimals = 0, pad = "0", align = "right" }   # how it is written; and
//! #          longer = "refuse": values that the schema allows and the column does not hold are refused, and that is meant
//! direction = "both"
//!
//! [[group]]                        # xml and json: a group of the schema that repeats
//! to = "con"
//! from = "DanhSachCon/Con"
//! [[group.field]]                  # as [[field]]; and [[group.group]]
//! ```

mod checks;
mod columns;
mod csv_source;
mod dates;
mod dbf;
mod described;
mod field;
mod fixed_source;
mod forms;
mod headers;
mod losses;
mod number_types;
mod numbers;
mod paths;
mod place;
mod row_filter;
mod source;
mod spans;
mod texts;
mod top;
mod values_check;
mod written;

use lienthong_adapter::mapping::Direction;
use lienthong_model::MessageType;
use lienthong_model::schema::{Field, FieldPath};
use lienthong_vntext::Charset;

use self::source::Format;
use crate::code::Code;
use crate::code_lists_file::CodeLists;
use crate::diagnostic::Sink;
use crate::document::Value;
use crate::mappings::Declared;
use crate::schemas_file::SchemaEntries;
use crate::source::Spot;

pub use self::losses::loss_text;
pub(crate) use self::top::read;

/// What mappings refer to.
#[derive(Clone, Copy)]
pub(crate) struct World<'w> {
    pub(crate) schemas: &'w SchemaEntries,
    pub(crate) lists: &'w CodeLists,
}

/// One mapping, as far as it could be read.
#[derive(Debug)]
pub(crate) struct MappingEntry {
    pub(crate) name: String,
    pub(crate) spot: Spot,
    pub(crate) schema: Option<MessageType>,
    pub(crate) direction: Option<Direction>,
    /// Nothing where a part is missing or wrong.
    pub(crate) declared: Option<Declared>,
}

/// What the fields of a mapping depend on.
pub(super) struct Reading<'w> {
    world: World<'w>,
    format: Option<Format>,
    charset: Option<Charset>,
    /// Whether it is a data set of ADO.NET.
    dataset: bool,
    direction: Direction,
}

const DIRECTIONS: [(&str, Direction); 3] =
    [("both", Direction::Both), ("read", Direction::Read), ("write", Direction::Write)];

/// The field that a text names; nothing is said where the schema is not known.
fn resolve<'s>(
    value: &Value<'_>,
    fields: Option<&'s [Field]>,
    sink: &mut Sink,
) -> Option<(FieldPath, &'s Field)> {
    let text = value.text(sink)?;
    let fields = fields?;
    if let Some(path) = FieldPath::find(fields, text) {
        let field = path.field(fields);
        return Some((path, field));
    }
    if sink.is_full() {
        return None;
    }
    let spot = value.spot();
    // What stands in a group that repeats has no single place among the fields around it.
    let around = text.match_indices('.').map(|(at, _)| &text[..at]);
    let is_repeated =
        |name: &&str| FieldPath::find(fields, name).is_some_and(|path| path.field(fields).is_repeated());
    if let Some(group) = around.into_iter().find(is_repeated) {
        sink.push(spot.error(Code::GroupMisfit).label(
            format!("{group} repeats; its fields are described in [[group]]"),
            format!("{group} là nhóm lặp lại; các trường của nhóm khai trong [[group]]"),
        ));
        return None;
    }
    let leaves = FieldPath::leaves(fields);
    let known: Vec<&str> = leaves.iter().map(|(name, _)| name.as_str()).collect();
    // A field is known by its last name as well, where only one has it.
    let mut ends = known.iter().filter(|name| name.rsplit('.').next() == Some(text));
    let shown = known.iter().take(20).copied().collect::<Vec<_>>().join(", ");
    let found = spot
        .error(Code::UnknownField)
        .label(format!("fields here: {shown}"), format!("các trường ở đây: {shown}"));
    sink.push(match (ends.next(), ends.next()) {
        (Some(name), None) => spot.suggest(found, name),
        _ => spot.suggest_nearest(found, text, known.iter().copied()),
    });
    None
}
