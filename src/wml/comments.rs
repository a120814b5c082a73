//! stub
use crate::error::{DocPlace, Result};
use crate::package::Package;
pub struct Remark {
    pub place: DocPlace,
    pub text: String,
}
pub fn annotate(_: &Package, _: &[Remark], _: &str, _: Option<&str>) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(Vec::new())
}
