//! What a check knows of columns and paths before a file is at hand: see `mapping_cases.rs`.

use super::Edit::{self, Mapping};
use super::{csv, of};

/// The number that must be found, and the edit.
pub(crate) fn column_cases() -> Vec<(&'static str, Edit)> {
    vec![
        (
            "E0916",
            of!(
                "both",
                "format = \"fixed\", charset = \"tcvn3-abc\", heading = 2",
                "[[field]]\nto = \"ten\"\nat = { start = 1, length = 12 }\n"
            ),
        ),
        (
            "E0114",
            of!(
                "read",
                "format = \"fixed\", charset = \"tcvn3-abc\", line_end = \"none\", heading = \"x\"",
                "[[field]]\nto = \"ten\"\nat = { start = 1, length = 12 }\n"
            ),
        ),
        (
            "E0113",
            of!(
                "read",
                "format = \"fixed\", charset = \"tcvn3-abc\", heading = [\"MÃ   TÊN\"]",
                "[[field]]\nto = \"ten\"\nat = { start = 1, length = 12 }\n"
            ),
        ),
        (
            "E0926",
            of!(
                "read",
                "format = \"fixed\", charset = \"tcvn3-abc\", length = 20",
                "[[field]]\nto = \"ten\"\nat = { start = 11, length = 12 }\n"
            ),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"xml\", rows = \"DanhSach//Ho\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
            ),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"xml\", rows = \"DanhSach/@Ho\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
            ),
        ),
        (
            "E0927",
            of!("read", "format = \"xml\", rows = \"Ho\"", "[[field]]\nto = \"ten\"\nfrom = \"@ten/Chu\"\n"),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"xml\", rows = \"Ho\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Nguoi[1]/Ten\"\n"
            ),
        ),
        (
            "E0927",
            of!("read", "format = \"xml\", rows = \"Ho\"", "[[field]]\nto = \"ten\"\nfrom = \"Họ tên\"\n"),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"xml\", rows = \"Ho\", namespaces = { dv = \"urn:x\" }",
                "[[field]]\nto = \"ten\"\nfrom = \"vd:Ten\"\n"
            ),
        ),
        (
            "E0927",
            of!(
                "write",
                "format = \"xml\", rows = \"Ho\", dataset = true",
                "[[field]]\nto = \"ten\"\nfrom = \"Nguoi/Ten\"\n"
            ),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"xml\", rows = \"Ho\"",
                "[[group]]\nto = \"giay\"\nfrom = \"Giay/@so\"\n[[group.field]]\nto = \"so\"\nfrom = \".\"\n"
            ),
        ),
        (
            "E0927",
            of!(
                "read",
                "format = \"json\", rows = \"data..ho\"",
                "[[field]]\nto = \"ten\"\nfrom = \"ten\"\n"
            ),
        ),
        (
            "E0927",
            of!("read", "format = \"json\", rows = \"data[2]\"", "[[field]]\nto = \"ten\"\nfrom = \"ten\"\n"),
        ),
        ("E0927", of!("read", "format = \"json\"", "[[field]]\nto = \"ten\"\nfrom = \"nguoi[0].ten\"\n")),
        ("E0927", of!("read", "format = \"json\"", "[[field]]\nto = \"ten\"\nfrom = \"ten]\"\n")),
        (
            "E0927",
            of!(
                "write",
                "format = \"json\"",
                "[[field]]\nto = \"ten\"\nfrom = \"ten\"\n[[field]]\nto = \"ma\"\nfrom = \"ten.ma\"\n"
            ),
        ),
        (
            "E0927",
            of!(
                "write",
                "format = \"xml\", rows = \"Ho\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Giay/Ten\"\n[[group]]\nto = \"giay\"\nfrom = \"Giay\"\n[[group.field]]\nto = \"so\"\nfrom = \"So\"\n"
            ),
        ),
        (
            "E0114",
            of!(
                "write",
                "format = \"xml\", rows = \"Ho\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
            ),
        ),
        (
            "E0114",
            of!(
                "both",
                "format = \"json\", rows = \"\", charset = \"utf-16le\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n[[field]]\nto = \"ma\"\nfrom = \"Ma\"\n"
            ),
        ),
        (
            "E0114",
            of!(
                "read",
                "format = \"json\", rows = \"\", charset = \"utf-16le\"",
                "[[field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
            ),
        ),
        (
            "E0928",
            csv!(
                "read",
                "[[field]]\nto = \"ma\"\nfrom = \"MÃ\"\n[[field]]\nto = \"ten\"\nfrom = [\"Tên\", \"Mã\"]\n"
            ),
        ),
        (
            "E0928",
            of!(
                "read",
                "format = \"xlsx\", header = { fold_diacritics = true }",
                "[[field]]\nto = \"ma\"\nfrom = \"Ma\"\n[[field]]\nto = \"ten\"\nfrom = \"Má\"\n"
            ),
        ),
        (
            "E0929",
            of!(
                "read",
                "format = \"csv\", charset = \"utf-8\", header = \"none\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0929",
            of!(
                "write",
                "format = \"csv\", charset = \"utf-8\", header = \"none\"",
                "[[field]]\nto = \"ma\"\nfrom = \"2\"\n[[field]]\nto = \"ten\"\nfrom = \"1\"\n"
            ),
        ),
        (
            "E0929",
            of!("read", "format = \"xlsx\", header = \"none\"", "[[field]]\nto = \"ma\"\nfrom = \"28\"\n"),
        ),
        (
            "E0929",
            of!(
                "read",
                "format = \"xlsx\", until = { empty = \"STT\" }",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0929",
            of!(
                "both",
                "format = \"csv\", charset = \"utf-8\", header = { find = [\"MA\", \"TEN\"] }",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0930",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ncolumn = { width = 300 }\n"
            ),
        ),
        (
            "E0930",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"luc\"\nfrom = \"LUC\"\ncolumn = { type = \"date-time\" }\n"
            ),
        ),
        (
            "E0930",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA_CUA_HO_DAN\"\n"
            ),
        ),
        (
            "E0930",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ma\"\nfrom = \"ӾMA\"\n"
            ),
        ),
        (
            "E0113",
            of!(
                "read",
                "format = \"csv\", charset = \"utf-8\", delimiter = \"t\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0113",
            of!(
                "read",
                "format = \"csv\", charset = \"utf-8\", delimiter = \"'\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0113",
            of!(
                "read",
                "format = \"csv\", charset = \"utf-8\", quote = \"0\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0114",
            of!(
                "read",
                "format = \"csv\", charset = \"utf-8\", quote = \",\"",
                "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n"
            ),
        ),
        (
            "E0933",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"lap\"\nfrom = \"LAP\"\ndates = [\"dd/MM/yyyy\"]\ncolumn = { width = 8 }\n"
            ),
        ),
        (
            "E0934",
            of!(
                "write",
                "format = \"csv\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ten\"\nfrom = \"TÊN Ấp\"\n"
            ),
        ),
        (
            "W0904",
            of!(
                "write",
                "format = \"dbf\", charset = \"tcvn3-abc\"",
                "[[field]]\nto = \"ten\"\nfrom = \"TEN\"\ncolumn = { width = 30 }\n"
            ),
        ),
    ]
}
