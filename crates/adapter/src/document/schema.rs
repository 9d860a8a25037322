//! The schemas `document` and `document-status`.
//!
//! A field is required where no format can say a document without it. Code lists are those of QCVN 102:2016 and open:
//! a code that is not in them is kept.

use std::sync::{Arc, LazyLock};

use lienthong_model::MessageType;
use lienthong_model::schema::{CodeList, Field, Kind, Precision, Repeats, Schema};

static DOCUMENT: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let (id, title) = (MessageType::document(), "Văn bản điện tử".to_owned());
    Arc::new(Schema { id, title, fields: document() })
});
static STATUS: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let (id, title) = (MessageType::document_status(), "Trạng thái văn bản".to_owned());
    Arc::new(Schema { id, title, fields: status() })
});

/// The schema of documents, message type `document`.
pub fn document_schema() -> Arc<Schema> {
    DOCUMENT.clone()
}

/// The schema of what became of documents, message type `document-status`.
pub fn status_schema() -> Arc<Schema> {
    STATUS.clone()
}

fn document() -> Vec<Field> {
    vec![
        needed(group("sender", "Cơ quan ban hành", party())),
        list("receivers", "Nơi nhận", 1, party()),
        text("document_id", "Mã định danh văn bản"),
        text("number", "Số"),
        text("notation", "Ký hiệu"),
        text("reference", "Số, ký hiệu"),
        text("place", "Nơi ban hành"),
        needed(day("issued_on", "Ngày ban hành")),
        needed(group(
            "type",
            "Loại văn bản",
            vec![
                code(
                    "group",
                    "Nhóm loại văn bản",
                    "LoaiVanBan",
                    &[("1", "quy phạm pháp luật"), ("2", "hành chính")],
                ),
                text("code", "Mã loại văn bản"),
                needed(text("name", "Tên loại văn bản")),
            ],
        )),
        needed(text("subject", "Trích yếu")),
        text("summary", "Nội dung tóm tắt"),
        group(
            "signer",
            "Người ký",
            vec![
                text("authority", "Thẩm quyền ký"),
                personal(text("position", "Chức vụ")),
                personal(text("name", "Họ và tên")),
            ],
        ),
        day("due_on", "Hạn xử lý"),
        code(
            "priority",
            "Độ khẩn",
            "DoKhan",
            &[
                ("0", "thường"),
                ("1", "khẩn"),
                ("2", "thượng khẩn"),
                ("3", "hỏa tốc"),
                ("4", "hỏa tốc hẹn giờ"),
            ],
        ),
        text("distribution", "Phạm vi lưu hành"),
        text("typist", "Ký hiệu người soạn thảo"),
        whole("copies", "Số bản phát hành"),
        whole("pages", "Số trang"),
        Field { kind: Kind::Boolean, ..text("is_directive", "Văn bản chỉ đạo") },
        list("appendixes", "Phụ lục", 0, vec![needed(text("title", "Tên phụ lục"))]),
        list("in_reply_to", "Văn bản được phúc đáp", 0, reference()),
        code(
            "steering",
            "Loại chỉ đạo",
            "LoaiChiDao",
            &[("1", "không phải chỉ đạo"), ("2", "chỉ đạo"), ("3", "báo cáo thực hiện chỉ đạo")],
        ),
        list("also_sent_to", "Nơi nhận in trên văn bản", 0, vec![needed(text("name", "Tên"))]),
        list("trace", "Các chặng đã qua", 0, vec![text("agency", "Mã cơ quan"), time("at", "Thời điểm")]),
        group("business", "Nghiệp vụ", business()),
        list("attachments", "Tệp đính kèm", 0, attachment()),
    ]
}

fn status() -> Vec<Field> {
    let mut about = reference();
    about[0].required = true;
    vec![
        needed(group("about", "Văn bản", about)),
        needed(group("reporter", "Cơ quan báo trạng thái", party())),
        needed(code(
            "code",
            "Mã trạng thái",
            "TrangThaiVanBan",
            &[
                ("01", "đã đến"),
                ("02", "từ chối nhận"),
                ("03", "đã tiếp nhận"),
                ("04", "phân công"),
                ("05", "đang xử lý"),
                ("06", "hoàn thành"),
                ("13", "lấy lại"),
                ("15", "đồng ý thu hồi, cập nhật"),
                ("16", "từ chối thu hồi, cập nhật"),
            ],
        )),
        text("note", "Mô tả"),
        needed(time("at", "Thời điểm")),
        group("staff", "Người liên hệ", staff()),
    ]
}

