package doctor

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/operator/environment"
	"sns-dynamics/internal/operator/stack"
)

// examination holds the results of checks that later checks need.
type examination struct {
	Options

	down map[string]bool // the layers that failed, and the layers that need one of them

	cloud       aws.Config
	deployed    stack.Outputs
	functionARN string
	variables   map[string]string // of the function; nil if they are not known
	fence       *fence.Fence      // nil if it is not known
	left        []string          // URLs of queues with messages that nothing reads

	stored          auth.Credentials
	issuer          string // of web identity tokens, if the deployment needs it
	functionSignsIn bool   // without a stored secret
	environment     environment.Environment
	me              environment.Identity
	meErr           error  // of WhoAmI, if there is a token
	role            string // the name of a role of the user; empty if it is not known
	privileges      map[string]string
	mayErr          error // of reading the privileges
	tables          tables
}
