//! What became of the rows of a file, for people.

use lienthong_wire::message::RowCounts;

use super::Lang;

/// `190 of 200 rows were accepted, 2 were kept apart, 8 do not count by the conditions of the mapping`.
pub(crate) fn sentence(counts: &RowCounts, lang: Lang) -> String {
    let RowCounts { read, accepted, .. } = counts;
    let mut text = match read {
        0 => lang.pick("the file holds no rows", "tệp không có dòng dữ liệu nào").to_owned(),
        _ => lang.pick(
            format!("{accepted} of {read} rows were accepted"),
            format!("tiếp nhận {accepted} trong {read} dòng"),
        ),
    };
    for (count, en, vi) in [
        (counts.quarantined, "were kept apart", "dòng bị tách riêng"),
        (
            counts.left_out,
            "do not count by the conditions of the mapping",
            "dòng không được tính theo điều kiện của bảng ánh xạ",
        ),
        (counts.after_end, "behind the end of the table", "dòng sau điểm kết thúc bảng"),
        (counts.deleted, "deleted records passed over", "bản ghi đã xóa bị bỏ qua"),
        (counts.other_sheets, "other sheets were not read", "trang tính khác không được đọc"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {}", lang.pick(en, vi)));
        }
    }
    if !counts.absent_columns.is_empty() {
        let names = counts.absent_columns.join(", ");
        text.push_str(&lang.pick(format!("; the file lacks {names}"), format!("; tệp thiếu cột {names}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_nobody_gets_is_told() {
        let counts =
            RowCounts { read: 200, accepted: 190, quarantined: 2, left_out: 8, ..RowCounts::default() };
        assert_eq!(
            sentence(&counts, Lang::En),
            "190 of 200 rows were accepted, 2 were kept apart, 8 do not count by the conditions of the mapping"
        );
        assert_eq!(
            sentence(&counts, Lang::Vi),
            "tiếp nhận 190 trong 200 dòng, 2 dòng bị tách riêng, 8 dòng không được tính theo điều kiện của bảng ánh xạ"
        );
        let counts =
            RowCounts { read: 1, accepted: 1, absent_columns: vec!["MA".into(), "TO".into()], ..counts };
        let counts = RowCounts { quarantined: 0, left_out: 0, ..counts };
        assert_eq!(sentence(&counts, Lang::En), "1 of 1 rows were accepted; the file lacks MA, TO");
        assert_eq!(sentence(&RowCounts::default(), Lang::En), "the file holds no rows");
    }
}
