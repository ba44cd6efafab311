//! How APIs are spoken on the wire: all of `wire.bin` is read, and has what the catalogue has.

use std::collections::BTreeSet;

use sfn::catalog::wire::{Api, Location, WireKind, WireShape, WireStructure};
use sfn::catalog::{self, Support};

/// Looks at a structure and all in it; `seen` holds the places that were looked at.
fn walk(structure: WireStructure<'_>, seen: &mut BTreeSet<String>) {
    let names: Vec<&str> = structure.members().map(|member| member.name).collect();
    if !seen.insert(names.join(" ")) {
        return;
    }
    for member in structure.members() {
        assert!(!member.sdk_name().is_empty());
        let _: (Location, Option<&str>) = (member.location(), member.item_name());
        shape(member.shape, seen);
    }
    let _ = structure.payload();
}

fn shape(shape: WireShape<'_>, seen: &mut BTreeSet<String>) {
    match shape.kind() {
        WireKind::List(list) => self::shape(list.item, seen),
        WireKind::Map(map) => self::shape(map.value, seen),
        WireKind::Structure(structure) => walk(structure, seen),
        WireKind::Plain(_) => {}
    }
}

#[test]
fn all_of_it_can_be_read_and_every_listed_operation_is_there() {
    let mut missing = Vec::new();
    for service in catalog::services() {
        let Some(api) = Api::of(service.name) else {
            // Closed by AWS, or spoken in no protocol that botocore knows.
            assert_ne!(service.operation("x").map(|_| ()), Some(()), "{}", service.name);
            continue;
        };
        let _ = (api.protocol(), api.host("eu-west-1"), api.signing_name(), api.signing_region());
        let mut seen = BTreeSet::new();
        for action in service.actions() {
            let listed =
                service.operation(action).is_some_and(|operation| operation.support == Support::Listed);
            let Some(operation) = api.operation(action) else {
                missing.extend(listed.then(|| format!("{}:{action}", service.name)));
                continue;
            };
            assert!(!operation.name().is_empty() && operation.uri().starts_with('/'), "{action}");
            operation.input().into_iter().chain(operation.output()).for_each(|part| walk(part, &mut seen));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    assert!(Api::services().count() > 400);
}

#[test]
fn members_are_spelled_as_the_catalogue_has_them() {
    let mut wrong = Vec::new();
    for name in ["dynamodb", "s3", "ec2", "iam", "sns", "lambda", "rds"] {
        let (service, api) = (catalog::service(name).unwrap(), Api::of(name).unwrap());
        for action in service.actions() {
            let (known, wire) = (service.operation(action).unwrap(), api.operation(action));
            let Some(input) = wire.and_then(|wire| wire.input()) else { continue };
            for member in input.members() {
                let spelled = member.sdk_name();
                let is_known = known.input.and_then(|input| input.member(&spelled)).is_some();
                if !is_known {
                    wrong.push(format!("{name}:{action} {spelled}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn errors_are_named_as_each_sdk_names_them() {
    let named = |service: &str, code: &str| {
        let api = Api::of(service).unwrap();
        api.error(code).map(|(sdk, own)| format!("{sdk} {own}"))
    };
    for (service, code, expected) in [
        ("sns", "KMSDisabled", "KmsDisabledException KMSDisabledException"),
        ("s3", "NoSuchKey", "NoSuchKeyException NoSuchKeyException"),
        ("sns", "NotFound", "NotFoundException NotFoundException"),
        ("sqs", "QueueDoesNotExist", "QueueDoesNotExistException QueueDoesNotExistException"),
        ("dynamodb", "ResourceNotFoundException", "ResourceNotFoundException ResourceNotFoundException"),
    ] {
        assert_eq!(named(service, code).as_deref(), Some(expected), "{service} {code}");
    }
    assert_eq!(named("dynamodb", "ValidationException"), None);
}
