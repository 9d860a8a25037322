//! As what a column stores its values, where the mapping says so and where it does not.

use lienthong_adapter::mapping::LossKind;
use lienthong_adapter::rows::{ColumnKind, Stored};
use lienthong_config::Code;

use crate::{KEEP, folder, mapping};

#[test]
fn a_number_of_a_table_is_stored_as_its_column_says_where_its_version_has_such_numbers() {
    let text = |source: &str, column: &str| {
        format!(
            "schema = \"ho/v1\"\nleave_out = [\"ma\", \"ten\", \"loai\", \"lap\", \"con\", \"luc\", \"chu\", \"nguoi\"]\n\
             direction = \"write\"\n[source]\n{source}\n[[field]]\nto = \"dien_tich\"\nfrom = \"DT\"\ncolumn = {{ {column} }}\n"
        )
    };
    let visual = "format = \"dbf\"\ncharset = \"tcvn3-abc\"\nversion = \"visual-foxpro\"";
    for (column, stored, decimals) in [
        ("type = \"currency\"", Stored::Currency, 4),
        ("type = \"double\", decimals = 3", Stored::Double, 3),
        ("type = \"float\", width = 9, decimals = 3", Stored::Float, 3),
        ("type = \"number\", width = 9, decimals = 3", Stored::Digits, 3),
    ] {
        let laid = &mapping(&text(visual, column)).layout.columns[0];
        assert_eq!(laid.pad.stored, stored, "{column}");
        assert!(
            matches!(laid.kind, ColumnKind::Number { decimals: found, .. } if found == decimals),
            "{column}"
        );
    }
    let set = "format = \"xml\"\nrows = \"D/R\"\ndataset = true";
    for (column, stored) in [
        ("integer", Stored::Integer),
        ("long", Stored::Long),
        ("double", Stored::Double),
        ("number", Stored::Digits),
    ] {
        let laid = &mapping(&text(set, &format!("type = \"{column}\""))).layout.columns[0];
        assert!(matches!(laid.kind, ColumnKind::Number { .. }) && laid.pad.stored == stored, "{column}");
    }
    for (source, column, code) in [
        (set, "type = \"currency\"", Code::ForeignSourceKey),
        (&set.replace("dataset = true", ""), "type = \"integer\"", Code::ForeignSourceKey),
        (visual, "type = \"long\"", Code::ForeignSourceKey),
        ("format = \"json\"", "type = \"integer\"", Code::ForeignSourceKey),
        (visual, "type = \"currency\", width = 9", Code::OperationMisfit),
        (visual, "type = \"currency\", decimals = 2", Code::OperationMisfit),
        (&visual.replace("visual-", ""), "type = \"double\"", Code::DbfColumn),
        (&visual.replace("visual-foxpro", "dbase3"), "type = \"float\", width = 9", Code::DbfColumn),
        ("format = \"xlsx\"", "type = \"currency\"", Code::ForeignSourceKey),
    ] {
        let Err(found) = folder(&text(source, column)).load() else { panic!("{source} {column}") };
        assert!(found.iter().any(|found| found.code == code), "{source} {column}: {found:?}");
    }
}

#[test]
fn a_column_is_written_as_its_format_has_such_values_where_nothing_else_is_said() {
    let kinds = |source: &str, extra: &str| -> Vec<ColumnKind> {
        let fields = ["ma", "dien_tich", "con", "luc"].map(|to| {
            let more = if to == "dien_tich" { extra } else { "" };
            format!("[[field]]\nto = \"{to}\"\nfrom = \"{}\"\n{more}", to.to_uppercase())
        });
        let left = "leave_out = [\"ten\", \"loai\", \"lap\", \"chu\", \"nguoi\"]";
        let text = format!("{KEEP}{left}\n[source]\n{source}\n{}", fields.concat());
        mapping(&text).layout.columns.iter().map(|column| column.kind).collect()
    };
    let width = "column = { width = 12 }\n";
    use ColumnKind::{Bool, DateTime, Number, Text, TextOf};
    assert_eq!(
        kinds("format = \"dbf\"\ncharset = \"tcvn3-abc\"", width),
        [TextOf { bytes: 5 }, Number { width: 12, decimals: 2 }, Bool, TextOf { bytes: 19 }]
    );
    assert_eq!(kinds("format = \"xlsx\"", ""), [Text, Number { width: 40, decimals: 2 }, Bool, DateTime]);
    assert_eq!(kinds("format = \"json\"", ""), [Text, Number { width: 40, decimals: 2 }, Bool, Text]);
    assert_eq!(kinds("format = \"csv\"\ncharset = \"utf-8\"", ""), [Text; 4]);
}

#[test]
fn a_column_of_numbers_may_hold_years_where_a_form_is_a_year_alone() {
    let text = |source: &str, dates: &str, column: &str| {
        let left = "leave_out = [\"ten\", \"loai\", \"dien_tich\", \"con\", \"luc\", \"chu\", \"nguoi\"]";
        let rewrites = "rewrites = [\"lap\"]";
        let code = "[[field]]\nto = \"ma\"\nfrom = \"MA\"\ncolumn = { type = \"text\", width = 5 }";
        let date = format!("[[field]]\nto = \"lap\"\nfrom = \"NAM\"\ndates = {dates}\ncolumn = {column}");
        format!("{KEEP}{left}\n{rewrites}\n[source]\n{source}\n{code}\n{date}\n")
    };
    for (source, column) in [
        ("format = \"xlsx\"", "{ type = \"number\" }"),
        ("format = \"json\"", "{ type = \"number\" }"),
        ("format = \"dbf\"\ncharset = \"tcvn3-abc\"", "{ type = \"number\", width = 4 }"),
    ] {
        let checked = folder(&text(source, "[\"yyyy\", \"dd/MM/yyyy\"]", column)).load().unwrap().checked;
        let declared = checked.mappings.get("thu").unwrap();
        assert!(matches!(declared.mapping.layout.columns[1].kind, ColumnKind::Number { decimals: 0, .. }));
        assert!(declared.losses.iter().any(|loss| loss.kind == LossKind::YearsAlone), "{source}");
    }
    let found = folder(&text("format = \"xlsx\"", "[\"dd/MM/yyyy\"]", "{ type = \"number\" }")).load();
    assert!(found.unwrap_err().iter().any(|one| one.code == Code::OperationMisfit));
}
