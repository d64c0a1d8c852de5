package handler_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// snsModel replaces Amazon SNS: it stores the events that the function publishes.
type snsModel struct {
	t      *testing.T
	schema *jsonschema.Schema

	mu    sync.Mutex
	calls int
	taken []takenEvent
	// latency is the duration of each call.
	latency time.Duration
	// refuse makes every call fail with 404, and lose ends every call without a response
	// after SNS took the events. refuseEvent is the id of an event that SNS does not take.
	refuse, lose bool
	refuseEvent  string
}

// takenEvent is a published event.
type takenEvent struct {
	ID            string
	CorrelationID string
	Source        string
	Time          time.Time
	Data          map[string]any
	attributes    map[string]string
	at            time.Time // when SNS took it
}

func newSNSModel(t *testing.T) *snsModel {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../../schema/outcome.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return &snsModel{t: t, schema: schema}
}

// Do implements the HTTP client of the AWS SDK.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (s *snsModel) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") != "PublishBatch" || form.Get("TopicArn") != outcomeARN {
		return nil, fmt.Errorf("unexpected call of SNS: %s %v", body, r.Header)
	}
	select {
	case <-time.After(s.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if s.refuse {
		return answer(r, http.StatusNotFound, `<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>`), nil
	}
	result := s.take(form)
	if s.lose {
		return nil, errors.New("connection reset")
	}
	return answer(r, http.StatusOK, "<PublishBatchResponse><PublishBatchResult>"+result+"</PublishBatchResult></PublishBatchResponse>"), nil
}

// take stores the events of a call and returns the result.
func (s *snsModel) take(form url.Values) string {
	var successful, failed strings.Builder
	for n := 1; ; n++ {
		entry := fmt.Sprintf("PublishBatchRequestEntries.member.%d.", n)
		if !form.Has(entry + "Id") {
			break
		}
		if n > 10 {
			s.t.Errorf("a call has more than ten events")
		}
		e := s.event(form.Get(entry + "Message"))
		e.attributes = map[string]string{}
		for a := 1; form.Has(fmt.Sprintf("%sMessageAttributes.entry.%d.Name", entry, a)); a++ {
			at := fmt.Sprintf("%sMessageAttributes.entry.%d.", entry, a)
			e.attributes[form.Get(at+"Name")] = form.Get(at + "Value.StringValue")
		}
		if e.ID == s.refuseEvent {
			fmt.Fprintf(&failed, "<member><Id>%s</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member>", form.Get(entry+"Id"))
			continue
		}
		s.taken = append(s.taken, e)
		fmt.Fprintf(&successful, "<member><Id>%s</Id><MessageId>m</MessageId></member>", form.Get(entry+"Id"))
	}
	return "<Successful>" + successful.String() + "</Successful><Failed>" + failed.String() + "</Failed>"
}

// event reads an event, and compares it with the schema.
func (s *snsModel) event(text string) takenEvent {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = s.schema.Validate(value)
	}
	e := takenEvent{at: time.Now()}
	if err == nil {
		err = json.Unmarshal([]byte(text), &e)
	}
	if err != nil {
		s.t.Errorf("event %s: %v", text, err)
	}
	return e
}

func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"text/xml"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}
