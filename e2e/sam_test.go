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

// TestSam replays every event with `sam local invoke`, through the function in
// Docker, against the emulator. It needs the Docker daemon and base image that
// .ci/sam-runtime sees to.
func TestSam(t *testing.T) {
	// sam ignores --docker-network host (aws/aws-sam-cli#4236), so the
	// emulator listens where containers find it, and over TLS, as the function
	// sends credentials in the clear to no other host than its own.
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
			"--parameter-overrides", "SecretArn=" + dataverse.SecretARN, "Architecture=" + machine(),
		}
		if i == 0 {
			// sam keeps what it built on an image by the image's name alone.
			args = append(args, "--force-image-build")
		}
		// sam asks STS about credentials where it finds some.
		out, log, err := try(t, []string{
			"SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=",
		}, "sam", args...)
		if err != nil {
			t.Fatalf("sam: %v\n%s%s", err, out, log)
		}
		unseen(t, "what sam prints of "+name, out+log)
		checkAnswer(t, name, out)
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

// samImage makes the image for sam to run the function in: the base image, and
// the two variables that lead to the emulator, as sam passes only those that
// the template declares.
func samImage(t *testing.T, e emulator) string {
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

// checkAnswer looks at what sam printed, as it exits with 0 whatever the
// function says, and prints nothing for one that ran out of time.
func checkAnswer(t *testing.T, name, out string) {
	t.Helper()
	var failure struct{ ErrorMessage string }
	switch err := json.Unmarshal([]byte(out), &failure); {
	case err != nil:
		t.Errorf("%s: sam printed %q: %v", name, out, err)
	case (failure.ErrorMessage != "") != events.MustFail(name):
		t.Errorf("%s: the function answered %s", name, out)
	default:
		t.Logf("%s: %s", name, strings.TrimSpace(out))
	}
}
