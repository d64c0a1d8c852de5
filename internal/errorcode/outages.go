package errorcode

import "sns-dynamics/internal/operation"

// codesOfOutages returns the codes of conditions that pass without help.
func codesOfOutages() []Code {
	return []Code{
		{"0x80072322", "NumberOfRequestsExceeded", operation.Unavailable},
		{"0x80072321", "ExecutionTimeExceeded", operation.Unavailable},
		{"0x80072326", "ConcurrencyLimitExceeded", operation.Unavailable},
		{"0x80072327", "DSSThrottlingConcurrencyLimitExceeded", operation.Unavailable},
		{"0x8005f103", "Throttling", operation.Unavailable},
		{"0x80044150", "SqlError", operation.Unavailable},
		{"0x80044151", "SqlTimeout", operation.Unavailable},
		{"0x80044339", "SqlDeadlock", operation.Unavailable},
		{"0x8004ed47", "AppLockTimeout", operation.Unavailable},
		{"0x80072300", "RetryLater", operation.Unavailable},
		{"0x80072301", "RetryLater", operation.Unavailable},
		{"0x80072031", "WorkerProcessCrashFailure", operation.Unavailable},
		{"0x80048542", "TempDBFull", operation.Unavailable},
		{"0x8004418d", "SandboxWorkerNotAvailable", operation.Unavailable},
		{"0x8004418e", "SandboxHostNotAvailable", operation.Unavailable},
		{"0x80044171", "SandboxClientPluginTimeout", operation.Unavailable},
		{"0x80044172", "SandboxHostPluginTimeout", operation.Unavailable},
		{"0x80044173", "SandboxWorkerPluginTimeout", operation.Unavailable},
		{"0x80081111", "SandboxWorkerPluginExecuteTimeout", operation.Unavailable},
		{"0x80081116", "SandboxWorkerThrottleLimit", operation.Unavailable},
		{"0x80048544", "DataEngineQueryThrottling", operation.Unavailable},
		{"0x80048549", "CascadeDeleteRunning", operation.Unavailable},
		{"0x80048555", "CascadeAssignRunning", operation.Unavailable},
		{"0x80071151", "SolutionConcurrencyFailure", operation.Unavailable},
		{"0x8004b044", "OrganizationMigrationUnderway", operation.Unavailable},
		{"0x8004a107", "ScaleGroupDisabled", operation.Unavailable},
		{"0x8004d253", "OrganizationNotConfigured", operation.Unavailable},
		{"0x80044352", "ExpiredVersionStamp", operation.Unavailable},
		{"0x80040216", "UnExpected", operation.Unavailable},
		{"0x80090412", "CustomizationLocked", operation.Unavailable},
	}
}
