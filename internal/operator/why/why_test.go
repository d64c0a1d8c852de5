package why_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/loggroup"
	"sns-dynamics/internal/operator/why"
)

// TestKnows: the command of an alarm is dynctl why exactly if the log has its causes.
func TestKnows(t *testing.T) {
	for _, a := range alarm.All() {
		if isWhy := a.Command == "dynctl why "+a.ID; isWhy != why.Knows(a.ID) {
			t.Errorf("%s: the command is %s, and Knows is %v", a.ID, a.Command, why.Knows(a.ID))
		}
	}
}

func TestCauses(t *testing.T) {
	start := time.Date(2026, time.November, 21, 9, 30, 0, 0, time.UTC)
	cloud := awsemulator.StartTest(t, awsemulator.Options{PageSize: 2, Now: func() time.Time { return start }})
	for i, line := range []string{
		`{"class":"unavailable","code":"0x80072322","status":429,"operation":"upsert","entitySet":"contacts","error":"first"}`,
		`{"class":"unavailable","code":"0x80072322","status":429,"operation":"upsert","entitySet":"contacts","error":"second"}`,
		`{"class":"unavailable","status":503,"operation":"create","entitySet":"leads","error":"down"}`,
		`{"class":"misconfigured","outcome":"retry","code":"AADSTS7000222","error":"get token: expired","fix":"make a new client secret"}`,
		`{"type":"platform.report","record":{"status":"timeout","metrics":{"durationMs":150000.4,"memorySizeMB":512,"maxMemoryUsedMB":130}}}`,
		`{"type":"platform.report","record":{"status":"success","metrics":{"durationMs":140000,"memorySizeMB":512,"maxMemoryUsedMB":130}}}`,
		`{"type":"platform.report","record":{"status":"success","metrics":{"durationMs":900,"memorySizeMB":512,"maxMemoryUsedMB":130}}}`,
		`{"message":"function not started","error":"environment variable ALLOWED_TABLES: expected names"}`,
		`{"class":"unavailable","outcome":"failed","handOverError":"send to queue: AccessDenied","error":"x"}`,
		`{"outcome":"done","status":204}`,
		`START RequestId`,
	} {
		cloud.Log("/f", "s", start.Add(time.Duration(i)*time.Minute), line)
	}
	at := func(i int) time.Time { return start.Add(time.Duration(i) * time.Minute) }
	for name, want := range map[string][]why.Cause{
		"ThrottledAlarm": {{Class: "unavailable", Code: "0x80072322", Status: 429, Operation: "upsert", EntitySet: "contacts", Lines: 2, Newest: at(1), Error: "second"}},
		"OverdueAlarm": {
			{Class: "unavailable", Code: "0x80072322", Status: 429, Operation: "upsert", EntitySet: "contacts", Lines: 2, Newest: at(1), Error: "second"},
			{Class: "unavailable", Code: "handOverError", Lines: 1, Newest: at(8), Error: "send to queue: AccessDenied"},
			{Class: "unavailable", Status: 503, Operation: "create", EntitySet: "leads", Lines: 1, Newest: at(2), Error: "down"},
		},
		"QueueStalledAlarm": {
			{Class: "unavailable", Code: "0x80072322", Status: 429, Operation: "upsert", EntitySet: "contacts", Lines: 2, Newest: at(1), Error: "second"},
			{Class: "unavailable", Code: "handOverError", Lines: 1, Newest: at(8), Error: "send to queue: AccessDenied"},
			{Class: "misconfigured", Code: "AADSTS7000222", Lines: 1, Newest: at(3), Error: "get token: expired", Fix: "make a new client secret"},
			{Class: "unavailable", Status: 503, Operation: "create", EntitySet: "leads", Lines: 1, Newest: at(2), Error: "down"},
		},
		"MisconfiguredAlarm": {{Class: "misconfigured", Code: "AADSTS7000222", Lines: 1, Newest: at(3), Error: "get token: expired", Fix: "make a new client secret"}},
		"ErrorAlarm": {
			{Class: "unavailable", Code: "handOverError", Lines: 1, Newest: at(8), Error: "send to queue: AccessDenied"},
			{Lines: 1, Newest: at(7), Error: "environment variable ALLOWED_TABLES: expected names"},
			{Code: "invocation: timeout", Lines: 1, Newest: at(4), Error: "an invocation took 2m30s, and 130 of 512 MB"},
		},
		"DurationAlarm": {
			{Code: "invocation: success", Lines: 1, Newest: at(5), Error: "an invocation took 2m20s, and 130 of 512 MB"},
			{Code: "invocation: timeout", Lines: 1, Newest: at(4), Error: "an invocation took 2m30s, and 130 of 512 MB"},
		},
	} {
		got, isWhole, err := why.Causes(t.Context(), cloud.Config(), "/f", name, start)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || !isWhole {
			t.Errorf("%s: %v, %v (-want +got):\n%s", name, isWhole, err, diff)
		}
	}
	if _, _, err := why.Causes(t.Context(), cloud.Config(), "/none", "ErrorAlarm", start); !errors.Is(err, loggroup.ErrNotFound) {
		t.Errorf("without a log group: %v", err)
	}
}
