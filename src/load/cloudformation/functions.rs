//! The Lambda functions of a template: those of SAM, with its `Globals`, and those of CloudFormation and CDK.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Declared, Scope, asset, resources};
use crate::load::lambda::{
    FunctionCode, IMAGE, IN_S3, LambdaFunction, PACKED, UNKNOWN, add_variables, folder, number,
};
use crate::load::node::Node;
use crate::load::template::{Template, TemplateNode};
use crate::load::{Files, Options};

const PLAIN: &str = "AWS::Lambda::Function";
const SERVERLESS: &str = "AWS::Serverless::Function";
/// What stands for a function under a name of its own.
const STAND_INS: [&str; 2] = ["AWS::Lambda::Alias", "AWS::Lambda::Version"];

/// SAM's and CloudFormation's default for `Timeout`, in seconds.
const TIMEOUT: u32 = 3;
/// Theirs for `MemorySize`, in MB.
const MEMORY: u32 = 128;

/// The functions that `template` declares itself.
pub(super) fn own(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<LambdaFunction> {
    let declared = Rc::new(resources(template));
    let mut reader = Reader { template, options, declared: Rc::clone(&declared), files, steps: 0 };
    let mut functions = Vec::new();
    for (id, _, resource) in template.root().get("Resources").into_iter().flat_map(TemplateNode::members) {
        let is_serverless = match resource.get("Type").and_then(TemplateNode::as_str) {
            Some(PLAIN) => false,
            Some(SERVERLESS) => true,
            Some(_) | None => continue,
        };
        functions.push(reader.function(id, resource, is_serverless));
    }
    let mut scope = reader.scope();
    add_stand_ins(&mut functions, &declared, &mut scope);
    functions
}

/// Adds the names under which aliases and versions are known.
fn add_stand_ins<'t>(
    functions: &mut [LambdaFunction],
    declared: &BTreeMap<String, Declared<'t>>,
    scope: &mut Scope<'t>,
) {
    for (id, resource) in declared.iter().filter(|(_, one)| STAND_INS.contains(&one.kind.as_str())) {
        let named = resource.properties.and_then(|properties| properties.get("FunctionName"));
        let named = named.and_then(|named| scope.value(named)).and_then(|named| named.to_string());
        let Some(named) = named else { continue };
        let own = named.rsplit(':').next().unwrap_or(&named);
        if let Some(function) =
            functions.iter_mut().find(|function| function.names.iter().any(|name| name == own))
        {
            function.names.push(id.clone());
        }
    }
}

/// Reads the functions of one template.
struct Reader<'t, 'f> {
    template: &'t Template,
    options: &'t Options,
    declared: Rc<BTreeMap<String, Declared<'t>>>,
    files: &'f mut dyn Files,
    steps: usize,
}

impl<'t> Reader<'t, '_> {
    fn scope(&self) -> Scope<'t> {
        Scope::new(self.template, self.options, Rc::clone(&self.declared)).after(self.steps)
    }

    fn function(&mut self, id: &str, resource: TemplateNode<'t>, is_serverless: bool) -> LambdaFunction {
        let mut scope = self.scope();
        let globals = self.template.root().find(&["Globals", "Function"]).filter(|_| is_serverless);
        let properties = resource.get("Properties");
        // SAM puts the function's own property in the place of the one for all, and joins maps and lists.
        let written = |name: &str| [globals, properties].map(|all| all.and_then(|all| all.get(name)));
        let mut one = |name: &str| {
            let part = written(name).into_iter().rev().flatten().next()?;
            scope.value(part)
        };
        let text = |node: Option<Node>| node.and_then(|node| node.to_string());
        let (handler, runtime) = (text(one("Handler")), text(one("Runtime")));
        let (timeout, memory) = (number(one("Timeout").as_ref()), number(one("MemorySize").as_ref()));
        let package = text(one("PackageType"));
        let has_layers =
            written("Layers").into_iter().flatten().any(|layers| layers.items().next().is_some());
        let (mut environment, mut unset) = (Vec::new(), Vec::new());
        for part in written("Environment").into_iter().flatten() {
            let part = scope.value(part);
            let variables = part.as_ref().and_then(|part| part.get("Variables"));
            add_variables(variables, &mut environment, &mut unset);
        }
        let name = scope.name_of(id);
        let names = if name == id { vec![name] } else { vec![name, id.to_owned()] };
        let code = match package.as_deref() {
            Some("Image") => IMAGE,
            Some(_) | None if is_serverless => self.serverless_code(&mut scope, id, written),
            Some(_) | None => self.code(&mut scope, resource),
        };
        self.steps = scope.steps();
        LambdaFunction {
            id: id.to_owned(),
            names,
            file: self.template.source.name.to_string(),
            code,
            handler,
            runtime,
            environment,
            unset,
            timeout_seconds: timeout.unwrap_or(TIMEOUT),
            memory_mb: memory.unwrap_or(MEMORY),
            has_layers,
        }
    }

    /// The code of a function of SAM: what it was built into, if it was, else `CodeUri`. `InlineCode` wins over both.
    fn serverless_code(
        &mut self,
        scope: &mut Scope<'t>,
        id: &str,
        written: impl Fn(&str) -> [Option<TemplateNode<'t>>; 2],
    ) -> FunctionCode {
        let last = |name: &str| written(name).into_iter().rev().flatten().next();
        if let Some(text) =
            last("InlineCode").and_then(|part| scope.value(part)).and_then(|code| code.to_string())
        {
            return FunctionCode::Text(text);
        }
        let built = format!(".aws-sam/build/{id}");
        let code = match last("CodeUri").map(|part| scope.value(part)) {
            None => folder("."),
            Some(Some(place)) if place.as_str().is_some() => folder(place.as_str().unwrap_or_default()),
            Some(Some(_)) => IN_S3,
            Some(None) => UNKNOWN,
        };
        match code {
            FunctionCode::Folders(mut folders) => {
                folders.insert(0, built);
                FunctionCode::Folders(folders)
            }
            code @ (FunctionCode::Text(_) | FunctionCode::Elsewhere(_)) => code,
        }
    }

    /// The code of a function of CloudFormation or CDK.
    fn code(&mut self, scope: &mut Scope<'t>, resource: TemplateNode<'t>) -> FunctionCode {
        let code = resource.find(&["Properties", "Code"]).and_then(|part| scope.value(part));
        let Some(code) = code else { return UNKNOWN };
        if let Some(path) = code.as_str() {
            return folder(path);
        }
        let part = |name: &str| code.get(name).and_then(Node::to_string);
        if let Some(text) = part("ZipFile") {
            return FunctionCode::Text(text);
        }
        if part("ImageUri").is_some() {
            return IMAGE;
        }
        let key = part("S3Key");
        let found = asset::folders(&self.template.source.name, resource, key.as_deref(), self.files);
        match found.as_slice() {
            [] => IN_S3,
            [only] if only.ends_with(".zip") || only.ends_with(".jar") => PACKED,
            _ => FunctionCode::Folders(found),
        }
    }
}
