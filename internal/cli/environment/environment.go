// Package environment reads the definitions of tables for commands: from the environment of the
// function's credentials, or from a file with the $metadata document of an organization.
package environment

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operator/preview"
)

// Source says where definitions come from. At most one field is set.
type Source struct {
	Online   bool
	Metadata string // a file

	app *cli.App
}

// AddFlags adds the flags --online, with the text of its help, and --metadata, and the flags that
// name the environment.
func (s *Source) AddFlags(cmd *cobra.Command, a *cli.App, online string) {
	s.app = a
	cmd.Flags().BoolVar(&s.Online, "online", false, online)
	cmd.Flags().StringVar(&s.Metadata, "metadata", "", "`file` with the $metadata document of an organization, in the place of --online")
	a.SecretFlag(cmd)
	a.EnvironmentFlag(cmd)
}

// Check returns a usage error if both fields are set, or if --environment is given without
// --online.
func (s *Source) Check() error {
	switch {
	case s.Online && s.Metadata != "":
		return cli.Usagef("--online and --metadata exclude each other")
	case s.app.Environment != "" && !s.Online:
		return cli.Usagef("--environment needs --online")
	}
	return nil
}

// Client returns a client of the environment of the function's credentials. The errors are the
// errors of [cli.App.Credentials].
func Client(ctx context.Context, a *cli.App) (*dynamics.Client, auth.Credentials, error) {
	credentials, err := a.Credentials(ctx)
	if err != nil {
		return nil, credentials, err
	}
	return cli.NewClient(credentials), credentials, nil
}

// Resolver returns a resolver that looks up rows in the environment of a client.
func Resolver(client *dynamics.Client) *values.Resolver {
	return values.New(client.ReadValues, time.Now)
}

// origin is the address of the emulator in the process.
const origin = "https://org.crm.dynamics.example"

// FileResolver returns a resolver of the tables in a file with the $metadata document of an
// organization. It finds each row that it looks up as preview.WithoutRows does. The warnings
// name the parts of the document that are left out. The errors are the errors of [EmulatorSchema]
// and of [emulator.New].
func FileResolver(file string) (*values.Resolver, []string, error) {
	schema, warnings, err := EmulatorSchema(file)
	if err != nil {
		return nil, nil, err
	}
	dataverse, err := emulator.New(emulator.Options{Schema: schema})
	if err != nil {
		return nil, nil, err
	}
	connection := emulator.ConnectionAt(origin)
	connection.ClientSecret = emulator.ClientSecret
	text, err := json.Marshal(connection)
	if err != nil {
		return nil, nil, err
	}
	credentials, err := auth.ParseCredentials(text)
	if err != nil {
		return nil, nil, err
	}
	client := dynamics.New(dynamics.Config{
		Transport:   dataverse.Transport(),
		Credentials: func(context.Context) (auth.Credentials, error) { return credentials, nil },
	})
	return values.New(preview.WithoutRows(client.ReadValues), time.Now), warnings, nil
}
