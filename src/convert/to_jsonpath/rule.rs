//! Conditions of a Choice as `Variable` and operator.
//!
//! What is not there makes a comparison false in JSONata, and ends the execution in JSONPath: `IsPresent` stands before
//! it, unless the condition gives nothing then, which fails as well.

use crate::asl::parts::DefinitionPart;
use crate::base::value::{Object, Value};
use crate::expr::jsonata::Outline;

use crate::convert::edit::{Draft, Refusal};

use super::expression::{Scope, read, unwrapped};

/// Types that `$type` names, and the operators that ask for them.
const TYPES: [(&str, &str); 4] =
    [("string", "IsString"), ("number", "IsNumeric"), ("boolean", "IsBoolean"), ("null", "IsNull")];

/// Signs of orders, as they are and with the sides changed, and what operators end in.
const ORDERS: [(&str, &str, &str); 4] = [
    ("<", ">", "LessThan"),
    ("<=", ">=", "LessThanEquals"),
    (">", "<", "GreaterThan"),
    (">=", "<=", "GreaterThanEquals"),
];

/// Makes a test of each `Condition` of the Choice `part`.
pub fn rules(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let all = part.members.get("Choices").and_then(Value::as_array);
    let own = part.members.get("Output");
    for (at, rule) in all.iter().flat_map(|all| all.as_slice()).enumerate() {
        let Some(members) = rule.as_object() else { continue };
        let place = part.place("Choices").index(at);
        if members.get("Output") != own {
            return Err(Refusal::new(&place, "rules pass on what the whole Choice does in JSONPath"));
        }
        draft.remove(members, &place, &["Output"]);
        let condition = members.get("Condition").and_then(read);
        let place_of = place.key("Condition");
        let condition =
            condition.ok_or_else(|| Refusal::new(&place_of, "a literal is no test in JSONPath"))?;
        let test = whole(&condition, scope).map_err(|why| Refusal::new(&place_of, why))?;
        let mut parts = test.iter();
        if let Some((name, value)) = parts.next() {
            draft.set(place_of.clone(), value.clone());
            parts.for_each(|(name, value)| draft.set(place.key(name), value.clone()));
            draft.rename(place_of, name);
        }
        if let Some(assign) = members.get("Assign") {
            scope.template(assign, &place.key("Assign"), draft)?;
        }
    }
    Ok(())
}

/// A whole condition: one that gives nothing fails.
fn whole(outline: &Outline, scope: Scope<'_>) -> Result<Object, String> {
    if let Outline::Condition(parts) = outline
        && let (test, then, None) = &**parts
        && asks_for_presence(test)
    {
        return Test { scope, is_guarded: true }.of(then);
    }
    let is_order =
        matches!(outline, Outline::Binary(sign, _) if ORDERS.iter().any(|(known, ..)| known == sign));
    let is_guarded = is_order || matches!(outline, Outline::Path(..));
    Test { scope, is_guarded }.of(outline)
}

fn asks_for_presence(outline: &Outline) -> bool {
    match outline {
        Outline::Call(name, arguments) => {
            name == "exists" && matches!(arguments.as_slice(), [Outline::Path(..)])
        }
        Outline::And(sides) => asks_for_presence(&sides.0) && asks_for_presence(&sides.1),
        Outline::Literal(_)
        | Outline::Path(..)
        | Outline::Binary(..)
        | Outline::Or(_)
        | Outline::Condition(_)
        | Outline::Object(_)
        | Outline::Array(_)
        | Outline::Block(..)
        | Outline::Other => false,
    }
}

struct Test<'s> {
    scope: Scope<'s>,
    /// Whether something else sees to it that what is compared is there, or that what is not there fails.
    is_guarded: bool,
}

