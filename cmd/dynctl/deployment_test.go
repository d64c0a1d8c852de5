package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/emulator"
)

// deploymentCommands are the commands of scripts about the set-up and the doctor:
//
//	deploy [CHANGE…]   a deployment and its environment, with changes of deployment.changes
//	token FILE         an administrator's access token
func deploymentCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"deploy": startDeployment, "token": writeToken}
}

// deployment is a deployment in AWS with its Dataverse environment.
type deployment struct {
	ts        *testscript.TestScript
	cloud     *awsemulator.Cloud
	dataverse *emulator.Server

	function     awsemulator.Function
	stack        awsemulator.Stack
	subscription string // the endpoint; "" is no subscription
	alarm        string // the state of the alarm on dead letters; "" is no alarm
	left         int    // messages of a FIFO queue that the stack left; -1 is no such queue
}

// startDeployment starts AWS and Dataverse for a script, sets its environment variables, and
// makes a working deployment with the changes that the arguments name.
func startDeployment(ts *testscript.TestScript, _ bool, args []string) {
	d := newDeployment(ts)
	for _, arg := range args {
		changes := d.changes()
		maps.Copy(changes, d.federationChanges())
		maps.Copy(changes, d.environmentChanges())
		change := changes[arg]
		if change == nil {
			ts.Fatalf("no change is %q", arg)
		}
		change()
	}
	d.deploy()
	for _, v := range d.cloud.Env() {
		name, value, _ := strings.Cut(v, "=")
		ts.Setenv(name, value)
	}
	ts.Setenv("AWS_ENDPOINT_URL_CLOUDWATCH", d.startMetrics())
	c := d.dataverse.Connection()
	ts.Setenv("ORG", c.ServiceRootURL)
	ts.Setenv("AUTHORITY", c.AuthorityHost)
	ts.Setenv("TENANT", c.TenantID)
	ts.Setenv("CLIENT", c.ClientID)
}

func newDeployment(ts *testscript.TestScript) *deployment {
	cloud, err := awsemulator.Start(awsemulator.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(cloud.Close()) })
	dataverse, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	ts.Check(err)
	ts.Defer(func() { dataverse.Close() })
	const function = "sns-dynamics-Function-1A2B3C"
	d := &deployment{ts: ts, cloud: cloud, dataverse: dataverse, alarm: "OK", left: -1, subscription: awsemulator.FunctionARN(function)}
	d.secret("dynamics", "TENANT", emulator.TenantID)
	d.secret("administrator", emulator.ClientID, emulator.AdminClientID, emulator.ClientSecret, emulator.AdminClientSecret)
	topic := cloud.AddTopic("operations", nil)
	queue := cloud.AddQueue("sns-dynamics-Queue-1A2B3C", nil)
	d.function = awsemulator.Function{
		Name: function, CodeSHA256: "JXpMB1pMJyGXD/x+8DgNC/cykYXejzT/mmrIM2Vhw0w=", // of "zip\n"
		Policy: `{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"lambda:InvokeFunction",` +
			`"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `"}}}]}`,
		Mappings: []awsemulator.Mapping{{UUID: "11111111-2222-4333-8444-555555555555", Source: awsemulator.QueueARN("sns-dynamics-Queue-1A2B3C")}},
	}
	d.stack = awsemulator.Stack{
		Name: "sns-dynamics", Parameters: map[string]string{"Delivery": "direct", "KeepOrdered": "no"},
		Outputs: map[string]string{
			"TopicArn": topic, "FunctionName": function, "QueueUrl": queue, "SecretArn": awsemulator.SecretARN("dynamics"),
			"DeadLetterQueueUrl": cloud.AddQueue("sns-dynamics-DeadLetterQueue-1A2B3C", nil), "LogGroupName": "sns-dynamics-FunctionLogGroup-1A2B3C",
		},
		Resources: map[string]awsemulator.Resource{
			"DeadLetterAlarm": {Type: "AWS::CloudWatch::Alarm", PhysicalID: "sns-dynamics-DeadLetterAlarm-1A2B3C"},
			"QueueAgeAlarm":   {Type: "AWS::CloudWatch::Alarm", PhysicalID: "sns-dynamics-QueueAgeAlarm-1A2B3C"},
			"Topic":           {Type: "AWS::SNS::Topic", PhysicalID: topic},
			"Queue":           {Type: "AWS::SQS::Queue", PhysicalID: queue},
		},
	}
	return d
}

// deploy creates the resources of the deployment in AWS.
func (d *deployment) deploy() {
	d.cloud.AddFunction(d.function)
	if d.stack.Name != "" {
		d.leave(d.cloud.AddStack(d.stack))
	}
	if d.subscription != "" {
		protocol, _, _ := strings.Cut(strings.TrimPrefix(d.subscription, "arn:aws:"), ":")
		d.cloud.Subscribe(awsemulator.TopicARN("operations"), awsemulator.Subscription{Protocol: protocol, Endpoint: d.subscription})
	}
	if d.alarm != "" {
		d.cloud.AddAlarm(awsemulator.Alarm{Name: "sns-dynamics-DeadLetterAlarm-1A2B3C", State: d.alarm, Actions: []string{awsemulator.TopicARN("night")}})
	}
	d.cloud.AddAlarm(awsemulator.Alarm{Name: "sns-dynamics-QueueAgeAlarm-1A2B3C"})
	d.cloud.AddAlarm(awsemulator.Alarm{Name: "sns-dynamics-other-DeadLetterAlarm-9Z", State: "ALARM"}) // another stack's
}

