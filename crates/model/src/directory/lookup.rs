//! Asking the directory. Every question takes a day, and is answered from an index.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{AgencyVersion, Directory, Hierarchy, MAX_DEPTH, ResolveError, Resolved, Standing};
use crate::agency_code::{AgencyCode, CodeForm};
use crate::unit_code::UnitCode;

impl Directory {
    /// What `text` means on `day`: exact alias, canonical form, formula, in this order.
    ///
    /// An alias without a period of its own still names its agency after that has closed, as long as no other
    /// agency and no code has taken the text: so the sender learns who took over, not that the name is unknown.
    pub fn resolve(&self, text: &str, form: Option<CodeForm>, day: Date) -> Result<Resolved, ResolveError> {
        let uses = self.aliases.get(text.trim()).map_or(&[][..], Vec::as_slice);
        if let Some(alias) = uses.iter().find(|alias| alias.valid.contains(day)) {
            return Ok(Resolved { code: self.versions[alias.version].code.clone(), by_alias: true });
        }
        let read = AgencyCode::read(text, form);
        if let Ok(reading) = &read
            && self.by_code.contains_key(&reading.code)
        {
            return Ok(Resolved { code: reading.code.clone(), by_alias: false });
        }
        let ended = |version: &AgencyVersion| version.valid.to.filter(|to| *to <= day);
        let last = uses
            .iter()
            .filter(|alias| alias.outlives)
            .map(|alias| &self.versions[alias.version])
            .filter(|version| ended(version).is_some())
            .max_by_key(|version| version.valid.to);
        if let Some(last) = last
            // Where the code has been given to somebody else meanwhile, the alias must not lead there.
            && matches!(self.standing(&last.code, day), Standing::Closed { last: now, .. } if now.valid == last.valid)
        {
            return Ok(Resolved { code: last.code.clone(), by_alias: true });
        }
        Ok(Resolved { code: read?.code, by_alias: false })
    }

    /// Where `code` stands on `day`.
    pub fn standing(&self, code: &AgencyCode, day: Date) -> Standing<'_> {
        self.by_code
            .get(code)
            .map_or(Standing::Unknown, |range| standing_among(self.versions[range.clone()].iter(), day))
    }

    /// Where the agency that governs a territory stands on `day`; the last one where it has none any more.
    pub fn by_unit_code(&self, unit: &UnitCode, day: Date) -> Standing<'_> {
        self.units.get(unit).map_or(Standing::Unknown, |indices| {
            standing_among(indices.iter().map(|&index| &self.versions[index]), day)
        })
    }

    /// The version of `code` in force on `day`.
    pub fn agency(&self, code: &AgencyCode, day: Date) -> Option<&AgencyVersion> {
        match self.standing(code, day) {
            Standing::Open(version) => Some(version),
            _ => None,
        }
    }

    /// Whether `code` is below `ancestor` on `day`; no agency is below itself.
    pub fn is_under(&self, code: &AgencyCode, ancestor: &AgencyCode, day: Date) -> bool {
        code != ancestor && self.superiors(code, day).any(|superior| superior == ancestor)
    }

    /// The codes above `code` on `day`, nearest first. Ends at the top, at an agency that is not in force, or at
    /// the greatest depth: it ends in a directory with a cycle too, which [`Directory::build`] asks about.
    pub(super) fn superiors(
        &self,
        code: &AgencyCode,
        day: Date,
    ) -> impl Iterator<Item = &AgencyCode> + use<'_> {
        let parent =
            move |code: &AgencyCode| self.agency(code, day).and_then(|agency| agency.parent.as_ref());
        std::iter::successors(parent(code), move |code| parent(code)).take(MAX_DEPTH + 1)
    }

    /// The agencies in force on `day` below `ancestor`, at any depth, in order of code.
    pub fn under<'a>(&'a self, ancestor: &AgencyCode, day: Date) -> Vec<&'a AgencyVersion> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::from([ancestor]);
        let mut waiting = vec![ancestor];
        while let Some(code) = waiting.pop() {
            for &index in self.children.get(code).into_iter().flatten() {
                let child = &self.versions[index];
                if child.valid.contains(day) && seen.insert(&child.code) {
                    found.push(child);
                    waiting.push(&child.code);
                }
            }
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// All codes that ever were below `ancestor`, and itself: what an auditor of it may see.
    pub fn subtree_ever(&self, ancestor: &AgencyCode) -> BTreeSet<AgencyCode> {
        let mut seen = BTreeSet::from([ancestor.clone()]);
        let mut waiting = vec![ancestor];
        while let Some(code) = waiting.pop() {
            for &index in self.children.get(code).into_iter().flatten() {
                let child = &self.versions[index].code;
                if seen.insert(child.clone()) {
                    waiting.push(child);
                }
            }
        }
        seen
    }

    /// Agencies of which `code` is a successor.
    pub fn predecessors(&self, code: &AgencyCode) -> Vec<&AgencyVersion> {
        self.predecessors.get(code).into_iter().flatten().map(|&index| &self.versions[index]).collect()
    }

    /// The versions of one code, the earliest first.
    pub fn versions_of(&self, code: &AgencyCode) -> &[AgencyVersion] {
        self.by_code.get(code).map_or(&[], |range| &self.versions[range.clone()])
    }

    /// All versions, in order of (code, from).
    pub fn versions(&self) -> &[AgencyVersion] {
        &self.versions
    }

    /// The hierarchy in force on `day`.
    pub fn hierarchy(&self, day: Date) -> Option<&Hierarchy> {
        self.hierarchies.iter().find(|hierarchy| hierarchy.valid.contains(day))
    }
}

/// Where the bearer of a code stands on `day`, given all versions in order of their first day.
fn standing_among<'a>(versions: impl Iterator<Item = &'a AgencyVersion>, day: Date) -> Standing<'a> {
    let mut begun = None;
    for version in versions {
        if version.valid.from > day {
            return begun.unwrap_or(Standing::NotYet(version));
        }
        begun = Some(match version.valid.to.filter(|to| *to <= day) {
            Some(on) => Standing::Closed { last: version, on },
            None => Standing::Open(version),
        });
    }
    begun.unwrap_or(Standing::Unknown)
}
