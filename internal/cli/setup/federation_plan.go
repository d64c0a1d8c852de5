package setup

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/function/assertion"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/stack"
)

// federationPlan holds the settings of flags, variables and the stack.
type federationPlan struct {
	cloud           aws.Config
	clientID        string
	audience, graph string
	roles           []string // of the function, and of operators
	function        string   // its name; empty if it is not known
	environment     string   // of the stack; empty for the default environment
}

func (f federationFlags) plan(ctx context.Context, a *cli.App) (p federationPlan, err error) {
	if err := f.checkValues(); err != nil {
		return p, err
	}
	if p.cloud, err = a.AWS(ctx); err != nil {
		return p, err
	}
	deployed, err := a.Deployment(ctx, p.cloud)
	if err != nil {
		return p, err
	}
	p.function, p.environment = deployed.FunctionName, a.Environment
	of := deployed.Application
	if p.environment != "" {
		stored, err := a.StoredCredentials(ctx, p.cloud, deployed)
		if err != nil {
			return p, err
		}
		of.ClientID, of.AuthorityHost = stored.ClientID, stored.AuthorityHost
	}
	p.clientID = cmp.Or(f.clientID, of.ClientID)
	if !operation.IsGUID(p.clientID) {
		return p, cli.Usagef("--client-id: expected a GUID, the application (client) id; a stack without a secret has it too")
	}
	role := cmp.Or(f.role, deployed.FunctionRoleARN)
	if role == "" && f.operator == "" && a.Stack != "" {
		return p, cli.Failed("give --role or --operator", "%w", &stack.MissingError{Stack: a.Stack, Output: "FunctionRoleArn"})
	}
	if role == "" && f.operator == "" {
		return p, cli.Usagef("give --stack, --role or --operator")
	}
	for _, r := range []struct{ flag, arn string }{{"role", role}, {"operator", f.operator}} {
		if r.arn == "" {
			continue
		}
		if err := setup.CheckRoleARN(r.arn); err != nil {
			return p, cli.Usagef("--%s: %w", r.flag, err)
		}
		p.roles = append(p.roles, r.arn)
	}
	return p, f.cloudOf(&p, authorityOf(f.authority, of.AuthorityHost, of.ServiceRootURL))
}

// authorityOf returns the host to sign in at: the flag's, the stack's, or the one that
// follows from the environment.
func authorityOf(flag, stack, serviceRoot string) string {
	if host := cmp.Or(flag, stack); host != "" {
		return host
	}
	c, err := auth.Application("t", "c", serviceRoot, "")
	if err != nil {
		return "login.microsoftonline.com"
	}
	return c.AuthorityHost
}

// cloudOf sets the audience and the address of Microsoft Graph for the cloud of a host.
func (f federationFlags) cloudOf(p *federationPlan, host string) error {
	authority, err := webapi.ParseOrigin(host)
	if err != nil {
		return cli.Usagef("--authority: %w", err)
	}
	origin := authority.Scheme + "://" + authority.Host
	p.audience, p.graph = assertion.Audience(origin), setup.GraphRoot(origin)
	if f.graph != "" {
		graph, err := webapi.ParseOrigin(f.graph)
		if err != nil {
			return cli.Usagef("--graph: %w", err)
		}
		p.graph = graph.Scheme + "://" + graph.Host
	}
	return nil
}
