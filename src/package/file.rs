//! Files: read whole, written beside their place and renamed.

use crate::error::{Problem, Result, catalogue::package as p};
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// The file cannot be read, or is larger.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>> {
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

/// Writes a file whole, beside its place and renamed.
///
/// # Errors
/// The folder or the file cannot be written; nothing is left behind then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|e| file.failed(&e))?;
    file.commit()
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
    file: Option<Held>,
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
        let link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
        let target = if link { fs::canonicalize(path).ok() } else { None };
        let target = target.unwrap_or_else(|| path.to_path_buf());
        let there = fs::metadata(&target).ok();
        if there.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)).into());
        }
        let permissions = there.map(|meta| meta.permissions());
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".hongtou-{}-{n}.tmp", std::process::id()));
        let created = File::create_new(&temporary).or_else(|e| {
            if e.kind() != io::ErrorKind::NotFound {
                return Err(e);
            }
            fs::create_dir_all(&folder)?;
            File::create_new(&temporary)
        });
        let file = created.map_err(failed)?;
        if let Some(permissions) = permissions {
            fs::set_permissions(&temporary, permissions).ok();
        }
        let held = Held { file, bytes: Cursor::new(Vec::new()), spilled: false };
        Ok(AtomicFile { file: Some(held), temporary, target, shown })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// The last bytes cannot be written, or the target cannot be replaced; nothing is left behind then.
    pub fn commit(mut self) -> Result<()> {
        let written = match self.file.take() {
            Some(mut held) => held.flush(),
            None => Ok(()),
        };
        match written.and_then(|()| fs::rename(&self.temporary, &self.target)) {
            Ok(()) => {
                self.temporary = PathBuf::new();
                Ok(())
            }
            Err(e) => Err(self.failed(&e).into()),
        }
    }

    /// The problem for a failed write.
    pub fn failed(&self, e: &io::Error) -> Problem {
        reason(Problem::new(&p::CANNOT_WRITE), e).file(self.shown.clone())
    }

    fn inner(&mut self) -> io::Result<&mut Held> {
        self.file.as_mut().ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        drop(self.file.take());
        if !self.temporary.as_os_str().is_empty() {
            fs::remove_file(&self.temporary).ok();
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner()?.write(bytes)
    }

    /// Nothing: what is held goes out when it is full or when the file is committed.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner()?.seek(to)
    }
}

/// So many bytes are held in memory: an archive is written back and forth, and most are written at once.
const HELD: usize = 4 << 20;

/// A file whose first bytes are held in memory until there are more than [`HELD`].
#[derive(Debug)]
struct Held {
    file: File,
    bytes: Cursor<Vec<u8>>,
    spilled: bool,
}

impl Held {
    /// Writes what is held; the file's place is then that of the cursor.
    fn spill(&mut self) -> io::Result<()> {
        let at = self.bytes.position();
        let bytes = std::mem::take(self.bytes.get_mut());
        self.file.write_all(&bytes)?;
        self.spilled = true;
        if at != bytes.len() as u64 {
            self.file.seek(SeekFrom::Start(at))?;
        }
        Ok(())
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.spilled && self.bytes.get_ref().len() + bytes.len() > HELD {
            self.spill()?;
        }
        if self.spilled { self.file.write(bytes) } else { self.bytes.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.spilled { Ok(()) } else { self.spill() }
    }
}

impl Seek for Held {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.spilled { self.file.seek(to) } else { self.bytes.seek(to) }
    }
}
