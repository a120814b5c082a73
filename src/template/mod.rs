//! Fills Word templates: lexer → heal → scope → emit → verify, then render.
//!
//! A template is *compiled*, not searched: its parts become trees, its tags points in the text; each block is
//! given whole rows, cells, paragraphs or a stretch of text by one rule; and a small proof makes sure that
//! whatever the data, the result is well-formed. What cannot be placed is an error that shows both tags.
//!
//! ```
//! use hongtou::template::{Options, Template};
//! # let bytes = hongtou::template::doc_example();
//! let template = Template::from_bytes(bytes)?;
//! let report = template.render_to_vec(&serde_json::json!({"单位": "香港路社区"}), &Options::default())?;
//! assert!(report.bytes.starts_with(b"PK"));
//! # Ok::<(), hongtou::Error>(())
//! ```

mod compile;
mod diagnose;
mod emit;
mod engine;
mod evaluate;
mod explain;
mod expr;
mod fields;
mod fold;
mod lexer;
mod marks;
mod missing;
mod near;
mod operand;
mod part;
mod python;
mod reckon;
mod render;
mod scope;
mod statement;
mod tag;
mod writer;

use crate::error::{Problem, Result};
use crate::package::{Limits, Package};
use compile::Compiled;
use minijinja::value::Value;
use minijinja::value::{FunctionArgs, FunctionResult};
use serde::Serialize;
use std::io::{Seek, Write};
use std::path::Path;
use std::sync::Arc;

pub use fields::{Field, FieldKind};

/// How many steps of the expression engine a render may take.
pub const MAX_FUEL: u64 = 10_000_000;
/// How many bytes of XML a render may write: 256 MiB, as much as one part may hold that is read.
pub const MAX_OUTPUT: u64 = 256 << 20;

/// What to do with a field that the data lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// It is an error.
    #[default]
    Error,
    /// It is empty; so is an attribute, a filter or a loop over it.
    Blank,
    /// 【待填：字段】, highlighted.
    Mark,
}

/// A last change to the filled main part: its XML in, the changed XML out, or `None` for no change.
pub type Finish = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// How to render.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// What a missing field is.
    pub missing: Missing,
    /// Last year's data, `prior` in the template.
    pub prior: Option<Value>,
    /// Ask Word to refresh tables of contents and page references when it opens the document.
    pub update_fields: bool,
    /// A last change to the filled main part, such as [`format::settle`](crate::format::settle::settle). The
    /// part is held in memory whole then, and what comes back is written as it is.
    pub finish: Option<Finish>,
    /// Steps of the expression engine, see [`MAX_FUEL`].
    pub max_fuel: u64,
    /// Bytes of XML written, see [`MAX_OUTPUT`].
    pub max_output: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            missing: Missing::Error,
            prior: None,
            update_fields: false,
            finish: None,
            max_fuel: MAX_FUEL,
            max_output: MAX_OUTPUT,
        }
    }
}

impl Options {
    /// The same options with another treatment of missing fields.
    #[must_use]
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// The same options with last year's data.
    #[must_use]
    pub fn prior(mut self, prior: Value) -> Self {
        self.prior = Some(prior);
        self
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let finish = self.finish.is_some();
        f.debug_struct("Options")
            .field("missing", &self.missing)
            .field("finish", &finish)
            .finish_non_exhaustive()
    }
}

/// What a render has to tell beside the document.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// With [`Missing::Blank`] and [`Missing::Mark`]: the fields that were missing, as warnings.
    pub missing: Vec<Problem>,
}

/// A rendered document in memory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rendered {
    /// The `.docx` file.
    pub bytes: Vec<u8>,
    /// See [`Report::missing`].
    pub missing: Vec<Problem>,
}

/// Filters, tests and functions of the caller's own, and the limits on reading templates.
///
/// ```
/// use hongtou::template::Engine;
/// let engine = Engine::new().filter("星级", |n: usize| "★".repeat(n));
/// # let bytes = hongtou::template::doc_example();
/// let template = engine.from_bytes(bytes)?;
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Engine {
    setups: Vec<engine::Setup>,
    limits: Limits,
}

impl Engine {
    /// An engine with the filters of this crate.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the limits on reading.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Registers a filter. A value of a [kind](crate::value::Kind) of the caller's is made in one.
    #[must_use]
    pub fn filter<F, Rv, Args>(mut self, name: &str, filter: F) -> Self
    where
        F: minijinja::functions::Function<Rv, Args> + Clone,
        Rv: FunctionResult,
        Args: for<'a> FunctionArgs<'a>,
    {
        let name = name.to_string();
        self.setups.push(Arc::new(move |env| env.add_filter(name.clone(), filter.clone())));
        self
    }

    /// Registers a function.
    #[must_use]
    pub fn function<F, Rv, Args>(mut self, name: &str, function: F) -> Self
    where
        F: minijinja::functions::Function<Rv, Args> + Clone,
        Rv: FunctionResult,
        Args: for<'a> FunctionArgs<'a>,
    {
        let name = name.to_string();
        self.setups.push(Arc::new(move |env| env.add_function(name.clone(), function.clone())));
        self
    }

