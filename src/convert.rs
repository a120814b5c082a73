//! Documents of other formats (`.doc`, `.wps`, `.odt`, `.rtf`), opened by way of LibreOffice where it is there.
//!
//! The conversion sees nothing of the user's LibreOffice: it works on a copy in a private temporary folder,
//! with a profile of its own in which macros are off and links to other places are not followed, and it is
//! ended when it takes too long.
//!
//! ```no_run
//! use hongtou::convert::Converter;
//! use hongtou::package::Limits;
//! let opened = Converter::find().open("去年.doc".as_ref(), &Limits::default())?;
//! assert!(opened.converted.is_some()); // a line for the user: converted with LibreOffice
//! # Ok::<(), hongtou::Error>(())
//! ```

use crate::error::{Error, Problem, Result, catalogue::package as p};
use crate::package::{Limits, Package};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The environment variable that names LibreOffice's program where it is in no usual place; empty, nothing is
/// converted.
pub const PROGRAM: &str = "HONGTOU_SOFFICE";

/// How long a conversion may take, unless [`Converter::time_limit`] says otherwise.
pub const TIME_LIMIT: Duration = Duration::from_secs(120);

/// The extensions of documents that are opened by way of LibreOffice.
pub const EXTENSIONS: &[&str] = &["doc", "dot", "wps", "wpt", "odt", "ott", "rtf"];

/// What LibreOffice calls the format to write.
const DOCX: &str = "docx:MS Word 2007 XML";

/// How often a conversion that is under way is looked after.
const PULSE: Duration = Duration::from_millis(30);

/// The settings of the profile: macros off, nothing fetched from elsewhere, no questions.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// LibreOffice, or its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    program: Option<PathBuf>,
    /// How long one document may take.
    pub time_limit: Duration,
}

/// A document that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it holds.
    pub package: Package,
    /// Where it was converted first: that, in one line for the user.
    pub converted: Option<Problem>,
}

impl Converter {
    /// The LibreOffice that [`PROGRAM`] names, or else that of the PATH or of the system's usual places.
    pub fn find() -> Self {
        match std::env::var_os(PROGRAM) {
            Some(named) if named.is_empty() => Self::none(),
            Some(named) => Self::at(named),
            None => Converter { program: installed(), time_limit: TIME_LIMIT },
        }
    }

    /// The LibreOffice whose program is `program`.
    pub fn at(program: impl Into<PathBuf>) -> Self {
        Converter { program: Some(program.into()), time_limit: TIME_LIMIT }
    }

    /// No LibreOffice: what is not `.docx` is refused, with what to do.
    pub fn none() -> Self {
        Converter { program: None, time_limit: TIME_LIMIT }
    }

    /// Whether there is a LibreOffice.
    pub fn is_there(&self) -> bool {
        self.program.is_some()
    }

    /// Opens a Word document, or a document of another format after converting it. What a file is is told
    /// from its content, not from its name.
    ///
    /// # Errors
    /// As [`Package::open`]; or the conversion failed or took too long.
    pub fn open(&self, path: &Path, limits: &Limits) -> Result<Opened> {
        let refused = match Package::open(path, limits) {
            Ok(package) => return Ok(Opened { package, converted: None }),
            Err(error) => error,
        };
        match (extension(&refused, path), &self.program) {
            (Some(extension), Some(program)) => self.converted(program, path, extension, limits),
            _ => Err(refused),
        }
    }

    fn converted(&self, program: &Path, path: &Path, extension: &str, limits: &Limits) -> Result<Opened> {
        let name = path.display().to_string();
        let failed = |detail: Failure| Error::from(detail.problem(self.time_limit).file(name.clone()));
        let folder = Folder::create().map_err(|e| failed(Failure::System(e)))?;
        let bytes = self.run(program, &folder.0, path, extension, limits).map_err(failed)?;
        let package = Package::from_bytes(bytes, limits).map_err(|e| e.in_file(&name))?;
        Ok(Opened { package, converted: Some(Problem::new(&p::CONVERTED).file(name)) })
    }

    /// Converts a copy in `folder`; what was written, as bytes.
    fn run(
        &self,
        program: &Path,
        folder: &Path,
        path: &Path,
        extension: &str,
        limits: &Limits,
    ) -> std::result::Result<Vec<u8>, Failure> {
        let copy = folder.join(format!("document.{extension}"));
        fs::copy(path, &copy).map_err(Failure::System)?;
        let profile = folder.join("profile");
        fs::create_dir_all(profile.join("user")).map_err(Failure::System)?;
        fs::write(profile.join("user").join("registrymodifications.xcu"), SETTINGS)
            .map_err(Failure::System)?;
        let out = folder.join("out");
        let mut command = Command::new(program);
        command
            .arg(format!("-env:UserInstallation={}", url(&profile)))
            .args(["--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault"])
            .args(["--convert-to", DOCX, "--outdir"])
            .arg(&out)
            .arg(&copy)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        within(&mut command, self.time_limit)?;
        let limit = limits.max_total_size;
        let file = fs::File::open(out.join("document.docx")).map_err(|_| Failure::NothingWritten)?;
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(Failure::System)?;
        if bytes.len() as u64 > limit { Err(Failure::TooLarge(limit)) } else { Ok(bytes) }
    }
}

