//! Rows that do not count: the sender, the office with a folder and the auditor learn how many, and a file of which
//! nothing is left is not taken for one without rows.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::refused;
use lienthong_tests::units::{NEW, VNI, province, send, start};
use lienthong_tests::{Province, eventually};
use serde_json::Value;

/// A report with a title of a part and a sum.
const REPORT: &str = "MA;HUYEN;TEN\r\n;;Huyen mau\r\n00688;024;A\r\n00691;024;B\r\n;;Cong\r\n";
const SUMS: &str = "MA;HUYEN;TEN\r\n;;Huyen mau\r\n;;Cong\r\n";

fn counting(more: &str) -> Province {
    let province = province();
    let condition = format!("where = {{ column = \"MA\", filled = true }}\n{more}schema =");
    province.edit("mappings/vni.toml", "schema =", &condition);
    province.check();
    province
}

#[tokio::test]
async fn rows_that_do_not_count_are_told_to_the_sender_and_on_record() {
    let province = counting("");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let answer = vni.send_request(send("m-1", NEW, REPORT.into())).await.unwrap();
    let rows = answer.rows.unwrap();
    assert_eq!((rows.read, rows.accepted, rows.left_out, rows.quarantined), (4, 2, 2, 0));
    assert_eq!(answer.quarantine, None, "nothing is wrong with them");
    let later = vni.message("m-1").await.unwrap();
    assert_eq!(later.rows, Some(rows));
    assert_eq!(vni.send_request(send("m-1", NEW, REPORT.into())).await.unwrap().rows, later.rows);
    let record = province.published_event("message.accepted", |record| record["message_id"] == "m-1").await;
    let detail = &record["detail"];
    assert_eq!((&detail["rows_read"], &detail["rows_filtered"]), (&"4".into(), &"2".into()));
}

#[tokio::test]
async fn a_column_that_a_file_lacks_is_told_where_its_field_may_be_empty() {
    let province = counting("unmapped = \"drop\"\n");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    // The program calls it otherwise now, and the mapping drops what it does not name.
    let renamed = REPORT.replace("HUYEN", "QUAN");
    let rows = vni.send_request(send("m-1", NEW, renamed.into())).await.unwrap().rows.unwrap();
    assert_eq!((rows.accepted, &rows.absent_columns[..]), (2, &["HUYEN".to_owned()][..]));
    assert_eq!(vni.message("m-1").await.unwrap().rows, Some(rows));
    let record = province.published_event("message.accepted", |record| record["message_id"] == "m-1").await;
    assert_eq!(record["detail"]["absent_columns"], "HUYEN");
    let whole = vni.send_request(send("m-2", NEW, REPORT.into())).await.unwrap().rows.unwrap();
    assert!(whole.absent_columns.is_empty());
}

#[tokio::test]
async fn a_file_of_which_nothing_is_left_is_refused_where_the_mapping_does_not_say_that_it_may_come() {
    let strict = counting("");
    let gateway = start(&strict);
    let vni = gateway.system(VNI).await;
    let refusal = refused(&vni.send_request(send("m-1", NEW, SUMS.into())).await.unwrap_err());
    assert_eq!(refusal.reason, "ALL_ROWS_LEFT_OUT", "{}", refusal.message);
    assert!(
        refusal.message.contains("2 rows") && refusal.vietnamese.contains("2 dòng"),
        "{}",
        refusal.message
    );
    let record = strict.published_event("message.refused", |record| record["message_id"] == "m-1").await;
    let detail = &record["detail"];
    assert_eq!(
        (&detail["found"], &detail["expected_vi"]),
        (&"2 rows".into(), &"ít nhất một dòng được tính".into())
    );
    // A table without rows is one.
    let empty = vni.send_request(send("m-2", NEW, "MA;HUYEN;TEN\r\n".into())).await.unwrap();
    assert_eq!(empty.rows.map(|rows| rows.read), Some(0));

    let lenient = counting("where_none = \"accept\"\n");
    let gateway = start(&lenient);
    let vni = gateway.system(VNI).await;
    let rows = vni.send_request(send("m-1", NEW, SUMS.into())).await.unwrap().rows.unwrap();
    assert_eq!((rows.read, rows.accepted, rows.left_out), (2, 0, 2));
}

#[tokio::test]
async fn an_office_with_a_folder_finds_the_numbers_beside_its_file_and_each_row_of_a_bad_one() {
    let province = counting("on_error = \"quarantine\"\n");
    let folder = "connector = { kind = \"folder\", inbox = \"vni/in\", outbox = \"vni/out\", every = \"100ms\" }\n\
                  [[system.file]]\ntype = \"don-vi/v1\"\nmatch = \"*.csv\"\nto = [\"H60.05/moi\"]";
    let entry = "mappings = [\"vni\"]\nreceives = [\"don-vi/v1\"]\n";
    province.edit(
        "systems/1.toml",
        &format!("{entry}connector = {{ kind = \"pull\" }}"),
        &format!("{entry}{folder}"),
    );
    let outbox = province.path("vni/out");
    for folder in [&outbox, &province.path("vni/in")] {
        std::fs::create_dir_all(folder).unwrap();
    }
    province.check();
    let _gateway = start(&province);
    std::fs::write(outbox.join("good.csv"), REPORT).unwrap();
    std::fs::write(outbox.join("bad.csv"), "MA;HUYEN;TEN\r\n688;024;A\r\n00691;2;B\r\n;;Cong\r\n").unwrap();
    let read = |path: std::path::PathBuf| async move {
        eventually("an answer", || async { std::fs::read(&path).ok() }).await
    };
    let rows: Value = serde_json::from_slice(&read(outbox.join("sent/good.csv.rows.json")).await).unwrap();
    assert_eq!(
        (&rows["read"], &rows["accepted"], &rows["left_out"], &rows["quarantined"]),
        (&4.into(), &2.into(), &2.into(), &0.into())
    );
    let receipt =
        serde_json::from_slice::<Value>(&read(outbox.join("sent/good.csv.receipt.json")).await).unwrap();
    let counts = ["read", "accepted", "left_out", "quarantined"].map(|key| receipt["rows"][key].clone());
    assert_eq!(counts, [4, 2, 2, 0].map(Value::from), "{receipt}");
    let error: Value =
        serde_json::from_slice(&read(outbox.join("refused/bad.csv.error.json")).await).unwrap();
    assert_eq!((&error["reason"], &error["read"]), (&"ROWS_QUARANTINED".into(), &3.into()));
    let told: Vec<_> =
        error["rows"].as_array().unwrap().iter().map(|row| (&row["row"], &row["found"])).collect();
    assert_eq!(told, [(&2.into(), &"688".into()), (&3.into(), &"2".into())]);
}
