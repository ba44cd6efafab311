//! Mock files in the page: their texts, what is wrong with one that is being written, and saving it. The rest of a file
//! stays as it is, byte for byte, and what somebody else wrote meanwhile is never overwritten.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use crate::base::members::{array, object};
use crate::base::value::{Object, Value};
use crate::load;
use crate::project::files;
use crate::project::fix;
use crate::project::targets::Target;
use crate::project::{Error, definitions, mock_files::MockFiles};
use crate::report::findings::diagnostic;
use crate::session::order::Text;
use crate::session::{self, Order};

use super::machines::hash;
use super::saving::{as_before, changed};
use super::{Page, Refusal, Result, refused, text};

impl Page {
    /// The mock files of the machine, each `{file, shown, text, hash}`; the one to write if there is none, without a
    /// hash.
    pub(super) fn mock_texts(&self, reference: &str) -> Result<Vec<u8>> {
        let names = self.mocks(reference);
        let mut out = Vec::new();
        let read: Vec<_> =
            names.iter().map(|name| files::read(name)).collect::<std::result::Result<_, _>>()?;
        let new = names.is_empty().then(|| self.mocks_to_write(reference)).flatten();
        object(&mut out, |m| {
            m.put("files", |out| {
                array(out, names.iter().zip(&read), |out, (name, source)| {
                    object(out, |m| {
                        m.text("file", name).text("shown", &load::shown(name)).text("text", &source.text);
                        m.text("hash", &hash(&source.text));
                    });
                });
            });
            m.maybe("new", new.as_deref());
        });
        Ok(out)
    }

    fn mocks_to_write(&self, reference: &str) -> Option<String> {
        MockFiles::of(&definitions::choose(reference, &self.options).ok()?).to_write()
    }

    /// What is wrong with `{ref, file, text}`, a mock file that is being written.
    pub(super) fn check_mocks(&self, body: &Value) -> Result<Vec<u8>> {
        let (reference, name) = (text(body, "ref")?, text(body, "file")?);
        let written = load::file_source(name, text(body, "text")?);
        let mut order = Order::new(Text::File(reference.to_owned()));
        let others = self.mocks(reference).into_iter().filter(|other| other != name).map(Text::File);
        order.mocks = others.chain([Text::Given(written)]).collect();
        let found = match session::prepare(&order, &self.settings) {
            Ok(_) => Vec::new(),
            Err(Error::Found(found)) => {
                found.iter().map(|(document, found)| Value::from(diagnostic(document, found))).collect()
            }
            Err(Error::Usage { message, .. } | Error::Load { message, .. } | Error::Late { message, .. }) => {
                vec![Value::from(Object::from_iter([("message", Value::from(message))]))]
            }
        };
        let mut out = Vec::new();
        object(&mut out, |m| _ = m.value("problems", &Value::from(found)));
        Ok(out)
    }

    /// Writes `{ref, file, text, hash}`, if the file is as it was when it was read; without a hash it is made, and may
    /// not be there.
    pub(super) fn save_mocks(&self, body: &Value) -> Result<Vec<u8>> {
        let (reference, name, new) = (text(body, "ref")?, text(body, "file")?, text(body, "text")?);
        let failed = |error: io::Error| refused(500, &format!("cannot write {name}: {error}"));
        let written = match body.get("hash").and_then(Value::as_str).filter(|hash| !hash.is_empty()) {
            None => {
                if self.mocks_to_write(reference).as_deref() != Some(name) {
                    return Err(not_its_own(name));
                }
                made(name, new)?;
                new.to_owned()
            }
            Some(known) => {
                if !self.mocks(reference).iter().any(|own| own == name) {
                    return Err(not_its_own(name));
                }
                let now = files::read(name)?;
                if hash(&now.text) != known {
                    return Err(changed(&now.text));
                }
                let (path, _) = definitions::split(reference);
                let place = fix::writable(name, &Target::Named(path.to_owned()));
                let place = place.ok_or_else(|| refused(403, "this file is outside of the project"))?;
                let text = as_before(&now.text, new);
                fix::write(&place, &text).map_err(failed)?;
                text
            }
        };
        let mut out = Vec::new();
        object(&mut out, |m| _ = m.text("hash", &hash(&written)));
        Ok(out)
    }
}

/// Makes the file `name`; refused if it is there.
fn made(name: &str, text: &str) -> Result<()> {
    if load::leads_out(Path::new(name)) {
        return Err(refused(403, "this file is outside of the project"));
    }
    match File::create_new(name).and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(changed(&files::read(name)?.text)),
        Err(error) => Err(refused(500, &format!("cannot write {name}: {error}"))),
    }
}

fn not_its_own(name: &str) -> Refusal {
    refused(403, &format!("{name} is no mock file of this machine"))
}
