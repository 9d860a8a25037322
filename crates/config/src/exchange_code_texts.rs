//! The texts of the codes about systems, routes and tests, and of what is odd among all of these.
//!
//! The table goes on from [`crate::code_texts`] and before [`crate::data_code_texts`], in the order of [`Code`].

use crate::code::{Code, Entry};

/// `TABLE[code as usize - first]` is the entry of `code`, where `first` is the number of entries before.
pub(crate) const TABLE: &[Entry] = &[
    Entry {
        code: Code::DuplicateSystem,
        number: "E0501",
        title: ["two systems share an id", "hai hệ thống trùng định danh"],
        explanation: [
            "A system id names one system. Two entries would leave open which connector and which certificate hold.",
            "Định danh chỉ một hệ thống. Hai mục trùng nhau sẽ không rõ kết nối và chứng thư số nào có hiệu lực.",
        ],
    },
    Entry {
        code: Code::SharedCertificate,
        number: "E0502",
        title: ["two systems pin the same certificate", "hai hệ thống ghim cùng một chứng thư số"],
        explanation: [
            "A pinned certificate says which system connects. Each system needs a certificate of its own.",
            "Chứng thư số được ghim cho biết hệ thống nào đang kết nối. Mỗi hệ thống cần một chứng thư số riêng.",
        ],
    },
    Entry {
        code: Code::Plaintext,
        number: "E0503",
        title: ["an address without encryption", "địa chỉ không mã hóa"],
        explanation: [
            "http:// sends payloads in the clear. Where this is truly meant (on one machine), say plaintext = true beside the address; with https:// leave it out.",
            "http:// gửi nội dung không mã hóa. Nếu thật sự muốn vậy (trong cùng một máy), hãy ghi plaintext = true cạnh địa chỉ; với https:// thì bỏ đi.",
        ],
    },
    Entry {
        code: Code::UnknownFormat,
        number: "E0504",
        title: ["unknown format", "định dạng không được biết đến"],
        explanation: [
            "This gateway has no adapter for the format.",
            "Cổng này không có bộ chuyển đổi cho định dạng đó.",
        ],
    },
    Entry {
        code: Code::DuplicateService,
        number: "E0505",
        title: [
            "a system offers two services of one name and version",
            "hệ thống khai hai dịch vụ trùng tên và phiên bản",
        ],
        explanation: [
            "A service id, SYSTEM/SERVICE/vN, names one service.",
            "Định danh dịch vụ, HỆ-THỐNG/DỊCH-VỤ/vN, chỉ một dịch vụ.",
        ],
    },
    Entry {
        code: Code::SharedSubject,
        number: "E0506",
        title: ["two systems share a token subject", "hai hệ thống trùng chủ thể thẻ"],
        explanation: [
            "The token subject says which system connects. Each system needs a subject of its own.",
            "Chủ thể của thẻ cho biết hệ thống nào đang kết nối. Mỗi hệ thống cần một chủ thể riêng.",
        ],
    },
    Entry {
        code: Code::SharedFolder,
        number: "E0507",
        title: ["a folder is used twice", "một thư mục được dùng hai lần"],
        explanation: [
            "Each inbox and each outbox belongs to one system alone and lies in no other; otherwise a message would be read by another system or be sent in its name. Links and .. are followed before folders are compared.",
            "Mỗi hộp đến và mỗi hộp đi chỉ thuộc về một hệ thống và không nằm trong hộp khác; nếu không, thông điệp sẽ bị hệ thống khác đọc hoặc bị gửi dưới tên hệ thống khác. Các thư mục được so sánh sau khi đã lần theo liên kết và dấu “..”.",
        ],
    },
    Entry {
        code: Code::FilesWithoutFolder,
        number: "E0521",
        title: ["only a system with a folder has files", "chỉ hệ thống dùng thư mục mới có tệp"],
        explanation: [
            "Rules of [[system.file]] say what the files of an inbox and an outbox are. Other connectors have no files; their messages carry type and receivers themselves.",
            "Quy tắc [[system.file]] nói tệp trong hộp đến và hộp đi là gì. Các kiểu kết nối khác không có tệp; thông điệp của chúng tự mang loại và nơi nhận.",
        ],
    },
    Entry {
        code: Code::BadPattern,
        number: "E0522",
        title: ["not a pattern for names of files", "không phải là mẫu tên tệp"],
        explanation: [
            "In match, * stands for any characters and ? for one; everything else stands for itself, and the case of A-Z does not matter. A pattern names files, not folders, and has at most 200 bytes.",
            "Trong match, * thay cho các ký tự bất kỳ và ? thay cho một ký tự; mọi ký tự khác giữ nguyên nghĩa, không phân biệt A-Z hoa hay thường. Mẫu chỉ nêu tên tệp, không nêu thư mục, và dài tối đa 200 byte.",
        ],
    },
    Entry {
        code: Code::BadFileName,
        number: "E0523",
        title: ["no file can have this name", "không thể đặt tên tệp như vậy"],
        explanation: [
            "The name of a message in an inbox is made of text and of {date} (yyyyMMdd) and {time} (HHmmss) of acceptance in Vietnam, {sender} (the sending agency), {type} and {number} (the delivery). It has at most 200 bytes, is no path, and must be a name on Windows as well as on Linux.",
            "Tên thông điệp trong hộp đến gồm chữ và {date} (năm tháng ngày), {time} (giờ phút giây) lúc tiếp nhận theo giờ Việt Nam, {sender} (cơ quan gửi), {type} (loại) và {number} (số lượt chuyển). Tên dài tối đa 200 byte, không phải là đường dẫn, và phải hợp lệ trên cả Windows lẫn Linux.",
        ],
    },
    Entry {
        code: Code::NameNotUnique,
        number: "E0524",
        title: ["two messages could have this name", "hai thông điệp có thể trùng tên này"],
        explanation: [
            "A file that another message left in the inbox is never written over, so every name holds the {number} of its delivery, and a character that is not a digit parts it from {sender} and {type}. With a width, {number:6}, it may stand anywhere; a delivery whose number has more digits ends as NAME_TOO_LONG.",
            "Tệp của thông điệp khác trong hộp đến không bao giờ bị ghi đè, nên mỗi tên phải có {number} của lượt chuyển, cách {sender} và {type} bằng một ký tự không phải chữ số. Nếu có độ rộng, {number:6}, thì đặt ở đâu cũng được; lượt chuyển có số dài hơn sẽ dừng với lý do NAME_TOO_LONG.",
        ],
    },
    Entry {
        code: Code::FileRulesOverlap,
        number: "E0525",
        title: ["two rules are about the same files", "hai quy tắc cùng nói về các tệp như nhau"],
        explanation: [
            "Only the first rule that matches a file decides its type and receivers, and only one rule says what a message type is called in the inbox. Make one pattern narrower, or join the rules.",
            "Chỉ quy tắc đầu tiên khớp với tệp quyết định loại và nơi nhận, và chỉ một quy tắc đặt tên cho một loại thông điệp trong hộp đến. Hãy thu hẹp một mẫu hoặc gộp các quy tắc.",
        ],
    },
    Entry {
        code: Code::OwnFolder,
        number: "E0508",
        title: [
            "an inbox or outbox overlaps a folder of the gateway itself",
            "hộp đến hoặc hộp đi chồng lên thư mục của chính cổng",
        ],
        explanation: [
            "The gateway sends every file of an outbox and then moves it away, and an office writes what it likes into both. Such a folder must not be, hold or lie in node.data or a folder of certificates, keys or configuration files. Give each system a folder of its own, e.g. folders/NAME/inbox and folders/NAME/outbox.",
            "Cổng gửi đi mọi tệp trong hộp đi rồi chuyển tệp sang nơi khác, còn đơn vị có thể ghi bất cứ gì vào cả hai hộp. Vì vậy thư mục này không được trùng, chứa hoặc nằm trong node.data hay thư mục chứng thư số, khóa, tệp cấu hình. Hãy dành riêng cho mỗi hệ thống một thư mục, ví dụ folders/TÊN/inbox và folders/TÊN/outbox.",
        ],
    },
    Entry {
        code: Code::OwnService,
        number: "E0509",
        title: [
            "the service has a name of the gateway itself",
            "dịch vụ trùng tên với dịch vụ của chính cổng",
        ],
        explanation: [
            "Names that begin with lienthong., grpc.health. or grpc.reflection. are answered by the gateway itself, so calls would never reach this service. Give the service a gRPC name of its own package.",
            "Tên bắt đầu bằng lienthong., grpc.health. hoặc grpc.reflection. do chính cổng trả lời, nên lời gọi không bao giờ tới được dịch vụ này. Hãy đặt tên gRPC theo gói riêng của dịch vụ.",
        ],
    },
    Entry {
        code: Code::OwnHeader,
        number: "E0510",
        title: ["the gateway writes this header itself", "tiêu đề HTTP này do chính cổng ghi"],
        explanation: [
            "Headers that say how long a request is, what it holds, whom it is for, who sends it or what is kept open are the gateway's to write, and so are all that begin with lienthong-. A password or a token belongs into auth, as the place of a secret.",
            "Các tiêu đề nói độ dài, nội dung, nơi nhận, nơi gửi của yêu cầu hoặc cách giữ kết nối do chính cổng ghi, cũng như mọi tiêu đề bắt đầu bằng lienthong-. Mật khẩu hoặc mã truy cập phải khai trong auth, dưới dạng nơi đặt khóa bí mật.",
        ],
    },
    Entry {
        code: Code::DuplicateRoute,
        number: "E0601",
        title: ["two routes share a name", "hai tuyến trùng tên"],
        explanation: [
            "Audit records name the route that decided, so route names are unique.",
            "Nhật ký kiểm toán ghi tên tuyến đã quyết định, nên tên tuyến phải duy nhất.",
        ],
    },
    Entry {
        code: Code::UnknownSystem,
        number: "E0602",
        title: ["unknown system", "hệ thống không được khai báo"],
        explanation: [
            "No file in systems/ declares a system of this id.",
            "Không tệp nào trong systems/ khai báo hệ thống có định danh này.",
        ],
    },
    Entry {
        code: Code::UnknownService,
        number: "E0603",
        title: ["unknown service", "dịch vụ không được khai báo"],
        explanation: [
            "No system declares a service of this id.",
            "Không hệ thống nào khai báo dịch vụ có định danh này.",
        ],
    },
    Entry {
        code: Code::DuplicateTest,
        number: "E0701",
        title: ["two tests share a name", "hai phép thử trùng tên"],
        explanation: [
            "The report names each test, so test names are unique.",
            "Báo cáo nêu tên từng phép thử, nên tên phép thử phải duy nhất.",
        ],
    },
    Entry {
        code: Code::Placeholder,
        number: "W0101",
        title: [
            "text that looks like a placeholder is taken literally",
            "chuỗi giống biến thay thế được giữ nguyên văn",
        ],
        explanation: [
            "Nothing is spliced into configuration texts: ${NAME} stays as it is. Secrets are { file = \"…\" } or { env = \"…\" }.",
            "Cấu hình không thay thế biến trong chuỗi: ${TEN} được giữ nguyên. Khóa bí mật khai bằng { file = \"…\" } hoặc { env = \"…\" }.",
        ],
    },
    Entry {
        code: Code::PathLeaves,
        number: "W0102",
        title: [
            "the path leads out of the folder of the configuration",
            "đường dẫn đi ra ngoài thư mục cấu hình",
        ],
        explanation: [
            "A relative path climbs out of the folder with .., so it means another place as soon as the folder is copied elsewhere. Write an absolute path where a place outside is meant.",
            "Đường dẫn tương đối đi ra ngoài thư mục bằng dấu .. nên sẽ chỉ tới nơi khác khi thư mục được chép đi. Nếu thật sự muốn chỉ ra ngoài, hãy viết đường dẫn tuyệt đối.",
        ],
    },
    Entry {
        code: Code::DirectoryOdd,
        number: "W0301",
        title: ["something is odd with an agency", "có điểm bất thường ở một cơ quan"],
        explanation: [
            "The row is usable, but most often such rows are slips.",
            "Dòng này vẫn dùng được, nhưng thường là do nhầm lẫn.",
        ],
    },
    Entry {
        code: Code::CertificateExpires,
        number: "W0401",
        title: ["a certificate expires soon", "chứng thư số sắp hết hạn"],
        explanation: [
            "The certificate expires within 30 days. Ask for its successor now: connections are refused from that moment on.",
            "Chứng thư số sẽ hết hạn trong vòng 30 ngày. Hãy xin cấp lại ngay: sau thời điểm đó kết nối sẽ bị từ chối.",
        ],
    },
    Entry {
        code: Code::CertificateExpired,
        number: "W0402",
        title: ["a certificate is not valid now", "chứng thư số không còn hoặc chưa có hiệu lực"],
        explanation: [
            "The certificate has expired or is not valid yet. Connections that need it are refused; the rest goes on.",
            "Chứng thư số đã hết hạn hoặc chưa đến ngày hiệu lực. Kết nối cần đến nó sẽ bị từ chối; phần còn lại vẫn hoạt động.",
        ],
    },
    Entry {
        code: Code::RevocationListOld,
        number: "W0403",
        title: ["a revocation list is past its next update", "danh sách thu hồi đã quá hạn cập nhật"],
        explanation: [
            "The issuer has promised a newer list by now. Until it is fetched, tls.crl_expired decides what happens.",
            "Nơi phát hành lẽ ra đã có danh sách mới hơn. Cho đến khi tải về, tls.crl_expired quyết định cách xử lý.",
        ],
    },
    Entry {
        code: Code::SecretExposed,
        number: "W0404",
        title: [
            "a secret is readable by everybody on this machine",
            "mọi người dùng trên máy đều đọc được khóa bí mật",
        ],
        explanation: [
            "Give the file to the user that runs the gateway and take the rights of all others: chmod 600.",
            "Hãy giao tệp cho người dùng chạy cổng và bỏ quyền của những người khác: chmod 600.",
        ],
    },
    Entry {
        code: Code::EnvironmentUnset,
        number: "W0405",
        title: ["the environment variable is not set here", "biến môi trường chưa được đặt ở đây"],
        explanation: [
            "The gateway will not start where the variable is missing. On another machine than the gateway's this is normal.",
            "Cổng sẽ không khởi động nếu thiếu biến này. Nếu đang kiểm tra trên máy khác thì đây là điều bình thường.",
        ],
    },
    Entry {
        code: Code::SecretMissing,
        number: "W0406",
        title: [
            "the secret towards another system is not there",
            "không có khóa bí mật dùng với hệ thống khác",
        ],
        explanation: [
            "The password or token is read each time it is used. Until it is there, messages to this system wait and calls of its services fail; everything else works. On another machine than the gateway's this is normal.",
            "Mật khẩu hoặc mã truy cập được đọc mỗi lần sử dụng. Khi chưa có, thông điệp gửi hệ thống này phải chờ và lời gọi dịch vụ của nó không thực hiện được; mọi việc khác vẫn bình thường. Nếu đang kiểm tra trên máy khác thì đây là điều bình thường.",
        ],
    },
    Entry {
        code: Code::SystemOfClosedAgency,
        number: "W0501",
        title: [
            "the agency of the system is not in force",
            "cơ quan của hệ thống không còn hoặc chưa hoạt động",
        ],
        explanation: [
            "A system of a closed agency can neither send nor receive. Move it to the successor, or set enabled = false.",
            "Hệ thống của cơ quan đã giải thể không thể gửi hay nhận. Hãy chuyển sang cơ quan kế thừa, hoặc đặt enabled = false.",
        ],
    },
    Entry {
        code: Code::FolderMissing,
        number: "W0502",
        title: ["an inbox or outbox is not there now", "hộp đến hoặc hộp đi hiện không có"],
        explanation: [
            "The folder does not exist, or is not a folder. The gateway never makes it, since it might be a share or a stick that is away; it will try again until it is there. Make the folder, or connect what holds it.",
            "Thư mục không tồn tại hoặc không phải là thư mục. Cổng không tự tạo vì đó có thể là ổ mạng hoặc thiết bị nhớ đang ngắt; cổng sẽ thử lại cho đến khi có. Hãy tạo thư mục hoặc kết nối thiết bị chứa nó.",
        ],
    },
    Entry {
        code: Code::FileTypeNotReceived,
        number: "W0521",
        title: ["no file of this type comes into the inbox", "không có tệp loại này vào hộp đến"],
        explanation: [
            "The rule says what messages of a type are called in the inbox, but the system does not list the type in receives.",
            "Quy tắc đặt tên cho một loại thông điệp trong hộp đến, nhưng hệ thống không khai loại đó trong receives.",
        ],
    },
    Entry {
        code: Code::SecretInHeaders,
        number: "W0522",
        title: ["a header looks like one that carries a secret", "tiêu đề này dường như chứa khóa bí mật"],
        explanation: [
            "Files of the configuration are reviewed, kept and copied, so a password, token or key in them is known to many. Write auth = { header = { name = \"…\", value = { file = \"…\" } } }, and the value is read from its file or variable at each use. An address should have none behind its `?` either.",
            "Tệp cấu hình được thẩm định, lưu giữ và sao chép, nên mật khẩu, mã truy cập hay khóa ghi trong đó nhiều người biết. Hãy khai auth = { header = { name = \"…\", value = { file = \"…\" } } }; giá trị được đọc từ tệp hoặc biến mỗi khi dùng. Phần sau dấu `?` của địa chỉ cũng không nên chứa khóa bí mật.",
        ],
    },
    Entry {
        code: Code::SenderSaysOperation,
        number: "W0523",
        title: [
            "the sender decides what this SOAP server does",
            "bên gửi quyết định máy chủ SOAP này thực hiện việc gì",
        ],
        explanation: [
            "Without `wrap`, and without a mapping that writes the envelope, a message of this type goes to the server as its sender wrote it. Its body, or `wsa:Action` in its header, names the operation: whoever may send this type may call every operation of the server that takes the credentials of the gateway. Give the connector `wrap`, let a mapping write the envelope, or let those send the type whom the server may trust with all that it does.",
            "Không có `wrap`, cũng không có ánh xạ ghi phong bì, thì thông điệp loại này tới máy chủ đúng như bên gửi viết. Phần thân, hoặc `wsa:Action` trong phần đầu, nêu tên thao tác: ai được gửi loại này thì gọi được mọi thao tác của máy chủ chấp nhận thông tin xác thực của cổng. Hãy khai `wrap` cho kết nối, để ánh xạ ghi phong bì, hoặc chỉ cho gửi loại này những bên được phép thực hiện mọi việc của máy chủ.",
        ],
    },
    Entry {
        code: Code::DissolvedReceiver,
        number: "W0601",
        title: ["the receiver of the route was dissolved", "cơ quan nhận của tuyến đã giải thể"],
        explanation: [
            "The route names an agency that is no longer in force. when_closed decides whether messages go to its single successor or are refused.",
            "Tuyến nêu một cơ quan không còn hoạt động. when_closed quyết định thông điệp được chuyển cho cơ quan kế thừa duy nhất hay bị từ chối.",
        ],
    },
    Entry {
        code: Code::NobodyTakesType,
        number: "W0602",
        title: [
            "no receiver of the route takes this type",
            "không hệ thống nhận nào của tuyến nhận loại này",
        ],
        explanation: [
            "None of the systems that the route covers lists the type in receives, so the route lets nothing through.",
            "Không hệ thống nào thuộc tuyến khai loại này trong receives, nên tuyến không cho gì đi qua.",
        ],
    },
    Entry {
        code: Code::UnreachableRoute,
        number: "W0603",
        title: ["the route never decides", "tuyến không bao giờ được áp dụng"],
        explanation: [
            "Other routes cover everything that this route covers and come first, or no system matches it.",
            "Các tuyến khác đứng trước đã bao trùm mọi trường hợp của tuyến này, hoặc không có hệ thống nào khớp.",
        ],
    },
    Entry {
        code: Code::OverlappingRoutes,
        number: "W0604",
        title: ["two routes cover the same exchange", "hai tuyến cùng áp dụng cho một lượt trao đổi"],
        explanation: [
            "For some exchanges both routes match and the order decides. Where that is not meant, make one of them narrower.",
            "Có lượt trao đổi khớp cả hai tuyến và thứ tự sẽ quyết định. Nếu không chủ ý, hãy thu hẹp một tuyến.",
        ],
    },
    Entry {
        code: Code::RouteOver,
        number: "W0605",
        title: ["the route is no longer in force", "tuyến đã hết hiệu lực"],
        explanation: [
            "valid_to is in the past: the route lets nothing through any more. It may stay as history.",
            "valid_to đã qua: tuyến không còn cho gì đi qua. Có thể giữ lại để tra cứu.",
        ],
    },
    Entry {
        code: Code::RetryBeyondTtl,
        number: "W0606",
        title: [
            "attempts would go on after the message has expired",
            "việc gửi lại kéo dài quá thời hạn của thông điệp",
        ],
        explanation: [
            "retry_for is longer than ttl. A message that has expired is not delivered, so attempts end with ttl.",
            "retry_for dài hơn ttl. Thông điệp hết hạn sẽ không được gửi, nên việc gửi lại dừng theo ttl.",
        ],
    },
    Entry {
        code: Code::ClosedSender,
        number: "W0607",
        title: ["the sender of the route was dissolved", "cơ quan gửi của tuyến đã giải thể"],
        explanation: [
            "The route names as a sender an agency that is not in force today. Only messages made while it was in force pass.",
            "Tuyến nêu cơ quan gửi hiện không hoạt động. Chỉ những thông điệp lập trong thời gian cơ quan còn hoạt động mới đi qua.",
        ],
    },
];
