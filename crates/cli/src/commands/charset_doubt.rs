//! A word to a person whose mapping probably names the wrong charset: such text is no error, only nonsense.

use lienthong_adapter::Limits;
use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::rows::{Input, RowFormats};
use lienthong_inspect::{Doubt, doubts};
use serde_json::{Value, json};

use crate::texts::Lang;

/// The doubts about a file that `mapping` reads; none where it cannot be read, which its reader will say.
pub(super) fn look(mapping: &Mapping, formats: &RowFormats, input: Box<dyn Input + '_>) -> Vec<Doubt> {
    let format = formats.of(&mapping.layout).expect("a checked mapping names a format that exists");
    doubts(mapping, &**format, input, &Limits::default()).unwrap_or_default()
}

/// For people.
pub(super) fn text(doubt: &Doubt, lang: Lang) -> String {
    let Doubt { column, stated, likely, is_sure } = doubt;
    let (stated, likely) = (stated.name(), likely.name());
    match (lang, is_sure) {
        (Lang::En, true) => {
            format!(
                "the column {column} is read as {stated}, but its values are {likely}; see `lienthong inspect`"
            )
        }
        (Lang::En, false) => format!(
            "the column {column} is read as {stated}, but {likely} explains its values far better; see `lienthong inspect`"
        ),
        (Lang::Vi, true) => format!(
            "cột {column} được đọc theo bảng mã {stated}, nhưng các giá trị của cột là {likely}; xem `lienthong inspect`"
        ),
        (Lang::Vi, false) => format!(
            "cột {column} được đọc theo bảng mã {stated}, nhưng {likely} phù hợp với các giá trị của cột hơn nhiều; xem `lienthong inspect`"
        ),
    }
}

/// For programs.
pub(super) fn view(doubt: &Doubt) -> Value {
    let Doubt { column, stated, likely, is_sure } = doubt;
    json!({ "column": column, "stated": stated.name(), "likely": likely.name(), "sure": is_sure })
}
