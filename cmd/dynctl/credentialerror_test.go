package main

import (
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// startMetadata starts the metadata service of an EC2 instance that has only version 1 and no
// role.
func startMetadata(ts *testscript.TestScript, _ bool, _ []string) {
	server := httptest.NewServer(http.NotFoundHandler())
	ts.Defer(server.Close)
	ts.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	ts.Setenv("AWS_EC2_METADATA_DISABLED", "false")
}
