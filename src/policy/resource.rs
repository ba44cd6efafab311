//! From a parameter to the narrowest ARN. A form is written `glue:@:job/{JobName}`: `@` is region and account, `{}` holds the
//! way to the parameter, with `|` before what stands there if it is not given.

use super::collect::Collector;
use super::given::{Given, Known};

/// An ARN, and whether a run finds out the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) arn: String,
    pub(super) is_open: bool,
}

impl Found {
    pub(super) fn sure(arn: impl Into<String>) -> Self {
        Self { arn: arn.into(), is_open: false }
    }

    /// The same without what stands behind `count` colons.
    pub(super) fn cut(self, count: usize) -> Self {
        let parts: Vec<&str> = self.arn.split(':').take(count).collect();
        Self { arn: parts.join(":"), ..self }
    }

    /// The same with `more` at the end.
    pub(super) fn and(&self, more: &str) -> Self {
        Self { arn: format!("{}{more}", self.arn), is_open: self.is_open }
    }
}

pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

impl Collector<'_> {
    /// The ARN of `form` with the parameters `given`. A parameter that is an ARN stands for all of it.
    pub(super) fn find(&mut self, given: &Given<'_>, form: &str) -> Found {
        let (mut arn, mut rest, mut is_open) = (String::new(), form, false);
        while let Some((before, (way, after))) =
            rest.split_once('{').and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
        {
            arn.push_str(before);
            let (way, default) =
                way.split_once('|').map_or((way, None), |(way, default)| (way, Some(default)));
            let known = self.own(given.part(way).text());
            match (&known, default) {
                (Known::Text(text), _) if is_arn(text) => return Found::sure(text.clone()),
                (Known::Prefix(text, _), _) if is_arn(text) => {
                    self.tell_open(way, &known);
                    return Found { arn: format!("{text}*"), is_open: true };
                }
                (Known::Text(text), _) => arn.push_str(text),
                (Known::Absent, Some(default)) => arn.push_str(default),
                (Known::Prefix(text, _), _) => {
                    self.tell_open(way, &known);
                    arn.push_str(text);
                    arn.push('*');
                    is_open = true;
                }
                (Known::Open(_) | Known::Absent, _) => {
                    self.tell_open(way, &known);
                    arn.push('*');
                    is_open = true;
                }
            }
            rest = after;
        }
        arn.push_str(rest);
        Found { arn: self.complete(&arn), is_open }
    }

    /// The machine's own ARN, where an expression says so.
    fn own(&self, known: Known) -> Known {
        const OWN: [&str; 2] = ["`$$.StateMachine.Id`", "`{% $states.context.StateMachine.Id %}`"];
        match &known {
            Known::Open(by) if OWN.contains(&by.as_str()) => Known::Text(self.home.machine()),
            Known::Open(_) | Known::Text(_) | Known::Prefix(..) | Known::Absent => known,
        }
    }

    /// A form without parameters as an ARN.
    fn complete(&self, form: &str) -> String {
        if form == "*" || is_arn(form) {
            return form.to_owned();
        }
        let place = format!("{}:{}", self.home.region, self.home.account);
        format!("arn:{}:{}", self.home.partition, form.replacen('@', &place, 1))
    }

    /// Says that a run finds out what `way` is.
    pub(super) fn tell_open(&mut self, way: &str, known: &Known) {
        match known {
            Known::Open(by) if by == "the state's input" => {
                self.note("the call is given the state's input, so that the role must be allowed all that may be in it");
            }
            Known::Open(by) => self
                .note(format!("`{way}` is found out when it runs, by {by}: all that it may be is granted")),
            Known::Prefix(text, by) => {
                self.note(format!("of `{way}` only the beginning `{text}` is known, from {by}"));
            }
            Known::Absent => self.note(format!("there is no `{way}`, so that all that it may be is granted")),
            Known::Text(_) => {}
        }
    }
}
