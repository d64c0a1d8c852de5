package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awstest"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// officeCommands are those of scripts about the set-up and the doctor.
func officeCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"office": startOffice, "token": writeToken}
}

// office is a deployment with the environment that it writes to.
type office struct {
	ts        *testscript.TestScript
	cloud     *awstest.Cloud
	dataverse *dynamicstest.Server

	function     awstest.Function
	stack        awstest.Stack
	subscription string // the endpoint; "" means none
	alarm        string // the state of the alarm on dead letters; "" means there is none
}

// startOffice starts AWS and Dataverse for a script, sets its environment, and
// makes a deployment that is in order but for what the arguments say.
func startOffice(ts *testscript.TestScript, _ bool, args []string) {
	o := newOffice(ts)
	for _, arg := range args {
		change := o.changes()[arg]
		if change == nil {
			ts.Fatalf("no office is %q", arg)
		}
		change()
	}
	o.deploy()
	for _, v := range o.cloud.Env() {
		name, value, _ := strings.Cut(v, "=")
		ts.Setenv(name, value)
	}
	ts.Setenv("AWS_ENDPOINT_URL_CLOUDWATCH", o.startMetrics())
	c := o.dataverse.Connection()
	ts.Setenv("ORG", c.ServiceRootURL)
	ts.Setenv("AUTHORITY", c.AuthorityHost)
	ts.Setenv("TENANT", c.TenantID)
	ts.Setenv("CLIENT", c.ClientID)
}

func newOffice(ts *testscript.TestScript) *office {
	cloud, err := awstest.Start(awstest.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(cloud.Close()) })
	dataverse, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	ts.Check(err)
	ts.Defer(func() { dataverse.Close() })
	const function = "sns-dynamics-Function-1A2B3C"
	o := &office{ts: ts, cloud: cloud, dataverse: dataverse, alarm: "OK", subscription: awstest.FunctionARN(function)}
	o.secret("dynamics", "TENANT", dynamicstest.TenantID)
	o.secret("administrator", dynamicstest.ClientID, dynamicstest.AdminClientID, dynamicstest.ClientSecret, dynamicstest.AdminClientSecret)
	topic := cloud.AddTopic("operations", nil)
	queue := cloud.AddQueue("sns-dynamics-Queue-1A2B3C", nil)
	o.function = awstest.Function{
		Name: function, CodeSHA256: "JXpMB1pMJyGXD/x+8DgNC/cykYXejzT/mmrIM2Vhw0w=", // of "zip\n"
		Policy: `{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"lambda:InvokeFunction",` +
			`"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `"}}}]}`,
		Mappings: []awstest.Mapping{{UUID: "11111111-2222-4333-8444-555555555555", Source: awstest.QueueARN("sns-dynamics-Queue-1A2B3C")}},
	}
	o.stack = awstest.Stack{
		Name: "sns-dynamics", Parameters: map[string]string{"Delivery": "direct"},
		Outputs: map[string]string{
			"TopicArn": topic, "FunctionName": function, "QueueUrl": queue, "SecretArn": awstest.SecretARN("dynamics"),
			"DeadLetterQueueUrl": cloud.AddQueue("sns-dynamics-DeadLetterQueue-1A2B3C", nil), "LogGroupName": "sns-dynamics-FunctionLogGroup-1A2B3C",
		},
		Resources: map[string]awstest.Resource{
			"DeadLetterAlarm": {Type: "AWS::CloudWatch::Alarm", PhysicalID: "sns-dynamics-DeadLetterAlarm-1A2B3C"},
			"QueueAgeAlarm":   {Type: "AWS::CloudWatch::Alarm", PhysicalID: "sns-dynamics-QueueAgeAlarm-1A2B3C"},
			"Topic":           {Type: "AWS::SNS::Topic", PhysicalID: topic},
		},
	}
	return o
}

