//! `config explain`: what would happen to a message or a call, which route decides and why, or why nothing does.
//!
//! It asks the function that the running gateway asks, so what is explained is what happens. No gateway is needed.

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::route::{ReceiverTrace, RouteRefusal, RouteTable, World};
use lienthong_model::{Envelope, MessageId, MessageType, Receiver, ServiceId, SystemId};
use serde::Serialize;

use crate::Checked;
use crate::route_texts::{mismatch_text, refusal_text};
use crate::text::{Lang, Text};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Who sends or calls.
    pub sender: SystemId,
    /// What.
    pub asked: Asked,
    /// When the message was made: decides who was meant.
    pub created_at: Timestamp,
    /// The day on which the gateway has it: decides who can receive, and which routes are in force.
    pub today: Date,
}

/// What is sent or called.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A message.
    Message {
        /// What it is.
        kind: MessageType,
        /// To whom.
        receivers: Vec<Receiver>,
        /// Bytes of the payload, if they are known.
        size: Option<u64>,
    },
    /// A call.
    Call {
        /// Of which service.
        service: ServiceId,
        /// Bare name of the method.
        method: String,
    },
}

/// The answer. Serializes for programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What would happen.
    pub outcome: Outcome,
    /// For each receiver: the routes, in order. Empty where the answer was clear before any route was asked.
    pub receivers: Vec<ReceiverExplanation>,
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The message is accepted.
    Delivers {
        /// One for each receiving system.
        deliveries: Vec<Delivery>,
        /// Members of a set that get nothing.
        unreachable: Vec<Left>,
    },
    /// The call goes on.
    Calls {
        /// The route that decides.
        route: String,
        /// The system that is called.
        system: String,
    },
    /// Neither.
    Refused {
        /// A stable name for programs.
        reason: &'static str,
        /// In words.
        text: Text,
    },
}

/// One delivery that there would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The system that gets it.
    pub to: String,
    /// The agency that the sender named.
    pub addressed: String,
    /// A successor gets it in place of the agency named.
    pub forwarded: bool,
    /// The route that decides.
    pub route: String,
}

/// A member of a set that would get nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Left {
    /// The member.
    pub agency: String,
    /// A stable name for programs.
    pub reason: &'static str,
    /// In words.
    pub text: Text,
}

/// The routes as one receiver sees them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReceiverExplanation {
    /// The receiver; the service, for a call.
    pub receiver: String,
    /// All routes, in order.
    pub routes: Vec<RouteExplanation>,
}

/// One route.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteExplanation {
    /// Its name.
    pub route: String,
    /// Whether it decides.
    pub decides: bool,
    /// Its legal basis.
    pub legal_basis: String,
    /// Its purpose.
    pub purpose: String,
    /// Why it decides, or everything that keeps it from deciding.
    pub because: Vec<Text>,
}

/// Answers `question` by the configuration.
pub fn explain(checked: &Checked, question: &Question) -> Explanation {
    let world = World { directory: &checked.directory, systems: &checked.systems };
    let (outcome, traces) = match &question.asked {
        Asked::Message { kind, receivers, size } => {
            let envelope = Envelope {
                sender: question.sender.clone(),
                id: "explain".parse::<MessageId>().expect("the text is a message id"),
                kind: kind.clone(),
                receivers: receivers.clone(),
                created_at: question.created_at,
                case_key: None,
                correlation_id: None,
            };
            let traced = checked.routes.decide_traced(&world, &envelope, *size, question.today);
            let outcome = traced.result.map(|decided| Outcome::Delivers {
                deliveries: decided.deliveries.iter().map(Delivery::of).collect(),
                unreachable: decided
                    .unreachable
                    .iter()
                    .map(|left| Left {
                        agency: left.agency.to_string(),
                        reason: left.why.reason(),
                        text: refusal_text(&left.why),
                    })
                    .collect(),
            });
            (outcome, traced.receivers)
        }
        Asked::Call { service, method } => {
            let traced =
                checked.routes.decide_call_traced(&world, &question.sender, service, method, question.today);
            let outcome = traced.result.map(|permit| match permit.service.offer.has_method(method) {
                true => Outcome::Calls {
                    route: permit.route.name.to_string(),
                    system: permit.system.id.to_string(),
                },
                false => Outcome::Refused {
                    reason: "UNKNOWN_METHOD",
                    text: Text::new(
                        format!("the entry of {service} lists no method {method}"),
                        format!("mục khai của {service} không có phương thức {method}"),
                    ),
                },
            });
            (outcome, traced.receivers)
        }
    };
    let outcome = outcome.unwrap_or_else(|refusal| refused(&refusal));
    let receivers = traces.iter().map(|trace| words(trace, &checked.routes)).collect();
    Explanation { outcome, receivers }
}

