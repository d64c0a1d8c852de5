//go:build worlds

package worlds

import (
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
)

// TestSignIn uses the same stack in three ways: with a secret, federated, and with a
// certificate. MiniStack signs no web identity token of RS256, and has no KMS key without
// more packages, so the function calls STS and KMS of the project's AWS emulator. MiniStack
// enforces no permission for these two.
func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	program := filepath.Join(root(t), "dist", "dynctl")
	aws := awsemulator.StartTest(t, awsemulator.Options{SignedFor: region})
	template := w.strip(t, append(Cuts(nil), Cut{
		"endpoints of STS and KMS", "the tokens and keys of MiniStack are others",
		func(t template) int {
			variables := object(t.resources(), "Function", "Properties", "Environment", "Variables")
			variables["AWS_ENDPOINT_URL_STS"], variables["AWS_ENDPOINT_URL_KMS"] = aws.URL(), aws.URL()
			return len(variables)
		},
	}))
	c := w.dataverse.Connection()
	application := []string{"SecretArn=", "TenantId=" + c.TenantID, "ClientId=" + c.ClientID, "ServiceRootUrl=" + c.ServiceRootURL, "AuthorityHost=" + c.AuthorityHost}
	operator := dynctl{program: program, stack: stack{server: w.server, name: "none"}}
	for way, prepare := range map[string]func() []string{
		"secret":      func() []string { return nil },
		"federation":  func() []string { return append(application, "RoleName=worlds-federation-role") },
		"certificate": func() []string { return append(application, w.certify(t, operator, aws)...) },
	} {
		t.Run(way, func(t *testing.T) {
			d := dynctl{program: program, stack: w.deploy(t, "worlds-"+way, template, w.parameters(append(prepare(), "Delivery=queued")...)...)}
			d.more = []string{"AWS_ENDPOINT_URL_STS=" + aws.URL(), "AWS_ENDPOINT_URL_KMS=" + aws.URL(), "AWS_ENDPOINT_URL_IAM=" + aws.URL()}
			if way == "federation" {
				w.federate(t, d, aws)
			}
			w.publish(t, d)
			w.examine(t, d)
			w.deadLetter(t, d)
		})
	}
}

// certify makes a key and its certificate with dynctl, uploads the certificate, and returns
// the parameters.
func (w world) certify(t *testing.T, d dynctl, aws *awsemulator.Cloud) []string {
	file := filepath.Join(t.TempDir(), "certificate.pem")
	stdout := command(t, append(d.env(), "AWS_ENDPOINT_URL_KMS="+aws.URL()), d.program, "setup", "certificate", "--out", file, "--json")
	made := decode[struct {
		Data struct{ KeyArn, Thumbprint string }
	}](t, stdout).Data
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if err := w.dataverse.AddCertificate(block.Bytes); err != nil {
		t.Fatal(err)
	}
	return []string{"CertificateKeyArn=" + made.KeyArn, "CertificateThumbprint=" + made.Thumbprint}
}

// federate enables federation and makes the credentials with dynctl, for the function and
// for the operator. The operator has the access key of the test.
func (w world) federate(t *testing.T, d dynctl, aws *awsemulator.Cloud) {
	role := d.outputs["FunctionRoleArn"]
	const operator = "arn:aws:iam::000000000000:role/Operator"
	if !strings.HasSuffix(role, ":role/worlds-federation-role") {
		t.Errorf("the role is %s, want the one of RoleName", role)
	}
	aws.SetRole("", role)
	aws.SetRole("test", operator)
	c := w.dataverse.Connection()
	resp, err := http.PostForm(c.AuthorityHost+"/"+c.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {c.AuthorityHost + "/.default"}, "client_id": {emulator.AdminClientID}, "client_secret": {emulator.AdminClientSecret},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	token := decode[struct {
		AccessToken string `json:"access_token"`
	}](t, readAll(t, resp.Body)).AccessToken
	stdout := d.piped(t, token, "setup", "federation", "--token-stdin", "--graph", c.AuthorityHost, "--operator", operator)
	if !strings.Contains(stdout, `"way":"federation","hasToken":true,"userId":"`+emulator.ApplicationUserID) {
		t.Errorf("setup federation: %s, want the sign-in of the function", stdout)
	}
}
