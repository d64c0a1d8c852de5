// Package secretsmanager is GetSecretValue of AWS Secrets Manager, for one secret.
package secretsmanager

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// Server is the one secret of Secrets Manager.
type Server struct {
	arn, name string
	value     string // "" means the value of initial
	initial   func(origin string) string
}

// New returns a server of the secret with that ARN and name. Before SetValue, the secret is
// the result of initial for the origin by which the client reaches the server.
func New(arn, name string, initial func(origin string) string) *Server {
	return &Server{arn: arn, name: name, initial: initial}
}

// SetValue makes value the secret from now on.
func (s *Server) SetValue(value string) { s.value = value }

// Serve serves GetSecretValue, the only operation that a client of a single secret needs.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (s *Server) Serve(r *http.Request, body []byte, now time.Time) response.Response {
	target := r.Header.Get("X-Amz-Target")
	if r.Method != http.MethodPost || target != "secretsmanager.GetSecretValue" {
		return awsAnswer(http.StatusNotImplemented, orderedjson.Object{
			{"__type", "UnknownOperationException"},
			{"message", "the emulator does not know " + r.Method + " / with X-Amz-Target " + strconv.Quote(target)},
		})
	}
	var in struct {
		SecretID     string `json:"SecretId"`
		VersionStage string
		VersionID    string `json:"VersionId"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return awsAnswer(http.StatusBadRequest, orderedjson.Object{{"__type", "SerializationException"}, {"message", err.Error()}})
	}
	if in.SecretID != s.arn && in.SecretID != s.name || in.VersionID != "" || in.VersionStage != "" && in.VersionStage != "AWSCURRENT" {
		return awsAnswer(http.StatusBadRequest, orderedjson.Object{
			{"__type", "ResourceNotFoundException"},
			{"Message", "Secrets Manager can't find the specified secret."},
		})
	}
	secret := s.value
	if secret == "" {
		secret = s.initial(odata.Origin(r))
	}
	value := func(secret string) orderedjson.Object {
		return orderedjson.Object{
			{"ARN", s.arn},
			{"Name", s.name},
			{"SecretString", secret},
			{"VersionId", guid.Named("secret version")},
			{"VersionStages", []any{"AWSCURRENT"}},
			{"CreatedDate", now.Unix()},
		}
	}
	a := awsAnswer(http.StatusOK, value(secret))
	a.Recorded = orderedjson.Encode(value(response.Redacted))
	return a
}

func awsAnswer(status int, body orderedjson.Object) response.Response {
	return response.Response{Status: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: orderedjson.Encode(body)}
}
