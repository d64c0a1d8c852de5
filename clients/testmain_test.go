package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"
)

// TestMain runs the test binary as a program under test if a test starts it so. The program
// prints the text of its variables and its input.
func TestMain(m *testing.M) {
	out, isProgram := os.LookupEnv("CLIENTS_TEST_OUTPUT")
	if !isProgram {
		os.Exit(m.Run())
	}
	told, _ := io.ReadAll(os.Stdin)
	fmt.Fprint(os.Stderr, os.Getenv("CLIENTS_TEST_ERROR"))
	if out == "told" {
		fmt.Fprintf(os.Stderr, "%s %s %s", bytes.TrimSpace(told), os.Getenv("SSL_CERT_FILE"), os.Getenv(envClientSecret))
		os.Exit(1)
	}
	if out == "hang" {
		select {}
	}
	fmt.Print(out)
	if os.Getenv("CLIENTS_TEST_FAIL") != "" {
		os.Exit(1)
	}
}
