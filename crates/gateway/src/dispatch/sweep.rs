//! What happens only because time passes: deliveries expire, payloads reach the end of their retention, disks fill.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Time;
use lienthong_adapter::phrase;
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::time;
use lienthong_store::{Expiry, Overdue};

use crate::dispatch::notice;
use crate::state::{Gateway, InForce};

/// How often deliveries are looked at.
const EVERY: Duration = Duration::from_secs(1);
/// Deliveries that expire in one transaction.
const AT_ONCE: usize = 500;

/// Runs until the gateway goes down.
pub async fn run(gateway: Arc<Gateway>) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut rounds = 0u64;
    loop {
        tokio::select! {
            () = gateway.going_down() => return,
            _ = tick.tick() => {}
        }
        expire(&gateway).await;
        if rounds.is_multiple_of(60) {
            erase(&gateway).await;
        }
        if rounds.is_multiple_of(5) {
            watch_room(&gateway).await;
            watch_crl(&gateway);
        }
        rounds += 1;
    }
}

/// Ends deliveries that have run out of time, and tells their senders.
async fn expire(gateway: &Arc<Gateway>) {
    loop {
        let (maker, in_force) = (Arc::clone(gateway), gateway.current());
        let expiry = Arc::new(move |overdue: &Overdue| {
            let entry = &overdue.entry;
            let (message, delivery) = (&entry.message, &entry.delivery);
            Expiry {
                record: expired_record(&maker, &in_force, overdue),
                notice: notice::of_expiry(&maker, &in_force, message, &delivery.receiver, delivery.id),
            }
        });
        match gateway.store.expire(gateway.now(), AT_ONCE, expiry).await {
            Ok(expired) => {
                expired.iter().for_each(|overdue| {
                    gateway.wakes.wake(&overdue.entry.message.envelope.sender);
                    gateway.wakes.wake(&overdue.entry.delivery.receiver);
                });
                if expired.len() < AT_ONCE {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "Deliveries could not be expired.");
                return;
            }
        }
    }
}

fn expired_record(gateway: &Gateway, in_force: &InForce, overdue: &Overdue) -> AuditRecord {
    let (message, delivery) = (&overdue.entry.message, &overdue.entry.delivery);
    let mut record = in_force.record(Event::DeliveryExpired, gateway.now());
    record.sender = Some(message.envelope.sender.clone());
    record.receivers = vec![PartyOfRecord {
        system: delivery.receiver.clone(),
        route: Some(delivery.route.clone()),
        forwarded_from: (delivery.addressed != delivery.receiver.agency).then(|| delivery.addressed.clone()),
    }];
    record.kind = Some(message.envelope.kind.clone());
    record.message_id = Some(message.envelope.id.clone());
    record.correlation_id.clone_from(&message.envelope.correlation_id);
    record.digest = Some(message.digest);
    record.attempt = Some(delivery.attempts);
    record.reason = Some("EXPIRED".into());
    record
}

/// Destroys the data keys of days that are past the retention.
async fn erase(gateway: &Gateway) {
    let in_force = gateway.current();
    let Some(days) = in_force.checked.node.retention.payload_days else { return };
    let now = gateway.now();
    let Ok(oldest) = time::local_date(now).checked_sub(jiff::Span::new().days(i64::from(days))) else {
        return;
    };
    let known = match gateway.store.key_days().await {
        Ok(known) => known,
        Err(error) => {
            tracing::error!(%error, "Days with payloads could not be listed.");
            return;
        }
    };
    for day in known.into_iter().filter(|known| known.day < oldest) {
        let record = in_force
            .own_record(Event::PayloadErased, now)
            .with_detail("day", day.day)
            .with_detail("messages", day.messages);
        if let Err(error) = gateway.store.erase_day(day.day, now, record).await {
            tracing::error!(%error, day = %day.day, "Payloads could not be erased.");
        }
    }
    // Calls leave no payload behind; by what they are found is kept as long as one.
    let Some(before) = time::instant(oldest.to_datetime(Time::midnight())) else { return };
    if let Err(error) = gateway.store.forget_terms(before).await {
        tracing::error!(%error, "Search keys of calls could not be removed.");
    }
}

async fn watch_room(gateway: &Gateway) {
    let min = gateway.current().checked.node.limits.min_free_bytes;
    match gateway.store.stats().await {
        Ok(stats) if stats.free_bytes < min => {
            let text = phrase!(
                "{} bytes are free, {min} are kept in reserve: no new messages are taken",
                "đĩa còn trống {} byte, phải giữ lại {min} byte: tạm thời không nhận thông điệp mới",
                stats.free_bytes
            );
            gateway.alarms.raise("STORAGE_FULL", text, gateway.now());
        }
        Ok(_) => gateway.alarms.clear("STORAGE_FULL"),
        Err(error) => tracing::error!(%error, "The store does not say how much room there is."),
    }
}

fn watch_crl(gateway: &Gateway) {
    let now = gateway.now();
    match gateway.current().tls.crl_next_update {
        Some(next) if next < now => {
            gateway.alarms.raise(
                "CRL_EXPIRED",
                phrase!(
                    "a revocation list was due for renewal at {next}",
                    "danh sách thu hồi chứng thư quá hạn cập nhật từ {next}"
                ),
                now,
            );
        }
        _ => gateway.alarms.clear("CRL_EXPIRED"),
    }
}
