//! The catalogue of AWS APIs as a table: whole, sorted, and called what Step Functions calls things.

use std::collections::BTreeSet;
use std::path::Path;

use sfn::catalog::{ApiKind, Limits, Member, Service, Shape, Structure, Support, as_of, service, services};

fn input(service: &str, action: &str) -> Structure {
    sfn::catalog::service(service).unwrap().operation(action).unwrap().input.unwrap()
}

fn names(service: &str, action: &str) -> Vec<&'static str> {
    input(service, action).members().map(|member| member.name).collect()
}

/// The first letter of a type as in the catalogue, and what it is made of.
fn letter(shape: Shape) -> (char, Option<Shape>, Option<Structure>) {
    match shape.kind() {
        ApiKind::String => ('s', None, None),
        ApiKind::Integer => ('i', None, None),
        ApiKind::Long => ('l', None, None),
        ApiKind::Float => ('f', None, None),
        ApiKind::Double => ('d', None, None),
        ApiKind::Boolean => ('b', None, None),
        ApiKind::Timestamp => ('t', None, None),
        ApiKind::Any => ('*', None, None),
        ApiKind::List(inner) => ('L', Some(inner), None),
        ApiKind::Map(inner) => ('M', Some(inner), None),
        ApiKind::Structure(structure) => ('S', None, Some(structure)),
    }
}

/// Reads a structure and all that it holds; counts its members.
fn read(structure: Structure, seen: &mut BTreeSet<String>) -> usize {
    if !seen.insert(format!("{:?}", structure.members().map(|member| member.name).collect::<Vec<_>>())) {
        return 0;
    }
    let all: Vec<Member> = structure.members().collect();
    let unique: BTreeSet<&str> = all.iter().map(|member| member.name).collect();
    assert_eq!(unique.len(), all.len(), "{unique:?}");
    assert!(all.is_sorted_by_key(|member| !member.is_required), "{unique:?}");
    assert!(unique.iter().all(|name| !name.starts_with(|c: char| c.is_ascii_lowercase())), "{unique:?}");
    let mut count = all.len();
    for member in all {
        assert_eq!(structure.member(member.name).unwrap().is_required, member.is_required);
        let mut shape = Some(member.shape);
        while let Some(one) = shape {
            let Limits { least, most } = one.limits();
            assert!(least.zip(most).is_none_or(|(least, most)| least <= most), "{}", member.name);
            assert!(one.values().all(|value| !value.is_empty()), "{}", member.name);
            let (_, inner, inside) = letter(one);
            count += inside.map_or(0, |inside| read(inside, seen));
            shape = inner;
        }
    }
    count
}

/// Reads every line, so that nothing in the text can surprise anybody later.
#[test]
fn the_catalogue_is_whole() {
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/catalog.txt");
    assert!(std::fs::read(text).unwrap().is_ascii(), "it may be cut anywhere");
    assert!(as_of().ends_with(char::is_numeric), "{}", as_of());
    let (mut operations, mut members) = (0, 0);
    for service in services() {
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        assert!(plain(service.name), "{}", service.name);
        let actions: Vec<&str> = service.actions().collect();
        assert!(actions.is_sorted_by(|one, next| one < next), "{}: sorted, unique", service.name);
        let mut seen = BTreeSet::new();
        for action in actions {
            let operation = service.operation(action).unwrap();
            operations += 1;
            for error in operation.errors() {
                assert!(error.ends_with("Exception") && !error.contains(['.', ' ']), "{error}");
            }
            for structure in [operation.input, operation.output] {
                members += structure.map_or(0, |structure| read(structure, &mut seen));
            }
        }
    }
    assert!(operations > 20_000 && members > 100_000, "{operations} {members}");
}

