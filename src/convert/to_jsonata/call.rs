//! Intrinsic functions: what each is in JSONata, and in which cases the two differ.

use crate::base::value::Value;
use crate::expr::intrinsics::{ArgumentView, CallView};

use super::path::{self, Absent};
use super::scope::Scope;
use super::text::Text;

/// `call` in JSONata.
pub fn convert(call: CallView<'_>, scope: &Scope<'_>) -> Result<Text, String> {
    let written: Vec<ArgumentView<'_>> = call.arguments().collect();
    if call.name() == "States.Format" {
        return format(&written, scope);
    }
    let args = written.iter().map(|one| argument(*one, scope)).collect::<Result<Vec<Text>, String>>()?;
    let need = |at: usize| args.get(at).map_or_else(String::new, Text::needed);
    let all = || args.iter().map(|one| one.text.clone()).collect::<Vec<_>>().join(", ");
    // Of an argument that gives nothing, these give nothing as well.
    let plain = |name: &str| Text {
        is_sure: args.iter().all(|one| one.is_sure),
        ..Text::path(format!("{name}({})", all()))
    };
    let literal = |at: usize| match written.get(at) {
        Some(ArgumentView::Literal(value)) => Some(*value),
        Some(ArgumentView::Path(_) | ArgumentView::Call(_)) | None => None,
    };
    let list = |body: String| args.first().map_or_else(|| Text::path("null"), |list| list.of_list(body));
    Ok(match call.name() {
        "States.Array" => array(&args),
        // `in` does not find lists and objects, `=` does.
        "States.ArrayContains" => list(format!("$exists({}[$ = {}])", args[0].tight(), need(1))).scalar(),
        "States.ArrayGetItem" => item(&args)?,
        "States.ArrayLength" => list(format!("$count({})", args[0].text)).scalar(),
        "States.ArrayPartition" => list(format!("$partition({})", all())).list(),
        "States.ArrayRange" => Text::sure(format!("[$range({}, {}, {})]", need(0), need(1), need(2))).list(),
        "States.ArrayUnique" => {
            scope.note("`$distinct` keeps the order of the list, States.ArrayUnique that of a hash set");
            list(format!("[$distinct({})]", args[0].text)).list()
        }
        "States.Base64Decode" => {
            scope.note("`$base64decode` reads each byte as a letter: texts that are not ASCII differ");
            plain("$base64decode").scalar()
        }
        "States.Base64Encode" => {
            scope.note("`$base64encode` takes each letter as a byte: texts that are not ASCII differ");
            plain("$base64encode").scalar()
        }
        "States.Hash" => plain("$hash").scalar(),
        "States.JsonMerge" => Text::sure(format!("$merge([{}, {}])", need(0), need(1))),
        "States.JsonToString" => printed(&args[0], scope),
        "States.MathAdd" => sum(&args, &[literal(0), literal(1)], scope)?,
        "States.MathRandom" => random(&args, literal(0), literal(1))?,
        "States.StringSplit" => split(&args, literal(1))?.list(),
        "States.StringToJson" => {
            scope.note("`$parse` fails for a blank text, of which States.StringToJson makes null");
            plain("$parse")
        }
        "States.UUID" => Text::sure("$uuid()").scalar(),
        other => return Err(format!("`{other}` has no equal in JSONata that is known here")),
    })
}

/// A whole number between two. Between equal ones there is nothing to draw.
fn random(args: &[Text], from: Option<&Value>, to: Option<&Value>) -> Result<Text, String> {
    let [low, high] = args else {
        return Err("States.MathRandom with a seed gives numbers that `$random` does not give".into());
    };
    let (low, high) = (low.needed(), high.needed());
    let drawn = format!("$floor($random() * ({high} - {low})) + {low}");
    let width = from.and_then(Value::as_f64).zip(to.and_then(Value::as_f64));
    Ok(if width.is_some_and(|(from, to)| to > from) {
        Text::sure(drawn).loose().scalar()
    } else {
        Text::path(format!("{high} > {low} ? {drawn}")).loose().scalar()
    })
}

/// The JSON text of a value. `$string` leaves a text as it is: inside of an object it does not.
fn printed(value: &Text, scope: &Scope<'_>) -> Text {
    if value.is_list || ["$states.input", "$states.result", "$states.context"].contains(&value.text.as_str())
    {
        scope.note("`$string` leaves a text as it is, States.JsonToString puts it into quotes");
        return Text { is_sure: value.is_sure, ..Text::path(format!("$string({})", value.text)) }.scalar();
    }
    let text = format!("$s := $string({{\"\": {}}}); $substring($s, 4, $length($s) - 5)", value.needed());
    Text::sure(format!("({text})")).scalar()
}

fn argument(argument: ArgumentView<'_>, scope: &Scope<'_>) -> Result<Text, String> {
    match argument {
        ArgumentView::Literal(value) => {
            Text::literal(value).ok_or_else(|| format!("`{value}` is a number that JSONata does not hold"))
        }
        ArgumentView::Path(path) => path::convert(path, scope, Absent::IsNullAtEnd),
        ArgumentView::Call(call) => convert(call, scope),
    }
}

