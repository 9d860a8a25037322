//! `lienthong agencies`: the directory as of a day.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::time::local_date;
use lienthong_wire::directory::{Agency, GetAgencyRequest, ListAgenciesRequest, Standing};
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::views;
use crate::commands::page_size;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Arguments of `agencies`.
#[derive(Debug, Args)]
pub(crate) struct AgenciesArgs {
    /// One agency: a code in any written form, or an alias
    #[arg(value_name = "CODE", conflicts_with_all = ["under", "level"])]
    code: Option<String>,
    /// The day that the question is about; today where left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Only below this agency
    #[arg(long, value_name = "CODE")]
    under: Option<String>,
    /// Only of this level, e.g. commune
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

/// Shows one agency, or lists some.
pub(crate) async fn run(args: AgenciesArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let as_of = args.on.unwrap_or_else(|| local_date(Timestamp::now())).to_string();
    if let Some(code) = args.code {
        let request = connection.request(GetAgencyRequest { code, as_of });
        let answer = connection.directory().get_agency(request).await?.into_inner();
        let standing = match answer.standing() {
            Standing::Unspecified => ("", ""),
            Standing::Open => ("open", lang.pick("in force", "đang hoạt động")),
            Standing::Closed => ("closed", lang.pick("no longer in force", "đã chấm dứt")),
            Standing::NotYet => ("not_yet", lang.pick("not yet in force", "chưa hoạt động")),
        };
        let agency = answer.agency.unwrap_or_default();
        if output.json {
            output.value(&json!({ "agency": views::agency(&agency), "standing": standing.0 }))?;
            return Ok(Exit::Ok);
        }
        output.facts(&[
            (lang.pick("code", "mã"), agency.code),
            (lang.pick("old code", "mã cũ"), agency.old_code),
            (lang.pick("name", "tên"), agency.name),
            (lang.pick("standing", "tình trạng"), standing.1.to_owned()),
            (lang.pick("level", "cấp"), agency.level),
            (lang.pick("above", "cấp trên"), agency.parent),
            (lang.pick("from", "từ ngày"), agency.valid_from),
            (lang.pick("until (not included)", "đến trước ngày"), agency.valid_to),
            (lang.pick("successors", "đơn vị kế thừa"), agency.successors.join(", ")),
            (lang.pick("unit code", "mã đơn vị hành chính"), agency.unit_code),
            (lang.pick("also known as", "tên khác"), agency.aliases.join(", ")),
        ])?;
        return Ok(Exit::Ok);
    }
    let mut agencies: Vec<Agency> = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListAgenciesRequest {
            as_of: as_of.clone(),
            under: args.under.clone().unwrap_or_default(),
            level: args.level.clone().unwrap_or_default(),
            page_size: page_size(1_000),
            page_token,
        };
        let page = connection.directory().list_agencies(connection.request(request)).await?.into_inner();
        agencies.extend(page.agencies);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.json {
        return agencies
            .iter()
            .try_for_each(|agency| output.value(&views::agency(agency)))
            .map(|()| Exit::Ok);
    }
    let headers = lang.pick(
        ["code", "name", "level", "above", "from", "until"],
        ["mã", "tên", "cấp", "cấp trên", "từ ngày", "đến trước ngày"],
    );
    let row = |agency: &Agency| {
        vec![
            agency.code.clone(),
            agency.name.clone(),
            agency.level.clone(),
            agency.parent.clone(),
            agency.valid_from.clone(),
            agency.valid_to.clone(),
        ]
    };
    output.table(&headers, agencies.iter().map(row).collect())?;
    Ok(Exit::Ok)
}
