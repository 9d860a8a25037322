//! The texts of the codes about files, the node and its agencies: number, title and explanation, English first, Vietnamese
//! second.
//!
//! One entry per code, in the order of [`Code`]. The table goes on in [`crate::exchange_code_texts`].

use crate::code::{Code, Entry};

/// `TABLE[code as usize]` is the entry of `code`.
pub(crate) const TABLE: &[Entry] = &[
    Entry {
        code: Code::Unreadable,
        number: "E0001",
        title: ["the file cannot be read", "không đọc được tệp"],
        explanation: [
            "The file or folder exists but the operating system does not let the gateway read it. Check its owner, its rights and the disk.",
            "Tệp hoặc thư mục có tồn tại nhưng hệ điều hành không cho cổng đọc. Hãy kiểm tra chủ sở hữu, quyền truy cập và ổ đĩa.",
        ],
    },
    Entry {
        code: Code::MissingFile,
        number: "E0002",
        title: ["a file that every configuration has is missing", "thiếu một tệp bắt buộc của cấu hình"],
        explanation: [
            "A configuration folder holds lienthong.toml and agencies.csv (or files in agencies/). `lienthong init` writes a commented starter folder.",
            "Thư mục cấu hình phải có lienthong.toml và agencies.csv (hoặc các tệp trong agencies/). Lệnh `lienthong init` tạo một thư mục mẫu có chú thích.",
        ],
    },
    Entry {
        code: Code::TooLarge,
        number: "E0003",
        title: ["the file is too large", "tệp quá lớn"],
        explanation: [
            "A configuration file has at most 16 MiB. Lists that are longer belong into several files.",
            "Mỗi tệp cấu hình tối đa 16 MiB. Danh sách dài hơn cần được chia thành nhiều tệp.",
        ],
    },
    Entry {
        code: Code::TooMany,
        number: "E0004",
        title: ["the folder holds too many files", "thư mục có quá nhiều tệp"],
        explanation: [
            "A configuration folder holds at most 10,000 files. Most often a wrong folder was named.",
            "Thư mục cấu hình có tối đa 10.000 tệp. Thường là do chỉ nhầm thư mục.",
        ],
    },
    Entry {
        code: Code::LeadsOutside,
        number: "E0005",
        title: ["the file leads out of the folder of the configuration", "tệp dẫn ra ngoài thư mục cấu hình"],
        explanation: [
            "A symbolic link of the configuration points outside of its folder, so the revision would not be under the control of those who review the folder. Copy the file into the folder.",
            "Một liên kết tượng trưng trong cấu hình trỏ ra ngoài thư mục, nên phiên bản cấu hình không còn do người duyệt thư mục kiểm soát. Hãy chép tệp vào trong thư mục.",
        ],
    },
    Entry {
        code: Code::NotUtf8,
        number: "E0006",
        title: ["the file is not UTF-8 text", "tệp không phải là văn bản UTF-8"],
        explanation: [
            "Configuration files are UTF-8 (with or without a byte order mark). Save the file again with the encoding UTF-8; from a spreadsheet choose “CSV UTF-8”.",
            "Tệp cấu hình phải là UTF-8 (có hoặc không có BOM). Hãy lưu lại tệp với bảng mã UTF-8; nếu dùng bảng tính thì chọn “CSV UTF-8”.",
        ],
    },
    Entry {
        code: Code::Syntax,
        number: "E0101",
        title: ["the file is not valid TOML", "tệp không đúng cú pháp TOML"],
        explanation: [
            "The text breaks the grammar of TOML 1.1. Texts stand in straight double quotes, each key stands once in its table, a list stands in square brackets.",
            "Nội dung không theo ngữ pháp TOML 1.1. Chuỗi phải đặt trong dấu nháy kép thẳng, mỗi khóa chỉ xuất hiện một lần trong bảng, danh sách đặt trong ngoặc vuông.",
        ],
    },
    Entry {
        code: Code::UnknownKey,
        number: "E0102",
        title: ["unknown key", "khóa không được biết đến"],
        explanation: [
            "The key is not one that this table has. Unknown keys are refused so that a slip of the pen does not silently lose a rule. `lienthong config keys` lists every key of every table.",
            "Bảng này không có khóa như vậy. Khóa lạ bị từ chối để một lỗi gõ không âm thầm làm mất quy tắc. `lienthong config keys` liệt kê mọi khóa của mọi bảng.",
        ],
    },
    Entry {
        code: Code::MissingKey,
        number: "E0103",
        title: ["a required key is missing", "thiếu khóa bắt buộc"],
        explanation: [
            "The table does not say something that has no default.",
            "Bảng chưa khai một mục không có giá trị mặc định.",
        ],
    },
    Entry {
        code: Code::WrongType,
        number: "E0104",
        title: ["the value has the wrong type", "giá trị sai kiểu"],
        explanation: [
            "The key takes another type of value: a text in quotes, a whole number, true or false, a list, or a table.",
            "Khóa này cần kiểu giá trị khác: chuỗi trong dấu nháy, số nguyên, true hoặc false, danh sách, hoặc bảng.",
        ],
    },
    Entry {
        code: Code::CodeAsNumber,
        number: "E0105",
        title: ["a code is written as a number", "mã bị viết dưới dạng số"],
        explanation: [
            "Codes are text: a leading zero is part of the code and a number would lose it. Write the code in quotes.",
            "Mã là chuỗi ký tự: số 0 đứng đầu là một phần của mã và sẽ mất nếu viết dưới dạng số. Hãy đặt mã trong dấu nháy.",
        ],
    },
    Entry {
        code: Code::UnknownWord,
        number: "E0106",
        title: ["the value is not one of the words allowed here", "giá trị không thuộc các từ được phép"],
        explanation: [
            "The key takes one of a few words. The label of the message lists them.",
            "Khóa này chỉ nhận một trong vài từ cho trước, được liệt kê trong thông báo.",
        ],
    },
    Entry {
        code: Code::NotADuration,
        number: "E0107",
        title: ["not a duration", "không phải là khoảng thời gian"],
        explanation: [
            "A duration is a whole number and a unit in quotes: \"500ms\", \"30s\", \"15m\", \"12h\" or \"7d\".",
            "Khoảng thời gian gồm một số nguyên và đơn vị, đặt trong dấu nháy: \"500ms\", \"30s\", \"15m\", \"12h\" hoặc \"7d\".",
        ],
    },
    Entry {
        code: Code::NotASize,
        number: "E0108",
        title: ["not a size", "không phải là dung lượng"],
        explanation: [
            "A size is a whole number and a unit in quotes: \"512B\", \"64KiB\", \"64MiB\" or \"1GiB\" (powers of 1024).",
            "Dung lượng gồm một số nguyên và đơn vị, đặt trong dấu nháy: \"512B\", \"64KiB\", \"64MiB\" hoặc \"1GiB\" (lũy thừa của 1024).",
        ],
    },
    Entry {
        code: Code::NotADate,
        number: "E0109",
        title: ["not a date", "không phải là ngày"],
        explanation: [
            "A date is YYYY-MM-DD, e.g. \"2025-07-01\". Periods are half-open: valid_to is the first day on which the entry no longer holds.",
            "Ngày viết theo dạng NĂM-THÁNG-NGÀY, ví dụ \"2025-07-01\". Khoảng hiệu lực không gồm ngày cuối: valid_to là ngày đầu tiên hết hiệu lực.",
        ],
    },
    Entry {
        code: Code::BadIdentifier,
        number: "E0110",
        title: ["not an identifier of this kind", "định danh không hợp lệ"],
        explanation: [
            "System names, service names, message types and route names have a fixed form and few allowed characters, so that they can stand in addresses, certificates and file names.",
            "Tên hệ thống, tên dịch vụ, loại thông điệp và tên tuyến có dạng cố định và chỉ dùng một số ký tự, để có thể đứng trong địa chỉ, chứng thư số và tên tệp.",
        ],
    },
    Entry {
        code: Code::BadAgencyCode,
        number: "E0111",
        title: ["not an agency code in canonical form", "không phải là mã định danh cơ quan ở dạng chuẩn"],
        explanation: [
            "In the configuration an agency code has one spelling: the form of QĐ 20/2020/QĐ-TTg, upper case, e.g. H60.07. Old forms (000.00.07.H60) belong into the column aliases.",
            "Trong cấu hình, mã định danh cơ quan chỉ có một cách viết: dạng theo QĐ 20/2020/QĐ-TTg, chữ hoa, ví dụ H60.07. Dạng cũ (000.00.07.H60) đưa vào cột aliases.",
        ],
    },
    Entry {
        code: Code::BadAddress,
        number: "E0112",
        title: ["not an address", "địa chỉ không hợp lệ"],
        explanation: [
            "A listener takes IP:PORT, e.g. \"0.0.0.0:8443\". A gRPC server takes https://HOST:PORT.",
            "Cửa tiếp nhận cần IP:CỔNG, ví dụ \"0.0.0.0:8443\". Máy chủ gRPC cần https://MÁY:CỔNG.",
        ],
    },
    Entry {
        code: Code::OutOfRange,
        number: "E0113",
        title: ["the value is out of range", "giá trị ngoài khoảng cho phép"],
        explanation: [
            "The value is too small or too large to be useful or safe. The label of the message gives the limits.",
            "Giá trị quá nhỏ hoặc quá lớn nên không hữu ích hoặc không an toàn. Giới hạn được ghi trong thông báo.",
        ],
    },
    Entry {
        code: Code::Conflict,
        number: "E0114",
        title: ["keys exclude each other", "các khóa loại trừ nhau"],
        explanation: [
            "Two keys of one table say different things about the same matter. Keep one of them.",
            "Hai khóa trong cùng một bảng nói khác nhau về cùng một việc. Hãy giữ lại một khóa.",
        ],
    },
    Entry {
        code: Code::Empty,
        number: "E0115",
        title: ["the value is empty", "giá trị để trống"],
        explanation: [
            "The value says nothing although somebody has to say it: a legal basis, a purpose, a name.",
            "Giá trị không có nội dung trong khi bắt buộc phải nêu: căn cứ pháp lý, mục đích, tên.",
        ],
    },
    Entry {
        code: Code::NotADigest,
        number: "E0116",
        title: ["not a SHA-256 digest", "không phải là giá trị băm SHA-256"],
        explanation: [
            "A pinned certificate is named by the SHA-256 of its DER form, 64 hexadecimal digits. Colons and blanks are not accepted.",
            "Chứng thư số được ghim bằng giá trị băm SHA-256 của dạng DER, gồm 64 chữ số thập lục phân, không có dấu hai chấm hay khoảng trắng.",
        ],
    },
    Entry {
        code: Code::BadPeriod,
        number: "E0117",
        title: ["the period ends before it begins", "thời hạn kết thúc trước khi bắt đầu"],
        explanation: [
            "valid_to is the first day on which the entry no longer holds, so it comes after valid_from.",
            "valid_to là ngày đầu tiên hết hiệu lực, nên phải sau valid_from.",
        ],
    },
    Entry {
        code: Code::CsvMalformed,
        number: "E0201",
        title: ["the file is not valid CSV", "tệp không đúng định dạng CSV"],
        explanation: [
            "Columns are separated by commas. A field that holds a comma, a quote or a line end stands in double quotes, and a double quote in it is doubled (RFC 4180).",
            "Các cột ngăn cách bằng dấu phẩy. Ô có dấu phẩy, dấu nháy hoặc xuống dòng phải đặt trong dấu nháy kép, dấu nháy kép bên trong được viết hai lần (RFC 4180).",
        ],
    },
    Entry {
        code: Code::UnknownColumn,
        number: "E0202",
        title: ["unknown column", "cột không được biết đến"],
        explanation: [
            "The header names a column that the list of agencies does not have, or two columns of a code list by one name. Such columns are refused so that a misspelt header does not silently lose data.",
            "Dòng tiêu đề có cột không thuộc danh sách cơ quan, hoặc danh mục mã có hai cột trùng tên. Cột như vậy bị từ chối để tiêu đề gõ sai không âm thầm làm mất dữ liệu.",
        ],
    },
    Entry {
        code: Code::MissingColumn,
        number: "E0203",
        title: ["a required column is missing", "thiếu cột bắt buộc"],
        explanation: [
            "The list of agencies has the columns code, name, level, valid_from, valid_to and successors, in any order; parent, unit_code and aliases are optional. A code list has the columns code and label.",
            "Danh sách cơ quan có các cột code, name, level, valid_from, valid_to và successors, thứ tự tùy ý; parent, unit_code và aliases là tùy chọn. Danh mục mã có các cột code và label.",
        ],
    },
    Entry {
        code: Code::RowWidth,
        number: "E0204",
        title: ["the row has more or fewer fields than the header", "số ô của dòng khác số cột của tiêu đề"],
        explanation: [
            "Every row has as many fields as the header. A comma inside a name must stand in double quotes.",
            "Mỗi dòng phải có đủ số ô như dòng tiêu đề. Dấu phẩy bên trong tên phải nằm trong dấu nháy kép.",
        ],
    },
    Entry {
        code: Code::BadUnitCode,
        number: "E0205",
        title: ["not a code of an administrative unit", "không phải là mã đơn vị hành chính"],
        explanation: [
            "A unit code has 2 digits (province), 3 (district) or 5 (commune). Spreadsheets drop leading zeros: such codes are refused, never padded silently.",
            "Mã đơn vị hành chính có 2 chữ số (tỉnh), 3 (huyện) hoặc 5 (xã). Bảng tính hay làm mất số 0 đứng đầu: mã như vậy bị từ chối, không bao giờ được tự thêm số 0.",
        ],
    },
    Entry {
        code: Code::Directory,
        number: "E0301",
        title: ["the agencies contradict each other", "danh mục cơ quan có mâu thuẫn"],
        explanation: [
            "The versions of all agencies together break a rule: versions of one code do not overlap, successors exist, a living agency has a living parent of the level above, an alias names one agency on one day.",
            "Các phiên bản cơ quan khi gộp lại vi phạm quy tắc: các phiên bản của một mã không được chồng thời hạn, cơ quan kế thừa phải tồn tại, cơ quan đang hoạt động phải có cơ quan cấp trên đang hoạt động đúng cấp, một bí danh chỉ chỉ một cơ quan trong một ngày.",
        ],
    },
    Entry {
        code: Code::UnknownAgency,
        number: "E0302",
        title: ["unknown agency", "cơ quan không có trong danh mục"],
        explanation: [
            "No row of the list of agencies has this code, at any time.",
            "Không dòng nào trong danh mục cơ quan có mã này, ở bất kỳ thời điểm nào.",
        ],
    },
    Entry {
        code: Code::UnknownLevel,
        number: "E0303",
        title: ["unknown level", "cấp không được biết đến"],
        explanation: [
            "No hierarchy in lienthong.toml has a level of this name.",
            "Không hệ thống phân cấp nào trong lienthong.toml có cấp mang tên này.",
        ],
    },
    Entry {
        code: Code::BadHierarchy,
        number: "E0304",
        title: ["the hierarchies contradict each other", "các hệ thống phân cấp mâu thuẫn nhau"],
        explanation: [
            "There is at least one hierarchy, each names its levels once, and no two are in force on the same day.",
            "Phải có ít nhất một hệ thống phân cấp, mỗi hệ thống nêu từng cấp một lần, và không có hai hệ thống cùng hiệu lực trong một ngày.",
        ],
    },
    Entry {
        code: Code::DuplicateListener,
        number: "E0401",
        title: ["two listeners share a name or an address", "hai cửa tiếp nhận trùng tên hoặc trùng địa chỉ"],
        explanation: [
            "Records name the listener, so names are unique; an address can be bound once.",
            "Nhật ký ghi tên cửa tiếp nhận nên tên phải duy nhất; mỗi địa chỉ chỉ mở được một lần.",
        ],
    },
    Entry {
        code: Code::FileNotFound,
        number: "E0402",
        title: [
            "a file that the configuration names cannot be read",
            "không đọc được tệp mà cấu hình nhắc đến",
        ],
        explanation: [
            "Paths are relative to the folder of the configuration. The file must exist and be readable when the configuration is checked.",
            "Đường dẫn tính từ thư mục cấu hình. Tệp phải tồn tại và đọc được khi kiểm tra cấu hình.",
        ],
    },
    Entry {
        code: Code::BadCertificate,
        number: "E0403",
        title: ["not a certificate", "không phải là chứng thư số"],
        explanation: [
            "The file must hold one or more X.509 certificates in PEM form (BEGIN CERTIFICATE).",
            "Tệp phải chứa một hoặc nhiều chứng thư số X.509 ở dạng PEM (BEGIN CERTIFICATE).",
        ],
    },
    Entry {
        code: Code::BadRevocationList,
        number: "E0404",
        title: ["not a revocation list", "không phải là danh sách thu hồi"],
        explanation: [
            "The file must hold X.509 certificate revocation lists, in PEM (BEGIN X509 CRL) or DER form.",
            "Tệp phải chứa danh sách thu hồi chứng thư số X.509, dạng PEM (BEGIN X509 CRL) hoặc DER.",
        ],
    },
    Entry {
        code: Code::BadJwks,
        number: "E0405",
        title: ["not a set of public keys", "không phải là tập khóa công khai"],
        explanation: [
            "The file must be a JSON Web Key Set (RFC 7517) with at least one public key of type EC or OKP, and no private or symmetric key.",
            "Tệp phải là JSON Web Key Set (RFC 7517) có ít nhất một khóa công khai loại EC hoặc OKP, và không có khóa bí mật hay khóa đối xứng.",
        ],
    },
    Entry {
        code: Code::BadSecret,
        number: "E0406",
        title: ["the secret is not of the kind needed", "khóa bí mật không đúng loại"],
        explanation: [
            "The master key is 32 bytes in hexadecimal or base64; the key of receipts is P-256, the key of the log Ed25519, both as PEM PKCS#8 (BEGIN PRIVATE KEY). A password or token towards another system is one line of text.",
            "Khóa chủ gồm 32 byte viết dạng thập lục phân hoặc base64; khóa ký biên nhận là P-256, khóa ký nhật ký là Ed25519, đều ở dạng PEM PKCS#8 (BEGIN PRIVATE KEY). Mật khẩu hoặc mã truy cập vào hệ thống khác là một dòng văn bản.",
        ],
    },
    Entry {
        code: Code::KeyMismatch,
        number: "E0407",
        title: [
            "certificate and private key do not belong together",
            "chứng thư số và khóa bí mật không khớp nhau",
        ],
        explanation: [
            "The public key of the first certificate of the file is not that of the private key.",
            "Khóa công khai của chứng thư số đầu tiên trong tệp không khớp với khóa bí mật.",
        ],
    },
    Entry {
        code: Code::LimitsContradict,
        number: "E0408",
        title: ["the limits contradict each other", "các giới hạn mâu thuẫn nhau"],
        explanation: [
            "One limit cannot be reached because of another: an inline payload is not larger than a message, and one message fits into the memory allowed.",
            "Một giới hạn không thể đạt được vì giới hạn khác: nội dung gửi kèm không lớn hơn thông điệp, và một thông điệp phải vừa bộ nhớ cho phép.",
        ],
    },
    Entry {
        code: Code::NoIssuer,
        number: "E0409",
        title: [
            "a listener asks for tokens that nobody may issue",
            "cửa tiếp nhận đòi mã truy cập nhưng không ai được cấp",
        ],
        explanation: [
            "A listener with require = \"token\" or \"both\" needs at least one [[issuer]].",
            "Cửa tiếp nhận có require = \"token\" hoặc \"both\" cần ít nhất một [[issuer]].",
        ],
    },
    Entry {
        code: Code::DuplicateIssuer,
        number: "E0410",
        title: ["two issuers share a name", "hai nơi cấp thẻ trùng tên"],
        explanation: [
            "The claim `iss` of a token decides which keys verify it, so each issuer stands once.",
            "Trường `iss` của thẻ quyết định khóa dùng để xác minh, nên mỗi nơi cấp chỉ khai một lần.",
        ],
    },
];
