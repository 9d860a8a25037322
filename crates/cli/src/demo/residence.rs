//! The residence service of the demo: a gRPC service that the gateway has never seen, and a client that calls it
//! through the gateway under its own name. Everybody in it is invented.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status};

use crate::client::profile::Profile;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files;
use crate::output::Output;

use self::proto::residence_service_client::ResidenceServiceClient;
use self::proto::residence_service_server::{ResidenceService, ResidenceServiceServer};
use self::proto::{FindRequest, FindResponse, ListHouseholdRequest, ListHouseholdResponse, Person};

/// Generated code.
#[allow(missing_docs, unreachable_pub, reason = "generated code; its documentation is in proto/")]
#[allow(clippy::all, clippy::pedantic, reason = "generated code")]
pub(crate) mod proto {
    tonic::include_proto!("demo.residence.v1");
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum ResidenceCommand {
    /// Serve until standard input ends
    Serve(ServeArgs),
    /// Call the service through the gateway under its own name
    Ask(AskArgs),
}

/// Arguments of `demo-residence serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// PEM file with the certificate of the service
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// PEM file with its private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// PEM file with the roots of its callers
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
}

/// Arguments of `demo-residence ask`.
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// Personal identification number
    personal_id: String,
    /// The whole household, one by one
    #[arg(long)]
    household: bool,
    /// File that says where the gateway is and who we are
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// Ties messages and calls together; searchable by auditors, so no personal data
    #[arg(long, value_name = "ID")]
    correlation: String,
}

/// Whom the service knows: number, name, residence, household. No province has the code 000.
const PEOPLE: [(&str, &str, &str, u32); 3] = [
    ("000000000123", "Nguyễn Thị Ví Dụ", "Thôn Mẫu, xã Lâm Bình, tỉnh Tuyên Quang", 1),
    ("000000000124", "Hoàng Văn Thử", "Thôn Mẫu, xã Lâm Bình, tỉnh Tuyên Quang", 1),
    ("000000000456", "Đặng Hữu Hư Cấu", "Tổ 1, phường Minh Xuân, tỉnh Tuyên Quang", 2),
];

/// Runs one of them.
pub(crate) async fn run(command: ResidenceCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        ResidenceCommand::Serve(args) => serve(args, output).await,
        ResidenceCommand::Ask(args) => ask(args, output).await,
    }
}

