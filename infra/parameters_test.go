package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"

	cf "github.com/awslabs/goformation/v7/cloudformation"
)

func TestParametersExplainThemselves(t *testing.T) {
	for name, p := range parameters() {
		if p.Description == nil || *p.Description == "" {
			t.Errorf("%s has no description", name)
		}
		if p.ConstraintDescription == nil || *p.ConstraintDescription == "" {
			t.Errorf("%s has no constraint description", name)
		}
		if p.Type == "Number" && p.AllowedPattern != nil {
			t.Errorf("%s is a number, which a pattern does not hold", name)
		}
		ways := 0
		for _, given := range []bool{p.AllowedPattern != nil, p.AllowedValues != nil, p.MinValue != nil && p.MaxValue != nil} {
			if given {
				ways++
			}
		}
		if ways != 1 {
			t.Errorf("%s wants either a pattern, allowed values or a range", name)
		}
		switch {
		case p.Default == nil:
		case p.MinValue != nil && !inRange(t, p):
			t.Errorf("%s: default %v is out of range", name, p.Default)
		case p.AllowedValues != nil && !slices.Contains(p.AllowedValues, p.Default):
			t.Errorf("%s: default %v is not allowed", name, p.Default)
		case p.AllowedPattern != nil && !regexp.MustCompile(*p.AllowedPattern).MatchString(fmt.Sprint(p.Default)):
			t.Errorf("%s: default %q does not match %s", name, p.Default, *p.AllowedPattern)
		}
	}
}

func inRange(t *testing.T, p cf.Parameter) bool {
	t.Helper()
	number, err := strconv.ParseFloat(fmt.Sprint(p.Default), 64)
	if err != nil {
		t.Fatal(err)
	}
	return *p.MinValue <= number && number <= *p.MaxValue
}

// TestParameterRanges checks the limits of Lambda for a queue of either kind.
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
func TestParameterRanges(t *testing.T) {
	for name, want := range map[string][2]float64{
		batchSizeParameter:             {1, 1000},
		batchingWindowSecondsParameter: {0, 300},
		maximumConcurrencyParameter:    {2, 52}, // of 1000, because each has at least one request
	} {
		if p := parameters()[name]; *p.MinValue != want[0] || *p.MaxValue != want[1] {
			t.Errorf("%s: range is %v to %v, want %v", name, *p.MinValue, *p.MaxValue, want)
		}
	}
}

// TestParametersAreUsed: CloudFormation accepts a parameter that no resource uses.
func TestParametersAreUsed(t *testing.T) {
	template := parse(t)
	used := map[string]bool{}
	walk("", template, func(_ string, value any) {
		for _, name := range references(value) {
			used[name] = true
		}
	})
	for name := range asMap(template["Parameters"]) {
		if !used[name] {
			t.Errorf("nothing refers to parameter %s", name)
		}
	}
}

