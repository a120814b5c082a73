//! Files: read whole, written beside their place and renamed.

use crate::error::{Problem, Result, catalogue::package as p};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads a file of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let failed = |e: &io::Error| reason(Problem::new(&p::CANNOT_READ), e).file(path.display().to_string());
    let mut file = File::open(path).map_err(|e| failed(&e))?;
    let meta = file.metadata().map_err(|e| failed(&e))?;
    if meta.is_dir() {
        return Err(failed(&io::Error::from(io::ErrorKind::IsADirectory)).into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0) + 1);
    (&mut file).take(limit + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    if bytes.len() as u64 > limit {
        let problem = Problem::new(&p::TOTAL_TOO_LARGE).arg("limit", limit);
        return Err(problem.file(path.display().to_string()).into());
    }
    Ok(bytes)
}

/// The problem for what the system refused, in both languages.
pub(crate) fn io_problem(entry: &'static crate::error::Entry, e: &io::Error) -> Problem {
    reason(Problem::new(entry), e)
}

fn reason(problem: Problem, e: &io::Error) -> Problem {
    use io::ErrorKind as K;
    let zh = match e.kind() {
        K::NotFound => "文件或文件夹不存在",
        K::PermissionDenied => "没有权限",
        K::IsADirectory => "这是一个文件夹",
        K::NotADirectory => "路径中有一段不是文件夹",
        K::StorageFull => "磁盘已满",
        K::ReadOnlyFilesystem => "磁盘是只读的",
        K::InvalidFilename => "文件名过长或含有不允许的字符",
        K::QuotaExceeded => "超出磁盘配额",
        K::FileTooLarge => "文件过大",
        K::AlreadyExists => "同名的文件已经存在",
        K::ResourceBusy => "文件正被其他程序占用",
        _ => "系统错误",
    };
    let zh = if zh == "系统错误" { format!("{zh}（{e}）") } else { zh.to_string() };
    problem.phrase("detail", zh, e.to_string())
}

/// Refuses an output path that is one of the inputs.
///
/// # Errors
/// One problem that names the output.
pub fn check_not_input<'a>(output: &Path, inputs: impl IntoIterator<Item = &'a Path>) -> Result<()> {
    let Ok(real) = fs::canonicalize(output) else { return Ok(()) };
    let clash = inputs.into_iter().any(|input| fs::canonicalize(input).is_ok_and(|i| i == real));
    if clash {
        return Err(Problem::new(&p::OVERWRITES_INPUT).file(output.display().to_string()).into());
    }
    Ok(())
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A file in the making: it stands beside its target under a temporary name and takes the target's place
/// when it is [committed](AtomicFile::commit). Dropped before that, it leaves nothing behind.
///
/// ```no_run
/// use hongtou::package::AtomicFile;
/// use std::io::Write;
/// let mut file = AtomicFile::create("out/总结.docx".as_ref())?;
/// file.write_all(b"...").ok();
/// file.commit()?;
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    file: Option<BufWriter<File>>,
    temporary: PathBuf,
    target: PathBuf,
    shown: String,
}

impl AtomicFile {
    /// Creates the temporary file beside `path`, and the folders above it. A symbolic link is followed: what
    /// it names is replaced, not the link.
    ///
    /// # Errors
    /// The folder or the file cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let failed = |e: io::Error| reason(Problem::new(&p::CANNOT_WRITE), &e).file(shown.clone());
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if target.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)).into());
        }
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".hongtou-{}-{n}.tmp", std::process::id()));
        let file = File::create_new(&temporary).map_err(failed)?;
        if let Ok(meta) = fs::metadata(&target) {
            fs::set_permissions(&temporary, meta.permissions()).ok();
        }
        Ok(AtomicFile { file: Some(BufWriter::with_capacity(64 << 10, file)), temporary, target, shown })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// The last bytes cannot be written, or the target cannot be replaced; nothing is left behind then.
    pub fn commit(mut self) -> Result<()> {
        let moved = match self.file.take() {
            Some(file) => file.into_inner().map_err(io::IntoInnerError::into_error).map(drop),
            None => Ok(()),
        };
        let moved = moved.and_then(|()| fs::rename(&self.temporary, &self.target));
        moved.map_err(|e| self.failed(&e).into())
    }

    /// The problem for a failed write.
    pub fn failed(&self, e: &io::Error) -> Problem {
        reason(Problem::new(&p::CANNOT_WRITE), e).file(self.shown.clone())
    }

    fn inner(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.file.as_mut().ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        drop(self.file.take());
        fs::remove_file(&self.temporary).ok();
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner()?.flush()
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner()?.seek(to)
    }
}
