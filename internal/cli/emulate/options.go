package emulate

import (
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/emulator"
)

// options are the flags of emulate.
type options struct {
	addr     string
	secure   bool
	metadata string
	routes   string
	state    string
	limits   bool
	faults   []string // as NAME or NAME=COUNT
}

func (o *options) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "addr", "127.0.0.1:0", "address and port to listen on; port 0 picks a free one")
	flags.BoolVar(&o.secure, "tls", false, "serve HTTPS, with a new certificate authority for this run")
	flags.StringVar(&o.metadata, "metadata", "", "`file` with the $metadata document of an organization, whose tables to emulate")
	flags.StringVar(&o.routes, "routes", "", "`folder` of routes for the messages, as dynctl routes checks it; read at the start")
	_ = cmd.MarkFlagDirname("routes") // the flag is there
	flags.BoolVar(&o.limits, "limits", false, "apply the documented service protection limits to each user")
	flags.StringArrayVar(&o.faults, "fault", nil, "fault of the next COUNT requests (1 by default, or all), as `NAME[=COUNT]`; may be repeated")
	cli.CompleteFlag(cmd, "fault", faultNames()...)
	flags.StringVar(&o.state, "state", "", "`file` that keeps the rows over restarts; it is created if it does not exist")
}

// emulator returns the options of the emulator, without the state.
func (o *options) emulator() (made emulator.Options, warnings []string, err error) {
	made = emulator.Options{TLS: o.secure, KeepRequests: 1000}
	if o.limits {
		made.Limits = &emulator.Limits{}
	}
	if o.metadata == "" {
		return made, nil, nil
	}
	made.Schema, warnings, err = environment.EmulatorSchema(o.metadata)
	return made, warnings, err
}

// addressFailure returns the usage error of an address of --addr.
func (o *options) addressFailure(e *emulator.AddressError) error {
	f := cli.Usagef("--addr %s: %s", e.Address, e.Problem)
	switch _, port, err := net.SplitHostPort(e.Address); {
	case err != nil && !strings.Contains(e.Address, ":"):
		port := "8086"
		if _, err := strconv.ParseUint(e.Address, 10, 16); err == nil {
			port = e.Address
		}
		f.Actions = []string{"dynctl emulate --addr 127.0.0.1:" + port}
	case e.NeedsTLS:
		f.Actions = []string{"give an address of this machine alone, such as --addr 127.0.0.1:" + port + ", or add --tls"}
	case err == nil:
		f.Actions = []string{"dynctl emulate --addr 127.0.0.1:" + port}
	}
	return f
}

// deployed returns what the deployer of the function decides.
func (o *options) deployed() (d inprocess.Deployed, err error) {
	if d.Fence, err = inprocess.Fence(); err != nil || o.routes == "" {
		return d, err
	}
	f, err := inprocess.ReadRoutes(o.routes)
	if err != nil {
		return d, err
	}
	d.Use(f)
	return d, nil
}
