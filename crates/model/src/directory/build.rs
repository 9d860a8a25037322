//! Building the directory: sort, index, then check every rule and report all that is wrong at once.
//!
//! The checks ask the finished index, so that no check compares every agency with every other.

use std::collections::HashMap;

use super::{
    AgencyVersion, AliasUse, Directory, DirectoryError, DirectoryWarning, Hierarchy, MAX_DEPTH, Period,
};
use crate::agency_code::{AgencyCode, is_null_word};
use crate::text::fold_name;

impl Directory {
    /// Checks all rules; on any error nothing is built. Warnings come beside the directory.
    ///
    /// Indices in errors and warnings are those of `versions` as given. Days outside of every hierarchy are not
    /// checked for levels.
    pub fn build(
        hierarchies: Vec<Hierarchy>,
        versions: Vec<AgencyVersion>,
    ) -> Result<(Self, Vec<DirectoryWarning>), Vec<DirectoryError>> {
        let mut lines: Vec<(usize, AgencyVersion)> = versions.into_iter().enumerate().collect();
        lines.sort_by(|(_, a), (_, b)| (&a.code, a.valid.from).cmp(&(&b.code, b.valid.from)));
        let (lines, versions) = lines.into_iter().unzip();
        let directory = Self::index(hierarchies, versions);
        let mut check = Check { directory: &directory, lines, errors: Vec::new(), warnings: Vec::new() };
        check.periods();
        check.hierarchies();
        for index in 0..directory.versions.len() {
            check.levels(index);
            check.parent(index);
            check.aliases(index);
            check.successors(index);
        }
        check.one_bearer_each();
        let Check { mut errors, mut warnings, .. } = check;
        if !errors.is_empty() {
            errors.sort_by_key(DirectoryError::version);
            return Err(errors);
        }
        warnings.sort_by_key(DirectoryWarning::version);
        Ok((directory, warnings))
    }

    /// The indices over versions that are in order of (code, from).
    fn index(hierarchies: Vec<Hierarchy>, versions: Vec<AgencyVersion>) -> Self {
        let mut directory = Self { hierarchies, ..Self::default() };
        for (index, version) in versions.iter().enumerate() {
            directory.by_code.entry(version.code.clone()).or_insert(index..index).end = index + 1;
            for alias in &version.aliases {
                let valid = alias.valid.map_or(Some(version.valid), |own| own.intersection(&version.valid));
                let text = alias.text.trim();
                if let Some(valid) = valid {
                    let alias = AliasUse { valid, version: index, outlives: alias.valid.is_none() };
                    directory.aliases.entry(text.to_owned()).or_default().push(alias);
                }
            }
            if let Some(unit) = &version.unit_code {
                directory.units.entry(unit.clone()).or_default().push(index);
            }
            if let Some(parent) = &version.parent {
                directory.children.entry(parent.clone()).or_default().push(index);
            }
            for successor in &version.successors {
                let predecessors = directory.predecessors.entry(successor.code.clone()).or_default();
                if predecessors.last() != Some(&index) {
                    predecessors.push(index);
                }
            }
        }
        for bearers in directory.units.values_mut() {
            bearers.sort_by_key(|&index| versions[index].valid.from);
        }
        directory.versions = versions;
        directory
    }
}

/// The checks, and what they have found.
struct Check<'a> {
    directory: &'a Directory,
    /// For each sorted version its index in the list as given.
    lines: Vec<usize>,
    errors: Vec<DirectoryError>,
    warnings: Vec<DirectoryWarning>,
}

impl<'a> Check<'a> {
    fn at(&self, index: usize) -> (usize, &'a AgencyVersion, AgencyCode) {
        let version = &self.directory.versions[index];
        (self.lines[index], version, version.code.clone())
    }

    /// Periods are not empty, and those of one code are apart; a code that goes on says whether it is the same body.
    fn periods(&mut self) {
        for index in 0..self.directory.versions.len() {
            let (version, this, code) = self.at(index);
            let Period { from, to } = this.valid;
            if let Some(to) = to.filter(|to| *to <= from) {
                self.errors.push(DirectoryError::EmptyPeriod { version, code: code.clone(), from, to });
            }
            let Some(before) = index.checked_sub(1) else { continue };
            let (other, earlier, _) = self.at(before);
            if earlier.code != code {
                continue;
            }
            if earlier.valid.overlaps(&this.valid) || earlier.valid.from == from {
                self.errors.push(DirectoryError::Overlap { version, other, code });
            } else if earlier.valid.to == Some(from)
                && fold_name(&earlier.name) == fold_name(&this.name)
                && earlier.successors.iter().all(|successor| successor.code != code)
            {
                self.warnings.push(DirectoryWarning::ContinuationNotStated {
                    version: other,
                    other: version,
                    code,
                    on: from,
                });
            }
        }
    }

