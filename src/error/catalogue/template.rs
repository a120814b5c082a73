//! `T`: template.

entries! {}
