//! One mistake of schemas, code lists and mappings in each case: see `diagnostics.rs`.

use super::Edit::{self, Append, Swap, Write as Put};

const SCHEMA: &str = "schemas/khai-sinh.toml";
const LIST: &str = "codelists/gioi-tinh.csv";
const FROM_COMMUNE: &str = "mappings/khai-sinh-xa.toml";
const TO_DEPARTMENT: &str = "mappings/khai-sinh-so.toml";

/// The number that must be found, and the edit.
pub(crate) fn data_cases() -> Vec<(&'static str, Edit)> {
    let reads = "dates = [\"dd/MM/yyyy\"]";
    vec![
        ("E0203", Swap(LIST, "code,label", "code,lable")),
        ("E0204", Append(LIST, "7,Khác\n")),
        ("E0801", Append(SCHEMA, "[[schema]]\nid = \"khai-sinh/v1\"\ntitle = \"x\"\n[[schema.field]]\nname = \"a\"\ntitle = \"a\"\ntype = \"boolean\"\n")),
        ("E0802", Append(SCHEMA, "[[schema.field]]\nname = \"so\"\ntitle = \"x\"\ntype = \"text\"\n")),
        ("E0803", Swap(SCHEMA, "max = 20\n", "length = 20\n")),
        ("E0804", Swap(SCHEMA, "codes = \"gioi-tinh\"", "codes = \"gioi-tih\"")),
        ("E0805", Append(SCHEMA, "[[schema.field]]\nname = \"con\"\ntitle = \"Con\"\ntype = \"group\"\nrepeats = { max = 20 }\n[[schema.field.field]]\nname = \"a\"\ntitle = \"a\"\ntype = \"text\"\nsearch_key = true\n")),
        ("E0806", Put("codelists/old/gioi-tinh.csv", b"code,label\n1,Nam\n")),
        ("E0807", Append(LIST, "1,Nam,X\n")),
        ("W0801", Swap(SCHEMA, "max = 100\nrequired = true\npersonal = true", "max = 100\nrequired = true")),
        ("W0801", Put("schemas/x.toml", b"[[schema]]\nid = \"x/v1\"\ntitle = \"x\"\nfield = [{ name = \"so_cccd\", title = \"x\", type = \"digits\", length = 12 }]\n")),
        ("E0901", Put("mappings/x.toml", b"name = \"khai-sinh-so\"\nschema = \"khai-sinh/v1\"\ndirection = \"write\"\nleave_out = [\"so\", \"ho_ten\", \"ngay_sinh\", \"gioi_tinh\", \"so_dinh_danh\", \"noi_sinh\"]\nsource = { format = \"json\" }\n")),
        ("E0902", Swap(TO_DEPARTMENT, "schema = \"khai-sinh/v1\"", "schema = \"khai-sihn/v1\"")),
        ("E0903", Swap(FROM_COMMUNE, "to = \"ngay_sinh\"", "to = \"ngaysinh\"")),
        ("E0903", Swap(FROM_COMMUNE, "key = [\"so\"]", "key = [\"sos\"]")),
        ("E0904", Append(FROM_COMMUNE, "[[field]]\nto = \"so\"\nfrom = \"SO2\"\n")),
        ("E0905", Append(FROM_COMMUNE, "dates = [\"dd/MM/yyyy\"]\n")),
        ("E0905", Append(FROM_COMMUNE, "yes = \"x\"\nno = \"o\"\n")),
        ("E0905", Swap(FROM_COMMUNE, "column = \"hotich_cu\" }", "column = \"hotich_cu\" }\non_unknown = \"keep\"")),
        ("E0906", Swap(FROM_COMMUNE, reads, "dates = [\"DD/MM/YYYY\"]")),
        ("E0907", Swap(FROM_COMMUNE, reads, "dates = [\"dd/MM/yy\"]")),
        ("E0908", Swap(FROM_COMMUNE, reads, "dates = [\"dd/MM/yyyy\", \"MM/dd/yyyy\"]")),
        ("E0909", Swap(TO_DEPARTMENT, "\"Nữ\" = \"2\"", "\"Nữ\" = \"3\"")),
        ("E0910", Swap(FROM_COMMUNE, "column = \"hotich_cu\"", "column = \"hotich_cũ\"")),
        ("E0911", Swap(LIST, "2,Nữ,F", "2,Nữ,M")),
        ("E0912", Put("mappings/x.toml", DBF.as_bytes())),
        ("E0913", Put("mappings/x.toml", FIXED.as_bytes())),
        ("E0914", Swap(FROM_COMMUNE, "delimiter = \";\"", "delimiter = \";\"\nsheet = 1")),
        ("E0914", Append(FROM_COMMUNE, "at = { start = 1, length = 3 }\n")),
        ("E0915", Swap(FROM_COMMUNE, "charset = \"utf-8\"", "charset = \"vps\"")),
        ("E0915", Append(TO_DEPARTMENT, "charset = \"tcvn3-abd\"\n")),
        ("E0916", Put("mappings/x.toml", PARTS.as_bytes())),
        ("E0916", Put("mappings/x.toml", FILTER.as_bytes())),
        ("E0917", Swap(FROM_COMMUNE, "to = \"gioi_tinh\"", "to = \"noi_sinh\"")),
        ("E0917", Swap(FROM_COMMUNE, "key = [\"so\"]", "key = [\"so\", \"noi_sinh\"]")),
        ("E0918", Append(FROM_COMMUNE, "default = \"123\"\n")),
        ("E0918", Swap(FROM_COMMUNE, "from = \"NGAYSINH\"\ndates = [\"dd/MM/yyyy\"]", "const = \"30/06/2025\"")),
        ("E0919", Swap(TO_DEPARTMENT, "from = \"so_khai_sinh\"", "from = \"so_dinh_danh\"")),
        ("E0920", Append(TO_DEPARTMENT, "[[group]]\nto = \"ho_ten\"\nfrom = \"HoTen\"\n")),
        ("E0920", Put("mappings/x.toml", b"schema = \"khai-sinh/v1\"\ndirection = \"write\"\nsource = { format = \"json\" }\n[[group]]\nto = \"ho_ten\"\nfrom = \"HoTen\"\n")),
        ("E0921", Append(TO_DEPARTMENT, "[[field]]\nto = \"noi_sinh\"\nfrom = [\"gioi_tinh\", \"GT\"]\n")),
        ("E0114", Append(FROM_COMMUNE, "const = \"000225000001\"\n")),
        ("E0114", Swap(FROM_COMMUNE, "key = [\"so\"]", "carry = [\"NameEn\"]")),
        ("E0114", Swap(TO_DEPARTMENT, "leave_out = [\"noi_sinh\"]", "leave_out = [\"noi_sinh\", \"so\"]")),
        ("W0901", Swap(TO_DEPARTMENT, "leave_out = [\"noi_sinh\"]", "")),
        ("W0902", Put("mappings/x.toml", LOWER.as_bytes())),
    ]
}

