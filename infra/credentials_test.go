package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

const (
	someKey        = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	someThumbprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
)

// ways are parameters of a deployment for each way to sign in.
func ways() map[string][]string {
	application := []string{tenantIDParameter + "=t", clientIDParameter + "=c", serviceRootURLParameter + "=https://org.example"}
	return map[string][]string{
		"secret":      {secretArnParameter + "=arn"},
		"federation":  application,
		"certificate": append(slices.Clone(application), certificateKeyArnParameter+"="+someKey, certificateThumbprintParameter+"="+someThumbprint),
	}
}

// TestSignInIsOneStatement wants the role to have the one action of its way, under its
// conditions.
func TestSignInIsOneStatement(t *testing.T) {
	want := map[string]map[string]any{
		"secret": {"Sid": "ReadSecret", "Effect": "Allow", "Action": []any{"secretsmanager:GetSecretValue"}, "Resource": ref(secretArnParameter)},
		"federation": {"Sid": "GetWebIdentityToken", "Effect": "Allow", "Action": []any{"sts:GetWebIdentityToken"}, "Resource": "*", "Condition": map[string]any{
			"ForAllValues:StringEquals": map[string]any{"sts:IdentityTokenAudience": []any{"api://AzureADTokenExchange", "api://AzureADTokenExchangeUSGov", "api://AzureADTokenExchangeChina"}},
			"Null":                      map[string]any{"sts:IdentityTokenAudience": "false"},
			"NumericLessThanEquals":     map[string]any{"sts:DurationSeconds": 300},
			"StringEquals":              map[string]any{"sts:SigningAlgorithm": "RS256"},
		}},
		"certificate": {"Sid": "SignAssertion", "Effect": "Allow", "Action": []any{"kms:Sign"}, "Resource": ref(certificateKeyArnParameter), "Condition": map[string]any{
			"StringEquals": map[string]any{"kms:SigningAlgorithm": "RSASSA_PSS_SHA_256"},
		}},
	}
	for way, parameters := range ways() {
		var got []map[string]any
		for _, s := range statementsOfRole(t, deploy(t, parameters...)) {
			if regexp.MustCompile("^(secretsmanager|sts|kms):").MatchString(fmt.Sprint(s["Action"].([]any)[0])) {
				got = append(got, s)
			}
		}
		if len(got) != 1 {
			t.Errorf("%s: statements %v, want one", way, got)
		} else if diff := cmp.Diff(want[way], got[0]); diff != "" {
			t.Errorf("%s: statement (-want +got):\n%s", way, diff)
		}
	}
}

// someSecrets are ARNs of n secrets with commas between them.
func someSecrets(n int) string {
	var arns []string
	for i := range n {
		arns = append(arns, fmt.Sprintf("arn:aws:secretsmanager:eu-west-1:111122223333:secret:environment%d-AbCdEf", i))
	}
	return strings.Join(arns, ",")
}

// TestEnvironmentSecrets wants the role to read the secrets of the environments and no others,
// beside the one action of its way, and to decrypt them with the one key of the secrets.
func TestEnvironmentSecrets(t *testing.T) {
	for way, parameters := range ways() {
		environments := []string{environmentNamesParameter + "=emea,apac", environmentSecretArnsParameter + "=" + someSecrets(2), secretKmsKeyArnParameter + "=" + someKey}
		var bare, full []string
		for _, s := range statementsOfRole(t, deploy(t, parameters...)) {
			bare = append(bare, fmt.Sprint(s["Sid"]))
		}
		for _, s := range statementsOfRole(t, deploy(t, append(slices.Clone(parameters), environments...)...)) {
			full = append(full, fmt.Sprint(s["Sid"]))
			if s["Sid"] != "ReadEnvironmentSecrets" {
				continue
			}
			want := map[string]any{
				"Sid": "ReadEnvironmentSecrets", "Effect": "Allow", "Action": []any{"secretsmanager:GetSecretValue"},
				"Resource": map[string]any{"Fn::Split": []any{",", ref(environmentSecretArnsParameter)}},
			}
			if diff := cmp.Diff(want, s); diff != "" {
				t.Errorf("%s: statement (-want +got):\n%s", way, diff)
			}
		}
		added := slices.DeleteFunc(slices.Clone(full), func(sid string) bool { return slices.Contains(bare, sid) })
		if !slices.Equal(added, []string{"DecryptSecret", "ReadEnvironmentSecrets"}) || len(full) != len(bare)+2 {
			t.Errorf("%s: environments add the statements %v", way, added)
		}
	}
}

// statementsOfRole are the statements of the policies in the role of the function.
func statementsOfRole(t *testing.T, template map[string]any) (all []map[string]any) {
	t.Helper()
	for _, policy := range propertiesIn(t, template, functionRoleID)["Policies"].([]any) {
		all = append(all, statements(asMap(policy)["PolicyDocument"])...)
	}
	return all
}

// TestVariablesOfTheWay deploys each way, and lets the function read its variables.
func TestVariablesOfTheWay(t *testing.T) {
	for way, parameters := range ways() {
		values := map[string]string{}
		for _, p := range parameters {
			name, value, _ := strings.Cut(p, "=")
			values[name] = value
		}
		environment := asMap(at(t, propertiesIn(t, deploy(t, parameters...), functionID), "Environment", "Variables"))
		c, err := config.FromEnv(func(name string) string {
			if !strings.HasPrefix(name, "DYNAMICS_") {
				return ""
			}
			parameter, _ := asMap(environment[name])["Ref"].(string)
			return values[parameter]
		})
		if err != nil || c.Way() != way {
			t.Errorf("%s: the function reads %q, %v from %v", way, c.Way(), err, slices.Sorted(maps.Keys(environment)))
		}
	}
}

