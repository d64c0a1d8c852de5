package advice

// ofEnvironment returns the explanations of the codes by which an environment refuses
// everybody, or every change. The set-up is wrong then, whatever the status is.
//
// See https://learn.microsoft.com/power-platform/admin/ip-firewall
// and https://learn.microsoft.com/power-platform/admin/admin-mode
// and https://learn.microsoft.com/power-platform/admin/capacity-storage
func ofEnvironment() []entry {
	const (
		enable = "enable the environment in the Power Platform admin center, or ask Microsoft's support why it is disabled"
		room   = "free storage, or buy more, in the Power Platform admin center"
		pay    = "renew the subscription of the environment"
	)
	return []entry{
		{"0x80095ffe", "the environment's IP firewall blocks the address that the function comes from", "let the function's addresses through the environment's IP firewall, or allow all application users there", runDoctor},
		// No document has this code; it was reported with the sentence of app access control.
		{"0x80095ffc", "the environment's app access control does not allow the application", "allow the application in the environment's app access control", runDoctor},
		{"0x80095ffd", "the token is bound to another address", "leave the environment's IP address binding out for applications", runDoctor},
		{"0x8004a104", "the environment is disabled", enable, runDoctor},
		{"0x8004a113", "the environment is in administration mode", "end the administration mode in the Power Platform admin center", runDoctor},
		{"0x80044507", "the application has no access to the tenant of the environment", "check serviceRootUrl and tenantId in the secret: they must be of one environment", runDoctor},
		{"0x80072325", "the database of the environment is full", room, ""},
		{"0x8004b057", "the environment has reached its limit of storage", room, ""},
		{"0x8004415c", "the trial of the environment has ended", pay, ""},
		{"0x8004415d", "the registration of the environment has ended", pay, ""},
	}
}
