package awstest

import (
	"net/http"
	"strings"
)

func lambdaOperations() map[string]operation {
	return map[string]operation{
		"GetFunction":                  with((*Cloud).getFunction),
		"GetFunctionConfiguration":     with((*Cloud).getFunctionConfiguration),
		"GetPolicy":                    with((*Cloud).getPolicy),
		"Invoke":                       with((*Cloud).invoke),
		"ListEventSourceMappings":      with((*Cloud).listEventSourceMappings),
		"GetFunctionEventInvokeConfig": with((*Cloud).getFunctionEventInvokeConfig),
		"GetFunctionConcurrency":       with((*Cloud).getFunctionConcurrency),
	}
}

type functionInput struct{ FunctionName, Qualifier string }

func noFunction(format string, args ...any) *apiError {
	return refuse(http.StatusNotFound, "ResourceNotFoundException", format, args...)
}

// function finds a function by its name, its ARN or the part of that from the
// account on. There are no versions and aliases.
func (c *Cloud) function(in functionInput) (*Function, error) {
	name := in.FunctionName
	for _, prefix := range []string{FunctionARN(""), Account + ":function:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	name, qualifier, _ := strings.Cut(name, ":")
	if qualifier == "" {
		qualifier = in.Qualifier
	}
	f := c.functions[name]
	if f == nil || qualifier != "" && qualifier != "$LATEST" {
		if qualifier != "" {
			name += ":" + qualifier
		}
		return nil, noFunction("Function not found: %s", FunctionARN(name))
	}
	return f, nil
}

func (f *Function) configuration() map[string]any {
	out := map[string]any{
		"FunctionName": f.Name, "FunctionArn": FunctionARN(f.Name), "CodeSha256": f.CodeSHA256, "State": f.State,
		"LastUpdateStatus": f.LastUpdateStatus, "Architectures": []string{f.Architecture}, "Timeout": f.Timeout, "MemorySize": f.MemorySize,
		"PackageType": "Zip", "Runtime": "provided.al2023", "Handler": "bootstrap", "Version": "$LATEST",
	}
	if len(f.Environment) > 0 {
		out["Environment"] = map[string]any{"Variables": f.Environment}
	}
	return out
}

func (c *Cloud) getFunction(in functionInput) (any, error) {
	f, err := c.function(in)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"Configuration": f.configuration(), "Code": map[string]any{"RepositoryType": "S3"}}
	if f.Concurrency != nil {
		out["Concurrency"] = map[string]any{"ReservedConcurrentExecutions": *f.Concurrency}
	}
	return out, nil
}

func (c *Cloud) getFunctionConfiguration(in functionInput) (any, error) {
	f, err := c.function(in)
	if err != nil {
		return nil, err
	}
	return f.configuration(), nil
}

func (c *Cloud) getPolicy(in functionInput) (any, error) {
	f, err := c.function(in)
	if err != nil {
		return nil, err
	}
	if f.Policy == "" {
		return nil, noFunction("The resource you requested does not exist.")
	}
	return map[string]any{"Policy": f.Policy}, nil
}

func (c *Cloud) getFunctionConcurrency(in functionInput) (any, error) {
	f, err := c.function(in)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	if f.Concurrency != nil {
		out["ReservedConcurrentExecutions"] = *f.Concurrency
	}
	return out, nil
}

func (c *Cloud) getFunctionEventInvokeConfig(in functionInput) (any, error) {
	f, err := c.function(in)
	if err != nil {
		return nil, err
	}
	i := f.EventInvoke
	if i == nil {
		return nil, noFunction("The function %s:$LATEST doesn't have an EventInvokeConfig", FunctionARN(f.Name))
	}
	destinations := map[string]any{}
	for name, arn := range map[string]string{"OnFailure": i.OnFailure, "OnSuccess": i.OnSuccess} {
		if arn != "" {
			destinations[name] = map[string]string{"Destination": arn}
		}
	}
	out := map[string]any{
		"FunctionArn": FunctionARN(f.Name) + ":$LATEST", "MaximumRetryAttempts": i.MaximumRetryAttempts, "DestinationConfig": destinations,
	}
	if i.MaximumEventAgeInSeconds > 0 {
		out["MaximumEventAgeInSeconds"] = i.MaximumEventAgeInSeconds
	}
	return out, nil
}
