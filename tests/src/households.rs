//! Households with children, as a schema with a group that repeats, and a system that sends them through the mapping `ho`.

/// Type `ho/v1`.
pub const SCHEMA: &str = r#"[[schema]]
id = "ho/v1"
title = "Hộ"
[[schema.field]]
name = "chu"
title = "Chủ hộ"
type = "text"
[[schema.field]]
name = "con"
title = "Con"
type = "group"
repeats = { max = 20 }
[[schema.field.field]]
name = "ten"
title = "Tên"
type = "text"
[[schema.field.field]]
name = "sinh"
title = "Ngày sinh"
type = "date"
"#;

/// `H60.31/ho`.
pub const SYSTEM: &str = "[[system]]\nid = \"H60.31/ho\"\ntitle = \"Hộ\"\nmappings = [\"ho\"]\nreceives = []\n\
                          connector = { kind = \"pull\" }\n";
