//! A data set as ADO.NET writes it: an inline schema and a diffgram.
//!
//! Of the path of the rows the last name is that of the rows, the one before it that of the data set (`NewDataSet` where
//! there is none), and those before it stand around both. The schema needs an element around it and is left out where
//! the diffgram is the root.

use lienthong_adapter::rows::{ColumnKind, Layout, Stored};
use lienthong_adapter::{Finding, Phrase};

use crate::dataset::encode_name;
use crate::plan::unsayable;
use crate::space::Space;

/// Names and prefixes of a data set.
pub(crate) struct Head {
    /// The path of the elements around it.
    pub(crate) around: String,
    set: String,
    /// The name of its rows.
    pub(crate) row: String,
}

impl Head {
    pub(crate) fn new(rows: &str) -> Self {
        let mut names: Vec<&str> = rows.split('/').filter(|name| !name.is_empty()).collect();
        let row = names.pop().unwrap_or("Table");
        let set = names.pop().unwrap_or("NewDataSet");
        Self {
            around: names.join("/"),
            set: encode_name(set).into_owned(),
            row: encode_name(row).into_owned(),
        }
    }

    /// Everything before the first row.
    pub(crate) fn open(&self, layout: &Layout, has_parent: bool) -> Result<String, Finding> {
        let schema = if has_parent { self.schema(layout)? } else { String::new() };
        Ok(format!(
            "{schema}<diffgr:diffgram xmlns:msdata=\"{}\" xmlns:diffgr=\"{}\"><{} xmlns=\"\">",
            Space::MSDATA.uri(),
            Space::DIFFGRAM.uri(),
            self.set
        ))
    }

    /// Everything behind the last row.
    pub(crate) fn close(&self) -> String {
        format!("</{}></diffgr:diffgram>", self.set)
    }

    fn schema(&self, layout: &Layout) -> Result<String, Finding> {
        let (set, row) = (&self.set, &self.row);
        let mut text = format!(
            "<xs:schema id=\"{set}\" xmlns=\"\" xmlns:xs=\"{}\" xmlns:msdata=\"{}\">\
             <xs:element name=\"{set}\" msdata:IsDataSet=\"true\" msdata:UseCurrentLocale=\"true\"><xs:complexType>\
             <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\"><xs:element name=\"{row}\"><xs:complexType><xs:sequence>",
            Space::SCHEMA.uri(),
            Space::MSDATA.uri()
        );
        for column in &layout.columns {
            let kind = match column.kind {
                ColumnKind::Number { .. } => match column.pad.stored {
                    Stored::Integer => "int",
                    Stored::Long => "long",
                    Stored::Double => "double",
                    Stored::Digits | Stored::Float | Stored::Currency => "decimal",
                },
                ColumnKind::Date => "date",
                ColumnKind::DateTime => "dateTime",
                ColumnKind::Bool => "boolean",
                ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo => "string",
            };
            let name = encode_name(column.name());
            text.push_str(&format!("<xs:element name=\"{name}\" type=\"xs:{kind}\" minOccurs=\"0\"/>"));
        }
        text.push_str("</xs:sequence></xs:complexType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema>");
        Ok(text)
    }
}

/// A row of a data set is flat.
pub(crate) fn check(layout: &Layout) -> Result<(), Finding> {
    if let Some(group) = layout.groups.first() {
        return Err(unsayable(
            &group.path,
            Phrase::new("a flat row of a data set", "một dòng phẳng của tập dữ liệu"),
        ));
    }
    let nested = layout.columns.iter().map(|column| column.name());
    match nested.into_iter().find(|name| name.contains(['/', '@']) || *name == ".") {
        Some(name) => {
            Err(unsayable(name, Phrase::new("the name of a column of a data set", "tên cột của tập dữ liệu"))
                .field(name))
        }
        None => Ok(()),
    }
}

/// What ADO.NET writes at a row: its id and its place. `before` is the number of rows before it.
pub(crate) fn attributes(row: &str, before: u64) -> String {
    format!(" diffgr:id=\"{row}{}\" msdata:rowOrder=\"{before}\"", before + 1)
}
