//! An old program of the demo: the register of poor households that was a district's, with a SOAP 1.1 endpoint over
//! TLS 1.2 that answers ADO.NET data sets. It knows nothing of gRPC, of records and of the gateway.
//!
//! Everybody in it is invented: no province has the code 000.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use clap::{Args, Subcommand};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use rustls::ServerConfig;
use rustls::version::TLS12;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::files;
use crate::output::Output;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum OldRegisterCommand {
    /// Serve until standard input ends
    Serve(ServeArgs),
}

/// Arguments of `demo-register serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// PEM file with the certificate of the service
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// PEM file with its private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// A household, as the program keeps it: number, commune where it lives now, head, personal number, day of birth, kind,
/// address.
pub(crate) type Household = [&'static str; 7];

/// Who has moved.
pub(crate) const MOVED: [Household; 3] = [
    [
        "000221500011",
        "02266",
        "Ngô Thị Quỳnh Ví Dụ",
        "000000000901",
        "30/04/1975",
        "Nghèo",
        "Xóm Trại & Ngõ Thử",
    ],
    [
        "000221500012",
        "02266",
        "Đào Vũ Hư Cấu",
        "000000000902",
        "01/09/1949",
        "Cận nghèo",
        "Bản Bịa <cũ: tổ 3>",
    ],
    ["000221500013", "00715", "Tống Ỷ Giả Định", "000000000903", "19/05/1990", "Nghèo", "Lũng Thử"],
];
const COLUMNS: [&str; 7] = ["MaHo", "MaXa", "Họ_x0020_tên", "SoDinhDanh", "NgaySinh", "Loai", "DiaChi"];
const ACTION: &str = "\"http://tempuri.org/HoChuyenDen\"";

/// Runs it.
pub(crate) async fn run(command: OldRegisterCommand, output: &Output) -> Result<Exit, Failure> {
    let OldRegisterCommand::Serve(args) = command;
    let acceptor = TlsAcceptor::from(Arc::new(tls(&args)?));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_port)?;
    let address = listener.local_addr().map_err(no_port)?;
    output.value(&json!({ "address": format!("https://{address}/GiamNgheo.asmx") }))?;
    let service = Router::new().route("/GiamNgheo.asmx", post(answer));
    let accept = async {
        loop {
            // Whoever breaks off while connecting harms nobody else.
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(acceptor.clone(), stream, service.clone()));
            }
        }
    };
    tokio::select! {
        () = accept => {}
        // It ends with whoever started it, however that ended.
        _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
    }
    Ok(Exit::Ok)
}

/// TLS as it was: 1.2, and nobody is asked for a certificate.
fn tls(args: &ServeArgs) -> Result<ServerConfig, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::content(&args.certificate, error.to_string(), format!("không dùng được: {error}"))
    };
    let (certificate, key) = (files::read_text(&args.certificate)?, files::read_text(&args.key)?);
    let certificate =
        CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|error| failed(&error))?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|error| failed(&error))?;
    ServerConfig::builder_with_protocol_versions(&[&TLS12])
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(|error| failed(&error))
}

fn no_port(error: std::io::Error) -> Failure {
    Failure::unexpected("no free port", "không còn cổng mạng trống", error)
}

/// One connection, until either side ends it.
async fn converse(acceptor: TlsAcceptor, stream: TcpStream, service: Router) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let builder = auto::Builder::new(TokioExecutor::new());
    // The caller sees what has become of its request.
    let _ = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).await;
}

/// `HoChuyenDen`: the households that have moved to a commune.
async fn answer(headers: HeaderMap, request: String) -> impl IntoResponse {
    let action = headers.get("soapaction").and_then(|value| value.to_str().ok());
    let (status, body) = match asked(&request).filter(|_| action == Some(ACTION)) {
        Some(commune) => (StatusCode::OK, data_set(&commune)),
        None => (StatusCode::INTERNAL_SERVER_ERROR, fault("maXa phải gồm 5 chữ số")),
    };
    (status, [(CONTENT_TYPE, "text/xml; charset=utf-8")], envelope(&body))
}

/// The commune that a request names.
fn asked(request: &str) -> Option<String> {
    let mut reader = Reader::from_str(request);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.local_name().as_ref() == "maXa" => {
                let text = reader.read_text(tag.name()).ok()?.to_string();
                return Some(text).filter(|text| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The rows as ADO.NET writes them: a schema, and a diffgram with a table.
fn data_set(commune: &str) -> String {
    let found = MOVED.iter().filter(|household| household[1] == commune);
    let rows = found.enumerate().map(|(order, household)| {
        let cells = COLUMNS.iter().zip(household);
        let cells = cells.map(|(name, text)| format!("<{name}>{}</{name}>", escape(*text)));
        let id = order + 1;
        format!("<Ho diffgr:id=\"Ho{id}\" msdata:rowOrder=\"{order}\">{}</Ho>", cells.collect::<String>())
    });
    let rows: String = rows.collect();
    format!(
        "<HoChuyenDenResponse xmlns=\"http://tempuri.org/\"><HoChuyenDenResult>\
         <xs:schema id=\"NewDataSet\" xmlns=\"\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>\
         <diffgr:diffgram xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\" \
         xmlns:diffgr=\"urn:schemas-microsoft-com:xml-diffgram-v1\"><NewDataSet xmlns=\"\">{rows}</NewDataSet>\
         </diffgr:diffgram></HoChuyenDenResult></HoChuyenDenResponse>"
    )
}

fn fault(text: &str) -> String {
    format!(
        "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{}</faultstring></soap:Fault>",
        escape(text)
    )
}

fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope \
         xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_is_read_from_the_body_and_nothing_else_is_taken_for_one() {
        let check = |inner: &str, expected: Option<&str>| {
            assert_eq!(asked(&envelope(inner)).as_deref(), expected, "{inner}");
        };
        check("<HoChuyenDen xmlns=\"http://tempuri.org/\"><maXa>02266</maXa></HoChuyenDen>", Some("02266"));
        check("<t:HoChuyenDen xmlns:t=\"x\"><t:maXa>00715</t:maXa></t:HoChuyenDen>", Some("00715"));
        check("<HoChuyenDen><maXa>2266</maXa></HoChuyenDen>", None);
        check("<HoChuyenDen><maXa><b/>02266</maXa></HoChuyenDen>", None);
        check("<HoChuyenDen/>", None);
        check("<HoChuyenDen><maXa>02266", None);
    }

    #[test]
    fn a_data_set_holds_who_moved_there_in_order_and_escaped() {
        let set = data_set("02266");
        assert_eq!(set.matches("<Ho diffgr").count(), 2);
        assert!(set.contains("msdata:rowOrder=\"1\"><MaHo>000221500012</MaHo>"));
        assert!(set.contains("Xóm Trại &amp; Ngõ Thử") && set.contains("Bản Bịa &lt;cũ: tổ 3&gt;"));
        assert_eq!(data_set("00000").matches("<Ho ").count(), 0);
    }
}
