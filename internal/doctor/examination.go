package doctor

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/environment"
	"sns-dynamics/internal/stack"
)

// examination is one examination on its way: what a layer found out, for those
// that follow.
type examination struct {
	Options

	cloud       aws.Config
	places      stack.Outputs
	functionARN string

	kept        dynamics.Credentials
	environment environment.Environment
	me          environment.Identity
	meErr       error // of asking who we are, where there is a token
	privileges  map[string]string
	mayErr      error // of reading the privileges
	tables      environment.Tables
}