    /// One day has one hierarchy.
    fn hierarchies(&mut self) {
        let all = &self.directory.hierarchies;
        for (hierarchy, this) in all.iter().enumerate() {
            for (other, earlier) in all[..hierarchy].iter().enumerate() {
                if this.valid.overlaps(&earlier.valid) {
                    self.errors.push(DirectoryError::HierarchiesOverlap {
                        hierarchy,
                        other,
                        name: this.name.clone(),
                        other_name: earlier.name.clone(),
                    });
                }
            }
        }
    }

    /// The level exists in each hierarchy of the time, and the parent has the level above.
    fn levels(&mut self, index: usize) {
        let (version, this, code) = self.at(index);
        for hierarchy in &self.directory.hierarchies {
            let Some(period) = this.valid.intersection(&hierarchy.valid) else { continue };
            let Some(rank) = hierarchy.levels.iter().position(|level| *level == this.level) else {
                if !hierarchy.beside.contains(&this.level) {
                    self.errors.push(DirectoryError::UnknownLevel {
                        version,
                        code: code.clone(),
                        level: this.level.clone(),
                        hierarchy: hierarchy.name.clone(),
                    });
                }
                continue;
            };
            let expected = rank.checked_sub(1).map(|above| &hierarchy.levels[above]);
            let Some(parent) = &this.parent else {
                if expected.is_some() {
                    let level = this.level.clone();
                    self.warnings.push(DirectoryWarning::NoParent { version, code: code.clone(), level });
                }
                continue;
            };
            for above in self.directory.versions_of(parent) {
                let Some(shared) = above.valid.intersection(&period) else { continue };
                let fits = match expected {
                    Some(expected) => above.level == *expected,
                    None => !hierarchy.levels.contains(&above.level),
                };
                if !fits {
                    self.errors.push(DirectoryError::ParentLevel {
                        version,
                        code: code.clone(),
                        parent: parent.clone(),
                        found: above.level.clone(),
                        expected: expected.cloned(),
                        on: shared.from,
                    });
                }
            }
        }
    }

    /// The parent is known, in force as long as the version is, and not below it.
    fn parent(&mut self, index: usize) {
        let (version, this, code) = self.at(index);
        let Some(parent) = this.parent.clone() else { return };
        let above = self.directory.versions_of(&parent);
        if above.is_empty() {
            self.errors.push(DirectoryError::UnknownParent { version, code, parent });
            return;
        }
        // The first day that no version of the parent covers.
        let mut uncovered = Some(this.valid.from);
        for above in above {
            if let Some(day) = uncovered
                && above.valid.contains(day)
            {
                uncovered = above.valid.to;
            }
        }
        if let Some(on) = uncovered.filter(|&day| this.valid.contains(day)) {
            let (code, parent) = (code.clone(), parent.clone());
            self.errors.push(DirectoryError::ParentNotOpen { version, code, parent, on });
        }
        // A cycle exists on the first day of the youngest version in it, so looking at first days finds each.
        let on = this.valid.from;
        if self.directory.superiors(&code, on).any(|superior| *superior == code) {
            self.errors.push(DirectoryError::ParentCycle { version, code, on });
        } else if self.directory.superiors(&code, on).count() > MAX_DEPTH {
            self.errors.push(DirectoryError::ParentTooDeep { version, code });
        } else if !code.has_prefix(&parent) {
            self.warnings.push(DirectoryWarning::ParentNotPrefix { version, code, parent });
        }
    }

    /// Aliases name something, and are no other agency's code.
    fn aliases(&mut self, index: usize) {
        let (version, this, code) = self.at(index);
        for alias in &this.aliases {
            let text = alias.text.trim();
            let (code, alias_text) = (code.clone(), text.to_owned());
            if text.is_empty() || is_null_word(text) {
                self.errors.push(DirectoryError::AliasNamesNothing { version, code, alias: alias_text });
                continue;
            }
            let own = alias.valid.unwrap_or(this.valid);
            let Some(period) = own.intersection(&this.valid) else {
                self.warnings.push(DirectoryWarning::AliasNeverInUse { version, code, alias: alias_text });
                continue;
            };
            let Ok(reading) = AgencyCode::read(text, None) else { continue };
            if reading.code == code {
                continue;
            }
            let range = self.directory.by_code.get(&reading.code).cloned().unwrap_or(0..0);
            match range.into_iter().find(|&at| self.directory.versions[at].valid.overlaps(&period)) {
                Some(at) => self.errors.push(DirectoryError::AliasIsCode {
                    version,
                    other: self.lines[at],
                    code,
                    other_code: reading.code,
                    alias: alias_text,
                }),
                None => self.warnings.push(DirectoryWarning::AliasBeatsFormula {
                    version,
                    code,
                    alias: alias_text,
                    formula: reading.code,
                }),
            }
        }
    }

