package awstest

import (
	"errors"
	"net/http"
	"strings"
)

// service is what one service speaks and does.
type service struct {
	protocol   protocol
	operations map[string]operation
}

// operation carries out one call while the Cloud is locked. It decodes its
// input by itself, and what it returns is for the protocol to encode.
type operation func(c *Cloud, in input) (out any, err error)

func services() map[Service]service {
	return map[Service]service{
		CloudFormation: {queryProtocol{"http://cloudformation.amazonaws.com/doc/2010-05-15/"}, cloudFormationOperations()},
		CloudWatch:     {cborProtocol{}, cloudWatchOperations()},
		Lambda:         {restProtocol{}, lambdaOperations()},
		Logs:           {jsonProtocol{version: "1.1"}, logsOperations()},
		SecretsManager: {jsonProtocol{version: "1.1"}, secretsManagerOperations()},
		SNS:            {queryProtocol{"http://sns.amazonaws.com/doc/2010-03-31/"}, snsOperations()},
		SQS:            {jsonProtocol{version: "1.0", queryCompatible: true}, sqsOperations()},
		STS:            {queryProtocol{"https://sts.amazonaws.com/doc/2011-06-15/"}, stsOperations()},
	}
}

func (c *Cloud) serve(r *http.Request, body []byte) answer {
	a := c.answer(r, body)
	// Dropped or not: what a hook or handler wrote is then there to see for
	// whoever takes the lock next.
	c.mu.Lock()
	defer c.mu.Unlock()
	if id := c.id(); !a.drop {
		a.header.Set("X-Amzn-Requestid", id)
	}
	return a
}

func (c *Cloud) answer(r *http.Request, body []byte) answer {
	name, region, signed := scope(r.Header.Get("Authorization"))
	if !signed {
		p := protocolOf(r)
		return p.failure(p.missingToken())
	}
	s, known := c.services[name]
	if !known {
		s.protocol = protocolOf(r)
	}
	call := Call{name, s.protocol.operation(r, body)}
	c.mu.Lock()
	c.calls = append(c.calls, call)
	fault, faulted := c.takeFault(call)
	hook := c.hook
	c.mu.Unlock()

	if faulted && !fault.After {
		return fault.answer(s.protocol)
	}
	if hook != nil && !hook(call, false) {
		return answer{drop: true}
	}
	a := c.carryOut(call, region, s, r, body)
	if hook != nil && !hook(call, true) {
		return answer{drop: true}
	}
	if faulted {
		return fault.answer(s.protocol)
	}
	return a
}

func (f Fault) answer(p protocol) answer {
	if f.Drop {
		return answer{drop: true}
	}
	return p.failure(f.err())
}

func (c *Cloud) carryOut(call Call, region string, s service, r *http.Request, body []byte) answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	out, err := c.run(call, region, s, r, body)
	if err == nil {
		return s.protocol.success(call, out)
	}
	var e *apiError
	if !errors.As(err, &e) {
		e = notCovered("%v", err)
	}
	if e.notCovered {
		c.notCovered = append(c.notCovered, call.String()+": "+e.message)
	}
	return s.protocol.failure(e)
}

func (c *Cloud) run(call Call, region string, s service, r *http.Request, body []byte) (any, error) {
	op, known := s.operations[call.Operation]
	if !known {
		return nil, notCovered("%s", call)
	}
	if region != Region {
		return nil, notCovered("the region %s", region)
	}
	in, err := s.protocol.input(r, body)
	if err != nil {
		return nil, err
	}
	return op(c, in)
}

// scope reads service and region off the credential scope of a signature of
// version 4. The signature itself is not checked: any key will do.
func scope(authorization string) (s Service, region string, ok bool) {
	rest, ok := strings.CutPrefix(authorization, "AWS4-HMAC-SHA256 Credential=")
	if !ok {
		return "", "", false
	}
	credential, _, _ := strings.Cut(rest, ",")
	// key/date/region/service/aws4_request
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || parts[4] != "aws4_request" {
		return "", "", false
	}
	return Service(parts[3]), parts[2], true
}
