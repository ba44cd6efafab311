//! How the program is linked.

/// A program that may be loaded anywhere has the addresses in its tables written anew each time it starts: here some
/// 29,000, a quarter of all that a short run does, and half a megabyte that no two processes share. So on Linux, where
/// the linker can do that once, it does. Fully static programs (`crt-static`) need another start-up file and stay as
/// they are. It holds for `cargo install` too, which knows nothing of `.cargo/config.toml`.
#[expect(clippy::disallowed_methods, reason = "Cargo asks and is told so")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let is_static = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if target("OS") == "linux" && target("ENV") == "gnu" && !is_static {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
