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

// cloud is moto_server in place of AWS, with the real aws CLI.
type cloud struct {
	endpoint string
	config   string // the file with the CLI's settings
	log      string // the file with the output of moto_server
}

func startCloud(t *testing.T) cloud {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command("moto_server", "-H", "127.0.0.1", "-p", port)
	// moto updates the resources of a stack in the order of a Python set, which differs from
	// process to process without the variable.
	cmd.Env = append(append(os.Environ(), cloud{}.env()...), "PYTHONHASHSEED=0")
	log, err := os.Create(filepath.Join(t.TempDir(), "moto.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() // the process has its own descriptor
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	// moto takes the first part of a path for the bucket of a template at localhost, and at no
	// address. The CLI puts the bucket there if it is told to.
	c := cloud{endpoint: "http://localhost:" + port, config: filepath.Join(t.TempDir(), "config"), log: log.Name()}
	if err := os.WriteFile(c.config, []byte("[default]\ns3 =\n  addressing_style = path\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(time.Minute)
	for tick := time.Tick(100 * time.Millisecond); ; {
		if answer, err := http.Get(c.endpoint + "/moto-api/"); err == nil {
			answer.Body.Close()
			return c
		}
		select {
		case <-tick:
		case <-deadline:
			t.Fatal("moto_server does not respond")
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

// env points AWS clients at moto, and at no other server.
func (c cloud) env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + c.endpoint, "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_SESSION_TOKEN=",
		"AWS_PAGER=", "AWS_CONFIG_FILE=" + c.config, "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}
}

// aws runs the aws CLI. The endpoint is a flag too, because version 1 of the CLI has an
// address of its own for SQS, which the variable does not change.
func (c cloud) aws(t *testing.T, args ...string) string {
	t.Helper()
	return command(t, c.env(), "aws", append([]string{"--output", "json", "--endpoint-url", c.endpoint}, args...)...)
}

// secret stores the credentials of a Dataverse environment, and returns the ARN.
func (c cloud) secret(t *testing.T, connection any) string {
	t.Helper()
	text, err := json.Marshal(connection)
	if err != nil {
		t.Fatal(err)
	}
	return decode[struct{ ARN string }](t, c.aws(t, "secretsmanager", "create-secret",
		"--name", "dynamics", "--secret-string", string(text))).ARN
}
