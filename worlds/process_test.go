//go:build worlds

package worlds

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience bounds a wait for something that happens within seconds on an idle machine.
const patience = 2 * time.Minute

// root is the module's folder.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// machine is the architecture in the spelling of Lambda.
func machine() string {
	if runtime.GOARCH == "amd64" {
		return "x86_64"
	}
	return runtime.GOARCH
}

// try runs a program in the module's folder.
func try(t *testing.T, env []string, name string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// command runs a program that must not fail, and returns its standard output.
func command(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	stdout, stderr, err := try(t, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, stdout, stderr)
	}
	return stdout
}

// serve starts a server of AWS on a free port, and waits until a path of it responds.
// The server ends with the test.
func serve(t *testing.T, healthy string, env func(port string) []string, command func(port string) []string) server {
	t.Helper()
	port := freePort(t)
	s := server{endpoint: "http://127.0.0.1:" + port, log: filepath.Join(t.TempDir(), "log")}
	log, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() // the process has its own descriptor
	args := command(port)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(append(os.Environ(), s.env()...), env(port)...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(cmd) })
	eventually(t, args[0]+" responds", func() error {
		response, err := http.Get(s.endpoint + healthy)
		if err != nil {
			return err
		}
		response.Body.Close()
		return nil
	})
	return s
}

// stop asks a process to end, so that it ends the processes that it started, and kills
// it after ten seconds.
func stop(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(os.Interrupt)
	late := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	late.Stop()
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// server is a server in place of AWS.
type server struct {
	endpoint string
	log      string // the file with the output of the server
}

const region = "us-east-1"

// env points AWS clients at the server, and at no other server.
func (s server) env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + s.endpoint, "AWS_REGION=" + region, "AWS_DEFAULT_REGION=" + region,
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_PAGER=", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}
}

// aws runs the aws CLI. The endpoint is a flag too, because version 1 of the CLI has an
// address of its own for SQS.
func (s server) aws(t *testing.T, args ...string) string {
	t.Helper()
	return command(t, s.env(), "aws", append([]string{"--output", "json", "--endpoint-url", s.endpoint}, args...)...)
}

// eventually calls a function until it returns no error, and fails the test with the
// last error otherwise.
func eventually(t *testing.T, what string, f func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	soon := time.NewTicker(100 * time.Millisecond)
	defer soon.Stop()
	for {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it is not so after %v that %s: %v", patience, what, err)
		}
		<-soon.C
	}
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return v
}
