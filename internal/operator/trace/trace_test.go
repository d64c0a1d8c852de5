package trace_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/operator/trace"
)

const id = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"

// TestOnlyOneMessage is about a service that returns more lines than the filter selects.
func TestOnlyOneMessage(t *testing.T) {
	var asked struct {
		StartTime     int64
		FilterPattern string
	}
	logs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write([]byte(`{"events":[
			{"timestamp":2,"message":"{\"messageId\":\"` + id + `\",\"outcome\":\"done\"}"},
			{"timestamp":1,"message":"{\"messageId\":\"00000000-0000-0000-0000-000000000000\",\"outcome\":\"retry\"}"},
			{"timestamp":1,"message":"{\"outcome\":\"retry\"}"},
			{"timestamp":1,"message":"START ` + id + `"}]}`))
	}))
	defer logs.Close()
	c := aws.Config{Region: "eu-west-1", BaseEndpoint: &logs.URL, Credentials: aws.AnonymousCredentials{}}
	lines, err := trace.Message(t.Context(), c, "group", strings.ToUpper(id), time.Unix(-1, 0))
	if err != nil || len(lines) != 1 || lines[0].Outcome != "done" {
		t.Errorf("%+v, %v, want the one line of the message", lines, err)
	}
	if want := `{ $.messageId = "` + id + `" }`; asked.FilterPattern != want {
		t.Errorf("it asked for %s, want %s", asked.FilterPattern, want)
	}
	if asked.StartTime != 0 {
		t.Errorf("it asked for lines since %d, which no service takes", asked.StartTime)
	}
}

func TestIsMessageID(t *testing.T) {
	for s, want := range map[string]bool{
		id: true, "95DF01B4-EE98-5CB9-9903-4C221D41EB5E": true,
		"": false, "95df01b4": false, id + "0": false, "95df01b4ee985cb999034c221d41eb5e": false, `x" || $.a = "`: false, "another": false,
	} {
		if got := trace.IsMessageID(s); got != want {
			t.Errorf("IsMessageID(%q) = %v", s, got)
		}
	}
}
