//! What a newcomer needs to try the gateway, and what production never uses: an authority whose key lies on the disk,
//! and an issuer of tokens that asks nobody.

pub(crate) mod authority;
pub(crate) mod folder;
pub(crate) mod token;
