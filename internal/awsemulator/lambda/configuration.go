package lambda

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

// getFunction follows
// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
func (fs *Functions) getFunction(in functionInput) (any, error) {
	f, err := fs.function(in)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"Configuration": f.configuration(), "Code": map[string]any{"RepositoryType": "S3"}}
	if f.Concurrency != nil {
		out["Concurrency"] = map[string]any{"ReservedConcurrentExecutions": *f.Concurrency}
	}
	return out, nil
}

// getFunctionConfiguration follows
// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
func (fs *Functions) getFunctionConfiguration(in functionInput) (any, error) {
	f, err := fs.function(in)
	if err != nil {
		return nil, err
	}
	return f.configuration(), nil
}

// getPolicy follows
// https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
func (fs *Functions) getPolicy(in functionInput) (any, error) {
	f, err := fs.function(in)
	if err != nil {
		return nil, err
	}
	if f.Policy == "" {
		return nil, notFound("The resource you requested does not exist.")
	}
	return map[string]any{"Policy": f.Policy}, nil
}

// getFunctionConcurrency follows
// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
func (fs *Functions) getFunctionConcurrency(in functionInput) (any, error) {
	f, err := fs.function(in)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	if f.Concurrency != nil {
		out["ReservedConcurrentExecutions"] = *f.Concurrency
	}
	return out, nil
}

// getFunctionEventInvokeConfig follows
// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html
func (fs *Functions) getFunctionEventInvokeConfig(in functionInput) (any, error) {
	f, err := fs.function(in)
	if err != nil {
		return nil, err
	}
	i := f.EventInvoke
	if i == nil {
		return nil, notFound("The function %s:$LATEST doesn't have an EventInvokeConfig", FunctionARN(f.Name))
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
