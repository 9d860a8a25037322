//! A table of a million rows through `lienthong convert`: rows in a second, and the memory that it takes.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lienthong_tests::Province;
use lienthong_vntext::Charset;

/// Rows of the table.
const ROWS: u32 = 1_000_000;
/// Fields of a row: a number, then names.
const FIELDS: usize = 20;

/// Rows in a second, and the most memory that the process had, in bytes.
pub(crate) struct Converted {
    pub(crate) rows: u32,
    pub(crate) per_second: f64,
    pub(crate) highest: u64,
}

/// From CSV in TCVN3 to CSV in VNI.
pub(crate) fn run() -> Converted {
    let province = Province::new();
    let field = |n: usize, kind: &str| {
        format!("[[schema.field]]\nname = \"f{n}\"\ntitle = \"F{n}\"\n{kind}\nrequired = true\n")
    };
    let fields: String = (0..FIELDS)
        .map(|n| field(n, if n == 0 { "type = \"digits\"\nlength = 12" } else { "type = \"text\"" }))
        .collect();
    province.put("schemas/b.toml", &format!("[[schema]]\nid = \"b/v1\"\ntitle = \"B\"\n{fields}"));
    let columns: String =
        (0..FIELDS).map(|n| format!("[[field]]\nto = \"f{n}\"\nfrom = \"F{n}\"\n")).collect();
    for charset in ["tcvn3-abc", "vni-win"] {
        let text =
            format!("schema = \"b/v1\"\n[source]\nformat = \"csv\"\ncharset = \"{charset}\"\n{columns}");
        province.put(&format!("mappings/{charset}.toml"), &text);
    }
    let (input, output) = (province.path("in.csv"), province.path("out.csv"));
    table(&input);
    let begin = Instant::now();
    let mut process = Command::new(lienthong_tests::lienthong_bin())
        .args(["convert", "--from", "tcvn3-abc", "--to", "vni-win", "--config"])
        .arg(province.dir())
        .arg("-o")
        .args([&output, &input])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut highest = 0;
    let status = loop {
        highest = highest.max(crate::measure::highest_memory(process.id()));
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "the table is in order");
    Converted { rows: ROWS, per_second: f64::from(ROWS) / begin.elapsed().as_secs_f64(), highest }
}

fn table(path: &Path) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let names: Vec<String> = (0..FIELDS).map(|n| format!("F{n}")).collect();
    writeln!(file, "{}", names.join(",")).unwrap();
    let words =
        ["Phường Minh Xuân", "xã Thượng Lâm", "Nguyễn Thị Ví Dụ", "huyện Lâm Bình", "tổ dân phố số 7"];
    let words = words.map(|word| Charset::Tcvn3Abc.encode(word).expect("no capital has a tone").into_owned());
    for row in 0..ROWS {
        write!(file, "{row:012}").unwrap();
        for field in 1..FIELDS {
            file.write_all(b",").unwrap();
            file.write_all(&words[(row as usize + field) % words.len()]).unwrap();
        }
        file.write_all(b"\r\n").unwrap();
    }
    file.flush().unwrap();
}