// leave adds the FIFO queue that an earlier Delivery=ordered left, with some messages.
func (d *deployment) leave(stackID string) {
	if d.left < 0 {
		return
	}
	id, _, _ := strings.Cut(stackID[strings.LastIndexByte(stackID, '/')+1:], "-")
	url := d.cloud.AddQueue("sns-dynamics-"+id+".fifo", map[string]string{"FifoQueue": "true"})
	for n := range d.left {
		d.cloud.Put(url, awsemulator.Message{Body: fmt.Sprint(n), Group: "g"})
	}
}

// ordered makes the stack one of Delivery=ordered, or keeps its FIFO queue.
func (d *deployment) ordered(delivery, keepOrdered string) {
	const name = "sns-dynamics-0a1b2c3d.fifo"
	url := d.cloud.AddQueue(name, map[string]string{"FifoQueue": "true", "Policy": `{"Statement":{"Effect":"Allow","Principal":{"Service":["sns.amazonaws.com"]},` +
		`"Condition":{"ArnEquals":{"aws:SourceArn":"` + awsemulator.TopicARN("operations") + `"}}}}`})
	d.stack.Parameters["Delivery"] = delivery
	if d.stack.Parameters["KeepOrdered"] = keepOrdered; keepOrdered == "" {
		delete(d.stack.Parameters, "KeepOrdered")
	}
	d.stack.Resources["OrderedQueue"] = awsemulator.Resource{Type: "AWS::SQS::Queue", PhysicalID: url}
	mapping := awsemulator.Mapping{UUID: "22222222-2222-4333-8444-555555555555", Source: awsemulator.QueueARN(name)}
	if keepOrdered == "" {
		d.function.Mappings = nil
		delete(d.stack.Resources, "Queue")
	}
	d.function.Mappings = append(d.function.Mappings, mapping)
	if delivery == "ordered" {
		d.stack.Outputs["QueueUrl"] = url
		d.subscription = mapping.Source
	}
}

// secret stores the emulator's credentials as a secret, with some of their text replaced.
func (d *deployment) secret(name string, replace ...string) {
	c := d.dataverse.Connection()
	d.cloud.AddSecret(name, strings.NewReplacer(replace...).Replace(fmt.Sprintf(
		`{"tenantId":%q,"clientId":%q,"clientSecret":%q,"serviceRootUrl":%q,"authorityHost":%q,"owner":"crm team"}`,
		c.TenantID, c.ClientID, c.ClientSecret, c.ServiceRootURL, c.AuthorityHost)))
}

