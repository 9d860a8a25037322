//! What the schema in a data set of ADO.NET says of its columns.
//!
//! The schema stands before the rows. Of the element that the rows have, the elements within are columns, each with its
//! type; columns without one, or of a type of their own, are texts.

use lienthong_adapter::rows::ado_names::decode_name;
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, Stored};

use super::tags::{Tag, tags};

/// Places of a number that no type bounds.
const WIDEST: u8 = 40;

/// Gives columns of rows called `row` the types that the beginning of the document declares for them.
pub(crate) fn declare(columns: &mut [ColumnLayout], row: &str, head: &str) {
    // Names of the elements that are open in a schema; nothing for those that declare none.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut schema: Option<usize> = None;
    for tag in tags(head) {
        match tag {
            Tag::Open { name, attributes, closed, .. } => {
                let local = name.rsplit(':').next().unwrap_or_default();
                let value =
                    |key: &str| attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
                let of =
                    value("name").filter(|_| local == "element").map(|name| decode_name(name).into_owned());
                let is_in_row = schema.is_some()
                    && open
                        .iter()
                        .rev()
                        .flatten()
                        .next()
                        .is_some_and(|around| row.is_empty() || around == row);
                if let (Some(name), Some(declared), true) = (&of, value("type"), is_in_row) {
                    let column = columns.iter_mut().find(|column| column.name() == name);
                    if let (Some(column), Some((kind, stored))) = (column, kind(declared)) {
                        (column.kind, column.pad.stored) = (kind, stored);
                    }
                }
                if !closed {
                    if local == "schema" {
                        schema.get_or_insert(open.len());
                    }
                    open.push(of);
                }
            }
            Tag::Close => {
                open.pop();
                schema = schema.filter(|depth| *depth < open.len());
            }
        }
    }
}

/// The types of XML Schema that are no texts.
fn kind(declared: &str) -> Option<(ColumnKind, Stored)> {
    let number = |decimals, stored| (ColumnKind::Number { width: WIDEST, decimals }, stored);
    Some(match declared.rsplit(':').next()? {
        "int" | "short" | "byte" | "unsignedShort" | "unsignedByte" => number(0, Stored::Integer),
        "long" | "unsignedInt" => number(0, Stored::Long),
        "decimal" | "integer" | "unsignedLong" => number(0, Stored::Digits),
        "double" | "float" => number(0, Stored::Double),
        "boolean" => (ColumnKind::Bool, Stored::Digits),
        "date" => (ColumnKind::Date, Stored::Digits),
        "dateTime" => (ColumnKind::DateTime, Stored::Digits),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_the_type_that_the_schema_says_of_it_in_its_rows() {
        let head = "<R><xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='NewDataSet'><xs:complexType>\
             <xs:choice><xs:element name='Khac'><xs:complexType><xs:sequence><xs:element name='Ma' type='xs:string'/>\
             </xs:sequence></xs:complexType></xs:element><xs:element name='Bang'><xs:complexType><xs:sequence>\
             <xs:element name='Ma' type='xs:int' minOccurs='0'/><xs:element name='Số_x0020_dân' type=\"xs:long\"/>\
             <xs:element name='Ten'><xs:simpleType/></xs:element><xs:element name='Ngay' type='xs:dateTime'/></xs:sequence>\
             </xs:complexType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema><Bang><Ma>1</Ma></Bang></R>";
        let mut columns = ["Ma", "Số dân", "Ten", "Ngay"].map(|name| ColumnLayout::named(name.to_owned()));
        declare(&mut columns, "Bang", head);
        let integer = ColumnKind::Number { width: WIDEST, decimals: 0 };
        let found = columns.clone().map(|column| (column.kind, column.pad.stored));
        let text = (ColumnKind::Text, Stored::Digits);
        assert_eq!(
            found,
            [
                (integer, Stored::Integer),
                (integer, Stored::Long),
                text,
                (ColumnKind::DateTime, Stored::Digits)
            ]
        );
        declare(&mut columns, "Bang", "<xs:element name='Ten' type='xs:int'/>");
        assert_eq!(columns[2].kind, ColumnKind::Text, "outside of a schema");
    }
}
