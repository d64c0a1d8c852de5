package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// priceList is the file of list prices.
//
//go:embed prices.json
var priceList []byte

// price is the price of one unit in USD, with the page that states it.
type price struct {
	USD  float64 `json:"usd"`
	Page string  `json:"page"`
}

// prices are the list prices of the services that a message passes.
type prices struct {
	Region                     string
	Date                       string
	Note                       string
	LambdaGBSecondArm64        price
	LambdaRequest              price
	SNSPublish                 price
	SQSRequest                 price
	LogGB                      price
	MetricMonth                price
	XrayTrace                  price
	EventBridgeEvent           price
	EventBridgeAPIDestination  price
	LogicAppsAction            price
	LogicAppsStandardConnector price
}

const (
	million = 1_000_000
	// costLatency is the time of a response of Dataverse in the computation. A longer time
	// costs more of Lambda's time.
	costLatency = 100 * time.Millisecond
	// functionGB is the memory of the function in the template.
	functionGB = 0.25
	// eventOverhead is the bytes that CloudWatch Logs adds to each line of a log.
	//
	// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
	eventOverhead = 26
	// tracedShare is the share of the invocations that X-Ray records by its default rule.
	//
	// See https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
	tracedShare = 0.05
	// metricNames is the number of metrics of a stack that creates and upserts.
	metricNames = 8
	// mostReceived is the number of messages of one request to SQS.
	mostReceived = 10
)

// platformLines are lines of the form that Lambda writes for each invocation at the level
// INFO.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
var platformLines = [...]string{
	`{"time":"2026-11-21T09:30:05.685Z","type":"platform.start","record":{"requestId":"3b6b2d3e-7f0a-4b9e-8e9e-1d7c1a2b3c4d","version":"$LATEST"}}`,
	`{"time":"2026-11-21T09:30:05.713Z","type":"platform.report","record":{"requestId":"3b6b2d3e-7f0a-4b9e-8e9e-1d7c1a2b3c4d","metrics":{"durationMs":27.123,"billedDurationMs":28,"memorySizeMB":256,"maxMemoryUsedMB":41},"tracing":{"spanId":"3b6b2d3e7f0a4b9e","type":"X-Amzn-Trace-Id","value":"Root=1-65f1a2b3-3b6b2d3e7f0a4b9e8e9e1d7c;Parent=3b6b2d3e7f0a4b9e;Sampled=1"},"status":"success"}}`,
}

// cost is the price of a million messages of about a quarter of a KB in one mode, and what
// it follows from.
type cost struct {
	Mode string `json:"mode"`
	// Messages is the number of messages of an invocation, and Milliseconds the measured
	// time of one.
	Messages     int     `json:"messages_per_invocation,omitempty"`
	Milliseconds float64 `json:"ms_per_invocation,omitempty"`
	// LogBytes are the bytes of a message in the log at INFO: the lines of the function, of
	// its metrics and of Lambda.
	LogBytes float64 `json:"log_bytes_per_message,omitempty"`
	// Parts are the USD of each service for a million messages.
	Parts map[string]float64 `json:"usd_parts"`
	USD   float64            `json:"usd_per_million"`
	// Month is the USD of the metrics for a month, however many messages there are.
	Month float64 `json:"usd_per_month,omitempty"`
}

// costs computes the price of a million messages in each mode from measured times and
// bytes, beside the published prices of other ways.
func (b *bench) costs(time.Duration) error {
	var p prices
	if err := json.Unmarshal(priceList, &p); err != nil {
		return fmt.Errorf("read the prices: %w", err)
	}
	e, err := startEmulator(b.dir, costLatency)
	if err != nil {
		return err
	}
	defer e.stop()
	for _, mode := range []struct {
		name  string
		batch int
	}{{"direct", 0}, {"queued", mostReceived}, {"queued, batches of 100", 100}} {
		c, err := b.costOf(e, p, mode.name, mode.batch)
		if err != nil {
			return err
		}
		b.cost = append(b.cost, c)
	}
	b.cost = append(b.cost,
		sumUp(cost{Mode: "EventBridge, API destination", Parts: map[string]float64{
			"events": million * p.EventBridgeEvent.USD, "API destination": million * p.EventBridgeAPIDestination.USD,
		}}),
		sumUp(cost{Mode: "Logic Apps, HTTP trigger and Dataverse connector", Parts: map[string]float64{
			"trigger": million * p.LogicAppsAction.USD, "connector": million * p.LogicAppsStandardConnector.USD,
		}}),
	)
	return nil
}

