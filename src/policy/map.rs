//! What a distributed Map needs: its child executions are executions of the machine itself, and items and results lie in S3.

use crate::asl::machine::State;
use crate::asl::machine::distributed::Distributed;
use crate::base::value::Value;

use super::collect::{Collector, Condition, Moment};
use super::given::{Given, Known};
use super::resource::Found;

/// What the Map `far` needs, which is what `state` does.
pub(super) fn distributed(out: &mut Collector<'_>, state: &State, far: &Distributed) {
    let (machine, name) = (out.home.machine(), out.home.machine.clone());
    out.need("states:StartExecution", &machine);
    let executions = out.home.arn("states", &format!("execution:{name}:*"));
    out.at(Moment::Follow, "states:DescribeExecution", &executions);
    // AWS's newest page has no StopExecution; older ones and CDK have it.
    out.at(Moment::Rarely, "states:StopExecution", &executions);
    let label = far.label.as_deref().unwrap_or("*");
    let children = out.home.arn("states", &format!("execution:{name}/{label}:*"));
    out.at(Moment::Rarely, "states:RedriveExecution", &children);
    let definition = out.definition;
    if let Some(reader) = &far.reader {
        let part = definition.pointer(&state.pointer.key("ItemReader"));
        let given = Given::below(state.language(), part);
        let is_list = reader.resource.ends_with("listObjectsV2");
        read(out, &given, reader.config.as_ref(), is_list);
    }
    if let Some(writer) = far.writer.as_ref().filter(|writer| writer.resource.is_some()) {
        let _ = writer;
        let part = definition.pointer(&state.pointer.key("ResultWriter"));
        write(out, &Given::below(state.language(), part));
    }
}

/// A bucket, and what is in it under a key or a prefix.
fn inside(out: &mut Collector<'_>, given: &Given<'_>, way: &str) -> (Found, Found) {
    let bucket = out.find(given, "s3:::{Bucket}");
    let key = if given.part(way).is_given() {
        out.find(given, &format!("s3:::{{Bucket}}/{{{way}}}"))
    } else {
        bucket.and("/")
    };
    (bucket, key)
}

fn read(out: &mut Collector<'_>, given: &Given<'_>, config: Option<&Value>, is_list: bool) {
    let word = |name: &str| config.and_then(|config| config.get(name)).and_then(Value::as_str);
    let on = |out: &mut Collector<'_>, action: &str, found: &Found| {
        out.add(Moment::Run, action, &found.arn, found.is_open, &[]);
    };
    if is_list {
        let (bucket, below) = inside(out, given, "Prefix");
        let prefix = match given.part("Prefix").text() {
            Known::Text(prefix) => Some(Condition::new("StringLike", "s3:prefix", format!("{prefix}*"))),
            Known::Prefix(..) | Known::Open(_) | Known::Absent => None,
        };
        out.add(Moment::Run, "s3:ListBucket", &bucket.arn, bucket.is_open, prefix.as_slice());
        let flattens = word("Transformation") == Some("LOAD_AND_FLATTEN");
        if flattens {
            let all = if below.arn.ends_with('*') { below } else { below.and("*") };
            on(out, "s3:GetObject", &all);
        }
        return;
    }
    let (_, object) = inside(out, given, "Key");
    on(out, "s3:GetObject", &object);
    if given.part("VersionId").is_given() {
        on(out, "s3:GetObjectVersion", &object);
    }
    if word("InputType") == Some("MANIFEST") {
        out.note("a manifest names further objects, perhaps in other buckets: `s3:GetObject` on those is needed, too");
    }
}

fn write(out: &mut Collector<'_>, given: &Given<'_>) {
    const ACTIONS: &str = "s3:PutObject,s3:GetObject,s3:ListMultipartUploadParts,s3:AbortMultipartUpload";
    let (_, below) = inside(out, given, "Prefix");
    let all = match below.arn.as_bytes().last() {
        Some(b'/') => below.and("*"),
        Some(b'*') => below,
        Some(_) | None => below.and("/*"),
    };
    out.add(Moment::Run, ACTIONS, &all.arn, all.is_open, &[]);
}
