#!/usr/bin/env bash
# moto 5.2.5, boto3 1.44.8, seen 2026-11-30.
#
# SNS's publish to a topic that is not there is answered as if a phone's endpoint were missing: NotFound, "Endpoint
# does not exist" (AWS: NotFound, "Topic does not exist"), so whoever reads the cause looks for the wrong thing.
# SQS's send_message to a queue that is not there has AWS's code and text.
#
# Seen: NotFound | Endpoint does not exist
#       AWS.SimpleQueueService.NonExistentQueue | The specified queue does not exist.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib 'moto[sns,sqs]==5.2.5' boto3==1.44.8 2>/dev/null
cat >t.py <<'PY'
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

def ask(service, call, **given):
    client = boto3.client(service, 'us-east-1', aws_access_key_id='x', aws_secret_access_key='x')
    try:
        getattr(client, call)(**given)
    except ClientError as error:
        print(error.response['Error']['Code'], '|', error.response['Error']['Message'])

with mock_aws():
    ask('sns', 'publish', TopicArn='arn:aws:sns:us-east-1:123456789012:none', Message='m')
    ask('sqs', 'send_message', QueueUrl='https://sqs.us-east-1.amazonaws.com/123456789012/none', MessageBody='m')
PY
[ "$(PYTHONPATH=lib python3 t.py)" = 'NotFound | Endpoint does not exist
AWS.SimpleQueueService.NonExistentQueue | The specified queue does not exist.' ]
