//! `[limits]` and `[retention]` of `lienthong.toml`: how much of anything, and for how long.

use std::time::Duration;

use crate::code::Code;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::node::{Limits, Retention};
use crate::values;

/// Reads the limits; what is wrong has its default, and the configuration is refused anyway.
pub(crate) fn read_limits(mut table: Fields<'_>, sink: &mut Sink) -> Limits {
    const GIB: u64 = 1 << 30;
    let message = table.get("max_message");
    let inline = table.get("max_inline");
    let buffered = table.get("max_buffered");
    let size = |value: &Option<Value<'_>>, range, default, sink: &mut Sink| {
        value.as_ref().and_then(|value| values::size(value, range, sink)).unwrap_or(default)
    };
    let max_message_bytes = size(&message, 1024..=4 * GIB, default::MAX_MESSAGE_BYTES, sink);
    // A node that takes only small messages needs no other limit to say so.
    let usual_inline = default::MAX_INLINE_BYTES.min(max_message_bytes);
    let max_inline_bytes = size(&inline, 1024..=64 << 20, usual_inline, sink);
    let usual_buffered = default::MAX_BUFFERED_BYTES.max(max_message_bytes);
    let max_buffered_bytes = size(&buffered, 1 << 20..=1024 * GIB, usual_buffered, sink);
    for (value, wrong, en, vi) in [
        (&inline, max_inline_bytes > max_message_bytes, "more than max_message", "lớn hơn max_message"),
        (&buffered, max_buffered_bytes < max_message_bytes, "less than max_message", "nhỏ hơn max_message"),
    ] {
        if let (Some(value), true) = (value, wrong) {
            let most = values::show_size(max_message_bytes);
            sink.push(
                value
                    .error(Code::LimitsContradict)
                    .label(format!("{en}, {most}"), format!("{vi}, {most}"))
                    .suggest(value.span.clone(), format!("\"{most}\"")),
            );
        }
    }
    let mut number = |key, high, default| {
        table.get(key).and_then(|value| value.integer(1..=high, sink)).unwrap_or(default)
    };
    let max_receivers = number("max_receivers", 100_000, default::MAX_RECEIVERS);
    let in_flight = number("max_in_flight_per_system", 100_000, default::MAX_IN_FLIGHT);
    let max_connections = number("max_connections", 1_000_000, default::MAX_CONNECTIONS);
    let min_free_bytes = size(&table.get("min_free"), 1 << 20..=1024 * GIB, default::MIN_FREE_BYTES, sink);
    let range = Duration::from_secs(1)..=Duration::from_secs(3_600);
    let call_timeout = table.get("call_timeout").and_then(|value| values::duration(&value, range, sink));
    table.finish(sink);
    Limits {
        max_message_bytes,
        max_inline_bytes,
        max_receivers: usize::try_from(max_receivers).unwrap_or(usize::MAX),
        max_in_flight_per_system: u32::try_from(in_flight).unwrap_or(u32::MAX),
        max_connections: usize::try_from(max_connections).unwrap_or(usize::MAX),
        max_buffered_bytes,
        min_free_bytes,
        call_timeout: call_timeout.unwrap_or(default::CALL_TIMEOUT),
    }
}

/// Reads the retention.
pub(crate) fn read_retention(mut table: Fields<'_>, sink: &mut Sink) -> Retention {
    let days = table.get("payload_days").and_then(|value| value.integer(1..=36_500, sink));
    table.finish(sink);
    Retention { payload_days: days.and_then(|days| u32::try_from(days).ok()) }
}
