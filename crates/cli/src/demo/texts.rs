//! What is said around the story.

use std::path::Path;

use crate::texts::Said;

use super::folder::{COMMUNE, FOXPRO, Province, WARD};

/// Before it.
pub(crate) fn opening() -> Said {
    Said::new(
        "lienthong carries messages and calls between the systems of a province, translates what old ones say, and keeps\n\
         proof of it all.\n\
         This demo runs one: real territories of Tuyên Quang; everything else (agency codes below the province,\n\
         documents, people) is invented. Each system is a process of its own, over mutual TLS\n\
         where it is not too old for that.",
        "lienthong chuyển thông điệp và lời gọi giữa các hệ thống của một tỉnh, chuyển đổi dữ liệu của hệ thống cũ, và lưu\n\
         bằng chứng về tất cả.\n\
         Bản chạy thử dùng địa bàn có thật của Tuyên Quang; mọi thứ khác (mã cơ quan dưới cấp tỉnh, văn bản,\n\
         con người) đều hư cấu. Mỗi hệ thống là một tiến trình riêng, kết nối TLS xác thực hai chiều, trừ những\n\
         hệ thống quá cũ.",
    )
}

/// After it: a line for each kind of thing that was seen.
pub(crate) fn seen() -> Said {
    Said::new(
        "\nWhat you saw:\n\
         \x20 a letter with a signed receipt, carried to three receivers, one of them offline when it was sent;\n\
         \x20 statuses that came back in order, and a letter to a closed district that reached its successor;\n\
         \x20 a FoxPro table in TCVN3 and an Excel sheet that became the same records, letter by letter, a bad row told to its sender;\n\
         \x20 a service called through the gateway, also under its own name and streaming, nothing decoded on the way;\n\
         \x20 a SOAP program that was a district's, asked by a commune in canonical records;\n\
         \x20 dossiers of a one-stop shop and their progress, on time or late by a named rule;\n\
         \x20 a false sender and a false certificate refused, and both refusals on record;\n\
         \x20 a log that an auditor searches, and that anybody with its public key verifies offline.",
        "\nBạn vừa xem:\n\
         \x20 một công văn có biên nhận được ký số, chuyển tới ba nơi nhận, trong đó một nơi mất kết nối lúc gửi;\n\
         \x20 các trạng thái văn bản về đúng thứ tự, và văn bản gửi huyện đã kết thúc hoạt động đến được nơi kế thừa;\n\
         \x20 một bảng FoxPro TCVN3 và một bảng Excel trở thành cùng một loại bản ghi, đúng từng chữ, dòng lỗi được báo cho bên gửi;\n\
         \x20 một dịch vụ được gọi qua cổng, cả bằng tên riêng và dạng luồng, cổng không giải mã nội dung;\n\
         \x20 một chương trình SOAP trước đây của cấp huyện, được một xã hỏi bằng bản ghi chuẩn;\n\
         \x20 hồ sơ một cửa và tiến độ xử lý, đúng hạn hay quá hạn theo một quy tắc nêu tên;\n\
         \x20 bên gửi giả mạo và chứng thư số giả mạo bị từ chối, cả hai lần đều được ghi nhật ký;\n\
         \x20 một nhật ký cho cán bộ kiểm tra tra cứu, và ai có khóa công khai cũng tự kiểm chứng được.",
    )
}

/// What can be done while everything stays up, with the binary at `exe`: it need not be in anybody's path.
pub(crate) fn ready(province: &Province, exe: &Path) -> Said {
    let exe = exe.display();
    let dir = province.dir.display();
    let Province { systems, people, .. } = province;
    let profile = |who: &str| province.profile(who).display().to_string();
    let (ward, commune, auditor) = (profile(WARD), profile(COMMUNE), profile("auditor"));
    let letter = province.work("letter.edxml");
    let letter = letter.display();
    let table = province.foxpro_outbox().join("sent/HN00715.DBF");
    let table = table.display();
    let commands = [
        format!("{exe} inspect {table}"),
        format!(
            "{exe} config explain {dir} --from {FOXPRO} --to H60 --type ho-ngheo/v1 --message {table} --row 2"
        ),
        format!("{exe} send {letter} --id my-1 --profile {ward}"),
        format!("{exe} agencies H60.071 --on 2025-06-30 --profile {commune}"),
        format!("{exe} audit search --sender {WARD} --profile {auditor}"),
    ];
    let commands = commands.map(|command| format!("\n  {command}")).concat();
    Said::new(
        format!(
            "\nEverything stays up until Ctrl-C.\n\
             \x20 systems connect at  {systems}\n\
             \x20 people connect at   {people}\n\
             \x20 configuration       {dir}\n\
             \x20 profiles            {dir}/clients\n\
             \x20 logs                {dir}/logs\n\
             Try, in another terminal:{commands}"
        ),
        format!(
            "\nMọi thứ vẫn chạy cho đến khi bạn nhấn Ctrl-C.\n\
             \x20 hệ thống kết nối tại  {systems}\n\
             \x20 cán bộ kết nối tại    {people}\n\
             \x20 cấu hình              {dir}\n\
             \x20 tệp kết nối           {dir}/clients\n\
             \x20 nhật ký vận hành      {dir}/logs\n\
             Hãy thử ở một cửa sổ dòng lệnh khác:{commands}"
        ),
    )
}