async fn serve(args: ServeArgs, output: &Output) -> Result<Exit, Failure> {
    let failed = |error: tonic::transport::Error| {
        Failure::unexpected("the service has failed", "dịch vụ gặp lỗi", error)
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_port)?;
    let address = listener.local_addr().map_err(no_port)?;
    let identity = Identity::from_pem(files::read_text(&args.certificate)?, files::read_text(&args.key)?);
    let callers = Certificate::from_pem(files::read_text(&args.ca)?);
    let tls = ServerTlsConfig::new().identity(identity).client_ca_root(callers);
    let mut server = Server::builder().tls_config(tls).map_err(failed)?;
    output.value(&json!({ "address": format!("https://{address}") }))?;
    let ended = async {
        // It ends with whoever started it, however that ended.
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    server
        .add_service(ResidenceServiceServer::new(Residence))
        .serve_with_incoming_shutdown(TcpListenerStream::new(listener), ended)
        .await
        .map_err(failed)?;
    Ok(Exit::Ok)
}

fn no_port(error: std::io::Error) -> Failure {
    Failure::unexpected("no free port", "không còn cổng mạng trống", error)
}

/// The generated client, pointed at the gateway as if it were the service.
async fn ask(args: AskArgs, output: &Output) -> Result<Exit, Failure> {
    let profile = Profile::load(&args.profile)?;
    let unreachable = |source: tonic::transport::Error| Failure::Connect {
        server: profile.server.clone(),
        source: source.into(),
    };
    let mut tls =
        ClientTlsConfig::new().ca_certificate(Certificate::from_pem(files::read_text(&profile.ca)?));
    if let Some((certificate, key)) = &profile.identity {
        tls = tls.identity(Identity::from_pem(files::read_text(certificate)?, files::read_text(key)?));
    }
    let channel = Endpoint::from_shared(profile.server.clone())
        .and_then(|endpoint| endpoint.tls_config(tls))
        .map_err(unreachable)?
        .connect()
        .await
        .map_err(unreachable)?;
    let correlation = args.correlation.parse().map_err(|_| {
        Failure::usage("a correlation id is visible ASCII", "mã liên kết chỉ gồm ký tự ASCII nhìn thấy được")
    })?;
    let with_correlation = move |mut request: Request<()>| {
        request
            .metadata_mut()
            .insert("lienthong-correlation-id", tonic::metadata::MetadataValue::clone(&correlation));
        Ok(request)
    };
    let mut client = ResidenceServiceClient::with_interceptor(channel, with_correlation);
    let personal_id = args.personal_id;
    if !args.household {
        let answer = client.find(FindRequest { personal_id }).await?.into_inner();
        output.value(&view(&answer.person.unwrap_or_default()))?;
        return Ok(Exit::Ok);
    }
    let mut members = client.list_household(ListHouseholdRequest { personal_id }).await?.into_inner();
    while let Some(member) = members.message().await? {
        output.value(&view(&member.person.unwrap_or_default()))?;
    }
    Ok(Exit::Ok)
}

fn view(person: &Person) -> serde_json::Value {
    json!({
        "personal_id": person.personal_id,
        "full_name": person.full_name,
        "permanent_residence": person.permanent_residence,
    })
}

/// The service.
#[derive(Debug, Default)]
struct Residence;

#[tonic::async_trait]
impl ResidenceService for Residence {
    async fn find(&self, request: Request<FindRequest>) -> Result<Response<FindResponse>, Status> {
        let (person, _) = known(&request.into_inner().personal_id)?;
        Ok(Response::new(FindResponse { person: Some(person) }))
    }

    type ListHouseholdStream = tokio_stream::Iter<std::vec::IntoIter<Result<ListHouseholdResponse, Status>>>;

    async fn list_household(
        &self,
        request: Request<ListHouseholdRequest>,
    ) -> Result<Response<Self::ListHouseholdStream>, Status> {
        let (_, household) = known(&request.into_inner().personal_id)?;
        let members = PEOPLE.iter().filter(|(.., own)| *own == household);
        let members = members.map(|(id, ..)| known(id));
        let answers: Vec<_> = members
            .map(|known| known.map(|(person, _)| ListHouseholdResponse { person: Some(person) }))
            .collect();
        Ok(Response::new(tokio_stream::iter(answers)))
    }
}

/// A person and the household.
fn known(personal_id: &str) -> Result<(Person, u32), Status> {
    let found = PEOPLE.iter().find(|(id, ..)| *id == personal_id);
    let (id, name, residence, household) = found.ok_or_else(|| Status::not_found("no such person"))?;
    let person = Person {
        personal_id: (*id).to_owned(),
        full_name: (*name).to_owned(),
        permanent_residence: (*residence).to_owned(),
    };
    Ok((person, *household))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_stream::StreamExt;

    #[tokio::test]
    async fn a_household_is_answered_one_by_one() {
        let request = Request::new(ListHouseholdRequest { personal_id: "000000000124".to_owned() });
        let members = Residence.list_household(request).await.unwrap().into_inner();
        let members: Vec<String> =
            members.map(|member| member.unwrap().person.unwrap().personal_id).collect().await;
        assert_eq!(members, ["000000000123", "000000000124"]);
        let request = Request::new(FindRequest { personal_id: "1".to_owned() });
        assert_eq!(Residence.find(request).await.unwrap_err().code(), tonic::Code::NotFound);
    }
}
