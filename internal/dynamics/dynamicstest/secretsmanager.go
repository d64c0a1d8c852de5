package dynamicstest

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// SetSecretString makes value what GetSecretValue answers from now on. Until
// then it is a JSON object with tenantId, clientId, clientSecret,
// serviceRootUrl and authorityHost.
func (e *Emulator) SetSecretString(value string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.secret = value
}

// secretsManager is the one operation a client of a single secret needs.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (e *Emulator) secretsManager(r *http.Request, body []byte) answer {
	target := r.Header.Get("X-Amz-Target")
	if r.Method != http.MethodPost || target != "secretsmanager.GetSecretValue" {
		return awsAnswer(http.StatusBadRequest, object{
			{"__type", "UnknownOperationException"},
			{"message", "dynamicstest does not know " + r.Method + " / with X-Amz-Target " + strconv.Quote(target)},
		})
	}
	var in struct {
		SecretID     string `json:"SecretId"`
		VersionStage string
		VersionID    string `json:"VersionId"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return awsAnswer(http.StatusBadRequest, object{{"__type", "SerializationException"}, {"message", err.Error()}})
	}
	if in.SecretID != SecretARN && in.SecretID != SecretName || in.VersionID != "" || in.VersionStage != "" && in.VersionStage != "AWSCURRENT" {
		return awsAnswer(http.StatusBadRequest, object{
			{"__type", "ResourceNotFoundException"},
			{"Message", "Secrets Manager can't find the specified secret."},
		})
	}
	secret := e.secret
	if secret == "" {
		secret = defaultSecret(originOf(r))
	}
	value := func(secret string) object {
		return object{
			{"ARN", SecretARN},
			{"Name", SecretName},
			{"SecretString", secret},
			{"VersionId", namedGUID("secret version")},
			{"VersionStages", []any{"AWSCURRENT"}},
			{"CreatedDate", e.now().Unix()},
		}
	}
	a := awsAnswer(http.StatusOK, value(secret))
	a.recorded = encode(value(redacted))
	return a
}

func defaultSecret(origin string) string {
	c := ConnectionAt(origin)
	return string(encode(object{
		{"tenantId", c.TenantID},
		{"clientId", c.ClientID},
		{"clientSecret", c.ClientSecret},
		{"serviceRootUrl", c.ServiceRootURL},
		{"authorityHost", c.AuthorityHost},
	}))
}

func awsAnswer(status int, body object) answer {
	return answer{status: status, header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, body: encode(body)}
}
