//! Builds the browser's side (`web/`) and writes the list of files that `platform::web::assets` embeds.
//!
//! Needs Node 20 or newer, or `ASSETS_PREBUILT=dir`: a folder that `node web/build.mjs dir` made elsewhere.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    if let Err(problem) = run() {
        for line in problem.lines() {
            println!("cargo::error={line}");
        }
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    println!("cargo::rerun-if-env-changed=ASSETS_PREBUILT");
    let assets = match env::var_os("ASSETS_PREBUILT") {
        Some(dir) => {
            let dir = PathBuf::from(dir);
            println!(
                "cargo::rerun-if-changed={}",
                dir.join("manifest.txt").display()
            );
            fs::canonicalize(&dir).map_err(|e| format!("ASSETS_PREBUILT={}: {e}", dir.display()))?
        }
        None => build(&root.join("web"), &out.join("assets"))?,
    };
    let list = embed(&assets)?;
    let target = out.join("assets.rs");
    if fs::read_to_string(&target).ok().as_deref() != Some(&list) {
        fs::write(&target, list).map_err(|e| format!("{}: {e}", target.display()))?;
    }
    Ok(())
}

/// Runs npm (only when the lock file is not the one installed) and esbuild. Cargo is told of the sources one by one,
/// never of `web/` itself: `node_modules` changes under it.
fn build(web: &Path, out: &Path) -> Result<PathBuf, String> {
    for source in [
        "build.mjs",
        "package.json",
        "package-lock.json",
        "src",
        "styles",
        "icons",
    ] {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let lock = fs::read(web.join("package-lock.json"))
        .map_err(|e| format!("web/package-lock.json: {e}"))?;
    let stamp = web.join("node_modules/.carepost-lock");
    if fs::read(&stamp).ok().as_ref() != Some(&lock) {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        tool(
            web,
            npm,
            &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        )?;
        fs::write(&stamp, &lock).map_err(|e| format!("{}: {e}", stamp.display()))?;
    }
    let to = out.to_str().ok_or("the build folder's path is not UTF-8")?;
    tool(web, "node", &["build.mjs", to])?;
    Ok(out.to_owned())
}

fn tool(web: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let run = Command::new(program).args(arguments).current_dir(web).output().map_err(|e| {
        format!(
            "cannot run `{program}` ({e}).\nCarepost's pages are built with Node 20 or newer: install `nodejs` and `npm`, \
             or set ASSETS_PREBUILT to a folder made elsewhere by `node web/build.mjs FOLDER`."
        )
    })?;
    if run.status.success() {
        return Ok(());
    }
    let said = [run.stdout, run.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    Err(format!(
        "`{program} {}` in web/ failed:\n{said}",
        arguments.join(" ")
    ))
}

/// The Rust text of the constants and of the table of embedded bodies, from `manifest.txt`.
fn embed(assets: &Path) -> Result<String, String> {
    let manifest = assets.join("manifest.txt");
    let text = fs::read_to_string(&manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
    let (mut constants, mut table) = (String::new(), String::new());
    for line in text.lines() {
        let [constant, name, media] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!(
                "{}: a line is not `constant, name, media type`: {line}",
                manifest.display()
            ));
        };
        if constant != "-" {
            let _ = writeln!(
                constants,
                "/// Where `{name}` is served.\npub const {constant}: &str = \"/assets/{name}\";"
            );
        }
        let at = assets.join(name);
        let _ = writeln!(
            table,
            "    Asset {{ name: {name:?}, media: {media:?}, plain: include_bytes!({at:?}), \
             brotli: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            assets.join(format!("{name}.br")),
            assets.join(format!("{name}.gz")),
        );
    }
    Ok(format!(
        "{constants}\nstatic ASSETS: &[Asset] = &[\n{table}];\n"
    ))
}