/// A list of these: one of lists is not to be flattened.
fn array(args: &[Text]) -> Text {
    if args.iter().all(|one| one.is_scalar) {
        let all: Vec<String> = args.iter().map(Text::needed).collect();
        return Text::sure(format!("[{}]", all.join(", ")));
    }
    let one = |text: &Text| {
        if text.is_scalar {
            format!("[{}]", text.needed())
        } else {
            format!("($type({0}) = \"array\" ? [[{0}]] : [{1}])", text.text, text.needed())
        }
    };
    let lists = args.iter().map(one);
    Text::sure(lists.reduce(|all, next| format!("$append({all}, {next})")).unwrap_or_else(|| "[]".to_owned()))
}

/// The item at an index, or null if the list is shorter.
fn item(args: &[Text]) -> Result<Text, String> {
    let [list, at] = args else { return Err("States.ArrayGetItem takes a list and an index".to_owned()) };
    let item = format!("{}[{}]", list.tight(), at.needed());
    let found = list.of_list(format!("($exists({item}) ? {item} : null)"));
    Ok(if list.is_list { found } else { found.loose() })
}

fn sum(args: &[Text], literals: &[Option<&Value>], scope: &Scope<'_>) -> Result<Text, String> {
    let [one, other] = args else { return Err("States.MathAdd takes two numbers".into()) };
    if literals.iter().flatten().any(|value| value.as_i64().is_none()) {
        return Err("States.MathAdd rounds its numbers, `+` does not".into());
    }
    scope.note("States.MathAdd rounds its numbers, `+` does not: fractions differ");
    let text = match other.text.strip_prefix('-') {
        Some(less) if literals.get(1).is_some_and(Option::is_some) => format!("{} - {less}", one.tight()),
        Some(_) | None => format!("{} + {}", one.tight(), other.tight()),
    };
    let sum = Text { is_sure: one.is_sure && other.is_sure, ..Text::path(text) };
    Ok(sum.loose().scalar())
}

/// The pieces that are not empty.
fn split(args: &[Text], delimiters: Option<&Value>) -> Result<Text, String> {
    let text = args.first().map_or_else(String::new, Text::needed);
    let Some(delimiters) = delimiters.and_then(Value::as_str) else {
        return Err("the delimiters of States.StringSplit are found at run time: each letter is one".into());
    };
    let mut letters = delimiters.chars();
    let by = match (letters.next(), letters.next()) {
        (Some(_), None) => Value::from(delimiters).to_json(),
        (Some(_), Some(_)) => {
            let letters: String = delimiters.chars().map(escaped).collect();
            format!("/[{letters}]/")
        }
        (None, _) => {
            return Err("States.StringSplit without a delimiter splits nothing, `$split` each letter".into());
        }
    };
    Ok(Text::sure(format!("[$split({text}, {by})[$ != \"\"]]")))
}

/// A letter in a regular expression.
pub fn escaped(letter: char) -> String {
    match letter {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ if letter.is_ascii_punctuation() && letter != '_' => format!("\\{letter}"),
        _ => letter.to_string(),
    }
}

/// A text with arguments between its pieces.
fn format(args: &[ArgumentView<'_>], scope: &Scope<'_>) -> Result<Text, String> {
    let Some(ArgumentView::Literal(Value::String(template))) = args.first() else {
        return Err("the template of States.Format is found at run time".into());
    };
    let mut rest = args[1..].iter();
    let mut parts: Vec<Text> = Vec::new();
    for piece in pieces(template) {
        let Some(literal) = piece else {
            let given = rest.next().ok_or("States.Format has fewer arguments than `{}`")?;
            parts.push(argument(*given, scope)?);
            continue;
        };
        parts.extend(Text::literal(&Value::from(literal)).filter(|text| text.text != "\"\""));
    }
    if rest.next().is_some() {
        return Err("States.Format has more arguments than `{}`".into());
    }
    if parts.iter().any(|part| !part.is_scalar) {
        scope.note(
            "an object or list in a text of States.Format is written as Java writes it, and as JSON by `&`",
        );
    }
    Ok(match parts.as_slice() {
        [] => Text::sure("\"\"").scalar(),
        [one] if one.text.starts_with('"') => one.clone(),
        [one] => Text { is_sure: one.is_sure, ..Text::path(format!("$string({})", one.text)) }.scalar(),
        several => {
            let all: Vec<String> = several.iter().map(Text::needed).collect();
            Text::sure(all.join(" & ")).loose().scalar()
        }
    })
}

/// The pieces of a template; none where an argument stands.
fn pieces(template: &str) -> Vec<Option<String>> {
    let mut all = Vec::new();
    let mut literal = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match (letter, next) {
            ('{', Some('}')) => {
                letters.next();
                all.push(Some(std::mem::take(&mut literal)));
                all.push(None);
            }
            ('\\', Some(c @ ('{' | '}' | '\\' | '\''))) => {
                letters.next();
                literal.push(c);
            }
            (other, _) => literal.push(other),
        }
    }
    all.push(Some(literal));
    all
}