    /// Opens and compiles a template.
    ///
    /// # Errors
    /// The file cannot be read (see [`Package::open`]), or the template is at fault: every fault, each with
    /// its place.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Template> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let package = Package::open(path, &self.limits)?;
        self.compile(package).map_err(|e| e.in_file(&name)).map(|mut template| {
            template.name = name;
            template
        })
    }

    /// Compiles a template from memory.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn from_bytes(&self, bytes: impl Into<Arc<[u8]>>) -> Result<Template> {
        self.compile(Package::from_bytes(bytes, &self.limits)?)
    }

    fn compile(&self, package: Package) -> Result<Template> {
        let inner = Arc::new(Compiled::new(package, &self.setups)?);
        Ok(Template { inner, name: String::new() })
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A compiled template. Cheap to clone, and one template fills many records on many threads.
#[derive(Clone)]
pub struct Template {
    inner: Arc<Compiled>,
    name: String,
}

impl Template {
    /// Opens and compiles a template with the filters of this crate.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Engine::new().open(path)
    }

    /// Compiles a template from memory.
    ///
    /// # Errors
    /// As [`Engine::from_bytes`].
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>) -> Result<Self> {
        Engine::new().from_bytes(bytes)
    }

    /// Gives the template the name that its problems show.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What is odd about the template without being wrong.
    pub fn warnings(&self) -> Vec<Problem> {
        self.inner.warnings.iter().map(|p| self.name_of(p)).collect()
    }

    /// True when the document holds no tag: filling it changes nothing.
    pub fn is_plain(&self) -> bool {
        self.inner.is_plain()
    }

    /// True when the document holds a table of contents or page references, which Word refreshes only when
    /// asked: see [`Options::update_fields`].
    pub fn has_stale_fields(&self) -> bool {
        self.inner.stale_fields
    }

    /// The package that the template was read from.
    pub fn package(&self) -> &Package {
        &self.inner.package
    }

    /// The fields that the template asks for, in the order in which they first appear.
    pub fn fields(&self) -> Vec<Field> {
        fields::fields(&self.inner)
    }

    /// Fills the template and writes the document.
    ///
    /// # Errors
    /// Every problem of the data at once, each with the tag's place; or the output cannot be written, or a
    /// limit is passed. What was written to `out` until then is no document.
    pub fn render<W: Write + Seek>(
        &self,
        data: &impl Serialize,
        options: &Options,
        out: W,
    ) -> Result<Report> {
        self.render_value(Value::from(minijinja::value::Serde(data)), options, out)
    }

    /// As [`Template::render`], from a value that is at hand: as [`data`](crate::data) reads it.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn render_value<W: Write + Seek>(&self, data: Value, options: &Options, out: W) -> Result<Report> {
        let mut report = render::render(&self.inner, data, options, out).map_err(|e| self.name_in(e))?;
        for problem in &mut report.missing {
            *problem = self.name_of(problem);
        }
        Ok(report)
    }

    /// Tries whether the data fill the template, without making a document: faster than rendering, and it
    /// finds the same problems.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn rehearse(&self, data: Value, options: &Options) -> Result<Report> {
        let mut report = render::rehearse(&self.inner, data, options).map_err(|e| self.name_in(e))?;
        for problem in &mut report.missing {
            *problem = self.name_of(problem);
        }
        Ok(report)
    }

    /// Fills the template into memory.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn render_to_vec(&self, data: &impl Serialize, options: &Options) -> Result<Rendered> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let report = self.render(data, options, &mut bytes)?;
        Ok(Rendered { bytes: bytes.into_inner(), missing: report.missing })
    }

    /// Fills the template into a file, which takes its place only when it is complete.
    ///
    /// # Errors
    /// As [`Template::render`]; nothing is left behind then.
    pub fn render_to_file(
        &self,
        data: &impl Serialize,
        options: &Options,
        path: impl AsRef<Path>,
    ) -> Result<Report> {
        self.render_value_to_file(Value::from(minijinja::value::Serde(data)), options, path.as_ref())
    }

    /// As [`Template::render_to_file`], from a value that is at hand.
    ///
    /// # Errors
    /// As [`Template::render_to_file`].
    pub fn render_value_to_file(&self, data: Value, options: &Options, path: &Path) -> Result<Report> {
        self.check_extension(path)?;
        let mut file = crate::package::AtomicFile::create(path)?;
        let report = self.render_value(data, options, &mut file)?;
        file.commit()?;
        Ok(report)
    }

    /// Word refuses a document with macros under the name of one without, and the other way round; under the
    /// name of another format nothing opens it.
    fn check_extension(&self, path: &Path) -> Result<()> {
        use crate::error::catalogue::package as p;
        const OTHERS: [&str; 13] =
            ["docm", "dotx", "dotm", "doc", "dot", "wps", "wpt", "pdf", "txt", "rtf", "odt", "xlsx", "html"];
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let macros = self.inner.package.has_macros();
        let entry = match macros {
            true if matches!(extension.as_str(), "docx" | "dotx") => &p::MACRO_EXTENSION,
            false if OTHERS.contains(&extension.as_str()) => &p::WRONG_EXTENSION,
            _ => return Ok(()),
        };
        let problem = Problem::new(entry).arg("extension", format!(".{extension}")).arg("wanted", ".docm");
        Err(problem.file(path.display().to_string()).into())
    }

    fn name_of(&self, problem: &Problem) -> Problem {
        if self.name.is_empty() { problem.clone() } else { problem.clone().file_if_none(&self.name) }
    }

    fn name_in(&self, error: crate::Error) -> crate::Error {
        if self.name.is_empty() { error } else { error.in_file(&self.name) }
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("name", &self.name).finish_non_exhaustive()
    }
}

#[doc(hidden)]
pub fn doc_example() -> Vec<u8> {
    include_bytes!("example.docx").to_vec()
}
