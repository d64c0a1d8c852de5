package main

import (
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awsemulator"
)

// startLogs starts AWS with a log with two attempts for a message and the lines of other
// messages.
func startLogs(ts *testscript.TestScript, _ bool, _ []string) {
	published := time.Date(2026, time.November, 21, 9, 30, 0, 123e6, time.UTC)
	cloud, err := awsemulator.Start(awsemulator.Options{PageSize: 1, Now: func() time.Time { return published }})
	ts.Check(err)
	ts.Defer(func() { ts.Check(cloud.Close()) })
	const group = "/sns-dynamics"
	cloud.AddStack(awsemulator.Stack{Name: "sns-dynamics", Status: "CREATE_COMPLETE", Outputs: map[string]string{"LogGroupName": group}})
	cloud.AddLogGroup(group)
	const of = `"messageId":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","operation":"upsert","entitySet":"contacts","row":"emailaddress1=…",`
	for i, line := range []string{
		`{"level":"WARN","msg":"message failed",` + of + `"code":"0x80072322","class":"unavailable","error":"upsert: PATCH contacts(emailaddress1=…): 429 0x80072322 Number of requests exceeded the limit of 6000","outcome":"retry","status":429,"tries":1,"duration":31.7,"dataverseRequestId":"b66a2029-d42a-4380-b8d8-242852b61a65","requestId":"11111111-2222-4333-8444-555555555555"}`,
		`{"level":"INFO","msg":"message done","messageId":"0d6c2a57-8f3b-5e41-b6a4-9c7d1e52f803","operation":"batch","operations":5,"outcome":"exists","status":200,"duration":12}`,
		`{"level":"INFO","msg":"message done",` + of + `"outcome":"done","status":204,"received":1,"duration":64.2,"dataverseRequestId":"0a4f5c1e-9a3e-4b0b-8f0a-5f0d5b6c7d8e","requestId":"66666666-2222-4333-8444-555555555555"}`,
		`{"level":"WARN","msg":"message failed","messageId":"3f1b0c44-7d2e-5a90-8c15-2e6a9b7d4f01","operation":"delete","entitySet":"leads","outcome":"retry","class":"rejected","status":412,"received":1,"duration":9}`,
		`{"level":"INFO","msg":"message done","messageId":"5c9a7e10-2b4d-5f68-9a31-7d0e8c6b4a02","operation":"action","action":"new_RecordSyncRun","outcome":"done","status":204,"duration":7}`,
		`{"level":"WARN","msg":"message failed","messageId":"8e2d4c1a-6b3f-5d97-8a40-1c9e7f5b3d06","operation":"delete","entitySet":"leads","outcome":"dead-letter","class":"rejected","status":400,"duration":8}`,
	} {
		cloud.Log(group, "stream", published.Add(time.Duration(i)*time.Minute), line)
	}
	for _, v := range cloud.Env() {
		name, value, _ := strings.Cut(v, "=")
		ts.Setenv(name, value)
	}
}