fn party() -> Vec<Field> {
    vec![
        needed(text("code", "Mã định danh")),
        text("parent_name", "Cơ quan chủ quản"),
        text("name", "Tên cơ quan"),
        text("address", "Địa chỉ"),
        text("email", "Thư điện tử"),
        text("phone", "Điện thoại"),
        text("fax", "Fax"),
        text("website", "Trang thông tin điện tử"),
    ]
}

fn reference() -> Vec<Field> {
    vec![
        text("agency", "Mã cơ quan ban hành"),
        text("reference", "Số, ký hiệu"),
        day("issued_on", "Ngày ban hành"),
        text("document_id", "Mã định danh văn bản"),
    ]
}

fn staff() -> Vec<Field> {
    vec![
        text("department", "Phòng, ban"),
        personal(text("name", "Họ và tên")),
        personal(text("mobile", "Điện thoại di động")),
        personal(text("email", "Thư điện tử")),
    ]
}

fn business() -> Vec<Field> {
    let kinds = [("0", "mới"), ("1", "thu hồi"), ("2", "cập nhật"), ("3", "thay thế")];
    let changes = [("0", "bỏ"), ("1", "thêm")];
    vec![
        code("kind", "Loại nghiệp vụ", "NghiepVu", &kinds),
        text("document_id", "Văn bản được thu hồi hoặc cập nhật"),
        text("reason", "Lý do"),
        text("paper", "Bản giấy"),
        group("staff", "Người liên hệ", staff()),
        group(
            "update",
            "Cập nhật",
            vec![
                text("document_info", "Thay đổi thông tin văn bản"),
                text("document_receiver", "Thay đổi nơi nhận"),
                list(
                    "receivers",
                    "Nơi nhận thay đổi",
                    0,
                    vec![
                        needed(text("agency", "Mã cơ quan")),
                        code("change", "Thay đổi", "ThayDoiNoiNhan", &changes),
                    ],
                ),
            ],
        ),
        list(
            "replaces",
            "Văn bản bị thay thế",
            0,
            vec![
                needed(text("document_id", "Mã định danh văn bản")),
                list("agencies", "Tại các cơ quan", 0, vec![needed(text("code", "Mã cơ quan"))]),
            ],
        ),
    ]
}

fn attachment() -> Vec<Field> {
    vec![
        text("id", "Mã tệp"),
        needed(text("name", "Tên tệp")),
        text("media_type", "Kiểu dữ liệu"),
        text("description", "Mô tả"),
        whole("size", "Số byte"),
        text("sha256", "Mã băm SHA-256"),
        needed(text("content", "Nội dung (base64)")),
    ]
}

fn text(name: &str, title: &str) -> Field {
    Field {
        name: name.parse().expect("names of fields are lower-case words"),
        title: title.to_owned(),
        kind: Kind::Text { max_chars: None },
        required: false,
        personal: false,
        search_key: false,
    }
}

fn needed(field: Field) -> Field {
    Field { required: true, ..field }
}

fn personal(field: Field) -> Field {
    Field { personal: true, ..field }
}

fn day(name: &str, title: &str) -> Field {
    Field { kind: Kind::Date { precision: Precision::Day }, ..text(name, title) }
}

fn time(name: &str, title: &str) -> Field {
    Field { kind: Kind::DateTime, ..text(name, title) }
}

fn whole(name: &str, title: &str) -> Field {
    Field { kind: Kind::Decimal { max_scale: Some(0) }, ..text(name, title) }
}

fn code(name: &str, title: &str, list: &str, codes: &[(&str, &str)]) -> Field {
    let labels = codes.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect();
    let list = CodeList { name: list.to_owned(), labels, open: true };
    Field { kind: Kind::Code(Arc::new(list)), ..text(name, title) }
}

fn group(name: &str, title: &str, fields: Vec<Field>) -> Field {
    Field { kind: Kind::Group { fields, repeats: None }, ..text(name, title) }
}

/// How many there may be is for the limits of the package to say.
fn list(name: &str, title: &str, min: u32, fields: Vec<Field>) -> Field {
    Field { kind: Kind::Group { fields, repeats: Some(Repeats { min, max: u32::MAX }) }, ..text(name, title) }
}
