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
	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/relay"
)

// setup starts an emulator and puts the function together as Lambda would find
// it there, with the secret of that id.
func setup(t *testing.T, secretID string) (*dynamicstest.Server, *relay.Handler, *bytes.Buffer) {
	t.Helper()
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
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

func invoke(t *testing.T, h *relay.Handler, name string) error {
	t.Helper()
	event, err := events.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Invoke(t.Context(), json.RawMessage(event))
	return err
}

func TestSecretAndTokenAreKept(t *testing.T) {
	server, handler, log := setup(t, dynamicstest.SecretARN)
	for range 3 {
		if err := invoke(t, handler, "01-create-account.json"); err != nil {
			t.Fatal(err)
		}
	}
	count := map[dynamicstest.Service]int{}
	for _, r := range server.Requests() {
		count[r.Service]++
		if agent := r.Header.Get("User-Agent"); r.Service == dynamicstest.Dataverse && !strings.HasPrefix(agent, "sns-dynamics/") {
			t.Errorf("User-Agent = %q, want sns-dynamics/VERSION", agent)
		}
	}
	if count[dynamicstest.SecretsManager] != 1 || count[dynamicstest.Entra] != 1 {
		t.Errorf("requests = %v, want one for the secret and one for the token", count)
	}
	if strings.Contains(log.String(), dynamicstest.ClientSecret) {
		t.Error("the log holds the client secret")
	}
}

// TestPreparedFunction sends what a cold start sends, over a network: the first
// event then costs one request, and Dataverse may leave Prepare without an answer.
func TestPreparedFunction(t *testing.T) {
	for _, silent := range []int{0, 1} {
		server, handler, _ := setup(t, dynamicstest.SecretARN)
		server.Fail(silent, dynamicstest.Fault{Method: http.MethodHead, Stall: true})
		if err := handler.Client.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		server.ForgetRequests()
		if err := invoke(t, handler, "01-create-account.json"); err != nil {
			t.Fatal(err)
		}
		// The server may see the request that opened the connection after Prepare
		// gave it up.
		requests := slices.DeleteFunc(server.Requests(), func(r dynamicstest.Request) bool { return r.Method == http.MethodHead })
		if len(requests) != 1 {
			t.Errorf("%d requests for the first event, want 1", len(requests))
		}
	}
}

func TestRotationNeedsNoDeployment(t *testing.T) {
	server, handler, _ := setup(t, dynamicstest.SecretARN)
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
		change   func(*dynamicstest.Server)
		want     string
	}{
		{"no such secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-AbCdEf", nil, "ResourceNotFoundException"},
		{"not the JSON", dynamicstest.SecretName, func(s *dynamicstest.Server) { s.SetSecretString("hunter2") }, "not a JSON object"},
		{"a field missing", dynamicstest.SecretName, func(s *dynamicstest.Server) { s.SetSecretString(`{"tenantId":"hunter2"}`) }, "clientId"},
		{
			"no permission", dynamicstest.SecretName,
			func(s *dynamicstest.Server) {
				s.Fail(1, dynamicstest.Fault{Service: dynamicstest.SecretsManager, Status: http.StatusBadRequest,
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