/// Mappings of formats that the starter does not have.
const DBF: &str = "schema = \"khai-sinh/v1\"
direction = \"write\"
leave_out = [\"so\", \"noi_sinh\", \"gioi_tinh\"]
source = { format = \"dbf\", charset = \"tcvn3-abc\" }
[[field]]
to = \"ho_ten\"
from = \"HOTEN\"
[[field]]
to = \"ngay_sinh\"
from = \"NGAYSINH\"
[[field]]
to = \"so_dinh_danh\"
from = \"SDD\"
";
const LOWER: &str = "schema = \"khai-sinh/v1\"
direction = \"write\"
leave_out = [\"so\", \"ngay_sinh\", \"noi_sinh\", \"gioi_tinh\", \"so_dinh_danh\"]
source = { format = \"dbf\", charset = \"tcvn3-abc\" }
[[field]]
to = \"ho_ten\"
from = \"họ tên\"
column = { width = 40 }
";
const FIXED: &str = "schema = \"khai-sinh/v1\"
direction = \"write\"
leave_out = [\"ngay_sinh\", \"noi_sinh\", \"gioi_tinh\", \"so_dinh_danh\"]
source = { format = \"fixed\", charset = \"vni-win\" }
[[field]]
to = \"so\"
at = { start = 1, length = 20 }
[[field]]
to = \"ho_ten\"
at = { start = 20, length = 40 }
";
const PARTS: &str = "schema = \"khai-sinh/v1\"
leave_out = [\"noi_sinh\"]
source = { format = \"csv\", charset = \"utf-8\" }
[[field]]
to = \"so\"
from = \"SO\"
split = { at = \"/\", part = 1, of = 2 }
[[field]]
to = \"ho_ten\"
from = \"HOTEN\"
[[field]]
to = \"ngay_sinh\"
from = \"NGAYSINH\"
[[field]]
to = \"gioi_tinh\"
from = \"GT\"
[[field]]
to = \"so_dinh_danh\"
from = \"SDD\"
";
const FILTER: &str = "schema = \"khai-sinh/v1\"
leave_out = [\"noi_sinh\", \"so_dinh_danh\"]
where = { column = \"LOAI\", is = [\"KS\"] }
source = { format = \"csv\", charset = \"utf-8\" }
[[field]]
to = \"so\"
from = \"SO\"
[[field]]
to = \"ho_ten\"
from = \"HOTEN\"
[[field]]
to = \"ngay_sinh\"
from = \"NGAYSINH\"
[[field]]
to = \"gioi_tinh\"
from = \"GT\"
";
