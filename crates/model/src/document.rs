//! Documents (văn bản) and their statuses, in canonical form: what QCVN 102:2016 packages mean, without their XML.
//!
//! All text is Unicode NFC. An empty text equals an absent one and is `None`. Code lists that norms extend are kept
//! as the number or text received: an unknown value is carried, never mapped to a default.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::agency_code::AgencyCode;
use crate::digest::Digest;

/// A document package.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The issuing agency.
    pub sender: Party,
    /// Who must receive; never empty, no two with one code.
    pub receivers: Vec<Party>,
    /// Text id of the document. Compared exactly, never parsed.
    pub document_id: Option<String>,
    /// The number of the printed reference. Text: `74fass22` occurs.
    pub number: String,
    /// The notation of the printed reference, e.g. `SM-VP`.
    pub notation: String,
    /// Place of issue.
    pub place: Option<String>,
    /// Date of issue.
    pub issued_on: Option<Date>,
    /// Type group, 1 normative, 2 administrative; kept as received.
    pub type_group: Option<String>,
    /// Number of the type within its group; kept as received.
    pub type_code: Option<String>,
    /// Name of the type, e.g. `Công văn`.
    pub type_name: Option<String>,
    /// Trích yếu.
    pub subject: String,
    /// Summary of the content.
    pub summary: Option<String>,
    /// Who signed. Personal data.
    pub signer: Option<Signer>,
    /// The date by which the receiver must act.
    pub due_on: Option<Date>,
    /// 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ; other values are kept.
    pub priority: Option<String>,
    /// Free text such as `Lưu hành nội bộ`.
    pub distribution: Option<String>,
    /// Initials of the typist or unit.
    pub typist: Option<String>,
    /// Copies issued.
    pub copies: Option<u32>,
    /// Pages.
    pub pages: Option<u32>,
    /// Whether this is a steering document.
    pub is_directive: Option<bool>,
    /// Titles of appendixes.
    pub appendixes: Vec<String>,
    /// The documents that this one answers.
    pub in_reply_to: Vec<DocumentRef>,
    /// 1 not steering, 2 steering, 3 report on steering; other values are kept.
    pub steering: Option<String>,
    /// The printed "Nơi nhận"; not receivers.
    pub also_sent_to: Vec<String>,
    /// Hops so far, oldest first.
    pub trace: Vec<Hop>,
    /// What the package does: a new document, a recall, an update or a replacement.
    pub business: Business,
    /// Files.
    pub attachments: Vec<Attachment>,
}

impl Document {
    /// The printed reference, `15/SM-VP`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.number, self.notation)
    }
}

/// An agency as a package names it. Only the code is an identity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Party {
    /// The code exactly as received. The directory turns it into an agency.
    pub code_text: String,
    /// The canonical code where the text has one by its form; an alias has none.
    pub code: Option<AgencyCode>,
    /// The superior body's name.
    pub parent_name: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Electronic mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Fax.
    pub fax: Option<String>,
    /// Web site.
    pub website: Option<String>,
}

/// Who signed a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signer {
    /// The printed authority line, e.g. `KT. GIÁM ĐỐC`.
    pub authority: Option<String>,
    /// Position.
    pub position: Option<String>,
    /// Full name. Personal data.
    pub name: Option<String>,
}

/// How a package names another document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocumentRef {
    /// Agency code as received.
    pub agency_text: Option<String>,
    /// Printed reference, `15/SM-VP`.
    pub reference: Option<String>,
    /// Date of issue.
    pub issued_on: Option<Date>,
    /// Text id.
    pub document_id: Option<String>,
}

/// One hop of the trace.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hop {
    /// Agency code as received; it may be missing or damaged.
    pub agency_text: Option<String>,
    /// When; missing where it was unreadable.
    pub at: Option<Timestamp>,
}

/// What a document package does to the documents before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Business {
    /// 0 new, 1 recall, 2 update, 3 replace; other values are kept. Absent is 0.
    pub kind: Option<String>,
    /// The document that a recall or an update means, where the package says so here.
    pub document_id: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// As received: "paper copy follows", or a number of pages.
    pub paper: Option<String>,
    /// Who to ask. Personal data.
    pub staff: Option<Staff>,
    /// For an update.
    pub update: Option<Update>,
    /// For a replacement: each replaced id once.
    pub replaces: Vec<Replacement>,
}

/// What an update changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Update {
    /// As received; 1: data changed.
    pub document_info: Option<String>,
    /// As received; 1: receivers changed.
    pub document_receiver: Option<String>,
    /// Receivers added or removed: agency code as received, and 0 removed or 1 added, as received.
    pub receivers: Vec<(String, Option<String>)>,
}

/// A document that this one replaces, and at whom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replacement {
    /// The replaced document.
    pub document_id: String,
    /// Agency codes as received.
    pub agencies: Vec<String>,
}

/// A person at an office. Personal data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Staff {
    /// Department.
    pub department: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Mobile telephone.
    pub mobile: Option<String>,
    /// Electronic mail.
    pub email: Option<String>,
}

/// What became of a document at one receiver.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocumentStatus {
    /// The document, and the agency that sent it: the receiver of this status.
    pub about: DocumentRef,
    /// Who reports.
    pub reporter: Party,
    /// Two digits, as text: 01 arrived, 02 refused, 03 accepted, 04 assigned, 05 in process, 06 done, 13, 15, 16.
    pub code: String,
    /// Why, or what.
    pub note: Option<String>,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// Who to ask. Personal data.
    pub staff: Option<Staff>,
}

/// A file of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Content id, without a leading `cid:`.
    pub id: String,
    /// A label, never a path.
    pub name: String,
    /// Declared media type.
    pub media_type: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// How the package carried it.
    pub transport: Transport,
    /// Bytes of the file itself.
    pub size: u64,
    /// SHA-256 of the file itself, which survives re-packing by other gateways.
    pub sha256: Digest,
    /// The file as the package carries it.
    pub content: Content,
}

/// How a package carries a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// The bytes of the file.
    Raw,
    /// A ZIP with one entry, the file.
    Zip,
}

/// The bytes of an attachment, without a second copy where the package is at hand.
///
/// `Bytes` are reference counted slices, so `Base64` shares memory with the package it was read from.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Strictly checked base64 text, possibly with white space, of the file in its `transport` form.
    Base64(Bytes),
    /// The bytes of the file itself, not packed.
    File(Bytes),
}
