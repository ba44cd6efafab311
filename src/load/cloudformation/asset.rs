//! Assets: the local files that CDK is going to upload, named by the hash of their contents.

use crate::base::diag::{Diagnostic, Place};
use crate::base::source::Source;
use crate::base::yaml::Schema;
use crate::load::template::{self, TemplateNode};
use crate::load::{Files, Unread};

/// The file that `resource` of the template `from` names: by its metadata, or by what is called `key` in S3.
/// A path of the metadata that may not be read is an error.
pub(super) fn find(
    from: &str,
    resource: TemplateNode<'_>,
    key: Option<&str>,
    files: &mut dyn Files,
) -> Result<Option<Source>, Box<Diagnostic>> {
    if let Some(part) = resource.find(&["Metadata", "aws:asset:path"])
        && let Some(path) = part.as_str()
    {
        match files.read(path, from) {
            Ok(source) => return Ok(Some(source)),
            Err(refused @ Unread::Outside { .. }) => {
                return Err(Box::new(refused.diagnostic(path, Place::Text(part.at()))));
            }
            Err(_) => {}
        }
    }
    Ok(key.and_then(|key| uploaded(from, key, files)))
}

/// The folders that may hold what `resource` of the template `from` is made of: the one that its metadata names, then
/// the one that is packed and called `key` in S3. A single packed file, if it was packed already.
pub(super) fn folders(
    from: &str,
    resource: TemplateNode<'_>,
    key: Option<&str>,
    files: &mut dyn Files,
) -> Vec<String> {
    let written = resource.find(&["Metadata", "aws:asset:path"]).and_then(TemplateNode::as_str);
    let file = key.map(|key| key.rsplit('/').next().unwrap_or(key));
    let hash = file.map(|file| file.split('.').next().unwrap_or(file));
    let listed = hash.and_then(|hash| listed(from, hash, files));
    let guess = hash.filter(|_| listed.is_none() && from.ends_with(".template.json"));
    let guess = guess.map(|hash| format!("asset.{hash}"));
    let mut folders: Vec<String> = Vec::new();
    for folder in written.map(str::to_owned).into_iter().chain(listed).chain(guess) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The local file that is called `key` in S3.
fn uploaded(from: &str, key: &str, files: &mut dyn Files) -> Option<Source> {
    let file = key.rsplit('/').next().unwrap_or(key);
    let (hash, ending) = file.split_once('.').map_or((file, ""), |(hash, ending)| (hash, ending));
    let listed = listed(from, hash, files);
    let guesses = [format!("asset.{file}"), format!("asset.{hash}"), format!("asset.{hash}.asl.{ending}")];
    listed.into_iter().chain(guesses).find_map(|path| files.read(&path, from).ok())
}

/// The file that `<Stack>.assets.json` names for `hash`.
fn listed(template: &str, hash: &str, files: &mut dyn Files) -> Option<String> {
    let file = template.rsplit(['/', '\\']).next()?;
    let stack = file.strip_suffix(".template.json")?;
    // A nested stack has no list of its own: it is in that of the stack around it.
    let lists = files.beside(template).into_iter().filter(|name| name.ends_with(".assets.json"));
    let own = format!("{stack}.assets.json");
    std::iter::once(own).chain(lists).take(MAX_LISTS).find_map(|list| {
        let list = template::read(&files.read(&list, template).ok()?, Schema::Core).ok()?;
        let path = list.root().find(&["files", hash, "source", "path"])?;
        path.as_str().map(str::to_owned)
    })
}

/// How many lists of assets are looked at.
const MAX_LISTS: usize = 50;
