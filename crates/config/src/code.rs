//! Every mistake and every warning has a number that stays, a title and an explanation, in both languages.
//!
//! Numbers are grouped: 00 files, 01 TOML values, 02 CSV, 03 agencies, 04 this node, 05 systems, 06 routes, 07 tests,
//! 08 schemas and code lists, 09 mappings.
//! The tables of texts are in [`crate::code_texts`], [`crate::exchange_code_texts`],
//! [`crate::data_code_texts`] and [`crate::mapping_code_texts`]; a number that was once given is never given to something else.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::code_texts::TABLE;
use crate::data_code_texts::TABLE as DATA;
use crate::exchange_code_texts::TABLE as EXCHANGE;
use crate::mapping_code_texts::TABLE as MAPPINGS;
use crate::text::{Lang, Severity};

/// What a diagnostic is about. Prints as its number, e.g. `E0102`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the title and the explanation of each are in the table, in both languages")]
pub enum Code {
    // files
    Unreadable,
    MissingFile,
    TooLarge,
    TooMany,
    LeadsOutside,
    NotUtf8,
    // TOML values
    Syntax,
    UnknownKey,
    MissingKey,
    WrongType,
    CodeAsNumber,
    UnknownWord,
    NotADuration,
    NotASize,
    NotADate,
    BadIdentifier,
    BadAgencyCode,
    BadAddress,
    OutOfRange,
    Conflict,
    Empty,
    NotADigest,
    BadPeriod,
    // CSV
    CsvMalformed,
    UnknownColumn,
    MissingColumn,
    RowWidth,
    BadUnitCode,
    // agencies
    Directory,
    UnknownAgency,
    UnknownLevel,
    BadHierarchy,
    // this node
    DuplicateListener,
    FileNotFound,
    BadCertificate,
    BadRevocationList,
    BadJwks,
    BadSecret,
    KeyMismatch,
    LimitsContradict,
    NoIssuer,
    DuplicateIssuer,
    // systems
    DuplicateSystem,
    SharedCertificate,
    Plaintext,
    UnknownFormat,
    DuplicateService,
    SharedSubject,
    SharedFolder,
    FilesWithoutFolder,
    BadPattern,
    BadFileName,
    NameNotUnique,
    FileRulesOverlap,
    OwnFolder,
    OwnService,
    OwnHeader,
    // routes
    DuplicateRoute,
    UnknownSystem,
    UnknownService,
    // tests
    DuplicateTest,
    // warnings
    Placeholder,
    PathLeaves,
    DirectoryOdd,
    CertificateExpires,
    CertificateExpired,
    RevocationListOld,
    SecretExposed,
    EnvironmentUnset,
    SecretMissing,
    SystemOfClosedAgency,
    FolderMissing,
    FileTypeNotReceived,
    SecretInHeaders,
    SenderSaysOperation,
    DissolvedReceiver,
    NobodyTakesType,
    UnreachableRoute,
    OverlappingRoutes,
    RouteOver,
    RetryBeyondTtl,
    ClosedSender,
    // schemas, code lists, mappings, and what follows for systems and routes
    DuplicateSchema,
    DuplicateField,
    SchemaKeyMisfit,
    UnknownCodeList,
    SearchKeyRepeated,
    DuplicateCodeList,
    DuplicateCode,
    DuplicateMapping,
    UnknownSchema,
    UnknownField,
    FieldTwice,
    OperationMisfit,
    BadDateForm,
    PivotMissing,
    DatesConflict,
    CodeNotInList,
    UnknownListColumn,
    CodeMeansTwo,
    WidthMissing,
    SpansOverlap,
    ForeignSourceKey,
    UnknownCharset,
    NoInverse,
    RequiredNotRead,
    BadValue,
    ColumnTwice,
    GroupMisfit,
    ColumnDiffers,
    UnknownMapping,
    TwoMappings,
    NotWritable,
    WrongWay,
    NoEnvelope,
    UnknownType,
    SenderCannotSay,
    NotPersonal,
    LeavesOut,
    DbfName,
    FillsWrongly,
    NumberUnsafe,
    NeverFound,
    DateFormMisfit,
    BeyondRecord,
    BadPath,
    ColumnsAlike,
    NoSuchColumn,
    DbfColumn,
    NotReadBack,
    KeyTwice,
    NeverFits,
    NotEncodable,
    Rewrites,
    MayNotFit,
    NothingMisfit,
    PartsNotRead,
}

/// The texts of one code.
pub(crate) struct Entry {
    pub(crate) code: Code,
    pub(crate) number: &'static str,
    pub(crate) title: [&'static str; 2],
    pub(crate) explanation: [&'static str; 2],
}

/// All entries, in order of the enum.
fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLE.iter().chain(EXCHANGE).chain(DATA).chain(MAPPINGS)
}

impl Code {
    /// All codes, in order of the enum.
    pub fn all() -> impl Iterator<Item = Self> {
        entries().map(|entry| entry.code)
    }
    fn entry(self) -> &'static Entry {
        entries().nth(self as usize).expect("every code has an entry, which a test looks at")
    }
    /// The number, e.g. `E0102`: stable.
    pub fn number(self) -> &'static str {
        self.entry().number
    }
    /// One line: what is wrong.
    pub fn title(self, lang: Lang) -> &'static str {
        self.entry().title[lang as usize]
    }
    /// Some sentences: why it is wrong and what to do.
    pub fn explanation(self, lang: Lang) -> &'static str {
        self.entry().explanation[lang as usize]
    }
    /// Whether it stops the configuration from being used.
    pub fn severity(self) -> Severity {
        if self.number().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// There is no code of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchCode;

impl FromStr for Code {
    type Err = NoSuchCode;
    fn from_str(text: &str) -> Result<Self, NoSuchCode> {
        Self::all().find(|code| code.number().eq_ignore_ascii_case(text)).ok_or(NoSuchCode)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.number())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_number_and_texts_in_both_languages() {
        let mut numbers = BTreeSet::new();
        for (index, entry) in entries().enumerate() {
            assert_eq!(entry.code as usize, index, "the table follows the enum: {}", entry.number);
            assert!(numbers.insert(entry.number), "{} twice", entry.number);
            assert_eq!(entry.number.parse(), Ok(entry.code));
            for lang in [Lang::En, Lang::Vi] {
                assert!(!entry.code.title(lang).is_empty());
                assert!(entry.code.explanation(lang).ends_with('.'), "{}", entry.number);
            }
            assert!(!entry.code.title(Lang::Vi).is_ascii(), "{} has no Vietnamese title", entry.number);
        }
        assert_eq!(entries().count(), Code::PartsNotRead as usize + 1);
    }
}