// deploy makes of AWS what the office says.
func (o *office) deploy() {
	o.cloud.AddFunction(o.function)
	if o.stack.Name != "" {
		o.cloud.AddStack(o.stack)
	}
	if o.subscription != "" {
		protocol, _, _ := strings.Cut(strings.TrimPrefix(o.subscription, "arn:aws:"), ":")
		o.cloud.Subscribe(awstest.TopicARN("operations"), awstest.Subscription{Protocol: protocol, Endpoint: o.subscription})
	}
	if o.alarm != "" {
		o.cloud.AddAlarm(awstest.Alarm{Name: "sns-dynamics-DeadLetterAlarm-1A2B3C", State: o.alarm, Actions: []string{awstest.TopicARN("night")}})
	}
	o.cloud.AddAlarm(awstest.Alarm{Name: "sns-dynamics-QueueAgeAlarm-1A2B3C"})
	o.cloud.AddAlarm(awstest.Alarm{Name: "sns-dynamics-other-DeadLetterAlarm-9Z", State: "ALARM"}) // another stack's
}

// secret keeps the emulator's own credentials, with some of their text replaced.
func (o *office) secret(name string, replace ...string) {
	c := o.dataverse.Connection()
	o.cloud.AddSecret(name, strings.NewReplacer(replace...).Replace(fmt.Sprintf(
		`{"tenantId":%q,"clientId":%q,"clientSecret":%q,"serviceRootUrl":%q,"authorityHost":%q,"owner":"crm team"}`,
		c.TenantID, c.ClientID, c.ClientSecret, c.ServiceRootURL, c.AuthorityHost)))
}

// changes are what can be out of order, by name.
func (o *office) changes() map[string]func() {
	const user = "systemusers(" + dynamicstest.ApplicationUserID + ")"
	part := func(role string) { o.send("DELETE", user+"/systemuserroles_association("+role+")/$ref", "") }
	return map[string]func(){
		"no-stack":     func() { o.stack.Name = "" },
		"rolled-back":  func() { o.stack.Status = "ROLLBACK_COMPLETE" },
		"no-secret":    func() { o.stack.Outputs["SecretArn"] = awstest.SecretARN("gone") },
		"bad-secret":   func() { o.cloud.AddSecret("dynamics", `{"tenantId":"hunter2"}`) },
		"wrong-tenant": func() { o.secret("dynamics", dynamicstest.TenantID, "00000000-0000-4000-8000-000000000000") },
		"wrong-secret": func() { o.dataverse.SetClientSecret("another") },
		"expired":      func() { o.dataverse.ExpireClientSecret() },
		"no-user":      func() { o.send("DELETE", user, "") },
		"disabled":     func() { o.send("PATCH", user, `{"isdisabled":true}`) },
		"no-roles": func() {
			part(dynamicstest.SyncRoleID)
			part(dynamicstest.DelegateRoleID)
		},
		"no-definitions": func() {
			const role, readUser = "roles(5a1de000-0000-4000-8000-0000000000aa)", "891a637a-c792-8426-bb8e-9025794aa95c"
			part(dynamicstest.SyncRoleID)
			o.send("PATCH", role, `{"name":"Reader","businessunitid@odata.bind":"/businessunits(`+dynamicstest.BusinessUnitID+`)"}`)
			o.send("POST", role+"/Microsoft.Dynamics.CRM.AddPrivilegesRole", `{"Privileges":[{"PrivilegeId":"`+readUser+`","Depth":"3"}]}`)
			o.send("POST", user+"/systemuserroles_association/$ref", `{"@odata.id":"`+o.dataverse.Connection().ServiceRootURL+role+`"}`)
		},
		"no-delegate":   func() { part(dynamicstest.DelegateRoleID) },
		"unsubscribed":  func() { o.subscription = "" },
		"no-permission": func() { o.function.Policy = "" },
		"mapping-off":   func() { o.function.Mappings[0].State = "Disabled" },
		"no-mapping":    func() { o.function.Mappings = nil },
		"ringing":       func() { o.alarm = "ALARM" },
		"no-alarm":      func() { o.alarm = "" },
		"dead-letters":  func() { o.cloud.Put(o.stack.Outputs["DeadLetterQueueUrl"], awstest.Message{Body: "{}"}) },
		"queued":        o.queue,
		"dataverse-down": func() {
			o.dataverse.Fail(99, dynamicstest.Fault{Status: 503, Header: http.Header{"Retry-After": {"900"}}})
		},
		"ip-firewall":     func() { o.ts.Check(o.dataverse.SetFault("ip-firewall", dynamicstest.EveryRequest)) },
		"aws-denies":      func() { o.cloud.Fail(99, awstest.Fault{Code: "AccessDeniedException", Status: 403}) },
		"create-is-lost":  func() { o.dataverse.Fail(1, dynamicstest.Fault{Method: "POST", Drop: true}) },
		"secret-is-empty": func() { o.cloud.AddSecret("dynamics", "") },
	}
}

