//! Human words for what is wrong with a YAML text. AWS has none: it takes JSON only.

use super::codes;
use super::yaml_syntax::reason;
use crate::base::diag::{Diagnostic, Place};
use crate::base::source::Source;
use crate::base::value::MAX_DEPTH;
use crate::base::yaml::{Fault, MARKS, YamlFault};

/// The diagnostic for `fault`.
pub(super) fn explain(source: &Source, fault: Fault) -> Diagnostic {
    let place = Place::Text(fault.at.clone());
    let syntax =
        |label: String| Diagnostic::error(codes::YAML, place.clone(), "this is not valid YAML").label(label);
    match fault.what {
        YamlFault::Empty => Diagnostic::error(codes::SHAPE, place, "this file holds no definition")
            .help("write an object with the fields StartAt and States"),
        YamlFault::Syntax(words) => {
            let found = reason(&source.text, &words.replace(MARKS, ""), fault.at.start);
            let place = Place::Text(found.at);
            let diagnostic =
                Diagnostic::error(codes::YAML, place, "this is not valid YAML").label(found.label);
            found.help.into_iter().fold(diagnostic, Diagnostic::help)
        }
        YamlFault::Tab => {
            syntax("a tab; YAML indents with blanks".to_owned()).help("replace the tab by blanks")
        }
        YamlFault::Control(c) => syntax(format!("a control character, U+{:04X}", u32::from(c))),
        YamlFault::Duplicate(key, first) => super::json::duplicate(source, &key, place, first),
        YamlFault::Key => syntax("a key must be text".to_owned()),
        YamlFault::Tag(tag) => syntax(format!("the tag `{tag}` means nothing in a definition"))
            .note("a template may use tags such as !Ref and !Sub, a definition of its own may not")
            .help("write ${Name} and give it a value with --sub Name=VALUE"),
        YamlFault::Number => {
            syntax("JSON cannot hold this number".to_owned()).help("quote it to make it text")
        }
        YamlFault::Type(tag) => syntax(format!("this is no {tag}")),
        YamlFault::Second => {
            syntax("a second document begins here".to_owned()).help("keep one document in the file")
        }
        YamlFault::Merge => syntax("`<<` takes a mapping or a list of mappings".to_owned()),
        YamlFault::Cycle => syntax("this alias stands inside what it stands for".to_owned()),
        YamlFault::Deep => Diagnostic::error(codes::LARGE, place, "this is nested too deep")
            .label(format!("more than {MAX_DEPTH} levels")),
        YamlFault::Large => Diagnostic::error(codes::LARGE, place, "aliases make this definition too large")
            .note("with its aliases written out it would be longer than 16 MB"),
    }
}
