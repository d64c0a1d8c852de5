package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/config"
)

// TestFunctionEnvironment reads package config's source, so that a variable
// added there is missed here.
func TestFunctionEnvironment(t *testing.T) {
	want := configConstants(t)
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
		config.SecretARN:          ref(secretArnParameter),
		config.ParallelRequests:   text(parallelRequestsParameter),
		config.MaximumConcurrency: text(maximumConcurrencyParameter),
		config.Patience:           text(patienceMinutesParameter),
		config.MetricsNamespace:   map[string]any{"Fn::Sub": metricNamespace},
		config.RetryQueueURL:      ref(queueID),
		config.DeadLetterQueueURL: ref(deadLetterQueueID),
	}
	want := map[string]map[string]any{
		directDelivery: standard,
		queuedDelivery: standard,
		orderedDelivery: {
			config.SecretARN:          ref(secretArnParameter),
			config.ParallelRequests:   text(parallelRequestsParameter),
			config.MaximumConcurrency: text(maximumConcurrencyParameter),
			config.Patience:           text(patienceMinutesParameter),
			config.MetricsNamespace:   map[string]any{"Fn::Sub": metricNamespace},
			config.DeadLetterQueueURL: ref(orderedDeadLetterQueueID),
		},
	}
	for _, mode := range modes {
		got := at(t, propertiesIn(t, inMode(t, mode), functionID), "Environment", "Variables")
		if diff := cmp.Diff(any(want[mode]), got); diff != "" {
			t.Errorf("%s: environment (-want +got):\n%s", mode, diff)
		}
	}
}

func configConstants(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../internal/config/*.go")
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

// TestFunctionOutlastsDataverse: Dataverse answers within 120 s whatever happens,
// and the function has to be there to hear it.
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

// TestFunctionRunsUnderSam: sam reads no S3, and takes the directory from here.
func TestFunctionRunsUnderSam(t *testing.T) {
	metadata := asMap(at(t, parse(t), "Resources", functionID, "Metadata"))
	if metadata["aws:asset:path"] != "dist" || metadata["aws:asset:property"] != "Code" {
		t.Errorf("Metadata = %v, want aws:asset:path dist and aws:asset:property Code", metadata)
	}
}