    /// Successors are known and in force on the day the version ends.
    fn successors(&mut self, index: usize) {
        let (version, this, code) = self.at(index);
        if this.valid.to.is_none() && !this.successors.is_empty() {
            self.warnings.push(DirectoryWarning::SuccessorOfOpen { version, code: code.clone() });
        }
        for successor in &this.successors {
            let (code, successor) = (code.clone(), successor.code.clone());
            let versions = self.directory.versions_of(&successor);
            if versions.is_empty() {
                self.errors.push(DirectoryError::UnknownSuccessor { version, code, successor });
                continue;
            }
            let Some(on) = this.valid.to else { continue };
            if self.directory.agency(&successor, on).is_some() {
                continue;
            }
            let opens = versions.iter().map(|later| later.valid.from).find(|from| *from > on);
            self.errors.push(if opens.is_none() && self.leads_back(&successor, this) {
                DirectoryError::SuccessorCycle { version, code, successor }
            } else {
                DirectoryError::SuccessorNotOpen { version, code, successor, on, opens }
            });
        }
    }

    /// Whether the successors of `from`, closed ones included, lead to `goal`.
    fn leads_back(&self, from: &AgencyCode, goal: &AgencyVersion) -> bool {
        let mut seen = std::collections::HashSet::new();
        let mut waiting = vec![from];
        while let Some(code) = waiting.pop() {
            if *code == goal.code {
                return true;
            }
            if seen.insert(code) {
                let versions = self.directory.versions_of(code).iter();
                waiting.extend(versions.flat_map(|version| &version.successors).map(|next| &next.code));
            }
        }
        false
    }

    /// On one day an alias and a unit code have one bearer each; a name under one parent should.
    fn one_bearer_each(&mut self) {
        let directory = self.directory;
        let versions = &directory.versions;
        for (alias, uses) in &directory.aliases {
            for clash in clashes(uses.iter().map(|each| (each.valid, each.version)).collect()) {
                let (earlier, later) = (&versions[clash.earlier], &versions[clash.later]);
                if earlier.code == later.code {
                    continue;
                }
                self.errors.push(DirectoryError::AliasTaken {
                    version: self.lines[clash.later],
                    other: self.lines[clash.earlier],
                    code: later.code.clone(),
                    other_code: earlier.code.clone(),
                    alias: alias.clone(),
                    on: clash.on,
                });
            }
        }
        for (unit, bearers) in &directory.units {
            for clash in clashes(bearers.iter().map(|&index| (versions[index].valid, index)).collect()) {
                let (earlier, later) = (&versions[clash.earlier], &versions[clash.later]);
                if earlier.code == later.code {
                    continue;
                }
                self.errors.push(DirectoryError::UnitTaken {
                    version: self.lines[clash.later],
                    other: self.lines[clash.earlier],
                    code: later.code.clone(),
                    other_code: earlier.code.clone(),
                    unit: unit.clone(),
                    on: clash.on,
                });
            }
        }
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (index, version) in versions.iter().enumerate() {
            let key = (version.parent.as_ref(), fold_name(&version.name));
            names.entry(key).or_default().push((version.valid, index));
        }
        for bearers in names.into_values() {
            for clash in clashes(bearers) {
                let (earlier, later) = (&versions[clash.earlier], &versions[clash.later]);
                if earlier.code == later.code {
                    continue;
                }
                self.warnings.push(DirectoryWarning::SameName {
                    version: self.lines[clash.later],
                    other: self.lines[clash.earlier],
                    code: later.code.clone(),
                    other_code: earlier.code.clone(),
                    name: later.name.clone(),
                });
            }
        }
    }
}

/// Two bearers of one text on one day; indices of sorted versions.
struct Clash {
    earlier: usize,
    later: usize,
    on: jiff::civil::Date,
}

/// Each bearer that begins while another still lasts, with the one that lasts longest of those.
fn clashes(mut bearers: Vec<(Period, usize)>) -> Vec<Clash> {
    bearers.sort_by_key(|(period, index)| (period.from, *index));
    let mut found = Vec::new();
    let mut longest: Option<(Period, usize)> = None;
    for (period, later) in bearers {
        let Some((lasting, earlier)) = longest else {
            longest = Some((period, later));
            continue;
        };
        if lasting.contains(period.from) {
            found.push(Clash { earlier, later, on: period.from });
        }
        if lasting.to.is_some_and(|end| period.to.is_none_or(|to| end < to)) {
            longest = Some((period, later));
        }
    }
    found
}
