package dynamics

// ofPassing are the codes of what passes by itself.
func ofPassing() []Explanation {
	return []Explanation{
		{"0x80072322", "NumberOfRequestsExceeded", Unavailable, "over 6,000 requests in five minutes", itWaits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80072321", "ExecutionTimeExceeded", Unavailable, "over 20 minutes of execution in five minutes", itWaits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80072326", "ConcurrencyLimitExceeded", Unavailable, "more requests at a time than Dataverse takes", itWaits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x80072327", "DSSThrottlingConcurrencyLimitExceeded", Unavailable, "more requests at a time than Dataverse takes", itWaits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x8005f103", "Throttling", Unavailable, "too many requests", itWaits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80044150", "SqlError", Unavailable, "the database failed, or found a deadlock", itWaits, ""},
		{"0x80044151", "SqlTimeout", Unavailable, "the database took too long", itWaits, ""},
		{"0x80044339", "SqlDeadlock", Unavailable, "the database found a deadlock", itWaits, ""},
		{"0x8004ed47", "AppLockTimeout", Unavailable, "a lock was not given in time", itWaits, ""},
		{"0x80072300", "RetryLater", Unavailable, "Dataverse asks to try later", itWaits, ""},
		{"0x80072301", "RetryLater", Unavailable, "Dataverse asks to try later", itWaits, ""},
		{"0x80072031", "WorkerProcessCrashFailure", Unavailable, "a process of Dataverse ended", itWaits, ""},
		{"0x80048542", "TempDBFull", Unavailable, "the database ran out of working space", itWaits, ""},
		{"0x8004418d", "SandboxWorkerNotAvailable", Unavailable, "no process is free to run a plug-in", itWaits, ""},
		{"0x8004418e", "SandboxHostNotAvailable", Unavailable, "no host is free to run a plug-in", itWaits, ""},
		{"0x80044171", "SandboxClientPluginTimeout", Unavailable, "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80044172", "SandboxHostPluginTimeout", Unavailable, "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80044173", "SandboxWorkerPluginTimeout", Unavailable, "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80081111", "SandboxWorkerPluginExecuteTimeout", Unavailable, "a plug-in took longer than two minutes", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80081116", "SandboxWorkerThrottleLimit", Unavailable, "plug-ins of the environment crash so often that they are held back", itWaits + "; look at the plug-ins if it lasts", ""},
		{"0x80048544", "DataEngineQueryThrottling", Unavailable, "the database holds a query back", itWaits, ""},
		{"0x80048549", "CascadeDeleteRunning", Unavailable, "a large delete of related rows is running", itWaits, ""},
		{"0x80048555", "CascadeAssignRunning", Unavailable, "a large change of owners is running", itWaits, ""},
		{"0x80071151", "SolutionConcurrencyFailure", Unavailable, "somebody is changing customizations, or installing a solution", itWaits, ""},
		{"0x8004b044", "OrganizationMigrationUnderway", Unavailable, "the environment is being moved", itWaits, ""},
		{"0x8004a107", "ScaleGroupDisabled", Unavailable, "a part of Dataverse is closed for a while", itWaits, ""},
		{"0x8004d253", "OrganizationNotConfigured", Unavailable, "the environment is not ready yet", itWaits + "; ask Microsoft's support if it lasts", ""},
		{"0x80044352", "ExpiredVersionStamp", Unavailable, "definitions changed since they were read", itWaits, ""},
		{"0x80040216", "UnExpected", Unavailable, "Dataverse met an error that it does not explain", itWaits + "; ask Microsoft's support with the request id if it lasts", ""},
		{"0x80090412", "CustomizationLocked", Unavailable, "somebody is installing a solution", itWaits, ""},
	}
}
