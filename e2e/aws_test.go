//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// cloud is moto_server in the place of AWS, and the real aws CLI in front of
// it.
type cloud struct {
	endpoint string
	log      string // the file with what moto_server prints
}

func startCloud(t *testing.T) cloud {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command("moto_server", "-H", "127.0.0.1", "-p", port)
	cmd.Env = append(os.Environ(), cloud{}.env()...)
	log, err := os.Create(filepath.Join(t.TempDir(), "moto.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() // the process has its own
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := cloud{endpoint: "http://127.0.0.1:" + port, log: log.Name()}
	deadline := time.After(time.Minute)
	for tick := time.Tick(100 * time.Millisecond); ; {
		if answer, err := http.Get(c.endpoint + "/moto-api/"); err == nil {
			answer.Body.Close()
			return c
		}
		select {
		case <-tick:
		case <-deadline:
			t.Fatal("moto_server does not answer")
		}
	}
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

// env points AWS clients at moto and nowhere else.
func (c cloud) env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + c.endpoint, "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_SESSION_TOKEN=",
		"AWS_PAGER=", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}
}

// aws runs the aws CLI. The endpoint is given as a flag too: version 1 of the
// CLI has an address of its own for sqs, which the variable does not change.
func (c cloud) aws(t *testing.T, args ...string) string {
	t.Helper()
	return command(t, c.env(), "aws", append([]string{"--output", "json", "--endpoint-url", c.endpoint}, args...)...)
}

// secret stores what reaches a Dataverse environment, and returns the ARN.
func (c cloud) secret(t *testing.T, connection any) string {
	t.Helper()
	text, err := json.Marshal(connection)
	if err != nil {
		t.Fatal(err)
	}
	return decode[struct{ ARN string }](t, c.aws(t, "secretsmanager", "create-secret",
		"--name", "dynamics", "--secret-string", string(text))).ARN
}
