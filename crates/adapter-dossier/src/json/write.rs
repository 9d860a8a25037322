//! Texts and trees as JSON, without white space.

use super::{Json, Node};

/// Appends `text` in quotes.
pub(crate) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Appends `node`; numbers as they were written.
pub(crate) fn push_node(out: &mut String, node: &Node) {
    match &node.json {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Json::Number(number) => out.push_str(number),
        Json::Text(text) => push_text(out, text),
        Json::Array(nodes) => {
            out.push('[');
            for (n, node) in nodes.iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                push_node(out, node);
            }
            out.push(']');
        }
        Json::Object(entries) => {
            out.push('{');
            for (n, entry) in entries.iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                push_text(out, &entry.name);
                out.push(':');
                push_node(out, &entry.node);
            }
            out.push('}');
        }
    }
}
