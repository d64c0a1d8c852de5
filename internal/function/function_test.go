package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/events"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/handler"
)

// setup starts an emulator and makes the function with the environment of Lambda, and with
// the secret of that id.
func setup(t *testing.T, secretID string) (*emulator.Server, *handler.Handler, *bytes.Buffer) {
	t.Helper()
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	var log bytes.Buffer
	handler := function.New(function.Config{
		Config: config.Config{SecretARN: secretID},
		AWS: aws.Config{
			Region:       "eu-west-1",
			BaseEndpoint: aws.String(server.Connection().AWSEndpointURL),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		},
		Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	return server, handler, &log
}

func invoke(t *testing.T, h *handler.Handler, name string) error {
	t.Helper()
	event, err := events.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Invoke(t.Context(), json.RawMessage(event))
	return err
}

func TestSecretAndTokenAreKept(t *testing.T) {
	server, handler, log := setup(t, emulator.SecretARN)
	for range 3 {
		if err := invoke(t, handler, "01-create-account.json"); err != nil {
			t.Fatal(err)
		}
	}
	count := map[emulator.Service]int{}
	for _, r := range server.Requests() {
		count[r.Service]++
		if agent := r.Header.Get("User-Agent"); r.Service == emulator.Dataverse && !strings.HasPrefix(agent, "sns-dynamics/") {
			t.Errorf("User-Agent = %q, want sns-dynamics/VERSION", agent)
		}
	}
	if count[emulator.SecretsManager] != 1 || count[emulator.Entra] != 1 {
		t.Errorf("requests = %v, want one for the secret and one for the token", count)
	}
	if strings.Contains(log.String(), emulator.ClientSecret) {
		t.Error("the log holds the client secret")
	}
}

// TestPreparedFunction makes the requests of a cold start over a network: the first event
// then costs one request. Dataverse may leave the request of Prepare without a response.
func TestPreparedFunction(t *testing.T) {
	for _, silent := range []int{0, 1} {
		server, handler, _ := setup(t, emulator.SecretARN)
		server.Fail(silent, emulator.Fault{Method: http.MethodHead, Stall: true})
		if err := handler.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		server.ForgetRequests()
		if err := invoke(t, handler, "01-create-account.json"); err != nil {
			t.Fatal(err)
		}
		// The server may see the request that opened the connection after Prepare has given
		// it up.
		requests := slices.DeleteFunc(server.Requests(), func(r emulator.Request) bool { return r.Method == http.MethodHead })
		if len(requests) != 1 {
			t.Errorf("%d requests for the first event, want 1", len(requests))
		}
	}
}

func TestRotationNeedsNoDeployment(t *testing.T) {
	server, handler, _ := setup(t, emulator.SecretARN)
	if err := invoke(t, handler, "01-create-account.json"); err != nil {
		t.Fatal(err)
	}
	c := server.Connection()
	c.ClientSecret = "the-next-one"
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	server.SetSecretString(string(text))
	server.SetClientSecret(c.ClientSecret)
	server.RevokeTokens()
	if err := invoke(t, handler, "06-update-lead.json"); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
}

func TestSecretErrors(t *testing.T) {
	tests := []struct {
		name, id string
		change   func(*emulator.Server)
		want     string
	}{
		{"no such secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-AbCdEf", nil, "ResourceNotFoundException"},
		{"not the JSON", emulator.SecretName, func(s *emulator.Server) { s.SetSecretString("hunter2") }, "not a JSON object"},
		{"a field missing", emulator.SecretName, func(s *emulator.Server) { s.SetSecretString(`{"tenantId":"hunter2"}`) }, "clientId"},
		{
			"no permission", emulator.SecretName,
			func(s *emulator.Server) {
				s.Fail(1, emulator.Fault{Service: emulator.SecretsManager, Status: http.StatusBadRequest,
					Body: `{"__type":"AccessDeniedException","Message":"not authorized to perform secretsmanager:GetSecretValue"}`})
			},
			"AccessDeniedException",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server, handler, log := setup(t, tt.id)
			if tt.change != nil {
				tt.change(server)
			}
			err := invoke(t, handler, "01-create-account.json")
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "read secret") {
				t.Errorf("Invoke = %v, want an error about reading the secret with %q", err, tt.want)
			}
			if strings.Contains(err.Error()+log.String(), "hunter2") || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("the secret or a line break in %q", err)
			}
		})
	}
}
