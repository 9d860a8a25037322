//! What a check knows of a mapping before a file is at hand: what cannot work, and what changes values.

use super::Edit::{self, Mapping};
use super::mapping_columns::column_cases;
use super::{csv, of};

/// A schema with every kind.
pub(crate) const SCHEMA: &str = r#"
[[schema]]
id = "thu/v1"
title = "Thử (lược đồ ví dụ)"
field = [
    { name = "ma", title = "Mã", type = "digits", length = [3, 5] },
    { name = "ten", title = "Tên", type = "text", max = 40 },
    { name = "loai", title = "Loại", type = "code", codes = "loai", open = true },
    { name = "tien", title = "Tiền", type = "decimal", scale = 2 },
    { name = "dai", title = "Dài", type = "decimal" },
    { name = "con", title = "Còn", type = "boolean" },
    { name = "lap", title = "Ngày lập", type = "date" },
    { name = "thang", title = "Tháng", type = "date", precision = "month" },
    { name = "luc", title = "Lúc", type = "date-time" },
    { name = "giay", title = "Giấy", type = "group", repeats = { max = 9 }, field = [
        { name = "so", title = "Số", type = "text", max = 9 },
    ] },
]
"#;
pub(crate) const LIST: &str = "code,label,cu\nxa,Xã,Xã\nphuong,Phường,P\n";

/// The number that must be found, and the edit.
pub(crate) fn mapping_cases() -> Vec<(&'static str, Edit)> {
    [fields(), column_cases(), whole()].into_iter().flatten().collect()
}

