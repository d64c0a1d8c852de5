package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

// TestFunctionEnvironment reads the source of package config, so that it notices a variable
// that the template lacks. The template sets no folder of routes, because the zip file has it
// beside the program.
func TestFunctionEnvironment(t *testing.T) {
	want := slices.DeleteFunc(configConstants(t), func(name string) bool { return name == config.Routes })
	variables := asMap(at(t, properties(t, functionID), "Environment", "Variables"))
	var got []string
	for name := range variables {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment of the function against the constants of config (-want +got):\n%s", diff)
	}
}

func TestFunctionEnvironmentFollowsDelivery(t *testing.T) {
	text := func(parameter string) any { return map[string]any{"Fn::Sub": "${" + parameter + "}"} }
	standard := map[string]any{
		config.AllowedOperations:  ref(allowedOperationsParameter),
		config.AllowedTables:      ref(allowedTablesParameter),
		config.AllowedActions:     ref(allowedActionsParameter),
		config.AllowImpersonation: ref(allowImpersonationParameter),
		config.AllowBypass:        ref(allowBypassParameter),
		config.SecretARN:          ref(secretArnParameter),
		config.TenantID:           ref(tenantIDParameter),
		config.ClientID:           ref(clientIDParameter),
		config.ServiceRootURL:     ref(serviceRootURLParameter),
		config.AuthorityHost:      ref(authorityHostParameter),

		config.CertificateKeyARN:     ref(certificateKeyArnParameter),
		config.CertificateThumbprint: ref(certificateThumbprintParameter),

		config.EnvironmentNames:      ref(environmentNamesParameter),
		config.EnvironmentSecretARNs: ref(environmentSecretArnsParameter),

		config.ParallelRequests:   text(parallelRequestsParameter),
		config.MaximumConcurrency: text(maximumConcurrencyParameter),
		config.Patience:           text(patienceMinutesParameter),
		config.MaxReceives:        "120",
		config.LedgerTable:        ref(ledgerTableParameter),
		config.Outcomes:           ref(outcomesParameter),
		config.MetricsNamespace:   map[string]any{"Fn::Sub": metricNamespace},
		config.UseFIPSEndpoint:    ref(useFIPSEndpointParameter),
		config.RetryQueueURL:      ref(queueID),
		config.DeadLetterQueueURL: ref(deadLetterQueueID),
	}
	ordered := maps.Clone(standard)
	ordered[config.OrderedDeadLetterQueueURL] = ref(orderedDeadLetterQueueID)
	want := map[string]map[string]any{directDelivery: standard, queuedDelivery: standard, orderedDelivery: ordered}
	for _, mode := range modes {
		got := at(t, propertiesIn(t, inMode(t, mode), functionID), "Environment", "Variables")
		if diff := cmp.Diff(any(want[mode]), got); diff != "" {
			t.Errorf("%s: environment (-want +got):\n%s", mode, diff)
		}
	}
}

// TestVariablesResolveInSam: sam resolves neither a condition nor a list in a variable, and
// makes the variable empty. An empty variable of the exceptions means what a missing one does.
func TestVariablesResolveInSam(t *testing.T) {
	exceptions := []string{config.OrderedDeadLetterQueueURL, config.OutcomeTopicARN}
	for name, value := range asMap(at(t, properties(t, functionID), "Environment", "Variables")) {
		_, isReference := asMap(value)["Ref"]
		_, isText := asMap(value)["Fn::Sub"]
		if _, isPlain := value.(string); !isPlain && !isReference && !isText && !slices.Contains(exceptions, name) {
			t.Errorf("%s = %v, want a text, a Ref or a Fn::Sub", name, value)
		}
	}
}

func configConstants(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../internal/function/config/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range source.Decls {
			if decl, ok := decl.(*ast.GenDecl); ok && decl.Tok == token.CONST {
				values = append(values, stringsIn(t, decl)...)
			}
		}
	}
	slices.Sort(values)
	return values
}

func stringsIn(t *testing.T, decl *ast.GenDecl) []string {
	t.Helper()
	var values []string
	ast.Inspect(decl, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
		return true
	})
	return values
}

// TestFunctionOutlastsDataverse: Dataverse responds within 120 s, and the function must
// still run then.
func TestFunctionOutlastsDataverse(t *testing.T) {
	if got := at(t, properties(t, functionID), "Timeout"); got.(int) <= 120 {
		t.Errorf("Timeout = %v s, want more than 120", got)
	}
}

func TestFunctionLogsToItsGroup(t *testing.T) {
	want := map[string]any{
		"LogGroup":            ref(functionLogGroupID),
		"LogFormat":           "JSON",
		"ApplicationLogLevel": ref(logLevelParameter),
		"SystemLogLevel":      "INFO",
	}
	if diff := cmp.Diff(want, at(t, properties(t, functionID), "LoggingConfig")); diff != "" {
		t.Errorf("LoggingConfig (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ref(logRetentionDaysParameter), at(t, properties(t, functionLogGroupID), "RetentionInDays")); diff != "" {
		t.Errorf("RetentionInDays (-want +got):\n%s", diff)
	}
}

func TestFunctionConcurrencyIsOptional(t *testing.T) {
	want := map[string]any{"Fn::If": []any{
		hasReservedConcurrencyCondition, ref(reservedConcurrencyParameter), ref(noValue),
	}}
	if diff := cmp.Diff(want, at(t, properties(t, functionID), "ReservedConcurrentExecutions")); diff != "" {
		t.Errorf("ReservedConcurrentExecutions (-want +got):\n%s", diff)
	}
}

func TestFunctionCodeSigningIsOptional(t *testing.T) {
	want := map[string]any{"Fn::If": []any{
		hasCodeSigningConfigCondition, ref(codeSigningConfigArnParameter), ref(noValue),
	}}
	if diff := cmp.Diff(want, at(t, properties(t, functionID), "CodeSigningConfigArn")); diff != "" {
		t.Errorf("CodeSigningConfigArn (-want +got):\n%s", diff)
	}
}

// TestFunctionRunsUnderSam: sam does not read S3, and reads the directory from the
// metadata.
func TestFunctionRunsUnderSam(t *testing.T) {
	metadata := asMap(at(t, parse(t), "Resources", functionID, "Metadata"))
	if metadata["aws:asset:path"] != "dist" || metadata["aws:asset:property"] != "Code" {
		t.Errorf("Metadata = %v, want aws:asset:path dist and aws:asset:property Code", metadata)
	}
}
