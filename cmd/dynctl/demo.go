package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/events"
	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/relay"
)

func newDemo(a *app) *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Replay the sample events through the function, against the embedded emulator",
		Long: "Replays every sample event through the handler that Lambda runs, against a\n" +
			"Dataverse emulator in this process, over real HTTP. For each message it shows\n" +
			"the operation, the requests it caused and the outcome; then the rows that exist.\n\n" +
			"With --open it then serves the same as a page, until interrupted, and opens it in a\n" +
			"browser where there is one to open.",
		Args: takesNothing,
	}
	cmd.Flags().BoolVar(&open, "open", false, "show it as a page on 127.0.0.1, until interrupted")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.command(func(ctx context.Context, _ []string) (answer, error) {
			if open {
				return answer{}, a.demoOpen(ctx)
			}
			w := a.stdout
			if a.asJSON {
				w = io.Discard
			}
			shown, err := demo(ctx, w)
			return answer{data: shown}, err
		})(cmd, args)
	}
	return cmd
}

// demoData is what a demo showed.
type demoData struct {
	Events []demoEvent                  `json:"events"`
	Rows   map[string][]json.RawMessage `json:"rows"` // of the tables that changed, by entity set
}

type demoEvent struct {
	Name     string           `json:"name"`
	Messages []map[string]any `json:"messages"` // the function's log lines
	Requests []demoRequest    `json:"requests"`
}

type demoRequest struct {
	Service string `json:"service"`
	Method  string `json:"method"`
	Target  string `json:"target"`
	Status  int    `json:"status"`
}

// demo shows every event as it is replayed. It fails when one ends otherwise than
// its name says, so that nobody is shown a success that is none.
func demo(ctx context.Context, w io.Writer) (demoData, error) {
	server, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{})
	if err != nil {
		return demoData{}, err
	}
	defer server.Close()
	j := &journal{}
	handler := emulatedFunction(server.Connection(), slog.New(j))
	return replaySamples(w, server, j, func(name string, event json.RawMessage) error {
		ctx := lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: name})
		_, err := handler.Invoke(ctx, event)
		return err
	})
}

// replaySamples shows every event as invoke runs it, and the rows that then exist.
func replaySamples(w io.Writer, server *dynamicstest.Server, j *journal, invoke func(name string, event json.RawMessage) error) (demoData, error) {
	shown := demoData{Rows: map[string][]json.RawMessage{}}
	before, err := snapshot(server.Emulator)
	if err != nil {
		return shown, err
	}
	p := printer{w: w, connection: server.Connection()}
	p.introduce()
	names, err := fs.Glob(events.Files, "*.json")
	if err != nil {
		return shown, err
	}
	for _, name := range names {
		event, err := events.Files.ReadFile(name)
		if err != nil {
			return shown, err
		}
		server.ForgetRequests()
		j.forget()
		err = invoke(name, event)
		p.event("events/"+name, j.records, server.Requests())
		if (err != nil) != events.MustFail(name) {
			return shown, fmt.Errorf("replay events/%s: it ended otherwise than its name says: %v", name, err)
		}
		shown.Events = append(shown.Events, newDemoEvent(name, j.records, server.Requests()))
	}
	after, err := snapshot(server.Emulator)
	if err != nil {
		return shown, err
	}
	p.rows(before, after)
	shown.Rows = changed(before, after)
	return shown, nil
}

// changed is what of the rows is in tables that changed.
func changed(before, after map[string][]json.RawMessage) map[string][]json.RawMessage {
	tables := map[string][]json.RawMessage{}
	for set, rows := range after {
		if !sameRows(before[set], rows) {
			tables[set] = rows
		}
	}
	return tables
}

func newDemoEvent(name string, lines []map[string]slog.Value, requests []dynamicstest.Request) demoEvent {
	e := demoEvent{Name: name, Messages: []map[string]any{}, Requests: []demoRequest{}}
	for _, l := range lines {
		line := map[string]any{}
		for key, value := range l {
			line[key] = value.Any()
		}
		e.Messages = append(e.Messages, line)
	}
	for _, r := range requests {
		e.Requests = append(e.Requests, demoRequest{string(r.Service), r.Method, r.Target, r.Status})
	}
	return e
}

// emulatedFunction is the function as it is deployed, in an environment where
// the emulator stands for everything around it.
func emulatedFunction(c dynamicstest.Connection, log *slog.Logger) *relay.Handler {
	return function.New(function.Config{Config: config.Config{SecretARN: c.SecretARN}, AWS: emulatedAWS(c), Log: log})
}

// emulatedAWS is the account that goes with an emulator.
func emulatedAWS(c dynamicstest.Connection) aws.Config {
	return aws.Config{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(c.AWSEndpointURL),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "emulated", SecretAccessKey: "emulated"}, nil
		}),
	}
}

// snapshot is every row of the emulator by entity set.
func snapshot(e *dynamicstest.Emulator) (map[string][]json.RawMessage, error) {
	tables := map[string][]json.RawMessage{}
	for _, set := range e.Tables() {
		rows, err := e.Rows(set)
		if err != nil {
			return nil, err
		}
		tables[set] = rows
	}
	return tables, nil
}