func TestParameterPatterns(t *testing.T) {
	const uuid = "1234abcd-12ab-34cd-56ef-1234567890ab"
	tests := []struct {
		parameter string
		accepts   []string
		rejects   []string
	}{
		{
			secretArnParameter,
			[]string{
				"", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dynamics-AbCdEf",
				"arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:crm/prod+a=b.c@d_e-AbCdEf",
				"arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:x-123456",
			},
			[]string{"dynamics", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dynamics", "arn:aws:ssm:eu-west-1:111122223333:parameter/x-AbCdEf"},
		},
		{
			secretKmsKeyArnParameter,
			[]string{"", "arn:aws:kms:eu-west-1:111122223333:key/" + uuid, "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef"},
			[]string{uuid, "alias/x", "arn:aws:kms:eu-west-1:111122223333:alias/x"},
		},
		{
			topicKmsKeyIDParameter,
			[]string{"alias/aws/sns", "alias/mine", uuid, "mrk-0123456789abcdef0123456789abcdef", "arn:aws:kms:eu-west-1:111122223333:key/" + uuid, "arn:aws:kms:eu-west-1:111122223333:alias/mine"},
			[]string{"", "mine", "arn:aws:sns:eu-west-1:111122223333:mine"},
		},
		{
			codeBucketParameter,
			[]string{"abc", "my.bucket-1"},
			[]string{"", "ab", "My-Bucket", "bucket/", "s3://bucket"},
		},
		{
			codeKeyParameter,
			[]string{"function.zip", "sns-dynamics/0a1b2c.zip"},
			[]string{"", "a b.zip"},
		},
		{
			codeSigningConfigArnParameter,
			[]string{"", "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-0f6c334abcdea4d8b", "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:code-signing-config:csc-0f6c334abcdea4d8b"},
			[]string{"csc-0f6c334abcdea4d8b", "arn:aws:signer:eu-west-1:111122223333:/signing-profiles/x", "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1"},
		},
		{
			reservedConcurrencyParameter,
			[]string{"", "0", "1", "52", "1000"},
			[]string{"-1", "01", "1.5", "ten"},
		},
		{
			alarmTopicArnParameter,
			[]string{"", "arn:aws:sns:eu-west-1:111122223333:alarms", "arn:aws-us-gov:sns:us-gov-west-1:111122223333:Alarms_1-x"},
			[]string{"alarms", "arn:aws:sns:eu-west-1:111122223333:alarms.fifo", "arn:aws:sqs:eu-west-1:111122223333:alarms"},
		},
		{
			subnetIDsParameter, // of each item
			[]string{"", "subnet-0a1b2c3d", "subnet-0a1b2c3d4e5f60718"},
			[]string{"subnet", "sg-0a1b2c3d", "subnet-0a1b2c3d,subnet-0a1b2c3e"},
		},
		{
			securityGroupIDsParameter, // of each item
			[]string{"", "sg-0a1b2c3d", "sg-0a1b2c3d4e5f60718"},
			[]string{"default", "subnet-0a1b2c3d"},
		},
		{
			kmsKeyArnParameter,
			[]string{"", "arn:aws:kms:eu-west-1:111122223333:key/" + uuid},
			[]string{uuid, "alias/x", "arn:aws:kms:eu-west-1:111122223333:alias/x"},
		},
		{
			permissionsBoundaryArnParameter,
			[]string{"", "arn:aws:iam::111122223333:policy/team/boundary", "arn:aws:iam::aws:policy/PowerUserAccess"},
			[]string{"boundary", "arn:aws:iam::111122223333:role/boundary"},
		},
		{
			rolePathParameter,
			[]string{"/", "/applications/", "/a/b/"},
			[]string{"", "applications", "/applications", "//"},
		},
		{
			topicArnsParameter,
			[]string{"", existing(1, ""), existing(5, ""), existing(2, ".fifo")},
			[]string{"topic", existing(6, ""), existing(1, "") + ",", "arn:aws:sqs:eu-west-1:111122223333:queue"},
		},
		{
			publisherAccountsParameter,
			[]string{"", "111122223333", "111122223333,444455556666"},
			[]string{"1", "111122223333,", "*", "arn:aws:iam::111122223333:root"},
		},
		{
			publisherServicesParameter,
			[]string{"", "s3.amazonaws.com", "events.amazonaws.com,s3.amazonaws.com"},
			[]string{"s3", "*", "s3.amazonaws.com,", "example.com"},
		},
		{
			publisherOrganizationIDParameter,
			[]string{"", "o-a1b2c3d4e5"},
			[]string{"*", "r-ab12", "a1b2c3d4e5"},
		},
	}
	for _, tt := range tests {
		pattern := regexp.MustCompile(*parameters()[tt.parameter].AllowedPattern)
		for _, value := range tt.accepts {
			if !pattern.MatchString(value) {
				t.Errorf("%s refuses %q", tt.parameter, value)
			}
		}
		for _, value := range tt.rejects {
			if pattern.MatchString(value) {
				t.Errorf("%s accepts %q", tt.parameter, value)
			}
		}
	}
}
