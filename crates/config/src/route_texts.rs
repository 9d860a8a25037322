//! What the routes decide, in words of both languages.

use lienthong_model::directory::{SuccessionError, Successor};
use lienthong_model::route::{CALLS_OF, Mismatch, PartyMiss, RouteRefusal};

use crate::refusals::code_text;
use crate::text::Text;

/// A receiver as its sender named it; a set of agencies in words.
fn named(receiver: &str) -> String {
    let set = receiver.strip_prefix("every ").and_then(|rest| rest.split_once(" under "));
    match set {
        Some(("agency", under)) => format!("mọi cơ quan thuộc {under}"),
        Some((level, under)) => format!("mọi cơ quan cấp {level} thuộc {under}"),
        None => receiver.to_owned(),
    }
}

/// Why a message or a call is refused. Names what the sender named, and nothing else of ours.
pub fn refusal_text(refusal: &RouteRefusal) -> Text {
    use RouteRefusal as R;
    let vi = match refusal {
        R::NoRoute { sender, subject, receiver } => match subject.strip_prefix(CALLS_OF) {
            Some(method) => format!("không có tuyến nào cho phép {sender} gọi {method} của {receiver}"),
            None => format!("không có tuyến nào cho phép {sender} gửi {subject} tới {}", named(receiver)),
        },
        R::NoReceiver => "thông điệp không nêu nơi nhận".to_owned(),
        R::UnknownReceiver { receiver, why: None } => format!("không biết nơi nhận {receiver:?}"),
        R::UnknownReceiver { receiver, why: Some(lienthong_model::directory::ResolveError::Code(why)) } => {
            format!("không biết nơi nhận {receiver:?}: {}", code_text(why).vi)
        }
        R::UnknownReceiver { receiver, why: Some(_) } => format!("không biết nơi nhận {receiver:?}"),
        R::ReceiverClosed { receiver, on, successors, why } => {
            let next = match (successors.is_empty(), why) {
                (false, _) => format!("; cơ quan kế thừa: {}", codes(successors)),
                (true, Some(SuccessionError::None { .. })) => "; không có cơ quan kế thừa".to_owned(),
                (true, _) => String::new(),
            };
            format!("cơ quan nhận {receiver} đã chấm dứt hoạt động ngày {on}{next}")
        }
        R::ReceiverNotYetOpen { receiver, on } => {
            format!("cơ quan nhận {receiver} bắt đầu hoạt động ngày {on}, sau ngày lập thông điệp")
        }
        R::NoSystem { agency, system, kind } => {
            let name = system.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("cơ quan nhận {agency} không có hệ thống{name} nào nhận {kind}")
        }
        R::AmbiguousSystem { agency, systems } => {
            let systems: Vec<String> = systems.iter().map(ToString::to_string).collect();
            format!(
                "cơ quan nhận {agency} có nhiều hệ thống nhận thông điệp; hãy nêu rõ một trong {}",
                systems.join(", ")
            )
        }
        R::EmptySet { set, unreachable } => {
            format!(
                "{}: không đơn vị nào nhận được ({} đơn vị không tới được)",
                named(&set.to_string()),
                unreachable.len()
            )
        }
        R::DuplicateReceiver { receiver } => format!("nơi nhận {receiver} được nêu hai lần"),
        R::TooLarge { receiver, size, limit } => {
            format!("nội dung có {size} byte, vượt quá {limit} byte được phép gửi tới {receiver}")
        }
        R::SelfAddressed { sender } => format!("{sender} gửi cho chính mình"),
        R::SenderClosed { sender, .. } => format!("cơ quan của {sender} hiện không hoạt động"),
        R::SenderUnknown { sender } => format!("cơ quan của {sender} không có trong danh mục"),
        R::UnknownService { service } => format!("không biết dịch vụ {service}"),
        R::SystemDisabled { system } => format!("{system} đang tạm ngừng"),
        other => format!("bị từ chối: {other}"),
    };
    Text::new(refusal.to_string(), vi)
}

fn codes(successors: &[Successor]) -> String {
    successors.iter().map(|next| next.code.as_str()).collect::<Vec<_>>().join(", ")
}

/// Why a route did not decide.
pub fn mismatch_text(mismatch: &Mismatch) -> Text {
    use Mismatch as M;
    let vi = match mismatch {
        M::Subject => "tuyến dành cho loại khác".to_owned(),
        M::Method { method } => format!("tuyến không cho phép phương thức {method}"),
        M::NotYet { from } => format!("tuyến chỉ có hiệu lực từ ngày {from}"),
        M::Over { to } => format!("tuyến chỉ có hiệu lực trước ngày {to}"),
        M::From { parties } => format!("bên gửi không khớp: {}", misses(parties)),
        M::To { parties } => format!("bên nhận không khớp: {}", misses(parties)),
        M::NoSystem { agency, system } => {
            let name = system.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("{agency} không có hệ thống{name} nào nhận thông điệp này")
        }
        other => other.to_string(),
    };
    Text::new(mismatch.to_string(), vi)
}

fn misses(parties: &[PartyMiss]) -> String {
    let word = |miss: &PartyMiss| match miss {
        PartyMiss::Agency { expected, found } => format!("cơ quan là {found}, không phải {expected}"),
        PartyMiss::Level { expected, found } => format!("cấp là {found}, không phải {expected}"),
        PartyMiss::Under { expected, found } => format!("{found} không thuộc {expected}"),
        PartyMiss::System { expected, found } => format!("hệ thống là {found}, không phải {expected}"),
    };
    if parties.is_empty() {
        "không có mẫu nào".to_owned()
    } else {
        parties.iter().map(word).collect::<Vec<_>>().join("; ")
    }
}
