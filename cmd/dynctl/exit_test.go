package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sns-dynamics/internal/dynamics"
)

func TestExplain(t *testing.T) {
	aws := func(status int, code string) error {
		return fmt.Errorf("do something: %w", &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: &smithy.GenericAPIError{Code: code},
		}})
	}
	_, noFile := os.Open(t.TempDir() + "/none")
	for _, tt := range []struct {
		name string
		err  error
		exit int
		code string
	}{
		{"usage", usagef("no such flag"), exitUsage, "usage"},
		{"some", some(1, 2, "failed"), exitSome, "some_failed"},
		{"a file", noFile, exitFailed, "failed"},
		{"refused", &url.Error{Op: "Get", URL: "http://127.0.0.1:1", Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, exitUnavailable, "unavailable"},
		{"denied", aws(403, "AccessDenied"), exitPermission, "permission"},
		{"expired", aws(400, "ExpiredTokenException"), exitPermission, "permission"},
		{"throttled", aws(429, "Throttled"), exitUnavailable, "unavailable"},
		{"throttled by code", aws(400, "ThrottlingException"), exitUnavailable, "unavailable"},
		{"out of order", aws(500, "InternalError"), exitUnavailable, "unavailable"},
		{"bad input", aws(400, "ValidationError"), exitFailed, "failed"},
		{"no privilege", &dynamics.Error{Op: "x", Status: 403, Code: "0x80040220"}, exitPermission, "permission"},
		{"no user", &dynamics.Error{Op: "x", Status: 403, Code: "0x80072560"}, exitPermission, "permission"},
		{"Dataverse down", &dynamics.Error{Op: "x", Status: 503}, exitUnavailable, "unavailable"},
		{"no row", &dynamics.Error{Op: "x", Status: 404, Code: "0x80040217"}, exitFailed, "failed"},
	} {
		f := new(app).explain(t.Context(), tt.err)
		if f.exit != tt.exit || f.code != tt.code {
			t.Errorf("%s: exit code %d (%s), want %d (%s)", tt.name, f.exit, f.code, tt.exit, tt.code)
		}
	}
	for name, err := range map[string]error{
		"AWS 4xx": aws(400, "ValidationError"), "problems": problems(1, "problem"), "some": some(1, 2, "failed"), "a file": noFile,
		"usage": usagef("no such flag"), "permission": &dynamics.Error{Op: "x", Status: 403, Code: "0x8004ffff"},
	} {
		f := new(app).explain(t.Context(), err)
		if next := f.next("dlq show"); len(next) == 0 || next[0] == "" {
			t.Errorf("%s: nothing to do next", name)
		}
	}
	if next := usagef("x").next("dlq show"); next[0] != "see dynctl dlq show --help" {
		t.Errorf("wrong usage: do %q", next)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if f := new(app).explain(ctx, fmt.Errorf("wait: %w", ctx.Err())); f.exit != exitInterrupted || !f.isRetryable() || f.next("demo")[0] != "run the same command again" {
		t.Errorf("interrupted: %+v", f)
	}
}