// queue makes SNS fill the queue, rather than invoke the function.
func (o *office) queue() {
	o.stack.Parameters["Delivery"] = "queued"
	o.function.Policy = ""
	o.subscription = awstest.QueueARN("sns-dynamics-Queue-1A2B3C")
	o.cloud.AddQueue("sns-dynamics-Queue-1A2B3C", map[string]string{
		"Policy": `{"Statement":{"Effect":"Allow","Principal":{"Service":["sns.amazonaws.com"]},"Condition":{"ArnEquals":{"aws:SourceArn":"` + awstest.TopicARN("operations") + `"}}}}`,
	})
}

// send changes something in Dataverse as the administrator.
func (o *office) send(method, path, body string) {
	c := o.dataverse.Connection()
	root, err := dynamics.ParseRoot(c.ServiceRootURL)
	o.ts.Check(err)
	client := newClient(given(dynamics.Credentials{
		TenantID: c.TenantID, ClientID: dynamicstest.AdminClientID, ClientSecret: dynamicstest.AdminClientSecret, Root: root, AuthorityHost: c.AuthorityHost,
	}))
	_, err = client.Ask(context.Background(), dynamics.Question{Op: "prepare", Method: method, Path: path, Body: []byte(body)})
	o.ts.Check(err)
}

// startMetrics serves CloudWatch's metrics, of which there is one, and leads all
// else on to the other fakes. It returns where.
func (o *office) startMetrics() string {
	target, err := url.Parse(o.cloud.URL())
	o.ts.Check(err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/GetMetricStatistics") {
			proxy.ServeHTTP(w, r)
			return
		}
		point := func(minutes, seconds int) cbor.Value {
			at := float64(time.Now().Add(time.Duration(-minutes) * time.Minute).Unix())
			return cbor.Map{"Timestamp": &cbor.Tag{ID: 1, Value: cbor.Float64(at)}, "Maximum": cbor.Float64(seconds)}
		}
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		w.Header().Set("Content-Type", "application/cbor")
		w.Write(cbor.Encode(cbor.Map{"Datapoints": cbor.List{point(3, 60), point(1, 7385), point(2, 120)}}))
	}))
	o.ts.Defer(server.Close)
	return server.URL
}

// writeToken writes an access token of the administrator's into a file, as az
// account get-access-token would print it.
func writeToken(ts *testscript.TestScript, _ bool, args []string) {
	resp, err := http.PostForm(ts.Getenv("AUTHORITY")+"/"+dynamicstest.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {ts.Getenv("AUTHORITY") + "/.default"},
		"client_id": {dynamicstest.AdminClientID}, "client_secret": {dynamicstest.AdminClientSecret},
	})
	ts.Check(err)
	defer resp.Body.Close()
	var granted struct {
		Token string `json:"access_token"`
	}
	ts.Check(json.NewDecoder(resp.Body).Decode(&granted))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(granted.Token+"\n"), 0o600))
}
