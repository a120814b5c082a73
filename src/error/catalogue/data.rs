//! `D`: data.

entries! {}