/// What is said of one field.
fn fields() -> Vec<(&'static str, Edit)> {
    vec![
        (
            "E0922",
            csv!("read", "[[field]]\nto = \"ma\"\nfrom = \"MA\"\npad_left = { with = \"9\", to = 5 }\n"),
        ),
        (
            "E0922",
            csv!("read", "[[field]]\nto = \"ma\"\nfrom = \"MA\"\npad_left = { with = \"0\", to = 6 }\n"),
        ),
        (
            "E0922",
            csv!("read", "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\npad_left = { with = \"-\", to = 6 }\n"),
        ),
        ("E0923", csv!("read", "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\nnumber = { decimal = \"x\" }\n")),
        (
            "E0923",
            csv!(
                "read",
                "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\nnumber = { decimal = \",\", suffix = [\"đ\", \"00\"] }\n"
            ),
        ),
        (
            "E0923",
            csv!(
                "read",
                "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\nnumber = { group = \".\", decimal = \",\", suffix = \"-đ\" }\n"
            ),
        ),
        (
            "E0923",
            csv!(
                "read",
                "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\nnumber = { decimal = \",\", suffix = \"e5\" }\n"
            ),
        ),
        (
            "E0924",
            csv!(
                "read",
                "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\nnumber = { decimal = \",\", suffix = \"đ \" }\n"
            ),
        ),
        (
            "E0924",
            csv!(
                "read",
                "[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = { \"Xã\" = \"xa\" }\ncase = \"upper\"\n"
            ),
        ),
        (
            "E0924",
            csv!(
                "read",
                "[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = { \"Xã\" = \"xa\", \"-\" = \"phuong\" }\nnothing = \"-\"\n"
            ),
        ),
        (
            "E0924",
            csv!(
                "read",
                "[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = { list = \"loai\", column = \"cu\" }\ncase = \"lower\"\n"
            ),
        ),
        ("E0924", csv!("read", "[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncase = \"title\"\n")),
        (
            "E0924",
            csv!("read", "[[field]]\nto = \"con\"\nfrom = \"CON\"\nyes = [\"x\", \" có\"]\nno = \"-\"\n"),
        ),
        (
            "E0924",
            csv!(
                "read",
                "[[field]]\nto = \"con\"\nfrom = \"CON\"\nyes = \"x\"\nno = \"0\"\nnothing = \"0\"\n"
            ),
        ),
        (
            "E0924",
            csv!(
                "read",
                "where = { column = \"LOAI\", is = [\"KS \"] }\n[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0925",
            csv!("read", "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dd/MM/yyyy\", \"yyyy\"]\n"),
        ),
        ("E0925", csv!("write", "[[field]]\nto = \"luc\"\nfrom = \"LUC\"\ndates = [\"MM/yyyy\"]\n")),
        (
            "E0925",
            csv!("read", "[[field]]\nto = \"thang\"\nfrom = \"THANG\"\ndates = [\"MM/yyyy\", \"yyyy\"]\n"),
        ),
        ("E0906", csv!("read", "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dMyyyy\"]\n")),
        (
            "E0906",
            csv!("read", "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dd/MM/19yy\"]\npivot = 30\n"),
        ),
        (
            "E0908",
            csv!(
                "read",
                "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"excel-serial\", \"yyMMdd\"]\npivot = 30\n"
            ),
        ),
        (
            "E0931",
            csv!(
                "both",
                "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dd/MM/yyyy\"]\ncolumn = { type = \"date\" }\n"
            ),
        ),
        (
            "E0931",
            of!(
                "write",
                "format = \"json\"",
                "[[field]]\nto = \"luc\"\nfrom = \"luc\"\ndates = [\"dd/MM/yyyy HH:mm\"]\ncolumn = { type = \"date-time\" }\n"
            ),
        ),
        (
            "E0931",
            of!(
                "both",
                "format = \"xml\", rows = \"A\"",
                "[[field]]\nto = \"tien\"\nfrom = \"Tien\"\nnumber = { group = \".\", decimal = \",\" }\ncolumn = { type = \"number\" }\n"
            ),
        ),
        (
            "E0931",
            csv!(
                "both",
                "[[field]]\nto = \"con\"\nfrom = \"CON\"\nyes = \"x\"\nno = \"-\"\ncolumn = { type = \"boolean\" }\n"
            ),
        ),
        (
            "E0931",
            of!(
                "both",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\ncolumn = { type = \"number\", width = 5 }\n"
            ),
        ),
        (
            "E0931",
            of!(
                "both",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\nnothing = \"-\"\n"
            ),
        ),
        ("E0931", csv!("write", "[[field]]\nto = \"dai\"\nfrom = \"DAI\"\ncolumn = { type = \"number\" }\n")),
        ("E0905", csv!("write", "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ncase = \"upper\"\n")),
        (
            "E0905",
            csv!("both", "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ndirection = \"write\"\ndefault = \"x\"\n"),
        ),
        ("E0114", csv!("write", "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ndirection = \"read\"\n")),
        ("W0905", csv!("read", "[[field]]\nto = \"ma\"\nfrom = \"MA\"\nnothing = [\"-\", \"000\"]\n")),
        (
            "W0906",
            csv!(
                "read",
                "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\nsplit = { at = \",\", part = 1, of = 3 }\n"
            ),
        ),
        ("W0903", csv!("both", "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = \"d/M/yyyy\"\n")),
        (
            "E0113",
            of!(
                "both",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"tien\"\nfrom = \"TIEN\"\ncolumn = { width = 3, decimals = 2 }\n"
            ),
        ),
    ]
}

/// What is said of a mapping as a whole.
fn whole() -> Vec<(&'static str, Edit)> {
    vec![
        ("E0115", csv!("read", "key = []\n[[field]]\nto = \"ma\"\nfrom = \"MA\"\n")),
        (
            "E0932",
            csv!(
                "read",
                "key = [\"ma\", \"ten\", \"ma\"]\n[[field]]\nto = \"ma\"\nfrom = \"MA\"\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n"
            ),
        ),
        ("E0920", of!("read", "format = \"json\"", "[[field]]\nto = \"giay.so\"\nfrom = \"giay.so\"\n")),
        (
            "E0920",
            of!("read", "format = \"json\"", "key = \"giay\"\n[[field]]\nto = \"ma\"\nfrom = \"ma\"\n"),
        ),
        (
            "E0920",
            of!(
                "read",
                "format = \"json\"",
                "[[group]]\nto = \"ma\"\nfrom = \"giay\"\n[[group.field]]\nto = \"so\"\nfrom = \"so\"\n"
            ),
        ),
        (
            "E0916",
            csv!(
                "both",
                "[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = { \"P\" = \"phuong\" }\ndefault = \"xa\"\n"
            ),
        ),
        (
            "W0903",
            csv!(
                "both",
                "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ncase = \"title\"\n[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = { \"X\" = \"xa\", \"Xã\" = \"xa\" }\n"
            ),
        ),
        (
            "W0903",
            csv!(
                "both",
                "rewrites = [\"ten\"]\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ncase = \"title\"\n[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dd/MM/yyyy\", \"dd-MM-yyyy\"]\n"
            ),
        ),
        (
            "E0916",
            of!(
                "both",
                "format = \"xml\", rows = \"DS/Ho\", unwrap = \"xml\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
            ),
        ),
        ("E0114", csv!("both", "rewrites = [\"ten\"]\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n")),
    ]
}
