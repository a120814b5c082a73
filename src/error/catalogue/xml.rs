//! `X`: xml.

entries! {}
