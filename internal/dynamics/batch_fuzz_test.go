package dynamics_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// FuzzBatchAnswer responds to a $batch with any text. The client accepts only whole parts
// with a status of success, and no more of them than it sent operations. It sends all other
// operations again in requests of their own.
func FuzzBatchAnswer(f *testing.F) {
	ok := "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 204 No Content\r\nOData-Version: 4.0\r\n\r\n\r\n"
	set := "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + strings.ReplaceAll(ok, "--b", "--c") + "--c--\r\n"
	for _, body := range []string{
		"", "--b--", ok + "--b--\r\n", ok + ok + ok + "--b--", ok + ok + ok + ok + "--b--", strings.ReplaceAll(ok+ok+"--b--", "\r\n", "\n"), ok[:len(ok)-9],
		strings.Replace(ok, "204 No Content", "429 Too Many Requests\r\nRetry-After: 1", 1) + ok + "--b--", set + "--b--\r\n", set + ok + set,
		strings.ReplaceAll(set, "--c", "--b"), strings.Replace(ok, "\r\n\r\n\r\n", "\r\nContent-Length: 99\r\n\r\n{}\r\n", 1) + "--b--", strings.Replace(ok, "HTTP/1.1", "HTTP/9", 1) + "--b--",
		strings.Replace(ok, "204 No", "100 Continue\r\n\r\nHTTP/1.1 204 No", 1) + "--b--", strings.Replace(ok, "binary", "base64", 1) + "--b--", "x" + ok + "y", `{"error":{"code":"","message":"m"}}`,
	} {
		f.Add(body, "multipart/mixed; boundary=b")
	}
	f.Add(ok+"--b--", "multipart/mixed; boundary=")
	f.Add(ok+"--b--", "application/json")
	f.Fuzz(func(t *testing.T, body, contentType string) {
		dataverse, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse}
		var mu sync.Mutex
		alone := 0
		client := e.newClientThrough(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/$batch"):
				h := http.Header{"Odata-Version": {"4.0"}, "Content-Type": {contentType}}
				return &http.Response{StatusCode: 200, ProtoMajor: 1, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			case r.Method == http.MethodPatch:
				mu.Lock()
				alone++
				mu.Unlock()
				return &http.Response{StatusCode: 204, ProtoMajor: 1, Header: http.Header{"Odata-Version": {"4.0"}}, Body: http.NoBody, Request: r}, nil
			}
			return e.Transport().RoundTrip(r)
		}), emulator.ClientSecret)
		if strings.Contains(strings.ToLower(body), "retry-after") {
			return // the client would wait for it
		}
		ops := several(3, func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(numbered(i)), Tag: fmt.Sprint(i), Data: json.RawMessage(`{"lastname":"x"}`)}
		})
		for i, r := range client.RunAll(t.Context(), ops) {
			if r.Err != nil || r.Result.Outcome != dynamics.Done {
				t.Errorf("operation %d: %v, %v", i, r.Result, r.Err)
			}
		}
		if believed := 3 - alone; believed < 0 || believed > strings.Count(body, "HTTP/") || believed > 0 && !strings.Contains(contentType, "boundary") {
			t.Errorf("%d of 3 believed done", believed)
		}
	})
}
