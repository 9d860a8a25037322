//! The state of a dossier, and its timeline, from records as they were read.

use lienthong_adapter_dossier::on_time::{Event, Supplement, Timeline, Timeliness, simple};
use lienthong_adapter_dossier::steps::{StepIdentity, latest};
use lienthong_adapter_dossier::{is_finished_without_date, mask};
use lienthong_model::schema::{Record, Value};

use crate::common::*;

/// Steps as read from members that differ from those of the sample.
fn steps(changes: &[&[(&str, &str)]]) -> Vec<Record> {
    let one = text("valid/call-progress.json");
    let read = |changes: &&[(&str, &str)]| {
        let changed = changes.iter().fold(one.clone(), |text, (from, to)| with(&text, from, to));
        batch(&decode(&changed.into())).records[0].clone()
    };
    changes.iter().map(read).collect()
}

#[test]
fn the_state_is_the_step_of_the_latest_time_and_of_several_the_last_to_arrive() {
    let at = "20261102080000";
    let steps = steps(&[
        &[(at, "20261105080000"), ("\"TrangThai\": \"2\"", "\"TrangThai\": \"9\"")],
        &[],
        &[(at, "20261105080000"), ("\"TrangThai\": \"2\"", "\"TrangThai\": \"10\"")],
        &[(at, "20261104080000")],
    ]);
    let status = |steps: &[Record]| latest(steps).and_then(|step| step.values[6].clone());
    assert_eq!(status(&steps), Some(Value::Text("10".into())));
    assert_eq!(status(&steps[..2]), Some(Value::Text("9".into())));
    assert_eq!(status(&[]), None);
}

#[test]
fn a_step_that_is_sent_again_is_the_same_step() {
    let steps = steps(&[
        &[],
        &[("\"20261102080000\"", "\"2026-11-02T08:00:00\""), ("\"TrangThai\": \"2\"", "\"TrangThai\": 2")],
        &[("Tiếp nhận hồ sơ", "Tiếp nhận lại")],
        &[("20261102080000", "20261102080001")],
        &[("\"ChucDanh\": \"\"", "\"ChucDanh\": \"Cán Bộ\"")],
        &[("\"ChucDanh\": \"\"", "\"Moi\": 1")],
        &[("261102-0007", "261102-0008")],
    ]);
    let ids: Vec<_> = steps.iter().map(|step| StepIdentity::of(step).unwrap()).collect();
    assert_eq!(ids[0], ids[1]);
    for other in &ids[2..] {
        assert_ne!(ids[0], *other);
    }
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 6);
    assert_eq!(StepIdentity::of(&Record::default()), None);
}

#[test]
fn a_timeline_is_made_of_a_dossier_and_its_steps() {
    let decoded = decode(&sample("valid/array.json"));
    let steps = batch(&decode(&sample("valid/progress.json"))).records.clone();
    let timeline = Timeline::of(&batch(&decoded).records[1], steps.iter().rev());
    let at = |text: &str| text.parse().unwrap();
    assert_eq!(timeline.status.as_deref(), Some("10"));
    assert_eq!(timeline.received_at, Some(at("2026-11-03T08:00:00")));
    assert_eq!(timeline.finished_at, Some(at("2026-11-09T16:00:00")));
    let event = |text, status: &str| Event { at: at(text), status: status.to_owned() };
    assert_eq!(timeline.steps, [event("2026-11-02T08:00:00", "2"), event("2026-11-09T16:00:00", "9")]);
    assert_eq!(
        timeline.supplements,
        [
            Supplement { asked_at: at("2026-11-03T09:00:00"), complete_at: None, moved_due: false },
            Supplement {
                asked_at: at("2026-11-05T09:00:00"),
                complete_at: Some(at("2026-11-06T09:00:00")),
                moved_due: true
            },
        ]
    );
    assert_eq!(simple(&timeline, at("2026-11-30T00:00:00")), Timeliness::OnTime);
}

#[test]
fn a_finished_dossier_without_its_date_is_found() {
    let check = |name: &str, expected: bool| {
        let decoded = decode(&sample(name));
        assert_eq!(is_finished_without_date(&batch(&decoded).records[0]), expected, "{name}");
    };
    check("valid/lenient.json", true);
    check("valid/one.json", false);
    let dated =
        with(&text("valid/lenient.json"), "\"NgayKetThucXuLy\": null", "\"NgayKetThucXuLy\": 20261109160000");
    assert!(!is_finished_without_date(&batch(&decode(&dated.into())).records[0]));
}

#[test]
fn the_applicant_of_the_sample_is_shown_masked() {
    let decoded = decode(&sample("valid/one.json"));
    let batch = batch(&decoded);
    let show = |path: &str| value(batch, &batch.records[0], path).and_then(Value::as_text).unwrap();
    assert_eq!(mask::name(show("applicant.name")), "C*** D*** M***");
    assert_eq!(mask::number(show("applicant.id_number")), "*********123");
}
