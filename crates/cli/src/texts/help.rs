//! The help of the command line in Vietnamese. The English one is beside each argument, where clap wants it.
//!
//! Keys are the path of a command, and behind a dot the name of an argument; `*` stands for any command.

use clap::{Arg, ArgAction, Command};

use crate::texts::Lang;

/// The command line with its help in one language.
pub(crate) fn in_lang(command: Command, lang: Lang) -> Command {
    let flag = |name: &'static str, short, action, en, vi| {
        Arg::new(name).short(short).long(name).action(action).help(lang.pick(en, vi))
    };
    // Of our own making, so that they too speak the language.
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help, "Print help", "In trợ giúp").global(true))
        .arg(flag("version", 'V', ArgAction::Version, "Print version", "In phiên bản"));
    match lang {
        Lang::En => command,
        Lang::Vi => translated(command, ""),
    }
}

fn translated(command: Command, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .mut_args(|arg| {
            let heading = match (arg.get_help_heading(), arg.is_positional()) {
                (Some(_), _) => "Cổng",
                (None, true) => "Tham số",
                (None, false) => "Tùy chọn",
            };
            let help = argument(path, arg.get_id().as_str());
            let arg = arg.help_heading(heading);
            match help {
                Some(help) => arg.help(help),
                None => arg,
            }
        })
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .help_template("{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}");
    if let Some(about) = text(path) {
        command = command.about(about);
    }
    for name in names {
        let below = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(&name, |sub| translated(sub, &below));
    }
    command
}

fn argument(path: &str, name: &str) -> Option<&'static str> {
    text(&format!("{path}.{name}")).or_else(|| text(&format!("*.{name}")))
}