impl Test<'_> {
    fn of(&self, outline: &Outline) -> Result<Object, String> {
        match outline {
            Outline::And(_) => self.list("And", outline),
            Outline::Or(_) => self.list("Or", outline),
            Outline::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("not", [inner]) => Ok(one("Not", Value::from(self.of(inner)?))),
                ("exists", [path @ Outline::Path(..)]) => self.test(path, "IsPresent", Value::Bool(true)),
                (_, _) => Err(format!("`${name}` is no test of JSONPath")),
            },
            Outline::Path(..) => self.compare(outline, "BooleanEquals", Value::Bool(true)),
            Outline::Binary(sign, sides) => self.binary(sign, &sides.0, &sides.1),
            Outline::Literal(_)
            | Outline::Condition(_)
            | Outline::Object(_)
            | Outline::Array(_)
            | Outline::Block(..)
            | Outline::Other => Err("no operator of a Choice says this".to_owned()),
        }
    }

    fn list(&self, word: &str, outline: &Outline) -> Result<Object, String> {
        let mut all = Vec::new();
        let mut open = vec![outline];
        while let Some(part) = open.pop() {
            match (word, part) {
                ("And", Outline::And(sides)) | ("Or", Outline::Or(sides)) => {
                    open.extend([&sides.1, &sides.0])
                }
                (_, part) => all.push(Value::from(self.of(part)?)),
            }
        }
        Ok(one(word, Value::from(all)))
    }

    fn binary(&self, sign: &str, left: &Outline, right: &Outline) -> Result<Object, String> {
        let (left, literal, sign) = match (left, right) {
            (left, Outline::Literal(literal)) => (left, literal, sign),
            (Outline::Literal(literal), right) => {
                let turned = ORDERS.iter().find(|(known, ..)| *known == sign);
                (right, literal, turned.map_or(sign, |(_, turned, _)| turned))
            }
            (_, _) => {
                return Err("the operators of JSONPath compare values of one type, and these are not known"
                    .to_owned());
            }
        };
        if let (Outline::Call(name, arguments), "=" | "!=") = (left, sign)
            && let ("type", [of]) = (name.as_str(), arguments.as_slice())
        {
            let known = TYPES.iter().find(|(known, _)| literal.as_str() == Some(known));
            let (_, operator) = known.ok_or("no operator of a Choice asks for this type")?;
            return self.compare(of, operator, Value::Bool(sign == "="));
        }
        let family = match literal {
            Value::String(_) => "String",
            Value::Number(_) => "Numeric",
            Value::Bool(_) => "Boolean",
            Value::Null => "Is",
            Value::Array(_) | Value::Object(_) => {
                return Err("no operator of a Choice compares lists or objects".to_owned());
            }
        };
        let order = ORDERS.iter().find(|(known, ..)| *known == sign);
        match (sign, order, literal) {
            ("=", _, Value::Null) => self.compare(left, "IsNull", Value::Bool(true)),
            ("!=", _, Value::Null) => self.compare(left, "IsNull", Value::Bool(false)),
            ("=", _, _) => self.compare(left, &format!("{family}Equals"), literal.clone()),
            ("!=", _, _) => {
                let is = self.test(left, &format!("{family}Equals"), literal.clone())?;
                self.guarded(left, one("Not", Value::from(is)))
            }
            (_, Some((.., ending)), Value::String(_) | Value::Number(_)) => {
                self.compare(left, &format!("{family}{ending}"), literal.clone())
            }
            (_, _, _) => Err(format!("`{sign}` is no operator of a Choice")),
        }
    }

    fn compare(&self, path: &Outline, operator: &str, value: Value) -> Result<Object, String> {
        let test = self.test(path, operator, value)?;
        self.guarded(path, test)
    }

    fn guarded(&self, path: &Outline, test: Object) -> Result<Object, String> {
        let is_needed = matches!(path, Outline::Call(name, _) if name == "need");
        if self.is_guarded || is_needed {
            return Ok(test);
        }
        let present = self.test(path, "IsPresent", Value::Bool(true))?;
        Ok(one("And", Value::from(vec![Value::from(present), Value::from(test)])))
    }

    fn test(&self, path: &Outline, operator: &str, value: Value) -> Result<Object, String> {
        let path = self.scope.path(&unwrapped("need", path.clone()))?;
        let mut test = one("Variable", Value::from(path));
        test.insert(operator.to_owned(), value);
        Ok(test)
    }
}

fn one(name: &str, value: Value) -> Object {
    let mut object = Object::new();
    object.insert(name, value);
    object
}