#[test]
fn services_are_sorted_and_found() {
    let all: Vec<Service> = services().collect();
    assert!(all.is_sorted_by(|one, next| one.name < next.name), "sorted, unique");
    for known in &all {
        let found = service(known.name).unwrap();
        assert_eq!((found.name, found.prefix), (known.name, known.prefix));
        assert!(found.actions().eq(known.actions()), "{}", known.name);
    }
    for unknown in ["", "a", "dynamod", "dynamodb ", "dynamodbx", "DynamoDb", "zzz", "@", "\n"] {
        assert!(service(unknown).is_none(), "{unknown:?}");
    }
}

/// What AWS's guide lists is there, under the names it uses.
#[test]
fn every_documented_service_is_present() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/documented.txt");
    let list = std::fs::read_to_string(list).unwrap();
    let mut count = 0;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let found = service(words.next().unwrap()).unwrap();
        assert_eq!(Some(found.prefix), words.next(), "{line}");
        assert_ne!(found.support, Support::Unlisted, "{line}");
        count += 1;
    }
    assert!(count > 380, "{count}");
}

/// AWS names things as its SDK for Java does, for instance in its guide's examples.
#[test]
fn names_are_those_of_step_functions() {
    let rds = service("rds").unwrap();
    assert!(rds.operation("describeDBInstances").is_some() && rds.operation("describeDbInstances").is_none());
    assert!(names("rds", "describeDBInstances").contains(&"DbInstanceIdentifier"));
    assert!(names("s3", "putObject").contains(&"SsekmsKeyId"));
    assert!(names("s3", "listObjectsV2").contains(&"Bucket"));
    assert!(names("cloudtrail", "createTrail").contains(&"SnsTopicName"));
    assert!(names("sfn", "startExecution").contains(&"StateMachineArn"));
    assert!(names("rds", "copyDBSnapshot").contains(&"SourceRegion"));
    assert!(service("cloudfront").unwrap().operation("createDistribution").is_some(), "without the version");
    let names = ["cloudwatchlogs", "cognitoidentityprovider", "eventbridge", "sfn", "dynamodb"];
    let prefixes = names.map(|name| service(name).unwrap().prefix);
    assert_eq!(prefixes, ["CloudWatchLogs", "CognitoIdentityProvider", "EventBridge", "Sfn", "DynamoDb"]);
    assert_eq!(service("cloudwatchlogs").unwrap().cli, Some("logs"));
    assert_eq!(service("acmpca").unwrap().cli, None, "the CLI's name differs in hyphens alone");
}

#[test]
fn members_have_types_and_duties_at_every_depth() {
    let put = input("dynamodb", "putItem");
    let is_required = |structure: Structure, name: &str| structure.member(name).unwrap().is_required;
    let kind = |structure: Structure, name: &str| letter(structure.member(name).unwrap().shape).0;
    assert!(is_required(put, "TableName") && is_required(put, "Item") && !is_required(put, "Expected"));
    assert_eq!((kind(put, "TableName"), kind(put, "Item")), ('s', 'M'));
    let (_, value, _) = letter(put.member("Item").unwrap().shape);
    let (_, _, value) = letter(value.unwrap());
    let names: BTreeSet<&str> = value.unwrap().members().map(|member| member.name).collect();
    assert!(
        ["S", "N", "Bool", "BOOL", "Nul", "NULL", "M", "L", "Ss"].iter().all(|name| names.contains(name))
    );
    assert_eq!(kind(input("s3", "putObject"), "Body"), '*');
    assert!(is_required(input("s3", "putObject"), "Body"), "a stream is an argument of its own in the SDK");
    assert_eq!(kind(input("s3", "listObjectsV2"), "MaxKeys"), 'i');
    assert_eq!(kind(input("s3", "listObjectsV2"), "FetchOwner"), 'b');
    assert_eq!(kind(input("ec2", "describeInstances"), "InstanceIds"), 'L');
    assert_eq!(kind(input("cloudwatch", "getMetricStatistics"), "StartTime"), 't');
    let (_, _, delete) = letter(input("s3", "deleteObjects").member("Delete").unwrap().shape);
    assert!(is_required(delete.unwrap(), "Objects") && kind(delete.unwrap(), "Quiet") == 'b');
}

