//! Old programs: they write tables into a folder as they always have, and find tables there as they always have.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::io::Read as _;
use std::path::PathBuf;

use lienthong_tests::province::names;
use lienthong_tests::{Gateway, Province, eventually, lienthong};
use serde_json::Value;

const SCHEMA: &str = r#"
[[schema]]
id = "don-thu/v1"
title = "Đơn thư (ví dụ)"
[[schema.field]]
name = "so"
title = "Số"
type = "digits"
length = 4
required = true
[[schema.field]]
name = "nguoi_gui"
title = "Người gửi"
type = "text"
required = true
personal = true
[[schema.field]]
name = "ngay"
title = "Ngày"
type = "date"
required = true
[[schema.field]]
name = "noi_dung"
title = "Nội dung"
type = "text"
"#;

const TYPED: &str = r#"
schema = "don-thu/v1"
[source]
format = "csv"
charset = "utf-8"
[[field]]
to = "so"
from = "SO"
[[field]]
to = "nguoi_gui"
from = "NGUOI"
[[field]]
to = "ngay"
from = "NGAY"
dates = ["dd/MM/yyyy"]
[[field]]
to = "noi_dung"
from = "NOIDUNG"
"#;

const FOXPRO: &str = r#"
schema = "don-thu/v1"
on_error = "quarantine"
key = ["so"]
[source]
format = "dbf"
charset = "tcvn3-abc"
version = "foxpro"
[[field]]
to = "so"
from = "SO"
column = { type = "text", width = 4 }
[[field]]
to = "nguoi_gui"
from = "NGUOI"
column = { type = "text", width = 40 }
[[field]]
to = "ngay"
from = "NGAY"
column = { type = "date" }
[[field]]
to = "noi_dung"
from = "NOIDUNG"
column = { type = "memo" }
"#;

/// The people are invented. The second text is longer than a field of characters holds.
fn typed() -> String {
    let long = "Kính gửi ủy ban, đề nghị xem xét việc sửa đường liên thôn. ".repeat(20);
    format!(
        "SO,NGUOI,NGAY,NOIDUNG\r\n0007,Công dân Mẫu Một,02/09/2026,Xin cấp bản sao\r\n\
         0008,Lò Thị Ví Dụ,03/09/2026,\"{}\"\r\n0009,Vàng A Thử,04/09/2026,\r\n",
        long.trim()
    )
}

struct Offices {
    province: Province,
    outbox: PathBuf,
    inbox: PathBuf,
}

fn offices() -> Offices {
    let province = Province::new();
    province.put("schemas/don-thu.toml", SCHEMA);
    province.put("mappings/foxpro.toml", FOXPRO);
    province.put("mappings/typed.toml", TYPED);
    let system = |id: &str, folder: &str, file: &str| {
        format!(
            "[[system]]\nid = \"{id}\"\ntitle = \"{id}\"\nmappings = [\"foxpro\"]\nreceives = [\"don-thu/v1\"]\n\
             connector = {{ kind = \"folder\", inbox = \"{folder}/in\", outbox = \"{folder}/out\", every = \"100ms\" }}\n\
             [[system.file]]\ntype = \"don-thu/v1\"\n{file}\n\n"
        )
    };
    let systems = system("H60.31/don-thu", "xa", "match = \"DT*.DBF\"\nto = [\"H60.32/don-thu\"]")
        + &system("H60.32/don-thu", "phuong", "name = \"DT{number:6}.DBF\"\nenvelope = false");
    province.put("systems/1.toml", &systems);
    province.put(
        "routes/1.toml",
        "[[route]]\nname = \"đơn thư\"\ntype = \"don-thu/v1\"\nfrom = \"H60.31/don-thu\"\nto = [\"H60.32/don-thu\"]\n\
         legal_basis = \"x\"\npurpose = \"x\"\n",
    );
    let (outbox, inbox) = (province.path("xa/out"), province.path("phuong/in"));
    for folder in [&outbox, &inbox, &province.path("xa/in"), &province.path("phuong/out")] {
        std::fs::create_dir_all(folder).unwrap();
    }
    province.check();
    Offices { province, outbox, inbox }
}

/// The two files of a table, as the old program would have written them.
fn written(province: &Province, typed: &str) -> (Vec<u8>, Vec<u8>) {
    province.put("typed.csv", typed);
    let out = province.path("written.zip");
    let ran = lienthong(&[
        "convert",
        province.path("typed.csv").to_str().unwrap(),
        "--from",
        "typed",
        "--to",
        "foxpro",
        "-o",
        out.to_str().unwrap(),
        "--config",
        province.dir().to_str().unwrap(),
    ]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(out).unwrap()).unwrap();
    let mut file = |ending: &str| {
        let at =
            (0..archive.len()).find(|at| archive.by_index(*at).unwrap().name().unwrap().ends_with(ending));
        let mut bytes = Vec::new();
        archive.by_index(at.unwrap()).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    (file(".DBF"), file(".FPT"))
}

#[tokio::test]
async fn a_table_with_its_memos_goes_from_folder_to_folder_as_two_files() {
    let Offices { province, outbox, inbox } = offices();
    let (table, memo) = written(&province, &typed());
    let _gateway = Gateway::start(&province);
    // The memo file comes later, as copying over a bad link makes it.
    std::fs::write(outbox.join("DT0925.DBF"), &table).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    std::fs::write(outbox.join("DT0925.FPT"), &memo).unwrap();
    let found =
        eventually("two files", || async { Some(names(&inbox)).filter(|names| names.len() == 2) }).await;
    assert!(found[0].starts_with("DT0") && found[0].ends_with(".DBF"), "{found:?}");
    assert_eq!(found[1], found[0].replace(".DBF", ".FPT"));
    let came = std::fs::read(inbox.join(&found[0])).unwrap();
    // The header has the day of the message; all else is as it was.
    assert_eq!(came[4..], table[4..]);
    assert_eq!(std::fs::read(inbox.join(&found[1])).unwrap(), memo);
    let sent = eventually("filed away", || async {
        Some(names(&outbox.join("sent"))).filter(|names| names.len() >= 3)
    })
    .await;
    assert!(sent.contains(&"DT0925.DBF".to_owned()) && sent.contains(&"DT0925.FPT".to_owned()), "{sent:?}");
}

#[tokio::test]
async fn bad_rows_are_listed_beside_what_was_sent() {
    let Offices { province, outbox, inbox } = offices();
    let (mut table, memo) = written(&province, &typed());
    let header = usize::from(u16::from_le_bytes([table[8], table[9]]));
    let length = usize::from(u16::from_le_bytes([table[10], table[11]]));
    // The second record loses the zero of its number.
    table[header + length + 1] = b' ';
    let _gateway = Gateway::start(&province);
    std::fs::write(outbox.join("DT1.FPT"), &memo).unwrap();
    std::fs::write(outbox.join("DT1.DBF"), &table).unwrap();
    let sent = outbox.join("sent");
    let rows = eventually("rows", || async { std::fs::read(sent.join("DT1.DBF.rows.json")).ok() }).await;
    let rows: Value = serde_json::from_slice(&rows).unwrap();
    let text = rows.to_string();
    assert!(text.contains("NOT_DIGITS") && text.contains("\"row\":2") && text.contains("\"SO\""), "{text}");
    assert!(!text.contains("Lò Thị"), "the list of bad rows names nobody");
    let found = eventually("the good rows", || async { Some(names(&inbox)).filter(|n| n.len() == 2) }).await;
    let came = std::fs::read(inbox.join(&found[0])).unwrap();
    assert_eq!(u32::from_le_bytes([came[4], came[5], came[6], came[7]]), 2);
}
