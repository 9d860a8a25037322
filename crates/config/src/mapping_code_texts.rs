//! The texts of what a check knows of mappings before a file is at hand: what cannot work, and what changes values.
//!
//! The third part of the table that begins in [`crate::code_texts`], in the order of [`Code`].

use crate::code::{Code, Entry};

/// `TABLE[code as usize - first]` is the entry of `code`, where `first` is the number of entries before.
pub(crate) const TABLE: &[Entry] = &[
    Entry {
        code: Code::FillsWrongly,
        number: "E0922",
        title: ["what is filled up makes another value", "ký tự thêm vào làm thành giá trị khác"],
        explanation: [
            "pad_left gives back the zeros that a numeric cell has lost. Another digit, a letter, a sign or a point would make a value up, and a width beyond the field fits no value of it.",
            "pad_left trả lại các số 0 mà ô kiểu số làm mất. Chữ số khác, chữ cái, dấu cộng trừ hoặc dấu chấm sẽ tạo ra giá trị mới; độ rộng vượt quá trường thì không giá trị nào vừa.",
        ],
    },
    Entry {
        code: Code::NumberUnsafe,
        number: "E0923",
        title: ["the text reads as part of the number", "chuỗi bị đọc lẫn với con số"],
        explanation: [
            "What stands between the digits or behind them must be told apart from them: no digit, no letter between digits, no sign, and no point or comma behind the number. 1.500đ is good; a suffix 00 would make 1500 of 150000.",
            "Ký hiệu giữa hoặc sau các chữ số phải phân biệt được với con số: không là chữ số, không là chữ cái giữa các chữ số, không là dấu cộng trừ, và sau số không là dấu chấm hay phẩy. 1.500đ là đúng; hậu tố 00 sẽ biến 150000 thành 1500.",
        ],
    },
    Entry {
        code: Code::NeverFound,
        number: "E0924",
        title: ["no cell can have this text", "không ô nào có được chuỗi này"],
        explanation: [
            "A cell is trimmed, and changed as case, collapse_spaces, fix_lookalikes and pad_left say, before it is compared; and a text that means nothing is never compared. Write the text as it is then, or leave the change out.",
            "Ô được cắt khoảng trắng và đổi theo case, collapse_spaces, fix_lookalikes, pad_left trước khi so sánh; chuỗi nghĩa là trống thì không được so sánh. Hãy ghi chuỗi đúng như sau khi đổi, hoặc bỏ thao tác đổi.",
        ],
    },
    Entry {
        code: Code::DateFormMisfit,
        number: "E0925",
        title: ["the form says less than the field needs", "dạng ngày không đủ cho trường"],
        explanation: [
            "A date without its day is no value of a field that needs the day, so what is read in this form is always refused, and nothing is ever written in it. Remove the form, or give the field precision = \"month\" or \"year\" in its schema.",
            "Ngày thiếu ngày hoặc tháng không phải là giá trị của trường cần đủ, nên đọc theo dạng này luôn bị từ chối và không bao giờ ghi theo dạng này. Hãy bỏ dạng này, hoặc đặt precision = \"month\" hay \"year\" cho trường trong lược đồ.",
        ],
    },
    Entry {
        code: Code::BeyondRecord,
        number: "E0926",
        title: ["the column lies beyond the end of the record", "cột nằm ngoài bản ghi"],
        explanation: [
            "length is how long a record is. A column that ends behind it would never be read whole. start counts from 1.",
            "length là độ dài bản ghi. Cột kết thúc sau vị trí đó không bao giờ đọc được đủ. start đếm từ 1.",
        ],
    },
    Entry {
        code: Code::BadPath,
        number: "E0927",
        title: ["the path leads nowhere", "đường dẫn không dẫn tới đâu"],
        explanation: [
            "In xml a path is made of names between single slashes, with @ before an attribute at its end: ThongTin/HoTen, ThongTin/@id. In json it is made of names between points, with [2] for an entry: thongTin.hoTen; a point, a bracket or a backslash within a name has a backslash before it.",
            "Trong xml, đường dẫn gồm các tên cách nhau bằng một dấu /, thuộc tính ở cuối có @ đứng trước: ThongTin/HoTen, ThongTin/@id. Trong json, các tên cách nhau bằng dấu chấm, [2] là phần tử thứ hai: thongTin.hoTen; dấu chấm, ngoặc vuông hoặc gạch chéo ngược trong tên phải có \\ đứng trước.",
        ],
    },
    Entry {
        code: Code::ColumnsAlike,
        number: "E0928",
        title: ["two columns are found by one name", "hai cột được tìm bằng cùng một tên"],
        explanation: [
            "Names of columns are compared without upper and lower case, and without diacritics where the header says so. One column of a file would be both of these.",
            "Tên cột được so sánh không phân biệt chữ hoa chữ thường, và bỏ dấu nếu tiêu đề quy định vậy. Một cột của tệp sẽ thành cả hai cột này.",
        ],
    },
    Entry {
        code: Code::NoSuchColumn,
        number: "E0929",
        title: ["the table has no such column", "bảng không có cột này"],
        explanation: [
            "With header = \"none\" the columns of csv are called 1, 2, 3 …, and those of sheets A, B, C …. Such a csv is written in the order of the fields, so the first names the column 1, the second 2, and so on. With a header, the columns that header and until name are columns of the mapping.",
            "Khi header = \"none\", các cột của csv mang tên 1, 2, 3 …, của bảng tính là A, B, C …. Tệp csv như vậy được ghi theo thứ tự các trường, nên trường đầu nêu cột 1, trường thứ hai nêu cột 2, và tiếp tục như thế. Khi có tiêu đề, cột mà header và until nêu phải là cột của ánh xạ.",
        ],
    },
    Entry {
        code: Code::DbfColumn,
        number: "E0930",
        title: ["a DBF table cannot have this column", "bảng DBF không thể có cột này"],
        explanation: [
            "In a DBF table a text has at most 254 bytes (longer ones are of the type memo), a name at most 10 bytes that the charset has, and no other column has the same name in upper case. Only visual-foxpro has dates with time.",
            "Trong bảng DBF, chữ tối đa 254 byte (dài hơn thì dùng kiểu memo), tên cột tối đa 10 byte và phải có trong bảng mã, không trùng với cột khác khi viết hoa. Chỉ visual-foxpro có kiểu ngày giờ.",
        ],
    },
    Entry {
        code: Code::NotReadBack,
        number: "E0931",
        title: ["what is written would not be read again", "nội dung đã ghi sẽ không đọc lại được"],
        explanation: [
            "A column of a type is written as its format has such values: in csv, fixed and xml a date as 2026-11-20, a number with a point, yes and no as true and false. What dates, number, yes and no say is for columns of text.",
            "Cột có kiểu được ghi theo cách riêng của định dạng: trong csv, fixed và xml, ngày ghi 2026-11-20, số dùng dấu chấm, có và không ghi true và false. Các khóa dates, number, yes và no dành cho cột chữ.",
        ],
    },
    Entry {
        code: Code::KeyTwice,
        number: "E0932",
        title: ["the field stands twice in the key", "trường bị lặp trong khóa"],
        explanation: [
            "A key is a list of different fields whose values together stand once in a file.",
            "Khóa là danh sách các trường khác nhau; giá trị của chúng cộng lại chỉ xuất hiện một lần trong tệp.",
        ],
    },
    Entry {
        code: Code::NeverFits,
        number: "E0933",
        title: ["no value of the field fits the column", "không giá trị nào của trường vừa cột"],
        explanation: [
            "Every value that could be written is longer than the column, so each record would be refused. Make the column wider.",
            "Mọi giá trị có thể ghi đều dài hơn cột nên bản ghi nào cũng bị từ chối. Hãy mở rộng cột.",
        ],
    },
    Entry {
        code: Code::NotEncodable,
        number: "E0934",
        title: ["the charset has no letters for this", "bảng mã không có chữ để ghi nội dung này"],
        explanation: [
            "The mapping itself has a text that it would write: the name of a column, a code, a word for yes or no, what stands behind a number. The charset of the column cannot say it, so the first file would be refused. TCVN3 has no capitals with a tone. Write it otherwise, or choose another charset.",
            "Chính bảng ánh xạ có nội dung sẽ được ghi ra: tên cột, mã, từ chỉ có hoặc không, chữ đứng sau số. Bảng mã của cột không ghi được nội dung đó nên ngay tệp đầu tiên sẽ bị từ chối. TCVN3 không có chữ hoa mang dấu. Hãy viết cách khác, hoặc chọn bảng mã khác.",
        ],
    },
    Entry {
        code: Code::Rewrites,
        number: "W0903",
        title: ["cells may be written otherwise than they stood", "ô có thể được ghi khác với ban đầu"],
        explanation: [
            "The records are the same after reading, writing and reading again; the texts in the cells need not be: of several codes with one meaning the first is written, a changed case stays changed. Name the fields in rewrites to say that this is meant, or use direction = \"read\".",
            "Sau khi đọc, ghi và đọc lại, bản ghi vẫn như cũ; chữ trong ô thì có thể khác: nhiều mã cùng nghĩa thì ghi mã đầu tiên, chữ đã đổi hoa thường thì giữ như đã đổi. Hãy nêu các trường trong rewrites để khẳng định là có chủ ý, hoặc dùng direction = \"read\".",
        ],
    },
    Entry {
        code: Code::MayNotFit,
        number: "W0904",
        title: ["values of the field may not fit the column", "giá trị của trường có thể không vừa cột"],
        explanation: [
            "The schema allows longer values than the column holds. They are refused when they are written, never cut. Make the column wider, say max (of numbers scale) in the schema as it is, or say longer = \"refuse\" in column where that is meant.",
            "Lược đồ cho phép giá trị dài hơn mức cột chứa được. Giá trị như vậy bị từ chối khi ghi, không bao giờ bị cắt. Hãy mở rộng cột, đặt max (với số là scale) trong lược đồ đúng với thực tế, hoặc ghi longer = \"refuse\" trong column nếu có chủ ý.",
        ],
    },
    Entry {
        code: Code::NothingMisfit,
        number: "W0905",
        title: ["nothing does not fit the field", "nothing không phù hợp với trường"],
        explanation: [
            "A text of nothing is read as no value. Where it is a value of the field as well, such a value is lost in reading and refused in writing; where the field is required, the row is refused. Name in nothing only what the format writes for no value, or give the field a default.",
            "Chuỗi trong nothing được đọc thành không có giá trị. Nếu nó cũng là giá trị của trường thì giá trị đó bị mất khi đọc và bị từ chối khi ghi; nếu trường là bắt buộc thì dòng bị từ chối. Chỉ nêu trong nothing chuỗi mà định dạng dùng để ghi chỗ trống, hoặc đặt default cho trường.",
        ],
    },
    Entry {
        code: Code::PartsNotRead,
        number: "W0906",
        title: ["parts of a column are not read", "có phần của cột không được đọc"],
        explanation: [
            "A column is split into its parts, and some of them have no field. What stands there is left out, although unmapped does not say \"drop\". Give each part a [[field]], or read the column as a whole.",
            "Cột được tách thành các phần, trong đó có phần không thuộc trường nào. Nội dung ở đó bị bỏ qua dù unmapped không ghi \"drop\". Hãy khai [[field]] cho từng phần, hoặc đọc cả cột.",
        ],
    },
];
