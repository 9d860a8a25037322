//! Building the province, and starting it.

use std::path::Path;

use crate::failure::Failure;
use crate::files;
use crate::texts::Said;

use crate::demo::folder::{COMMUNE, OLD_REGISTER, PROVINCE, Province, RESIDENCE, Services, WARD};
use crate::demo::processes::{Processes, Who, until};
use crate::demo::report::{Report, wrong};

/// Writes the configuration and checks it with the ordinary commands.
pub(crate) async fn build(
    dir: &Path,
    processes: &mut Processes,
    report: &mut Report,
) -> Result<Province, Failure> {
    report.begin("province", "A province is built", "Dựng một tỉnh")?;
    let province = Province::build(dir)?;
    report.event(format!("folder {}", dir.display()), format!("thư mục {}", dir.display()))?;
    let (certificate, key) = province.identity(RESIDENCE);
    let ca = province.ca();
    processes.start(
        Who::Residence,
        &[&"demo-residence", &"serve", &"--certificate", &certificate, &"--key", &key, &"--ca", &ca],
    )?;
    let (certificate, key) = province.strange_identity("old-register", OLD_REGISTER)?;
    processes.start(
        Who::OldRegister,
        &[&"demo-register", &"serve", &"--certificate", &certificate, &"--key", &key],
    )?;
    let residence = address(processes, Who::Residence, "the residence service", "dịch vụ cư trú").await?;
    let register = address(processes, Who::OldRegister, "the old register", "sổ hộ nghèo cũ").await?;
    province.name_services(&Services {
        residence: &residence,
        register: &register,
        register_certificate: &certificate,
    })?;

    let figures = province.figures;
    let (districts, before, after, renamed) =
        (figures.districts, figures.communes_before, figures.communes_after, figures.renamed);
    report.event(
        format!(
            "until 30 June 2025: {districts} districts and {before} communes; since 1 July 2025: {after} communes"
        ),
        format!(
            "đến hết 30/6/2025: {districts} đơn vị cấp huyện, {before} đơn vị cấp xã; từ 01/7/2025: {after} đơn vị cấp xã"
        ),
    )?;
    report.event(
        format!(
            "{renamed} unit codes changed their name that day (02215: Phường Ỷ La → Phường Minh Xuân), so every question has a date"
        ),
        format!(
            "{renamed} mã đơn vị đổi tên trong ngày đó (02215: Phường Ỷ La → Phường Minh Xuân), nên mọi tra cứu đều theo ngày"
        ),
    )?;
    // The shared folder of the remote office is there on an ordinary day; it goes away before the letter comes.
    let remote = province.remote_inbox();
    files::make_folder(&remote)?;
    processes.run(&[&"config", &"check", &dir, &"--deny-warnings"]).await?.values()?;
    std::fs::remove_dir(&remote).map_err(|source| Failure::File {
        path: remote.clone(),
        action: Said::new("cannot remove", "không xóa được"),
        source,
    })?;
    report.checked(
        "`lienthong config check`: no error, no warning",
        "`lienthong config check`: không có lỗi, không có cảnh báo",
    );
    let tests = processes.run(&[&"config", &"test", &dir]).await?.values()?.len();
    if tests == 0 {
        return Err(wrong("no test of the routes was run", "không có phép thử tuyến nào được chạy"));
    }
    report.checked(
        "`lienthong config test`: the routes do what is expected of them",
        "`lienthong config test`: các tuyến hoạt động đúng kỳ vọng",
    );
    report.end()?;
    Ok(province)
}

/// Where a service says that it listens.
async fn address(processes: &mut Processes, who: Who, en: &str, vi: &str) -> Result<String, Failure> {
    let said = processes.next(who, &Said::new(en, vi), |value| value["address"].is_string()).await?;
    Ok(said["address"].as_str().unwrap_or_default().to_owned())
}

/// Starts the gateway and the systems that wait for messages.
pub(crate) async fn start(
    province: &Province,
    processes: &mut Processes,
    report: &mut Report,
) -> Result<(), Failure> {
    report.begin("start", "The gateway and the systems start", "Khởi động cổng và các hệ thống")?;
    processes.start(Who::Gateway, &[&"serve", &"--config", &province.dir])?;
    let operator = province.profile("operator");
    let what = Said::new("the gateway", "cổng");
    let status = until(&what, async || {
        processes.check()?;
        let ran = processes.run(&[&"admin", &"status", &"--profile", &operator]).await?;
        Ok((ran.exit == Some(0)).then_some(ran.values))
    });
    let status = status.await?.into_iter().next().unwrap_or_default();
    report.event(
        format!("the gateway listens at {} (systems) and {} (people)", province.systems, province.people),
        format!("cổng lắng nghe tại {} (hệ thống) và {} (cán bộ)", province.systems, province.people),
    )?;
    for (who, system, en, vi) in [
        (Who::Province, PROVINCE, "the province", "Ủy ban nhân dân tỉnh"),
        (Who::Ward, WARD, "the ward Minh Xuân", "phường Minh Xuân"),
        (Who::Commune, COMMUNE, "the commune Lâm Bình", "xã Lâm Bình"),
    ] {
        let (profile, inbox) =
            (province.profile(system), province.work(&format!("inbox-{}", &system[..system.len() - 5])));
        processes.start(who, &[&"receive", &"--profile", &profile, &"--dir", &inbox])?;
        report.event(
            format!("{system}, the document system of {en}, waits for messages"),
            format!("{system}, hệ thống quản lý văn bản của {vi}, chờ nhận thông điệp"),
        )?;
    }
    let revision: String = status["revision"].as_str().unwrap_or_default().chars().take(12).collect();
    report.checked(
        format!("the gateway answers its operator; configuration {revision}… is in force"),
        format!("cổng trả lời người vận hành; cấu hình {revision}… đang có hiệu lực"),
    );
    report.end()
}
