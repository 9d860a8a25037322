//! Systems that the gateway pushes to over HTTP and SOAP, and what became of what was sent to them.

use lienthong_wire::message::DeliveryState;

use crate::{Client, Province, eventually};

/// The commune that sends.
pub const SENDER: &str = "H60.31/app";

/// A province with systems of the department, by name and the keys of their connectors, that the commune may send to.
pub fn province(systems: &[(&str, String)]) -> Province {
    let province = Province::new();
    let (mut entries, mut to) = (String::new(), Vec::new());
    for (name, keys) in systems {
        let id = format!("H60.05/{name}");
        entries += &format!(
            "[[system]]\nid = \"{id}\"\ntitle = \"{id}\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\n\
             [system.connector]\n{keys}\n"
        );
        to.push(id);
    }
    province.put("systems/1-http.toml", &entries);
    province.put(
        "routes/1-http.toml",
        &format!(
            "[[route]]\nname = \"http\"\ntype = \"khai-sinh/v1\"\nfrom = \"{SENDER}\"\nto = {to:?}\n\
             legal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n"
        ),
    );
    province
}

/// The keys of a connector of the kind `http`.
pub fn http(url: &str, more: &str) -> String {
    let plaintext = if url.starts_with("http://") { "plaintext = true\n" } else { "" };
    format!("kind = \"http\"\naddress = \"{url}\"\n{plaintext}{more}")
}

/// State and reason of the only delivery of a message, once it is there.
pub async fn outcome(sender: &Client, id: &str, fits: impl Fn(&str) -> bool) -> String {
    eventually(&format!("the end of {id}"), || async {
        let delivery = sender.message(id).await.unwrap().deliveries.remove(0);
        let state = match delivery.state() {
            DeliveryState::Accepted => "accepted",
            DeliveryState::Refused => "refused",
            DeliveryState::Dead => "dead",
            _ => "waiting",
        };
        Some(format!("{state} {}", delivery.reason).trim().to_owned()).filter(|found| fits(found))
    })
    .await
}

/// The keys of a connector of the kind `soap`.
pub fn soap(url: &str, more: &str) -> String {
    http(url, more).replace("kind = \"http\"", "kind = \"soap\"")
}
