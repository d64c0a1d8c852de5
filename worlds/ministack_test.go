//go:build worlds

package worlds

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// startMiniStack starts MiniStack with its own folders, permissions in force, and
// without the services that listen on ports of their own.
func startMiniStack(t *testing.T) server {
	t.Helper()
	home := t.TempDir()
	s := serve(t, "/_ministack/health", func(port string) []string {
		return []string{
			"AUTH=true", "BIND_HOST=127.0.0.1", "MINISTACK_HOST=127.0.0.1", "GATEWAY_PORT=" + port,
			"IOT_MTLS_ENABLED=0", "SFTP_ENABLED=0",
			"HOME=" + home, "TMPDIR=" + home, "STATE_DIR=" + filepath.Join(home, "state"), "S3_DATA_DIR=" + filepath.Join(home, "s3"),
			// The template's LoggingConfig does not reach the function.
			"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO",
		}
	}, func(string) []string { return []string{"ministack"} })
	t.Cleanup(func() {
		if text, err := os.ReadFile(s.log); err == nil && t.Failed() {
			t.Logf("the end of MiniStack's log:\n%s", tail(string(text), 200))
		}
	})
	return s
}

// tail returns the last lines of a text.
func tail(text string, lines int) string {
	all := strings.SplitAfter(text, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "")
}

// stack is a deployed stack.
type stack struct {
	server
	name    string
	outputs map[string]string
}

// deploy deploys a template file as the README does, with the real aws CLI.
func (s server) deploy(t *testing.T, name, file string, parameters ...string) stack {
	t.Helper()
	s.aws(t, append([]string{"cloudformation", "deploy", "--stack-name", name, "--template-file", file,
		"--s3-bucket", "code-bucket", "--capabilities", "CAPABILITY_NAMED_IAM", "--parameter-overrides"}, parameters...)...)
	return s.describe(t, name)
}

// describe reads the outputs of a stack that was created or updated.
func (s server) describe(t *testing.T, name string) stack {
	t.Helper()
	type output struct{ OutputKey, OutputValue string }
	described := decode[struct {
		Stacks []struct {
			StackStatus string
			Outputs     []output
		}
	}](t, s.aws(t, "cloudformation", "describe-stacks", "--stack-name", name)).Stacks
	if len(described) != 1 || !slices.Contains([]string{"CREATE_COMPLETE", "UPDATE_COMPLETE"}, described[0].StackStatus) {
		t.Fatalf("stack %s is %v", name, described)
	}
	st := stack{server: s, name: name, outputs: map[string]string{}}
	for _, o := range described[0].Outputs {
		st.outputs[o.OutputKey] = o.OutputValue
	}
	return st
}
