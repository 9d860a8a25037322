//! CSV, fixed width, DBF, xlsx and xls as rows.
