//! The texts of the codes about data: schemas, code lists, mappings, and who may exchange what they declare.
//!
//! The part of the table behind [`crate::exchange_code_texts`], in the order of [`Code`].

use crate::code::{Code, Entry};

/// `TABLE[code as usize - first]` is the entry of `code`, where `first` is the number of entries before.
pub(crate) const TABLE: &[Entry] = &[
    Entry {
        code: Code::DuplicateSchema,
        number: "E0801",
        title: ["two schemas have one id", "hai lược đồ trùng định danh"],
        explanation: [
            "A message type names one schema. A new version of a schema has a new number, e.g. khai-sinh/v2.",
            "Mỗi loại thông điệp chỉ ứng với một lược đồ. Phiên bản mới của lược đồ mang số mới, ví dụ khai-sinh/v2.",
        ],
    },
    Entry {
        code: Code::DuplicateField,
        number: "E0802",
        title: ["two fields of one group have one name", "hai trường trong một nhóm trùng tên"],
        explanation: [
            "Within the schema, and within each group, a field has a name of its own.",
            "Trong lược đồ và trong từng nhóm, mỗi trường phải có tên riêng.",
        ],
    },
    Entry {
        code: Code::SchemaKeyMisfit,
        number: "E0803",
        title: ["the key does not fit the type of the field", "khóa không phù hợp với kiểu của trường"],
        explanation: [
            "length belongs to digits, max to text, scale to decimal, precision to date, codes and open to code, field and repeats to group.",
            "length dành cho digits, max cho text, scale cho decimal, precision cho date, codes và open cho code, field và repeats cho group.",
        ],
    },
    Entry {
        code: Code::UnknownCodeList,
        number: "E0804",
        title: ["there is no such code list", "không có danh mục mã này"],
        explanation: [
            "A code list is a file of the folder codelists: gioi-tinh is codelists/gioi-tinh.csv with the columns code and label.",
            "Danh mục mã là một tệp trong thư mục codelists: gioi-tinh là codelists/gioi-tinh.csv với các cột code và label.",
        ],
    },
    Entry {
        code: Code::SearchKeyRepeated,
        number: "E0805",
        title: [
            "a search key must stand once in a record",
            "khóa tìm kiếm chỉ được có một giá trị trong mỗi bản ghi",
        ],
        explanation: [
            "Auditors search records by a value that stands once. A group, and what stands in a group that repeats, cannot be a search key.",
            "Việc tìm kiếm khi kiểm tra dựa trên một giá trị duy nhất của bản ghi. Nhóm, và trường nằm trong nhóm lặp lại, không thể là khóa tìm kiếm.",
        ],
    },
    Entry {
        code: Code::DuplicateCodeList,
        number: "E0806",
        title: ["two code lists have one name", "hai danh mục mã trùng tên"],
        explanation: [
            "A code list is called like its file without .csv, whatever folder the file is in. Rename one of them.",
            "Tên danh mục là tên tệp bỏ đuôi .csv, không phụ thuộc thư mục con. Hãy đổi tên một tệp.",
        ],
    },
    Entry {
        code: Code::DuplicateCode,
        number: "E0807",
        title: ["the code stands twice in its list", "mã bị lặp trong danh mục"],
        explanation: [
            "A code has one row. Several codes of an old format for one code stand in further columns.",
            "Mỗi mã có một dòng. Nếu một mã ứng với nhiều mã của định dạng cũ thì ghi ở các cột bổ sung.",
        ],
    },
    Entry {
        code: Code::DuplicateMapping,
        number: "E0901",
        title: ["two mappings have one name", "hai ánh xạ trùng tên"],
        explanation: [
            "Systems name their mappings, so a name stands once. Without the key name a mapping is called like its file.",
            "Hệ thống gọi ánh xạ theo tên nên tên không được trùng. Nếu không có khóa name thì tên là tên tệp.",
        ],
    },
    Entry {
        code: Code::UnknownSchema,
        number: "E0902",
        title: ["there is no such schema", "không có lược đồ này"],
        explanation: [
            "A mapping carries one schema of the folder schemas, by its id, e.g. khai-sinh/v1.",
            "Ánh xạ ứng với một lược đồ trong thư mục schemas, gọi theo id, ví dụ khai-sinh/v1.",
        ],
    },
    Entry {
        code: Code::UnknownField,
        number: "E0903",
        title: ["the schema has no such field", "lược đồ không có trường này"],
        explanation: [
            "Fields are named as in the schema; a field in a group by its path, e.g. cha.ho_ten. What stands in a group that repeats is named below [[group]].",
            "Trường gọi theo tên trong lược đồ; trường trong nhóm gọi theo đường dẫn, ví dụ cha.ho_ten. Trường trong nhóm lặp lại khai dưới [[group]].",
        ],
    },
    Entry {
        code: Code::FieldTwice,
        number: "E0904",
        title: ["the field is mapped twice", "trường được ánh xạ hai lần"],
        explanation: [
            "In one direction a field has one place. Where the format writes it elsewhere than it reads it, give one entry direction = \"read\" and the other direction = \"write\".",
            "Theo mỗi chiều, một trường chỉ có một chỗ. Nếu định dạng đọc và ghi ở hai chỗ khác nhau thì một mục đặt direction = \"read\", mục kia đặt direction = \"write\".",
        ],
    },
    Entry {
        code: Code::OperationMisfit,
        number: "E0905",
        title: ["the operation does not fit the field", "thao tác không phù hợp với trường"],
        explanation: [
            "Every operation is for some kinds of fields: dates for dates, number for decimals, codes for codes and texts, yes and no for booleans, changes of case for texts and codes.",
            "Mỗi thao tác chỉ dành cho một số kiểu trường: dates cho ngày, number cho số, codes cho mã và chữ, yes và no cho đúng/sai, đổi chữ hoa chữ thường cho chữ và mã.",
        ],
    },
    Entry {
        code: Code::BadDateForm,
        number: "E0906",
        title: ["not a way to write dates", "không phải là cách ghi ngày"],
        explanation: [
            "A form is made of dd or d, MM or M, yyyy or yy, HH, mm and ss with other characters between them, e.g. dd/MM/yyyy; or it is excel-serial.",
            "Dạng ngày gồm dd hoặc d, MM hoặc M, yyyy hoặc yy, HH, mm, ss và ký tự ngăn cách, ví dụ dd/MM/yyyy; hoặc là excel-serial.",
        ],
    },
    Entry {
        code: Code::PivotMissing,
        number: "E0907",
        title: ["a year of two digits needs a pivot", "năm hai chữ số cần có mốc thế kỷ"],
        explanation: [
            "pivot is the last two-digit year that belongs to this century: with pivot = 30, 30 is 2030 and 31 is 1931. Nobody guesses it.",
            "pivot là năm hai chữ số cuối cùng thuộc thế kỷ này: với pivot = 30 thì 30 là 2030, còn 31 là 1931. Cổng không tự đoán.",
        ],
    },
    Entry {
        code: Code::DatesConflict,
        number: "E0908",
        title: [
            "two forms read one text as different dates",
            "hai dạng ngày đọc cùng một chuỗi thành hai ngày khác nhau",
        ],
        explanation: [
            "03/04/2014 is 3 April or 4 March. A column has one of such forms; keep the one that its program writes.",
            "03/04/2014 có thể là ngày 3 tháng 4 hoặc ngày 4 tháng 3. Mỗi cột chỉ dùng một trong các dạng như vậy; hãy giữ dạng mà phần mềm nguồn ghi.",
        ],
    },
    Entry {
        code: Code::CodeNotInList,
        number: "E0909",
        title: ["the code is not in the list of the field", "mã không thuộc danh mục của trường"],
        explanation: [
            "A mapping translates into codes that the schema's list has. Correct the code, or add it to the list.",
            "Ánh xạ phải đổi sang mã có trong danh mục của lược đồ. Hãy sửa mã, hoặc bổ sung mã vào danh mục.",
        ],
    },
    Entry {
        code: Code::UnknownListColumn,
        number: "E0910",
        title: ["the code list has no such column", "danh mục mã không có cột này"],
        explanation: [
            "codes = { list = \"…\", column = \"…\" } names a column of the file in codelists that holds the codes of the format.",
            "codes = { list = \"…\", column = \"…\" } chỉ cột của tệp trong codelists chứa mã của định dạng cũ.",
        ],
    },
    Entry {
        code: Code::CodeMeansTwo,
        number: "E0911",
        title: ["a code of the format means two codes", "một mã của định dạng ứng với hai mã"],
        explanation: [
            "Reading must give one answer. Each code of the format stands once in its column.",
            "Khi đọc chỉ được có một kết quả. Mỗi mã của định dạng chỉ xuất hiện một lần trong cột.",
        ],
    },
    Entry {
        code: Code::WidthMissing,
        number: "E0912",
        title: ["the column needs a width", "cột cần có độ rộng"],
        explanation: [
            "Fields of DBF files have a fixed width: column = { width = 40 }, for numbers also decimals. A value that does not fit is refused, never cut.",
            "Trường của tệp DBF có độ rộng cố định: column = { width = 40 }, với số thì thêm decimals. Giá trị không vừa bị từ chối, không bao giờ bị cắt.",
        ],
    },
    Entry {
        code: Code::SpansOverlap,
        number: "E0913",
        title: ["two columns share places of the record", "hai cột chồng lên nhau trong bản ghi"],
        explanation: [
            "In records of fixed width every place belongs to one column. start counts from 1.",
            "Trong bản ghi độ rộng cố định, mỗi vị trí chỉ thuộc một cột. start đếm từ 1.",
        ],
    },
    Entry {
        code: Code::ForeignSourceKey,
        number: "E0914",
        title: ["the key belongs to another format", "khóa thuộc định dạng khác"],
        explanation: [
            "Each format has keys of its own in [source]: a delimiter is for csv, a sheet for xlsx and xls, rows for xml and json.",
            "Mỗi định dạng có các khóa riêng trong [source]: delimiter dành cho csv, sheet cho xlsx và xls, rows cho xml và json.",
        ],
    },
    Entry {
        code: Code::UnknownCharset,
        number: "E0915",
        title: ["unknown charset", "bảng mã không được biết đến"],
        explanation: [
            "The charset says what the bytes of a text mean, so it must be one that the gateway knows exactly. VPS, BKHCM, VietWare, VIQR and VNI for Mac are out of scope: convert such files first.",
            "Bảng mã quyết định ý nghĩa của từng byte nên phải là bảng mã mà cổng biết chính xác. VPS, BKHCM, VietWare, VIQR và VNI cho Mac không được hỗ trợ: hãy chuyển mã các tệp đó trước.",
        ],
    },
    Entry {
        code: Code::NoInverse,
        number: "E0916",
        title: ["the mapping cannot be undone", "ánh xạ không đảo ngược được"],
        explanation: [
            "A mapping for both directions writes what it reads. Where something cannot be written back, the mapping is for reading: direction = \"read\".",
            "Ánh xạ dùng cho cả hai chiều phải ghi lại được những gì đã đọc. Nếu có phần không ghi lại được thì ánh xạ chỉ dùng để đọc: direction = \"read\".",
        ],
    },
    Entry {
        code: Code::RequiredNotRead,
        number: "E0917",
        title: ["the mapping does not give a required field", "ánh xạ không cung cấp trường bắt buộc"],
        explanation: [
            "A record without a required field is refused, so no file could be read. Map the field, give it a const, or make it optional in the schema.",
            "Bản ghi thiếu trường bắt buộc bị từ chối nên không đọc được tệp nào. Hãy ánh xạ trường đó, cho giá trị const, hoặc để trường là tùy chọn trong lược đồ.",
        ],
    },
    Entry {
        code: Code::BadValue,
        number: "E0918",
        title: ["the value is not one of the field", "giá trị không hợp lệ với trường"],
        explanation: [
            "default and const are written in canonical form and obey the rules of the schema: dates as 2026-11-20, numbers as \"12.5\", codes of the list.",
            "default và const viết ở dạng chuẩn và phải theo quy tắc của lược đồ: ngày 2026-11-20, số \"12.5\", mã thuộc danh mục.",
        ],
    },
    Entry {
        code: Code::ColumnTwice,
        number: "E0919",
        title: ["two fields are written into one column", "hai trường được ghi vào cùng một cột"],
        explanation: [
            "A column gets one value, or all of its parts with one separator. Mark what is only read with direction = \"read\".",
            "Mỗi cột nhận một giá trị, hoặc đủ các phần với cùng một dấu phân cách. Mục chỉ để đọc thì đặt direction = \"read\".",
        ],
    },
    Entry {
        code: Code::GroupMisfit,
        number: "E0920",
        title: ["a group stands where it cannot", "nhóm đặt sai chỗ"],
        explanation: [
            "[[group]] is for groups of the schema that repeat, in xml and json. Tables have rows only; the fields of a group that does not repeat are named by their path.",
            "[[group]] dành cho nhóm lặp lại của lược đồ, trong xml và json. Bảng chỉ có dòng; trường của nhóm không lặp gọi theo đường dẫn.",
        ],
    },
    Entry {
        code: Code::ColumnDiffers,
        number: "E0921",
        title: ["one column is described in two ways", "một cột được mô tả theo hai cách"],
        explanation: [
            "Several fields may use one column; what is said of the column itself (charset, width, place) is said once or alike.",
            "Nhiều trường có thể dùng chung một cột; mô tả của cột (bảng mã, độ rộng, vị trí) chỉ nêu một lần hoặc nêu giống nhau.",
        ],
    },
    Entry {
        code: Code::UnknownMapping,
        number: "E0511",
        title: ["there is no such mapping", "không có ánh xạ này"],
        explanation: [
            "A system names mappings of the folder mappings, by the key name of the file or by the name of the file.",
            "Hệ thống gọi ánh xạ trong thư mục mappings theo khóa name của tệp hoặc theo tên tệp.",
        ],
    },
    Entry {
        code: Code::TwoMappings,
        number: "E0512",
        title: [
            "the system has two mappings for one schema and direction",
            "hệ thống có hai ánh xạ cho cùng lược đồ và cùng chiều",
        ],
        explanation: [
            "The gateway must know which one to use: a system has at most one mapping to read and one to write each schema. Two programs of one agency are two systems.",
            "Cổng phải biết dùng ánh xạ nào: mỗi hệ thống có tối đa một ánh xạ đọc và một ánh xạ ghi cho mỗi lược đồ. Hai phần mềm của một cơ quan là hai hệ thống.",
        ],
    },
    Entry {
        code: Code::NotWritable,
        number: "E0513",
        title: [
            "the system receives what cannot be written for it",
            "hệ thống nhận loại thông điệp mà cổng không ghi được cho nó",
        ],
        explanation: [
            "Records of a schema reach a system through a mapping that writes, or as they are in the formats canonical, canonical-json and opaque. Documents and dossiers need a format.",
            "Bản ghi của lược đồ đến hệ thống qua một ánh xạ có chiều ghi, hoặc nguyên dạng với định dạng canonical, canonical-json và opaque. Văn bản và hồ sơ cần có format.",
        ],
    },
    Entry {
        code: Code::WrongWay,
        number: "E0514",
        title: ["the mapping does not go this way", "ánh xạ không dùng được theo chiều này"],
        explanation: [
            "The request of a method is written by its mapping, and the answer is read by it. A mapping whose direction is read only cannot write, and the other way round.",
            "Yêu cầu của một phương thức được ghi qua ánh xạ, còn trả lời được đọc qua ánh xạ. Ánh xạ chỉ có chiều đọc thì không ghi được, và ngược lại.",
        ],
    },
    Entry {
        code: Code::NoEnvelope,
        number: "E0515",
        title: ["this cannot go to a SOAP server", "nội dung này không gửi được tới máy chủ SOAP"],
        explanation: [
            "A connector of the kind soap without `wrap` sends each message as it is, so it must be an envelope already: the format opaque, or a mapping with `soap` in its source. With `wrap` it goes into the parameter that it names: as xml what is XML, as text what is text in UTF-8, as base64 everything. The mappings of a method write and read XML.",
            "Kết nối loại soap không có `wrap` thì gửi nguyên từng thông điệp, nên thông điệp phải sẵn là phong bì: định dạng opaque, hoặc ánh xạ có `soap` trong source. Có `wrap` thì nội dung được đặt vào tham số đã khai: kiểu xml cần nội dung XML, kiểu text cần văn bản UTF-8, kiểu base64 chứa được mọi thứ. Ánh xạ của phương thức thì ghi và đọc XML.",
        ],
    },
    Entry {
        code: Code::UnknownType,
        number: "E0604",
        title: [
            "the message type is neither built in nor declared",
            "loại thông điệp không có sẵn và chưa được khai báo",
        ],
        explanation: [
            "Built in are document, document-status, dossier and dossier-progress; every other type is a schema of the folder schemas. Undeclared types travel between systems of the format opaque only.",
            "Có sẵn là document, document-status, dossier và dossier-progress; các loại khác là lược đồ trong thư mục schemas. Loại chưa khai báo chỉ đi giữa các hệ thống dùng định dạng opaque.",
        ],
    },
    Entry {
        code: Code::SenderCannotSay,
        number: "E0605",
        title: ["a sender of the route cannot be read", "không đọc được thông điệp của bên gửi trong tuyến"],
        explanation: [
            "Records of a schema come from a system through a mapping that reads, or as they are in the formats canonical, canonical-json and opaque. Without either every message on the route would be refused.",
            "Bản ghi của lược đồ đến từ hệ thống qua một ánh xạ có chiều đọc, hoặc nguyên dạng với định dạng canonical, canonical-json và opaque. Nếu không, mọi thông điệp theo tuyến đều bị từ chối.",
        ],
    },
    Entry {
        code: Code::NotPersonal,
        number: "W0801",
        title: [
            "the field looks personal and is not marked so",
            "trường có vẻ là dữ liệu cá nhân nhưng chưa được đánh dấu",
        ],
        explanation: [
            "Fields with personal = true are never shown in records, logs and errors. A field called like a name, a number or an address of a person most likely needs it; personal = false says that it does not.",
            "Trường có personal = true không bao giờ hiện trong nhật ký, bản ghi kiểm tra và thông báo lỗi. Trường mang tên như họ tên, số định danh, địa chỉ thường cần đánh dấu; personal = false để khẳng định là không.",
        ],
    },
    Entry {
        code: Code::LeavesOut,
        number: "W0901",
        title: [
            "the format does not carry all fields of the schema",
            "định dạng không chứa hết các trường của lược đồ",
        ],
        explanation: [
            "What a receiver gets in this format lacks these fields. Map them, or name them in leave_out to say that this is meant.",
            "Bên nhận dùng định dạng này sẽ không có các trường đó. Hãy ánh xạ, hoặc nêu trong leave_out để khẳng định là có chủ ý.",
        ],
    },
    Entry {
        code: Code::DbfName,
        number: "W0902",
        title: ["old programs do not read this column name", "phần mềm cũ không đọc được tên cột này"],
        explanation: [
            "Names in DBF files have at most 10 bytes; old programs expect upper-case letters A-Z, digits and _, beginning with a letter.",
            "Tên cột trong tệp DBF dài tối đa 10 byte; phần mềm cũ cần chữ hoa A-Z, chữ số và _, bắt đầu bằng chữ cái.",
        ],
    },
];
