//! The venue over HTTP.