fn refused(refusal: &RouteRefusal) -> Outcome {
    Outcome::Refused { reason: refusal.reason(), text: refusal_text(refusal) }
}

impl Delivery {
    fn of(planned: &lienthong_model::route::Planned) -> Self {
        Self {
            to: planned.to.to_string(),
            addressed: planned.addressed.to_string(),
            forwarded: planned.is_forwarded(),
            route: planned.route.to_string(),
        }
    }
}

fn words(trace: &ReceiverTrace, table: &RouteTable) -> ReceiverExplanation {
    let routes = table.routes().iter().map(|route| {
        let considered = trace.routes.iter().find(|considered| considered.route == route.name);
        let because = match considered {
            Some(considered) if considered.mismatch.is_empty() => vec![Text::new(
                "it is the first route that covers sender, receiver and type",
                "đây là tuyến đầu tiên khớp bên gửi, bên nhận và loại",
            )],
            Some(considered) => considered.mismatch.iter().map(mismatch_text).collect(),
            None => vec![Text::new(
                "it stands behind the route that decides and is not asked",
                "tuyến đứng sau tuyến đã quyết định nên không được xét",
            )],
        };
        RouteExplanation {
            route: route.name.to_string(),
            decides: considered.is_some_and(|considered| considered.mismatch.is_empty()),
            legal_basis: route.legal_basis.clone(),
            purpose: route.purpose.clone(),
            because,
        }
    });
    ReceiverExplanation { receiver: trace.receiver.clone(), routes: routes.collect() }
}

impl Explanation {
    /// The answer as a person reads it, several lines.
    pub fn to_text(&self, lang: Lang) -> String {
        let pick = |en: &'static str, vi: &'static str| if lang == Lang::En { en } else { vi };
        let mut out = Vec::new();
        match &self.outcome {
            Outcome::Delivers { deliveries, unreachable } => {
                for one in deliveries {
                    let (to, route) = (&one.to, &one.route);
                    let by = pick("by the route", "theo tuyến");
                    let from = if one.forwarded {
                        format!(" ({} {})", pick("in place of", "thay cho"), one.addressed)
                    } else {
                        String::new()
                    };
                    out.push(format!("{} {to}{from}, {by} \"{route}\"", pick("delivered to", "chuyển tới")));
                }
                for left in unreachable {
                    let nothing = pick("gets nothing", "không nhận được");
                    out.push(format!("{} {nothing}: {}", left.agency, left.text.in_lang(lang)));
                }
            }
            Outcome::Calls { route, system } => out.push(format!(
                "{} {system}, {} \"{route}\"",
                pick("the call goes to", "lời gọi được chuyển tới"),
                pick("by the route", "theo tuyến")
            )),
            Outcome::Refused { reason, text } => {
                out.push(format!("{} ({reason}): {}", pick("refused", "bị từ chối"), text.in_lang(lang)));
            }
        }
        for receiver in &self.receivers {
            out.push(format!("{} {}:", pick("routes for", "các tuyến xét cho"), receiver.receiver));
            for route in &receiver.routes {
                let mark = if route.decides { "✓" } else { "·" };
                let because: Vec<&str> = route.because.iter().map(|text| text.in_lang(lang)).collect();
                out.push(format!("  {mark} \"{}\": {}", route.route, because.join("; ")));
                if route.decides {
                    out.push(format!(
                        "      {}: {}",
                        pick("legal basis", "căn cứ pháp lý"),
                        route.legal_basis
                    ));
                    out.push(format!("      {}: {}", pick("purpose", "mục đích"), route.purpose));
                }
            }
        }
        out.join("\n") + "\n"
    }
}
