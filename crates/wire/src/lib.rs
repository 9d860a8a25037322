//! The API as Rust: code generated from `proto/`, and its conversions to and from the model. Nothing else.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod canonical;
pub mod records;
pub mod time;

/// Generated code, in the shape of the proto packages: they refer to each other by relative paths.
#[allow(missing_docs, unreachable_pub, reason = "generated code; its documentation is in proto/")]
#[allow(clippy::all, clippy::pedantic, reason = "generated code")]
mod lienthong {
    pub mod admin {
        pub mod v1 {
            tonic::include_proto!("lienthong.admin.v1");
        }
    }
    pub mod audit {
        pub mod v1 {
            tonic::include_proto!("lienthong.audit.v1");
        }
    }
    pub mod directory {
        pub mod v1 {
            tonic::include_proto!("lienthong.directory.v1");
        }
    }
    pub mod exchange {
        pub mod v1 {
            tonic::include_proto!("lienthong.exchange.v1");
        }
    }
    pub mod message {
        pub mod v1 {
            tonic::include_proto!("lienthong.message.v1");
        }
    }
    pub mod record {
        pub mod v1 {
            tonic::include_proto!("lienthong.record.v1");
        }
    }
}

pub use lienthong::admin::v1 as admin;
pub use lienthong::audit::v1 as audit;
pub use lienthong::directory::v1 as directory;
pub use lienthong::exchange::v1 as exchange;
pub use lienthong::message::v1 as message;
pub use lienthong::record::v1 as record;

/// The descriptors of all packages, for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