/// Why a conversion gave nothing.
#[derive(Debug)]
enum Failure {
    System(io::Error),
    NothingWritten,
    TooLong,
    TooLarge(u64),
}

impl Failure {
    fn problem(self, limit: Duration) -> Problem {
        let failed = |zh: String, en: String| Problem::new(&p::CONVERT_FAILED).phrase("detail", zh, en);
        match self {
            Failure::System(e) => failed(format!("系统错误：{e}"), e.to_string()),
            Failure::NothingWritten => {
                failed("LibreOffice 打不开这份文件".into(), "LibreOffice cannot open it".into())
            }
            Failure::TooLong => {
                let seconds = limit.as_secs_f64();
                failed(format!("超过 {seconds} 秒仍未完成，已停止"), format!("stopped after {seconds} s"))
            }
            Failure::TooLarge(limit) => Problem::new(&p::TOTAL_TOO_LARGE).arg("limit", limit),
        }
    }
}

/// The extension under which to hand a refused file to LibreOffice; `None` for what it cannot help with.
fn extension(refused: &Error, path: &Path) -> Option<&'static str> {
    let [problem] = refused.problems() else { return None };
    let named = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    match problem.code() {
        // Older WPS wrote .wps that only its own filter reads; newer ones hold Word's own streams.
        code if code == p::OLD_WORD.code => Some(if named == "wps" { "wps" } else { "doc" }),
        code if code == p::OPEN_DOCUMENT.code => Some("odt"),
        code if code == p::RTF.code => Some("rtf"),
        _ => None,
    }
}

fn installed() -> Option<PathBuf> {
    let names: &[&str] =
        if cfg!(windows) { &["soffice.com", "soffice.exe"] } else { &["soffice", "libreoffice"] };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of_path = std::env::split_paths(&path).flat_map(|folder| names.iter().map(move |n| folder.join(n)));
    // A relative folder of the PATH is the current one's, where a downloaded archive may have been unpacked.
    of_path.filter(|p| p.is_absolute()).chain(usual_places()).find(|p| p.is_file())
}

fn usual_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = Vec::new();
    if cfg!(windows) {
        for root in ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"] {
            let root = std::env::var_os(root).map(PathBuf::from).filter(|p| p.is_absolute());
            places.extend(root.map(|root| root.join("LibreOffice").join("program").join("soffice.com")));
        }
    } else if cfg!(target_os = "macos") {
        places.push("/Applications/LibreOffice.app/Contents/MacOS/soffice".into());
        let home = std::env::var_os("HOME").map(PathBuf::from);
        places.extend(home.map(|h| h.join("Applications/LibreOffice.app/Contents/MacOS/soffice")));
    } else {
        let fixed = ["/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/opt/libreoffice"];
        places.extend(fixed.iter().map(|folder| Path::new(folder).join("program/soffice")));
        // The project's own packages install to /opt/libreoffice24.8 and the like; the newest first.
        let mut versions: Vec<PathBuf> = fs::read_dir("/opt")
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("libreoffice"))
            .map(|entry| entry.path().join("program/soffice"))
            .collect();
        versions.sort();
        places.extend(versions.into_iter().rev());
        places.push("/snap/bin/libreoffice".into());
    }
    places
}

/// A path as the `file:` address that LibreOffice wants.
fn url(path: &Path) -> String {
    let mut out = String::from("file://");
    let path = path.to_string_lossy().replace('\\', "/");
    if !path.starts_with('/') {
        out.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Runs a command to its end, or ends it and all that it started when it takes too long.
fn within(command: &mut Command, limit: Duration) -> std::result::Result<ExitStatus, Failure> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().map_err(Failure::System)?;
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if begun.elapsed() < limit => std::thread::sleep(PULSE),
            Ok(None) => {
                end(&mut child);
                return Err(Failure::TooLong);
            }
            Err(e) => {
                end(&mut child);
                return Err(Failure::System(e));
            }
        }
    }
}

/// Ends a process with those it started: LibreOffice's program is a script that starts the real one.
fn end(child: &mut Child) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &child.id().to_string()]);
        command
    } else {
        let mut command = Command::new("kill");
        command.args(["-KILL", "--", &format!("-{}", child.id())]);
        command
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok();
    child.kill().ok();
    child.wait().ok();
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A temporary folder that only its owner may look into; it goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn create() -> io::Result<Self> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let nanos = now.map_or(0, |d| d.subsec_nanos());
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("hongtou-{}-{n}-{nanos}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
