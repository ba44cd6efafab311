//! The catalogue of AWS APIs as a table: whole, sorted, and called what Step Functions calls things.

use std::collections::BTreeSet;
use std::path::Path;

use sfn::catalog::{Kind, Service, Standing, age, service, services};

fn names(service: &str, action: &str) -> Vec<&'static str> {
    let operation = sfn::catalog::service(service).unwrap().operation(action).unwrap();
    operation.parameters().iter().map(|parameter| parameter.name).collect()
}

/// Reads every line, so that nothing in the text can surprise anybody later.
#[test]
fn the_catalogue_is_whole() {
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/catalog.txt");
    assert!(std::fs::read(text).unwrap().is_ascii(), "it may be cut anywhere");
    assert!(age().ends_with(char::is_numeric), "{}", age());
    let (mut operations, mut parameters) = (0, 0);
    for service in services() {
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        assert!(plain(service.name), "{}", service.name);
        let actions: Vec<&str> = service.actions().collect();
        assert!(actions.is_sorted_by(|one, next| one < next), "{}: sorted, unique", service.name);
        for action in actions {
            let operation = service.operation(action).unwrap();
            let all = operation.parameters();
            let unique: BTreeSet<&str> = all.iter().map(|parameter| parameter.name).collect();
            assert_eq!(unique.len(), all.len(), "{}:{action}", service.name);
            assert!(all.is_sorted_by_key(|parameter| !parameter.is_required), "{}:{action}", service.name);
            let capital = |name: &&str| !name.starts_with(|c: char| c.is_ascii_lowercase());
            assert!(unique.iter().all(capital), "{}:{action}: {unique:?}", service.name);
            (operations, parameters) = (operations + 1, parameters + all.len());
        }
    }
    assert!(operations > 20_000 && parameters > 70_000, "{operations} {parameters}");
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
        assert_ne!(found.standing, Standing::Unlisted, "{line}");
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
fn parameters_have_types_and_duties() {
    let parameters = service("dynamodb").unwrap().operation("putItem").unwrap().parameters();
    let find = |name: &str| parameters.iter().find(|parameter| parameter.name == name).unwrap();
    assert_eq!((find("TableName").kind, find("TableName").is_required), (Kind::String, true));
    assert_eq!((find("Item").kind, find("Item").is_required), (Kind::Map, true));
    assert_eq!((find("Expected").kind, find("Expected").is_required), (Kind::Map, false));
    let kind = |service: &str, action: &str, name: &str| {
        let all = sfn::catalog::service(service).unwrap().operation(action).unwrap().parameters();
        all.iter().find(|parameter| parameter.name == name).unwrap().kind
    };
    assert_eq!(kind("s3", "putObject", "Body"), Kind::Any);
    assert_eq!(kind("s3", "listObjectsV2", "MaxKeys"), Kind::Integer);
    assert_eq!(kind("s3", "listObjectsV2", "FetchOwner"), Kind::Boolean);
    assert_eq!(kind("s3", "deleteObjects", "Delete"), Kind::Structure);
    assert_eq!(kind("ec2", "describeInstances", "InstanceIds"), Kind::List);
    assert_eq!(kind("cloudwatch", "getMetricStatistics", "StartTime"), Kind::Timestamp);
}

#[test]
fn standings_tell_what_can_be_called() {
    let of = |name: &str, action: &str| service(name).unwrap().operation(action).unwrap().standing;
    assert_eq!(of("dynamodb", "query"), Standing::Listed);
    assert_eq!(of("bedrockruntime", "converseStream"), Standing::Streaming);
    assert_eq!(of("sts", "assumeRole"), Standing::Unsupported);
    assert_eq!(of("datasync", "startDiscoveryJob"), Standing::Gone);
    assert_eq!(of("qldb", "listLedgers"), Standing::Gone);
    assert_eq!(of("s3vectors", "queryVectors"), Standing::Unlisted);
    assert_eq!(service("honeycode").unwrap().standing, Standing::Gone);
}
