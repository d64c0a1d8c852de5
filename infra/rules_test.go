package main

import (
	"fmt"
	"strings"
	"testing"
)

// broken returns the descriptions of the assertions of a template that the parameters break.
func broken(template map[string]any, parameters ...string) []string {
	r := resolver{values: map[string]string{}}
	for name, p := range asMap(template["Parameters"]) {
		r.values[name] = fmt.Sprint(asMap(p)["Default"])
	}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		r.values[name] = value
	}
	var texts []string
	for _, rule := range asMap(template["Rules"]) {
		if !r.holds(asMap(rule)["RuleCondition"]) {
			continue
		}
		for _, a := range asMap(rule)["Assertions"].([]any) {
			if !r.holds(asMap(a)["Assert"]) {
				texts = append(texts, asMap(a)["AssertDescription"].(string))
			}
		}
	}
	return texts
}

func TestRules(t *testing.T) {
	template := parse(t)
	subnets, groups := subnetIDsParameter+"=subnet-0a1b2c3d,subnet-0a1b2c3e", securityGroupIDsParameter+"=sg-0a1b2c3d"
	accounts, services, organization := publisherAccountsParameter+"=444455556666", publisherServicesParameter+"=s3.amazonaws.com", publisherOrganizationIDParameter+"=o-a1b2c3d4e5"
	key, topics := topicKmsKeyIDParameter+"=alias/mine", topicArnsParameter+"="+existing(2, "")
	for _, tt := range []struct {
		parameters []string
		want       string // a part of the one broken assertion; empty if no assertion breaks
	}{
		{nil, ""},
		{companyParameters(), ""},
		{[]string{subnets, groups}, ""},
		{[]string{subnets}, "SubnetIds needs SecurityGroupIds"},
		{[]string{groups}, "SecurityGroupIds needs SubnetIds"},
		{[]string{accounts}, "customer managed key"},
		{[]string{services}, "customer managed key"},
		{[]string{organization}, "customer managed key"},
		{[]string{accounts, services, organization, key}, ""},
		{[]string{topics}, ""},
		{[]string{topics, key, accounts}, "TopicArns and PublisherAccounts"},
		{[]string{topics, key, services}, "TopicArns and PublisherServices"},
		{[]string{topics, key, organization}, "TopicArns and PublisherOrganizationId"},
	} {
		got := broken(template, append(tt.parameters, secretArnParameter+"=arn")...)
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
			t.Errorf("%v breaks %q, want %q", tt.parameters, got, tt.want)
		}
	}
}
