package inprocess

import (
	"os"
	"slices"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/localdev/inspector"
	"sns-dynamics/internal/operator/routes"
)

// Deployed holds the decisions of the function's deployer.
type Deployed struct {
	// Fence is the messages that the function carries out.
	Fence fence.Fence
	// Routes are the routes of the messages; nil means that each message is an operation.
	Routes *route.Table

	environments []string           // of the routes
	samples      []inspector.Sample // of the routes
}

// Use sets the routes to the routes of a folder. Each environment of a route is the emulator.
func (d *Deployed) Use(f *routes.Folder) {
	d.Routes = f.Table
	d.samples = samplesOf(f.Tests)
	for _, e := range f.File.Routes {
		if e.Environment != "" && !slices.Contains(d.environments, e.Environment) {
			d.environments = append(d.environments, e.Environment)
		}
	}
}

// samplesOf returns the messages of tests, to start from. A test with attributes, a topic or a
// subject of its own is no sample: the inspector publishes messages without attributes and
// subject, to its own topic.
func samplesOf(tests []routes.Test) []inspector.Sample {
	var all []inspector.Sample
	for _, t := range tests {
		if len(t.Attributes) == 0 && t.TopicARN == "" && t.Subject == "" {
			all = append(all, inspector.Sample{Name: t.Name, Text: string(t.Message), Group: "Routes"})
		}
	}
	return all
}

// taken returns the samples that no route refuses.
func (d Deployed) taken(samples []inspector.Sample) []inspector.Sample {
	var all []inspector.Sample
	for _, s := range samples {
		if d.resolve(message.Envelope{TopicARN: deployment.TopicARN, Published: time.Now(), Message: s.Text}).Problem == "" {
			all = append(all, s)
		}
	}
	return all
}

// config returns the configuration of a function whose environments are an emulator.
func (d Deployed) config(c emulator.Connection) config.Config {
	made := config.Config{SecretARN: c.SecretARN}
	for _, name := range d.environments {
		made.Environments = append(made.Environments, config.Environment{Name: name, SecretARN: c.SecretARN})
	}
	return made
}

// Fence returns the fence that the environment variables of the function set in this process.
// The error names the variable that is malformed.
func Fence() (fence.Fence, error) {
	allowed, err := fence.FromEnv(os.LookupEnv)
	if err != nil {
		return fence.Fence{}, cli.Failed("correct or unset the variable", "%w", err)
	}
	return allowed, nil
}
