//! `lienthong admin …` and `lienthong systems`: for operators and administrators.

use clap::{Args, Subcommand};
use lienthong_wire::admin::{GetStatusRequest, ListSystemsRequest, ReloadRequest, SystemState};
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::{Connection, views};
use crate::commands::page_size;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::when;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// How the gateway is
    Status(AdminArgs),
    /// Read the configuration folder again; on any error the one in force stays
    Reload(AdminArgs),
}

/// Arguments of `admin status` and `admin reload`.
#[derive(Debug, Args)]
pub(crate) struct AdminArgs {
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `systems`.
#[derive(Debug, Args)]
pub(crate) struct SystemsArgs {
    #[command(flatten)]
    client: ClientArgs,
}

/// Runs one of them.
pub(crate) async fn run(command: AdminCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        AdminCommand::Status(args) => gateway(&args.client.connect().await?, output).await,
        AdminCommand::Reload(args) => reload(&args.client.connect().await?, output).await,
    }
}

/// Shows how the gateway is.
pub(crate) async fn gateway(connection: &Connection, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let request = connection.request(GetStatusRequest {});
    let status = connection.admin().get_status(request).await?.into_inner();
    if output.json {
        output.value(&views::gateway(&status))?;
        return Ok(Exit::Ok);
    }
    let free = format!("{} MiB", status.free_bytes >> 20);
    output.facts(&[
        (lang.pick("node", "nút"), status.node.clone()),
        (lang.pick("version", "phiên bản"), status.version.clone()),
        (lang.pick("started at", "khởi động lúc"), when::show_wire(&status.started_at)),
        (lang.pick("configuration", "cấu hình"), status.revision.clone()),
        (lang.pick("in force since", "hiệu lực từ"), when::show_wire(&status.loaded_at)),
        (lang.pick("records in the log", "bản ghi nhật ký"), status.log_size.to_string()),
        (lang.pick("records signed", "bản ghi đã ký"), status.checkpoint_size.to_string()),
        (lang.pick("open deliveries", "lượt chuyển đang mở"), status.open_deliveries.to_string()),
        (lang.pick("dead deliveries", "lượt chuyển thất bại"), status.dead_deliveries.to_string()),
        (lang.pick("free on disk", "đĩa còn trống"), free),
    ])?;
    if !status.alarms.is_empty() {
        output.line(lang.pick("Alarms:", "Cảnh báo:"))?;
    }
    for alarm in &status.alarms {
        let message = lang.pick(&alarm.message, &alarm.message_vi);
        output.line(&format!("  {}  {}  {message}", when::show_wire(&alarm.since), alarm.reason))?;
    }
    Ok(Exit::Ok)
}

async fn reload(connection: &Connection, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let answer = connection.admin().reload(connection.request(ReloadRequest {})).await?.into_inner();
    if output.json {
        output.value(&json!({
            "revision": answer.revision,
            "changed": answer.changed,
            "warnings": answer.warnings,
        }))?;
        return Ok(Exit::Ok);
    }
    for warning in &answer.warnings {
        output.note(warning.trim_end());
    }
    let said = match answer.changed {
        true => lang.pick("a new configuration is in force", "cấu hình mới đã có hiệu lực"),
        false => lang.pick("the configuration has not changed", "cấu hình không thay đổi"),
    };
    output.line(&format!("{said}: {}", answer.revision))?;
    Ok(Exit::Ok)
}

/// Lists systems.
pub(crate) async fn systems(args: SystemsArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let mut systems: Vec<SystemState> = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListSystemsRequest { page_size: page_size(1_000), page_token };
        let page = connection.admin().list_systems(connection.request(request)).await?.into_inner();
        systems.extend(page.systems);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.json {
        return systems.iter().try_for_each(|system| output.value(&views::system(system))).map(|()| Exit::Ok);
    }
    let headers = lang.pick(
        ["system", "title", "connector", "backlog", "oldest", "last seen"],
        ["hệ thống", "tên gọi", "kết nối", "tồn đọng", "cũ nhất", "thấy lần cuối"],
    );
    let row = |system: &SystemState| {
        vec![
            system.system.clone(),
            system.title.clone(),
            system.connector.clone(),
            system.backlog.to_string(),
            when::show_wire(&system.oldest),
            when::show_wire(&system.last_seen),
        ]
    };
    output.table(&headers, systems.iter().map(row).collect())?;
    Ok(Exit::Ok)
}
