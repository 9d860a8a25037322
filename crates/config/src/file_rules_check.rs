//! Whom the file rules of systems name: what is sent there must be somebody.

use lienthong_model::Receiver;
use lienthong_model::directory::ResolveError;

use crate::code::Code;
use crate::cross_check::Everything;
use crate::diagnostic::Sink;
use crate::routes_file::{Mention, Side};
use crate::systems_file::SystemEntry;
use crate::values;

impl Everything<'_> {
    /// Checks the receivers of the file rules of one system.
    pub(crate) fn check_file_receivers(&self, entry: &SystemEntry, sink: &mut Sink) {
        for (receiver, spot) in &entry.file_receivers {
            match receiver {
                Receiver::System(id) => {
                    if !self.systems.iter().any(|entry| entry.id == *id) {
                        self.check_mention(&Mention::System(id.clone()), Side::To, spot, sink);
                    }
                }
                Receiver::Set { level, under } => {
                    self.known_agency(under, spot, sink);
                    if let Some(level) = level {
                        self.check_mention(&Mention::Level(level.clone()), Side::To, spot, sink);
                    }
                }
                Receiver::Agency(text) => {
                    let Some(directory) = self.directory else { continue };
                    let form = entry.system.as_ref().and_then(|system| system.format_options.code_form);
                    match directory.resolve(text, form, self.context.today) {
                        Ok(found) => {
                            self.known_agency(&found.code, spot, sink);
                        }
                        Err(ResolveError::Code(error)) => {
                            sink.push(values::bad_code(spot.error(Code::BadAgencyCode), text, &error));
                        }
                        Err(_) => sink.push(spot.error(Code::UnknownAgency)),
                    }
                }
            }
        }
    }
}