fn text(key: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

const TEXTS: &[(&str, &str)] = &[
    ("", "Chuyển thông điệp và lời gọi giữa các hệ thống của tỉnh, chuyển đổi định dạng, lưu bằng chứng"),
    ("*.lang", "Ngôn ngữ hiển thị"),
    ("*.json", "Trả lời bằng JSON, mỗi dòng một đối tượng"),
    ("*.help", "In trợ giúp"),
    ("*.version", "In phiên bản"),
    // the gateway
    ("*.profile", "Tệp cho biết cổng ở đâu và ta là ai"),
    ("*.server", "Địa chỉ cổng, https://MÁY:CỔNG"),
    ("*.ca", "Tệp PEM chứa chứng thư số gốc của cổng"),
    ("*.cert", "Tệp PEM chứa chứng thư số của ta"),
    ("*.key", "Tệp PEM chứa khóa riêng của chứng thư số"),
    ("*.token", "Tệp chứa mã truy cập của ta"),
    ("*.timeout", "Thời gian chờ một yêu cầu, ví dụ 30s"),
    // the envelope
    ("*.kind", "Loại thông điệp, ví dụ document; có thể bỏ qua nếu định dạng đã nêu"),
    ("*.to", "Nơi nhận: mã cơ quan, CƠQUAN/TÊN hoặc every:CẤP:THUỘC; lặp lại để thêm"),
    ("*.created_at", "Thời điểm lập thông điệp, ví dụ 2026-11-20 hoặc 2026-11-20T08:00:00+07:00"),
    ("*.case", "Khóa hồ sơ: các thông điệp cùng hồ sơ đến theo đúng thứ tự"),
    (
        "*.correlation",
        "Mã liên kết các thông điệp và lời gọi; cán bộ kiểm tra tra cứu được nên không ghi dữ liệu cá nhân",
    ),
    ("*.notify", "Những kết quả nào được báo lại"),
    ("*.limit", "Tối đa bao nhiêu mục"),
    ("*.dir", "Thư mục cấu hình"),
    ("*.config", "Thư mục cấu hình"),
    ("serve", "Chạy cổng"),
    ("serve.log", "Dạng nhật ký vận hành"),
    ("demo", "Xem cổng hoạt động: một tỉnh trong thư mục tạm, với mọi hệ thống cùng chạy"),
    ("demo.once", "Kết thúc sau câu chuyện; mã thoát 0 chỉ khi mọi bước đều đúng"),
    ("demo.dir", "Thư mục để dựng và giữ lại; phải chưa có gì"),
    ("demo.keep", "Không xóa thư mục tạm"),
    ("demo-residence", "Dịch vụ cư trú của bản chạy thử"),
    ("demo-residence serve", "Phục vụ cho đến khi đầu vào chuẩn kết thúc"),
    ("demo-residence serve.certificate", "Tệp PEM chứa chứng thư số"),
    ("demo-residence serve.ca", "Tệp PEM chứa chứng thư số gốc của bên gọi"),
    ("demo-register", "Sổ hộ nghèo của bản chạy thử, trước đây của cấp huyện"),
    ("demo-register serve", "Phục vụ cho đến khi đầu vào chuẩn kết thúc"),
    ("demo-register serve.certificate", "Tệp PEM chứa chứng thư số"),
    ("demo-residence ask", "Gọi dịch vụ qua cổng bằng chính tên của nó"),
    ("demo-residence ask.personal_id", "Số định danh cá nhân"),
    ("demo-residence ask.household", "Cả hộ gia đình, từng người một"),
    ("init", "Tạo thư mục cấu hình mẫu có chú thích, kèm chứng thư số để thử nghiệm"),
    ("init.dir", "Thư mục cần tạo"),
    ("init.province", "Mã cơ quan của tỉnh"),
    ("init.name", "Tên Ủy ban nhân dân tỉnh"),
    ("init.force", "Ghi đè các tệp đã có"),
    ("dev", "Chứng thư số và mã truy cập để thử nghiệm"),
    ("dev certificate", "Tạo chứng thư số và tệp kết nối cho một hệ thống"),
    ("dev certificate.system", "Hệ thống, CƠQUAN/TÊN"),
    ("dev certificate.server", "Địa chỉ cổng ghi trong tệp kết nối"),
    ("dev token", "Tạo mã truy cập"),
    ("dev token.subject", "Mã truy cập cấp cho ai: một người, hoặc mã hệ thống"),
    ("dev token.role", "Được làm gì; lặp lại để thêm"),
    ("dev token.agency", "Cơ quan mà người đó đại diện"),
    ("dev token.cert", "Tệp PEM chứa chứng thư số mà mã truy cập gắn với"),
    ("dev token.ttl", "Mã truy cập có giá trị bao lâu"),
    ("dev token.out", "Tệp ghi mã truy cập; nếu bỏ qua thì in ra"),
    ("config", "Kiểm tra, giải thích và thử cấu hình"),
    ("config check", "Báo mọi lỗi của cấu hình, kèm vị trí và cách sửa"),
    ("config check.deny_warnings", "Coi cảnh báo là lỗi"),
    ("config check.explain", "Giải thích một mã lỗi, ví dụ E0102 hoặc CSV_STRAY_QUOTE"),
    ("config explain", "Cho biết tuyến nào quyết định với hệ thống gửi, loại và nơi nhận, và vì sao"),
    (
        "config explain.to",
        "Nơi nhận: mã cơ quan, CƠQUAN/TÊN hoặc every:CẤP:THUỘC; lặp lại để thêm; bỏ trống thì lấy nơi nhận ghi trong tệp của --message",
    ),
    ("config explain.from", "Hệ thống gửi hoặc gọi, CƠQUAN/TÊN"),
    ("config explain.kind", "Loại thông điệp"),
    ("config explain.service", "Dịch vụ, CƠQUAN/HỆTHỐNG/DỊCHVỤ/vN"),
    ("config explain.method", "Phương thức, chỉ tên"),
    ("config explain.date", "Ngày lập và gửi thông điệp; bỏ qua là hôm nay"),
    ("config explain.size", "Số byte của thông điệp"),
    ("config check.losses", "Liệt kê những gì mỗi ánh xạ thay đổi, bỏ qua hoặc từ chối, và vì sao"),
    ("config explain.message", "Tệp đúng như bên gửi sẽ gửi: đọc ra sao, và mỗi bên nhận sẽ nhận gì"),
    ("config explain.row", "Dòng của tệp được trình bày từng bước; mặc định là dòng đầu"),
    ("config explain.show_personal", "Hiện giá trị của các trường là dữ liệu cá nhân"),
    ("config coverage", "Cho biết ánh xạ mang được bao nhiêu cột của một tệp"),
    ("config coverage.dir", "Thư mục cấu hình"),
    ("config coverage.mapping", "Ánh xạ"),
    ("config coverage.file", "Tệp đúng như hệ thống ghi ra"),
    ("inspect", "Cho biết tệp của hệ thống cũ chứa gì, và soạn nháp ánh xạ cho tệp đó"),
    ("inspect.file", "Tệp cần xem; `-` là đầu vào chuẩn"),
    ("inspect.draft", "Ghi lược đồ, ánh xạ và danh mục bản nháp vào thư mục này"),
    ("inspect.name", "Tên bản nháp: chữ, số và `-`; mặc định theo tên tệp"),
    ("inspect.sheet", "Trang tính cần xem: tên, hoặc số thứ tự từ 1; mặc định là trang đầu tiên có dữ liệu"),
    ("inspect.samples", "Số giá trị hiện ra cho mỗi cột"),
    ("convert", "Chuyển tệp từ định dạng này sang định dạng khác theo các ánh xạ của cấu hình"),
    ("convert.input", "Tệp nguồn"),
    ("convert.out", "Tệp kết quả"),
    (
        "convert.from",
        "Ánh xạ đọc tệp nguồn, hoặc một định dạng: canonical, canonical-json, dossier-json, edxml",
    ),
    (
        "convert.to",
        "Ánh xạ ghi tệp kết quả, hoặc một định dạng: canonical, canonical-json, dossier-json, edxml",
    ),
    ("convert.config", "Thư mục cấu hình chứa các ánh xạ"),
    (
        "convert.bad_rows",
        "Cho các dòng hợp lệ đi tiếp, ghi các dòng lỗi kèm lý do vào tệp này, mỗi dòng một đối tượng JSON; mã thoát \
         là 1 khi có dòng lỗi",
    ),
    ("config test", "Chạy các phép thử của cấu hình"),
    ("config codes", "Liệt kê mã của mọi lỗi"),
    ("config keys", "Liệt kê các khóa của một tệp hoặc một bảng cấu hình: kiểu, mặc định, ý nghĩa"),
    (
        "config keys.name",
        "Tệp, bảng hoặc khóa, ví dụ mappings, field hoặc charset; bỏ qua thì liệt kê mọi bảng",
    ),
    ("send", "Gửi một thông điệp"),
    ("send.file", "Tệp cần gửi; - là đầu vào chuẩn"),
    ("send.id", "Mã thông điệp; cùng mã và cùng dữ liệu là một thông điệp. Tự tạo nếu bỏ qua"),
    (
        "send.id_from_format",
        "Để định dạng đặt mã thông điệp; định dạng không có mã (edXML) thì lấy mã băm của nội dung",
    ),
    ("send.jwks", "Kiểm tra chữ ký của biên nhận bằng bộ khóa này của cổng"),
    ("send.receipt", "Lưu biên nhận vào tệp này"),
    ("preview", "Cho biết điều gì sẽ xảy ra với thông điệp mà không gửi"),
    ("preview.size", "Số byte của thông điệp"),
    ("receive", "Nhận thông điệp"),
    ("receive.dir", "Thư mục lưu dữ liệu"),
    ("receive.drain", "Kết thúc khi không còn gì, thay vì chờ thêm"),
    ("receive.max", "Kết thúc sau chừng này thông điệp"),
    ("receive.lease", "Mỗi thông điệp được giữ cho ta bao lâu"),
    ("receive.accept", "Xác nhận đã nhận từng thông điệp; mặc định khi có --dir"),
    ("receive.refuse", "Từ chối từng thông điệp với lý do này, A-Z 0-9 _"),
    ("receive.no_ack", "Không xác nhận gì: các thông điệp sẽ đến lại; mặc định khi không có --dir"),
    ("call", "Gọi một dịch vụ và chờ trả lời"),
    ("call.service", "Dịch vụ, CƠQUAN/HỆTHỐNG/DỊCHVỤ/vN"),
    ("call.method", "Phương thức, chỉ tên"),
    ("call.data", "Tệp chứa yêu cầu đã mã hóa; - là đầu vào chuẩn. Bỏ qua là yêu cầu rỗng"),
    ("call.hex", "Yêu cầu đã mã hóa, dạng thập lục phân"),
    ("call.out", "Ghi trả lời vào tệp này; - là đầu ra chuẩn"),
    ("call.id", "Mã lượt gọi của ta"),
    ("services", "Liệt kê các dịch vụ được phép gọi"),
    ("status", "Thông điệp đã gửi ra sao; không có mã thì cho biết tình trạng cổng"),
    ("status.message_id", "Mã thông điệp; bỏ qua là tình trạng cổng (cho người vận hành)"),
    ("deliveries", "Liệt kê các lượt chuyển của thông điệp đã gửi"),
    ("deliveries.state", "Chỉ các lượt chuyển ở trạng thái này; lặp lại để thêm"),
    ("agencies", "Tra cứu cơ quan theo ngày"),
    ("agencies.code", "Một cơ quan: mã dưới bất kỳ dạng viết nào, hoặc tên khác"),
    ("agencies.on", "Ngày cần hỏi; bỏ qua là hôm nay"),
    ("agencies.under", "Chỉ các cơ quan thuộc cơ quan này"),
    ("agencies.level", "Chỉ cấp này, ví dụ commune"),
    ("audit", "Tra cứu nhật ký kiểm toán, lấy và kiểm chứng bằng chứng"),
    ("audit search", "Tra cứu nhật ký, mới nhất trước"),
    (
        "audit search.from",
        "Từ thời điểm này, ví dụ 2026-11-20, 2026-11-20T08:00:00+07:00 hoặc 2h (trước đây)",
    ),
    ("audit search.to", "Trước thời điểm này"),
    ("audit search.event", "Chỉ sự kiện này; lặp lại để thêm"),
    ("audit search.sender", "Bên gửi: mã cơ quan hoặc hệ thống"),
    ("audit search.receiver", "Bên nhận: mã cơ quan hoặc hệ thống"),
    ("audit search.kind", "Loại thông điệp"),
    ("audit search.route", "Tên tuyến"),
    ("audit search.state", "Thông điệp có lượt chuyển đang ở trạng thái này"),
    ("audit search.message_id", "Mã thông điệp"),
    ("audit search.correlation", "Mã liên kết"),
    (
        "audit search.term",
        "Khóa tra cứu của bản ghi trong thông điệp, ví dụ so_dinh_danh=000200000001; ghi - thay giá trị để đọc từ \
         đầu vào chuẩn, người khác dùng máy này sẽ không thấy",
    ),
    ("audit show", "Cho xem diễn biến của một thông điệp"),
    ("audit show.sender", "Hệ thống gửi, CƠQUAN/TÊN"),
    ("audit show.message_id", "Mã thông điệp của bên gửi"),
    ("audit prove", "Xuất một bản ghi kèm bằng chứng kiểm chứng được ngoại tuyến"),
    ("audit prove.index", "Vị trí của bản ghi trong nhật ký"),
    ("audit prove.out", "Tệp ghi bản ghi; bằng chứng ở tệp cùng tên thêm .tlog-proof"),
    ("audit verify", "Kiểm chứng thư số mục nhật ký hoặc bản ghi đã xuất, ngoại tuyến"),
    ("audit verify.path", "Thư mục nhật ký, hoặc bản ghi đã xuất"),
    ("audit verify.key", "Khóa kiểm chứng của nhật ký, TÊN+MÃ+KHÓA"),
    ("audit verify.older", "Với thư mục: điểm chốt đã biết trước đó mà nhật ký phải khớp"),
    ("audit verify.proof", "Với bản ghi: tệp bằng chứng, nếu không ở bên cạnh"),
    ("audit checkpoint", "Cho xem điểm chốt mới nhất đã ký, và kiểm tra nhật ký chỉ được nối thêm"),
    ("audit checkpoint.older", "Điểm chốt đã biết trước đó: kiểm tra nhật ký chỉ được nối thêm"),
    ("audit checkpoint.out", "Lưu điểm chốt vào tệp này"),
    ("*.log_key", "Khóa kiểm chứng của nhật ký, TÊN+MÃ+KHÓA"),
    ("*.key_file", "Tệp chứa khóa kiểm chứng của nhật ký"),
    ("dead-letter", "Các lượt chuyển đã thất bại"),
    ("dead-letter list", "Liệt kê, cũ nhất trước"),
    ("dead-letter list.receiver", "Chỉ gửi tới hệ thống này"),
    ("dead-letter list.sender", "Chỉ gửi từ hệ thống này"),
    ("dead-letter list.all", "Cả những lượt bị bên nhận từ chối và đã hết hạn"),
    ("dead-letter replay", "Cho chuyển lại"),
    ("dead-letter replay.deliveries", "Lượt chuyển; lặp lại để thêm"),
    ("dead-letter replay.cap", "Chuyển lại tối đa chừng này lần cho một lượt gốc"),
    ("admin", "Vận hành cấu hình của cổng"),
    ("admin status", "Tình trạng cổng"),
    ("admin reload", "Đọc lại thư mục cấu hình; nếu có lỗi thì cấu hình đang dùng vẫn giữ nguyên"),
    ("systems", "Liệt kê các hệ thống và lượng tồn đọng"),
    ("completions", "In tập lệnh gợi ý cho shell"),
    ("completions.shell", "Loại shell"),
    ("version", "In phiên bản"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn walk(command: &Command, path: &str, visit: &mut impl FnMut(String, Option<String>)) {
        visit(path.to_owned(), command.get_about().map(ToString::to_string));
        for arg in command.get_arguments() {
            visit(format!("{path}.{}", arg.get_id()), arg.get_help().map(ToString::to_string));
        }
        for sub in command.get_subcommands() {
            let below = if path.is_empty() {
                sub.get_name().to_owned()
            } else {
                format!("{path} {}", sub.get_name())
            };
            walk(sub, &below, visit);
        }
    }

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let mut english = Vec::new();
        walk(&in_lang(crate::args::Cli::command(), Lang::En), "", &mut |key, help| english.push((key, help)));
        let mut vietnamese = Vec::new();
        walk(&in_lang(crate::args::Cli::command(), Lang::Vi), "", &mut |key, help| {
            vietnamese.push((key, help))
        });
        let mut used = std::collections::BTreeSet::new();
        for ((key, en), (same, vi)) in english.into_iter().zip(vietnamese) {
            assert_eq!(key, same);
            let en = en.unwrap_or_else(|| panic!("{key} has no help"));
            assert_ne!(Some(en), vi, "{key} has no Vietnamese help");
            let any = key.split_once('.').map(|(_, name)| format!("*.{name}"));
            used.insert(if text(&key).is_some() { key } else { any.unwrap() });
        }
        for (key, _) in TEXTS {
            assert!(used.contains(*key), "{key} is the help of nothing");
        }
    }
}
