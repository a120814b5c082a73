//! `V`: value.

entries! {}