// changes are the changes to a working deployment, by name.
func (d *deployment) changes() map[string]func() {
	const user = "systemusers(" + emulator.ApplicationUserID + ")"
	part := func(role string) { d.send("DELETE", user+"/systemuserroles_association("+role+")/$ref", "") }
	return map[string]func(){
		"no-stack":     func() { d.stack.Name = "" },
		"rolled-back":  func() { d.stack.Status = "ROLLBACK_COMPLETE" },
		"no-secret":    func() { d.stack.Outputs["SecretArn"] = awsemulator.SecretARN("gone") },
		"bad-secret":   func() { d.cloud.AddSecret("dynamics", `{"tenantId":"hunter2"}`) },
		"wrong-tenant": func() { d.secret("dynamics", emulator.TenantID, "00000000-0000-4000-8000-000000000000") },
		"wrong-secret": func() { d.dataverse.SetClientSecret("another") },
		"expired":      func() { d.dataverse.ExpireClientSecret() },
		"no-user":      func() { d.send("DELETE", user, "") },
		"disabled":     func() { d.send("PATCH", user, `{"isdisabled":true}`) },
		"no-roles": func() {
			part(emulator.SyncRoleID)
			part(emulator.DelegateRoleID)
		},
		"no-definitions": func() {
			const role, readUser = "roles(5a1de000-0000-4000-8000-0000000000aa)", "891a637a-c792-8426-bb8e-9025794aa95c"
			part(emulator.SyncRoleID)
			d.send("PATCH", role, `{"name":"Reader","businessunitid@odata.bind":"/businessunits(`+emulator.BusinessUnitID+`)"}`)
			d.send("POST", role+"/Microsoft.Dynamics.CRM.AddPrivilegesRole", `{"Privileges":[{"PrivilegeId":"`+readUser+`","Depth":"3"}]}`)
			d.send("POST", user+"/systemuserroles_association/$ref", `{"@odata.id":"`+d.dataverse.Connection().ServiceRootURL+role+`"}`)
		},
		"no-delegate":    func() { part(emulator.DelegateRoleID) },
		"unsubscribed":   func() { d.subscription = "" },
		"no-permission":  func() { d.function.Policy = "" },
		"mapping-off":    func() { d.function.Mappings[0].State = "Disabled" },
		"no-mapping":     func() { d.function.Mappings = nil },
		"ringing":        func() { d.alarm = "ALARM" },
		"no-alarm":       func() { d.alarm = "" },
		"fenced":         func() { d.fence("create,update,upsert", "accounts,contacts", "WinOpportunity", "no") },
		"fenced-wide":    func() { d.fence("*", "*", "*", "yes") },
		"fenced-wrong":   func() { d.fence("merge", "*", "*", "yes") },
		"fenced-more":    func() { d.fence("*", "contacts,acounts,businessunits", "*", "yes") },
		"dead-letters":   func() { d.cloud.Put(d.stack.Outputs["DeadLetterQueueUrl"], awsemulator.Message{Body: "{}"}) },
		"queued":         d.queue,
		"bucket":         func() { d.stack.Parameters["CodeBucket"] = "code-bucket" },
		"left-empty":     func() { d.left = 0 },
		"left-messages":  func() { d.left = 2 },
		"ordered":        func() { d.ordered("ordered", "no") },
		"ordered-before": func() { d.ordered("ordered", "") },
		"kept":           func() { d.ordered("direct", "yes") },
		"kept-no-mapping": func() {
			d.ordered("direct", "yes")
			d.function.Mappings = d.function.Mappings[:1]
		},
		"waiting-behind": func() {
			d.ordered("ordered", "no")
			d.cloud.Put(d.stack.Resources["Queue"].PhysicalID, awsemulator.Message{Body: "{}"})
		},
		"dataverse-down": func() {
			d.dataverse.Fail(99, emulator.Fault{Status: 503, Header: http.Header{"Retry-After": {"900"}}})
		},
		"ip-firewall":     func() { d.ts.Check(d.dataverse.SetFault("ip-firewall", emulator.EveryRequest)) },
		"aws-denies":      func() { d.cloud.Fail(99, awsemulator.Fault{Code: "AccessDeniedException", Status: 403}) },
		"create-is-lost":  func() { d.dataverse.Fail(1, emulator.Fault{Method: "POST", Drop: true}) },
		"secret-is-empty": func() { d.cloud.AddSecret("dynamics", "") },
	}
}

// queue makes SNS send to the queue instead of the function.
func (d *deployment) queue() {
	d.stack.Parameters["Delivery"] = "queued"
	d.function.Policy = ""
	d.subscription = awsemulator.QueueARN("sns-dynamics-Queue-1A2B3C")
	d.cloud.AddQueue("sns-dynamics-Queue-1A2B3C", map[string]string{
		"Policy": `{"Statement":{"Effect":"Allow","Principal":{"Service":["sns.amazonaws.com"]},"Condition":{"ArnEquals":{"aws:SourceArn":"` + awsemulator.TopicARN("operations") + `"}}}}`,
	})
}

// fence sets the variables of the function that limit what messages may ask for.
func (d *deployment) fence(operations, tables, actions, impersonation string) {
	d.function.Environment = map[string]string{
		"ALLOWED_OPERATIONS": operations, "ALLOWED_TABLES": tables, "ALLOWED_ACTIONS": actions,
		"ALLOW_IMPERSONATION": impersonation, "ALLOW_BYPASS": "no",
	}
}

// send changes something in Dataverse as the administrator.
func (d *deployment) send(method, path, body string) {
	c := d.dataverse.Connection()
	root, err := webapi.ParseRoot(c.ServiceRootURL)
	d.ts.Check(err)
	client := cli.NewClient(auth.Credentials{
		TenantID: c.TenantID, ClientID: emulator.AdminClientID, ClientSecret: emulator.AdminClientSecret, Root: root, AuthorityHost: c.AuthorityHost,
	})
	_, err = client.Do(context.Background(), dynamics.Request{Op: "prepare", Method: method, Path: path, Body: []byte(body)})
	d.ts.Check(err)
}

// startMetrics serves one metric of CloudWatch, and forwards other requests to the AWS
// emulator. It returns its URL.
func (d *deployment) startMetrics() string {
	target, err := url.Parse(d.cloud.URL())
	d.ts.Check(err)
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
	d.ts.Defer(server.Close)
	return server.URL
}

// writeToken writes an access token of the administrator to a file, as az account
// get-access-token prints it.
func writeToken(ts *testscript.TestScript, _ bool, args []string) {
	resp, err := http.PostForm(ts.Getenv("AUTHORITY")+"/"+emulator.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {ts.Getenv("AUTHORITY") + "/.default"},
		"client_id": {emulator.AdminClientID}, "client_secret": {emulator.AdminClientSecret},
	})
	ts.Check(err)
	defer resp.Body.Close()
	var granted struct {
		Token string `json:"access_token"`
	}
	ts.Check(json.NewDecoder(resp.Body).Decode(&granted))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(granted.Token+"\n"), 0o600))
}
