//! Permissions: which ones a call of an AWS API needs, and the forms of the ARNs that they are for. Data alone: how the
//! ARN of a call is found is in `policy`.
//!
//! `iam.txt` and `sam.txt` are generated: `iam.py` and `sam.py` write them and describe their lines. As with the
//! catalogue, nothing is read of them but what is asked for.

use super::CHECKED;

const TABLE: &str = include_str!("iam.txt");

const TEMPLATES: &str = include_str!("sam.txt");

/// An action of IAM, as `dynamodb:PutItem`.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The part before the colon.
    pub prefix: &'static str,
    /// The part behind it.
    pub name: &'static str,
    types: &'static str,
    dependent: &'static str,
}

/// A type of resource that an action is for.
#[derive(Clone, Copy, Debug)]
pub struct ResourceType {
    /// Its name: `table`.
    pub name: &'static str,
    /// The form of its ARN: `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`.
    pub arn: &'static str,
    /// Whether each call is about one.
    pub is_required: bool,
}

/// The prefix of the actions of the API that SDK integrations call `service`: `states` for `sfn`.
#[must_use]
pub fn prefix(service: &str) -> Option<&'static str> {
    let head = TABLE.split("\n@").next().unwrap_or_default();
    head.lines().find_map(|line| line.strip_prefix('=')?.strip_prefix(service)?.strip_prefix(' '))
}

/// The actions that `aws-sdk:service:action` needs, if they are not simply called as the operation is: perhaps none.
pub fn exceptions(service: &str, action: &str) -> Option<impl Iterator<Item = &'static str> + use<>> {
    let head = TABLE.split("\n@").next().unwrap_or_default();
    let own = head.lines().find_map(|line| {
        let (known, rest) =
            line.strip_prefix('!')?.strip_prefix(service)?.strip_prefix(':')?.split_once(' ')?;
        (known == action || known == "*").then_some(rest)
    })?;
    Some(own.split(',').filter(|action| *action != "-"))
}

/// The lines about the actions of `prefix`.
fn section(prefix: &str) -> Option<&'static str> {
    let mark = format!("\n@{prefix}\n");
    let start = TABLE.find(&mark)? + mark.len();
    let rest = &TABLE[start..];
    Some(&rest[..rest.find("\n@").unwrap_or(rest.len())])
}

/// Whether anything is known of the actions of `prefix`.
#[must_use]
pub fn is_prefix(prefix: &str) -> bool {
    section(prefix).is_some()
}

/// The action `written`, whatever its case: IAM does not mind it.
#[must_use]
pub fn action(written: &str) -> Option<Action> {
    let (prefix, name) = written.split_once(':')?;
    actions(&prefix.to_ascii_lowercase()).find(|action| action.name.eq_ignore_ascii_case(name))
}

/// Every action of `prefix`.
pub fn actions(prefix: &str) -> impl Iterator<Item = Action> + use<> {
    let name = TABLE.lines().filter_map(|line| line.strip_prefix('@')).find(|known| *known == prefix);
    let lines = section(prefix).unwrap_or_default().lines().filter(|line| !line.starts_with('~'));
    lines.map(move |line| {
        let mut words = line.split(' ');
        let mut word = || words.next().expect(CHECKED);
        Action { prefix: name.unwrap_or_default(), name: word(), types: word(), dependent: word() }
    })
}

impl Action {
    /// The types of resources that it is for; none if it can only be granted for `*`.
    pub fn types(&self) -> impl Iterator<Item = ResourceType> + use<> {
        let forms = section(self.prefix).unwrap_or_default();
        self.types.split(',').filter_map(move |written| {
            let name = written.strip_suffix('*').unwrap_or(written);
            let arn = forms
                .lines()
                .find_map(|line| line.strip_prefix('~')?.strip_prefix(name)?.strip_prefix(' '))?;
            Some(ResourceType { name, arn, is_required: name.len() < written.len() })
        })
    }

    /// What else it needs: `iam:PassRole` for a call that is given a role.
    pub fn dependent(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.dependent.split(',').filter(|action| *action != "-")
    }
}

/// The statements of a policy template of SAM: actions with commas, resources with blanks, in the words of `sam.py`.
pub fn template(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATES.lines().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(' ')?.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::{TABLE, TEMPLATES, action, actions, exceptions, prefix, template};

    #[test]
    fn every_line_can_be_read() {
        let prefixes: Vec<_> = TABLE.lines().filter_map(|line| line.strip_prefix('@')).collect();
        assert!(prefixes.len() > 300);
        let mut read = 0;
        for prefix in prefixes {
            for action in actions(prefix) {
                read += 1;
                assert!(action.types().all(|one| one.arn.starts_with("arn:")), "{prefix}:{}", action.name);
            }
        }
        assert!(read > 20_000);
        assert!(TEMPLATES.lines().all(|line| line.split(' ').count() >= 3));
    }

    #[test]
    fn calls_lead_to_actions() {
        assert_eq!(prefix("sfn"), Some("states"));
        assert_eq!(exceptions("s3", "listObjectsV2").unwrap().collect::<Vec<_>>(), ["s3:ListBucket"]);
        assert_eq!(exceptions("sso", "logout").unwrap().count(), 0);
        let put = action("dynamodb:putitem").unwrap();
        assert_eq!((put.name, put.types().next().unwrap().name), ("PutItem", "table"));
        assert_eq!(action("ecs:RunTask").unwrap().dependent().collect::<Vec<_>>(), ["iam:PassRole"]);
        assert_eq!(template("LambdaInvokePolicy").count(), 1);
    }
}