// costOf measures one mode. A batch of 0 means events of SNS.
func (b *bench) costOf(e *emulatorProcess, p prices, name string, batch int) (cost, error) {
	var log bytes.Buffer
	// The library of Lambda names the time and the text differently, and adds the id of the
	// invocation.
	names := map[string]string{slog.TimeKey: "timestamp", slog.MessageKey: "message"}
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if name := names[a.Key]; name != "" && len(groups) == 0 {
			a.Key = name
		}
		return a
	}}))
	h := newLoggedHandler(e, 0, nil, logger.With("requestId", guid("invocation")), &log)
	each := max(1, batch)
	rounds := either(b.quick, 20, 100)
	var events [][]byte
	if batch == 0 {
		for i := range rounds {
			events = append(events, snsEvent(order(i)))
		}
	} else {
		events = sqsEvents(upserts(rounds*each, 0), each)
	}
	if err := invoke(h, snsEvent(warmUp)); err != nil {
		return cost{}, err
	}
	log.Reset()
	begun := time.Now()
	for _, event := range events {
		if err := invoke(h, event); err != nil {
			return cost{}, err
		}
	}
	took := time.Since(begun) / time.Duration(rounds)
	written := float64(log.Len()+eventOverhead*bytes.Count(log.Bytes(), []byte("\n"))) / float64(rounds*each)
	platform := 0
	for _, line := range platformLines {
		platform += len(line) + eventOverhead
	}
	logBytes := written + float64(platform)/float64(each)
	invocations := million / float64(each)
	c := cost{Mode: name, Messages: each, Month: metricNames * p.MetricMonth.USD, Milliseconds: round(float64(took.Microseconds())/1000, 4), LogBytes: round(logBytes, 4), Parts: map[string]float64{
		"SNS":             million * p.SNSPublish.USD,
		"Lambda requests": invocations * p.LambdaRequest.USD,
		"Lambda time":     invocations * functionGB * float64((took + time.Millisecond - 1).Milliseconds()) / 1000 * p.LambdaGBSecondArm64.USD,
		"log":             million * logBytes / 1e9 * p.LogGB.USD,
		"X-Ray":           invocations * tracedShare * p.XrayTrace.USD,
	}}
	if batch > 0 {
		// SNS sends each message alone. The poller receives and deletes at most 10 at a time.
		c.Parts["SQS"] = (million + 2*million/mostReceived) * p.SQSRequest.USD
	}
	return sumUp(c), nil
}

// sumUp rounds the parts of a cost, and adds them up.
func sumUp(c cost) cost {
	for name, usd := range c.Parts {
		c.USD += usd
		c.Parts[name] = round(usd, 3)
	}
	c.USD = round(c.USD, 4)
	return c
}

// printCosts writes the costs for people.
func printCosts(all []cost, to io.Writer) {
	if len(all) == 0 {
		return
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\na million messages\tUSD\tUSD a month\tms an invocation\tbytes of the log\tparts\n")
	for _, c := range all {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(c.Parts)) {
			parts = append(parts, fmt.Sprintf("%s %.4g", name, c.Parts[name]))
		}
		fmt.Fprintf(w, "  %s\t%.2f\t%.2f\t%s\t%s\t%s\n", c.Mode, c.USD, c.Month, number(c.Milliseconds), number(c.LogBytes), strings.Join(parts, ", "))
	}
	w.Flush()
}
