//! Tables of reasons, and those that no adapter owns.

/// A table of [`Reason`](crate::Reason)s and the list of all of them, so that none can be missing in the list: its
/// name and who sees it, who sees the reasons, then each with its texts in English and Vietnamese.
///
/// ```
/// lienthong_adapter::reasons! {
///     /// All refusals.
///     pub REFUSALS, pub(crate) each;
///
///     TOO_SHORT: "the text has {found}, expected {expected}",
///         "văn bản có {found}, cần {expected}";
/// }
/// assert_eq!(REFUSALS[0].code, "TOO_SHORT");
/// ```
#[macro_export]
macro_rules! reasons {
    (
        $(#[$about:meta])* $list_vis:vis $list:ident, $vis:vis each;
        $($name:ident: $en:literal, $vi:literal;)*
    ) => {
        $(
            #[doc = $en]
            $vis const $name: $crate::Reason = $crate::Reason { code: stringify!($name), en: $en, vi: $vi };
        )*
        $(#[$about])*
        $list_vis const $list: &[&$crate::Reason] = &[$(&$name),*];
    };
}

reasons! {
    /// What every adapter says.
    pub COMMON, pub each;

    PACKAGE_TOO_LARGE: "the package has {found}, more than the {expected} allowed",
        "gói tin có {found}, vượt quá mức cho phép {expected}";
    FILE_EMPTY: "there is {found} in the file, expected {expected}",
        "tệp không có nội dung: {found}, cần {expected}";
    OTHER_KIND: "this is {found}, expected {expected}",
        "đây là {found}, cần {expected}";
    NOT_OPAQUE: "the receiver takes opaque bytes only, and this is {found}",
        "hệ thống nhận chỉ nhận dữ liệu nguyên dạng, còn đây là {found}";
}
