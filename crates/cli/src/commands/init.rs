//! `lienthong init`: a starter folder that works, for development.

use std::path::PathBuf;

use clap::Args;
use lienthong_config::code_text;
use lienthong_config::starter::Starter;
use lienthong_model::AgencyCode;
use serde_json::json;

use crate::dev::folder::DevFolder;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::Said;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Folder to write
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Agency code of the province
    #[arg(long, value_name = "CODE", default_value = "H60", value_parser = parse_code)]
    province: AgencyCode,
    /// Name of the province's people's committee
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

fn parse_code(text: &str) -> Result<AgencyCode, Said> {
    AgencyCode::canonical(text).map_err(|error| Said::from(code_text(&error)))
}

/// Writes the folder and says what to do next.
pub(crate) fn run(args: InitArgs, output: &Output) -> Result<Exit, Failure> {
    let standard = Starter::default();
    let province = args.province.to_string();
    let province_name = match args.name {
        Some(name) => name,
        None if province == standard.province => standard.province_name.clone(),
        None => format!("Ủy ban nhân dân tỉnh {province}"),
    };
    let starter = Starter { province, province_name, ..standard };
    DevFolder::create(&args.dir, &starter, args.force)?;
    let dir = args.dir.display();
    if output.json {
        output
            .value(&json!({ "folder": args.dir, "province": starter.province, "development_only": true }))?;
        return Ok(Exit::Ok);
    }
    let lang = output.lang;
    let province = &starter.province;
    output.line(&lang.pick(
        format!("{dir} is ready. Its certificates, keys and tokens are for development only."),
        format!("Đã tạo {dir}. Chứng thư số, khóa và mã truy cập trong đó chỉ dùng để thử nghiệm."),
    ))?;
    let (letter, inbox) = lang.pick(("letter.edxml", "inbox"), ("van-ban.edxml", "den"));
    output.line(lang.pick("\nNext:", "\nBước tiếp theo:"))?;
    for (command, en, vi) in [
        (format!("config check {dir}"), "check the configuration", "kiểm tra cấu hình"),
        (format!("config test {dir}"), "prove what the routes do", "thử các tuyến"),
        (format!("serve --config {dir}"), "run the gateway", "chạy cổng"),
        (
            format!("send {letter} --to {province} --profile {dir}/clients/{province}.31-qlvb.toml"),
            "send as a commune's system",
            "gửi với tư cách hệ thống của xã",
        ),
        (
            format!("receive --drain --dir {inbox} --profile {dir}/clients/{province}-qlvb.toml"),
            "receive as the province's system",
            "nhận với tư cách hệ thống của tỉnh",
        ),
        (
            format!("audit search --profile {dir}/clients/auditor.toml"),
            "search the audit log",
            "tra cứu nhật ký kiểm toán",
        ),
    ] {
        output.line(&format!("  lienthong {command}\n      {}", lang.pick(en, vi)))?;
    }
    Ok(Exit::Ok)
}
