//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/events"
)

// TestSam runs every event with `sam local invoke`, by the function in Docker, against the
// emulator. It needs the Docker daemon and the base image of .ci/sam-runtime.
func TestSam(t *testing.T) {
	// sam ignores --docker-network host (aws/aws-sam-cli#4236). So the emulator listens at
	// an address that containers reach. It uses TLS, because the function sends credentials
	// without TLS only to its own host.
	gateway, err := bridgeAddress([]byte(command(t, nil, "docker", "network", "inspect", "bridge")), interfaceAddresses)
	if err != nil {
		t.Fatal(err)
	}
	dataverse := startEmulator(t, "--tls", "--addr", gateway+":0")
	command(t, nil, "make", "build", "ARCH="+machine())
	image := samImage(t, dataverse)

	names, err := fs.Glob(events.Files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("events: %v %v", names, err)
	}
	for i, name := range names {
		args := []string{
			"local", "invoke", "Function", "-t", "template.yaml", "-e", "events/" + name,
			"--skip-pull-image", "--invoke-image", image, "--region", "eu-west-1",
			"--parameter-overrides", "SecretArn=" + dataverse.SecretARN, "Architecture=" + machine(), "AllowImpersonation=yes", "AllowBypass=yes",
		}
		if i == 0 {
			// sam finds its image of an earlier run by the name of the image alone.
			args = append(args, "--force-image-build")
		}
		// sam calls STS about any credentials that it finds.
		out, log, err := try(t, []string{
			"SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=",
		}, "sam", args...)
		if err != nil {
			t.Fatalf("sam: %v\n%s%s", err, out, log)
		}
		unseen(t, "what sam prints of "+name, out+log)
		checkAnswer(t, name, out, log)
	}
	dataverse.wantRows(t, 1, "accounts?$select=name&$filter=accountnumber eq 'A-1001'")
	dataverse.wantRows(t, 1, "contacts?$select=lastname&$filter=lastname eq 'O''Brien'")
	dataverse.wantRows(t, 0, "contacts?$select=lastname&$filter=jobtitle eq 'Head of purchasing'")
	dataverse.wantRows(t, 1, "leads?$select=subject&$filter=subject eq 'Wants a call back'")
	dataverse.wantRows(t, 1, "leads?$select=subject&$filter=subject eq 'Newsletter'")
	dataverse.wantRows(t, 1, "opportunities?$select=name&$filter=name eq 'Espresso machines' and statecode eq 1")
	dataverse.wantRows(t, 1, "annotations?$select=subject&$filter=subject eq 'From the shop'")
	dataverse.wantRows(t, 1, "new_orders?$select=new_ordernumber&$filter=new_sourceversion eq 9007199254740995")
}

// samImage makes the image in which sam runs the function: the base image with the two
// variables for the emulator, because sam passes only the variables of the template.
func samImage(t *testing.T, e emulatorProcess) string {
	t.Helper()
	dir := t.TempDir()
	dockerfile := fmt.Sprintf("FROM public.ecr.aws/lambda/provided:al2023-%s\nCOPY ca.pem /ca.pem\nENV AWS_ENDPOINT_URL=%s SSL_CERT_FILE=/ca.pem\n",
		machine(), e.AWSEndpointURL)
	for name, text := range map[string]string{"Dockerfile": dockerfile, "ca.pem": e.CAPEM} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const image = "sns-dynamics-e2e/provided:al2023"
	command(t, []string{"DOCKER_BUILDKIT=0"}, "docker", "build", "-q", "-t", image, dir)
	return image
}

// checkAnswer checks the output of sam. sam exits with 0 whatever the function returns, and
// prints nothing for a function that ran out of time. The log is shown then.
func checkAnswer(t *testing.T, name, out, log string) {
	t.Helper()
	var failure struct{ ErrorMessage string }
	switch err := json.Unmarshal([]byte(out), &failure); {
	case err != nil:
		t.Errorf("%s: sam printed %q: %v\n%s", name, out, err, log)
	case (failure.ErrorMessage != "") != events.MustFail(name):
		t.Errorf("%s: the function returned %s", name, out)
	default:
		t.Logf("%s: %s", name, strings.TrimSpace(out))
	}
}