// brokenCredentialRules returns the assertions that the parameters break.
func brokenCredentialRules(t *testing.T, parameters ...string) (broken []string) {
	t.Helper()
	r := resolver{values: map[string]string{}}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		r.values[name] = value
	}
	all := asMap(parse(t)["Rules"])
	for name := range credentialRules() {
		rule := asMap(all[name])
		for _, a := range rule["Assertions"].([]any) {
			if r.holds(rule["RuleCondition"]) && !r.holds(asMap(a)["Assert"]) {
				broken = append(broken, fmt.Sprint(asMap(a)["AssertDescription"]))
			}
		}
	}
	return broken
}

// TestCredentialRules: the rules accept the same settings as the function.
func TestCredentialRules(t *testing.T) {
	for way, parameters := range ways() {
		environments := []string{environmentNamesParameter + "=emea", environmentSecretArnsParameter + "=" + someSecrets(1)}
		for _, all := range [][]string{parameters, append(slices.Clone(parameters), environments...)} {
			if broken := brokenCredentialRules(t, all...); len(broken) > 0 {
				t.Errorf("%s: %v", way, broken)
			}
		}
	}
	for name, tt := range map[string]struct {
		parameters []string
		want       string
	}{
		"nothing":            {nil, "TenantId is empty"},
		"both":               {append(ways()["secret"], ways()["federation"]...), "SecretArn and ClientId"},
		"secret, authority":  {append(ways()["secret"], authorityHostParameter+"=x"), "SecretArn and AuthorityHost"},
		"secret, key":        {append(ways()["secret"], certificateKeyArnParameter+"=x", certificateThumbprintParameter+"=x"), "SecretArn and CertificateKeyArn"},
		"no client":          {append(ways()["federation"], clientIDParameter+"="), "ClientId is empty"},
		"no thumbprint":      {append(ways()["certificate"], certificateThumbprintParameter+"="), "CertificateKeyArn needs CertificateThumbprint"},
		"thumbprint alone":   {append(ways()["certificate"], certificateKeyArnParameter+"="), "CertificateThumbprint needs CertificateKeyArn"},
		"names alone":        {append(ways()["secret"], environmentNamesParameter+"=emea"), "EnvironmentNames needs EnvironmentSecretArns"},
		"secrets alone":      {append(ways()["federation"], environmentSecretArnsParameter+"="+someSecrets(1)), "EnvironmentSecretArns needs EnvironmentNames"},
		"certificate, alone": {[]string{certificateKeyArnParameter + "=x", certificateThumbprintParameter + "=x"}, "ServiceRootUrl is empty"},
	} {
		if broken := strings.Join(brokenCredentialRules(t, tt.parameters...), " "); !strings.Contains(broken, tt.want) {
			t.Errorf("%s: broken %q, want %q", name, broken, tt.want)
		}
	}
}

func TestCredentialPatterns(t *testing.T) {
	for parameter, values := range map[string]struct{ accepts, rejects []string }{
		tenantIDParameter:              {[]string{"", "contoso.onmicrosoft.com", "7e4a4700-0000-4000-8000-000000000001"}, []string{"a/b", ".", "a b"}},
		clientIDParameter:              {[]string{"", "7e4a4700-0000-4000-8000-000000000001"}, []string{"contoso", "7e4a4700-0000-4000-8000-00000000000"}},
		serviceRootURLParameter:        {[]string{"", "https://org.crm4.dynamics.com", "https://org.api.crm4.dynamics.com/api/data/v9.2/", "http://127.0.0.1:8080/api/data/v9.2/"}, []string{"org.crm4.dynamics.com", "https://u@org", "https://org/?a"}},
		authorityHostParameter:         {[]string{"", "login.microsoftonline.us", "https://login.microsoftonline.us/"}, []string{"https://a/b", "a b"}},
		certificateKeyArnParameter:     {[]string{"", someKey}, []string{"1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws:kms:eu-west-1:111122223333:alias/x"}},
		certificateThumbprintParameter: {[]string{"", someThumbprint, strings.ToUpper(someThumbprint)}, []string{someThumbprint[:40], "AA:BB"}},
		environmentNamesParameter:      {[]string{"", "emea", "emea,apac-2,LATAM_3", strings.Repeat("n,", 9) + "n"}, []string{"emea,", "e mea", "-a", strings.Repeat("n,", 10) + "n", strings.Repeat("n", 33)}},
		environmentSecretArnsParameter: {[]string{"", someSecrets(1), someSecrets(10)}, []string{"dynamics", someSecrets(11), someSecrets(1) + ","}},
		roleNameParameter:              {[]string{"", "sns-dynamics", "a+=,.@_"}, []string{"a/b", strings.Repeat("a", 65)}},
	} {
		pattern := regexp.MustCompile(*parameters()[parameter].AllowedPattern)
		for _, v := range values.accepts {
			if !pattern.MatchString(v) {
				t.Errorf("%s refuses %q", parameter, v)
			}
		}
		for _, v := range values.rejects {
			if pattern.MatchString(v) {
				t.Errorf("%s accepts %q", parameter, v)
			}
		}
	}
}