/// Answers spell their members as requests do.
#[test]
fn answers_have_members() {
    let output = |service: &str, action: &str| {
        sfn::catalog::service(service).unwrap().operation(action).unwrap().output
    };
    let kind = |structure: Structure, name: &str| letter(structure.member(name).unwrap().shape).0;
    assert_eq!(kind(output("dynamodb", "getItem").unwrap(), "Item"), 'M');
    assert_eq!(kind(output("s3", "getObject").unwrap(), "Body"), '*');
    assert_eq!(kind(output("sfn", "describeExecution").unwrap(), "Output"), 's');
    assert_eq!(kind(output("sqs", "sendMessage").unwrap(), "Md5OfMessageBody"), 's');
    let (_, reservation, _) =
        letter(output("ec2", "describeInstances").unwrap().member("Reservations").unwrap().shape);
    let (_, _, reservation) = letter(reservation.unwrap());
    assert_eq!(kind(reservation.unwrap(), "Instances"), 'L');
    assert!(output("sqs", "purgeQueue").is_none());
    assert!(output("bedrockruntime", "converseStream").is_none(), "a stream of events");
}

/// Limits, values and errors are those of the newest model.
#[test]
fn answers_have_limits_and_errors() {
    let operation =
        |service: &str, action: &str| sfn::catalog::service(service).unwrap().operation(action).unwrap();
    let shape = |service: &str, action: &str, name: &str| {
        operation(service, action).output.unwrap().member(name).unwrap().shape
    };
    let limits = |least, most| Limits { least, most };
    let blob = shape("kms", "encrypt", "CiphertextBlob");
    assert_eq!((blob.is_binary(), blob.limits()), (true, limits(Some(1.0), Some(6144.0))));
    assert!(shape("s3", "getObject", "StorageClass").values().any(|value| value == "GLACIER"));
    assert_eq!(shape("sfn", "describeExecution", "ExecutionArn").limits(), limits(Some(1.0), Some(256.0)));
    let (_, _, configuration) = letter(shape("lambda", "getFunction", "Configuration"));
    let memory = configuration.unwrap().member("MemorySize").unwrap().shape;
    assert_eq!(memory.limits(), limits(Some(128.0), Some(32768.0)), "10240 in models of 2025");
    assert!(!operation("s3", "getObject").output.unwrap().member("Body").unwrap().is_required);
    let errors = |service: &str, action: &str| operation(service, action).errors().collect::<Vec<_>>();
    assert!(errors("dynamodb", "putItem").contains(&"ConditionalCheckFailedException"));
    assert!(errors("s3", "getObject").contains(&"NoSuchKeyException"), "the model calls it NoSuchKey");
    assert!(errors("ec2", "describeInstances").is_empty());
}

#[test]
fn standings_tell_what_can_be_called() {
    let of = |name: &str, action: &str| service(name).unwrap().operation(action).unwrap().support;
    assert_eq!(of("dynamodb", "query"), Support::Listed);
    assert_eq!(of("bedrockruntime", "converseStream"), Support::Streaming);
    assert_eq!(of("sts", "assumeRole"), Support::Unsupported);
    assert_eq!(of("datasync", "startDiscoveryJob"), Support::Gone);
    assert_eq!(of("qldb", "listLedgers"), Support::Gone);
    assert_eq!(of("notifications", "listEventRules"), Support::Unlisted);
    assert_eq!(service("honeycode").unwrap().support, Support::Gone);
    // Listed by AWS in 2026, the last one without a model; and one that AWS took off its list.
    assert_eq!(of("s3vectors", "queryVectors"), Support::Listed);
    assert_eq!(service("sagemakerruntimehttp2").unwrap().support, Support::Listed);
    assert_eq!(service("lexruntime").unwrap().support, Support::Unlisted);
}
