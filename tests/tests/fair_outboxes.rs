//! Promise 8: an office whose file takes long holds up no other office.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::eventually;
use lienthong_tests::units::{NEW, province, start};

#[tokio::test]
async fn a_file_that_takes_long_holds_up_no_other_outbox() {
    let province = province();
    province.put(
        "mappings/xml.toml",
        "schema = \"don-vi/v1\"\ndirection = \"read\"\non_error = \"quarantine\"\n[source]\nformat = \"xml\"\n\
         rows = \"DS/DV\"\n[[field]]\nto = \"ma\"\nfrom = \"ma\"\n[[field]]\nto = \"huyen\"\nfrom = \"huyen\"\n\
         [[field]]\nto = \"ten\"\nfrom = \"ten\"\n",
    );
    let system = |name: &str, mapping: &str, ends: &str| {
        format!(
            "[[system]]\nid = \"H60.31/{name}\"\ntitle = \"{name}\"\nmappings = [\"{mapping}\"]\nreceives = []\n\
             connector = {{ kind = \"folder\", inbox = \"in/{name}\", outbox = \"out/{name}\", every = \"100ms\" }}\n\
             [[system.file]]\ntype = \"don-vi/v1\"\nmatch = \"*.{ends}\"\nto = [\"{NEW}\"]\n"
        )
    };
    province.put("systems/2.toml", &(system("cham", "xml", "xml") + &system("nhanh", "vni", "csv")));
    province.put(
        "routes/2.toml",
        &format!(
            "[[route]]\nname = \"hộp đi\"\ntype = \"don-vi/v1\"\nfrom = [\"H60.31/cham\", \"H60.31/nhanh\"]\n\
             to = [\"{NEW}\"]\nlegal_basis = \"x\"\npurpose = \"x\"\n"
        ),
    );
    let [slow, quick] = ["cham", "nhanh"].map(|name| province.path(&format!("out/{name}")));
    let inboxes = ["in/cham", "in/nhanh"].map(|name| province.path(name));
    inboxes.iter().chain([&slow, &quick]).for_each(|folder| std::fs::create_dir_all(folder).unwrap());
    province.check();
    let _gateway = start(&province);
    // A million bad rows: seconds of work for the gateway, which looks into this one first.
    let rows = "<DV/>".repeat(1_000_000);
    std::fs::write(slow.join("a.xml"), format!("<DS>{rows}</DS>")).unwrap();
    std::fs::write(quick.join("b.csv"), "MA;HUYEN;TEN\r\n00688;024;A\r\n").unwrap();
    let receipt = quick.join("sent/b.csv.receipt.json");
    eventually("the quick one is answered", || async { receipt.exists().then_some(()) }).await;
    assert!(slow.join("a.xml").exists(), "the slow one is still being read");
    let error = slow.join("refused/a.xml.error.json");
    eventually("the slow one is answered as well", || async { error.exists().then_some(()) }).await;
}
