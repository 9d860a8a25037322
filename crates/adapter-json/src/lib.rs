//! Objects of JSON documents as rows.
