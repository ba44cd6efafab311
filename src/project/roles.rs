//! What a machine must be allowed to do, where it is deployed, and what the role grants that a template or a policy file
//! gives it.

use crate::base::diag::Severity;
use crate::base::document::ValueSource;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::load::{self, Declaration, DeclarationKind, Reach, shown};
use crate::policy::{self, Granted, Home, Needs, Setup, Unread};
use crate::validate::Depth;

use super::Error;
use super::definitions::{self, Definition};
use super::deployed;
use super::files;

/// What a machine needs.
pub struct Asked {
    /// The machine.
    pub definition: Definition,
    /// What names it in its file.
    pub id: String,
    /// Where it is deployed.
    pub home: Home,
    /// What it needs.
    pub needs: Needs,
    /// What the resources of its template are called there, by ARN: `Orders.Arn`.
    pub names: Vec<(String, String)>,
}

/// What the machine needs that `reference` names.
pub fn asked(reference: &str, options: &load::Options) -> Result<Asked, Error> {
    let definition = definitions::read(reference, options, None, Depth::All)?;
    let Some(machine) = definition.checked.machine.as_ref().filter(|_| !definition.is_refused()) else {
        let errors = definition.findings().into_iter().filter(|(_, found)| found.severity == Severity::Error);
        return Err(Error::Found(errors.collect()));
    };
    let loaded = &definition.loaded;
    let options = load::Options {
        region: options.region.clone().or_else(|| loaded.region.clone()),
        account: options.account.clone().or_else(|| loaded.account.clone()),
        ..options.clone()
    };
    let home = home(&loaded.name, &options);
    let (path, _) = definitions::split(reference);
    let around = around(path, &options);
    let own = around.iter().find(|one| one.kind == DeclarationKind::Machine && one.id == loaded.resource);
    let setup = own.map(|own| setup(&own.properties)).unwrap_or_default();
    let mut needs = policy::needs(machine, loaded.document.value(), &home, &setup);
    let mut made_up: Vec<&str> = Vec::new();
    for made in loaded.document.substitutions() {
        if made.origin == ValueSource::Placeholder && !made_up.contains(&&*made.name) {
            made_up.push(&made.name);
        }
    }
    if !made_up.is_empty() {
        needs.notes.push(policy::Note {
            state: None,
            pointer: Pointer::root(),
            text: format!(
                "no value is given for {}: ARNs are made up for them; --sub NAME=VALUE gives one",
                made_up.join(", ")
            ),
        });
    }
    let names = if path == "-" {
        Vec::new()
    } else {
        let mut reach = Reach::around(path, &options.readable);
        files::read(path).map_or_else(|_| Vec::new(), |source| load::arns(&source, &options, &mut reach))
    };
    let id = loaded.resource.clone();
    Ok(Asked { id, home, needs, names, definition })
}

fn home(machine: &str, options: &load::Options) -> Home {
    Home {
        partition: options.partition().to_owned(),
        region: options.region().to_owned(),
        account: options.account().to_owned(),
        machine: machine.to_owned(),
    }
}

fn around(path: &str, options: &load::Options) -> Vec<Declaration> {
    if path == "-" {
        return Vec::new();
    }
    let mut reach = Reach::around(path, &options.readable);
    files::read(path).map_or_else(|_| Vec::new(), |source| load::declarations(&source, options, &mut reach))
}

/// Logging, tracing and the key that a template gives a machine.
fn setup(properties: &Value) -> Setup {
    let settings = deployed::settings(properties);
    let part = |name: &str, inner: &str| settings.get(name).and_then(|part| part.get(inner)).cloned();
    let level = part("loggingConfiguration", "level");
    let key = ["EncryptionConfiguration", "encryptionConfiguration", "encryption_configuration"];
    let key = key.iter().find_map(|name| deployed::member(properties, name));
    let key =
        key.and_then(|key| ["kmsKeyId", "kmsMasterKeyID"].iter().find_map(|name| deployed::text(key, name)));
    Setup {
        is_logged: level.as_ref().and_then(Value::as_str).is_some_and(|level| level != "OFF"),
        is_traced: part("tracingConfiguration", "enabled").and_then(|flag| flag.as_bool()) == Some(true),
        key,
    }
}

/// What the file `path`, a template with the machine of `asked` or a policy, grants its role.
pub fn granted(path: &str, asked: &Asked, options: &load::Options) -> Result<Granted, Error> {
    let (path, selector) = definitions::split(path);
    let source = files::read(path)?;
    let declared = load::declarations(&source, options, &mut Reach::around(path, &options.readable));
    let machines: Vec<&Declaration> =
        declared.iter().filter(|one| one.kind == DeclarationKind::Machine).collect();
    if machines.is_empty() {
        let document = load::data(&source).map_err(Error::from)?;
        return policy::of_document(document.value()).ok_or_else(|| {
            let message = format!("{} is neither a policy nor a template with a machine", shown(path));
            Error::load(message).help(
                "a policy has `Statement`: aws iam get-role-policy prints it with the document around it",
            )
        });
    }
    let wanted = selector.unwrap_or(&asked.id);
    let meant = machines.iter().find(|one| one.id == wanted || one.name == wanted);
    let meant = match (meant, machines.as_slice()) {
        (Some(found), _) => found,
        (None, [only]) if selector.is_none() => only,
        (None, _) => {
            let known: Vec<&str> = machines.iter().map(|one| one.id.as_str()).collect();
            let message = format!("there is no machine `{wanted}` in {}", shown(path));
            return Err(Error::usage(message).help(format!("there are: {}", known.join(", "))));
        }
    };
    policy::of_machine(&meant.id, &declared, &asked.home).map_err(|why| {
        let (message, help) = match why {
            Unread::NoMachine => {
                (format!("there is no machine `{}` in it", meant.id), "name the template that has it")
            }
            Unread::NoRole => (
                format!("`{}` names no role in {}: its plugin makes one", meant.id, shown(path)),
                "check the template that it writes: serverless package",
            ),
            Unread::Elsewhere(role) => (
                format!("the role of `{}` is not in {}: {role}", meant.id, shown(path)),
                "print its policy by aws iam get-role-policy, and check that file",
            ),
        };
        Error::load(message).help(help)
    })
}
