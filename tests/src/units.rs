//! Units of administration (tỉnh, huyện, xã) as records, and four systems that have them in a table of their own each.

use lienthong_wire::message::SendRequest;

use crate::client::message;
use crate::{Gateway, Province};

/// An invented kind of data that the real unit lists fit.
pub const SCHEMA: &str = r#"
[[schema]]
id = "don-vi/v1"
title = "Đơn vị hành chính"
[[schema.field]]
name = "ma"
title = "Mã"
type = "digits"
length = 5
required = true
[[schema.field]]
name = "huyen"
title = "Mã huyện"
type = "digits"
length = 3
[[schema.field]]
name = "ten"
title = "Tên"
type = "text"
max = 60
required = true
"#;

/// How each system writes it. The FoxPro program has names in TCVN3, the sheet has a title above its header.
pub const MAPPINGS: [(&str, &str); 4] = [
    (
        "danh-muc",
        r#"
schema = "don-vi/v1"
unmapped = "drop"
direction = "read"
[source]
format = "csv"
charset = "utf-8"
[[field]]
to = "ma"
from = "ward_code"
[[field]]
to = "huyen"
from = "district_code"
[[field]]
to = "ten"
from = "ward"
"#,
    ),
    (
        "foxpro",
        r#"
schema = "don-vi/v1"
on_error = "quarantine"
key = ["ma"]
[source]
format = "dbf"
charset = "tcvn3-abc"
[[field]]
to = "ma"
from = "MAXA"
column = { type = "text", width = 5 }
[[field]]
to = "huyen"
from = "MAHUYEN"
column = { type = "text", width = 3 }
[[field]]
to = "ten"
from = "TENXA"
column = { type = "text", width = 60 }
"#,
    ),
    (
        "excel",
        r#"
schema = "don-vi/v1"
[source]
format = "xlsx"
charset = "utf-8"
[[field]]
to = "ma"
from = "Mã PX"
[[field]]
to = "huyen"
from = "Mã QH"
[[field]]
to = "ten"
from = "Phường Xã"
"#,
    ),
    (
        "vni",
        r#"
schema = "don-vi/v1"
[source]
format = "csv"
charset = "vni-win"
delimiter = ";"
[[field]]
to = "ma"
from = "MA"
[[field]]
to = "huyen"
from = "HUYEN"
[[field]]
to = "ten"
from = "TEN"
"#,
    ),
];

/// The oldest: a FoxPro program.
pub const FOXPRO: &str = "H60.31/foxpro";
/// A sheet.
pub const EXCEL: &str = "H60.32/excel";
/// A text file in VNI.
pub const VNI: &str = "H60.33/vni";
/// A system of today, which takes canonical records.
pub const NEW: &str = "H60.05/moi";
const ALL: [&str; 4] = [FOXPRO, EXCEL, VNI, NEW];

/// A province where each of them may send to each.
pub fn province() -> Province {
    let province = Province::new();
    province.put("schemas/don-vi.toml", SCHEMA);
    for (name, text) in MAPPINGS {
        province.put(&format!("mappings/{name}.toml"), text);
    }
    let mut systems = String::new();
    for (id, speaks) in ALL.into_iter().zip([
        "mappings = [\"foxpro\"]",
        "mappings = [\"excel\"]",
        "mappings = [\"vni\"]",
        "format = \"canonical\"",
    ]) {
        systems += &format!(
            "[[system]]\nid = \"{id}\"\ntitle = \"{id}\"\n{speaks}\nreceives = [\"don-vi/v1\"]\n\
             connector = {{ kind = \"pull\" }}\n\n"
        );
    }
    province.put("systems/1.toml", &systems);
    let list = ALL.map(|id| format!("\"{id}\"")).join(", ");
    province.put(
        "routes/1.toml",
        &format!(
            "[[route]]\nname = \"đơn vị\"\ntype = \"don-vi/v1\"\nfrom = [{list}]\nto = [{list}]\n\
             legal_basis = \"x\"\npurpose = \"x\"\n"
        ),
    );
    province.check();
    province
}

/// Its gateway.
pub fn start(province: &Province) -> Gateway {
    let gateway = Gateway::start(province);
    ALL.iter().for_each(|id| gateway.know(id, province.identity(id)));
    gateway
}

/// A message of such records.
pub fn send(id: &str, to: &str, payload: Vec<u8>) -> SendRequest {
    let mut request = message(id, &[to], payload);
    request.envelope.as_mut().unwrap().r#type = "don-vi/v1".to_owned();
    request
}
